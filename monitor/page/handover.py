"""Where the files lie that hand the address of the page to a browser."""

from pathlib import Path
from typing import Final

HANDOVERS: Final = "page-*.html"
"""How they are named."""

SNAPS: Final = Path("/run/snapd.socket")
"""Where this is, the browser may come out of a snap: that sees no hidden folder (snapcraft.io, interface `home`)."""


def handover_folder(folder: Path) -> Path:
    """The storage folder, or, where a browser out of a snap could not look into it, one in the home that it sees."""
    is_hidden = any(part.startswith(".") for part in folder.parts)
    return Path.home() / "sitmon-page" if is_hidden and SNAPS.exists() else folder
