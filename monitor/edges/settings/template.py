"""A settings file to begin with: every key, what it does, and its default."""

import json
from typing import Final

from monitor.coaching.hours import say_minute
from monitor.coaching.plan import PlanTargets
from monitor.edges.languages import languages
from monitor.edges.settings.keys import PRESENCE
from monitor.edges.settings.readers import format_duration
from monitor.edges.settings.values import Settings

_TEMPLATE: Final = """\
# sitmon.toml: the settings of sitmon.  Each line below holds the default; a line with # in front is not set.
# Durations are written like "45m", "90s" or "1h30m".  After a change, start sitmon again.

[wearable]
# address = "C4:8E:3A:00:12:7F"   # which one, if several are near; `sitmon scan` lists them
# name = "Thigh strap"            # or by the name that it advertises
wear_site = {wear_site}               # "thigh" (best), "pocket", "hip", "back" or "wrist"; see docs/wear-sites.md
# leg = "left"                    # which leg wears it: "left" or "right"
# axis = [1.0, 0.0, 0.0]          # what points up along the thigh when you stand; if not set, learned from walking
# forward = [0.0, 0.0, 1.0]       # what points out of its front; if not set, lying is not told from sitting
# sitting_deg = 85.0              # how far the thigh turns from standing to sitting; if not set, the usual is assumed

[person]
# affected_side = "right"         # where it hurts: "left", "right" or "both"
equipment = []                    # what is at hand, such as ["ball", "mat"]
room = []                         # where there is room to lie down by day, such as ["floor", "bed"]
standing_opt_in = {standing_opt_in}           # offer the standing figure-4 too; it is more advanced and needs a wall
unstable_chair = {unstable_chair}            # the chair has wheels or is not sturdy
hold = {hold}                      # how long a stretch is held: "30s" to "60s", as the guide says
# prescription = "~/my-set.toml"  # what was prescribed to you; `sitmon exercises check` reads it
language = {language}                   # what the coach says: {languages}
# timezone = "Europe/Zurich"      # for days and quiet hours; if not set, that of this machine

# None of these numbers is from the therapist's guide, which names no minutes; change them as you like.
[nudges]
limit = {limit}                     # sitting in one go before the first nudge
ladder = {ladder}   # from one nudge to the next while you stay seated; the last repeats
snooze = {snooze}      # each snooze of one sitting; then none until you have moved
skips = {skips}                         # skips a day
window = {window}                     # how long a nudge that is due waits until you stir anyway
carry_gap = {carry_gap}                 # a longer gap in the signal starts the count anew
cooldown = {cooldown}                   # least time between two nudges, whatever lies between them
settle = {settle}                     # sitting that must be seen again after a gap before a nudge
daily_cap = {daily_cap}                    # nudges a day at most; 0 for none at all
quiet_hours = {quiet_hours}       # local time, or "none"
working_hours = "always"          # or such as "mon-fri 09:00-12:00 13:00-17:30, sat 10:00-12:00": nothing outside
evening = {evening}           # when strength or massage may be asked for, once a day; or "none"
load_limit = "none"               # or such as "3h": sitting of a day, less what moving paid back, also brings a nudge
lunch = "none"                    # or such as "12:00-13:00": nothing within

# Of these numbers only the strength days are from the guide: 3 to 4 a week, spread out.
[plan]
stretches = {stretches}                     # a day
massages = {massages}                      # days a week with ball massage
strength_days = {strength_days}                 # days a week
long_sittings = {long_sittings}                 # sittings of 30 min and more a day, at most
judged_after = {judged_after}                  # weeks of diligent practice after which the pain is judged
baseline_week = {baseline_week}             # the first week without nudges, to compare with
off = []                          # pillars that are not wanted: "release", "lengthen", "strengthen", "habit"

# What became of each nudge is counted in any case; only if enabled does anything follow from it.
[learning]
enabled = {learning}                   # a nudge may wait for a moment in which you usually move
wait = {wait}                      # so long at the most
floor = {floor}                       # share of the nudges of each hour that comes at once all the same

# An experiment with yourself: chance decides, so that the effect of nudges can be told. Never anything of safety.
[experiment]
design = {design}                    # "off", "withhold" (some nudges are not shown) or "words" (two wordings)
probability = {probability}                 # that a nudge is withheld, or said in the second wording
most = {most}                        # share of nudges that is withheld at most
seed = {seed}                   # another seed draws another experiment

[desktop]
notifier = {notifier}                 # "auto", "desktop-notifier" (with buttons), "plyer" or "terminal"
sound = {sound}                     # with the desktop's sound
open_page = {open_page}                 # the button Start opens the guided exercise in the browser

# What of the desktop holds a nudge back, or lets one through; what a desktop cannot tell is not known. May be added:
# "inhibitors", programs that keep the screen awake: films and talks, but podcasts too.
[presence]
sources = {sources}

[storage]
# folder = {folder}
record = {record}                    # keep everything the wearable sends, about 3 MB an hour

# Other programs that may know; all of them are off as long as these lines have a # in front.
[hook]
# command = ["/home/me/on-nudge.sh"]  # is run without a shell, and reads the event as JSON from its standard input
# events = ["nudge", "outcome"]       # on which events

[mqtt]
# host = "localhost"              # a broker; is told posture and minutes, never pain or red flags
# port = 1883
# user = "sitmon"
# password_file = "~/.config/sitmon/mqtt-password"
# topic = "sitmon"                # under which everything stands
# discovery = "homeassistant"     # prefix of Home Assistant's discovery; "" for none
# tls = false                     # encrypted

[activity_watch]
# url = "http://127.0.0.1:5600"   # is told the posture, beside its own watchers
"""


