"""When to speak, told as stories in simulated time."""

from dataclasses import replace

import pytest

from monitor.coaching.durations import say_duration
from monitor.coaching.hours import Closed, Hold, Hours
from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.nudges import CONTEXT_HOLDS, Cause, Nudge, NudgePolicy, Reply
from monitor.coaching.profile import NudgeRules
from monitor.coaching.receptivity import LearningRules, Receptivity
from monitor.posture.labels import Posture
from tests.support.stories import ZURICH, Story, at
from tests.support.words import reason_of

RULES = NudgeRules(window_s=0.0)
NO_ONE = Receptivity(LearningRules(), ZURICH, Hours())
"""Of whom nothing is learned: no nudge waits."""


def morning(rules: NudgeRules = RULES, start: str = "09:00") -> Story:
    """A day that begins at 09:00 with a fresh policy."""
    return Story(NudgePolicy(rules, ZURICH, "thigh", NO_ONE).feed, start)


# -------------------------------------------------------------------------------- the limit
def test_twenty_nine_minutes_of_sitting_are_no_reason_to_speak() -> None:
    """Below the limit nothing is said."""
    assert [] == morning().sit(minutes=29, seconds=59).heard


def test_nudge_after_thirty_minutes_of_sitting() -> None:
    """The nudge comes with the second that completes the limit, and says how long and since when."""
    day = morning().sit(minutes=30)

    nudge = Nudge(at("09:30"), at("09:00"), 1800.0, 1, Cause.LIMIT, limit_s=1800.0, load_s=1800.0, wear_site="thigh")

    assert [nudge] == day.heard
    assert "30 min sitting since 09:00." == reason_of(nudge)


def test_the_limit_is_counted_from_sitting_down_and_not_from_the_full_hour() -> None:
    """Who sits down at 09:07 is spoken to at 09:37: a rolling bout, no clock hours."""
    assert ["09:37:00"] == morning().walk(minutes=7).sit(minutes=40).nudge_clocks[:1]


def test_a_natural_break_counts_and_nothing_is_said() -> None:
    """Who stands up by themselves at minute 29 is not nagged in minute 31."""
    assert [] == morning().sit(minutes=29).stand(seconds=70).sit(minutes=29).heard


def test_after_a_natural_break_the_count_starts_with_sitting_down() -> None:
    """The first seconds of the new sitting count, although they become a bout only later."""
    day = morning().sit(minutes=29).stand(minutes=1).sit(minutes=30)

    assert ["10:00:00"] == day.nudge_clocks
    assert at("09:30") == day.of(Nudge)[0].bout_start_s


@pytest.mark.parametrize(("upright_s", "clock"), [(9, "09:30:09"), (10, "09:50:10")])
def test_a_break_must_last_for_the_minimum_event_time(upright_s: int, clock: str) -> None:
    """Nine seconds upright are a shift in the chair and only not counted; ten are a break."""
    assert [clock] == morning().sit(minutes=20).stand(seconds=upright_s).sit(minutes=35).nudge_clocks[:1]


def test_standing_and_walking_make_one_break() -> None:
    """Five seconds of standing and six of walking are a break of eleven."""
    assert [] == morning().sit(minutes=29).stand(seconds=5).walk(seconds=6).sit(minutes=29).heard


def test_a_moment_of_sitting_within_a_break_does_not_add_to_the_count() -> None:
    """Touching the chair for five seconds during a break begins nothing."""
    day = morning().sit(minutes=10).stand(minutes=1).sit(seconds=5).stand(seconds=5).sit(minutes=30)

    assert ["09:41:10"] == day.nudge_clocks


def test_only_sitting_is_spoken_to() -> None:
    """A nudge that falls due in a second on the feet waits; the body may be about to move."""
    day = morning().sit(minutes=29, seconds=50).begin(Context.MEETING).sit(seconds=20)
    day.stand(seconds=5).end(Context.MEETING)

    assert [] == day.stand(seconds=3).heard
    assert ["09:30:19"] == day.sit(seconds=1).nudge_clocks


