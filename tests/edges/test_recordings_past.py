"""`past.jsonl`: what was known when a recording began."""

from pathlib import Path

import pytest

from monitor.coaching.coach import Coach
from monitor.coaching.exercises import ExerciseId, Pillar
from monitor.coaching.hours import Hold
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.nudges import Cause, Nudge
from monitor.coaching.outcomes import Outcome
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.reminders import Reminder
from monitor.coaching.sessions import PracticeOutcome, PracticeResult, Reason
from monitor.edges.recordings import Past, read_past, write_past
from monitor.errors import RecordingError
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture
from tests.support.stories import ZURICH, Story

SEATED = ExerciseId.SEATED_FIGURE_4
DAY = Story(Coach(Profile(affected_side=Side.BOTH), NudgeRules(), ZURICH).feed).sit(minutes=31).walk(minutes=12)

NUDGE = Nudge(1772442000.0, 1772440200.0, 1800.0, 1, Cause.LIMIT, 1800.0, held_by=Hold.MEETING)
PAST: list[Past] = [
    UserAction(1772430000.5, Action.RED_FLAG, "leg-weakness"),
    NUDGE,
    DAY.of(Recommendation)[0],
    DAY.of(Outcome)[0],
    PracticeOutcome(1772442300.0, 1772442000.0, SEATED, Side.LEFT, PracticeResult.CONFIRMED, Reason.HELD, hold_s=46.0),
    Reminder(1772474400.0, Pillar.STRENGTHEN, 0, 3),
    Bout(Posture.SITTING, 1772440200.0, 1772442020.0),
]


def test_what_was_known_comes_back_as_it_was(tmp_path: Path) -> None:
    """Actions and each kind of event that is remembered survive the file unchanged, in their order."""
    write_past(tmp_path, PAST)

    assert PAST == read_past(tmp_path)


def test_a_recording_without_one_began_with_nothing(tmp_path: Path) -> None:
    """No file, no past."""
    assert [] == read_past(tmp_path)


def test_it_is_its_owners_only(tmp_path: Path) -> None:
    """Red flags are nobody else's business."""
    write_past(tmp_path, PAST)

    assert 0o600 == (tmp_path / "past.jsonl").stat().st_mode & 0o777


@pytest.mark.parametrize(
    "line",
    [
        '{"t":1.0,"event":"nudge","bout_start":"2026-03-02T08:00:00+00:00","sitting_s":1.0,"level":1e999,"reason":""}',
        "",
        "{}",
        "[]",
        "no JSON",
        '{"kind":"Guess"}',
        '{"kind":"Nudge","time_s":1}',
        '{"kind":"UserAction"}',
    ],
)
def test_a_foreign_line_is_named(tmp_path: Path, line: str) -> None:
    """One line says which line of the file is not one of ours."""
    write_past(tmp_path, PAST[:1])
    with (tmp_path / "past.jsonl").open("a") as file:
        file.write(f"{line}\n")

    with pytest.raises(RecordingError, match=r"past\.jsonl:2: .*"):
        read_past(tmp_path)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Where the folder should be stands a file."""
    (tmp_path / "file").touch()

    with pytest.raises(RecordingError, match="file"):
        write_past(tmp_path / "file", PAST)
