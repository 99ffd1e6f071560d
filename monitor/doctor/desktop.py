"""What the doctor looks at on the desktop: the buses, and who shows notifications."""

import sys
from typing import Final

from monitor.doctor.findings import Finding, Verdict
from monitor.edges.buses import bus_trouble
from monitor.edges.desktop import NotShown, ask_abilities
from monitor.edges.presence import look_once, sources_of
from monitor.edges.settings import Settings
from monitor.texts import Text, Translator

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