# -------------------------------------------------------------------------------- the ladder
def test_the_ladder_grows_until_the_body_moves() -> None:
    """10, 15, 20 and then every 30 min, each a level higher, where the budget of the day leaves it alone."""
    day = morning(replace(RULES, daily_cap=200)).sit(minutes=140)

    assert ["09:30:00", "09:40:00", "09:55:00", "10:15:00", "10:45:00", "11:15:00"] == day.nudge_clocks
    assert [1, 2, 3, 4, 5, 6] == [nudge.level for nudge in day.of(Nudge)]


def test_asking_again_is_thinned_out_by_the_budget_of_the_day() -> None:
    """Four of twelve by a quarter past ten; the next waits until as many are open as it would be."""
    day = morning().sit(minutes=180)

    assert ["09:30:00", "09:40:00", "09:55:00", "10:15:00", "11:30:00"] == day.nudge_clocks


def test_a_break_takes_the_ladder_down() -> None:
    """After a break the next nudge is a first one again."""
    day = morning().sit(minutes=41).stand(minutes=1).sit(minutes=30)

    assert [1, 2, 1] == [nudge.level for nudge in day.of(Nudge)]
    assert "10:12:00" == day.nudge_clocks[-1]


def test_the_cooldown_holds_even_across_a_break() -> None:
    """However short the limit, two nudges keep their distance."""
    day = morning(replace(RULES, limit_s=60.0, cooldown_s=300.0))
    day.sit(minutes=2).stand(seconds=10).sit(minutes=10)

    assert ["09:01:00", "09:06:00"] == day.nudge_clocks[:2]


# -------------------------------------------------------------------------------- the moment
def test_a_nudge_that_is_due_waits_for_the_sitter_to_stir() -> None:
    """It comes with the first movement in the chair, not in the middle of a thought."""
    day = morning(NudgeRules()).sit(minutes=30, seconds=40)
    assert [] == day.nudge_clocks

    assert ["09:30:41"] == day.live(Posture.SITTING, 1.0, stirs=True).nudge_clocks


def test_who_never_stirs_is_spoken_to_at_the_end_of_the_window() -> None:
    """Deferred for a minute, not dropped."""
    assert ["09:31:00"] == morning(NudgeRules()).sit(minutes=32).nudge_clocks


def test_stirring_before_it_is_due_brings_nothing() -> None:
    """Fidgeting all morning does not hasten a nudge."""
    assert ["09:30:00"] == morning(NudgeRules()).live(Posture.SITTING, 1800.0, stirs=True).nudge_clocks


def test_a_lull_in_typing_is_a_natural_pause() -> None:
    """Not in the middle of a sentence, however much the sitter shifts; but when the hands rest."""
    day = morning(NudgeRules()).begin(Context.TYPING).sit(minutes=30)
    day.live(Posture.SITTING, 20.0, stirs=True)
    assert [] == day.nudge_clocks

    assert ["09:30:21"] == day.end(Context.TYPING).sit(minutes=1).nudge_clocks


def test_who_types_on_and_on_is_spoken_to_at_the_end_of_the_window() -> None:
    """Typing delays a nudge by a minute at most: it holds none back."""
    assert ["09:31:00"] == morning(NudgeRules()).begin(Context.TYPING).sit(minutes=32).nudge_clocks


def test_hands_that_rest_need_no_stirring() -> None:
    """Where the desktop tells that nobody types, a nudge comes when it is due."""
    day = morning(NudgeRules()).begin(Context.TYPING).end(Context.TYPING)

    assert ["09:30:00"] == day.sit(minutes=31).nudge_clocks


# -------------------------------------------------------------------------------- what the user says
def test_snooze_is_ten_minutes_from_when_it_was_said() -> None:
    """Said two minutes after the nudge, the next one comes at minute 42."""
    day = morning().sit(minutes=32).say(Action.SNOOZE).sit(minutes=12)

    assert ["09:30:00", "09:42:00"] == day.nudge_clocks


def test_snooze_takes_the_place_of_a_longer_rung() -> None:
    """After the second nudge the ladder would wait 15 min; who asks for ten gets ten."""
    day = morning().sit(minutes=41).say(Action.SNOOZE).sit(minutes=10)

    assert ["09:30:00", "09:40:00", "09:51:00"] == day.nudge_clocks


