"""Every prompted exercise is followed to one end, and each end is told truly."""

from collections.abc import Iterable

import numpy as np
import pytest

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.exercises import ExerciseId, Place
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.outcomes import OUTCOME_WINDOW_S
from monitor.coaching.practice import LONGEST_HOLD_S, PracticeTracker
from monitor.coaching.profile import HOLD_RANGE_S, Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.sessions import PracticeOutcome, PracticeResult, Reason
from monitor.motion.epochs import Windower
from monitor.posture.bouts import BoutProgress, BoutTracker
from monitor.posture.classifier import classifier_for
from monitor.posture.labels import Posture, PostureEpoch
from monitor.posture.mounting import Mounting
from monitor.posture.recent import Recent, Second
from monitor.texts import ENGLISH
from monitor.wording.practice import say_reason
from tests.support.feeds import POSED
from tests.support.simulated import simulate

FIGURE_4, BRIDGE, CLAM = ExerciseId.SEATED_FIGURE_4, ExerciseId.GLUTE_BRIDGE, ExerciseId.CLAMSHELL
CONFIRMED, TOO_SHORT, NOT_CREDITED = PracticeResult.CONFIRMED, PracticeResult.TOO_SHORT, PracticeResult.NOT_CREDITED
NOT_SEEN, NOT_OBSERVABLE, CLAIMED = PracticeResult.NOT_SEEN, PracticeResult.NOT_OBSERVABLE, PracticeResult.CLAIMED

Said = tuple[float, Action] | tuple[float, Action, str]

LIVES = [
    ("sit:90s figure4-left:36s sit:6m", FIGURE_4, CONFIRMED, "Figure-4 pose, 3"),
    ("sit:90s figure4-left:15s sit:6m", FIGURE_4, TOO_SHORT, "of at least 30 s, seen by the sensor."),
    ("sit:90s figure4-left:15s sit:20s figure4-left:40s sit:6m", FIGURE_4, CONFIRMED, "Figure-4 pose, "),
    ("sit:90s bounce4-left:45s sit:6m", FIGURE_4, NOT_CREDITED, " then it bounced"),
    ("sit:90s figure4-left:5m sit:2m", FIGURE_4, NOT_CREDITED, "too long to tell a stretch from a way of sitting."),
    ("sit:8m", FIGURE_4, NOT_SEEN, "The sensor did not recognise it. If you did it, say done."),
    (
        "sit:90s figure4-right:45s sit:6m",
        FIGURE_4,
        NOT_SEEN,
        "The sensor did not recognise it. If you did it, say done.",
    ),
    ("sit:90s walk:6m", FIGURE_4, NOT_SEEN, "The sensor did not recognise it. If you did it, say done."),
    ("sit:90s stand:10s bridge:100s lie:6m", BRIDGE, CONFIRMED, " repetitions, seen by the sensor."),
    ("sit:90s stand:10s bridge:24s lie:6m", BRIDGE, TOO_SHORT, " of 10 repetitions, seen by the sensor."),
    ("sit:90s lie:6m", BRIDGE, NOT_SEEN, "The sensor did not recognise it. If you did it, say done."),
    ("sit:90s stand:10s clam-left:100s lie:6m", CLAM, CONFIRMED, " repetitions, seen by the sensor."),
    (
        "sit:90s stand:10s clam-right:100s lie:6m",
        CLAM,
        NOT_SEEN,
        "The sensor did not recognise it. If you did it, say done.",
    ),
    ("sit:90s gap:4m sit:2m", FIGURE_4, NOT_OBSERVABLE, "The sensor saw too little to tell."),
    ("sit:90s off:15m", FIGURE_4, NOT_OBSERVABLE, "The sensor saw too little to tell."),
    ("sit:90s off-cooling:15m", FIGURE_4, NOT_OBSERVABLE, "The sensor saw too little to tell."),
    ("sit:4m off:15m", FIGURE_4, NOT_SEEN, "The sensor did not recognise it. If you did it, say done."),
]
"""What the left leg, which wears the wearable, is asked for after 80 s, what it then does, and what is said of it."""

