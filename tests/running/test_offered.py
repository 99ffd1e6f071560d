"""The exercise for now is one that was recommended and is still for now; what holds exercises back is told with it."""

from datetime import UTC

import pytest

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.safety import Bar
from monitor.running.answers import FOR_NOW_S, answer, bars_now, offered_now
from monitor.running.daemon import Daemon
from tests.support.feeds import START_S, Screen, StillClock, arrivals, pipeline, source
from tests.support.running import Link

NUDGED = "sit:150s"
"""Longer than the limit of these tests: something was recommended after two minutes."""

NERVE = {"seated-figure-4", "supine-figure-4", "standing-figure-4", "ball-massage"}


async def lived(script: str) -> Daemon:
    """A daemon that has lived through a script, and goes on."""
    seen = arrivals(script)
    daemon = Daemon(pipeline(), StillClock(seen[-1].time_s), UTC, Screen(delay_s=0.0))
    await daemon.run(source(seen, pause_every=1))
    return daemon


async def test_what_was_just_recommended_is_for_now() -> None:
    """As long as the person sits on and nothing holds it back; for an hour at most, and not in a sitting after it."""
    daemon = await lived(NUDGED)
    found = offered_now(daemon)
    assert found is not None
    assert ("seated-figure-4", found) == (found.exercise, daemon.pipeline.coach.recommended)

    assert isinstance(daemon.clock, StillClock)
    daemon.clock.time_s = found.time_s + FOR_NOW_S
    assert offered_now(daemon) is found
    daemon.clock.time_s += 1.0
    assert offered_now(daemon) is None


@pytest.mark.parametrize(
    "script",
    [f"{NUDGED} stand:20s sit:30s", f"{NUDGED} walk:60s sit:80s", f"{NUDGED} figure4-left:50s sit:20s"],
    ids=["break taken", "another sitting", "held"],
)
async def test_what_was_done_or_overtaken_is_not(script: str) -> None:
    """A break that was taken, a sitting after it, a stretch that was seen."""
    daemon = await lived(script)
    assert daemon.pipeline.coach.recommended is not None
    assert offered_now(daemon) is None


async def test_what_an_earlier_run_saw_done_is_not_offered_again() -> None:
    """A restart is a gap and nothing else."""
    daemon = await lived(NUDGED)
    assert offered_now(daemon) is not None
    daemon.remember([Outcome(START_S + 149.0, START_S + 120.0, Result.VERIFIED)])
    assert offered_now(daemon) is None


@pytest.mark.parametrize(
    ("action", "detail", "bar", "barred"),
    [
        (Action.RED_FLAG, "leg-weakness", Bar.RED_FLAG, None),
        (Action.INTAKE, "injury=yes", Bar.INJURY, {"ball-massage", "glute-bridge", "clamshell"}),
        (Action.PAIN, "6 radiating", Bar.RADIATED, NERVE),
    ],
)
async def test_what_holds_exercises_back_is_told_of_each(
    action: Action, detail: str, bar: Bar, barred: set[str] | None
) -> None:
    """To the page all of them, to an open guide its own; what is held back is not for now (F1, F4, E5)."""
    daemon = await lived(NUDGED)
    every = set(daemon.pipeline.coach.exercises)
    daemon.pipeline.feed(_action(daemon, action, detail))

    expected = every if barred is None else {name for name, why in bars_now(daemon).items() if why is bar}
    assert set(bars_now(daemon)) == expected >= (barred or every)
    for name in every:
        told = await answer({"do": "practice", "exercise": name}, daemon, Link())  # type: ignore[arg-type]
        assert (bar if name in expected else None) == told["bar"]
    assert (offered_now(daemon) is None) == ("seated-figure-4" in expected)


async def test_at_the_wheel_nothing_is_for_now() -> None:
    """Nor is any exercise guided, until the drive is over."""
    daemon = await lived(NUDGED)
    for active in (True, False):
        daemon.pipeline.feed(ContextChange(daemon.clock.now_s(), Context.DRIVING, active))
        assert ({Bar.DRIVING} if active else set()) == set(bars_now(daemon).values())
        assert active == (offered_now(daemon) is None)


def _action(daemon: Daemon, action: Action, detail: str) -> UserAction:
    return UserAction(daemon.clock.now_s(), action, detail)
