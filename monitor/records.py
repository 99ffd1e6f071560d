"""Events as plain records: what replays print and the journal keeps.  Times are ISO 8601 with offset."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, tzinfo

from monitor.coaching.evening import Reminder
from monitor.coaching.exercises import ExerciseId, Pillar, Place
from monitor.coaching.nudges import Nudge, Reply
from monitor.coaching.outcomes import Outcome, Result, Stages
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import SafetyNotice
from monitor.coaching.sessions import PracticeOutcome, PracticeResult
from monitor.motion.samples import Rejected
from monitor.pipeline import Event, Gap
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture, PostureEpoch, Relabel
from monitor.posture.mounting import MountingChange

Record = dict[str, object]
Remembered = Nudge | Reminder | Recommendation | Outcome | PracticeOutcome | Bout


def iso_time(time_s: float, zone: tzinfo) -> str:
    """Local time with its offset, to the millisecond if it has any."""
    local = datetime.fromtimestamp(round(time_s, 3), zone)
    return local.isoformat(timespec="milliseconds" if local.microsecond else "seconds")


def utc_offset_s(time_s: float, zone: tzinfo) -> int:
    """How far local time was ahead of UTC, in seconds."""
    offset = datetime.fromtimestamp(time_s, zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def event_time_s(event: Event) -> float:
    """When it happened, UTC in POSIX seconds: a bout, a gap and a relabelled time when they ended."""
    match event:
        case Bout(end_s=end_s) | Gap(end_s=end_s) | Relabel(end_s=end_s):
            return end_s
        case PostureEpoch(start_s=start_s):
            return start_s
        case _:
            return event.time_s


def record_of(event: Event, zone: tzinfo) -> Record:
    """One event as `{"event": kind, "time": …, …}`, in terms that JSON knows."""
    kind, body = _describe(event, zone)
    return {"event": kind, "time": iso_time(event_time_s(event), zone), **body}


def _describe(event: Event, zone: tzinfo) -> tuple[str, Record]:
    match event:
        case PostureEpoch(posture=posture, confidence=confidence):
            return "epoch", {"posture": str(posture), "confidence": round(confidence, 3)}
        case Bout(posture=posture, shifts=shifts):
            counted: Record = {} if shifts is None else {"shifts": shifts}
            return "bout", {"posture": str(posture), **_span(event, zone), **counted}
        case Gap():
            return "gap", _span(event, zone)
        case Relabel(posture=posture):
            return "relabel", {"posture": str(posture), **_span(event, zone)}
        case MountingChange():
            return "mounting", _mounted(event)
        case Rejected(reason=reason):
            return "rejected", {"reason": reason}
        case Nudge():
            return "nudge", {
                "bout_start": iso_time(event.bout_start_s, zone),
                "sitting_s": event.sitting_s,
                "level": event.level,
                "reason": event.reason,
            }
        case Reminder():
            return "reminder", {"pillar": str(event.pillar), "reason": event.reason}
        case Reply():
            return "reply", {"action": str(event.action), "granted": event.granted, "text": event.text}
        case Recommendation():
            return "recommendation", _recommended(event)
        case Outcome():
            return "outcome", {
                "nudge_time": iso_time(event.nudge_time_s, zone),
                "result": str(event.result),
                "latency_s": event.latency_s,
                "break_s": event.break_s,
                **asdict(event.stages),
            }
        case PracticeOutcome():
            return "practice", _practised(event, zone)
        case SafetyNotice():
            return "safety-notice", {"red_flag": event.red_flag, "text": event.text}


def _span(event: Bout | Gap | Relabel, zone: tzinfo) -> Record:
    return {
        "start": iso_time(event.start_s, zone),
        "end": iso_time(event.end_s, zone),
        "duration_s": round(event.end_s - event.start_s, 3),
    }


def _mounted(event: MountingChange) -> Record:
    mounting = event.mounting
    return {
        "change": str(event.change),
        "turned_deg": round(event.turned_deg, 1),
        "axis": list(mounting.axis),
        "forward": None if mounting.forward is None else list(mounting.forward),
        "sitting_deg": mounting.sitting_deg,
    }


def _practised(event: PracticeOutcome, zone: tzinfo) -> Record:
    return {
        "recommendation_time": iso_time(event.recommendation_time_s, zone),
        "exercise": str(event.exercise),
        "side": str(event.side),
        "result": str(event.result),
        "reason": event.reason,
        "hold_s": event.hold_s,
        "repetitions": event.repetitions,
        "bouncing": event.bouncing,
    }


def _recommended(event: Recommendation) -> Record:
    return {
        "exercise": str(event.exercise),
        "name": event.name,
        "side": str(event.side),
        "place": str(event.place),
        "steps": list(event.steps),
        "cues": list(event.cues),
        "donts": list(event.donts),
        "hold_s": event.hold_s,
        "why": event.why,
        "title": event.title,
        "body": event.body,
        "repetitions": event.repetitions,
        "sets": event.sets,
    }


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
        exercise=ExerciseId(str(body["exercise"])),
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
        exercise=ExerciseId(str(body["exercise"])),
        side=Side(str(body["side"])),
        result=PracticeResult(str(body["result"])),
        reason=str(body["reason"]),
        hold_s=None if body["hold_s"] is None else _number(body["hold_s"]),
        repetitions=None if body["repetitions"] is None else int(_number(body["repetitions"])),
        bouncing=bool(body["bouncing"]),
    )


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