ASKED_S = 80.0

LAID_ON_ITS_SIDE = 32
"""A seed whose strap is laid down as if a figure-4 were held, by how that person sits."""


def asked(exercise: ExerciseId = FIGURE_4, side: Side = Side.LEFT, time_s: float = ASKED_S) -> Recommendation:
    """A recommendation; the words in it do not matter here."""
    known = CATALOGUE.get(exercise)
    dose = (1, 1) if known is None else (known.repetitions, known.sets)
    return Recommendation(time_s, exercise, side, Place.DESK, None, *dose)


def after(bouts: BoutTracker, epoch: PostureEpoch) -> BoutProgress:
    """The progress after one more second."""
    bouts.feed(epoch)
    progress = bouts.progress()
    assert progress is not None
    return progress


def live(
    script: str,
    exercise: ExerciseId = FIGURE_4,
    *,
    said: Iterable[Said] = (),
    side: Side = Side.LEFT,
    worn_leg: Side | None = Side.LEFT,
    mounting: Mounting | None = POSED,
    seed: int = 3,
    sample_rate_hz: float = 50.0,
) -> list[PracticeOutcome]:
    """The outcomes of one recommendation, of a simulated left thigh."""
    tracker, bouts = PracticeTracker(worn_leg, mounting, "thigh"), BoutTracker()
    windower, recent, classifier = Windower(), Recent(), classifier_for(POSED)
    waiting, outcomes = sorted(said), []
    asked_for = False
    for block in simulate(script, seed=seed, sample_rate_hz=sample_rate_hz).blocks(0.0):
        recent.feed_samples(block)
        for epochs in windower.feed(block):
            postures = classifier.feed(epochs)
            recent.feed_epochs(epochs, postures)
            for offset in range(len(epochs)):
                second = recent.second(offset)
                if second.start_s >= ASKED_S and not asked_for:
                    asked_for = True
                    outcomes += tracker.begin(asked(exercise, side), recent.before(ASKED_S))
                while waiting and waiting[0][0] <= second.start_s:
                    tracker.heed(UserAction(*waiting.pop(0)))
                outcomes += tracker.feed(after(bouts, postures.epoch(offset)), second)
    return outcomes + tracker.finish()


def accord(script: str, worn_leg: Side | None = Side.LEFT, wear_site: str = "thigh", seed: int = 3) -> list[float]:
    """The holds of one's own accord that are credited, in seconds, of a simulated left thigh."""
    tracker, bouts = PracticeTracker(worn_leg, POSED, wear_site), BoutTracker()
    windower, recent, classifier = Windower(), Recent(), classifier_for(POSED)
    outcomes: list[PracticeOutcome] = []
    for block in simulate(script, seed=seed).blocks(0.0):
        recent.feed_samples(block)
        for epochs in windower.feed(block):
            postures = classifier.feed(epochs)
            recent.feed_epochs(epochs, postures)
            for offset in range(len(epochs)):
                outcomes += tracker.feed(after(bouts, postures.epoch(offset)), recent.second(offset))
    assert {(CONFIRMED, Reason.OWN_ACCORD, worn_leg)} >= {(one.result, one.reason, one.side) for one in outcomes}
    return [one.hold_s or 0.0 for one in outcomes]


@pytest.mark.parametrize(
    ("script", "times"),
    [
        ("sit:90s figure4-left:50s sit:6m figure4-left:40s sit:1m", 2),
        ("sit:90s figure4-left:50s sit:1m figure4-left:40s sit:1m", 1),
        ("sit:90s figure4-left:20s sit:2m", 0),
        ("sit:90s figure4-left:5m sit:2m", 0),
        ("sit:90s bounce4-left:50s sit:2m", 0),
        ("sit:90s figure4-right:50s sit:2m", 0),
        ("sit:5m fidget:5m", 0),
        ("stand:2m figure4-left:50s sit:1m", 0),
    ],
)
def test_a_figure_4_of_ones_own_accord_counts_by_the_same_rule(script: str, times: int) -> None:
    """Held still for 30 s and over within three minutes, out of ordinary sitting; what is a way of sitting is none."""
    assert times == len(accord(script))


