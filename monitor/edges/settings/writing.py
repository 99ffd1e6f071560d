"""A settings file to begin with, the page of reference, and writing into a file what `sitmon setup` was told."""

import re
import textwrap
from collections.abc import Mapping
from pathlib import Path

from monitor.edges.files import make_folder, write_file
from monitor.edges.settings.declaring import Setting
from monitor.edges.settings.reading import parse_settings
from monitor.edges.settings.values import INTROS, SETTINGS, Settings
from monitor.edges.toml_lines import find_lines
from monitor.edges.toml_values import to_toml
from monitor.errors import SettingsError

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
    lines = [_HEAD]
    for name, settings in SETTINGS.items():
        lines += [*(f"# {line}" for line in textwrap.wrap(INTROS[name], 118)), f"[{name}]"]
        for key, one in settings.items():
            sign = "" if one.example is None and not one.is_off else "# "
            lines.append(f"{f'{sign}{key} = {_shown(one)}':<32}  # {one.comment}")
        lines.append("")
    return "\n".join(lines)


def settings_page() -> str:
    """Write the page of reference, in Markdown: a table for each section."""
    lines = [_PAGE]
    for name, settings in SETTINGS.items():
        lines += [f"## `[{name}]`", "", *([intro, ""] if (intro := INTROS[name]) else [])]
        lines += ["| key | default | allowed | what it does |", "|---|---|---|---|"]
        for key, one in settings.items():
            default = f"`{_shown(one)}`" if one.example is None else "not set"
            lines.append(f"| `{key}` | {default} | {one.kind.allowed} | {one.comment} |")
        lines.append("")
    return "\n".join(lines)


def _shown(setting: Setting) -> str:
    """The value as TOML: an example where there is one, else the default."""
    return to_toml(setting.kind.write(setting.default) if setting.example is None else setting.example)


def write_settings(path: Path, changes: Mapping[str, object]) -> Settings:
    """Set some keys of the file, each other line of which stays as it is; without one, begin with the template.

    Args:
        path: of the file; its folder is made, and a new file is its owner's only.
        changes: values that TOML knows, by names such as `"person.affected_side"`; what only stands in a comment, as in
            the template, is set where it stands.

    Returns:
        The settings as they are then.

    Raises:
        SettingsError: the file is faulty, or would be; or the disk refuses.  The file is then as before.
    """
    import tomlkit  # only who writes needs it

    try:
        text = path.read_text(encoding="utf-8-sig") if path.exists() else default_toml()  # one kind of line end
        parse_settings(text, str(path))
        places = [tuple(name.split(".")) for name in changes]
        for section, key in places:
            text = _uncommented(text, section, key)
        document = tomlkit.parse(text)
        for (section, key), value in zip(places, changes.values(), strict=True):
            document.setdefault(section, tomlkit.table())[key] = value
        text = tomlkit.dumps(document)
        settings = parse_settings(text, str(path))
        make_folder(path.parent)
        write_file(path, text)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be written ({getattr(error, 'strerror', None) or error})") from error
    return settings


def _uncommented(text: str, section: str, key: str) -> str:
    """The text with the comment sign before this key taken away, unless it is set already."""
    places, lines = find_lines(text), text.splitlines(keepends=True)
    begin = places.get((section,))
    if begin is None or (section, key) in places or not lines[begin - 1].lstrip().startswith("["):
        return text
    end = min((line for path, line in places.items() if len(path) == 1 and line > begin), default=len(lines) + 1)
    for place in range(begin, end - 1):
        if re.match(rf"#\s*{key}\s*=", lines[place]):
            lines[place] = lines[place].lstrip("# ")
            break
    return "".join(lines)
