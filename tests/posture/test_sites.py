"""Pocket, hip, back and wrist: one rule of leaning and stillness."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Features, Floats
from monitor.posture.classifier import POSTURES, PostureClassifier, classifier_for
from monitor.posture.labels import BRIDGE_S, WEAR_SITES, Posture
from monitor.posture.leaning import MEMORY_S, WINDOW_S, WINDOWS, Gait, ReferenceLearner, Trailing, whole
from monitor.posture.mounting import X_AXIS
from monitor.posture.sites import (
    BACK,
    MOST_LOGIT,
    POCKET,
    SITES,
    SURE,
    WRIST,
    Evidence,
    LeanRule,
    LeanThresholds,
    confidence_of,
)
from monitor.posture.verdict import Verdict, joined
from monitor.simulation.sensor import random_rotation
from tests.posture.test_stages import BLOCKS, _FromEpochs
from tests.support.motions import epochs_of, still_epochs
from tests.support.simulated import simulate
from validation.people import BESIDE
from validation.sites import balanced_accuracy, calibration_error, judged, read_site, together

RULES = {"pocket": POCKET, "back": BACK, "wrist": WRIST}
Part = tuple[int, float, float]
WALK, STAND = (60, 3.0, 0.4), (40, 2.0, 0.03)
SITS: dict[str, Part] = {"pocket": (40, 75.0, 0.01), "back": (40, 35.0, 0.01), "wrist": (40, 80.0, 0.01)}


def _life(*parts: Part, turn: int | None = None, start_s: float = 0.0) -> EpochBlock:
    """Seconds of parts, each so long, so far from upright (x) in degrees, and of such an SD; perhaps turned."""
    lean = np.radians(np.concatenate([np.full(length, lean_deg) for length, lean_deg, _ in parts]))
    sd_g = np.concatenate([np.full(length, sd) for length, _, sd in parts])
    up_g = np.column_stack([np.cos(lean), np.sin(lean), np.zeros(len(lean))])
    return still_epochs(up_g if turn is None else up_g @ random_rotation(turn).T, sd_g, start_s)


def _confidently(verdict: Verdict, begin: int, end: int) -> set[bool | None]:
    """What was said of these seconds: sits, or not, or None for unknown."""
    return {
        sits if known else None
        for known, sits in zip(verdict.known[begin:end].tolist(), verdict.sits[begin:end].tolist(), strict=True)
    }


# ------------------------------------------------------------------------------ the contract of stages


class TestLeanRule(_FromEpochs):
    """The verdict of each second; the simulated person walks enough to be learned from."""

    thresholds: LeanThresholds = POCKET

    def run_stage(self, inputs: list[Any]) -> list[Any]:
        """Block after block."""
        rule = LeanRule(self.thresholds)
        made = [(block, rule.feed(block)) for block in inputs]
        return [(block, said.known, said.sits, said.moves, said.confidence) for block, said in made]


class TestLeanRuleOfTheBack(TestLeanRule):
    """The longest windows."""

    thresholds = BACK


class TestLeanRuleOfTheWrist(TestLeanRule):
    """Walking weighs by how calm it is."""

    thresholds = WRIST


class TestReferenceLearner(_FromEpochs):
    """Where gravity points while walking, as of each second."""

    def run_stage(self, inputs: list[Any]) -> list[Any]:
        """Block after block."""
        learner = ReferenceLearner(POCKET.gait)
        return [(block, *learner.feed(block)) for block in inputs]


def test_the_contracts_are_about_a_reference_that_is_learned() -> None:
    """First unknown, then known: else the contract would prove little."""
    known = np.concatenate([row[2] for row in TestReferenceLearner().run_stage(BLOCKS)])

    assert not known[0]
    assert known[-1]


# ------------------------------------------------------------------------------ what each site says


@pytest.mark.parametrize("site", RULES)
def test_who_walked_is_seen_to_sit_and_to_stand(site: str) -> None:
    """A sitting site leans and is still; one that moves and points as while walking is upright."""
    said = LeanRule(RULES[site]).feed(_life(WALK, SITS[site], WALK, SITS[site]))

    assert {False} == _confidently(said, 30, 60)
    assert {True} == _confidently(said, 80, 100)
    assert {False} == _confidently(said, 130, 160)
    assert {True} == _confidently(said, 180, 200)


@pytest.mark.parametrize("site", ["pocket", "wrist"])
def test_standing_quietly_is_standing(site: str) -> None:
    """Where a sitting body leans much, one that does not lean stands, though it is still."""
    said = LeanRule(RULES[site]).feed(_life(WALK, STAND))

    assert {False} == _confidently(said, 80, 100)
    assert not said.moves[60:].any()


def test_the_back_of_a_still_body_that_hardly_leans_is_unknown() -> None:
    """Sitting upright and standing quietly look alike there, so nothing is said."""
    said = LeanRule(BACK).feed(_life(WALK, (40, 9.0, 0.02)))

    assert {None} == _confidently(said, 85, 100)


@pytest.mark.parametrize("site", RULES)
def test_moving_and_standing_are_told_by_the_sd(site: str) -> None:
    """A second moves if it is as lively as walking there."""
    least_g = RULES[site].gait.least_sd_g
    said = LeanRule(RULES[site]).feed(_life((5, 0.0, least_g * 0.9), (5, 0.0, least_g * 1.1)))

    assert [False] * 5 + [True] * 5 == said.moves.tolist()


@pytest.mark.parametrize("site", RULES)
def test_lying_is_never_said(site: str) -> None:
    """No one of these sites tells lying from sitting."""
    assert not LeanRule(RULES[site]).feed(_life(WALK, (60, 90.0, 0.01))).lies.any()


@pytest.mark.parametrize("site", RULES)
@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_rotation_changes_nothing(site: str, turn: int) -> None:
    """However the wearable is turned, it says the same."""
    parts = (WALK, SITS[site], STAND, WALK)
    straight, turned = (LeanRule(RULES[site]).feed(_life(*parts, turn=one)) for one in (None, turn))

    np.testing.assert_array_equal(straight.known, turned.known)
    np.testing.assert_array_equal(straight.sits[straight.known], turned.sits[straight.known])
    np.testing.assert_allclose(straight.confidence, turned.confidence, atol=1e-4)


def test_a_phone_put_back_upside_down_is_still_understood() -> None:
    """A pocket's reference is a line: standing is standing either way up."""
    upside_down = _life((40, 178.0, 0.03), SITS["pocket"], start_s=100.0)
    rule = LeanRule(POCKET)
    rule.feed(_life(WALK, STAND))
    said = rule.feed(upside_down)

    assert {False} == _confidently(said, 10, 40)
    assert {True} == _confidently(said, 55, 80)


