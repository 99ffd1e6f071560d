"""The settings of the coach's rules, whose defaults stand in the core; see `monitor.coaching`.

The ranges are product defaults: wide enough for every use that we know, narrow enough to catch "30h" for "30m".
"""

from typing import Final

from monitor.coaching.exercises import Pillar
from monitor.coaching.experiment import Design
from monitor.edges.settings.declaring import Setting
from monitor.edges.settings.readers import EXAMPLES, LOAD_LIMIT, SEED, SPAN, as_working_hours, durations
from monitor.edges.toml_values import FLAG, Kind, duration, either, member_of, number, set_of, whole
from monitor.texts import Text


def _share(lowest: float, highest: float) -> Kind[float]:
    example = (lowest + highest) / 2
    return number(lowest, highest, f"a share from {lowest:g} to {highest:g}, such as {example:.2g}")


def _lasting(lowest: str, highest: str) -> Kind[float]:
    return duration(lowest, highest, EXAMPLES)


NUDGES: Final = {
    "limit_s": Setting(_lasting("1m", "8h"), "sitting in one go before the first nudge", "limit"),
    "ladder_s": Setting(
        durations("1m", "8h"), "from one nudge to the next while you stay seated; the last repeats", "ladder"
    ),
    "snoozes_s": Setting(
        durations("1m", "4h", alone=3), "each snooze of one sitting; then none until you have moved", "snooze"
    ),
    "skips": Setting(whole(0, 200), "skips a day"),
    "window_s": Setting(_lasting("0s", "10m"), "how long a nudge that is due waits until you stir anyway", "window"),
    "carry_gap_s": Setting(_lasting("0s", "4h"), "a longer gap in the signal starts the count anew", "carry_gap"),
    "cooldown_s": Setting(
        _lasting("0s", "4h"), "least time between two nudges, whatever lies between them", "cooldown"
    ),
    "settle_s": Setting(_lasting("0s", "10m"), "sitting that must be seen again after a gap before a nudge", "settle"),
    "daily_cap": Setting(
        whole(0, 200), "nudges a day at most, spread over it; asking again counts half; 0 for none at all"
    ),
    "quiet": Setting(SPAN, 'local time in which nothing is said, or "none"', "quiet_hours"),
    "working": Setting(
        as_working_hours,
        'or such as "mon-fri 09:00-12:00 13:00-17:30, sat 10:00-12:00": nothing outside',
        "working_hours",
        form="hours",
        question=Text("When do you want to be nudged?"),
    ),
    "evening": Setting(SPAN, 'when strength or massage may be asked for, once a day; or "none"'),
    "load_limit_s": Setting(
        LOAD_LIMIT, 'or such as "3h": sitting of a day, less what moving paid back, also brings a nudge', "load_limit"
    ),
    "lunch": Setting(SPAN, 'or such as "12:00-13:00": nothing within'),
}

PLAN: Final = {
    "stretches_a_day": Setting(whole(1, 12), "stretches a day", "stretches"),
    "massages_a_week": Setting(whole(1, 7), "days a week with ball massage", "massages"),
    "strength_days": Setting(whole(1, 7), "days a week with strength"),
    "prolonged_a_day": Setting(whole(0, 24), "sittings of 30 min and more a day, at most", "long_sittings"),
    "judged_weeks": Setting(whole(2, 26), "weeks of diligent practice after which the pain is judged", "judged_after"),
    "baseline_week": Setting(FLAG, "the first week without nudges, to compare with"),
    "disabled": Setting(set_of(Pillar), f"pillars that are not wanted: {either(Pillar)}", "off"),
}

LEARNING: Final = {
    "enabled": Setting(FLAG, "a nudge may wait for a moment in which you usually move"),
    "wait_s": Setting(_lasting("0s", "1h"), "so long at the most", "wait"),
    "floor": Setting(_share(0.0, 1.0), "share of the nudges of each hour that comes at once all the same"),
}

EXPERIMENT: Final = {
    "design": Setting(member_of(Design), '"off", "withhold" (some nudges are not shown) or "words" (two wordings)'),
    "probability": Setting(_share(0.05, 0.5), "that a nudge is withheld, or said in the second wording"),
    "most": Setting(_share(0.0, 0.5), "share of nudges that is withheld at most"),
    "seed": Setting(SEED, "another seed draws another experiment"),
}
