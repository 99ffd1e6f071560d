"""What the running sitmon answers to other commands at its socket."""

from typing import Final, Protocol

from monitor.coaching.coming import Coming
from monitor.coaching.inputs import Action, Context
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import Bar
from monitor.coaching.sessions import PracticeResult
from monitor.edges.control import Message
from monitor.edges.link.machine import LinkState
from monitor.edges.link.supervisor import WearableLink
from monitor.errors import MonitorError
from monitor.posture.labels import Posture
from monitor.running.daemon import NOT_KEPT, Daemon
from monitor.terminal.output import say_duration
from monitor.wording import Words
from monitor.wording.events import answers_to
from monitor.wording.nudges import say_coming, say_held, say_load
from monitor.wording.practice import say_reason

LONGEST_DETAIL: Final = 500
"""Characters kept of what another command says beside an action: cut, not refused, for it may be a red flag."""


FOR_NOW_S: Final = 3600.0
"""What was recommended is not the exercise for now any more after so long (product default)."""


class PageOpener(Protocol):
    """What opens the local page."""

    async def open(self, port: int) -> str:
        """Make an address that opens it once."""

    async def hand_over(self, port: int, way: str = "") -> str:
        """Make a file that sends a browser there; gives the file's address."""


async def answer(request: Message, daemon: Daemon, link: WearableLink, page: PageOpener | None = None) -> Message:
    """What the running daemon says to another command."""
    match request:
        case {"do": "status"}:
            return status_of(daemon, link)
        case {"do": "say", "action": str(action), "detail": str(detail)}:
            heeded = await daemon.say(Action(action), detail[:LONGEST_DETAIL])
            replies = answers_to(heeded.events, words_of(daemon))
            return {"said": action, "replies": replies, "not_kept": heeded.not_kept}
        case {"do": "heard", "number": int(number)}:
            return {"replies": answers_to(await daemon.heard(number), words_of(daemon))}
        case {"do": "context", "context": str(context), "active": bool(active)}:
            heeded = await daemon.change(Context(context), active=active)
            return {"context": context, "active": active, "not_kept": heeded.not_kept}
        case {"do": "page" | "hand-over" as wanted, "port": int(port)} if page is not None:
            try:
                return {"url": await (page.open(port) if wanted == "page" else page.hand_over(port))}
            except MonitorError as error:
                raise ValueError(str(error)) from error
        case {"do": "practice", "exercise": str(name)}:
            return {**practice_of_now(daemon), "bar": bars_now(daemon).get(name)}
        case {"do": "practice"}:
            return practice_of_now(daemon)
    raise ValueError("sitmon does not know this request")


def words_of(daemon: Daemon) -> Words:
    """Build what the running sitmon's sentences are made with."""
    return Words(daemon.tr, daemon.zone, daemon.pipeline.coach.exercises)


def bars_now(daemon: Daemon) -> dict[str, Bar]:
    """Tell which exercises may not be done now, by their names in files, and why."""
    coach, now_s = daemon.pipeline.coach, daemon.clock.now_s()
    barred = ((name, coach.bars(exercise, now_s)) for name, exercise in coach.exercises.items())
    return {name: bar for name, bar in barred if bar is not None}


def offered_now(daemon: Daemon) -> Recommendation | None:
    """What was recommended and is still for now: neither done, held back nor long ago, and in this sitting."""
    said, now_s = daemon.pipeline.coach.recommended, daemon.clock.now_s()
    if said is None or daemon.followed_s >= said.time_s or now_s - said.time_s > FOR_NOW_S:
        return None
    if daemon.pipeline.coach.locked or said.exercise in bars_now(daemon):
        return None
    progress = daemon.pipeline.bouts.progress()
    if progress is not None and progress.bout.posture is Posture.SITTING and progress.bout.start_s > said.time_s:
        return None
    return said


def practice_of_now(daemon: Daemon) -> Message:
    """What is seen of the exercise that is being followed; with `result` null as long as nothing is."""
    look = daemon.pipeline.practice.look()
    if look is None:
        return {"followed": False}
    said, found = look
    return {
        "followed": True,
        "exercise": said.exercise,
        "side": said.side,
        "seen": found.result is not PracticeResult.NOT_OBSERVABLE,
        "held_s": found.hold_s,
        "repetitions": found.repetitions,
        "bouncing": found.bouncing,
        "result": None if found.result is PracticeResult.NOT_SEEN else found.result,
        "reason": say_reason(found, daemon.tr),
    }


def coming_of(daemon: Daemon, link: WearableLink) -> Coming:
    """Tell what comes next, or why nothing does."""
    stages, streams = daemon.pipeline, link.health.state is LinkState.STREAMING
    progress = stages.bouts.progress() if streams else None
    time_s = daemon.clock.now_s() if progress is None else progress.time_s
    posture = None if progress is None else progress.bout.posture
    return stages.coach.coming(time_s, posture, seen=streams, learned=stages.practice.mounting is not None)


def status_of(daemon: Daemon, link: WearableLink) -> Message:
    """Tell how things are, in terms that JSON knows."""
    coach, progress, now_s = daemon.pipeline.coach, daemon.pipeline.bouts.progress(), daemon.clock.now_s()
    coming, words = coming_of(daemon, link), words_of(daemon)
    status: Message = {
        "running": True,
        **_of_the_link(daemon, link, now_s),
        "red_flag": coach.locked,
        "paused": coach.paused_since_s is not None,
        "next": str(coming.next),
        "next_text": say_coming(coming, words),
        "held_by": None if coming.held_by is None else say_held(coming.held_by, words),
        **dict.fromkeys(("not_kept", "not_kept_since_s", "not_kept_text")),
    }
    if (trouble := daemon.trouble) is not None:
        text = words(NOT_KEPT, clock=words.clock(trouble.since_s), reason=trouble.reason)
        status |= {"not_kept": trouble.reason, "not_kept_since_s": trouble.since_s, "not_kept_text": text}
    if progress is not None:
        status |= {
            "posture": str(progress.posture),
            "bout": str(progress.bout.posture),
            "bout_s": progress.bout.duration_s,
            "bout_text": say_duration(progress.bout.duration_s),
            "sitting_s": coach.sitting_s,
            "sitting_today_s": coach.load.sitting_s,
            "load_s": coach.load.load_s,
            "today_text": say_load(coach.load, daemon.tr),
            "next_nudge_s": coach.wait_s(progress.time_s),
        }
    return status


def _of_the_link(daemon: Daemon, link: WearableLink, now_s: float) -> Message:
    health, quality = link.health, daemon.pipeline.quality
    return {
        "link": str(health.state),
        "link_s": round(health.since_s, 1),
        "link_reason": health.reason,
        "wearable": health.address,
        "kind": health.kind,
        "last_arrival_age_s": None if daemon.last_arrival_s is None else round(now_s - daemon.last_arrival_s, 1),
        "battery_percent": daemon.battery_percent,
        "reconnects": health.reconnects,
        "loss": round(quality.loss, 4),
        "sample_rate_hz": round(quality.sample_rate_hz, 2),
        "drift_ppm": None if quality.drift_ppm is None else round(quality.drift_ppm),
        "dropped": health.dropped + health.flooded,
        "rejected": daemon.rejected,
    }