def test_a_wrist_that_is_upside_down_is_not_hanging() -> None:
    """An arm that points up leans by 180 degrees, and not by none."""
    rule = LeanRule(WRIST)
    rule.feed(_life(WALK))

    assert rule.feed(_life((20, 178.0, 0.03), start_s=60.0)).sits[10:].all()


# ------------------------------------------------------------------------------ not knowing


@pytest.mark.parametrize("site", RULES)
def test_nothing_is_known_before_the_first_walk(site: str) -> None:
    """However still it is: nobody knows where upright is."""
    assert not LeanRule(RULES[site]).feed(_life(SITS[site], STAND)).known.any()


@pytest.mark.parametrize("site", RULES)
def test_a_pose_stands_in_until_the_first_walk(site: str) -> None:
    """With a guided pose sitting is seen at once."""
    said = LeanRule(RULES[site], X_AXIS).feed(_life(SITS[site]))

    assert {True} == _confidently(said, 0, 40)


def test_a_walk_outweighs_the_pose() -> None:
    """A pose that was given wrongly, or has slipped, is forgotten with the first walk."""
    turned = _life(SITS["pocket"], WALK, STAND, turn=5)
    known, asked = LeanRule(POCKET).feed(turned), LeanRule(POCKET, X_AXIS).feed(turned)

    np.testing.assert_array_equal(known.sits[60:], asked.sits[60:])


