"""`sitmon privacy`: every file that sitmon keeps, how large it is, how long it stays; and its end, when wanted."""

import argparse
import shutil
import sys
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from monitor.assembly import JOURNAL, SOCKET, red_flag_since
from monitor.cli.answering import answer, write_lines
from monitor.cli.options import CONFIG, JSON, command, day, either, flag, option
from monitor.coaching.durations import local_midnight_s
from monitor.edges.files import DRAFT_END, is_draft
from monitor.edges.journal import Journal
from monitor.edges.link.known import MOUNTINGS, WEARABLE
from monitor.edges.settings import Settings, read_settings, settings_path
from monitor.errors import JournalError, UsageError
from monitor.page.handover import HANDOVERS, handover_folder
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
    SOCKET: Text("where commands speak to the running sitmon"),
    HANDOVERS: Text("opened the page in your browser, once"),
    f".*{DRAFT_END}": Text("a draft of a sitmon that was killed"),
}
"""What lies in the storage folder, by name."""

RECORDING: Final = Text("what the wearable sent, since [storage] record is on or `sitmon record` was called")
NETWORK: Final = Text(
    "Nothing of it leaves this computer. sitmon speaks to your wearable by Bluetooth, and while the page is open to "
    "your browser on this computer; to nobody else."
)


YOURS: Final = Text("yours: sitmon writes it only in `sitmon setup` and on the page, and purges it never")
FOREIGN: Final = Text("not written by sitmon, or where you told it to: a report, tables")
ELSEWHERE: Final = Text(
    "What you had written to other places is not known to sitmon: reports, tables, recordings. The service stays "
    "(sitmon service uninstall), and what it said in the system's log."
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
        yield config, Text("your settings"), YOURS
    recordings = settings.storage.recordings
    for path in _inside(settings, config):
        if path == recordings:
            yield from ((one, RECORDING, UNTIL_PURGED) for one in sorted(path.iterdir()))
        elif (holds := _holds(path)) is not None:
            is_passing = path.name == SOCKET or path.name.startswith(f"{JOURNAL}-")
            yield path, holds, Text("while sitmon runs") if is_passing else UNTIL_PURGED
        else:
            yield path, FOREIGN, Text("not sitmon's to say: it is never purged")


def _inside(settings: Settings, config: Path) -> list[Path]:
    """What lies in the storage folder, but for the settings; drafts of these; what opened the page elsewhere."""
    folder = settings.storage.folder
    inside = [path for path in _names(folder) if path.resolve() != config.resolve()]
    if config.parent.resolve() != folder.resolve():
        inside += [path for path in _names(config.parent) if is_draft(path)]
    if (elsewhere := handover_folder(folder)) != folder:
        inside += [path for path in _names(elsewhere) if _holds(path) is not None]
    return inside


def _names(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _holds(path: Path) -> Text | None:
    """What a file of the storage folder holds, by its name; None if it is not of sitmon's making."""
    return next((holds for name, holds in HOLDS.items() if fnmatch(path.name, name)), None)


def _size(path: Path) -> int:
    if path.is_dir() and not path.is_symlink():
        return sum(part.lstat().st_size for part in path.rglob("*") if not part.is_dir())
    return path.lstat().st_size


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
    gone, config = [], settings_path(args.config)
    if args.purge in ("journal", "everything"):
        gone += _purge_journal(settings, before_s)
    if args.purge in ("recordings", "everything"):
        gone += _purge_recordings(settings, before_s)
    if args.purge == "wearable":
        gone += _remove(settings.storage.folder / name for name in (WEARABLE, MOUNTINGS))
    if args.purge == "everything":
        gone += _remove(path for path in _inside(settings, config) if _holds(path) is not None)
    write_lines(gone or [settings.tr(Text("There was nothing of it."))])
    if args.purge == "everything":
        write_lines(_left(list(_kept(settings, config)), settings.tr))


def _left(kept: list[Kept], tr: Translator) -> Iterator[str]:
    """What a purge of everything leaves: settings, what is not sitmon's, and what it does not know of."""
    if kept:
        yield tr(Text("Left, for you to take away:"))
    for path, holds, _ in kept:
        yield f"  {path}: {tr(holds)}"
    yield tr(ELSEWHERE)


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
    folders = _names(recordings)
    return _remove(folder for folder in folders if before_s is None or folder.lstat().st_mtime < before_s)


def _remove(paths: Iterable[Path]) -> list[str]:
    removed = []
    for path in paths:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.is_symlink() or path.exists():
                path.unlink()
            else:
                continue
        except OSError as error:
            raise JournalError(f"{path}: cannot be removed ({error.strerror or error})") from error
        removed.append(f"{path}")
    return removed
