"""What a package index shows: the README with links that lead somewhere without the checkout."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

LINK = re.compile(r"(!?)\[((?:[^][]|\[[^]]*\])*)\]\((?!https?:|mailto:|#)([^)\s]+)\)")


def absolute(text: str, home: str) -> str:
    """Make each relative link and picture of a Markdown text one into the repository at `home`."""

    def made(found: re.Match[str]) -> str:
        mark, said, path = found.groups()
        return f"{mark}[{said}]({home}/{'raw' if mark else 'blob'}/main/{path})"

    return LINK.sub(made, text)


class Readme(MetadataHookInterface):
    """Gives the README to the package, with the address that stands under [project.urls]."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Add it to what is known of the package."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, metadata["urls"]["Source"])}