def test_snoozes_of_one_sitting_are_numbered_and_each_tells_how_many_are_left() -> None:
    """Three of 10, 10 and 5 min; a fourth is refused, with what gives them back, and the ladder goes on."""
    day = morning()
    for _ in range(4):
        day.sit(minutes=31).say(Action.SNOOZE)

    assert [
        "Snoozed until 09:41. Snoozes left in this sitting: 2.",
        "Snoozed until 10:12. Snoozes left in this sitting: 1.",
        "Snoozed until 10:38. Snoozes left in this sitting: 0.",
        "No snooze is left in this sitting. A minute on your feet gives them back.",
    ] == [reason_of(reply) for reply in day.of(Reply)]
    assert [True, True, True, False] == [reply.granted for reply in day.of(Reply)]
    waited = len(day.nudge_clocks)
    assert len(day.sit(minutes=60).nudge_clocks) > waited


def test_a_break_gives_the_snoozes_back() -> None:
    """The number is of one sitting."""
    day = morning(replace(RULES, snoozes_s=(600.0,))).sit(minutes=31).say(Action.SNOOZE).stand(minutes=1)
    day.sit(minutes=31).say(Action.SNOOZE).say(Action.SNOOZE)

    assert [True, True, False] == [reply.granted for reply in day.of(Reply)]


def test_skips_are_numbered_by_the_day() -> None:
    """Breaks do not give them back, the next day does."""
    day = morning(replace(RULES, skips=1, quiet=(0, 0)), "22:30").sit(minutes=30).say(Action.SKIP)
    day.stand(minutes=1).sit(minutes=30).say(Action.SKIP).sit(minutes=30).say(Action.SKIP)

    assert [
        "Skipped: nothing for the next 30 min of sitting. Skips left today: 0.",
        "No skip is left today. Snooze it, or stand up for a minute.",
        "Skipped: nothing for the next 30 min of sitting. Skips left today: 0.",
    ] == [reason_of(reply) for reply in day.of(Reply)]


def test_a_refused_skip_changes_nothing() -> None:
    """The next nudge comes when the ladder says."""
    day = morning(replace(RULES, skips=0)).sit(minutes=31).say(Action.SKIP).sit(minutes=10)

    assert ["09:30:00", "09:40:00"] == day.nudge_clocks


def test_what_an_earlier_run_granted_still_counts_after_a_restart() -> None:
    """Skips of today and a snooze that still lasts outlive it; snoozes of a sitting that nobody saw do not count."""
    policy = NudgePolicy(replace(RULES, skips=1, snoozes_s=(3600.0, 60.0)), ZURICH, "thigh", NO_ONE)
    policy.recall(UserAction(at("08:50"), Action.SKIP))
    policy.recall(UserAction(at("08:55"), Action.SNOOZE))
    day = Story(policy.feed).sit(minutes=50)

    assert [] == day.nudge_clocks
    assert ["09:55:00"] == day.sit(minutes=6).nudge_clocks
    assert [False, True] == [reply.granted for reply in day.say(Action.SKIP).say(Action.SNOOZE).of(Reply)]


def test_a_drive_goes_on_over_a_restart_and_nothing_else_does() -> None:
    """Whoever drives must not be nudged because a program began anew (A3); a screen is unlocked by the desktop."""
    policy = NudgePolicy(RULES, ZURICH, "thigh", NO_ONE)
    for context in (Context.DRIVING, Context.LOCKED):
        policy.recall(ContextChange(at("08:50"), context, active=True))
    day = Story(policy.feed).sit(minutes=40)

    assert [] == day.nudge_clocks
    assert ["09:40:01"] == day.end(Context.DRIVING).sit(minutes=2).nudge_clocks
    over = NudgePolicy(RULES, ZURICH, "thigh", NO_ONE)
    for active in (True, False):
        over.recall(ContextChange(at("08:50"), Context.DRIVING, active=active))
    assert ["09:30:00"] == Story(over.feed).sit(minutes=31).nudge_clocks


def test_after_a_break_a_snooze_brings_nothing() -> None:
    """Who snoozed and then stood up has done what was asked."""
    day = morning().sit(minutes=31).say(Action.SNOOZE).sit(minutes=3).stand(seconds=70).sit(minutes=29)

    assert ["09:30:00"] == day.nudge_clocks


