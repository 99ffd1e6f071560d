"""The terminal that rich draws on: what it draws may come from files of others, so every text in it is clean."""

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from monitor.terminal.output import clean


class Screen(Console):
    """A console whose texts hold no command for the terminal; rich's own commands, as for colours, stay."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Render to segments, each text clean."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=clean(segment.text))
