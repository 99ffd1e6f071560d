"""What can be set: each setting once, with its default, what is allowed, and what it does."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, Any, Final

import platformdirs

from monitor.coaching.exercises import Pillar
from monitor.coaching.experiment import ExperimentRules
from monitor.coaching.plan import PlanTargets
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.receptivity import LearningRules
from monitor.edges.languages import languages, read_translator
from monitor.edges.settings.declaring import Section, Setting
from monitor.edges.settings.readers import ADDRESS, COMMAND, HOLD, TOPIC, TOPIC_OR_NONE, URL
from monitor.edges.settings.rules import EXPERIMENT, LEARNING, NUDGES, PLAN
from monitor.edges.toml_values import (
    DIRECTION,
    FILE,
    FLAG,
    FOLDER,
    TEXT,
    ZONE,
    Vector,
    member_of,
    number,
    one_of,
    set_of,
    whole,
)
from monitor.edges.zones import local_zone_name, read_zone
from monitor.posture.labels import WEAR_SITES
from monitor.posture.mounting import Mounting
from monitor.texts import ENGLISH, Text, Translator

EVENTS: Final = (
    "bout",
    "nudge",
    "reminder",
    "recommendation",
    "outcome",
    "practice",
    "safety-notice",
    "judgement",
    "gap",
)
"""The kinds of events that a hook may be run on."""

PRESENCE: Final = ("lock", "do-not-disturb", "microphone", "camera", "full-screen", "inhibitors", "typing")
"""What of the desktop may be looked at; see `monitor.edges.presence.NAMES`."""

_LEG: Final = member_of((Side.LEFT, Side.RIGHT))
_LANGUAGE: Final = one_of(languages())


@dataclass(frozen=True, slots=True)
class WearableSettings:
    """Which wearable, and where it is worn; directions are in the frame of its sensor."""

    address: Annotated[
        str | None,
        Setting(
            ADDRESS,
            "which one, if several are near; `sitmon scan` lists them",
            example="C4:8E:3A:00:12:7F",
            form="wearable",
        ),
    ] = None
    name: Annotated[str | None, Setting(TEXT, "or by the name that it advertises", example="Thigh strap")] = None
    wear_site: Annotated[
        str,
        Setting(
            one_of(WEAR_SITES),
            '"thigh" (best), "pocket", "hip", "back" or "wrist"',
            form="site",
            question=Text("Where do you wear it?"),
        ),
    ] = "thigh"
    leg: Annotated[
        Side | None,
        Setting(
            _LEG, 'which leg wears it: "left" or "right"', example="left", form="leg", question=Text("On which leg?")
        ),
    ] = None
    axis: Annotated[
        Vector | None,
        Setting(
            DIRECTION,
            "what points up along the thigh when you stand; if not set, learned from walking",
            example=[1.0, 0.0, 0.0],
        ),
    ] = None
    forward: Annotated[
        Vector | None,
        Setting(
            DIRECTION,
            "what points out of its front; if not set, lying is not told from sitting",
            example=[0.0, 0.0, 1.0],
        ),
    ] = None
    sitting_deg: Annotated[
        float | None,
        Setting(
            number(40.0, 140.0, "a number of degrees from 40 to 140"),
            "how far the thigh turns from standing to sitting; if not set, the usual is assumed",
            example=85.0,
        ),
    ] = None

    @property
    def mounting(self) -> Mounting | None:
        """How the wearable sits on the thigh; None if it is to be learned."""
        return None if self.axis is None else Mounting(self.axis, self.forward, self.sitting_deg)


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """Who it is for; see `monitor.coaching.profile.Profile`."""

    affected_side: Annotated[
        Side | None,
        Setting(
            member_of(Side),
            'where it hurts: "left", "right" or "both"',
            example="right",
            form="side",
            question=Text("Which buttock hurts?"),
        ),
    ] = None
    equipment: Annotated[
        frozenset[str], Setting(set_of(("ball", "mat")), 'what is at hand, such as ["ball", "mat"]')
    ] = frozenset()
    room: Annotated[
        frozenset[str],
        Setting(set_of(("floor", "bed")), 'where there is room to lie down by day, such as ["floor", "bed"]'),
    ] = frozenset()
    standing_opt_in: Annotated[
        bool, Setting(FLAG, "offer the standing figure-4 too; it is more advanced and needs a wall")
    ] = False
    unstable_chair: Annotated[bool, Setting(FLAG, "the chair has wheels or is not sturdy")] = False
    hold_s: Annotated[
        float, Setting(HOLD, 'how long a stretch is held: "30s" to "60s", as the guide says', key="hold")
    ] = 45.0
    prescription: Annotated[
        Path | None,
        Setting(FILE, "what was prescribed to you; `sitmon exercises check` reads it", example="~/my-set.toml"),
    ] = None
    language: Annotated[str, Setting(_LANGUAGE, f"what the coach says: {_LANGUAGE.allowed}")] = ENGLISH.code
    timezone: Annotated[
        str | None, Setting(ZONE, "for days and quiet hours; if not set, that of this machine", example="Europe/Zurich")
    ] = None


@dataclass(frozen=True, slots=True)
class DesktopSettings:
    """How a recommendation is shown; `"auto"` is the best way that works."""

    notifier: Annotated[
        str,
        Setting(
            one_of(("auto", "desktop-notifier", "plyer", "terminal")),
            '"auto", "desktop-notifier" (with buttons), "plyer" or "terminal"',
        ),
    ] = "auto"
    sound: Annotated[bool, Setting(FLAG, "with the desktop's sound")] = False
    open_page: Annotated[bool, Setting(FLAG, "the button Start opens the guided exercise in the browser")] = True


@dataclass(frozen=True, slots=True)
class PresenceSettings:
    """What of the desktop is looked at."""

    sources: Annotated[frozenset[str], Setting(set_of(PRESENCE), "[] for nothing")] = frozenset(PRESENCE) - {
        "inhibitors"
    }


@dataclass(frozen=True, slots=True)
class HookSettings:
    """A command of one's own; empty for none."""

    command: Annotated[
        tuple[str, ...],
        Setting(
            COMMAND,
            "is run without a shell, and reads the event as JSON from its standard input",
            example=["/home/me/on-nudge.sh"],
        ),
    ] = ()
    events: Annotated[frozenset[str], Setting(set_of(EVENTS), "on which events", is_off=True)] = frozenset(
        {"nudge", "outcome"}
    )


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """A broker that is told; without a host none is."""

    host: Annotated[
        str, Setting(TEXT, "a broker; is told posture and minutes, never pain or red flags", example="localhost")
    ] = ""
    port: Annotated[int, Setting(whole(1, 65535), "at which it listens", is_off=True)] = 1883
    user: Annotated[str, Setting(TEXT, "by which it knows sitmon", example="sitmon")] = ""
    password_file: Annotated[
        Path | None, Setting(FILE, "holds the password in its first line", example="~/.config/sitmon/mqtt-password")
    ] = None
    topic: Annotated[str, Setting(TOPIC, "under which everything stands", is_off=True)] = "sitmon"
    discovery: Annotated[
        str, Setting(TOPIC_OR_NONE, 'prefix of Home Assistant\'s discovery; "" for none', is_off=True)
    ] = "homeassistant"
    tls: Annotated[bool, Setting(FLAG, "encrypted", is_off=True)] = False