def test_skip_is_silence_until_another_whole_limit_of_sitting() -> None:
    """Skipped at minute 31, the next nudge comes at 61, and is a first one."""
    day = morning().sit(minutes=31).say(Action.SKIP).sit(minutes=31)

    assert ["09:30:00", "10:01:00"] == day.nudge_clocks
    assert [1, 1] == [nudge.level for nudge in day.of(Nudge)]


def test_done_restarts_the_ladder_but_not_the_sitting() -> None:
    """A stretch done on the chair is acknowledged; the sitting goes on and is told whole."""
    day = morning().sit(minutes=52).say(Action.DONE).sit(minutes=30)

    assert ["09:30:00", "09:40:00", "10:02:00", "10:12:00"] == day.nudge_clocks
    assert (1, 3720.0, at("09:00")) == (
        day.of(Nudge)[2].level,
        day.of(Nudge)[2].sitting_s,
        day.of(Nudge)[2].bout_start_s,
    )


def test_who_started_the_exercise_is_not_nudged_during_it() -> None:
    """Start pressed late, a minute before the next rung, moves that rung away."""
    assert ["09:30:00", "09:49:00"] == morning().sit(minutes=39).say(Action.START).sit(minutes=11).nudge_clocks


def test_nothing_is_said_while_paused_and_resume_ends_it() -> None:
    """A pause holds until it is taken back; the sitting meanwhile is not forgotten."""
    day = morning().say(Action.PAUSE).sit(minutes=90)

    assert [] == day.heard
    assert ["10:30:01"] == day.say(Action.RESUME).sit(minutes=1).nudge_clocks
    assert 5401.0 == day.of(Nudge)[0].sitting_s


def test_a_red_flag_is_not_the_policys_business() -> None:
    """Red flags are for the safety gate; the policy alone does not act on them."""
    assert ["09:30:00"] == morning().say(Action.RED_FLAG).sit(minutes=30).nudge_clocks


# -------------------------------------------------------------------------------- the moment
@pytest.mark.parametrize("context", CONTEXT_HOLDS)
def test_a_context_holds_the_nudge_and_its_end_delivers_it(context: Context) -> None:
    """Locked, do-not-disturb, meeting, full-screen, driving: deferred, not dropped (A3)."""
    day = morning().begin(context).sit(minutes=45)

    assert [] == day.heard
    assert ["09:45:01"] == day.end(context).sit(minutes=5).nudge_clocks


def test_a_ninety_minute_drive_is_followed_by_one_nudge() -> None:
    """No exercise is asked for at the wheel; one nudge when the drive ends (A3)."""
    day = morning().begin(Context.DRIVING).sit(minutes=90)

    assert [] == day.heard
    assert 1 == len(day.end(Context.DRIVING).sit(minutes=5).heard)


def test_who_gets_up_during_the_meeting_is_not_nudged_after_it() -> None:
    """A held nudge that the body has answered is not delivered."""
    day = morning().begin(Context.MEETING).sit(minutes=45).stand(minutes=1).sit(minutes=5)

    assert [] == day.end(Context.MEETING).sit(minutes=5).heard


def test_all_contexts_must_end() -> None:
    """A meeting over while the screen is still locked is no moment to speak."""
    day = morning().begin(Context.MEETING).begin(Context.LOCKED).sit(minutes=40).end(Context.MEETING).sit(minutes=5)

    assert [] == day.heard
    assert 1 == len(day.end(Context.LOCKED).sit(seconds=1).heard)


def test_a_second_that_came_late_belongs_to_the_context_that_it_was_in() -> None:
    """The screen was unlocked at 09:40:02, before the second to 09:40:01 had come: no nudge is of that time."""
    day = morning().begin(Context.LOCKED).sit(minutes=40)
    day.feed(ContextChange(day.now_s + 2.0, Context.LOCKED, active=False)).sit(minutes=1)

    assert ["09:40:02"] == day.nudge_clocks


def test_the_end_of_a_context_that_never_began_changes_nothing() -> None:
    """A desktop may report the end of what was there before we looked."""
    assert ["09:30:00"] == morning().end(Context.LOCKED).sit(minutes=30).nudge_clocks