def test_after_it_was_off_nothing_is_known() -> None:
    """Neither the walks of before nor the pose say how it will be put on."""
    rule = LeanRule(POCKET, X_AXIS)
    assert rule.feed(_life(WALK, STAND)).known.any()
    rule.take_off()

    assert not rule.feed(_life(STAND, start_s=100.0)).known.any()
    assert rule.feed(_life(WALK, STAND, start_s=140.0)).known[-1]


def test_a_sensor_that_gives_zeros_is_not_known() -> None:
    """A sleeping logger says nothing of a body, though it is very still."""
    rule = LeanRule(POCKET, X_AXIS)

    assert not rule.feed(still_epochs(np.zeros((20, 3)), 0.0)).known.any()


@given(lean_deg=st.floats(0.0, 90.0), sd_g=st.floats(0.001, 2.0), site=st.sampled_from(sorted(RULES)))
def test_who_is_not_sure_says_nothing(lean_deg: float, sd_g: float, site: str) -> None:
    """Confidence lies between .5 and its most, and what is less than sure is unknown."""
    said = LeanRule(RULES[site], X_AXIS).feed(_life((30, lean_deg, sd_g)))

    np.testing.assert_array_equal(said.known, said.confidence >= SURE)
    assert 0.5 <= said.confidence.min() <= said.confidence.max() <= 1.0 / (1.0 + np.exp(-MOST_LOGIT))


@given(
    lean_deg=st.floats(0.0, 80.0),
    more_deg=st.floats(0.1, 10.0),
    sd_g=st.floats(0.01, 0.5),
    site=st.sampled_from(sorted(RULES)),
)
def test_leaning_and_stillness_speak_for_sitting(lean_deg: float, more_deg: float, sd_g: float, site: str) -> None:
    """The odds of sitting grow with either, up to the most that the site believes."""
    liveliness = np.log10(np.array([sd_g, sd_g, sd_g / 1.5]) / 0.1)
    leans = np.array([lean_deg, lean_deg + more_deg, lean_deg])
    usual, leaning, stiller = RULES[site].log_odds(Evidence(np.ones(3, dtype=bool), leans, liveliness)).tolist()

    most = RULES[site].most_sitting
    assert leaning > usual or most == usual
    assert stiller > usual or most == usual
    assert max(leaning, stiller) <= most


@pytest.mark.parametrize("site", RULES)
def test_sitting_never_turns_into_standing_without_doubt(site: str) -> None:
    """A body that rises slowly is first surely sitting, then unknown, and then surely upright."""
    leans = np.linspace(90.0, 0.0, 400)
    evidence = Evidence(np.ones(400, dtype=bool), leans, np.full(400, -0.3))
    log_odds = RULES[site].log_odds(evidence)
    sure = confidence_of(log_odds) >= SURE
    (flip,) = np.flatnonzero(np.diff(log_odds > 0.0))

    assert sure[0]
    assert sure[-1]
    assert not sure[flip : flip + 2].any()


def test_a_wrist_is_never_as_sure_that_the_body_sits_as_that_it_walks() -> None:
    """An arm that rests in a lap looks like one that rests on a counter."""
    said = LeanRule(WRIST).feed(_life(WALK, SITS["wrist"]))

    assert said.confidence[100 - 1] < 0.91 < said.confidence[50]


# ------------------------------------------------------------------------------ gaps


