"""What a person meets, in the words as they are shown: commands, notifications and the report, made by running them."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from monitor.coaching.coach import Coach
from monitor.coaching.exercises import ExerciseId
from monitor.coaching.inputs import Action, Context
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.sessions import PracticeOutcome, PracticeResult, Reason
from monitor.coaching.trend import Judgement, Kind
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture
from monitor.terminal.narrate import narrate
from monitor.wording.events import say_event, spoken, title_and_body
from monitor.wording.pain import say_judgement_card
from tests.support.commands import Commands
from tests.support.stories import ZURICH, Story, at
from tests.support.words import WORDS

SHOWN: Final = (
    *(f"exercises show {name} --side right" for name in ExerciseId if name not in ("movement-break", "glute-bridge")),
    *("exercises show glute-bridge", "pain 4 aching left desk", "pain 4 itching", "pain 5 numb"),
    *("feedback too-strong seated-figure-4", "feedback radiating ball-massage", "intake injury=yes"),
    *("plan", "intake injury=acknowledged", *(("did seated-figure-4 left",) * 6), "plan --week"),
    "red-flag leg-weakness",
)
"""Commands, in the order in which one person says them."""


def _commands() -> Mapping[str, str]:
    """What each command says; of the plan, before and after some stretches."""
    said = {}
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        sitmon = Commands(Path(folder), patch)
        for line in SHOWN:
            answer = sitmon(*line.replace(" --week", "").split())
            said[f"sitmon {line}".replace(" --week", ", after a week")] = answer.out + answer.err
        page = Path(folder) / "report.html"
        sitmon("report", "--out", page)
        drawn = re.sub(r"<(style|svg).*?</\1>|<[^>]+>", "\n", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return said | {"sitmon report": drawn}


def _story(clock: str, profile: Profile) -> Story:
    return Story(Coach(profile, NudgeRules(window_s=0.0), ZURICH).feed, clock)


def _told(story: Story) -> str:
    """The last notification, and its why."""
    said = spoken(story.of(Recommendation)[-1], WORDS)
    return "\n".join([said["title"], said["body"], said["text"]])


LEFT, BALL = (
    Profile(Side.LEFT, Side.LEFT),
    Profile(Side.LEFT, Side.LEFT, frozenset({"ball"}), room=frozenset({"floor"})),
)

STORIES: Final[Mapping[str, Callable[[], str]]] = {
    "the first notification": lambda: _told(_story("09:00", LEFT).sit(minutes=31)),
    "the notification after a drive": lambda: _told(
        _story("09:00", LEFT).begin(Context.DRIVING).sit(minutes=90).end(Context.DRIVING).sit(minutes=2)
    ),
    "the notification after a stretch that was not felt": lambda: _told(
        _story("09:00", BALL)
        .sit(minutes=31)
        .say(Action.FEEDBACK, "not-felt seated-figure-4")
        .stand(minutes=2)
        .sit(minutes=31)
    ),
    "the reminder of the evening": lambda: _told(_story("18:00", LEFT).sit(minutes=31).stand(minutes=2).sit(minutes=9)),
    "the notification about an injury": lambda: "\n".join(
        title_and_body(_story("09:00", LEFT).say(Action.INTAKE, "injury=yes").heard[0], WORDS)  # type: ignore[arg-type]
    ),
    "the notification of a red flag": lambda: "\n".join(
        title_and_body(_story("09:00", LEFT).say(Action.RED_FLAG, "").heard[0], WORDS)  # type: ignore[arg-type]
    ),
    "the card after weeks without relief": lambda: say_judgement_card(Judgement(0.0, Kind.WIDEN, 4), WORDS.tr),
    "the card after more of them": lambda: say_judgement_card(Judgement(0.0, Kind.REFER, 4), WORDS.tr),
    "what is said of a hold that bounced": lambda: say_event(
        PracticeOutcome(
            *(0.0, 0.0, ExerciseId.SEATED_FIGURE_4, Side.LEFT, PracticeResult.NOT_CREDITED, Reason.BOUNCED), 40.0
        ),
        WORDS,
    ),
    "a line of sitmon run": lambda: "\n".join(
        narrate(Bout(Posture.SITTING, at("09:00"), at("09:30"), shifts=12), WORDS)
    ),
}
"""What comes by itself, each from a story."""


@cache
def surfaces() -> Mapping[str, str]:
    """Everything, by what it is called."""
    return {**_commands(), **{name: story() for name, story in STORIES.items()}}


def line_with(fragment: str, surface: str) -> str:
    """The line of a surface that a fragment is part of; empty if there is none, or no such surface."""
    lines = surfaces().get(surface, "").splitlines()
    return next((" ".join(line.split()) for line in lines if fragment in " ".join(line.split())), "")
