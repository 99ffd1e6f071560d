"""Records read back as events: those of which a later run remembers some."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from monitor.coaching.evening import Reminder
from monitor.coaching.exercises import Pillar, Place, Target
from monitor.coaching.experiment import Arm, Assignment
from monitor.coaching.nudges import Nudge, Wait
from monitor.coaching.outcomes import Outcome, Result, Stages
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.sessions import PracticeOutcome, PracticeResult
from monitor.coaching.trend import Judgement, Kind
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture

Remembered = Nudge | Wait | Assignment | Reminder | Recommendation | Outcome | PracticeOutcome | Judgement | Bout


def event_of(kind: str, time_s: float, body: Mapping[str, object]) -> Remembered:
    """Read an event back from its record, of those kinds that a later run remembers.

    Raises:
        KeyError, ValueError: it is not a record of ours, or of a kind that nothing is remembered of.
    """
    return _READERS[kind](time_s, body)


def nudge_of(time_s: float, body: Mapping[str, object]) -> Nudge:
    """Read a nudge back from its record.

    Raises:
        KeyError, ValueError: it is not a record of ours.
    """
    started = datetime.fromisoformat(str(body["bout_start"])).timestamp()
    return Nudge(time_s, started, _number(body["sitting_s"]), int(_number(body["level"])), str(body["reason"]))


def reminder_of(time_s: float, body: Mapping[str, object]) -> Reminder:
    """Read a reminder back from its record.

    Raises:
        KeyError, ValueError: it is not a record of ours.
    """
    return Reminder(time_s, Pillar(str(body["pillar"])), str(body["reason"]))


def recommendation_of(time_s: float, body: Mapping[str, object]) -> Recommendation:
    """Read a recommendation back from its record.

    Raises:
        KeyError, ValueError: it is not a record of ours.
    """
    return Recommendation(
        time_s=time_s,
        exercise=str(body["exercise"]),
        name=str(body["name"]),
        side=Side(str(body["side"])),
        place=Place(str(body["place"])),
        steps=tuple(_texts(body["steps"])),
        cues=tuple(_texts(body["cues"])),
        donts=tuple(_texts(body["donts"])),
        hold_s=None if body["hold_s"] is None else _number(body["hold_s"]),
        why=str(body["why"]),
        title=str(body["title"]),
        body=str(body["body"]),
        repetitions=int(_number(body.get("repetitions", 1))),
        sets=int(_number(body.get("sets", 1))),
    )


def outcome_of(time_s: float, body: Mapping[str, object]) -> Outcome:
    """Read what became of a nudge back from its record.

    Raises:
        KeyError, ValueError: it is not a record of ours.
    """
    return Outcome(
        time_s=time_s,
        nudge_time_s=datetime.fromisoformat(str(body["nudge_time"])).timestamp(),
        result=Result(str(body["result"])),
        latency_s=None if body["latency_s"] is None else _number(body["latency_s"]),
        break_s=None if body["break_s"] is None else _number(body["break_s"]),
        stages=Stages(*(_flag(body.get(name)) for name in ("delivered", "seen", "willing"))),
    )


def practice_of(time_s: float, body: Mapping[str, object]) -> PracticeOutcome:
    """Read what became of an exercise back from its record.

    Raises:
        KeyError, ValueError: it is not a record of ours.
    """
    return PracticeOutcome(
        time_s=time_s,
        recommendation_time_s=datetime.fromisoformat(str(body["recommendation_time"])).timestamp(),
        exercise=str(body["exercise"]),
        side=Side(str(body["side"])),
        result=PracticeResult(str(body["result"])),
        reason=str(body["reason"]),
        hold_s=None if body["hold_s"] is None else _number(body["hold_s"]),
        repetitions=None if body["repetitions"] is None else int(_number(body["repetitions"])),
        bouncing=bool(body["bouncing"]),
    )


def wait_of(time_s: float, body: Mapping[str, object]) -> Wait:
    """Read the wait of a nudge back from its record.

    Raises:
        KeyError, ValueError: it is not a record of ours.
    """
    return Wait(time_s, datetime.fromisoformat(str(body["until"])).timestamp(), str(body["reason"]))


def assignment_of(time_s: float, body: Mapping[str, object]) -> Assignment:
    """Read the lot of a nudge back from its record.

    Raises:
        KeyError, ValueError: it is not a record of ours.
    """
    return Assignment(time_s, Arm(str(body["arm"])), _number(body["probability"]))


def judgement_of(time_s: float, body: Mapping[str, object]) -> Judgement:
    """Read what was said of the pain back from its record.

    Raises:
        KeyError, ValueError: it is not a record of ours.
    """
    sentence, title, short, card = (str(body[name]) for name in ("sentence", "title", "body", "card"))
    targets = frozenset(map(Target, _texts(body["targets"])))
    return Judgement(time_s, Kind(str(body["kind"])), sentence, title, short, card, targets)


def bout_of(_: float, body: Mapping[str, object]) -> Bout:
    """Read a bout back from its record.

    Raises:
        KeyError, ValueError: it is not a record of ours.
    """
    start_s, end_s = (datetime.fromisoformat(str(body[end])).timestamp() for end in ("start", "end"))
    return Bout(Posture(str(body["posture"])), start_s, end_s)


_READERS: Mapping[str, Callable[[float, Mapping[str, object]], Remembered]] = {
    "nudge": nudge_of,
    "reminder": reminder_of,
    "recommendation": recommendation_of,
    "outcome": outcome_of,
    "practice": practice_of,
    "wait": wait_of,
    "assignment": assignment_of,
    "judgement": judgement_of,
    "bout": bout_of,
}
REMEMBERED = tuple(_READERS)
"""The kinds of events of which a later run remembers some."""


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise ValueError(f"{value!r} is not a number")  # noqa: TRY004  one kind of error for one kind of fault
    return float(value)


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _texts(value: object) -> Iterator[str]:
    if not isinstance(value, list):
        raise ValueError(f"{value!r} is not a list")  # noqa: TRY004  one kind of error for one kind of fault
    yield from map(str, value)
