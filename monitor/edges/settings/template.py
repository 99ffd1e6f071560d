"""A settings file to begin with, and the page of reference: every key, what it does, and its default."""

import textwrap

from monitor.edges.settings.declaring import Setting
from monitor.edges.settings.values import SECTIONS, SETTINGS
from monitor.edges.toml_values import to_toml

_HEAD = """\
# sitmon.toml: the settings of sitmon.  Each line below holds the default; a line with # in front is not set.
# Durations are written like "45m", "90s" or "1h30m".  After a change, start sitmon again.
"""

_PAGE = """\
# Settings

What may stand in `sitmon.toml`. `sitmon settings` prints the file with all defaults, `sitmon settings --check` reads
yours, and `sitmon setup` writes what it asks for. Durations are written like `"45m"`, `"90s"` or `"1h30m"`. The ranges
are product defaults. After a change, start sitmon again.
"""


def default_toml() -> str:
    """Write a commented settings file whose values equal the defaults."""
    return "\n".join([_HEAD, *(_section_of_file(name) for name in SETTINGS)])


def _section_of_file(name: str) -> str:
    intro = textwrap.wrap(SECTIONS[name].intro, 118)
    return "\n".join([*(f"# {line}" for line in intro), f"[{name}]", *map(_line, SETTINGS[name].values())]) + "\n"


def _line(setting: Setting) -> str:
    sign = "" if setting.example is None and not setting.is_off else "# "
    return f"{f'{sign}{setting.key} = {_shown(setting)}':<32}  # {setting.comment}"


def _shown(setting: Setting) -> str:
    """The value as TOML: an example where there is one, else the default."""
    return to_toml(setting.kind.write(setting.default) if setting.example is None else setting.example)


def settings_page() -> str:
    """Write the page of reference, in Markdown: a table for each section."""
    return "\n".join([_PAGE, *(_section_of_page(name) for name in SETTINGS)])


def _section_of_page(name: str) -> str:
    intro = [SECTIONS[name].intro, ""] if SECTIONS[name].intro else []
    head = ["| key | default | allowed | what it does |", "|---|---|---|---|"]
    return "\n".join([f"## `[{name}]`", "", *intro, *head, *map(_row, SETTINGS[name].values())]) + "\n"


def _row(setting: Setting) -> str:
    default = f"`{_shown(setting)}`" if setting.example is None else "not set"
    return f"| `{setting.key}` | {default} | {setting.kind.allowed} | {setting.comment} |"
