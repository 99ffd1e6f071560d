"""Events as plain records: what replays print and the journal keeps.  Times are ISO 8601 with offset."""

from dataclasses import asdict
from datetime import datetime, tzinfo

from monitor.coaching.evening import Reminder
from monitor.coaching.experiment import Assignment
from monitor.coaching.nudges import Nudge, Reply, Wait
from monitor.coaching.outcomes import Outcome
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import SafetyNotice
from monitor.coaching.sessions import PracticeOutcome
from monitor.coaching.trend import Judgement
from monitor.motion.samples import Rejected
from monitor.pipeline import Event, Gap
from monitor.posture.bouts import Bout
from monitor.posture.labels import PostureEpoch, Relabel
from monitor.posture.mounting import MountingChange

Record = dict[str, object]


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
            return "nudge", _nudged(event, zone)
        case Wait():
            return "wait", {"until": iso_time(event.until_s, zone), "reason": event.reason}
        case Assignment():
            return "assignment", {"arm": str(event.arm), "probability": event.probability}
        case Judgement():
            return "judgement", _judged(event)
        case Reminder():
            return "reminder", {"pillar": str(event.pillar), "reason": event.reason}
        case Reply():
            return "reply", {"action": str(event.action), "granted": event.granted, "text": event.text}
        case Recommendation():
            return "recommendation", _recommended(event)
        case Outcome():
            return "outcome", _found(event, zone)
        case PracticeOutcome():
            return "practice", _practised(event, zone)
        case SafetyNotice():
            return "safety-notice", {"red_flag": event.red_flag, "text": event.text}


def _nudged(event: Nudge, zone: tzinfo) -> Record:
    return {
        "bout_start": iso_time(event.bout_start_s, zone),
        "sitting_s": event.sitting_s,
        "level": event.level,
        "reason": event.reason,
    }


def _found(event: Outcome, zone: tzinfo) -> Record:
    return {
        "nudge_time": iso_time(event.nudge_time_s, zone),
        "result": str(event.result),
        "latency_s": event.latency_s,
        "break_s": event.break_s,
        **asdict(event.stages),
    }


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


def _judged(event: Judgement) -> Record:
    return {
        "kind": str(event.kind),
        "sentence": event.sentence,
        "title": event.title,
        "body": event.body,
        "card": event.card,
        "targets": sorted(map(str, event.targets)),
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