def test_a_long_gap_forgets_the_body_but_not_the_reference() -> None:
    """After ten seconds of nothing the next second decides alone."""
    rule = LeanRule(POCKET)
    rule.feed(_life(WALK, STAND))
    said = rule.feed(_life(SITS["pocket"], start_s=100.0 + BRIDGE_S))

    assert {True} == _confidently(said, 0, 40)


def test_a_short_gap_forgets_nothing() -> None:
    """The average goes on over it, so the first second does not decide."""
    rule = LeanRule(POCKET)
    rule.feed(_life(WALK, STAND))

    assert not rule.feed(_life(SITS["pocket"], start_s=100.0 + BRIDGE_S - 1.0)).sits[0]


# ------------------------------------------------------------------------------ the reference


def _learned(*parts: Part, gait: Gait = POCKET.gait) -> tuple[Floats, Floats]:
    learner = ReferenceLearner(gait)
    ups, known = learner.feed(_life(*parts))
    return ups, known.astype(float)


def test_the_reference_is_known_after_a_dozen_seconds_of_walking() -> None:
    """A window, and as many seconds more as are asked for."""
    _, known = _learned((30, 0.0, 0.4))

    assert WINDOW_S + WINDOWS - 2 == int(known.argmax())


def test_standing_and_fidgeting_teach_nothing() -> None:
    """Too still, or pointing now here and now there."""
    fidgets = tuple((1, 60.0 * (second % 2), 0.4) for second in range(60))

    assert not _learned((60, 0.0, 0.1))[1].any()
    assert not _learned(*fidgets)[1].any()


def test_a_walk_with_a_gap_begins_anew() -> None:
    """Seven seconds, a gap and seven more are no window of walking."""
    learner = ReferenceLearner(POCKET.gait)
    learner.feed(_life((WINDOW_S - 1, 0.0, 0.4)))
    _, known = learner.feed(_life((WINDOW_S - 1, 0.0, 0.4), start_s=20.0))

    assert not known.any()


def test_the_latest_minutes_of_walking_count() -> None:
    """A phone that sits otherwise since `MEMORY_S` of walking is known to."""
    ups, _ = _learned((400, 0.0, 0.4), (MEMORY_S + WINDOW_S, 30.0, 0.4))

    np.testing.assert_allclose([np.cos(np.radians(30.0)), np.sin(np.radians(30.0)), 0.0], ups[-1], atol=1e-3)


def test_calm_walking_outweighs_running() -> None:
    """An arm that is bent while running hangs while walking; as long as both last, walking tells."""
    ups, _ = _learned((60, 0.0, 0.3), (60, 70.0, 1.2), gait=WRIST.gait)

    assert np.degrees(np.arccos(ups[-1][0])) < 10.0


def test_running_counts_as_much_where_it_holds_the_site_alike() -> None:
    """A pelvis is upright either way."""
    ups, _ = _learned((60, 0.0, 0.3), (60, 20.0, 1.2), gait=BACK.gait)

    assert 8.0 < np.degrees(np.arccos(ups[-1][0])) < 12.0


@given(values=st.lists(st.floats(-1.0, 1.0), min_size=1, max_size=40), window_s=st.integers(1, 12))
def test_trailing_means_are_means_of_what_came_last(values: list[float], window_s: int) -> None:
    """As many as there are, at most the window, to a millionth."""
    means = Trailing(window_s).means(whole(np.array(values)[:, None]))[:, 0]
    expected = [np.mean(values[max(0, at + 1 - window_s) : at + 1]) for at in range(len(values))]

    np.testing.assert_allclose(expected, means, atol=2e-6)


# ------------------------------------------------------------------------------ the classifier and the table


def test_the_classifier_tells_the_postures_of_a_site() -> None:
    """Sitting, standing and moving, and unknown before the first walk."""
    made = PostureClassifier(LeanRule(POCKET)).feed(_life(SITS["pocket"], WALK, SITS["pocket"], STAND))
    names = [POSTURES[code] for code in made.codes.tolist()]

    assert [Posture.UNKNOWN, Posture.MOVING, Posture.SITTING, Posture.STANDING] == [
        names[at] for at in (20, 90, 130, 175)
    ]