def default_toml() -> str:
    """Write a commented settings file whose values equal the defaults."""
    settings = Settings()
    rules, person = settings.nudges, settings.person
    start, end = map(say_minute, rules.quiet)
    values: dict[str, object] = {
        "wear_site": settings.wearable.wear_site,
        "standing_opt_in": person.standing_opt_in,
        "unstable_chair": person.unstable_chair,
        "limit": format_duration(rules.limit_s),
        "ladder": [format_duration(wait_s) for wait_s in rules.ladder_s],
        "snooze": [format_duration(snooze_s) for snooze_s in rules.snoozes_s],
        "skips": rules.skips,
        "window": format_duration(rules.window_s),
        "carry_gap": format_duration(rules.carry_gap_s),
        "cooldown": format_duration(rules.cooldown_s),
        "settle": format_duration(rules.settle_s),
        "language": person.language,
        "hold": format_duration(person.hold_s),
        "daily_cap": rules.daily_cap,
        "evening": "none" if rules.evening[0] == rules.evening[1] else "-".join(map(say_minute, rules.evening)),
        "quiet_hours": "none" if start == end else f"{start}-{end}",
        **_plan_values(settings.plan),
        "learning": settings.learning.enabled,
        "wait": format_duration(settings.learning.wait_s),
        "floor": settings.learning.floor,
        "design": settings.experiment.design,
        "probability": settings.experiment.probability,
        "most": settings.experiment.most,
        "seed": settings.experiment.seed,
        "notifier": settings.desktop.notifier,
        "sound": settings.desktop.sound,
        "open_page": settings.desktop.open_page,
        "sources": [name for name in PRESENCE if name in settings.presence.sources],
        "folder": str(settings.storage.folder),
        "record": settings.storage.record,
    }
    # JSON and TOML write these kinds of values alike.
    written = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
    return _TEMPLATE.format_map(written | {"languages": " or ".join(f'"{code}"' for code in languages())})


def _plan_values(plan: PlanTargets) -> dict[str, object]:
    return {
        "stretches": plan.stretches_a_day,
        "massages": plan.massages_a_week,
        "strength_days": plan.strength_days,
        "long_sittings": plan.prolonged_a_day,
        "judged_after": plan.judged_weeks,
        "baseline_week": plan.baseline_week,
    }
