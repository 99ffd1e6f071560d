"""What can be set: each setting once, with its default, what is allowed, and what it does.

The ranges are product defaults: wide enough for every use that we know, narrow enough to catch "30h" for "30m".
"""

import datetime
from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

import platformdirs

from monitor.coaching.exercises import Pillar
from monitor.coaching.experiment import Design, ExperimentRules
from monitor.coaching.plan import Lead, PlanTargets
from monitor.coaching.profile import REPEATS_RANGE, NudgeRules, Profile, Side
from monitor.coaching.receptivity import LearningRules
from monitor.edges.languages import languages, read_translator
from monitor.edges.settings.declaring import (
    ADDRESS,
    COMMAND,
    HOLD,
    LOAD_LIMIT,
    SEED,
    SPAN,
    TOPIC,
    TOPIC_OR_NONE,
    URL,
    WEEK,
    Setting,
    durations,
    section,
    setting,
)
from monitor.edges.toml_values import (
    DIRECTION,
    FILE,
    FLAG,
    FOLDER,
    TEXT,
    ZONE,
    Kind,
    Vector,
    duration,
    either,
    number,
    one_of,
    set_of,
    whole,
)
from monitor.edges.zones import local_zone_name, read_zone
from monitor.posture.labels import WEAR_SITES
from monitor.posture.mounting import Mounting
from monitor.texts import ENGLISH, Text, Translator

PRESENCE: Final = ("lock", "do-not-disturb", "microphone", "camera", "full-screen", "inhibitors", "typing")
"""What of the desktop may be looked at; see `monitor.edges.presence.NAMES`."""

HOOKED: Final = (
    "bout",
    "gap",
    "nudge",
    "judgement",
    "reminder",
    "recommendation",
    "outcome",
    "practice",
    "safety-notice",
)
_LANGUAGE: Final = one_of(languages())


def _share(lowest: float, highest: float) -> Kind[float]:
    example = (lowest + highest) / 2
    return number(lowest, highest, f"a share from {lowest:g} to {highest:g}, such as {example:.2g}")


@dataclass(frozen=True, slots=True)
class WearableSettings:
    """Which wearable, and where it is worn; directions are in the frame of its sensor."""

    address: str | None = setting(
        None, ADDRESS, "which one, if several are near; `sitmon scan` lists them", "C4:8E:3A:00:12:7F", form="wearable"
    )
    name: str | None = setting(None, TEXT, "or by the name that it advertises", "Thigh strap")
    wear_site: str = setting(
        "thigh",
        one_of(WEAR_SITES),
        '"thigh" (best), "pocket", "hip", "back" or "wrist"',
        form="site",
        question=Text("Where do you wear it?"),
    )
    leg: Side | None = setting(
        None,
        one_of((Side.LEFT, Side.RIGHT)),
        'which leg wears it: "left" or "right"',
        "left",
        form="leg",
        question=Text("On which leg?"),
    )
    axis: Vector | None = setting(
        None,
        DIRECTION,
        "what points up along the thigh when you stand; if not set, learned from walking",
        [1.0, 0.0, 0.0],
    )
    forward: Vector | None = setting(
        None, DIRECTION, "what points out of its front; if not set, lying is not told from sitting", [0.0, 0.0, 1.0]
    )
    sitting_deg: float | None = setting(
        None,
        number(40.0, 140.0, "a number of degrees from 40 to 140"),
        "how far the thigh turns from standing to sitting; if not set, the usual is assumed",
        85.0,
    )

    @property
    def mounting(self) -> Mounting | None:
        """How the wearable sits on the thigh; None if it is to be learned."""
        return None if self.axis is None else Mounting(self.axis, self.forward, self.sitting_deg)


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """Who it is for; see `monitor.coaching.profile.Profile`."""

    affected_side: Side | None = setting(
        None,
        one_of(Side),
        'where it hurts: "left", "right" or "both"',
        "right",
        form="side",
        question=Text("Which buttock hurts?"),
    )
    equipment: frozenset[str] = setting(
        frozenset(), set_of(("ball", "mat")), 'what is at hand, such as ["ball", "mat"]'
    )
    room: frozenset[str] = setting(
        frozenset(), set_of(("floor", "bed")), 'where there is room to lie down by day, such as ["floor", "bed"]'
    )
    standing_opt_in: bool = setting(
        False, FLAG, "offer the standing figure-4 too; it is more advanced and needs a wall"
    )
    unstable_chair: bool = setting(False, FLAG, "the chair has wheels or is not sturdy")
    hold_s: float = setting(45.0, HOLD, 'how long a stretch is held: "30s" to "60s", as the guide says')
    repeats: int = setting(
        2, whole(*REPEATS_RANGE), "how often a stretch is held in one session; the guide names no number"
    )
    prescription: Path | None = setting(
        None, FILE, "what was prescribed to you; `sitmon exercises check` reads it", "~/my-set.toml"
    )
    language: str = setting(ENGLISH.code, _LANGUAGE, f"what the coach says: {_LANGUAGE.allowed}")
    timezone: str | None = setting(
        None, ZONE, "for days and quiet hours; if not set, that of this machine", "Europe/Zurich"
    )


