"""What keeps sitmon from starting, or from heeding all that is set: told on the desktop, where the person looks.

A service's log is read by nobody.  So it is told there once in a session for each cause, however often the system tries
again; and of what can be gone without, the rest goes on.
"""

import asyncio
import contextlib
import hashlib
import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from monitor.assembly import known_exercises
from monitor.coaching.exercises import Pillar
from monitor.edges.control import socket_places
from monitor.edges.desktop import Desktop, Notice, Shown
from monitor.edges.desktop.notice import BODY_LIMIT
from monitor.edges.files import make_folder, write_file
from monitor.edges.prescriptions import PrescriptionError
from monitor.edges.service.notify import watched
from monitor.edges.settings import Settings, read_settings, read_what_is_right
from monitor.errors import MonitorError
from monitor.terminal.output import warn
from monitor.texts import Text

CANNOT_START: Final = Text("sitmon cannot start")
GOES_ON: Final = Text("sitmon goes on without something")
SEE_ALL: Final = Text("See: `sitmon doctor`")
NO_PRESCRIBED: Final = Text("no exercise is offered, only to get up, until it is right")


def settings_to_run(config: Path | None) -> tuple[Settings, list[str]]:
    """Read the settings to run with, and what is not heeded of them, in a line each; only a service goes without any.

    A prescribed set that cannot be read is no reason to offer what is not prescribed: no exercise is, only to get up.

    Raises:
        MonitorError: something is wrong that a service cannot go without, or anything for whoever starts it by hand.
    """
    if watched() is None:
        return read_settings(config), []
    settings, left = read_what_is_right(config)
    try:
        known_exercises(settings)
    except PrescriptionError as error:
        left.append(f"{error}: {settings.tr(NO_PRESCRIBED)}")
        none = settings.plan.disabled | {Pillar.RELEASE, Pillar.LENGTHEN, Pillar.STRENGTHEN}
        settings = replace(
            settings,
            person=replace(settings.person, prescription=None),
            plan=replace(settings.plan, disabled=none),
        )
    return settings, left


def settings_to_tell(config: Path | None) -> Settings:
    """Give the settings by which it is told what is wrong; the defaults where they are what is wrong."""
    try:
        return read_what_is_right(config)[0]
    except MonitorError:
        return Settings()


def tell_left(settings: Settings, left: list[str]) -> None:
    """Tell what is not heeded, in the log and, once, on the desktop."""
    for line in left:
        warn(f"not heeded: {line}")
    if left:
        tell_once(settings, GOES_ON, left[0])


def tell_once(settings: Settings, title: Text, reason: str) -> None:
    """Tell it on the desktop, unless it was told in this session, or somebody reads standard error."""
    if sys.stderr.isatty() or settings.desktop.notifier == "terminal":
        return
    (first, *_), told = reason.splitlines() or [""], _told(settings)
    mark = hashlib.sha256(reason.encode()).hexdigest()
    with contextlib.suppress(OSError):
        if told is not None and told.read_text() == mark:
            return
    notice = Notice(settings.tr(title), _body(first, settings), ())
    if isinstance(asyncio.run(_show(settings, notice)), Shown) and told is not None:
        with contextlib.suppress(OSError):  # then it is told again
            make_folder(told.parent)
            write_file(told, mark)


def forget_told(settings: Settings) -> None:
    """Have it told anew if it happens again: all is well now."""
    if (told := _told(settings)) is not None:
        with contextlib.suppress(OSError):
            told.unlink(missing_ok=True)


def _told(settings: Settings) -> Path | None:
    """Where it is noted what was told last; passes away with the session."""
    places = socket_places(settings.storage.socket)
    return places[0].with_suffix(".told") if places else None


def _body(reason: str, settings: Settings) -> str:
    """The reason as it fits, with the folders of paths left out if need be; what is cut can be seen by the doctor."""
    if len(reason) > BODY_LIMIT:
        reason = " ".join(word.rpartition("/")[2] if word.startswith("/") else word for word in reason.split(" "))
    if len(reason) <= BODY_LIMIT:
        return reason
    see_all = settings.tr(SEE_ALL)
    return f"{reason[: BODY_LIMIT - len(see_all) - 3].rstrip()} … {see_all}"


async def _show(settings: Settings, notice: Notice) -> object:
    nowhere = io.StringIO()  # the log has it already
    desktop = Desktop(lambda _: None, notifier=settings.desktop.notifier, expire_s=0.0, terminal=nowhere)
    return await desktop.show(notice)  # and it stays: closing would take it away
