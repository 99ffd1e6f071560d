"""What the desktop knows of the moment: locked, do not disturb, a meeting, a full-screen window, typing.

Every source may be missing.  What none can tell is *not known*, which holds nothing back and claims nothing; `sitmon
doctor` shows it.  Nothing here is kept but that a context began or ended.
"""

import sys
from collections.abc import Collection

from monitor.edges.presence.watch import NAMES, Source, SourceState, look_once, watch

__all__ = ["NAMES", "Source", "SourceState", "look_once", "sources_of", "watch"]


def sources_of(names: Collection[str], system: str = sys.platform) -> list[Source]:
    """The sources of this system, named as `sys.platform` does, that are wanted; each is loaded where it is used."""
    every: list[Source] = []
    if system.startswith("linux"):
        from monitor.edges.presence.linux import linux_sources

        every = linux_sources()
    elif system == "darwin":
        from monitor.edges.presence.macos import macos_sources

        every = macos_sources()
    elif system == "win32":
        from monitor.edges.presence.windows import windows_sources

        every = windows_sources()
    return [source for source in every if source.name in names]