NUDGES: Final = {
    "limit_s": Setting(duration("1m", "8h"), "sitting in one go before the first nudge"),
    "ladder_s": Setting(durations("1m", "8h"), "from one nudge to the next while you stay seated; the last repeats"),
    "snoozes_s": Setting(
        durations("1m", "4h", alone=3), "each snooze of one sitting; then none until you have moved", "snooze"
    ),
    "skips": Setting(whole(0, 200), "skips a day"),
    "window_s": Setting(duration("0s", "10m"), "how long a nudge that is due waits until you stir anyway"),
    "carry_gap_s": Setting(duration("0s", "4h"), "a longer gap in the signal starts the count anew"),
    "cooldown_s": Setting(duration("0s", "4h"), "least time between two nudges, whatever lies between them"),
    "settle_s": Setting(duration("0s", "10m"), "sitting that must be seen again after a gap before a nudge"),
    "daily_cap": Setting(whole(0, 200), "nudges and reminders a day at most; asking again comes behind; 0: none"),
    "quiet": Setting(SPAN, 'local time in which nothing is said, or "none"', "quiet_hours"),
    "working": Setting(
        WEEK,
        'or such as "mon-fri 09:00-12:00 13:00-17:30, sat 10:00-12:00": nothing outside',
        "working_hours",
        form="hours",
        question=Text("When do you want to be nudged?"),
    ),
    "evening": Setting(SPAN, 'when strength or massage may be asked for, once a day; or "none"'),
    "load_limit_s": Setting(
        LOAD_LIMIT, 'or such as "3h": sitting of a day, less what moving paid back, also brings a nudge'
    ),
    "lunch": Setting(SPAN, 'or such as "12:00-13:00": nothing within'),
}
"""Of the rules of the coach the defaults stand in the core, here as in the three that follow."""

PLAN: Final = {
    "stretches_a_day": Setting(whole(1, 12), "stretches a day", "stretches"),
    "massages_a_week": Setting(whole(1, 7), "days a week with ball massage", "massages"),
    "strength_days": Setting(whole(1, 7), "days a week with strength"),
    "prolonged_a_day": Setting(whole(0, 24), "sittings of 30 min and more a day, at most", "long_sittings"),
    "judged_weeks": Setting(whole(2, 26), "weeks of diligent practice after which the pain is judged", "judged_after"),
    "baseline_week": Setting(FLAG, "the first week without nudges, to compare with"),
    "lead": Setting(one_of(Lead), '"usual", or "strength" where stretching irritates: then our stretches stay away'),
    "disabled": Setting(set_of(Pillar), f"pillars that are not wanted: {either(Pillar)}", "off"),
}

LEARNING: Final = {
    "enabled": Setting(FLAG, "a nudge may wait for a moment in which you usually move"),
    "wait_s": Setting(duration("0s", "1h"), "so long at the most"),
    "floor": Setting(_share(0.0, 1.0), "share of the nudges of each hour that comes at once all the same"),
}

EXPERIMENT: Final = {
    "design": Setting(one_of(Design), '"off", "withhold" (some nudges are not shown) or "words" (two wordings)'),
    "probability": Setting(_share(0.05, 0.5), "that a nudge is withheld, or said in the second wording"),
    "most": Setting(_share(0.0, 0.5), "share of nudges that is withheld at most"),
    "seed": Setting(SEED, "another seed draws another experiment"),
}


@dataclass(frozen=True, slots=True)
class DesktopSettings:
    """How a recommendation is shown; `"auto"` is the best way that works."""

    notifier: str = setting(
        "auto",
        one_of(("auto", "desktop-notifier", "plyer", "terminal")),
        '"auto", "desktop-notifier" (with buttons), "plyer" or "terminal"',
    )
    sound: bool = setting(False, FLAG, "with the desktop's sound")
    open_page: bool = setting(True, FLAG, "the button Start opens the guided exercise in the browser")


@dataclass(frozen=True, slots=True)
class PresenceSettings:
    """What of the desktop is looked at."""

    sources: frozenset[str] = setting(frozenset(PRESENCE) - {"inhibitors"}, set_of(PRESENCE), "[] for nothing")


@dataclass(frozen=True, slots=True)
class HookSettings:
    """A command of one's own; empty for none."""

    command: tuple[str, ...] = setting(
        (),
        COMMAND,
        "is run without a shell, and reads the event as JSON from its standard input",
        ["/home/me/on-nudge.sh"],
    )
    events: frozenset[str] = setting(frozenset({"nudge", "outcome"}), set_of(HOOKED), "on which events", is_off=True)


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """A broker that is told; without a host none is."""

    host: str = setting("", TEXT, "a broker; is told posture and minutes, never pain or red flags", "localhost")
    port: int = setting(1883, whole(1, 65535), "at which it listens", is_off=True)
    user: str = setting("", TEXT, "by which it knows sitmon", "sitmon")
    password_file: Path | None = setting(
        None, FILE, "holds the password in its first line", "~/.config/sitmon/mqtt-password"
    )
    topic: str = setting("sitmon", TOPIC, "under which everything stands", is_off=True)
    discovery: str = setting(
        "homeassistant", TOPIC_OR_NONE, 'prefix of Home Assistant\'s discovery; "" for none', is_off=True
    )
    tls: bool = setting(False, FLAG, "encrypted", is_off=True)


