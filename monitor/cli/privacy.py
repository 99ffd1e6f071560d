"""`sitmon privacy`: every file that sitmon keeps, how large it is, how long it stays; and its end, when wanted."""

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from monitor.assembly import JOURNAL, SOCKET, red_flag_since, storage_paths
from monitor.coaching.durations import local_midnight_s
from monitor.edges.journal import Journal
from monitor.edges.link.known import FILE as WEARABLE
from monitor.edges.mountings import FILE as MOUNTINGS
from monitor.edges.settings import Settings, read_settings, settings_path
from monitor.errors import JournalError, UsageError
from monitor.running.telling import running_status
from monitor.running.virtual import MARK
from monitor.setting_up import LOG
from monitor.terminal.output import say_size, write_json, write_line
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
SETTINGS: Final = Text("your settings")
FOREIGN: Final = Text("not written by sitmon")
NETWORK: Final = Text(
    "Nothing of it leaves this computer. sitmon speaks to your wearable by Bluetooth, and while the page is open to "
    "your browser on this computer; to nobody else."
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file, or a folder with all that is in it.

    Attributes:
        path: where it is.
        size_bytes: of all of it.
        holds: what is in it.
        until: how long it stays.
    """

    path: Path
    size_bytes: int
    holds: Text
    until: Text


def run(args: argparse.Namespace) -> int:
    """List what is kept; with `--purge`, take it away.

    Raises:
        UsageError: sitmon runs, a red flag would be forgotten, nobody confirmed, or the day cannot be read.
    """
    settings = read_settings(args.config)
    if args.purge is not None:
        return _purge(args, settings)
    kept = list(_kept(settings, settings_path(args.config)))
    if args.json:
        for one in kept:
            write_json({"path": str(one.path), "size_bytes": one.size_bytes, "holds": one.holds, "until": one.until})
        return 0
    for line in _lines(kept, settings):
        write_line(line)
    return 0


def _kept(settings: Settings, config: Path) -> Iterator[Kept]:
    if config.is_file():
        yield Kept(config, _size(config), SETTINGS, Text("yours: sitmon writes it only in `sitmon setup`"))
    _, _, recordings = storage_paths(settings)
    folder = settings.storage.folder
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path == recordings:
            yield from (Kept(one, _size(one), RECORDING, UNTIL_PURGED) for one in sorted(path.iterdir()))
        elif path.name in HOLDS:
            is_passing = path.name == SOCKET or path.name.startswith(f"{JOURNAL}-")
            yield Kept(path, _size(path), HOLDS[path.name], Text("while sitmon runs") if is_passing else UNTIL_PURGED)
        else:
            yield Kept(path, _size(path), FOREIGN, Text("not sitmon's to say"))


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(part.stat().st_size for part in path.rglob("*") if part.is_file())
    return path.stat().st_size


def _lines(kept: list[Kept], settings: Settings) -> Iterator[str]:
    tr = settings.tr
    for one in kept:
        yield str(one.path)
        yield f"  {say_size(one.size_bytes)}: {tr(one.holds)}"
        yield "  " + tr(Text("kept: {until}"), until=one.until)
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


def _purge(args: argparse.Namespace, settings: Settings) -> int:
    before_s = None if args.before is None else local_midnight_s(_day(args.before), settings.zone)
    if before_s is not None and args.purge not in ("journal", "recordings"):
        raise UsageError("--before goes with --purge journal or --purge recordings")
    if running_status(settings) is not None:
        raise UsageError("sitmon is running and would go on writing: stop it first, then purge")
    _require_consent(args, settings.tr)
    gone = {
        "journal": lambda: _purge_journal(settings, before_s),
        "recordings": lambda: _purge_recordings(settings, before_s),
        "wearable": lambda: _remove(settings.storage.folder / name for name in (WEARABLE, MOUNTINGS)),
        "everything": lambda: [
            *_purge_journal(settings, None),
            *_purge_recordings(settings, None),
            *_remove(settings.storage.folder / name for name in HOLDS),
        ],
    }[args.purge]()
    for line in gone or [settings.tr(Text("There was nothing of it."))]:
        write_line(line)
    return 0


def _require_consent(args: argparse.Namespace, tr: Translator) -> None:
    if args.yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("nothing was purged: say --yes, since nobody can be asked here")
    question = tr(Text("This cannot be undone. Type {word} to go on:"), word="purge")
    if input(f"{question} ").strip() != "purge":
        raise UsageError("nothing was purged")


def _purge_journal(settings: Settings, before_s: float | None) -> list[str]:
    path, _, _ = storage_paths(settings)
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
    _, _, recordings = storage_paths(settings)
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


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a local day has no zone of its own
    except ValueError:
        raise UsageError(f"--before {text!r} should be a day such as 2026-03-01") from None
