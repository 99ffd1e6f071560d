"""What can be set, as values whose defaults are the defaults."""

import datetime
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from monitor.coaching.exercises import Pillar
from monitor.coaching.experiment import ExperimentRules
from monitor.coaching.plan import PlanTargets
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.receptivity import LearningRules
from monitor.edges.languages import read_tongue
from monitor.edges.zones import local_zone_name, read_zone
from monitor.texts import ENGLISH, Tongue

if TYPE_CHECKING:
    from monitor.posture.mounting import Mounting


@dataclass(frozen=True, slots=True)
class WearableSettings:
    """Which wearable, and where it is worn.

    Attributes:
        address: Bluetooth address, or the UUID that macOS gives instead; None: the only one near.
        name: the name it advertises; None: any.
        wear_site: where it is worn; only the thigh so far.
        leg: the leg that wears it; None if not said.
        axis: direction, in the sensor frame, that points up along the thigh while standing; None: learned from walking.
        forward: direction out of the front of the thigh; None: not known.
        sitting_deg: angle between the thigh's standing and sitting pose; None: not known.
    """

    address: str | None = None
    name: str | None = None
    wear_site: str = "thigh"
    leg: Side | None = None
    axis: tuple[float, float, float] | None = None
    forward: tuple[float, float, float] | None = None
    sitting_deg: float | None = None

    @property
    def mounting(self) -> "Mounting | None":
        """How the wearable sits on the thigh; None if it is to be learned."""
        from monitor.posture.mounting import Mounting  # numpy is for those who watch

        return None if self.axis is None else Mounting(self.axis, self.forward, self.sitting_deg)


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """Who it is for; see `monitor.coaching.profile.Profile`.

    Attributes:
        affected_side: which buttock hurts; None until said.
        equipment: what is at hand: `"ball"`, `"mat"`.
        room: where there is room by day beside the chair and a wall: `"floor"`, `"bed"`.
        standing_opt_in: the standing variant is wanted (D13).
        unstable_chair: the chair has wheels or is not sturdy (D1).
        hold_s: how long a stretch is held, 30 to 60 s (D7).
        prescription: the file of the set that a professional prescribed; None: there is none.
        language: what the coach says is said in, ISO 639-1.
        timezone: IANA name or offset in which days and quiet hours are counted; None: this machine's.
    """

    affected_side: Side | None = None
    equipment: frozenset[str] = frozenset()
    room: frozenset[str] = frozenset()
    standing_opt_in: bool = False
    unstable_chair: bool = False
    hold_s: float = 45.0
    prescription: Path | None = None
    language: str = ENGLISH.code
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class DesktopSettings:
    """How a recommendation is shown.

    Attributes:
        notifier: `"auto"` (the best that works), or one of `"desktop-notifier"`, `"plyer"`, `"terminal"`.
        sound: play the desktop's sound with it.
        open_page: the button Start opens the guided exercise on the local page.
    """

    notifier: str = "auto"
    sound: bool = False
    open_page: bool = True


@dataclass(frozen=True, slots=True)
class PresenceSettings:
    """What of the desktop is looked at; see `monitor.edges.presence.NAMES`."""

    sources: frozenset[str] = frozenset({"lock", "do-not-disturb", "microphone", "camera", "full-screen", "typing"})


@dataclass(frozen=True, slots=True)
class HookSettings:
    """A command of one's own.

    Attributes:
        command: program and arguments; empty for none.
        events: the kinds of events on which it is run, as the journal names them.
    """

    command: tuple[str, ...] = ()
    events: frozenset[str] = frozenset({"nudge", "outcome"})


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """A broker that is told.

    Attributes:
        host: of it; empty for none.
        port: of it.
        user: empty for none.
        password_file: holds the password in its first line; None for none.
        topic: under which everything stands.
        discovery: prefix of Home Assistant's discovery; empty for no discovery.
        tls: whether the connection is encrypted.
    """

    host: str = ""
    port: int = 1883
    user: str = ""
    password_file: Path | None = None
    topic: str = "sitmon"
    discovery: str = "homeassistant"
    tls: bool = False


@dataclass(frozen=True, slots=True)
class ActivityWatchSettings:
    """ActivityWatch's server; `url` is empty for none."""

    url: str = ""


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where the journal and recordings lie.

    Attributes:
        folder: made when needed.
        record: keep every arrival, about 3 MB an hour.
    """

    folder: Path = field(default_factory=lambda: platformdirs.user_data_path("sitmon", appauthor=False))
    record: bool = False

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
    nudges: NudgeRules = field(default_factory=NudgeRules)
    plan: PlanTargets = field(default_factory=PlanTargets)
    learning: LearningRules = field(default_factory=LearningRules)
    experiment: ExperimentRules = field(default_factory=ExperimentRules)
    desktop: DesktopSettings = DesktopSettings()
    storage: StorageSettings = field(default_factory=StorageSettings)
    presence: PresenceSettings = PresenceSettings()
    hook: HookSettings = HookSettings()
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
    def tongue(self) -> Tongue:
        """What the coach says is said in."""
        return read_tongue(self.person.language)

    @property
    def zone_name(self) -> str:
        """Name of the time zone to decide in: the one that is set, else this machine's."""
        return self.person.timezone or local_zone_name()

    @property
    def zone(self) -> datetime.tzinfo:
        """The time zone to decide in."""
        return read_zone(self.zone_name)
