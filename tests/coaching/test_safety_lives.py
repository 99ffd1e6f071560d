"""Lives at random in which nothing may be told that harms; and each harm, planted once, is found.

`python -m tests.lives_of_safety 20000` lives as many as are asked for, and shrinks what it finds.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from monitor.coaching.budget import Budget
from monitor.coaching.exercises import Exercise
from monitor.coaching.gate import SafetyGate
from monitor.coaching.hours import Hours
from monitor.coaching.inputs import Action
from monitor.coaching.intake import Intake
from monitor.coaching.nudges import NudgePolicy
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Recommendation, Recommender
from monitor.coaching.turns import Turns
from monitor.pipeline import Pipeline
from monitor.posture.labels import Posture
from monitor.wording import recommendations
from monitor.wording.exercises import RenderedExercise
from tests.lives_of_safety import faults_of, shrink
from tests.support.lives import Step
from tests.support.safety_judge import FAULTS, Judged
from tests.support.stories import ZURICH, at

pytestmark = pytest.mark.slow

LIVES, TRIED = 60, 300
FOUND: Final = (215, 5576, 13_592, 13_848)
"""Of 20 000 lives four kinds of harm were found in these: begun over and over and asked for as well; one text too
often; pain down the leg three times under a clock that was set back; an exercise that went on under such a red flag."""


@pytest.mark.parametrize("first", range(0, LIVES, 10))
def test_nothing_that_harms_is_told(first: int) -> None:
    """Whatever is said, met and lost, in any order (A3, D3, D4, D7, D11, D14, E4, E5, F1, F2, F4)."""
    assert {} == {seed: found for seed in range(first, first + 10) if (found := faults_of(seed)[1])}


@pytest.mark.parametrize("seed", FOUND)
def test_what_was_once_found_does_not_come_again(seed: int) -> None:
    """One life in some thousands met each."""
    assert set() == faults_of(seed)[1]


def test_the_lives_meet_what_they_are_about() -> None:
    """Enough of each kind happens in them that a harm would show."""
    counts: Counter[str] = Counter()
    for seed in range(20):
        counts += faults_of(seed)[2]

    assert min(counts[kind] for kind in ("Nudge", "Recommendation", "Reply", "SafetyNotice", "PracticeOutcome")) > 10


def _make_long(made: Callable[..., Recommendation]) -> Callable[..., Recommendation]:
    def make(*args: object) -> Recommendation:
        said = made(*args)
        return said if said.hold_s is None or "hold_s" in said.prescribed else replace(said, hold_s=70.0)

    return make


def _lose_cue(render: Callable[..., RenderedExercise]) -> Callable[..., RenderedExercise]:
    def shown(exercise: Exercise, *args: object) -> RenderedExercise:
        return render(replace(exercise, cues=exercise.cues[1:]), *args)

    return shown


PLANTED: Final = {
    "red-flag": (SafetyGate, "locked", property(lambda _: False)),
    "red-flag goes on": (Pipeline, "_heed", lambda self, said: self.practice.heed(said)),
    "wheel": (NudgePolicy, "_is_in", lambda *_: False),
    "radiated": (SafetyGate, "_bars_radiating", lambda *_: None),
    "side": (Recommender, "_sides_of", lambda *_: (Side.RIGHT,)),
    "hold": (Recommender, "_make", _make_long(Recommender._make)),
    "cue": (recommendations, "render", _lose_cue(recommendations.render)),
    "lying": (Hours, "is_at_desk", lambda *_: False),
    "budget": (Budget, "spend", lambda *_: None),
    "text": (Turns, "_count_today", lambda *_: Counter()),
    "running": (Turns, "is_fresh", lambda *_: True),
    "barred": (Intake, "waits_for", ()),
    "barred by pain": (SafetyGate, "_bars_radiating", lambda *_: None),
}
"""What is broken to plant each fault."""


@pytest.mark.parametrize("planted", PLANTED)
def test_each_harm_is_found_where_it_is_planted(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge is able to blame: a few hundred lives meet each, and are shrunk to what brings it."""
    where, name, what = PLANTED[planted]
    fault = planted.partition(" ")[0]
    monkeypatch.setattr(where, name, what)
    seed = next((seed for seed in range(TRIED) if fault in faults_of(seed)[1]), None)

    assert seed is not None
    assert 0 < len(shrink(seed, fault)[0]) <= 12


def test_every_fault_is_planted() -> None:
    """None is only looked for."""
    assert {*FAULTS} == {planted.partition(" ")[0] for planted in PLANTED}


@pytest.mark.parametrize("first", [(Action.RED_FLAG, ""), (Action.CLEAR_RED_FLAG, "")])
def test_what_was_said_last_counts_though_the_clock_was_put_back(first: tuple[Action, str], tmp_path: Path) -> None:
    """A restart after it reads the journal in the order of saying: a flag is not cleared by what came before (F1)."""
    last = (Action.CLEAR_RED_FLAG, "") if first[0] is Action.RED_FLAG else (Action.INTAKE, "saddle=yes")
    life = [Step(Posture.SITTING, 22), Step(*first), Step("gap", 30_000), Step(*last), Step("clock", -7200)]
    judged = Judged(ZURICH, at("09:00"), path=tmp_path / "journal.sqlite")
    judged.live([*life, Step(Action.PAIN, "4")])
    judged.close()

    assert [] == judged.found
