"""What the doctor looks at on this machine: files, disk, clock, service."""

import os
import shutil
import time
from pathlib import Path
from typing import Final

from monitor.assembly import storage_paths
from monitor.doctor.findings import Finding, Verdict
from monitor.edges.service import ServiceError, is_current, look
from monitor.edges.settings import Settings
from monitor.setting_up import recipe_of
from monitor.terminal.output import say_size
from monitor.texts import Text

STORAGE, DISK, CLOCK, SERVICE = Text("files"), Text("disk"), Text("clock"), Text("service")

LEAST_BYTES: Final = 50_000_000
"""With less, the journal may soon find no room (product default; it grows by some MB a month)."""

FEW_BYTES: Final = 1_000_000_000
"""Recordings take 3 MB an hour: with less it is time to look (product default)."""

CLOCK_SLACK_S: Final = 60.0
"""The journal may be younger than now by so much, for a clock that was set right by a bit (product default)."""

BUILT_S: Final = 1_767_225_600.0
"""2026-01-01, before sitmon was: a clock that shows less was never set."""


def check_storage(settings: Settings) -> Finding:
    """What is kept can be written, and nobody else can read it."""
    tr, folder = settings.tr, settings.storage.folder
    place = _nearest(folder)
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        to_do = tr(Text("let it be yours, or set another folder under [storage] in sitmon.toml"))
        found = tr(Text("nothing can be written into {folder}"), folder=place)
        return Finding(STORAGE, Verdict.FAILED, found, to_do)
    journal, _, _ = storage_paths(settings)
    if os.name == "posix" and journal.exists() and journal.stat().st_mode & 0o077:
        found = tr(Text("others on this computer can read {path}"), path=journal)
        return Finding(STORAGE, Verdict.WARNING, found, f"chmod go= '{journal}'")
    return Finding(STORAGE, Verdict.OK, tr(Text("{folder}, yours alone"), folder=folder))


def check_disk(settings: Settings) -> Finding:
    """There is room for what is kept."""
    tr = settings.tr
    free_bytes = shutil.disk_usage(_nearest(settings.storage.folder)).free
    found = tr(Text("free: {size}"), size=say_size(free_bytes))
    if free_bytes >= FEW_BYTES:
        return Finding(DISK, Verdict.OK, found)
    verdict = Verdict.FAILED if free_bytes < LEAST_BYTES else Verdict.WARNING
    return Finding(DISK, verdict, found, tr(Text("make room; what sitmon keeps is listed by: sitmon privacy")))


def check_clock(settings: Settings) -> Finding:
    """The wall clock is set, and was not set back since the journal was written."""
    tr, now_s = settings.tr, time.time()
    journal, _, _ = storage_paths(settings)
    written_s = journal.stat().st_mtime if journal.exists() else now_s
    if now_s < max(BUILT_S, written_s - CLOCK_SLACK_S):
        found = tr(Text("it shows {clock}, which is before what was seen already"), clock=time.ctime(now_s))
        return Finding(CLOCK, Verdict.FAILED, found, tr(Text("set it, or have it set by the network")))
    found = tr(Text("{clock}, in the zone {zone}"), clock=time.ctime(now_s), zone=settings.zone_name)
    return Finding(CLOCK, Verdict.OK, found)


def check_service(settings: Settings, config: Path | None, state: str) -> Finding:
    """The service is installed and runs.

    Args:
        settings: what holds.
        config: the file of settings that was named.
        state: of the running sitmon: empty if none runs, `running`, or why it does not answer.
    """
    tr = settings.tr
    by_hand = tr(Text("not installed; sitmon runs, started by hand") if state else Text("not installed"))
    try:
        recipe = recipe_of(settings, config)
        current = is_current(recipe)
    except ServiceError as error:
        return Finding(SERVICE, Verdict.WARNING, str(error))
    if current is None:
        return Finding(SERVICE, Verdict.WARNING, by_hand, "sitmon service install")
    if look(recipe) is None:
        found = tr(Text("installed, but it does not run"))
        return Finding(SERVICE, Verdict.FAILED, found, "sitmon service logs")
    if state not in ("", "running"):
        return Finding(SERVICE, Verdict.FAILED, state, "sitmon service install")
    if not current:
        found = tr(Text("it runs, but its file is from another version or setting"))
        return Finding(SERVICE, Verdict.WARNING, found, "sitmon service install")
    return Finding(SERVICE, Verdict.OK, tr(Text("it runs, and starts at log-in")))


def _nearest(folder: Path) -> Path:
    """The folder, or what is there of its path."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