def test_it_counts_also_while_another_exercise_was_asked_for() -> None:
    """Asked for the lying one at the desk, who does the seated one has stretched (H3)."""
    seated, lying = live("sit:3m figure4-left:50s sit:6m", ExerciseId.SUPINE_FIGURE_4)

    assert (FIGURE_4, CONFIRMED, Reason.OWN_ACCORD) == (seated.exercise, seated.result, seated.reason)
    assert (ExerciseId.SUPINE_FIGURE_4, NOT_OBSERVABLE) == (lying.exercise, lying.result)


@pytest.mark.parametrize(("leg", "site"), [(None, "thigh"), (Side.RIGHT, "thigh"), (Side.LEFT, "pocket")])
def test_none_is_credited_where_the_sensor_does_not_see_it(leg: Side | None, site: str) -> None:
    """On the other leg, on a leg that is not known, or in a pocket."""
    assert [] == accord("sit:90s figure4-left:50s sit:2m", leg, site)


@pytest.mark.parametrize(("script", "exercise", "result", "reason"), LIVES, ids=[life[0] for life in LIVES])
def test_each_has_exactly_one_end(script: str, exercise: ExerciseId, result: PracticeResult, reason: str) -> None:
    """What the body did decides, and is said in one sentence (C3)."""
    (outcome,) = live(script, exercise)

    assert result is outcome.result
    assert reason in say_reason(outcome, ENGLISH)
    assert (ASKED_S, exercise, Side.LEFT) == (outcome.recommendation_time_s, outcome.exercise, outcome.side)


@pytest.mark.parametrize("seed", range(6))
def test_bodies_differ_and_their_hold_is_told_to_some_seconds(seed: int) -> None:
    """Forty seconds, of which the way in and out are part, are confirmed for each body."""
    (outcome,) = live("sit:90s figure4-left:40s sit:2m", seed=seed)

    assert CONFIRMED is outcome.result
    assert outcome.hold_s is not None
    assert 33.0 <= outcome.hold_s <= 40.0
    assert outcome.repetitions is None


def test_a_bounce_is_told() -> None:
    """The guide warns of it, so it is named (D9)."""
    (outcome,) = live("sit:90s bounce4-left:45s sit:6m")

    assert outcome.bouncing


def test_a_thigh_that_rolls_inward_is_told_so() -> None:
    """What is outward for a left leg is the wrong way for a right one."""
    (outcome,) = live("sit:90s figure4-left:40s sit:6m", side=Side.RIGHT, worn_leg=Side.RIGHT)

    assert NOT_CREDITED is outcome.result
    assert "The thigh rolled inward, which is not the figure-4." == say_reason(outcome, ENGLISH)


def test_what_is_confirmed_is_told_as_soon_as_it_is_over() -> None:
    """Not at the end of the window."""
    (outcome,) = live("sit:90s figure4-left:40s sit:6m")

    assert 130.0 <= outcome.time_s <= 135.0


def test_a_hold_that_goes_on_is_waited_for() -> None:
    """Who began in the window's last seconds is not cut off."""
    script = f"sit:{int(ASKED_S + OUTCOME_WINDOW_S) - 10}s figure4-left:40s sit:1m"

    assert [CONFIRMED] == [outcome.result for outcome in live(script)]


