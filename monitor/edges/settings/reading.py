"""From the text of `sitmon.toml` to `Settings`, or to all that is wrong with it."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import platformdirs

from monitor.edges.settings.values import SETTINGS, Settings
from monitor.edges.toml_lines import Fault, Toml, TomlError, parse_toml, read_toml, say_faults
from monitor.edges.toml_values import nearest, shown, shown_name
from monitor.errors import SettingsError


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
        return _settings_of(read_toml(path), str(path))
    except FileNotFoundError as error:
        if explicit is None and "SITMON_CONFIG" not in os.environ:
            return Settings()
        raise SettingsError(
            f"{path}: there is no such file; without --config and SITMON_CONFIG the defaults hold."
        ) from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}).") from error
    except TomlError as error:
        raise SettingsError(say_faults(str(path), [(error.line, str(error))])) from error


def parse_settings(text: str, where: str = "sitmon.toml") -> Settings:
    """Read the text of a settings file; what is not set keeps its default.

    Args:
        text: TOML.
        where: how errors name the file.

    Raises:
        SettingsError: one line for each fault, as `where:line: what; what is allowed`, in order of lines.
    """
    try:
        return _settings_of(parse_toml(text), where)
    except TomlError as error:
        raise SettingsError(say_faults(where, [(error.line, str(error))])) from error


def _settings_of(toml: Toml, where: str) -> Settings:
    settings, faults = Settings(), list[Fault]()
    for section, values in toml.values.items():
        settings = _read_section(settings, section, values, toml, faults)
    if faults:
        raise SettingsError(say_faults(where, faults))
    return settings


def _read_section(settings: Settings, section: str, values: object, toml: Toml, faults: list[Fault]) -> Settings:
    if section not in SETTINGS:
        faults.append((toml.line(section), _no_section(section, values)))
        return settings
    if not isinstance(values, dict):
        what = f"{section} should be a section: write [{section}] on a line of its own"
        faults.append((toml.line(section), what))
        return settings
    for name, value in values.items():
        try:
            settings = _with(settings, section, name, value)
        except ValueError as error:
            faults.append((toml.line(section, name), f"[{section}] {error}"))
    return settings


def change_settings(settings: Settings, changes: Iterable[str]) -> Settings:
    """The settings with some keys changed, each written like `limit=45m` or `nudges.limit=45m`.

    Raises:
        SettingsError: one line for each change that cannot be; it says what is allowed.
    """
    problems = []
    for change in changes:
        name, _, text = (part.strip() for part in change.partition("="))
        try:
            settings = _with(settings, *_home_of(name, text), _value_of(text))
        except ValueError as error:
            problems.append(f"--set {change}: {error}")
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def _home_of(name: str, text: str) -> tuple[str, str]:
    """Section and key that a change names."""
    section, _, key = name.rpartition(".")
    if not text:
        raise ValueError("write it like limit=45m")
    if homes := [home for home in SETTINGS if key in SETTINGS[home] and section in ("", home)]:
        return homes[0], key
    raise ValueError(f"{name} is no setting; {nearest(key, [key for keys in SETTINGS.values() for key in keys])}")


def _value_of(text: str) -> object:
    """A value of TOML, or a text that came without its quotes."""
    try:
        return parse_toml(f"value = {text}").values["value"]
    except TomlError:
        return text


def _with(settings: Settings, section: str, name: str, value: object) -> Settings:
    """The settings with one key set.

    Raises:
        ValueError: there is no such key, or the value is not allowed.
    """
    if (key := SETTINGS[section].get(name)) is None:
        raise ValueError(_no_key(section, name))
    try:
        made = key.kind(value)
    except ValueError as error:
        raise ValueError(f"{name} = {shown(value)} {error}") from None
    return replace(settings, **{section: replace(getattr(settings, section), **{key.field: made})})


def _no_section(name: str, value: object) -> str:
    if not isinstance(value, dict) and (homes := [section for section in SETTINGS if name in SETTINGS[section]]):
        return f"{name} stands outside of its section; put it under [{homes[0]}]"
    return f"[{shown_name(name)}] is no section of ours; {nearest(name, SETTINGS)}"


def _no_key(section: str, name: str) -> str:
    if homes := [other for other in SETTINGS if name in SETTINGS[other]]:
        return f"{name} is no setting of this section; it belongs under [{homes[0]}]"
    return f"{shown_name(name)} is no setting; {nearest(name, SETTINGS[section])}"
