"""Settings: `sitmon.toml`, read once at the start; without one the defaults hold.

Whatever is wrong in the file is said in one go, one line for each fault, with the line it stands on.
"""

from monitor.edges.settings.file import (
    change_settings,
    default_toml,
    parse_settings,
    read_settings,
    read_what_is_right,
    settings_page,
    settings_path,
    write_settings,
)
from monitor.edges.settings.values import SETTINGS, MqttSettings, PersonSettings, Settings, WearableSettings

__all__ = [
    "SETTINGS",
    "MqttSettings",
    "PersonSettings",
    "Settings",
    "WearableSettings",
    "change_settings",
    "default_toml",
    "parse_settings",
    "read_settings",
    "read_what_is_right",
    "settings_page",
    "settings_path",
    "write_settings",
]
