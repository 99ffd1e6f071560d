"""What the button Start does beside being heard: the guided exercise opens in the browser, at the right side."""

import asyncio
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass

from monitor.coaching.exercises import ExerciseId
from monitor.coaching.recommend import Recommendation
from monitor.errors import MonitorError
from monitor.running.answers import PageOpener
from monitor.terminal.output import warn


@dataclass(slots=True)
class GuideOpener:
    """Opens the page's guide for what was recommended last.  Who should stand up and walk is not sent to a screen.

    Attributes:
        recommended: gives what was recommended last; None if nothing was.
        page: what serves the page.
        browse: opens an address, and says whether it could; in a thread.
    """

    recommended: Callable[[], Recommendation | None]
    page: PageOpener
    browse: Callable[[str], bool] = webbrowser.open
    _opening: asyncio.Task[None] | None = None

    def __call__(self) -> None:
        """Begin to open it, from within the event loop; what fails is told on standard error."""
        said = self.recommended()
        if said is not None and said.exercise != ExerciseId.MOVEMENT_BREAK:
            self._opening = asyncio.create_task(self._open(said))

    async def _open(self, said: Recommendation) -> None:
        try:
            address = await self.page.hand_over(0, f"/{said.exercise}/{said.side}")
        except MonitorError as error:
            warn(str(error))
            return
        if not await asyncio.to_thread(self.browse, address):
            warn("no browser could be opened; `sitmon stretch` guides in a terminal")
