"""Writing into `sitmon.toml` what `sitmon setup` was told; every comment and every other line stays as it is."""

import re
from collections.abc import Mapping
from pathlib import Path

from monitor.edges.settings.reading import parse_settings
from monitor.edges.settings.template import default_toml
from monitor.edges.settings.values import Settings
from monitor.errors import SettingsError


def write_settings(path: Path, changes: Mapping[str, object]) -> Settings:
    """Set some keys of the file; without one, begin with the commented template.

    Args:
        path: of the file; its folder is made, and a new file is its owner's only.
        changes: values that TOML knows by names such as `"person.affected_side"`.

    Returns:
        The settings as they are then.

    Raises:
        SettingsError: the file is faulty, or would be; or the disk refuses.  The file is then as before.
    """
    try:
        before = path.read_text(encoding="utf-8-sig") if path.exists() else default_toml()
        parse_settings(before, str(path))
        text = changed_toml(before, changes)
        settings = parse_settings(text, str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        new.touch(mode=0o600)
        new.write_text(text, encoding="utf-8")
        new.replace(path)  # all of it, or nothing
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
    lines = text.splitlines(keepends=True)
    heads = [number for number, line in enumerate(lines) if re.match(r"\s*\[", line)]
    begin = next((number for number in heads if lines[number].strip().startswith(f"[{section}]")), None)
    if begin is None:
        return text
    end = next((number for number in heads if number > begin), len(lines))
    inside = range(begin + 1, end)
    if any(re.match(rf"\s*{key}\s*=", lines[number]) for number in inside):
        return text
    for number in inside:
        if re.match(rf"#\s*{key}\s*=", lines[number]):
            lines[number] = re.sub(r"^#\s*", "", lines[number])
            break
    return "".join(lines)
