"""From the text of `sitmon.toml` to `Settings`, or to all that is wrong with it."""

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import platformdirs

from monitor.edges.settings.values import SETTINGS, Settings
from monitor.edges.toml_lines import Toml, TomlError, parse_toml, read_toml, telling
from monitor.edges.toml_values import nearest, shown_name
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
        return _settings_of(str(path), lambda: read_toml(path))
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


def _settings_of(where: str, load: Callable[[], Toml]) -> Settings:
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
                        faults.append((toml.line(section, name), f"[{section}] {error}"))
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