@pytest.mark.parametrize("rate_hz", [12.5, 25.0, 50.0, 100.0])
def test_any_rate_will_do(rate_hz: float) -> None:
    """A simulated thigh in a pocket: sitting and walking are seen at 12.5 to 100 Hz."""
    blocks = epochs_of(list(simulate("walk:60s sit:60s stand:30s", seed=2, sample_rate_hz=rate_hz).blocks(1e9)))
    said = joined([rule.feed(block) for rule in [LeanRule(POCKET)] for block in blocks])

    assert {True} == _confidently(said, 75, 115)
    assert {False} == _confidently(said, 130, 148)


def test_each_site_says_its_limit_in_a_sentence() -> None:
    """One line for users; the thigh alone has a rule of its own."""
    assert {"thigh", "pocket", "hip", "back", "wrist"} == set(SITES)
    for name, site in SITES.items():
        assert site.limit.endswith(".")
        assert "\n" not in site.limit
        assert (name == "thigh") == (site.thresholds is None)


def test_the_hip_is_the_back_and_says_that_nobody_measured_it() -> None:
    """No recording of a hip is at hand."""
    assert SITES["back"].thresholds is SITES["hip"].thresholds
    assert "Nobody's hip was measured" in SITES["hip"].limit


@pytest.mark.parametrize("site", ["pocket", "hip", "back", "wrist"])
def test_a_rule_by_name(site: str) -> None:
    """The site's numbers, and the pose if there is one."""
    rule = classifier_for(X_AXIS, site).rule

    assert isinstance(rule, LeanRule)
    assert (SITES[site].thresholds, X_AXIS) == (rule.thresholds, rule.mounting)


@pytest.mark.parametrize("site", WEAR_SITES)
def test_the_classifier_of_a_site_asks_its_rule(site: str) -> None:
    """No site is classified as if it were the thigh."""
    rule = classifier_for(X_AXIS, site).rule

    assert SITES[site].thresholds is getattr(rule, "thresholds" if isinstance(rule, LeanRule) else "none", None)
    assert WEAR_SITES == tuple(SITES)


@pytest.mark.parametrize("site", ["ankle", ""])
def test_no_rule_for_another_site(site: str) -> None:
    """An ankle has none; the line says which there are."""
    with pytest.raises(ValueError, match="choose from: thigh pocket hip back wrist"):
        classifier_for(None, site)


# ------------------------------------------------------------------------------ people


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("site", "data", "least", "least_known"),
    [
        ("pocket", "motionsense_pocket", 0.96, 0.95),
        ("back", "harth_back", 0.92, 0.70),
        ("wrist", "wisdmwatch_wrist", 0.93, 0.85),
    ],
)
def test_real_people(site: str, data: str, least: float, least_known: float) -> None:
    """Balanced accuracy of what is known, how much that is, and a confidence that is off by less than .06."""
    subjects = read_site(Path(BESIDE), data)
    if not subjects:
        pytest.skip(f"the labelled recordings of real people are not here: {BESIDE}")
    every = together([judged(one, RULES[site]) for one in subjects])

    assert balanced_accuracy(every) >= least
    assert every.known.mean() >= least_known
    assert calibration_error(every) < 0.06


def test_features_of_another_second_are_not_touched() -> None:
    """One second's answer stays as it was when a later one is changed: the rule is causal."""
    block = _life(WALK, SITS["wrist"])
    later = Features(block.features.mean_g.copy(), block.features.sd_g.copy(), block.features.mad_g)
    later.mean_g[80:] *= -1.0
    first, second = (LeanRule(WRIST).feed(one) for one in (block, replace(block, features=later)))

    np.testing.assert_array_equal(first.confidence[:80], second.confidence[:80])
