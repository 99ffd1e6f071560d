"""Events as plain records: what replays print and the journal keeps."""

import json
import re
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.exercises import ExerciseId, Pillar, Place, Target
from monitor.coaching.experiment import Arm, Assignment
from monitor.coaching.hours import Hold
from monitor.coaching.inputs import Action, Context
from monitor.coaching.nudges import Cause, Learned, Nudge, Reply, Wait
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Choice, Recommendation, Where
from monitor.coaching.reminders import Reminder
from monitor.coaching.safety import Card, SafetyNotice
from monitor.coaching.sessions import DuePillar, PracticeOutcome, PracticeResult, Reason
from monitor.coaching.trend import Judgement, Kind
from monitor.edges.settings.values import HOOKED
from monitor.motion.samples import Rejected
from monitor.pipeline import Event, Gap
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture, PostureEpoch, Relabel
from monitor.posture.mounting import Change, Mounting, MountingChange
from monitor.records import (
    DIGITS,
    KINDS,
    MOMENTS,
    REMEMBERED,
    event_of,
    event_time_s,
    iso_time,
    record_of,
    remembered_of,
    utc_offset_s,
)
from monitor.wording.events import answer_to, say_event, spoken
from tests.support.words import WORDS

ZURICH = ZoneInfo("Europe/Zurich")
T_S = datetime(2026, 3, 2, 9, 30, tzinfo=ZURICH).timestamp()
NUDGE = Nudge(T_S, T_S - 1800.0, 1800.0, 1, Cause.LIMIT, 1800.0, 1800.0, held_s=90.0, held_by=Hold.MEETING)
RECOMMENDATION = Recommendation(
    T_S, ExerciseId.GLUTE_BRIDGE, Side.BOTH, Place.FLOOR, None, 10, 2, asked=NUDGE, choice=Choice.DUE,
    due=DuePillar(Pillar.STRENGTHEN, 1, 3), where=Where.AT_HAND,
)  # fmt: skip
EVENTS: dict[str, Event] = {
    "epoch": PostureEpoch(T_S, Posture.NON_WEAR, 0.98765),
    "bout": Bout(Posture.SITTING, T_S - 60.0, T_S),
    "gap": Gap(T_S - 2.5, T_S),
    "relabel": Relabel(T_S - 600.0, T_S, Posture.NON_WEAR),
    "mounting": MountingChange(T_S, Change.SLIPPED, Mounting((1.0, 0.0, 0.0)), 21.5),
    "rejected": Rejected(T_S, "too short"),
    "nudge": NUDGE,
    "wait": Wait(T_S, T_S + 600.0, Learned(Context.MEETING, 8, 8), Learned(9, 1, 9)),
    "assignment": Assignment(T_S, Arm.WITHHELD, 0.3),
    "judgement": Judgement(T_S, Kind.WIDEN, 4, targets=frozenset({Target.GEMELLI})),
    "reminder": Reminder(T_S, Pillar.STRENGTHEN, 1, 3),
    "reply": Reply(T_S, Action.SNOOZE, granted=False, left=0),
    "recommendation": RECOMMENDATION,
    "outcome": Outcome(T_S, T_S - 60.0, Result.VERIFIED, 20.0, 30.0),
    "practice": PracticeOutcome(
        T_S, T_S - 60.0, ExerciseId.SEATED_FIGURE_4, Side.RIGHT, PracticeResult.CONFIRMED, Reason.HELD, hold_s=46.0
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

    assert kinds == {type(event) for event in EVENTS.values()} == {kind.made_of for kind in KINDS.values()}
    assert [*EVENTS] == [*KINDS]
    assert list(HOOKED) == [name for name, kind in KINDS.items() if kind.hooked]  # apart: settings load no numpy


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("epoch", {"posture": "non-wear", "confidence": 0.988, "still_s": 0, "stirs": False, "shifted": False}),
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
                "cause": "limit",
                "limit_s": 1800.0,
                "load_s": 1800.0,
                "load_limit_s": None,
                "left_out_s": 0.0,
                "held_s": 90.0,
                "held_by": "meeting",
                "waited_s": 0.0,
                "wear_site": None,
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
    """What it answers is a record within it, what has no hold has null, and no text is among it."""
    record = record_of(RECOMMENDATION, ZURICH)

    assert ("glute-bridge", "both", None) == (record["exercise"], record["side"], record["hold_s"])
    assert record_of(NUDGE, ZURICH) == record["asked"]
    assert {"pillar": "strengthen", "done": 1, "target": 3} == record["due"]


# ----------------------------------------------------------------------------------- and back
def values(hint: Any, name: str) -> st.SearchStrategy[Any]:
    """Whatever may stand in a field of a type: times to the millisecond, numbers to as many digits as are kept."""
    kind = get_origin(hint) or hint
    if kind in (Union, UnionType):
        return st.one_of(*(values(one, name) for one in get_args(hint)))
    if is_dataclass(hint):
        return events(hint)  # type: ignore[arg-type]
    if kind is float and (name in MOMENTS or name == "time_s"):
        return st.integers(0, 4 * 10**12).map(lambda milliseconds: milliseconds / 1000.0)
    if kind is float:
        return st.floats(0.0, 1e6).map(lambda number: round(number, DIGITS.get(name, 9)))
    if kind is tuple:
        return st.tuples(*(values(one, name) for one in get_args(hint)))
    if kind is frozenset:
        return st.frozensets(values(get_args(hint)[0], name))
    return st.none() if hint is NoneType else st.from_type(hint)


def events(made_of: type) -> st.SearchStrategy[Any]:
    """Whatever may be an event of a kind."""
    hints = get_type_hints(made_of)
    return st.builds(made_of, **{field.name: values(hints[field.name], field.name) for field in fields(made_of)})


@pytest.mark.parametrize("kind", KINDS)
@given(st.data(), st.sampled_from([ZURICH, UTC, ZoneInfo("Asia/Kathmandu")]))
def test_whatever_is_written_reads_back_equal(kind: str, data: st.DataObject, zone: tzinfo) -> None:
    """Of every kind, through JSON, in whatever zone: the same value, its times to the millisecond."""
    event = data.draw(events(KINDS[kind].made_of))
    record = json.loads(json.dumps(record_of(event, zone)))

    assert kind == record["event"]
    assert event == event_of(kind, event_time_s(event), record)


def test_a_later_run_remembers_what_is_recalled_and_bouts() -> None:
    """Whatever has a time for which it is recalled can be read back for it, and so can a bout."""
    assert {"bout", *(kind.name for kind in KINDS.values() if kind.recalled_days)} == {*REMEMBERED}
    with pytest.raises(ValueError, match="nothing is remembered of the kind gap"):
        remembered_of("gap", T_S, record_of(EVENTS["gap"], ZURICH))


OLDER: dict[str, dict[str, object]] = {
    "nudge": {"bout_start": "2026-03-02T09:00:00+01:00", "sitting_s": 1800.0, "level": 1, "reason": "30 min Sitzen."},
    "wait": {"until": "2026-03-02T10:00:00+01:00", "reason": "Dieser Hinweis wartet."},
    "reminder": {"pillar": "strengthen", "reason": "Tage mit Kraft diese Woche: 0 von 3."},
    "reply": {"action": "snooze", "granted": True, "text": "Verschoben bis 10:00."},
    "judgement": {
        "kind": "widen", "sentence": "Nicht weniger.", "title": "Der Plan", "body": "Wochen.", "card": "Nach vier.",
        "targets": ["gemelli"],
    },
    "recommendation": {
        "exercise": "seated-figure-4", "name": "Vierer", "side": "left", "place": "desk", "steps": ["x"], "cues": [],
        "donts": [], "hold_s": 20.0, "why": "w", "title": "t", "body": "b", "repetitions": 1, "sets": 1,
    },
    "practice": {
        "recommendation_time": "2026-03-02T09:30:00+01:00", "exercise": "seated-figure-4", "side": "left",
        "result": "claimed", "reason": "Du hast es gesagt.", "hold_s": None, "repetitions": None, "bouncing": False,
    },
    "safety-notice": {"red_flag": "leg-weakness", "text": "Hol jetzt medizinische Hilfe."},
}  # fmt: skip
"""As sitmon 0.1 wrote them, with the texts in them."""


@pytest.mark.parametrize("kind", OLDER)
def test_what_an_older_sitmon_wrote_is_read_and_said_in_the_language_of_now(kind: str) -> None:
    """Its texts are passed over; what is said of it has no word of them, and nothing that it does not tell."""
    event = event_of(kind, T_S, OLDER[kind])
    said = [say_event(event, WORDS), *spoken(event, WORDS).values(), answer_to(event, WORDS)]

    assert not re.search(r"None|[{}]|Sitzen|wartet|Kraft|Verschoben|Nicht|Hol |Du hast|Vierer", " ".join(said))
    assert (kind in ("reminder", "judgement", "recommendation")) == (not said[0])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("nudge", {}),
        ("nudge", {"bout_start": "x", "sitting_s": 1.0, "level": 1}),
        ("nudge", {"bout_start": "2026-03-02T09:00:00+01:00", "sitting_s": True, "level": 1}),
        ("practice", OLDER["practice"] | {"result": "perfect"}),
        ("practice", OLDER["practice"] | {"hold_s": "long"}),
        ("recommendation", OLDER["recommendation"] | {"asked": {"event": "bout"}}),
        ("judgement", OLDER["judgement"] | {"targets": "gemelli"}),
        ("song", {}),
    ],
)
def test_what_is_no_record_of_ours_is_refused(kind: str, body: dict[str, object]) -> None:
    """A field that must be there, or holds something else, or a kind that nobody knows."""
    with pytest.raises((KeyError, ValueError)):
        event_of(kind, T_S, body)


def test_a_word_that_only_a_newer_sitmon_knows_is_a_fact_that_is_not_known() -> None:
    """The outcome counts all the same."""
    told = event_of("practice", T_S, OLDER["practice"] | {"reason": "sensed-by-magic", "colour": "green"})

    assert isinstance(told, PracticeOutcome)
    assert (PracticeResult.CLAIMED, None) == (told.result, told.reason)


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
