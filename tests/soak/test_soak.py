"""The soak judges what it prints: it passes on the product, and fails on each fault that is planted into it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from monitor.coaching.profile import Side
from monitor.edges.journal.owned import OwnedFile
from monitor.errors import JournalError
from monitor.motion.arrivals import Arrival
from monitor.pipeline import Event, Pipeline
from monitor.posture.labels import Posture, PostureEpoch
from monitor.running.daemon import Daemon
from monitor.simulation.body import simulate_motion
from monitor.simulation.script import parse_script
from tests.soak.__main__ import main, soak
from tests.soak.day import HOUR, POSTURES, Day, Screen
from tests.soak.judge import Verdict, goals

pytestmark = pytest.mark.slow

SHORT = "sit:38m walk:2m"
"""A nudge, and a few faults."""

Plant = Callable[[pytest.MonkeyPatch], None]


def unmet(script: str, seed: int = 3) -> set[str]:
    """Goals that are not met."""
    motion = simulate_motion(parse_script(script), leg=Side.LEFT, seed=seed)
    return {goal.what for goal in soak(motion, seed) if not goal.met}


def test_an_hour_of_bad_radio_invents_nothing() -> None:
    """A fault every few minutes: no overlap, no invented sample, no gap but the injected ones, nothing false."""
    assert set() == unmet(HOUR)


def test_the_short_way_to_a_nudge_is_as_good() -> None:
    """What is planted below is the only fault of that run."""
    assert set() == unmet(SHORT)


def says_lying(patch: pytest.MonkeyPatch) -> None:
    """Every second is said to be lying."""
    feed = Pipeline.feed

    def lie(pipeline: Pipeline, item: Any) -> list[Event]:
        return [
            replace(one, posture=Posture.LYING) if isinstance(one, PostureEpoch) else one
            for one in feed(pipeline, item)
        ]

    patch.setattr(Pipeline, "feed", lie)


def says_nothing(patch: pytest.MonkeyPatch) -> None:
    """No event comes of anything."""
    patch.setattr(Pipeline, "feed", lambda _pipeline, _item: [])


def journals_nothing(patch: pytest.MonkeyPatch) -> None:
    """What happens is not kept."""
    patch.setattr(Daemon, "_journalise", lambda _daemon, _event: None)


def cannot_journal(patch: pytest.MonkeyPatch) -> None:
    """The disk refuses, and the journal's writer tells so."""

    def refuse(*_: object) -> None:
        raise JournalError("the disk is full")

    patch.setattr(OwnedFile, "write", refuse)


def leaks(patch: pytest.MonkeyPatch) -> None:
    """Something is kept of each arrival, 8 kB a second."""
    kept, note = [], Daemon._note

    def keep(daemon: Daemon, arrival: Arrival) -> None:
        kept.append(bytearray(b"x" * 4000))
        note(daemon, arrival)

    patch.setattr(Daemon, "_note", keep)


def shows_and_dies(patch: pytest.MonkeyPatch) -> None:
    """What shows a nudge raises, which it must not."""

    async def die(_screen: Screen, _shown: object) -> tuple[bool, str]:
        raise RuntimeError("no screen")

    patch.setattr(Screen, "show", die)


def shows_and_says_nothing(patch: pytest.MonkeyPatch) -> None:
    """What shows a nudge does not say whether it was shown."""

    async def show(_screen: Screen, _shown: object) -> None:
        return None

    patch.setattr(Screen, "show", show)


def dies(patch: pytest.MonkeyPatch) -> None:
    """The daemon ends at the first second."""

    def end(_daemon: Daemon, _event: Event) -> None:
        raise RuntimeError("a bug")

    patch.setattr(Daemon, "_journalise", end)


OTHERWISE, FALSE = "seconds said otherwise than without faults", "seconds said otherwise than the script"
SECONDS, EVENTS, SHOWN, TROUBLES = "seconds journalled", "events journalled", "nudges shown", "troubles"
MEMORY = "memory after ten minutes, at the end"


