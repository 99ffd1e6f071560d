"""An experiment with oneself: lots that a replay draws alike, and that never touch safety."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.exercises import Pillar
from monitor.coaching.experiment import LOOK_BACK, Arm, Assignment, Design, Experiment, ExperimentRules, draw
from monitor.coaching.nudges import Nudge
from monitor.coaching.reminders import Reminder
from monitor.coaching.safety import Card, SafetyNotice
from monitor.texts import Translator
from monitor.wording.nudges import say_lot
from tests.support.stories import at
from tests.support.words import reason_of, words_in

WITHHOLD = ExperimentRules(Design.WITHHOLD)
RARE = {Arm.WITHHELD, Arm.WORDING_B}

rules = st.builds(
    ExperimentRules,
    st.sampled_from([Design.WITHHOLD, Design.WORDS]),
    st.floats(0.01, 0.5),
    st.floats(0.0, 0.5),
    st.text("abc", min_size=1, max_size=8),
)
times = st.lists(st.integers(0, 10**9), max_size=60, unique=True).map(sorted)


def nudge(time_s: float) -> Nudge:
    """A nudge that is due."""
    return Nudge(time_s, time_s - 1800.0, 1800.0, 1, "30 min sitting since 09:00.")


def nudges(number: int, start_s: float = at("09:00")) -> list[Nudge]:
    """One in every forty minutes or so."""
    return [nudge(start_s + 2400.0 * n + n % 7) for n in range(number)]


def lots(rules: ExperimentRules, due: list[Nudge]) -> list[Assignment]:
    """What a fresh experiment draws."""
    experiment = Experiment(rules)
    return [lot for lot in map(experiment.assign, due) if lot is not None]


def test_it_is_off_unless_chosen() -> None:
    """Nobody is experimented with who did not ask for it."""
    assert Design.OFF is ExperimentRules().design
    assert [] == lots(ExperimentRules(), nudges(50))


@given(rules, times)
def test_a_replay_draws_alike(rules: ExperimentRules, due: list[int]) -> None:
    """The same seed, the same nudges, the same lots, to the last bit."""
    drawn = lots(rules, [nudge(float(time_s)) for time_s in due])

    assert drawn == lots(rules, [nudge(float(time_s)) for time_s in due])


@given(rules, times, st.integers(0, 60))
def test_a_restart_draws_alike(rules: ExperimentRules, due: list[int], cut: int) -> None:
    """What was drawn before is recalled from the journal; the rest goes on as if nothing had been."""
    all_due = [nudge(float(time_s)) for time_s in due]
    whole = lots(rules, all_due)
    again = Experiment(rules)
    for lot in whole[:cut]:
        again.recall(lot)

    assert whole[cut:] == [again.assign(item) for item in all_due[cut:]]


@given(rules.map(lambda r: replace(r, design=Design.WITHHOLD)), times)
def test_no_more_than_the_allowed_share_is_withheld(rules: ExperimentRules, due: list[int]) -> None:
    """Of all so far while they are few, and of any ten in a row."""
    withheld = [lot.arm is Arm.WITHHELD for lot in lots(rules, [nudge(float(time_s)) for time_s in due])]

    for end in range(1, len(withheld) + 1):
        last = withheld[max(0, end - LOOK_BACK) : end]
        assert sum(last) <= rules.most * len(last)


@given(rules.map(lambda r: replace(r, design=Design.WITHHOLD)), st.integers(0, 10**9))
def test_the_very_first_nudge_is_never_withheld(rules: ExperimentRules, time_s: int) -> None:
    """Who begins is shown the exercise (H5), and that nudge says nothing of the effect."""
    assert [Assignment(float(time_s), Arm.SHOWN, 1.0)] == lots(rules, [nudge(float(time_s))])


@pytest.mark.parametrize("design", Design)
@given(st.integers(0, 10**9))
def test_nothing_of_safety_is_ever_drawn(design: Design, time_s: int) -> None:
    """A notice, a card or anything else that is no nudge: there is no lot, so it is said (F1, F2, F4, F5)."""
    experiment = Experiment(ExperimentRules(design, probability=0.5))
    experiment.assign(nudge(0.0))
    said = [SafetyNotice(float(time_s), flag, Card.URGENT) for flag in ("leg-weakness", "bladder-or-bowel")]
    said += [
        SafetyNotice(float(time_s), "injury=yes", Card.INJURY),
        SafetyNotice(float(time_s), "radiating", Card.RADIATING),
    ]

    assert [None] * len(said) == [experiment.assign(notice) for notice in said]
    assert experiment.assign(Reminder(float(time_s), Pillar.STRENGTHEN, 0, 3)) is None


@pytest.mark.parametrize("probability", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("design", [Design.WITHHOLD, Design.WORDS])
def test_the_lot_falls_as_often_as_it_should(design: Design, probability: float) -> None:
    """Among the nudges for which it was drawn, within three standard deviations of 2000."""
    drawn = [lot for lot in lots(ExperimentRules(design, probability), nudges(2000)) if lot.probability < 1.0]
    rare = [lot for lot in drawn if lot.arm in RARE]

    assert len(rare) / len(drawn) == pytest.approx(probability, abs=3.0 * (0.25 / len(drawn)) ** 0.5)
    assert {probability} == {lot.probability for lot in rare}
    assert {1.0 - probability} == {lot.probability for lot in drawn if lot.arm not in RARE}


def test_another_seed_draws_another_experiment() -> None:
    """Half of the lots of a fair experiment come out otherwise."""
    one, other = (lots(ExperimentRules(Design.WORDS, 0.5, seed=seed), nudges(400)) for seed in ("one", "other"))

    assert 160 < sum(a.arm is not b.arm for a, b in zip(one, other, strict=True)) < 240


@given(st.text(min_size=1, max_size=16), st.integers(0, 4 * 10**12))
def test_a_lot_is_a_number_from_nothing_up_to_one(seed: str, time_ms: int) -> None:
    """And the same for a time that only differs beyond the millisecond that the journal keeps."""
    assert 0.0 <= draw(seed, time_ms / 1000.0) < 1.0
    assert draw(seed, time_ms / 1000.0) == draw(seed, time_ms / 1000.0 + 0.0002)


def test_a_lot_stays_the_same_for_ever() -> None:
    """A journal of today is replayed in years to come."""
    assert 0.6227758319254875 == draw("sitmon", 1772438400.0)


@pytest.mark.parametrize(
    ("lot", "said"),
    [
        (Assignment(0.0, Arm.WITHHELD, 0.3), "Withheld by your experiment: this nudge was not shown."),
        (Assignment(0.0, Arm.SHOWN, 0.7), "Your experiment drew: shown, with a chance of 70%."),
        (Assignment(0.0, Arm.WORDING_B, 0.3), "Your experiment drew: wording B, with a chance of 30%."),
        (Assignment(0.0, Arm.SHOWN, 1.0), "Shown: your experiment has withheld enough for now."),
    ],
)
def test_it_says_what_it_did(lot: Assignment, said: str) -> None:
    """Nobody is left to guess why nothing came."""
    assert said == reason_of(lot)


def test_the_arm_is_said_in_the_persons_tongue() -> None:
    """The name of the arm is translated with the sentence."""
    german = Translator("de", lambda text: text.replace("shown", "gezeigt"))

    assert "drew: gezeigt," in say_lot(Assignment(0.0, Arm.SHOWN, 0.7), words_in(german))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"probability": 0.0}, "above 0 and at most 0.5"),
        ({"probability": 0.6}, "above 0 and at most 0.5"),
        ({"most": 0.6}, "from 0 to 0.5"),
        ({"most": -0.1}, "from 0 to 0.5"),
        ({"seed": ""}, "1 to 64 bytes"),
        ({"seed": "ü" * 33}, "1 to 64 bytes"),
    ],
)
def test_rules_that_go_too_far_are_refused(fields: dict[str, object], why: str) -> None:
    """More than half is never withheld, and a seed has to fit its hash."""
    with pytest.raises(ValueError, match=why):
        ExperimentRules(Design.WITHHOLD, **fields)  # type: ignore[arg-type]
