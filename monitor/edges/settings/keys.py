"""Every key of `sitmon.toml`, and what it allows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from monitor.coaching.profile import Side
from monitor.edges.languages import languages
from monitor.edges.settings.readers import (
    Reader,
    as_address,
    as_command,
    as_count,
    as_design,
    as_direction,
    as_duration,
    as_durations,
    as_file,
    as_flag,
    as_folder,
    as_hold,
    as_load_limit,
    as_pillars,
    as_seed,
    as_share,
    as_side,
    as_sitting_deg,
    as_snoozes,
    as_span,
    as_text,
    as_topic,
    as_topic_or_none,
    as_url,
    as_working_hours,
    as_zone_name,
    one_of,
    set_of,
)
from monitor.posture.labels import WEAR_SITES

PRESENCE: Final = ("lock", "do-not-disturb", "microphone", "camera", "full-screen", "inhibitors", "typing")
"""What of the desktop may be looked at."""


def as_hooked(value: object) -> frozenset[str]:
    """Read the kinds of events that a hook is run on.

    Raises:
        ValueError: one of them is none; one line.
    """
    from monitor.records import KINDS  # loads all that makes events; only who has a hook needs it here

    kinds: frozenset[str] = set_of(*(kind.name for kind in KINDS.values() if kind.hooked))(value)
    return kinds


@dataclass(frozen=True, slots=True)
class Key:
    """How one key of a section is read.

    Attributes:
        fields: the attributes that it fills; if several, the reader gives a value for each.
        read: gives the value, or raises `ValueError` that says what is allowed.
    """

    fields: tuple[str, ...]
    read: Reader


def _key(field: str, read: Reader) -> Key:
    return Key((field,), read)


# The ranges are product defaults: wide enough for every use that we know, narrow enough to catch "30h" for "30m".
KEYS: Final[Mapping[str, Mapping[str, Key]]] = {
    "wearable": {
        "address": _key("address", as_address),
        "name": _key("name", as_text),
        "wear_site": _key("wear_site", one_of(*WEAR_SITES)),
        "leg": _key("leg", as_side(Side.LEFT, Side.RIGHT)),
        "axis": _key("axis", as_direction),
        "forward": _key("forward", as_direction),
        "sitting_deg": _key("sitting_deg", as_sitting_deg),
    },
    "person": {
        "affected_side": _key("affected_side", as_side(Side.LEFT, Side.RIGHT, Side.BOTH)),
        "equipment": _key("equipment", set_of("ball", "mat")),
        "room": _key("room", set_of("floor", "bed")),
        "standing_opt_in": _key("standing_opt_in", as_flag),
        "unstable_chair": _key("unstable_chair", as_flag),
        "hold": _key("hold_s", as_hold),
        "prescription": _key("prescription", as_file),
        "language": _key("language", one_of(*languages())),
        "timezone": _key("timezone", as_zone_name),
    },
    "nudges": {
        "limit": _key("limit_s", as_duration("1m", "8h")),
        "ladder": _key("ladder_s", as_durations("1m", "8h")),
        "snooze": _key("snoozes_s", as_snoozes),
        "skips": _key("skips", as_count(0, 200)),
        "daily_cap": _key("daily_cap", as_count(0, 200)),
        "quiet_hours": _key("quiet", as_span),
        "working_hours": _key("working", as_working_hours),
        "lunch": _key("lunch", as_span),
        "evening": _key("evening", as_span),
        "load_limit": _key("load_limit_s", as_load_limit),
        "window": _key("window_s", as_duration("0s", "10m")),
        "carry_gap": _key("carry_gap_s", as_duration("0s", "4h")),
        "cooldown": _key("cooldown_s", as_duration("0s", "4h")),
        "settle": _key("settle_s", as_duration("0s", "10m")),
    },
    "plan": {
        "stretches": _key("stretches_a_day", as_count(1, 12)),
        "massages": _key("massages_a_week", as_count(1, 7)),
        "strength_days": _key("strength_days", as_count(1, 7)),
        "long_sittings": _key("prolonged_a_day", as_count(0, 24)),
        "judged_after": _key("judged_weeks", as_count(2, 26)),
        "baseline_week": _key("baseline_week", as_flag),
        "off": _key("disabled", as_pillars),
    },
    "learning": {
        "enabled": _key("enabled", as_flag),
        "wait": _key("wait_s", as_duration("0s", "1h")),
        "floor": _key("floor", as_share(0.0, 1.0)),
    },
    "experiment": {
        "design": _key("design", as_design),
        "probability": _key("probability", as_share(0.05, 0.5)),
        "most": _key("most", as_share(0.0, 0.5)),
        "seed": _key("seed", as_seed),
    },
    "desktop": {
        "notifier": _key("notifier", one_of("auto", "desktop-notifier", "plyer", "terminal")),
        "sound": _key("sound", as_flag),
        "open_page": _key("open_page", as_flag),
    },
    "storage": {
        "folder": _key("folder", as_folder),
        "record": _key("record", as_flag),
    },
    "presence": {
        "sources": _key("sources", set_of(*PRESENCE)),
    },
    "hook": {
        "command": _key("command", as_command),
        "events": _key("events", as_hooked),
    },
    "mqtt": {
        "host": _key("host", as_text),
        "port": _key("port", as_count(1, 65535)),
        "user": _key("user", as_text),
        "password_file": _key("password_file", as_file),
        "topic": _key("topic", as_topic),
        "discovery": _key("discovery", as_topic_or_none),
        "tls": _key("tls", as_flag),
    },
    "activity_watch": {
        "url": _key("url", as_url),
    },
}
