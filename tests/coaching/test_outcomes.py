"""What became of a nudge: seen, said, or not to be known."""

import pytest

from monitor.coaching.coach import CoachInput
from monitor.coaching.inputs import Action, ContextChange
from monitor.coaching.nudges import Nudge
from monitor.coaching.outcomes import Outcome, OutcomeTracker, Result, Stages
from monitor.posture.labels import MUTE_S, SUSPECT_S, Posture
from tests.support.said import a_detail
from tests.support.stories import Story


class Followed(Story):
    """A story that a bare outcome tracker follows."""

    def __init__(self) -> None:
        self.outcomes = OutcomeTracker()
        super().__init__(self._follow)
        self.nudge_s = 0.0

    def _follow(self, item: CoachInput) -> list[Outcome]:
        return [] if isinstance(item, ContextChange) else self.outcomes.feed(item)

    def nudge(self) -> "Followed":
        """A nudge comes, now."""
        self.nudge_s = self.now_s
        self.outcomes.feed(Nudge(self.now_s, self.now_s - 1800.0, 1800.0, 1, "30 min sitting since 09:00."))
        return self


def nudged() -> Followed:
    """Someone who has sat for a while and is nudged now."""
    day = Followed()
    day.sit(minutes=5)
    return day.nudge()


def test_a_break_of_seventy_seconds_is_verified_with_latency_and_length() -> None:
    """Up after 40 s, for 70 s: both are measured to the second."""
    day = nudged()
    day.sit(seconds=40).stand(seconds=70).sit(minutes=1)

    assert [(Result.VERIFIED, 40.0, 70.0)] == [(o.result, o.latency_s, o.break_s) for o in day.of(Outcome)]
    assert day.nudge_s == day.of(Outcome)[0].nudge_time_s


def test_a_break_is_reported_when_the_next_sitting_is_believed() -> None:
    """The end of the break is known ten seconds after it, and the outcome is stamped then."""
    day = nudged()
    day.stand(seconds=70).sit(seconds=9)

    assert [] == day.heard
    assert day.nudge_s + 80.0 == day.sit(seconds=1).of(Outcome)[0].time_s


def test_standing_and_walking_are_one_break() -> None:
    """A break that changes from standing to walking is measured whole."""
    day = nudged()
    day.stand(seconds=30).walk(seconds=60).stand(seconds=30).sit(seconds=30)

    assert [120.0] == [outcome.break_s for outcome in day.of(Outcome)]


def test_touching_the_chair_does_not_end_a_break() -> None:
    """Five seconds of sitting within the break are shorter than a bout."""
    day = nudged()
    day.walk(seconds=60).sit(seconds=5).walk(seconds=35).sit(seconds=30)

    assert [100.0] == [outcome.break_s for outcome in day.of(Outcome)]


def test_a_long_break_is_reported_after_ten_minutes() -> None:
    """Who goes for an hour's walk is not left without an outcome for an hour."""
    day = nudged()
    day.walk(minutes=11)

    assert [(Result.VERIFIED, 0.0, 600.0)] == [(o.result, o.latency_s, o.break_s) for o in day.of(Outcome)]
    assert day.nudge_s + 600.0 == day.of(Outcome)[0].time_s


@pytest.mark.parametrize("after_s", [0, 60, 299])
def test_a_break_that_begins_within_five_minutes_is_the_nudges(after_s: int) -> None:
    """The window is 300 s, although the break is believed only ten seconds later."""
    day = nudged()
    day.sit(seconds=after_s).stand(minutes=1).sit(minutes=1)

    assert [(Result.VERIFIED, float(after_s))] == [(o.result, o.latency_s) for o in day.of(Outcome)]


def test_a_break_after_the_window_is_a_natural_one() -> None:
    """At 300 s the window is over; the nudge was not taken, and that was known then."""
    day = nudged()
    day.sit(seconds=300).stand(minutes=1).sit(minutes=1)

    assert [Outcome(day.nudge_s + 300.0, day.nudge_s, Result.NOT_TAKEN)] == day.heard


