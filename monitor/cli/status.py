"""`sitmon status`: what the running sitmon sees; when none runs, what was last known."""

import argparse
from datetime import datetime, tzinfo

from monitor.assembly import red_flag_since, storage_paths
from monitor.cli.output import say_duration, write_json, write_line
from monitor.edges.control import Message, NotRunningError, ask
from monitor.edges.journal import Journal
from monitor.edges.settings import read_settings
from monitor.records import iso_time


def run(args: argparse.Namespace) -> int:
    """Exit status 0 if it runs, 1 if not."""
    settings = read_settings(args.config)
    journal_path, socket_path, _ = storage_paths(settings)
    try:
        status = ask(socket_path, {"do": "status"})
        lines = _running(status)
    except NotRunningError:
        if not journal_path.exists():
            status = {"running": False, "last": None}
            lines = ["sitmon is not running, and never was: start it with `sitmon run`, or look at `sitmon demo`."]
        else:
            with Journal(journal_path, read_only=True) as journal:
                status = _last_known(journal, settings.zone)
            lines = _stopped(status)
    if args.json:
        write_json(status)
    else:
        for line in lines:
            write_line(line)
    return 0 if status["running"] else 1


def _running(status: Message) -> list[str]:
    lines = []
    if "bout" in status:
        wait_s = float(str(status["next_nudge_s"]))
        due = (
            f"; next nudge after {say_duration(wait_s)} more"
            if status["bout"] == "sitting" and not status["red_flag"]
            else ""
        )
        lines.append(f"{status['bout_text']} {status['bout']}{due}")
        if due and status.get("held_by"):
            lines.append(f"nudges are held back: {status['held_by']}")
    battery = "unknown" if status["battery_percent"] is None else f"{status['battery_percent']} %"
    kind = f" ({status['kind']})" if status["kind"] else ""
    lines.append(f"{status['wearable'] or 'no wearable yet'}{kind}: {status['link']}, battery {battery}")
    if status["link"] != "streaming" and status["link_reason"]:
        lines.append(f"for {say_duration(float(str(status['link_s'])))}: {status['link_reason']}")
    if status["last_arrival_age_s"] is not None:
        loss = f"{float(str(status['loss'])):.1%} lost".replace("%", " %")
        drift = "" if status["drift_ppm"] is None else f", clock {int(str(status['drift_ppm'])):+d} ppm"
        lines.append(
            f"last heard {status['last_arrival_age_s']} s ago, {status['reconnects']} reconnects, {loss}{drift}"
        )
    if "today_text" in status:
        lines.append(str(status["today_text"]))
    if status["red_flag"]:
        lines.append(
            "A red flag stands: no exercise is offered.  `sitmon red-flag --clear` when a professional agrees."
        )
    return lines


def _last_known(journal: Journal, zone: tzinfo) -> Message:
    last, bout = journal.last(), journal.last("bout")
    return {
        "running": False,
        "last": None if last is None else iso_time(last.time_s, zone),
        "last_bout": None if bout is None else dict(bout.body),
        "red_flag": red_flag_since(journal) is not None,
    }


def _stopped(status: Message) -> list[str]:
    if status["last"] is None:
        return ["sitmon is not running, and nothing was seen yet: start it with `sitmon run`."]
    last = datetime.fromisoformat(str(status["last"]))
    return [f"sitmon is not running; it last saw something on {last:%Y-%m-%d at %H:%M}.  Start it with `sitmon run`."]
