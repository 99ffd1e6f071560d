"""Strength grows by what was done and felt, and never beyond what was prescribed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.coaching.catalogue import CATALOGUE, harden
from monitor.coaching.exercises import Exercise, ExerciseId, Harder, Pillar, SideRule
from monitor.coaching.feelings import Adjusted, Feelings
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.prescriptions import Dose, prescribe
from monitor.coaching.profile import Side
from monitor.coaching.progression import ANEW_DAYS, GROWING, STEPS, USUAL, find_step, grow
from monitor.coaching.sessions import Ledger, PracticeOutcome, PracticeResult
from monitor.edges.languages import languages, read_translator
from monitor.texts import ENGLISH
from monitor.wording.exercises import SHORT_CHARACTERS, render
from tests.support.stories import ZURICH, at

BRIDGE, CLAMSHELL = CATALOGUE[ExerciseId.GLUTE_BRIDGE], CATALOGUE[ExerciseId.CLAMSHELL]
DAY = date(2026, 3, 2)
DAY_S = 86_400.0


def days(*numbers: int) -> set[date]:
    """Days by their number from the first on."""
    return {DAY + timedelta(days=number) for number in numbers}


def step_on(number: int, done: set[date], hard: set[date]) -> int:
    """The place of the step of a day."""
    return find_step(done, hard, DAY + timedelta(days=number))[0]


def test_four_days_bring_the_next_step_from_the_day_after() -> None:
    """10, 12, 15, held, the last; the day itself stays as it began."""
    done = days(*range(0, 80, 2))

    assert [1, 1, 2, 2, 3, 4, 5, 5] == [step_on(number, done, set()) for number in (0, 6, 7, 14, 15, 23, 31, 79)]
    assert [10, 12, 15, 12, 8] == [step.repetitions for step in STEPS[USUAL:]]


def test_what_was_too_strong_brings_one_step_back_at_once() -> None:
    """Also on the day itself; then four days bring it on again, and never below the least."""
    done = days(0, 2, 4, 6, 8)

    assert (2, 1) == (step_on(8, done, set()), step_on(8, done, days(8)))
    assert 0 == step_on(9, done, days(8, 9))
    assert 0 == step_on(12, done, days(8, 9, 10, 11, 12))
    assert 1 == step_on(20, done | days(12, 14, 16, 18), days(8, 9))


def test_four_weeks_without_begin_anew() -> None:
    """Muscles forget; one day less, and it goes on."""
    done = days(0, 2, 4, 6)

    assert [2, USUAL] == [step_on(6 + ANEW_DAYS - 1, done, set()), step_on(6 + ANEW_DAYS, done, set())]
    assert USUAL == step_on(61, done | days(60), set())


def grown(exercise: Exercise, sessions: int, *felt: str, now: int) -> tuple[Exercise, Adjusted | None]:
    """An exercise after sessions on every other day and feedback on the day before now."""
    ledger, feelings = Ledger(ZURICH, CATALOGUE), Feelings()
    for number in range(sessions):
        time_s = at("19:00") + 2 * number * DAY_S
        ledger.feed(PracticeOutcome(time_s, time_s, exercise.id, Side.BOTH, PracticeResult.CLAIMED, None))
    for one in felt:
        feelings.feed(UserAction(at("19:00") + (now - 1) * DAY_S, Action.FEEDBACK, f"{one} {exercise.id}"))
    return grow(exercise, ledger, feelings, at("19:00") + now * DAY_S)


@pytest.mark.parametrize(
    ("sessions", "felt", "repetitions", "why"),
    [
        (0, (), 10, None),
        (4, (), 12, Adjusted.MORE),
        (4, ("good",), 12, Adjusted.MORE),
        (4, ("too-strong",), 10, Adjusted.BACK),
        (8, ("radiating",), 12, Adjusted.BACK),
        (0, ("too-strong",), 6, Adjusted.FEWER),
        (12, (), 12, Adjusted.HARDER),
        (16, (), 8, Adjusted.HARDER),
    ],
)
def test_each_step_says_why(sessions: int, felt: tuple[str, ...], repetitions: int, why: Adjusted | None) -> None:
    """Repetitions, and why they are other than usual."""
    found = grown(BRIDGE, sessions, *felt, now=2 * sessions + 1)

    assert (repetitions, why) == (found[0].repetitions, found[1])


def test_what_was_prescribed_stays() -> None:
    """Any prescribed number: whoever prescribed it decides on more (G5)."""
    for dose in (Dose(repetitions=12), Dose(per_week=4)):
        prescribed = prescribe(BRIDGE, dose, "A. Keller")
        assert (prescribed, None) == grown(prescribed, 30, now=61)


def test_a_stretch_does_not_grow() -> None:
    """Only strength has steps, and all of ours has."""
    seated = CATALOGUE[ExerciseId.SEATED_FIGURE_4]

    assert (seated, None) == grown(seated, 30, now=61)
    assert GROWING == {one.id for one in CATALOGUE.values() if one.pillar is Pillar.STRENGTHEN}


@pytest.mark.parametrize("exercise", [BRIDGE, CLAMSHELL])
@pytest.mark.parametrize("harder", Harder)
def test_harder_ways_are_told_whole(exercise: Exercise, harder: Harder) -> None:
    """As many steps as usual, so that each has its drawing; every cue; short enough in each language."""
    found = harden(exercise, harder)
    side = Side.BOTH if exercise.side_rule is SideRule.BOTH_LEGS else Side.RIGHT

    assert (harder, exercise.cues, len(exercise.steps)) == (found.harder, found.cues, len(found.steps))
    for language in languages():
        told = render(replace(found, repetitions=15), side, read_translator(language))
        assert len(told.short) <= SHORT_CHARACTERS
    assert found.steps[0] == exercise.steps[0]
    assert "3 s" in " ".join(render(found, side, ENGLISH).steps) or exercise is BRIDGE


def test_only_strength_is_done_in_a_harder_way() -> None:
    """An older or newer journal may say what does not exist: then it is as usual."""
    seated = CATALOGUE[ExerciseId.SEATED_FIGURE_4]

    assert seated is harden(seated, Harder.LAST)
    assert BRIDGE is harden(BRIDGE, None)


@pytest.mark.parametrize("repeats", [1, 2, 5])
def test_repeats_are_told_where_there_is_room(repeats: int) -> None:
    """In steps always; in the body in front of the hold, where no cue has to give way (D10)."""
    for exercise in CATALOGUE.values():
        side = Side.BOTH if exercise.side_rule is SideRule.BOTH_LEGS else Side.RIGHT
        for language in languages():
            told = render(exercise.repeated(repeats), side, read_translator(language))
            assert len(told.short) <= SHORT_CHARACTERS
            if exercise.pillar is Pillar.LENGTHEN and repeats > 1:
                assert any("45 s, " in step for step in told.steps)
                is_told = f"{repeats}×45 s" in told.short
                assert is_told or exercise.id in (ExerciseId.STANDING_FIGURE_4, ExerciseId.SUPINE_FIGURE_4)