def test_still_sitting_is_not_taken() -> None:
    """No movement in five minutes of seen sitting: not taken, without latency or length."""
    day = nudged()
    day.sit(minutes=10)

    assert [(Result.NOT_TAKEN, None, None)] == [(o.result, o.latency_s, o.break_s) for o in day.of(Outcome)]


def test_nine_seconds_on_the_feet_are_not_taken() -> None:
    """A shift in the chair is no break."""
    day = nudged()
    day.sit(minutes=2).stand(seconds=9).sit(minutes=5)

    assert [Result.NOT_TAKEN] == [outcome.result for outcome in day.of(Outcome)]


def test_nine_seconds_on_the_feet_across_the_deadline_are_not_taken() -> None:
    """Being upright when the window ends delays the answer, not more."""
    day = nudged()
    day.sit(seconds=295).stand(seconds=9).sit(seconds=5)

    assert [Outcome(day.nudge_s + 305.0, day.nudge_s, Result.NOT_TAKEN)] == day.heard


def test_done_without_movement_stays_a_claim() -> None:
    """Who says done and was not seen to move is believed as far as that: claimed."""
    day = nudged()
    day.sit(minutes=1).say(Action.DONE).sit(minutes=5)

    assert [Result.CLAIMED] == [outcome.result for outcome in day.of(Outcome)]


def test_done_with_movement_is_verified() -> None:
    """What was seen outranks what was said."""
    day = nudged()
    day.sit(minutes=1).say(Action.DONE).stand(minutes=1).sit(minutes=5)

    assert [Result.VERIFIED] == [outcome.result for outcome in day.of(Outcome)]


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.DONE])
def test_no_other_word_is_a_claim(action: Action) -> None:
    """Start, snooze, skip and the rest say nothing about a break."""
    day = nudged()
    day.sit(minutes=1).say(action, a_detail(action)).sit(minutes=5)

    assert [Result.NOT_TAKEN] == [outcome.result for outcome in day.of(Outcome)]


def test_done_before_the_nudge_is_not_about_it() -> None:
    """A claim belongs to the nudge that was there when it was made."""
    day = Followed()
    day.sit(minutes=5).say(Action.DONE)
    day.nudge().sit(minutes=6)

    assert [Result.NOT_TAKEN] == [outcome.result for outcome in day.of(Outcome)]


@pytest.mark.parametrize("unseen", ["gap", "take_off", "be_unclear"])
@pytest.mark.parametrize(
    ("seconds", "result"),
    [(9, Result.NOT_TAKEN), (10, Result.NOT_OBSERVABLE), (240, Result.NOT_OBSERVABLE), (900, Result.NOT_OBSERVABLE)],
)
def test_what_could_hide_a_break_is_not_observable(unseen: str, seconds: int, result: Result) -> None:
    """Ten unseen seconds in the window can hide a break, nine cannot."""
    day = nudged()
    day.sit(seconds=30)
    getattr(day, unseen)(seconds=seconds)
    day.sit(minutes=6)

    assert [result] == [outcome.result for outcome in day.of(Outcome)]


def test_unseen_time_after_the_window_does_not_matter() -> None:
    """Only what lies within the five minutes makes a nudge unobservable."""
    day = nudged()
    day.sit(seconds=295).gap(minutes=10).sit(seconds=1)

    assert [Result.NOT_TAKEN] == [outcome.result for outcome in day.of(Outcome)]


def test_a_walk_first_seen_after_the_window_is_not_the_nudges() -> None:
    """Back on the feet after ten minutes without data: when it began is unknown."""
    day = nudged()
    day.sit(seconds=30).gap(minutes=10).walk(minutes=2).sit(minutes=1)

    assert [Result.NOT_OBSERVABLE] == [outcome.result for outcome in day.of(Outcome)]


def test_a_break_seen_within_the_window_counts_whatever_was_lost_before() -> None:
    """A gap cannot undo what was seen afterwards."""
    day = nudged()
    day.sit(seconds=30).gap(seconds=60).walk(minutes=1).sit(minutes=1)

    assert [(Result.VERIFIED, 90.0, 60.0)] == [(o.result, o.latency_s, o.break_s) for o in day.of(Outcome)]