def test_a_hold_that_is_lost_from_sight_is_not_waited_for() -> None:
    """Seconds that say nothing of the body keep no exercise open once the window is over."""
    tracker, bouts = PracticeTracker(Side.LEFT, POSED, "thigh"), BoutTracker()
    seen = simulate("sit:90s figure4-left:60s", seed=3)
    windower, recent, classifier = Windower(), Recent(), classifier_for(POSED)
    outcomes: list[PracticeOutcome] = []
    for block in seen.blocks(0.0):
        recent.feed_samples(block)
        for epochs in windower.feed(block):
            postures = classifier.feed(epochs)
            recent.feed_epochs(epochs, postures)
            for offset in range(len(epochs)):
                if (second := recent.second(offset)).start_s == ASKED_S:
                    outcomes += tracker.begin(asked(), recent.before(ASKED_S))
                outcomes += tracker.feed(after(bouts, postures.epoch(offset)), second)
    for later in range(150, int(ASKED_S + OUTCOME_WINDOW_S) + 20):
        unclear = PostureEpoch(float(later), Posture.UNKNOWN, 0.0)
        outcomes += tracker.feed(after(bouts, unclear), Second(float(later), Posture.UNKNOWN, second.mean_g, 0.0))

    assert [CONFIRMED] == [outcome.result for outcome in outcomes]


@pytest.mark.parametrize("sample_rate_hz", [12.5, 50.0])
@pytest.mark.parametrize("steps", ["off:45s", "off:60s", "off:3m", "off-cooling:60s", "off-charger:60s"])
def test_a_strap_on_its_side_is_no_stretch(steps: str, sample_rate_hz: float) -> None:
    """This one was laid down as if the thigh were rolled outward by the right angle; it does not breathe (C3)."""
    (outcome,) = live(f"sit:90s {steps} sit:6m", seed=LAID_ON_ITS_SIDE, sample_rate_hz=sample_rate_hz)

    assert (NOT_SEEN, 0.0) == (outcome.result, outcome.hold_s)


def test_a_desk_is_waited_out_unless_somebody_says_done() -> None:
    """What was laid down within the window is known five minutes later; a word ends the exercise at once."""
    (silent,) = live("sit:200s off:15m")
    (said,) = live("sit:200s off:15m", said=[(400.0, Action.DONE)])

    assert NOT_OBSERVABLE is silent.result
    assert 500.0 <= silent.time_s <= 506.0
    assert (CLAIMED, 400.0) == (said.result, said.time_s)


def test_who_was_crossed_before_the_prompt_did_not_stretch() -> None:
    """A hold that the prompt finds is a way of sitting."""
    (crossed,) = live("sit:40s figure4-left:2m sit:5m")
    (crossed_again,) = live("sit:40s figure4-left:2m sit:30s figure4-left:40s sit:5m")

    assert NOT_CREDITED is crossed.result
    assert say_reason(crossed, ENGLISH).startswith("Your legs were crossed already")
    assert CONFIRMED is crossed_again.result


def test_a_start_begins_the_window_anew() -> None:
    """Who says so late has all of its time from then on."""
    script = "sit:6m figure4-left:40s sit:2m"

    assert [CONFIRMED] == [outcome.result for outcome in live(script, said=[(350.0, Action.START)])]
    assert [CONFIRMED] == [outcome.result for outcome in live(script)]
    late = "sit:10m figure4-left:40s sit:2m"
    assert [CONFIRMED] == [outcome.result for outcome in live(late, said=[(350.0, Action.START)])]
    assert [NOT_SEEN] == [outcome.result for outcome in live(late)]


@pytest.mark.parametrize("action", [Action.DONE, Action.SKIP])
def test_done_and_skip_end_it(action: Action) -> None:
    """A word proves nothing: what was not seen by then is claimed at most."""
    (outcome,) = live("sit:3m figure4-left:40s sit:2m", said=[(120.0, action)])

    assert (CLAIMED if action is Action.DONE else NOT_SEEN, 120.0) == (outcome.result, outcome.time_s)


