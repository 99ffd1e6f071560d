"""What the doctor looks at on this machine: files, disk, clock, service, buses, and what the desktop tells."""

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Final

from monitor.doctor.findings import Finding, Verdict
from monitor.edges.buses import bus_trouble
from monitor.edges.desktop import NotShown, ask_abilities
from monitor.edges.presence import look_once, sources_of
from monitor.edges.service import ServiceError, is_current, look
from monitor.edges.settings import Settings
from monitor.setting_up import recipe_of
from monitor.terminal.output import say_size
from monitor.texts import Text, Translator

STORAGE, DISK, CLOCK, SERVICE = Text("files"), Text("disk"), Text("clock"), Text("service")
SYSTEM_BUS, SESSION_BUS = Text("system bus"), Text("session bus")
NOTIFICATIONS = Text("notifications")
PRESENCE: Final = {
    "lock": Text("locked screen"),
    "do-not-disturb": Text("do not disturb"),
    "microphone": Text("microphone in use"),
    "camera": Text("camera in use"),
    "full-screen": Text("full screen"),
    "inhibitors": Text("kept awake by a program"),
    "typing": Text("typing"),
}
_STIRS: Final = Text("a nudge waits for you to stir in the chair instead")
_BY_HAND: Final = Text("it holds nothing back; say it by hand where it matters: sitmon context meeting on")

_TO_DO: Final = {
    SYSTEM_BUS: Text("install and start dbus: Bluetooth is reached by it"),
    SESSION_BUS: Text("start sitmon from within your desktop session, or as its service: notifications need it"),
}

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
    if (shared := _shared_in(folder)) is not None:
        found = tr(Text("others on this computer can read {path}"), path=shared)
        return Finding(STORAGE, Verdict.WARNING, found, f"chmod go= '{shared}'")
    return Finding(STORAGE, Verdict.OK, tr(Text("{folder}, yours alone"), folder=folder))


def _shared_in(folder: Path) -> Path | None:
    """The first of all files that are kept that others can read, if they come to it; None if there is none."""
    if os.name != "posix":
        return None
    kept = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return next((path for path in kept if path.stat().st_mode & 0o077), None)


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
    journal = settings.storage.journal
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


async def check_buses(tr: Translator) -> list[Finding]:
    """Both buses answer; systems other than Linux have none, and no line."""
    if not sys.platform.startswith("linux"):
        return []
    findings = []
    for about, system in ((SYSTEM_BUS, True), (SESSION_BUS, False)):
        # Without the session bus sitmon still watches, and speaks on its terminal.
        bad = Verdict.FAILED if system else Verdict.WARNING
        trouble = await bus_trouble(system=system)
        said = (bad, trouble, tr(_TO_DO[about])) if trouble else (Verdict.OK, tr(Text("it answers")))
        findings.append(Finding(about, *said))
    return findings


async def check_presence(settings: Settings) -> list[Finding]:
    """Each source of the desktop: whether it tells, and what it says now; what it cannot tell holds nothing back."""
    tr = settings.tr
    findings = []
    for state in await look_once(sources_of(settings.presence.sources)):
        about = PRESENCE[state.name]
        if state.active is None:
            found = tr(Text("not known: {why}"), why=state.why)
            findings.append(Finding(about, Verdict.WARNING, found, tr(_STIRS if state.name == "typing" else _BY_HAND)))
            continue
        text = Text("now so, says: {who}") if state.active else Text("now not so, says: {who}")
        findings.append(Finding(about, Verdict.OK, tr(text, who=state.why)))
    return findings


async def check_notifications(settings: Settings) -> Finding:
    """Somebody shows them, with buttons."""
    tr, by = settings.tr, settings.desktop.notifier
    if by == "terminal":
        return Finding(NOTIFICATIONS, Verdict.OK, tr(Text("on the terminal, as your settings want it")))
    said = await ask_abilities()
    if isinstance(said, NotShown):
        to_do = tr(Text("start a notification server such as dunst; until then what is due stands on the terminal"))
        return Finding(NOTIFICATIONS, Verdict.FAILED, said.reason, to_do)
    if not said.has_buttons or by == "plyer":
        found = tr(Text("{server}, without buttons"), server=said.server)
        to_do = tr(Text("answer by commands instead: sitmon snooze, sitmon skip, sitmon stretch"))
        return Finding(NOTIFICATIONS, Verdict.WARNING, found, to_do)
    return Finding(NOTIFICATIONS, Verdict.OK, tr(Text("{server}, with buttons"), server=said.server))