@pytest.mark.parametrize(
    ("quiet_min", "start", "minutes", "clocks"),
    [
        ((22 * 60, 7 * 60), "21:00", 59, ["21:30:00", "21:40:00", "21:55:00"]),
        ((22 * 60, 7 * 60), "21:40", 120, []),
        ((22 * 60, 7 * 60), "05:30", 95, ["07:00:00"]),
        ((12 * 60, 13 * 60), "11:50", 75, ["13:00:00"]),
        ((12 * 60, 12 * 60), "11:50", 40, ["12:20:00", "12:30:00"]),
    ],
)
def test_quiet_hours_are_kept_in_local_time(
    quiet_min: tuple[int, int], start: str, minutes: int, clocks: list[str]
) -> None:
    """They may span midnight or lie within the day; of no length they are none."""
    rules = replace(RULES, quiet=quiet_min)

    assert clocks == morning(rules, start).sit(minutes=minutes).nudge_clocks


def test_the_daily_cap_is_kept_and_the_next_local_day_is_free_again() -> None:
    """Two are heard before midnight and two after it, by the local clock, asking again among them."""
    rules = replace(RULES, daily_cap=2, quiet=(0, 0))
    day = morning(rules, "22:00").sit(minutes=180)

    assert ["22:30:00", "22:40:00", "00:00:00", "00:20:00"] == day.nudge_clocks
    assert [None, 2, None, 2] == [nudge.last_of for nudge in day.of(Nudge)]


def test_a_cap_of_zero_is_silence() -> None:
    """Who wants no nudges but the measurements can have that."""
    assert [] == morning(replace(RULES, daily_cap=0)).sit(minutes=120).heard


@pytest.mark.parametrize(
    ("context", "words"),
    [
        (Context.DRIVING, "a drive"),
        (Context.MEETING, "a meeting"),
        (Context.LOCKED, "a locked screen"),
        (Context.DO_NOT_DISTURB, "do not disturb"),
        (Context.FULL_SCREEN, "a full-screen window"),
    ],
)
def test_a_nudge_that_was_held_back_comes_at_the_end_and_says_by_what(context: Context, words: str) -> None:
    """Ninety minutes of it: nothing during, one nudge right after (A2, A3); deferred, not dropped."""
    day = morning().begin(context).sit(minutes=90)

    assert [] == day.nudge_clocks
    day.end(context).sit(seconds=1)
    assert [f"1 h 30 sitting since 09:00, held back for 1 h 00 by {words}."] == [reason_of(n) for n in day.of(Nudge)]


def test_a_body_that_moved_meanwhile_is_not_spoken_to() -> None:
    """The held nudge is gone with the sitting."""
    day = morning().begin(Context.DRIVING).sit(minutes=90).walk(minutes=2).end(Context.DRIVING)

    assert [] == day.sit(minutes=29).nudge_clocks


def test_working_hours_and_lunch_hold_a_nudge_back() -> None:
    """Nothing before nine, nothing at noon; what was held back says for how long."""
    rules = replace(RULES, working=(((9 * 60, 17 * 60),),) * 7, lunch=(12 * 60, 13 * 60), ladder_s=(10800.0,))
    day = morning(rules, "07:30").sit(minutes=91)

    assert ["1 h 30 sitting since 07:30, held back for 1 h 00 by your free time."] == [
        reason_of(nudge) for nudge in day.of(Nudge)
    ]
    assert ["09:00:00", "13:00:00"] == day.sit(minutes=4 * 60).nudge_clocks


def test_what_holds_back_can_be_asked_for() -> None:
    """A pause goes before a context, this before the hours; with nothing there is nothing to say."""
    policy = NudgePolicy(RULES, ZURICH, "thigh", NO_ONE)
    day = Story(policy.feed)

    assert policy.held_by(at("10:00")) is None
    assert Closed(Hold.QUIET_HOURS, 7 * 60) == policy.held_by(at("23:00"))
    day.begin(Context.MEETING)
    assert Closed(Hold.MEETING) == policy.held_by(at("23:00"))
    day.say(Action.PAUSE)
    assert Closed(Hold.PAUSE) == policy.held_by(at("23:00"))


