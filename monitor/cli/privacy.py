"""`sitmon privacy`: every file that sitmon keeps, how large it is, how long it stays; and its end, when wanted."""

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from monitor.assembly import JOURNAL, SOCKET, red_flag_since
from monitor.cli.answering import answer, write_lines
from monitor.cli.options import CONFIG, JSON, command, day, either, flag, option
from monitor.coaching.durations import local_midnight_s
from monitor.edges.journal import Journal
from monitor.edges.link.known import MOUNTINGS, WEARABLE
from monitor.edges.settings import Settings, read_settings, settings_path
from monitor.errors import JournalError, UsageError
from monitor.running.asking import running_status
from monitor.running.virtual import MARK
from monitor.setting_up import LOG
from monitor.terminal.output import say_size
from monitor.texts import Text, Translator

UNTIL_PURGED: Final = Text("until you purge it")
HOLDS: Final = {
    JOURNAL: Text(
        "what was seen, decided and said; minutes of each posture, two days second by second; the pain diary; when you "
        "typed, for a day, and when the screen was locked, filled, silenced, or the microphone or camera in use, for "
        "two weeks: of all that later only how often and how long a day"
    ),
    f"{JOURNAL}-wal": Text("the latest of the journal, until it is written into it"),
    f"{JOURNAL}-shm": Text("the latest of the journal, until it is written into it"),
    f"{JOURNAL}.lock": Text("empty: says that a sitmon writes the journal"),
    WEARABLE: Text("the address of your wearable"),
    MOUNTINGS: Text("how each wearable was last found to sit"),
    LOG: Text("what the service said, where the system keeps no log of its own"),
    MARK: Text("says that what lies here was simulated"),
    SOCKET: Text("empty: where commands speak to the running sitmon"),
}
"""What lies in the storage folder, by name."""

RECORDING: Final = Text("what the wearable sent, since [storage] record is on or `sitmon record` was called")
NETWORK: Final = Text(
    "Nothing of it leaves this computer. sitmon speaks to your wearable by Bluetooth, and while the page is open to "
    "your browser on this computer; to nobody else."
)


Kept = tuple[Path, Text, Text]
"""A file, or a folder with all that is in it; what it holds; how long it stays."""


@command(
    "sitmon privacy",
    CONFIG,
    either(
        JSON,
        option("--purge", "take it away", choices=("journal", "recordings", "wearable", "everything")),
    ),
    option("--before", "only what is older than this day, such as 2026-03-01", type=day, metavar="DAY"),
    flag("--yes", "do not ask"),
)
def run(args: argparse.Namespace) -> None:
    """List what is kept; with `--purge`, take it away.

    Raises:
        UsageError: sitmon runs, a red flag would be forgotten, or nobody confirmed.
    """
    settings = read_settings(args.config)
    if args.purge is not None:
        _purge(args, settings)
        return
    kept = list(_kept(settings, settings_path(args.config)))
    records = (
        {"path": str(path), "size_bytes": _size(path), "holds": holds, "until": until} for path, holds, until in kept
    )
    answer(args, records, _lines(kept, settings))


def _kept(settings: Settings, config: Path) -> Iterator[Kept]:
    if config.is_file():
        yield config, Text("your settings"), Text("yours: sitmon writes it only in `sitmon setup`")
    folder, recordings = settings.storage.folder, settings.storage.recordings
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path == recordings:
            yield from ((one, RECORDING, UNTIL_PURGED) for one in sorted(path.iterdir()))
        elif path.name in HOLDS:
            is_passing = path.name == SOCKET or path.name.startswith(f"{JOURNAL}-")
            yield path, HOLDS[path.name], Text("while sitmon runs") if is_passing else UNTIL_PURGED
        else:
            yield path, Text("not written by sitmon"), Text("not sitmon's to say")


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(part.stat().st_size for part in path.rglob("*") if part.is_file())
    return path.lstat().st_size  # the link to a socket may lead nowhere


def _lines(kept: list[Kept], settings: Settings) -> Iterator[str]:
    tr = settings.tr
    for path, holds, until in kept:
        yield str(path)
        yield f"  {say_size(_size(path))}: {tr(holds)}"
        yield "  " + tr(Text("kept: {until}"), until=until)
    if not kept:
        yield tr(Text("Nothing is kept yet."))
    yield from _network(settings)
    if kept:
        yield tr(Text("To take it away: sitmon privacy --purge everything"))


def _network(settings: Settings) -> Iterator[str]:
    """Who is spoken to: nobody, unless the settings name somebody."""
    told = {
        Text("the command {whom}, each event of the kinds that you chose"): " ".join(settings.hook.command),
        Text("the MQTT broker {whom}, posture and minutes; no pain, no red flag"): settings.mqtt.host,
        Text("ActivityWatch at {whom}, the posture"): settings.activity_watch.url,
    }
    named = [settings.tr(text, whom=whom) for text, whom in told.items() if whom]
    if not named:
        yield settings.tr(NETWORK)
        return
    yield settings.tr(Text("Beside your wearable and your own browser, your settings let these know:"))
    yield from (f"  {line}" for line in named)


def _purge(args: argparse.Namespace, settings: Settings) -> None:
    before_s = None if args.before is None else local_midnight_s(args.before, settings.zone)
    if before_s is not None and args.purge not in ("journal", "recordings"):
        raise UsageError("--before goes with --purge journal or --purge recordings")
    if running_status(settings) is not None:
        raise UsageError("sitmon is running and would go on writing: stop it first, then purge")
    _require_consent(args, settings.tr)
    gone = []
    if args.purge in ("journal", "everything"):
        gone += _purge_journal(settings, before_s)
    if args.purge in ("recordings", "everything"):
        gone += _purge_recordings(settings, before_s)
    others = {"wearable": (WEARABLE, MOUNTINGS), "everything": HOLDS}.get(args.purge, ())
    gone += _remove(settings.storage.folder / name for name in others)
    write_lines(gone or [settings.tr(Text("There was nothing of it."))])


def _require_consent(args: argparse.Namespace, tr: Translator) -> None:
    if args.yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("nothing was purged: say --yes, since nobody can be asked here")
    question = tr(Text("This cannot be undone. Type {word} to go on:"), word="purge")
    if input(f"{question} ").strip() != "purge":
        raise UsageError("nothing was purged")


def _purge_journal(settings: Settings, before_s: float | None) -> list[str]:
    path = settings.storage.journal
    if not path.exists():
        return []
    with Journal(path) as journal:
        if before_s is not None:
            said = settings.tr(Text("entries taken out: {count}"), count=journal.forget(before_s))
            return [f"{path}: {said}"]
        if red_flag_since(journal) is not None:
            raise UsageError(
                "a red flag stands, and forgetting it would offer exercises again: clear it first, when a "
                "professional agrees, by `sitmon red-flag --clear`"
            )
    return _remove(path.with_name(path.name + end) for end in ("", "-wal", "-shm", ".lock"))


def _purge_recordings(settings: Settings, before_s: float | None) -> list[str]:
    recordings = settings.storage.recordings
    folders = sorted(recordings.iterdir()) if recordings.is_dir() else []
    return _remove(folder for folder in folders if before_s is None or folder.stat().st_mtime < before_s)


def _remove(paths: Iterator[Path]) -> list[str]:
    removed = []
    for path in paths:
        try:
            if path.is_dir():
                shutil.rmtree(path)
            elif path.exists():
                path.unlink()
            else:
                continue
        except OSError as error:
            raise JournalError(f"{path}: cannot be removed ({error.strerror or error})") from error
        removed.append(f"{path}")
    return removed
