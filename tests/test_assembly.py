"""How the parts are put together: from settings, journals and birth certificates to a pipeline."""

import shlex
import sys
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from monitor.assembly import (
    Shower,
    about_live,
    known_mounting,
    red_flag_since,
)
from monitor.cli.replay import recorded_pipeline
from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.outcomes import Outcome
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import Card, SafetyNotice
from monitor.coaching.sessions import PracticeOutcome
from monitor.edges.desktop import Notice, NotShown, Shown
from monitor.edges.journal import Journal
from monitor.edges.recordings import RecordingWriter, read_about
from monitor.edges.settings import Settings, parse_settings
from monitor.errors import UsageError, to_install
from monitor.history import recall
from monitor.posture.bouts import Bout
from monitor.posture.labels import PostureEpoch
from monitor.records import KINDS
from monitor.running.daemon import Daemon
from monitor.wording.events import title_and_body
from tests.support.feeds import START_S, Kept, Screen, StillClock, arrivals, pipeline, source
from tests.support.recordings import ABOUT
from tests.support.words import WORDS

SIT = "sit:150s"
DAY_S = 86_400.0


@pytest.fixture
async def lived(tmp_path: Path) -> tuple[Path, Screen]:
    """The journal of a run with one nudge, and what was shown."""
    screen = Screen()
    with Journal(tmp_path / "journal") as journal:
        daemon = Daemon(pipeline(), StillClock(), UTC, screen, Kept(journal), finishes=True)
        await daemon.run(source(arrivals(SIT)))
    return tmp_path / "journal", screen


async def test_a_run_recalls_what_the_last_one_saw_and_said(lived: tuple[Path, Screen]) -> None:
    """The second behind each event comes first, as it was; what was decided stands behind what brought it about."""
    path, screen = lived
    with Journal(path, read_only=True) as journal:
        past = recall(journal, START_S + 200.0, UTC)

    at = next(place for place, item in enumerate(past) if isinstance(item, Nudge))
    second, nudge, recommendation = past[at - 1 : at + 2]
    assert isinstance(second, PostureEpoch)
    assert isinstance(nudge, Nudge)
    assert (START_S + 120.0, START_S, 120.0, 1) == (nudge.time_s, nudge.bout_start_s, nudge.sitting_s, nudge.level)
    assert second.end_s == nudge.time_s
    assert screen.shown == [recommendation]
    seconds = [item.start_s for item in past if isinstance(item, PostureEpoch)]
    assert [START_S + second for second in range(150)] == seconds
    assert {Bout, Outcome, PracticeOutcome} <= {type(item) for item in past[at + 2 :]}


async def test_a_recalled_nudge_counts(lived: tuple[Path, Screen]) -> None:
    """After a restart the same sitting goes on, and is not nudged about again before the ladder's wait is over."""
    path, _ = lived
    with Journal(path, read_only=True) as journal:
        past = recall(journal, START_S + 150.0, UTC)
    again = pipeline(past)
    later = [replace(arrival, time_s=arrival.time_s + 150.0) for arrival in arrivals("sit:80s")]
    events = [event for arrival in later for event in again.feed(arrival)]

    assert [(START_S + 180.0, 2)] == [(event.time_s, event.level) for event in events if isinstance(event, Nudge)]


async def test_long_ago_is_forgotten(lived: tuple[Path, Screen]) -> None:
    """Events of half a year ago no longer count; what people said of safety does, and when it all began."""
    path, _ = lived
    with Journal(path) as journal:
        journal.write_input(UserAction(START_S, Action.RED_FLAG, ""), 0)
        longest_days = max(kind.recalled_days for kind in KINDS.values())
        past = recall(journal, START_S + (longest_days + 1) * DAY_S)

    assert {UserAction(START_S, Action.RED_FLAG, "")} == {item for item in past if isinstance(item, UserAction)}
    assert [Bout] == [type(item) for item in past if not isinstance(item, UserAction)]


@pytest.mark.parametrize("kind", ["nudge", "recommendation"])
@pytest.mark.parametrize("body", [{}, {"bout_start": "x", "exercise": "handstand"}])
def test_a_foreign_event_in_the_journal(tmp_path: Path, kind: str, body: dict[str, object]) -> None:
    """An event that this version cannot read is told in one line, however often; all else is recalled."""
    flag = UserAction(START_S, Action.RED_FLAG)
    with Journal(tmp_path / "journal") as journal:
        journal.write(kind, START_S, 0, body)
        journal.write_input(flag, 0)
        recalled = [recall(journal, START_S) for _ in range(2)]

        assert [[flag], [flag]] == recalled
        assert (f"events of the kind '{kind}' that this sitmon cannot make out: 1 passed over",) == journal.passed_over


@pytest.mark.parametrize(
    ("said", "since_s"),
    [
        ([], None),
        ([Action.RED_FLAG], 0.0),
        ([Action.RED_FLAG, Action.RED_FLAG], 0.0),
        ([Action.RED_FLAG, Action.CLEAR_RED_FLAG], None),
        ([Action.RED_FLAG, Action.CLEAR_RED_FLAG, Action.RED_FLAG], 2.0),
        ([Action.CLEAR_RED_FLAG, Action.SNOOZE, Action.RED_FLAG, Action.DONE], 2.0),
    ],
)
def test_since_when_a_red_flag_stands(tmp_path: Path, said: list[Action], since_s: float | None) -> None:
    """From the first one that was not cleared since."""
    with Journal(tmp_path / "journal") as journal:
        journal.write_input(ContextChange(START_S, Context.MEETING, True), 0)
        for second, action in enumerate(said):
            journal.write_input(UserAction(START_S + second, action), 0)
        since = red_flag_since(journal)

    assert (None if since_s is None else START_S + since_s) == since