# -------------------------------------------------------------------------------- lying
def test_lying_neither_adds_nor_breaks() -> None:
    """20 min sitting, 15 lying, 10 sitting: the limit is reached at minute 45, and the sentence says why."""
    day = morning().sit(minutes=20).lie(minutes=15).sit(minutes=11)

    assert ["09:45:00"] == day.nudge_clocks
    assert "30 min sitting since 09:00, with 15 min lying or unobserved left out." == reason_of(day.of(Nudge)[0])


def test_lying_before_the_sitting_is_no_part_of_it() -> None:
    """Only what lies within the sitting is mentioned as left out."""
    day = morning().lie(minutes=20).gap(minutes=5).sit(minutes=30)

    assert ["30 min sitting since 09:25."] == [reason_of(nudge) for nudge in day.of(Nudge)]


def test_who_lies_is_left_alone() -> None:
    """However long: lying may be sleep (product default)."""
    assert [] == morning().sit(minutes=29).lie(minutes=180).heard


# -------------------------------------------------------------------------------- what is not seen
UNSEEN = ["gap", "take_off", "be_unclear"]


@pytest.mark.parametrize("unseen", UNSEEN)
def test_unseen_time_is_not_sitting(unseen: str) -> None:
    """25 min sitting and 20 min of nothing are 25 min sitting: the nudge comes five seen minutes later."""
    day = morning().sit(minutes=25)
    getattr(day, unseen)(minutes=20)
    day.sit(minutes=6)

    assert ["09:50:00"] == day.nudge_clocks
    assert 1800.0 == day.of(Nudge)[0].sitting_s
    assert "30 min sitting since 09:00, with 20 min lying or unobserved left out." == reason_of(day.of(Nudge)[0])


@pytest.mark.parametrize("unseen", UNSEEN)
def test_nothing_fires_out_of_a_gap(unseen: str) -> None:
    """A nudge that fell due right before it waits for a minute of sitting that was really seen."""
    day = morning().begin(Context.LOCKED).sit(minutes=45)
    getattr(day, unseen)(minutes=5)
    day.end(Context.LOCKED).sit(seconds=59)

    assert [] == day.heard
    assert ["09:51:00"] == day.sit(seconds=1).nudge_clocks


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize(("seconds", "clock"), [(9, "09:30:09"), (10, "09:30:40")])
def test_a_lost_packet_delays_nothing(unseen: str, seconds: int, clock: str) -> None:
    """What cannot hide a break asks for no minute of sitting after it; ten seconds can, and do."""
    day = morning().sit(minutes=29, seconds=30)
    getattr(day, unseen)(seconds=seconds)
    day.sit(seconds=70)

    assert [clock] == day.nudge_clocks


@pytest.mark.parametrize(("confidence", "clocks"), [(0.79, ["09:40:01"]), (0.8, ["09:30:00", "09:40:00"])])
def test_an_unsure_second_of_sitting_holds_the_nudge(confidence: float, clocks: list[str]) -> None:
    """A strap that lies on the desk is no one to speak to; the first sure second brings the nudge."""
    day = morning().sit(minutes=20).live(Posture.SITTING, 20 * 60.0, confidence).sit(minutes=1)

    assert clocks == day.nudge_clocks


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize(("minutes", "clock"), [(30.0, "10:00:00"), (30.1, "10:29:06")])
def test_the_count_is_carried_over_half_an_hour_unseen_and_no_longer(unseen: str, minutes: float, clock: str) -> None:
    """29 min before count on after up to 30 min unseen; after more, the count starts anew."""
    day = morning().sit(minutes=29)
    getattr(day, unseen)(minutes=minutes)
    day.sit(minutes=31)

    assert [clock] == day.nudge_clocks[:1]


def test_unseen_time_of_several_kinds_in_a_row_is_one() -> None:
    """Ten minutes off, fifteen lost, ten unclear: 35 min without a second of sitting end the count."""
    day = morning().sit(minutes=29).take_off(minutes=10).gap(minutes=15).be_unclear(minutes=10)

    assert [] == day.sit(minutes=29).heard


def test_upright_before_a_gap_was_a_break_beginning() -> None:
    """Who rose three seconds before the link was lost starts anew after it."""
    assert [] == morning().sit(minutes=29).stand(seconds=3).gap(minutes=5).sit(minutes=29).heard


