"""`sitmon run --virtual`: the real daemon, and a wearable that is not there."""

from datetime import UTC, datetime

import pytest

from monitor.edges.journal import Journal
from monitor.edges.settings import parse_settings
from monitor.errors import to_install
from monitor.running import virtual
from monitor.running.virtual import MARK, WearableTime, begin_s
from tests.newcomer import README, lines_of
from tests.support.commands import Commands
from tests.support.stories import at

SCRIPT = "walk:1m sit:3m stand:30s"


def test_a_virtual_day_is_kept_as_a_real_one(sitmon: Commands) -> None:
    """The journal holds what was seen, the folder says that it was simulated, and no wearable is remembered."""
    said = sitmon.run("run", "--virtual", SCRIPT, "--speed", "100")
    again = sitmon.run("run", "--virtual", "stand:20s", "--speed", "100")

    assert (0, 0) == (said.status, again.status), said.err + again.err
    with Journal(sitmon.store / "journal.sqlite", read_only=True) as journal:
        bouts = [(event.body["posture"], event.time_s) for event in journal.events("bout")]
        seconds = sum(sum(minute.seconds.values()) for minute in journal.minutes())
    assert "sitting" in [posture for posture, _ in bouts]
    assert sorted(bouts, key=lambda bout: bout[1]) == bouts
    assert 280 <= seconds <= 295
    assert (sitmon.store / MARK).exists()
    assert not (sitmon.store / "wearable.json").exists()


def test_what_is_simulated_and_what_a_body_did_lie_apart(sitmon: Commands) -> None:
    """Neither is written into the other's folder."""
    with Journal(sitmon.store / "journal.sqlite") as journal:
        journal.write("bout", 1772438400.0, 0, {"posture": "sitting"})
    real = sitmon("run", "--virtual", SCRIPT)
    (sitmon.store / MARK).write_text("")
    simulated = sitmon("run")

    assert "holds what a real body did: set another [storage] folder" in real.complaint
    assert "holds what was simulated: set another [storage] folder" in simulated.complaint


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--virtual", "sit:soon"), "soon"),
        (("--virtual", SCRIPT, "--speed", "1000"), "--speed 1000 should be from 1 to 200"),
        (("--virtual", SCRIPT, "--speed", "0"), "should be a number above zero"),
    ],
)
def test_a_wrong_call_is_one_line(sitmon: Commands, words: tuple[str, ...], complaint: str) -> None:
    """And nothing is watched."""
    assert complaint in sitmon("run", *words).complaint


def test_without_the_extra(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """How to get it."""
    monkeypatch.setattr(virtual, "find_spec", lambda _name: None)

    assert to_install("demo") in sitmon("run", "--virtual", SCRIPT).complaint


def test_its_time_begins_where_it_is_told() -> None:
    """And goes on with the wearable's."""
    start_s = datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp()
    clock = WearableTime(start_s)
    first = clock.now_s()
    clock.elapsed_s = lambda: 90.0

    assert (start_s, start_s + 90.0) == (first, clock.now_s())


def test_the_readme_leads_a_newcomer_to_a_stretch() -> None:
    """The lines that CI runs are there: installation, set-up, a virtual day with a figure-4, and the question why."""
    lines = lines_of(README.read_text(encoding="utf-8"))

    assert ["pip install", "sitmon setup", "sitmon run --virtual", "sitmon why"] == [
        step for step in ("pip install", "sitmon setup", "sitmon run --virtual", "sitmon why") if step in lines
    ]


@pytest.mark.parametrize(
    ("clock", "after", "begins"),
    [("14:00", None, "13:00"), ("23:00", None, "10:00"), ("05:00", None, "-10:00"), ("23:00", "10:30", "10:30")],
)
def test_a_life_that_is_tried_at_night_began_by_day(clock: str, after: str | None, begins: str) -> None:
    """By day it ends now; in quiet hours nobody would be nudged, and a newcomer would see nothing."""
    settings = parse_settings('[person]\ntimezone = "Europe/Zurich"')
    after_s = None if after is None else at(after) - 1.0
    began_s = at(begins.lstrip("-")) - (86_400.0 if begins.startswith("-") else 0.0)

    assert began_s == begin_s(at(clock), 3600.0, settings, after_s)