def test_the_next_prompt_ends_the_one_before() -> None:
    """Two prompts, two ends."""
    tracker = PracticeTracker(Side.LEFT, POSED, "thigh")
    first, second = asked(time_s=0.0), asked(side=Side.RIGHT, time_s=60.0)
    told = [*tracker.begin(first), *tracker.begin(second), *tracker.finish()]

    assert [0.0, 60.0] == [outcome.recommendation_time_s for outcome in told]
    assert {NOT_OBSERVABLE} == {outcome.result for outcome in told}


def test_who_begins_what_was_asked_for_goes_on_with_it() -> None:
    """The guide that a nudge's button opens begins no second exercise: one window, anew from then on, and one end."""
    tracker = PracticeTracker(Side.LEFT, POSED, "thigh")
    told = [*tracker.begin(asked(time_s=0.0)), *tracker.begin(asked(time_s=200.0))]
    bouts = BoutTracker()
    for start_s in map(float, range(200, 502)):
        unseen = after(bouts, PostureEpoch(start_s, Posture.UNKNOWN, 0.0))
        told += tracker.feed(unseen, Second(start_s, Posture.UNKNOWN, np.zeros(3), 0.0))

    assert [(0.0, 500.0)] == [(outcome.recommendation_time_s, outcome.time_s) for outcome in told]
    assert [] == tracker.finish()


def test_a_movement_break_has_its_end_among_the_breaks() -> None:
    """It is followed by the outcome tracker, not here."""
    tracker = PracticeTracker(Side.LEFT, POSED, "thigh")

    assert [] == tracker.begin(asked(ExerciseId.MOVEMENT_BREAK)) + tracker.finish()
    assert not tracker.is_open


@pytest.mark.parametrize(
    ("worn_leg", "mounting", "reason"),
    [
        (Side.RIGHT, POSED, "on the other leg"),
        (None, POSED, "does not know which leg"),
        (Side.LEFT, None, "which way the thigh points"),
        (Side.LEFT, Mounting(POSED.axis), "which way the thigh faces"),
    ],
)
def test_what_cannot_be_seen_says_why(worn_leg: Side | None, mounting: Mounting | None, reason: str) -> None:
    """It ends with the reason, and blames nobody."""
    (outcome,) = live("sit:90s figure4-left:40s sit:2m", worn_leg=worn_leg, mounting=mounting)

    assert NOT_OBSERVABLE is outcome.result
    assert reason in say_reason(outcome, ENGLISH)


@pytest.mark.parametrize(
    ("action", "detail", "result"),
    [
        (Action.DONE, "", CLAIMED),
        (Action.FEEDBACK, "released seated-figure-4", CLAIMED),
        (Action.FEEDBACK, "good", CLAIMED),
        (Action.FEEDBACK, "good glute-bridge", NOT_OBSERVABLE),
        (Action.FEEDBACK, "radiating seated-figure-4", NOT_OBSERVABLE),
        (Action.SKIP, "", NOT_OBSERVABLE),
        (Action.PAIN, "3", NOT_OBSERVABLE),
    ],
)
def test_what_cannot_be_seen_can_be_claimed(action: Action, detail: str, result: PracticeResult) -> None:
    """Whoever says that it was done, or how it felt, is believed as far as a word goes (E3)."""
    (outcome,) = live("sit:4m", worn_leg=Side.RIGHT, said=[(120.0, action, detail)])

    assert result is outcome.result
    assert "on the other leg" in say_reason(outcome, ENGLISH)
    assert (result is CLAIMED) == say_reason(outcome, ENGLISH).startswith("You said so. ")


def test_what_was_done_too_short_stays_so_whatever_is_said() -> None:
    """The sensor saw it: a word does not lengthen it."""
    (outcome,) = live("sit:100s figure4-left:12s sit:2m", said=[(130.0, Action.DONE)])

    assert TOO_SHORT is outcome.result


def test_a_stretch_is_shorter_than_a_way_of_sitting() -> None:
    """The longest hold that the guide asks for is credited with room to spare."""
    assert max(HOLD_RANGE_S) < LONGEST_HOLD_S / 2
