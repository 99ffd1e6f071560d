"""Events as plain records: what replays print and the journal keeps."""

import json
from datetime import datetime, timedelta, timezone
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.evening import Reminder
from monitor.coaching.exercises import ExerciseId, Pillar, Place, Target
from monitor.coaching.experiment import Arm, Assignment
from monitor.coaching.inputs import Action
from monitor.coaching.nudges import Nudge, Reply, Wait
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import Card, SafetyNotice
from monitor.coaching.sessions import PracticeOutcome, PracticeResult
from monitor.coaching.trend import Judgement, Kind
from monitor.motion.samples import Rejected
from monitor.pipeline import Event, Gap
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture, PostureEpoch, Relabel
from monitor.posture.mounting import Change, Mounting, MountingChange
from monitor.records import event_time_s, iso_time, record_of, utc_offset_s

ZURICH = ZoneInfo("Europe/Zurich")
T_S = datetime(2026, 3, 2, 9, 30, tzinfo=ZURICH).timestamp()
RECOMMENDATION = Recommendation(
    time_s=T_S,
    exercise=ExerciseId("glute-bridge"),
    name="Glute bridge",
    side=Side.BOTH,
    place=next(iter(Place)),
    steps=("Lie down.",),
    cues=("Stop if pain shoots.",),
    donts=("Do not arch.",),
    hold_s=None,
    why="Because.",
    title="30 min sitting",
    body="Lie down.",
)
EVENTS: dict[str, Event] = {
    "epoch": PostureEpoch(T_S, Posture.NON_WEAR, 0.98765),
    "bout": Bout(Posture.SITTING, T_S - 60.0, T_S),
    "gap": Gap(T_S - 2.5, T_S),
    "relabel": Relabel(T_S - 600.0, T_S, Posture.NON_WEAR),
    "mounting": MountingChange(T_S, Change.SLIPPED, Mounting((1.0, 0.0, 0.0)), 21.5),
    "rejected": Rejected(T_S, "too short"),
    "nudge": Nudge(T_S, T_S - 1800.0, 1800.0, 1, "30 min sitting."),
    "wait": Wait(T_S, T_S + 600.0, "This nudge waits for a better moment."),
    "assignment": Assignment(T_S, Arm.WITHHELD, 0.3),
    "judgement": Judgement(
        T_S, Kind.WIDEN, "Not less.", "The plan gets wider", "Wider.", "Why.", frozenset({Target.GEMELLI})
    ),
    "reminder": Reminder(T_S, Pillar.STRENGTHEN, "Strength days this week: 1 of 3."),
    "reply": Reply(T_S, Action.SNOOZE, granted=False, text="No snooze is left."),
    "recommendation": RECOMMENDATION,
    "outcome": Outcome(T_S, T_S - 60.0, Result.VERIFIED, 20.0, 30.0),
    "practice": PracticeOutcome(
        T_S, T_S - 60.0, ExerciseId.SEATED_FIGURE_4, Side.RIGHT, PracticeResult.CONFIRMED, "Held 46 s.", hold_s=46.0
    ),
    "safety-notice": SafetyNotice(T_S, "leg-weakness", Card.URGENT),
}


@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_has_its_kind_first_and_its_time(kind: str) -> None:
    """A record begins with what and when; it is JSON as it is."""
    record = record_of(EVENTS[kind], ZURICH)

    assert [("event", kind), ("time", "2026-03-02T09:30:00+01:00")] == list(record.items())[:2]
    assert record == json.loads(json.dumps(record))
    assert T_S == event_time_s(EVENTS[kind])


def test_no_kind_of_event_is_forgotten() -> None:
    """Each event that the pipeline can give is tried in this file."""
    kinds = {kind for part in get_args(Event) for kind in (get_args(part) or (part,))}

    assert kinds == {type(event) for event in EVENTS.values()}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("epoch", {"posture": "non-wear", "confidence": 0.988}),
        (
            "bout",
            {
                "posture": "sitting",
                "start": "2026-03-02T09:29:00+01:00",
                "end": "2026-03-02T09:30:00+01:00",
                "duration_s": 60.0,
            },
        ),
        (
            "gap",
            {
                "start": "2026-03-02T09:29:57.500+01:00",
                "end": "2026-03-02T09:30:00+01:00",
                "duration_s": 2.5,
            },
        ),
        ("rejected", {"reason": "too short"}),
        (
            "nudge",
            {
                "bout_start": "2026-03-02T09:00:00+01:00",
                "sitting_s": 1800.0,
                "level": 1,
                "reason": "30 min sitting.",
            },
        ),
        (
            "outcome",
            {
                "nudge_time": "2026-03-02T09:29:00+01:00",
                "result": "verified",
                "latency_s": 20.0,
                "break_s": 30.0,
                "delivered": None,
                "seen": None,
                "willing": None,
            },
        ),
    ],
)
def test_what_a_record_holds(kind: str, body: dict[str, object]) -> None:
    """Beside kind and time exactly these fields, numbers as numbers and times as times."""
    record = record_of(EVENTS[kind], ZURICH)

    assert body == {key: value for key, value in record.items() if key not in ("event", "time")}


def test_a_recommendation_as_a_record() -> None:
    """Texts are lists in their order; what has no hold has null."""
    record = record_of(RECOMMENDATION, ZURICH)

    assert ("glute-bridge", "both", None) == (record["exercise"], record["side"], record["hold_s"])
    assert (["Lie down."], ["Stop if pain shoots."]) == (record["steps"], record["cues"])


@pytest.mark.parametrize(
    ("moment", "text", "offset_s"),
    [
        ("2026-03-29T00:59:59+00:00", "2026-03-29T01:59:59+01:00", 3600),
        ("2026-03-29T01:00:00+00:00", "2026-03-29T03:00:00+02:00", 7200),
        ("2026-10-25T00:30:00+00:00", "2026-10-25T02:30:00+02:00", 7200),
        ("2026-10-25T01:30:00+00:00", "2026-10-25T02:30:00+01:00", 3600),
    ],
)
def test_summer_time_changes_the_offset(moment: str, text: str, offset_s: int) -> None:
    """The hour that comes twice is told apart by its offset."""
    time_s = datetime.fromisoformat(moment).timestamp()

    assert text == iso_time(time_s, ZURICH)
    assert offset_s == utc_offset_s(time_s, ZURICH)


@given(st.floats(0.0, 4e9), st.integers(-14 * 60, 14 * 60))
def test_a_time_reads_back(time_s: float, offset_min: int) -> None:
    """To the millisecond, in whatever zone."""
    zone = timezone(timedelta(minutes=offset_min))
    back = datetime.fromisoformat(iso_time(time_s, zone))

    assert abs(back.timestamp() - time_s) <= 0.000_501
    assert timedelta(minutes=offset_min) == back.utcoffset()
    assert offset_min * 60 == utc_offset_s(time_s, zone)


@given(st.lists(st.floats(1.7e9, 1.8e9), min_size=2, max_size=2))
def test_times_keep_their_order(times_s: list[float]) -> None:
    """Earlier stays earlier, or at most equal."""
    first, second = (datetime.fromisoformat(iso_time(time_s, ZURICH)) for time_s in sorted(times_s))

    assert first <= second