def test_a_gap_ends_the_measured_break() -> None:
    """What was seen of the break is reported, not what may have followed."""
    day = nudged()
    day.walk(minutes=1).gap(minutes=3).walk(seconds=30)

    assert [(Result.VERIFIED, 60.0)] == [(o.result, o.break_s) for o in day.of(Outcome)]


def test_a_lost_second_does_not_end_a_break() -> None:
    """A second of loss cannot hide a return to the chair."""
    day = nudged()
    day.walk(minutes=1).gap(seconds=1).walk(seconds=59).sit(seconds=30)

    assert [120.0] == [outcome.break_s for outcome in day.of(Outcome)]


def test_lying_down_is_not_taken() -> None:
    """Lying is sedentary: no break."""
    day = nudged()
    day.lie(minutes=10)

    assert [Result.NOT_TAKEN] == [outcome.result for outcome in day.of(Outcome)]


def test_each_nudge_has_one_outcome() -> None:
    """Two nudges with overlapping windows are answered by the same break, each with its own latency."""
    day = nudged()
    day.sit(minutes=2)
    day.nudge().sit(minutes=1).stand(minutes=1).sit(minutes=20)

    assert [(Result.VERIFIED, 180.0), (Result.VERIFIED, 60.0)] == [(o.result, o.latency_s) for o in day.of(Outcome)]


def test_without_a_nudge_there_is_no_outcome() -> None:
    """Natural breaks and claims out of the blue settle nothing."""
    day = Followed()

    assert [] == day.sit(minutes=5).say(Action.DONE).stand(minutes=5).sit(minutes=10).heard


# -------------------------------------------------------------------------------- four stages
DELIVERED, NOT_DELIVERED, SEEN, EXPIRED = Action.DELIVERED, Action.NOT_DELIVERED, Action.SEEN, Action.EXPIRED


@pytest.mark.parametrize(
    ("said", "stages"),
    [
        ([], Stages()),
        ([NOT_DELIVERED], Stages(delivered=False)),
        ([DELIVERED], Stages(delivered=True)),
        ([DELIVERED, EXPIRED], Stages(delivered=True, seen=False)),
        ([DELIVERED, SEEN], Stages(delivered=True, seen=True)),
        ([DELIVERED, SEEN, EXPIRED], Stages(delivered=True, seen=True)),
        ([DELIVERED, Action.SKIP], Stages(delivered=True, seen=True, willing=False)),
        ([DELIVERED, Action.START], Stages(delivered=True, seen=True, willing=True)),
        ([DELIVERED, Action.SNOOZE, Action.START], Stages(delivered=True, seen=True, willing=True)),
        ([DELIVERED, Action.START, Action.SKIP], Stages(delivered=True, seen=True, willing=True)),
        ([Action.DONE, Action.PAUSE], Stages(seen=True, willing=True)),
    ],
)
def test_each_outcome_tells_how_far_its_nudge_came(said: list[Action], stages: Stages) -> None:
    """Delivered, seen, willing are told apart; what nobody said stays open."""
    day = nudged()
    for action in said:
        day.say(action)
    day.stand(seconds=70).sit(minutes=6)

    assert [(Result.VERIFIED, stages)] == [(outcome.result, outcome.stages) for outcome in day.of(Outcome)]


def test_an_answer_belongs_to_the_nudge_on_the_screen() -> None:
    """The second nudge took the place of the first; only it was answered."""
    day = nudged()
    day.sit(minutes=4).nudge().say(Action.DELIVERED).say(Action.SKIP)
    day.sit(minutes=7)

    assert [Stages(), Stages(delivered=True, seen=True, willing=False)] == [o.stages for o in day.of(Outcome)]


# -------------------------------------------------------------------------------- as still as on a desk
STANDING, SITTING = Posture.STANDING, Posture.SITTING