@dataclass(frozen=True, slots=True)
class ActivityWatchSettings:
    """ActivityWatch's server; without an address there is none."""

    url: Annotated[
        str, Setting(URL, "is told the posture, beside its own watchers", example="http://127.0.0.1:5600")
    ] = ""


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where the journal and recordings lie; the folder is made when needed."""

    folder: Annotated[
        Path, Setting(FOLDER, "for journal and recordings; if not set, sitmon in your data folder", example="~/sitmon")
    ] = field(default_factory=lambda: platformdirs.user_data_path("sitmon", appauthor=False))
    record: Annotated[bool, Setting(FLAG, "keep everything the wearable sends, about 3 MB an hour")] = False

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
    nudges: Annotated[
        NudgeRules,
        Section(
            "None of these numbers is from the therapist's guide, which names no minutes; change them as you like.",
            NUDGES,
        ),
    ] = field(default_factory=NudgeRules)
    plan: Annotated[
        PlanTargets,
        Section("Of these numbers only the strength days are from the guide: 3 to 4 a week, spread out.", PLAN),
    ] = field(default_factory=PlanTargets)
    learning: Annotated[
        LearningRules,
        Section(
            "What became of each nudge is counted in any case; only if enabled does anything follow from it.", LEARNING
        ),
    ] = field(default_factory=LearningRules)
    experiment: Annotated[
        ExperimentRules,
        Section(
            "An experiment with yourself: chance decides, so that the effect of nudges can be told. "
            "Never anything of safety.",
            EXPERIMENT,
        ),
    ] = field(default_factory=ExperimentRules)
    desktop: DesktopSettings = DesktopSettings()
    storage: StorageSettings = field(default_factory=StorageSettings)
    presence: Annotated[
        PresenceSettings,
        Section(
            "What of the desktop holds a nudge back, or lets one through; what a desktop cannot tell is not known. "
            'May be added: "inhibitors", programs that keep the screen awake: films and talks, but podcasts too.'
        ),
    ] = PresenceSettings()
    hook: Annotated[
        HookSettings,
        Section(
            "A program of yours that may know; like the two below it is off as long as its lines have a # in front."
        ),
    ] = HookSettings()
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


def _said(one: Field[Any]) -> Iterator[Setting | Section]:
    """What a field declares beside its type."""
    yield from getattr(one.type, "__metadata__", ())


def _settings_of(section: Section, values: Any) -> Iterator[Setting]:  # noqa: ANN401  any of the sections
    own = {one.name: said for one in fields(values) for said in _said(one) if isinstance(said, Setting)}
    for name, said in (own | dict(section.settings)).items():
        yield replace(said, key=said.key or name, field=name, default=getattr(values, name))


SECTIONS: Final[Mapping[str, Section]] = {
    one.name: next((said for said in _said(one) if isinstance(said, Section)), Section()) for one in fields(Settings)
}
SETTINGS: Final[Mapping[str, Mapping[str, Setting]]] = {
    name: {one.key: one for one in _settings_of(section, getattr(Settings(), name))}
    for name, section in SECTIONS.items()
}
"""Every setting, by section and key, in the order in which they are shown."""
