"""The screen of X11: whether the window in front fills it, asked in this process, on one connection."""

import threading
from typing import Any, Final

from monitor.edges.presence.watch import Seen

_FULL: Final = "_NET_WM_STATE_FULLSCREEN"
"""Extended Window Manager Hints, https://specifications.freedesktop.org/wm-spec/"""


class Screen:
    """The connection to one display, made when it is first asked, and again after it was lost or another is named."""

    def __init__(self) -> None:
        self._display: Any = None
        self._name = ""
        self._busy = threading.Lock()

    def see(self, name: str) -> Seen:
        """Tell whether the window in front of the display `name` fills the screen; blocks, and belongs into a thread.

        Raises:
            OSError: the display cannot be reached.
        """
        if not self._busy.acquire(blocking=False):
            return None, "the screen does not answer"  # a look before this one still waits for it
        try:
            return self._look(name)
        finally:
            self._busy.release()

    def close(self) -> None:
        """Leave the screen."""
        display, self._display = self._display, None
        if display is not None:
            display.close()

    def _look(self, name: str) -> Seen:
        from Xlib.error import BadWindow, ConnectionClosedError, DisplayError, XError

        try:
            display = self._connected(name)
            window = _property(display, display.screen().root, "_NET_ACTIVE_WINDOW")
            if window is None:
                return None, "this window manager does not tell"
            if not len(window) or not window[0]:
                return False, "the window manager"
            front = display.create_resource_object("window", int(window[0]))
            full = display.intern_atom(_FULL) in (_property(display, front, "_NET_WM_STATE") or ())
        except BadWindow:  # it was closed just now
            return False, "the window manager"
        except (DisplayError, ConnectionClosedError, XError, OSError) as error:
            self._display = None
            raise OSError(f"the screen {name} cannot be asked ({type(error).__name__})") from error
        return full, "the window manager"

    def _connected(self, name: str) -> Any:  # noqa: ANN401  a Display, of a library without types
        from Xlib.display import Display

        if self._display is None or name != self._name:
            self.close()
            self._display, self._name = Display(name), name
        return self._display


def _property(display: Any, window: Any, name: str) -> Any:  # noqa: ANN401
    """The numbers of a window's property; None if it has none."""
    from Xlib import X

    found = window.get_full_property(display.intern_atom(name), X.AnyPropertyType)
    return None if found is None else found.value