@dataclass(frozen=True, slots=True)
class ActivityWatchSettings:
    """ActivityWatch's server; without an address there is none."""

    url: str = setting("", URL, "is told the posture, beside its own watchers", "http://127.0.0.1:5600")


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where the journal and recordings lie; the folder is made when needed."""

    folder: Path = field(
        default_factory=lambda: platformdirs.user_data_path("sitmon", appauthor=False),
        metadata={
            "said": Setting(
                FOLDER, "for journal and recordings; if not set, sitmon in your data folder", example="~/sitmon"
            )
        },
    )
    record: bool = setting(False, FLAG, "keep everything the wearable sends, about 3 MB an hour")

    @property
    def journal(self) -> Path:
        """Where the journal is."""
        return self.folder / "journal.sqlite"

    @property
    def socket(self) -> Path:
        """Where commands speak to the running sitmon."""
        return self.folder / "control.sock"

    @property
    def recordings(self) -> Path:
        """Holds a folder for each run that was recorded."""
        return self.folder / "recordings"


@dataclass(frozen=True, slots=True)
class Settings:
    """All of `sitmon.toml`; one attribute a section."""

    wearable: WearableSettings = WearableSettings()
    person: PersonSettings = PersonSettings()
    nudges: NudgeRules = section(
        NudgeRules,
        "None of these numbers is from the therapist's guide, which names no minutes; change them as you like.",
        NUDGES,
    )
    plan: PlanTargets = section(
        PlanTargets, "Of these numbers only the strength days are from the guide: 3 to 4 a week, spread out.", PLAN
    )
    learning: LearningRules = section(
        LearningRules,
        "What became of each nudge is counted in any case; only if enabled does anything follow from it.",
        LEARNING,
    )
    experiment: ExperimentRules = section(
        ExperimentRules,
        "An experiment with yourself: chance decides, so that the effect of nudges can be told. "
        "Never anything of safety.",
        EXPERIMENT,
    )
    desktop: DesktopSettings = DesktopSettings()
    storage: StorageSettings = section(StorageSettings)
    presence: PresenceSettings = section(
        PresenceSettings,
        "What of the desktop holds a nudge back, or lets one through; what a desktop cannot tell is not known. "
        'May be added: "inhibitors", programs that keep the screen awake: films and talks, but podcasts too.',
    )
    hook: HookSettings = section(
        HookSettings,
        "A program of yours that may know; like the two below it is off as long as its lines have a # in front.",
    )
    mqtt: MqttSettings = MqttSettings()
    activity_watch: ActivityWatchSettings = ActivityWatchSettings()

    @property
    def profile(self) -> Profile:
        """What the coach needs to know of the person."""
        return Profile(
            affected_side=self.person.affected_side,
            worn_leg=self.wearable.leg,
            equipment=self.person.equipment,
            standing_opt_in=self.person.standing_opt_in,
            unstable_chair=self.person.unstable_chair,
            hold_s=self.person.hold_s,
            repeats=self.person.repeats,
            room=self.person.room,
            wear_site=self.wearable.wear_site,
        )

    @property
    def targets(self) -> PlanTargets:
        """What the plan wants of what is at hand: without a ball there is no massage to ask for (E1)."""
        without = frozenset() if "ball" in self.person.equipment else frozenset({Pillar.RELEASE})
        return replace(self.plan, disabled=self.plan.disabled | without)

    @property
    def tr(self) -> Translator:
        """What the coach says is said in."""
        return read_translator(self.person.language)

    @property
    def zone_name(self) -> str:
        """Name of the time zone to decide in: the one that is set, else this machine's."""
        return self.person.timezone or local_zone_name()

    @property
    def zone(self) -> datetime.tzinfo:
        """The time zone to decide in."""
        return read_zone(self.zone_name)


def _settings_of(section: Field[Any]) -> Iterator[Setting]:
    values: Any = getattr(Settings(), section.name)
    declared = {one.name: one.metadata["said"] for one in fields(values) if "said" in one.metadata}
    for attribute, one in (declared | section.metadata.get("settings", {})).items():
        yield replace(
            one, key=one.key or attribute.removesuffix("_s"), field=attribute, default=getattr(values, attribute)
        )


INTROS: Final = {one.name: str(one.metadata.get("intro", "")) for one in fields(Settings)}
SETTINGS: Final = {one.name: {said.key: said for said in _settings_of(one)} for one in fields(Settings)}
"""Every setting, by section and key, in the order in which they are shown."""
