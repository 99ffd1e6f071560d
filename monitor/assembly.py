"""Puts the parts together: from settings and a recording's birth certificate to a pipeline that can be fed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final

from monitor import __version__
from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.coach import Coach
from monitor.coaching.exercises import Exercise
from monitor.coaching.experiment import ExperimentRules
from monitor.coaching.gate import SafetyGate
from monitor.coaching.inputs import OF_SAFETY, UserAction
from monitor.coaching.nudges import Reply
from monitor.coaching.plan import PlanTargets
from monitor.coaching.practice import PracticeTracker
from monitor.coaching.prescriptions import put_in_force
from monitor.coaching.profile import NudgeRules, Profile
from monitor.coaching.receptivity import LearningRules
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import SafetyNotice
from monitor.coaching.trend import Judgement
from monitor.edges.desktop import Desktop, Notice, NotShown, Shown, buttons
from monitor.edges.files import write_file
from monitor.edges.journal import Journal
from monitor.edges.link.incidents import LinkNotice
from monitor.edges.link.known import read_mounting
from monitor.edges.prescriptions import read_prescription
from monitor.edges.recordings import About, Past, write_past
from monitor.edges.settings import Settings, read_settings, settings_path
from monitor.errors import RecordingError
from monitor.history import recall as recall
from monitor.pipeline import Pipeline
from monitor.posture.classifier import classifier_for
from monitor.posture.mounting import Mounting
from monitor.posture.shifts import ShiftCounter
from monitor.wording import Words
from monitor.wording.events import title_and_body

JOURNAL: Final = "journal.sqlite"
SOCKET: Final = "control.sock"
SETTINGS: Final = "sitmon.toml"
PRESCRIPTION: Final = "prescription.toml"


def build_pipeline(
    profile: Profile,
    rules: NudgeRules,
    zone: tzinfo,
    mounting: Mounting | None,
    past: list[Past] | None = None,
    wear_site: str = "thigh",
    *,
    targets: PlanTargets | None = None,
    learning: LearningRules | None = None,
    experiment: ExperimentRules | None = None,
    exercises: Mapping[str, Exercise] = CATALOGUE,
) -> Pipeline:
    """Build the stages, new, for one person and one wearable; `past` is what earlier runs left behind.

    One of two doors that notebooks use, beside `Coach`: its defaults are the product's.
    """
    profile = replace(profile, wear_site=wear_site)
    coach = Coach(
        profile, rules, zone, (), targets=targets, learning=learning, experiment=experiment, exercises=exercises
    )
    return _pipeline(coach, profile, mounting, past or [])


def pipeline_for(settings: Settings, mounting: Mounting | None, past: list[Past]) -> Pipeline:
    """Build the stages as the settings want them; `past` is what earlier runs left behind.

    Raises:
        PrescriptionError: something is wrong with the prescribed set.
    """
    return _pipeline(coach_for(settings, ()), settings.profile, mounting, past)


def coach_for(settings: Settings, past: Sequence[Past]) -> Coach:
    """Build the coach as the settings want it.

    Raises:
        PrescriptionError: something is wrong with the prescribed set.
    """
    exercises = known_exercises(settings)
    return Coach(
        settings.profile,
        settings.nudges,
        settings.zone,
        past,
        targets=settings.targets.prescribed(exercises.values()),
        learning=settings.learning,
        experiment=settings.experiment,
        exercises=exercises,
    )


def _pipeline(coach: Coach, profile: Profile, mounting: Mounting | None, past: list[Past]) -> Pipeline:
    site = profile.wear_site
    practice = PracticeTracker(profile.worn_leg, mounting, site)
    pipeline = Pipeline(classifier_for(mounting, site), coach, practice, shifts=ShiftCounter(site), wear_site=site)
    pipeline.remember(past)
    return pipeline


def known_exercises(settings: Settings) -> Mapping[str, Exercise]:
    """All that can be done, by the name in files: ours and what was prescribed, held as long and as often as set.

    Raises:
        PrescriptionError: something is wrong with the set.
    """
    path = settings.person.prescription
    every = put_in_force(None if path is None else read_prescription(path))
    person = settings.person
    return {name: exercise.held(person.hold_s).repeated(person.repeats) for name, exercise in every.items()}


def words_for(settings: Settings) -> Words:
    """Build what sentences are made with: the language, the time zone and the exercises in force.

    Raises:
        PrescriptionError: something is wrong with the prescribed set.
    """
    return Words(settings.tr, settings.zone, known_exercises(settings))


def red_flag_since(journal: Journal) -> float | None:
    """When the red flag that still stands was set, UTC in POSIX seconds; None if none stands."""
    gate, since_s = SafetyGate(UTC), None
    for item in journal.inputs(actions=OF_SAFETY):
        if isinstance(item, UserAction):
            gate.feed(item)
            since_s = (since_s or item.time_s) if gate.locked else None
    return since_s


@dataclass(slots=True)
class Shower:
    """Shows recommendations, safety notices and what is to be told of the link on the desktop.

    Attributes:
        desktop: the way to the desktop.
        told: is told how each was shown, or why not.
        words: what sentences are made with.
    """

    desktop: Desktop
    words: Words
    told: Callable[[Shown | NotShown], None] = lambda _: None

    async def show(self, shown: Recommendation | SafetyNotice | Judgement | Reply | LinkNotice) -> tuple[bool, str]:
        """Show it, somehow; whether it was shown, and by which way or why not; never raises."""
        if isinstance(shown, LinkNotice):
            title, body = shown.title, shown.body
        else:
            title, body = title_and_body(shown, self.words)
        pressed = buttons(self.words.tr) if isinstance(shown, Recommendation) else ()
        told = await self.desktop.show(Notice(title, body, pressed))
        self.told(told)
        return (True, told.backend) if isinstance(told, Shown) else (False, told.reason)


def keep_beginning(folder: Path, config: Path | None, prescription: Path | None, past: list[Past]) -> None:
    """Put beside a new recording what it began with, so that a replay decides alike: settings, prescription, past.

    Raises:
        RecordingError: the folder cannot be written.
    """
    write_past(folder, past)
    path = settings_path(config)
    kept = [] if not path.is_file() else [(path, SETTINGS)]
    if prescription is not None:
        kept.append((prescription, PRESCRIPTION))
    for original, name in kept:
        try:
            write_file(folder / name, original.read_bytes())
        except OSError as error:
            raise RecordingError(f"{folder / name}: cannot be written ({error.strerror or error})") from error


def recorded_settings(folder: Path, config: Path | None) -> Settings:
    """Those that are named, else those that were recorded along, else yours; with the prescription that was recorded.

    Raises:
        MonitorError: they cannot be read.
    """
    kept, prescription = folder / SETTINGS, folder / PRESCRIPTION
    settings = read_settings(kept if config is None and kept.is_file() else config)
    if config is None and prescription.is_file():
        settings = replace(settings, person=replace(settings.person, prescription=prescription))
    return settings


def known_mounting(settings: Settings, address: str | None) -> Mounting | None:
    """How the wearable sits as far as is known: as was found out last, else as the settings say."""
    return read_mounting(settings.storage.folder, address, settings.wearable.mounting)


def about_live(settings: Settings, made_by: str, mounting: Mounting | None = None) -> About:
    """The birth certificate of what is recorded live from now on, with the mounting that it begins with."""
    wearable = settings.wearable
    return About(
        device=wearable.name or wearable.address or "sitmon profile 1",
        wear_site=wearable.wear_site,
        timezone=settings.zone_name,
        created=datetime.now(settings.zone).isoformat(timespec="seconds"),
        made_by=f"{made_by} {__version__}",
        worn_leg=wearable.leg,
        axis=None if mounting is None else mounting.axis,
        forward=None if mounting is None else mounting.forward,
        sitting_deg=None if mounting is None else mounting.sitting_deg,
    )