async def test_a_red_flag_outlives_a_restart(tmp_path: Path) -> None:
    """A run that begins under a red flag says nothing, however long the sitting (F2)."""
    with Journal(tmp_path / "journal") as journal:
        journal.write_input(UserAction(START_S - DAY_S, Action.RED_FLAG, "leg-weakness"), 0)
        past = recall(journal, START_S)
    stages = pipeline(past)
    events = [event for arrival in arrivals(SIT) for event in stages.feed(arrival)]

    assert True is stages.coach.locked
    assert [] == [event for event in events if isinstance(event, Nudge | Recommendation)]


class Desk:
    """A desktop that remembers, or cannot show."""

    def __init__(self, *, works: bool) -> None:
        self.notices: list[Notice] = []
        self._works = works

    async def show(self, notice: Notice) -> Shown | NotShown:
        """Remember it."""
        self.notices.append(notice)
        return Shown("desk", has_buttons=True) if self._works else NotShown("no desk")


@pytest.mark.parametrize("works", [True, False])
async def test_what_is_shown_and_how(works: bool) -> None:
    """A recommendation has its buttons, a safety notice none; how it was shown, or that not, is told."""
    told: list[Shown | NotShown] = []
    desk = Desk(works=works)
    shower = Shower(desk, WORDS, told.append)  # type: ignore[arg-type]
    stages = pipeline()
    events = [event for arrival in arrivals(SIT) for event in stages.feed(arrival)]
    (recommendation,) = (event for event in events if isinstance(event, Recommendation))
    await shower.show(recommendation)
    await shower.show(SafetyNotice(START_S, "", Card.URGENT))

    stretch, urgent = desk.notices
    assert title_and_body(recommendation, WORDS) == (stretch.title, stretch.body)
    assert [True, False] == [bool(notice.buttons) for notice in (stretch, urgent)]
    assert [works] * 2 == [isinstance(how, Shown) for how in told]


def test_where_things_lie(tmp_path: Path) -> None:
    """Journal, socket and recordings lie in the storage folder."""
    settings = parse_settings(f'[storage]\nfolder = "{tmp_path}"')

    assert ["journal.sqlite", "control.sock", "recordings"] == [
        str(path.relative_to(tmp_path))
        for path in (settings.storage.journal, settings.storage.socket, settings.storage.recordings)
    ]


def test_what_is_recorded_live_has_its_birth_certificate(tmp_path: Path) -> None:
    """Device, leg, mounting and time zone as set; it can be written, read and continued."""
    settings = parse_settings(
        '[wearable]\nname = "strap"\nleg = "right"\naxis = [0.0, 1.0, 0.0]\n[person]\ntimezone = "Asia/Tokyo"'
    )
    about = about_live(settings, "sitmon run", known_mounting(settings, "C4:00:00:00:00:01"))
    with RecordingWriter(tmp_path / "r", about):
        pass

    read = read_about(tmp_path / "r")
    assert about == read
    assert ("strap", "thigh", Side.RIGHT, "Asia/Tokyo") == (read.device, read.wear_site, read.worn_leg, read.timezone)
    assert (0.0, 1.0, 0.0) == read.axis
    assert read.created.endswith("+09:00")


def test_a_replay_takes_leg_and_zone_from_the_recording() -> None:
    """The leg that wore it then counts, not the one that is set now; without one, the set one does."""
    settings = parse_settings('[wearable]\nleg = "right"')

    assert Side.LEFT is recorded_pipeline(ABOUT, settings).coach._profile.worn_leg
    assert Side.RIGHT is recorded_pipeline(replace(ABOUT, worn_leg=None), settings).coach._profile.worn_leg


def test_another_wear_site_is_refused() -> None:
    """An ankle is not classified as if it were a thigh."""
    with pytest.raises(UsageError, match='worn at "ankle"; supported are thigh'):
        recorded_pipeline(replace(ABOUT, wear_site="ankle"), Settings())


@pytest.mark.parametrize(("ago_h", "lasts"), [(11.0, True), (13.0, False)])
def test_a_drive_that_nobody_ended_is_forgotten_after_half_a_day(tmp_path: Path, ago_h: float, lasts: bool) -> None:
    """Else a word that was never said would silence every nudge for good, in the run that heard it and after it."""
    ended = [ContextChange(START_S - 5 * DAY_S + hour, Context.DRIVING, active=hour == 0) for hour in (0, 3600)]
    began = ContextChange(START_S - 3600.0 * ago_h, Context.DRIVING, active=True)
    with Journal(tmp_path / "journal") as journal:
        for item in (*ended, began):
            journal.write_input(item, 0)
        past = recall(journal, START_S)
    heard = pipeline()
    heard.feed(began)

    assert [*ended, began] == past
    assert [lasts, lasts] == [stages.coach.is_held_back(START_S) for stages in (pipeline(past), heard)]


@pytest.mark.parametrize(("extra", "package"), [("mqtt", "aiomqtt"), ("demo", "bumble"), ("cohort", "pandas")])
def test_what_is_missing_is_told_with_a_command_that_works_as_it_was_installed(extra: str, package: str) -> None:
    """By this very Python and packages that a registry has: our own stands on none yet."""
    told = to_install(extra)

    assert told.startswith(shlex.quote(sys.executable))
    assert package in told
    assert "sitting-monitor" not in told
