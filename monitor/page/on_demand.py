"""The page of the running sitmon, opened when somebody asks for it; how a browser is handed its address.

A command line can be read by everybody on this machine, and the system's log keeps some of them.  So a browser is given
the name of a file that only its owner may read, which sends it on to the page.
"""

import asyncio
import os
from contextlib import AsyncExitStack
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.edges.files import make_folder, write_file
from monitor.errors import MonitorError
from monitor.page.handover import HANDOVERS, handover_folder
from monitor.page.views import PageViews

if TYPE_CHECKING:
    from monitor.page.guard import Pass

_SENDS_ON: Final = """<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={url}">
<title>sitmon</title>
<a href="{url}">sitmon</a>
"""


class PageOnDemand:
    """The page, from the first time that somebody asks for it until `stack` ends; before, it costs nothing.

    Args:
        views: what it shows.
        stack: ends it.
        folder: for the files that hand over its address; what a killed sitmon left of them is taken away.
    """

    def __init__(self, views: PageViews, stack: AsyncExitStack, folder: Path) -> None:
        self._views = views
        self._stack = stack
        self._folder = handover_folder(folder)
        self._permit: Pass | None = None

    async def open(self, port: int) -> str:
        """Make an address that opens the page once.

        Raises:
            PageError: the port is taken, or there is none of that number.
        """
        if self._permit is None:
            from monitor.page.server import serving

            self._permit = await self._stack.enter_async_context(serving(self._views, port))
            self._take_away()
            self._stack.callback(self._take_away)
        return self._permit.new_url()

    async def hand_over(self, port: int, way: str = "") -> str:
        """Make a file that sends a browser on to the page; gives the file's address.

        Args:
            port: as `open` has it.
            way: what is to be opened within the page, such as `/clamshell/left`.

        Raises:
            PageError: as `open` has it.
            MonitorError: the file cannot be written.
        """
        from monitor.page.guard import TOKEN_S

        url = escape(await self.open(port) + way)
        path = self._folder / HANDOVERS.replace("*", os.urandom(8).hex())
        try:
            make_folder(self._folder)
            write_file(path, _SENDS_ON.format(url=url))
        except OSError as error:
            raise MonitorError(f"{path}: cannot be written ({error.strerror or error})") from error
        asyncio.get_running_loop().call_later(TOKEN_S, path.unlink, True)  # it may be gone
        return path.as_uri()

    def _take_away(self) -> None:
        for path in self._folder.glob(HANDOVERS):
            path.unlink(missing_ok=True)
