"""`sitmon tray`: an icon in the desktop's tray, a process of its own that asks the running sitmon; an extra."""

import argparse
import os
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from monitor.cli.options import CONFIG, command
from monitor.coaching.inputs import Action
from monitor.edges.control import Message, ask
from monitor.edges.settings import Settings, read_settings
from monitor.errors import MonitorError, UsageError, to_install
from monitor.running.asking import running_status
from monitor.terminal.output import warn
from monitor.terminal.status_lines import bar_line, class_of, running_lines, share_of_wait
from monitor.texts import Text

if TYPE_CHECKING:
    from PIL.Image import Image

LOOK_S: Final = 5.0
"""How often it looks (product default)."""

SIZE: Final = 64
COLOURS: Final = {
    "sitting": "#E0A030", "held": "#E0A030", "due": "#E0A030", "lying": "#C58A6A", "standing": "#2A9D8F",
    "moving": "#6BA539", "red-flag": "#A3341F",
}  # fmt: skip
"""By the class that `bar_line` gives; all else is grey."""

GREY: Final = "#808080"
OFF: Final[Message] = {"running": False}


@command("sitmon tray", CONFIG)
def run(args: argparse.Namespace) -> None:
    """Show the icon until it is told to go."""
    settings = read_settings(args.config)
    if find_spec("pystray") is None:
        raise MonitorError(f"the tray icon needs one more package: {to_install('tray')}")
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise UsageError("there is no desktop here to show an icon on; `sitmon status --watch` shows the same")
    Tray(settings).run()


class Tray:
    """The icon, its title and its menu.

    Attributes:
        status: how things were at the last look.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._tr = settings.tr
        self._ended = threading.Event()
        self.status: Message = OFF

    def run(self) -> None:
        """Show it, until somebody chooses the last entry."""
        import pystray

        self.look()
        icon = pystray.Icon("sitmon", draw_icon(self.status), self.title, pystray.Menu(self._menu))
        icon.run(setup=lambda _icon: self._follow(icon))
        self._ended.set()

    def look(self) -> None:
        """Ask the running sitmon; without one, know that."""
        try:
            self.status = running_status(self._settings) or OFF
        except MonitorError as error:
            warn(str(error))

    @property
    def title(self) -> str:
        """What stands beside the icon; the first line of `sitmon status`."""
        if not self.status["running"]:
            return str(bar_line(self.status, "plain", self._tr))
        return running_lines(self.status, self._tr)[0]

    def entries(self) -> Iterator[tuple[str, Callable[[], None] | None]]:
        """The menu: texts, and what each does; None for what is only said."""
        say = self._tr
        yield self.title, None
        if self.status["running"]:
            yield say(Text("Snooze")), lambda: self._say(Action.SNOOZE)
            yield say(Text("Skip")), lambda: self._say(Action.SKIP)
            if self.status.get("paused"):
                yield say(Text("Let nudges come again")), lambda: self._say(Action.RESUME)
            else:
                yield say(Text("Pause nudges")), lambda: self._say(Action.PAUSE)
            yield say(Text("Open the page")), self._open_page
        yield say(Text("Take this icon away")), self._ended.set

    def _menu(self) -> Iterator[Any]:
        import pystray

        for text, act in self.entries():
            # pystray calls with the icon and the entry, where it counts two places.
            pressed = None if act is None else (lambda _icon, _entry, act=act: act())
            yield pystray.MenuItem(text, pressed, enabled=act is not None)

    def _follow(self, icon: Any) -> None:  # noqa: ANN401  pystray has no types
        """Look again and again, in pystray's own thread."""
        icon.visible = True
        while not self._ended.wait(LOOK_S):
            self.look()
            icon.icon, icon.title = draw_icon(self.status), self.title
            icon.update_menu()
        icon.stop()

    def _say(self, action: Action) -> None:
        self._ask({"do": "say", "action": str(action), "detail": ""})

    def _open_page(self) -> None:
        if (answer := self._ask({"do": "hand-over", "port": 0})) is not None:
            webbrowser.open(str(answer["url"]))

    def _ask(self, request: Message) -> Message | None:
        try:
            return ask(self._settings.storage.socket, request)
        except MonitorError as error:
            warn(str(error))
            return None


def draw_icon(status: Message) -> "Image":
    """A disc in the posture's colour, with a ring that closes as the next nudge comes nearer.

    Returns:
        RGBA, 64 by 64.
    """
    from PIL import Image, ImageDraw

    kind = class_of(status)
    large = SIZE * 4  # drawn four times as large, then made small: smooth edges
    image = Image.new("RGBA", (large, large))
    draw, colour = ImageDraw.Draw(image), COLOURS.get(kind, GREY)
    draw.ellipse((large * 0.25, large * 0.25, large * 0.75, large * 0.75), fill=colour)
    box, width = (large * 0.06, large * 0.06, large * 0.94, large * 0.94), large // 10
    draw.arc(box, 0, 360, fill=f"{colour}40", width=width)
    if share := share_of_wait(status):
        draw.arc(box, -90, -90 + 3.6 * share, fill=colour, width=width)
    return image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
