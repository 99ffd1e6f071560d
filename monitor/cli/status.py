"""`sitmon status`: what the running sitmon sees; when none runs, what was last known."""

import argparse
import json
import select
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from monitor.cli.answering import answer
from monitor.cli.options import CONFIG, JSON, command, either, flag, option
from monitor.edges.control import Message
from monitor.edges.settings import Settings, read_settings
from monitor.running.asking import running_status
from monitor.terminal.output import console, write_line
from monitor.terminal.status_lines import NEVER_RAN, NEVER_SAW, STOPPED, bar_line, running_lines
from monitor.texts import Translator

LOOK_S: Final = 1.0
"""How often `--watch` looks."""


@command(
    "sitmon status --watch",
    CONFIG,
    flag("--watch", "look each second, until Ctrl-C"),
    either(
        JSON,
        option(
            "--bar", "one line for the bar of a desktop: plain (polybar), waybar, i3", choices=("plain", "waybar", "i3")
        ),
    ),
)
def run(args: argparse.Namespace) -> int:
    """Exit status 0 if it runs, 1 if not; for a bar always 0, since a bar drops what fails."""
    settings = read_settings(args.config)
    if args.watch:
        return _watch(args, settings)
    status = _look(settings)
    answer(args, [status], _lines(status, args.bar, settings.tr))
    return 0 if status["running"] or args.bar else 1


def _watch(args: argparse.Namespace, settings: Settings) -> int:
    """Look each second until Ctrl-C: a terminal is written over, a bar or a pipe gets what has changed."""
    screen = console() if sys.stdout.isatty() and not args.bar and not args.json else None
    before = ""
    while True:
        status = _look(settings)
        text = json.dumps(status) if args.json else "\n".join(_lines(status, args.bar, settings.tr))
        if screen is not None:
            screen.clear()
        if screen is not None or text != before:
            write_line(text)
            sys.stdout.flush()
        before = text
        if _is_left(LOOK_S):
            return 0


def _is_left(wait_s: float) -> bool:
    """Wait; whether meanwhile whoever read this has gone, such as a bar that died."""
    try:
        out = select.poll()
        out.register(sys.stdout, 0)  # only that the other end is closed, or in error
        return bool(out.poll(1000.0 * wait_s))
    except (AttributeError, OSError, ValueError):  # Windows, or no file at all
        time.sleep(wait_s)
        return False


def _lines(status: Message, bar: str | None, tr: Translator) -> Iterator[str]:
    if bar is not None:
        line = bar_line(status, bar, tr)
        yield line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)
    elif status["running"]:
        yield from running_lines(status, tr)
    elif status["last"] is None:
        yield tr(NEVER_SAW if "last_bout" in status else NEVER_RAN)
    else:
        last = datetime.fromisoformat(str(status["last"]))
        yield tr(STOPPED, day=f"{last:%Y-%m-%d}", clock=f"{last:%H:%M}")


def _look(settings: Settings) -> Message:
    if (running := running_status(settings)) is not None:
        return running
    path = settings.storage.journal
    if not path.exists():
        return {"running": False, "last": None}
    from monitor.assembly import red_flag_since  # loads what decides, which a running sitmon answers for
    from monitor.edges.journal import Journal
    from monitor.records import iso_time

    with Journal(path, read_only=True) as journal:
        last, bout, red_flag_s = journal.last(), journal.last("bout"), red_flag_since(journal)
    return {
        "running": False,
        "last": None if last is None else iso_time(last.time_s, settings.zone),
        "last_bout": None if bout is None else dict(bout.body),
        "red_flag": red_flag_s is not None,
    }
