"""Writing into `sitmon.toml` what `sitmon setup` was told; every comment and every other line stays as it is."""

import re
from collections.abc import Mapping
from pathlib import Path

from monitor.edges.files import make_folder, write_file
from monitor.edges.settings.reading import parse_settings
from monitor.edges.settings.template import default_toml
from monitor.edges.settings.values import Settings
from monitor.edges.toml_lines import find_lines
from monitor.errors import SettingsError


def write_settings(path: Path, changes: Mapping[str, object]) -> Settings:
    """Set some keys of the file; without one, begin with the commented template.

    Args:
        path: of the file; its folder is made, and a new file is its owner's only.
        changes: values that TOML knows, by names such as `"person.affected_side"`.

    Returns:
        The settings as they are then.

    Raises:
        SettingsError: the file is faulty, or would be; or the disk refuses.  The file is then as before.
    """
    try:
        before = path.read_text(encoding="utf-8-sig") if path.exists() else default_toml()  # one kind of line end
        parse_settings(before, str(path))
        text = changed_toml(before, changes)
        settings = parse_settings(text, str(path))
        make_folder(path.parent)
        write_file(path, text)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be written ({getattr(error, 'strerror', None) or error})") from error
    return settings


def changed_toml(text: str, changes: Mapping[str, object]) -> str:
    """The text with some keys set; one that only stands in a comment, as in the template, is set where it stands.

    Args:
        text: valid TOML.
        changes: values by `section.key`.
    """
    import tomlkit  # only who writes needs it

    for name in changes:
        text = _uncommented(text, *name.split("."))
    document = tomlkit.parse(text)
    for name, value in changes.items():
        section, key = name.split(".")
        table = document.setdefault(section, tomlkit.table())
        table[key] = value
    return tomlkit.dumps(document)


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