@pytest.mark.parametrize("minutes", [1, 2, 15])
def test_a_strap_on_a_hook_takes_no_break(minutes: int) -> None:
    """It stands like nobody: from a minute on it is known, and nobody knows what the body did (C1)."""
    day = nudged()
    day.stir(seconds=60).live(STANDING, 4, stirs=True).rest(STANDING, minutes=minutes).stir(seconds=400)

    assert [Result.NOT_OBSERVABLE] == [outcome.result for outcome in day.of(Outcome)]


def test_a_break_before_the_strap_was_hung_up_is_measured_to_its_last_stir() -> None:
    """Two minutes of walking were a break; the strap's rest is not added, and the outcome is known a minute later."""
    day = nudged()
    day.sit(seconds=40).live(Posture.MOVING, 120, stirs=True).rest(STANDING, minutes=10)

    assert [(40.0, 120.0)] == [(o.latency_s, o.break_s) for o in day.of(Outcome)]
    assert day.nudge_s + 160.0 + MUTE_S == day.of(Outcome)[0].time_s


def test_a_break_begun_after_the_hook_is_its_own() -> None:
    """Whoever takes the strap from the hook and walks is credited from there."""
    day = nudged()
    day.stir(seconds=10).rest(STANDING, minutes=2).live(Posture.MOVING, 60, stirs=True).sit(minutes=1)

    assert [(130.0, 60.0)] == [(o.latency_s, o.break_s) for o in day.of(Outcome)]


def test_a_strap_on_the_desk_after_a_nudge_is_not_observable() -> None:
    """It points as if somebody sat; that nobody did is known five minutes later, and then nobody is blamed (A2)."""
    day = nudged()
    day.stir(seconds=60).rest(SITTING, minutes=15)

    assert [Outcome(day.nudge_s + 60.0 + SUSPECT_S, day.nudge_s, Result.NOT_OBSERVABLE)] == day.heard


@pytest.mark.parametrize("still_s", [MUTE_S, 150, SUSPECT_S - 1])
def test_who_sits_very_still_and_stirs_again_has_sat(still_s: int) -> None:
    """The doubt is over with the next stir: not taken, though it may be known late."""
    day = nudged()
    day.stir(seconds=200).rest(SITTING, seconds=still_s).stir(seconds=100)

    assert [Outcome(day.nudge_s + max(300.0, 201.0 + still_s), day.nudge_s, Result.NOT_TAKEN)] == day.heard


def test_who_was_still_already_at_the_nudge_has_sat_too() -> None:
    """A still minute that began before the nudge is no other."""
    day = Followed()
    day.stir(seconds=60).rest(SITTING, seconds=MUTE_S - 1).nudge()
    day.rest(SITTING, seconds=MUTE_S).stir(seconds=300)

    assert [Result.NOT_TAKEN] == [outcome.result for outcome in day.of(Outcome)]


def test_who_sat_very_still_and_then_rose_is_credited() -> None:
    """Standing up resolves the doubt, if it stirs or not."""
    day = nudged()
    day.rest(SITTING, minutes=2).stand(seconds=70).sit(seconds=10)

    assert [(120.0, 70.0)] == [(o.latency_s, o.break_s) for o in day.of(Outcome)]


def test_a_gap_while_in_doubt_leaves_it_unresolved() -> None:
    """What was as still as on a desk, and then out of sight, is not known."""
    day = nudged()
    day.stir(seconds=200).rest(SITTING, minutes=2).gap(minutes=2).sit(minutes=1)

    assert [Result.NOT_OBSERVABLE] == [outcome.result for outcome in day.of(Outcome)]


# -------------------------------------------------------------------------------- where the input ends
def test_every_nudge_has_an_outcome_also_the_last() -> None:
    """What nobody will ever see is not observable; what was said stays said, a break under way is seen."""
    silent, said, broke = nudged(), nudged(), nudged()
    silent.sit(minutes=1)
    said.sit(minutes=1).say(Action.DONE)
    broke.sit(seconds=10).stand(seconds=40)

    assert [
        (Result.NOT_OBSERVABLE, None),
        (Result.CLAIMED, None),
        (Result.VERIFIED, 40.0),
    ] == [(o.result, o.break_s) for day in (silent, said, broke) for o in day.outcomes.finish()]
    assert [] == silent.outcomes.finish()
