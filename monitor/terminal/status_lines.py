"""How things are, in words: lines for a terminal, and one line for a desktop's bar."""

from typing import Final

from monitor.coaching.coming import Next
from monitor.edges.control import Message
from monitor.edges.link.machine import LinkState
from monitor.posture.labels import POSTURE_WORDS, Posture
from monitor.terminal.output import say_duration
from monitor.texts import Text, Translator

LINK_WORDS: Final = {
    LinkState.IDLE: Text("not begun"),
    LinkState.NO_ADAPTER: Text("no Bluetooth adapter"),
    LinkState.SCANNING: Text("looking for it"),
    LinkState.CONNECTING: Text("connecting"),
    LinkState.SUBSCRIBING: Text("starting the stream"),
    LinkState.STREAMING: Text("streaming"),
    LinkState.STALLED: Text("silent"),
    LinkState.LOST: Text("lost"),
}
"""The states of the link as people read them."""

NEVER_RAN: Final = Text("sitmon is not running, and never was: start it with `sitmon run`, or look at `sitmon demo`.")
NEVER_SAW: Final = Text("sitmon is not running, and nothing was seen yet: start it with `sitmon run`.")
STOPPED: Final = Text("sitmon is not running; it last saw something on {day} at {clock}. Start it with `sitmon run`.")
RED_FLAG: Final = Text(
    "A red flag stands: no exercise is offered. `sitmon red-flag --clear` when a professional agrees."
)


def running_lines(status: Message, tr: Translator) -> list[str]:
    """What is told of a running sitmon, first what the body does and what comes next, or why nothing does."""
    body = _bout_text(status, tr) if "bout" in status else ""
    said = [
        "; ".join(part for part in (body, str(status["next_text"])) if part),
        *_link_lines(status, tr),
        status.get("today_text"),
        status.get("not_kept_text"),
        tr(RED_FLAG) if status["red_flag"] else "",
    ]
    return [str(line) for line in said if line]


def _bout_text(status: Message, tr: Translator) -> str:
    posture = POSTURE_WORDS[Posture(str(status["bout"]))]
    return tr(Text("{duration} {posture}"), duration=status["bout_text"], posture=posture)


def _link_lines(status: Message, tr: Translator) -> list[str]:
    battery = tr(Text("battery unknown"))
    if status["battery_percent"] is not None:
        battery = tr(Text("battery {percent} %"), percent=status["battery_percent"])
    wearable = status["wearable"] or tr(Text("no wearable yet"))
    kind = f" ({status['kind']})" if status["kind"] else ""
    said = [f"{wearable}{kind}: {tr(LINK_WORDS[LinkState(str(status['link']))])}, {battery}"]
    if status["link"] != LinkState.STREAMING and status["link_reason"]:
        since = say_duration(_number(status["link_s"]))
        said.append(tr(Text("for {duration}: {reason}"), duration=since, reason=status["link_reason"]))
    if status["last_arrival_age_s"] is not None:
        heard = tr(
            Text("last heard {age} s ago, reconnects: {reconnects}, lost: {loss} %"),
            age=status["last_arrival_age_s"],
            reconnects=status["reconnects"],
            loss=tr.decimal(f"{100.0 * _number(status['loss']):.1f}"),
        )
        said.append(heard)
        if status["drift_ppm"] is not None:
            said[-1] += ", " + tr(Text("clock {ppm} ppm"), ppm=f"{int(_number(status['drift_ppm'])):+d}")
    return said


def bar_line(status: Message, form: str, tr: Translator) -> Message | str:
    """One line for a bar, also of a sitmon that does not run: minutes of this bout, then what holds a due nudge back.

    Returns:
        A text; for the forms `waybar` and `i3` (i3blocks, i3status-rust) what is to be written as JSON.  The class is
        `sitting`, `due`, `held`, another posture, `red-flag`, `silent` or `off`, for a style sheet to colour.
    """
    kind = class_of(status)
    text = _bar_text(status, kind, tr)
    if form == "waybar":
        tooltip = "\n".join(running_lines(status, tr)) if status["running"] else text
        return {"text": text, "tooltip": tooltip, "class": kind, "percentage": share_of_wait(status)}
    if form == "i3":
        short, urgent = str(status.get("bout_text", text)), kind in URGENT
        state = "Critical" if urgent else "Info" if status["running"] else "Idle"
        return {"full_text": text, "text": text, "short_text": short, "urgent": urgent, "state": state}
    return text


URGENT: Final = ("due", "red-flag")
"""What a bar may draw the eye to."""


def class_of(status: Message) -> str:
    """Tell what a bar colours by: `sitting`, `due`, `held`, another posture, `red-flag`, `silent` or `off`."""
    if not status["running"]:
        return "off"
    if status["red_flag"]:
        return "red-flag"
    if status["link"] != LinkState.STREAMING or "bout" not in status:
        return "silent"
    if status["bout"] == Posture.SITTING and status["next_nudge_s"] == 0.0:
        return "due" if status["next"] == Next.DUE else "held"
    return str(status["bout"])


def _bar_text(status: Message, kind: str, tr: Translator) -> str:
    if kind == "off":
        return tr(Text("sitmon is off"))
    if kind == "red-flag":
        return tr(Text("red flag"))
    if kind == "silent":
        return tr(LINK_WORDS[LinkState(str(status["link"]))])
    said = _bout_text(status, tr)
    if kind != "held":
        return said
    held = tr(Text("held back: {what}"), what=status["held_by"])
    return f"{said}; {held}"


def share_of_wait(status: Message) -> int:
    """How much of the way to the next nudge is sat, in percent; 0 while nobody sits."""
    if not status["running"] or status.get("bout") != Posture.SITTING:
        return 0
    sat_s, wait_s = _number(status["bout_s"]), _number(status["next_nudge_s"])
    return round(100.0 * sat_s / (sat_s + wait_s)) if sat_s else 0


def _number(value: object) -> float:
    return float(str(value))