@pytest.mark.parametrize(
    ("plant", "missed"),
    [
        (says_lying, {OTHERWISE, FALSE}),
        (says_nothing, {"seconds said of those heard", SHOWN}),
        (journals_nothing, {SECONDS, EVENTS}),
        (cannot_journal, {EVENTS, TROUBLES}),
        (leaks, {MEMORY}),
        (shows_and_dies, {SHOWN, TROUBLES}),
        (shows_and_says_nothing, {SHOWN, TROUBLES}),
        (dies, {SHOWN, TROUBLES}),
    ],
)
def test_each_planted_fault_is_found(plant: Plant, missed: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A product that is broken in one way misses the goals that are about it."""
    plant(monkeypatch)

    assert missed <= unmet(SHORT)


GOOD = Verdict(
    samples=180_000,
    overlaps=0,
    invented=0,
    lost=25,
    gaps=9,
    worst_gap_error_s=0.01,
    heard_s=3600.0,
    otherwise_s=1,
    false_s=9,
    journalled_s=3599,
    journalled=Counter({"Bout": 9, "Nudge": 1, "Recommendation": 1}),
    delivered=1,
)


def good_day() -> Day:
    """An hour with nine faults, all survived."""
    return Day(
        faults=Counter({"reboot": 9}),
        recoveries_s=[1.0] * 9,
        reconnects=9,
        postures=bytearray([POSTURES.index(Posture.SITTING)] * 3599),
        told=Counter({"Bout": 9, "Nudge": 1, "Recommendation": 1}),
        memory_mb=[80.0] + [90.0] * 6,
    )


def test_a_good_day_meets_every_goal() -> None:
    """Nothing is wanted beyond what a good day has."""
    assert [] == [goal for goal in goals(good_day(), GOOD) if not goal.met]


@pytest.mark.parametrize(
    ("worse", "missed"),
    [
        ({"samples": 0}, {"samples in the timeline"}),
        ({"overlaps": 1}, {"overlaps"}),
        ({"invented": 1}, {"invented samples"}),
        ({"lost": 9 * 25 + 1}, {"samples sent but lost"}),
        ({"worst_gap_error_s": 1.0}, {"gaps, worst error of a gap"}),
        ({"heard_s": 3700.0}, {"seconds said of those heard"}),
        ({"otherwise_s": 8}, {OTHERWISE}),
        ({"false_s": 36}, {FALSE}),
        ({"journalled_s": 3598}, {SECONDS}),
        ({"journalled": Counter({"Bout": 8, "Nudge": 1, "Recommendation": 1})}, {EVENTS}),
        ({"delivered": 0}, {SHOWN}),
    ],
)
def test_each_figure_of_the_verdict_has_its_goal(worse: dict[str, Any], missed: set[str]) -> None:
    """A figure just beyond its goal misses that goal and no other."""
    assert missed == {goal.what for goal in goals(good_day(), replace(GOOD, **worse)) if not goal.met}


@pytest.mark.parametrize(
    ("worse", "missed"),
    [
        ({"recoveries_s": [1.0] * 7}, {"faults survived"}),
        ({"recoveries_s": [1.0] * 8 + [31.0]}, {"streaming again after the cause was gone"}),
        ({"memory_mb": [80.0] + [90.0] * 5 + [92.5]}, {MEMORY}),
        ({"troubles": ["a task died"]}, {TROUBLES}),
    ],
)
def test_each_figure_of_the_day_has_its_goal(worse: dict[str, Any], missed: set[str]) -> None:
    """A figure just beyond its goal misses that goal and no other."""
    assert missed == {goal.what for goal in goals(replace(good_day(), **worse), GOOD) if not goal.met}


def test_a_goal_that_is_missed_is_named_and_is_the_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1, and a line for each goal that is not met; nothing else is said on the error output."""
    journals_nothing(monkeypatch)

    assert 1 == main(["--hours", "1"])
    lines = capsys.readouterr().err.splitlines()
    assert [SECONDS, EVENTS] == [line.split(": ")[1] for line in lines]
    assert all(line.startswith("not met: ") for line in lines)


@pytest.mark.parametrize(
    ("wrong", "told"), [("--hours=0", "the script is empty"), ("--hours=25", "up to 24h"), ("--seed=-1", "seed is -1")]
)
def test_a_day_that_cannot_be_is_refused_in_one_line(wrong: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The call is the user's mistake: exit status 2 and a line that says what is wrong."""
    with pytest.raises(SystemExit, match="2"):
        main([wrong])

    assert told in capsys.readouterr().err.splitlines()[-1]