def test_upright_after_a_gap_was_a_break_ending() -> None:
    """Who comes back on their feet starts anew as well."""
    assert [] == morning().sit(minutes=29).gap(minutes=5).walk(seconds=3).sit(minutes=29).heard


def test_a_lost_second_beside_a_shift_in_the_chair_is_no_break() -> None:
    """Three seconds of moving and one of loss cannot hide ten."""
    day = morning().sit(minutes=20).walk(seconds=3).gap(seconds=1).sit(minutes=11)

    assert ["09:30:04"] == day.nudge_clocks


@pytest.mark.parametrize(("lost_s", "clocks"), [(6, ["09:30:09"]), (7, [])])
def test_upright_beside_a_gap_is_a_break_if_together_they_last_long_enough(lost_s: int, clocks: list[str]) -> None:
    """Three seconds upright and six lost are nine and no break; with seven lost they are ten and may be one."""
    day = morning().sit(minutes=25).stand(seconds=3).gap(seconds=lost_s).sit(minutes=5)

    assert clocks == day.nudge_clocks


def test_a_shift_in_the_chair_right_after_a_lost_second_is_no_break() -> None:
    """On whichever side of the loss the shift lies, the two together are too short to count."""
    day = morning().sit(minutes=20).gap(seconds=1).walk(seconds=3).sit(minutes=11)

    assert ["09:30:04"] == day.nudge_clocks


def test_a_break_survives_a_lost_second_in_its_middle() -> None:
    """Six seconds upright, one lost, six upright: thirteen away from the seat are a break."""
    assert [] == morning().sit(minutes=29).stand(seconds=6).gap(seconds=1).stand(seconds=6).sit(minutes=29).heard


def test_no_data_at_all_is_silence() -> None:
    """A night off the body ends in nothing."""
    assert [] == morning().take_off(minutes=600).heard


# -------------------------------------------------------------------------------- the rest
def test_the_policy_counts_on_but_does_not_speak_when_it_may_not() -> None:
    """Under a safety lock the sitting is counted; when it is lifted the truth is told at once."""
    policy = NudgePolicy(RULES, ZURICH, "thigh", NO_ONE)
    locked = Story(lambda item: policy.feed(item, may_speak=False)).sit(minutes=60)

    assert [] == locked.heard
    assert 3600.0 == policy.sitting_s
    assert ["10:00:01"] == Story(policy.feed, "10:00").sit(seconds=1).nudge_clocks


def test_a_restart_remembers_cap_and_cooldown() -> None:
    """Nudges of an earlier run count for the day."""
    rules = replace(RULES, daily_cap=2)
    first = morning(rules).sit(minutes=30).of(Nudge)[0]
    again = NudgePolicy(rules, ZURICH, "thigh", NO_ONE)
    again.recall(first)

    assert ["10:01:00"] == Story(again.feed, "09:31").sit(minutes=60).nudge_clocks


def test_the_wait_counts_down_to_the_nudge() -> None:
    """As long as the person sits, the wait falls by a second a second, and is zero when the nudge comes."""
    policy = NudgePolicy(RULES, ZURICH, "thigh", NO_ONE)
    day = Story(policy.feed)

    assert 1800.0 == policy.wait_s(day.now_s)
    day.sit(minutes=12)
    assert 1080.0 == policy.wait_s(day.now_s)
    day.sit(minutes=18)
    assert 600.0 == policy.wait_s(day.now_s)
    assert 0.0 == policy.wait_s(day.now_s + 600.0)


@pytest.mark.parametrize(
    ("duration_s", "text"),
    [
        (0.0, "0 s"),
        (45.0, "45 s"),
        (60.0, "1 min"),
        (2099.0, "34 min"),
        (3599.9, "59 min"),
        (3600.0, "1 h 00"),
        (4800.0, "1 h 20"),
        (37_260.0, "10 h 21"),
    ],
)
def test_durations_are_said_as_people_say_them(duration_s: float, text: str) -> None:
    """45 s, 34 min, 1 h 20; what has not passed is not said."""
    assert text == say_duration(duration_s)
