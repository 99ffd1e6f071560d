"""From the text of `sitmon.toml` to `Settings`, or to all that is wrong with it."""

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import platformdirs

from monitor.edges.settings.keys import KEYS
from monitor.edges.settings.values import Settings
from monitor.errors import SettingsError

_HEADER: Final = re.compile(r"\s*\[\[?([^\[\]]+)\]")
_KEY: Final = re.compile(r"\s*([\w\"'. -]+?)\s*=")
_TOML_POSITION: Final = re.compile(r" \(at line (\d+), column (\d+)\)")

Lines = Mapping[tuple[str, ...], int]
Problem = tuple[int, str]


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
    path = settings_path(explicit)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        if explicit is None and "SITMON_CONFIG" not in os.environ:
            return Settings()
        raise SettingsError(
            f"{path}: there is no such file; without --config and SITMON_CONFIG the defaults hold."
        ) from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not text in UTF-8; save it as UTF-8.") from error
    return parse_settings(text, str(path))


def parse_settings(text: str, where: str = "sitmon.toml") -> Settings:
    """Read the text of a settings file; what is not set keeps its default.

    Args:
        text: TOML.
        where: how errors name the file.

    Raises:
        SettingsError: one line for each fault, as `where:line: what; what is allowed`, in order of lines.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_toml_fault(str(error), where, text)) from error
    lines = _lines_of(text)
    settings, problems = Settings(), []
    for section, values in table.items():
        settings, found = _read_section(settings, section, values, lines)
        problems += found
    if problems:
        raise SettingsError("\n".join(f"{where}:{line}: {what}" for line, what in sorted(problems)))
    return settings


def change_settings(settings: Settings, changes: Iterable[str]) -> Settings:
    """The settings with some keys changed, each written like `limit=45m` or `nudges.limit=45m`.

    Raises:
        SettingsError: one line for each change that cannot be; it says what is allowed.
    """
    problems = []
    for change in changes:
        name, _, text = (part.strip() for part in change.partition("="))
        section, _, key = name.rpartition(".")
        homes = [home for home in KEYS if key in KEYS[home] and section in ("", home)]
        try:
            if not homes or not text:
                every = [key for keys in KEYS.values() for key in keys]
                fault = f"{name} is no setting; {_nearest(key, every)}" if text else "write it like limit=45m"
                raise ValueError(fault)  # noqa: TRY301
            fields = _read_key(homes[0], key, _value_of(text))
        except ValueError as error:
            problems.append(f"--set {change}: {error}")
            continue
        settings = replace(settings, **{homes[0]: replace(getattr(settings, homes[0]), **fields)})
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def _value_of(text: str) -> object:
    """A value of TOML, or a text that came without its quotes."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _read_section(settings: Settings, section: str, values: object, lines: Lines) -> tuple[Settings, list[Problem]]:
    line = lines.get((section,), 1)
    if section not in KEYS:
        return settings, [(line, _no_section(section, values))]
    if not isinstance(values, dict):
        return settings, [(line, f"{section} should be a section: write [{section}] on a line of its own")]
    fields: dict[str, object] = {}
    problems: list[Problem] = []
    for name, value in values.items():
        try:
            fields |= _read_key(section, name, value)
        except ValueError as error:
            problems.append((lines.get((section, name), line), f"[{section}] {error}"))
    return replace(settings, **{section: replace(getattr(settings, section), **fields)}), problems


def _read_key(section: str, name: str, value: object) -> dict[str, object]:
    key = KEYS[section].get(name)
    if key is None:
        raise ValueError(_no_key(section, name))
    try:
        result = key.read(value)
    except ValueError as error:
        raise ValueError(f"{name} = {_quoted(value)} {error}") from None
    return dict(zip(key.fields, (result,) if len(key.fields) == 1 else result, strict=True))


def _no_section(name: str, value: object) -> str:
    if not isinstance(value, dict) and (homes := [section for section in KEYS if name in KEYS[section]]):
        return f"{name} stands outside of its section; put it under [{homes[0]}]"
    return f"[{name}] is no section of ours; {_nearest(name, KEYS)}"


def _no_key(section: str, name: str) -> str:
    if homes := [other for other in KEYS if name in KEYS[other]]:
        return f"{name} is no setting of this section; it belongs under [{homes[0]}]"
    return f"{name} is no setting; {_nearest(name, KEYS[section])}"


def _nearest(name: str, known: Iterable[str]) -> str:
    if close := difflib.get_close_matches(name, known, n=1):
        return f"did you mean {close[0]}?"
    return f"there are {', '.join(known)}"


def _quoted(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _lines_of(text: str) -> Lines:
    """Find the line on which each section and key first stands; `tomllib` does not tell."""
    lines: dict[tuple[str, ...], int] = {}
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            section = path = _path(header[1])
        elif key := _KEY.match(line):
            path = section + _path(key[1])
        else:
            continue
        for length in range(1, len(path) + 1):
            lines.setdefault(path[:length], number)
    return lines


def _path(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _toml_fault(message: str, where: str, text: str) -> str:
    position = _TOML_POSITION.search(message)
    line = int(position[1]) if position else max(1, len(text.splitlines()))
    what = _TOML_POSITION.sub("", message).removesuffix(" (at end of document)")
    return f'{where}:{line}: not TOML: {what}; a line looks like name = "text", name = 12 or name = true'
