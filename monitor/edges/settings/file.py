"""`sitmon.toml`: read with all that is wrong in it, begun from a template, and written where `sitmon setup` was told.

Here too is the page of reference, which follows from the same declarations.
"""

import os
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import platformdirs

from monitor.edges.files import make_folder, write_file
from monitor.edges.settings.declaring import Setting
from monitor.edges.settings.values import INTROS, SETTINGS, Settings
from monitor.edges.toml_lines import Toml, TomlError, find_lines, parse_toml, read_toml, telling
from monitor.edges.toml_values import nearest, shown_name, to_toml
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


def settings_path(explicit: Path | None = None) -> Path:
    """Say which file counts: `explicit`, else `SITMON_CONFIG`, else `sitmon.toml` in the user's configuration."""
    if explicit is not None:
        return explicit
    if named := os.environ.get("SITMON_CONFIG"):
        return Path(named).expanduser()
    return platformdirs.user_config_path("sitmon", appauthor=False) / "sitmon.toml"


def read_settings(explicit: Path | None = None) -> Settings:
    """Read the settings; a missing file means the defaults, unless somebody named it.

    Raises:
        SettingsError: the named file is missing, or the file cannot be read; one line.  Or something in it is
            wrong; one line for each fault.
    """
    return _read(explicit, None)


CAN_BE_LEFT: Final = frozenset(
    {"nudges", "learning", "experiment", "desktop", "presence", "hook", "mqtt", "activity_watch"}
)
"""Sections of which a faulty setting may keep its default, if that is told.  Not who the person is, what they may do,
which wearable is theirs and where things are kept: there a default could harm, or be somebody else's."""


def read_what_is_right(explicit: Path | None = None) -> tuple[Settings, list[str]]:
    """Read the settings; what is wrong in sections that `CAN_BE_LEFT` keeps its default, and is given as a line each.

    Raises:
        SettingsError: as of `read_settings`, for every other fault.
    """
    left: list[str] = []
    return _read(explicit, left), left


def _read(explicit: Path | None, left: list[str] | None) -> Settings:
    path = settings_path(explicit)
    try:
        return _settings_of(str(path), lambda: read_toml(path), left)
    except SettingsError as error:
        if explicit is None and "SITMON_CONFIG" not in os.environ and isinstance(error.__cause__, FileNotFoundError):
            return Settings()
        raise


def parse_settings(text: str, where: str = "sitmon.toml") -> Settings:
    """Read the text of a settings file, which errors call `where`; what is not set keeps its default.

    Raises:
        SettingsError: one line for each fault, as `where:line: what; what is allowed`, in order of lines.
    """
    return _settings_of(where, lambda: parse_toml(text))


def _settings_of(where: str, load: Callable[[], Toml], left: list[str] | None = None) -> Settings:
    settings = Settings()
    missing = "there is no such file; without --config and SITMON_CONFIG the defaults hold."
    with telling(where, lambda text, _: SettingsError(text), missing) as faults:
        toml = load()
        for section, values in toml.values.items():
            if section not in SETTINGS:
                what = f"[{shown_name(section)}] is no section of ours; {nearest(section, SETTINGS)}"
                if not isinstance(values, dict) and (homes := _homes_of(section)):
                    what = f"{section} stands outside of its section; put it under [{homes[0]}]"
                faults.append((toml.line(section), what))
            elif not isinstance(values, dict):
                what = f"{section} should be a section: write [{section}] on a line of its own"
                faults.append((toml.line(section), what))
            else:
                for name, value in values.items():
                    try:
                        settings = _with(settings, section, name, value)
                    except ValueError as error:
                        line, what = toml.line(section, name), f"[{section}] {error}"
                        if left is None or section not in CAN_BE_LEFT:
                            faults.append((line, what))
                        else:
                            left.append(f"{where}:{line}: {what}")
    return settings


def change_settings(settings: Settings, changes: Iterable[str]) -> Settings:
    """The settings with some keys changed, each written like `limit=45m` or `nudges.limit=45m`.

    Raises:
        SettingsError: one line for each change that cannot be; it says what is allowed.
    """
    problems = []
    for change in changes:
        try:
            settings = _changed(settings, *(part.strip() for part in change.partition("=")))
        except ValueError as error:
            problems.append(f"--set {change}: {error}")
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def _changed(settings: Settings, name: str, _: str, text: str) -> Settings:
    section, _, key = name.rpartition(".")
    if not text:
        raise ValueError("write it like limit=45m")
    if not (homes := [home for home in _homes_of(key) if section in ("", home)]):
        raise ValueError(f"{name} is no setting; {nearest(key, [key for keys in SETTINGS.values() for key in keys])}")
    try:
        value = parse_toml(f"value = {text}").values["value"]
    except TomlError:
        value = text  # it came without its quotes
    return _with(settings, homes[0], key, value)


def _with(settings: Settings, section: str, name: str, value: object) -> Settings:
    """The settings with one key set."""
    if (key := SETTINGS[section].get(name)) is None:
        if homes := _homes_of(name):
            raise ValueError(f"{name} is no setting of this section; it belongs under [{homes[0]}]")
        raise ValueError(f"{shown_name(name)} is no setting; {nearest(name, SETTINGS[section])}")
    changed = {key.field: key.kind.named(name, value)}
    return replace(settings, **{section: replace(getattr(settings, section), **changed)})


def _homes_of(key: str) -> list[str]:
    return [section for section, keys in SETTINGS.items() if key in keys]


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
