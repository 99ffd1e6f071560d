"""The guide through one exercise, in scripted time: keys, what the sensor saw and the clock go in."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.exercises import Exercise, ExerciseId
from monitor.coaching.prescriptions import Dose, prescribe
from monitor.coaching.profile import Side
from monitor.coaching.safety import Bar
from monitor.terminal.guide import ENTER, IN_S, OUT_S, Ended, Guide, Phase, Seen, breath
from monitor.texts import ENGLISH
from monitor.wording.exercises import render

SEATED = CATALOGUE[ExerciseId.SEATED_FIGURE_4]
BALL = CATALOGUE[ExerciseId.BALL_MASSAGE]
BRIDGE = CATALOGUE[ExerciseId.GLUTE_BRIDGE]


def guide_for(exercise: Exercise = SEATED) -> Guide:
    """A guide with the cues of the left side."""
    side = Side.BOTH if exercise.id == ExerciseId.GLUTE_BRIDGE else Side.LEFT
    return Guide(exercise, render(exercise, side, ENGLISH).cues, ENGLISH)


def screen(guide: Guide) -> str:
    """What stands there."""
    console = Console(width=100, file=None, force_terminal=False)
    with console.capture() as capture:
        console.print(guide.render())
    return capture.get()


def wait(guide: Guide, start_s: float, end_s: float, seen: Seen | None = None) -> Ended | None:
    """Let the time go on without a key, four times a second."""
    time_s = start_s
    while time_s <= end_s and guide.phase is not Phase.AFTER:
        if (ended := guide.feed(time_s, "", seen)) is not None:
            return ended
        time_s += 0.25
    return None


def test_the_time_starts_with_the_hold_and_not_with_the_command() -> None:
    """However long the steps are read (D7)."""
    guide = guide_for()
    wait(guide, 0.0, 600.0)
    assert (Phase.READY, 0.0) == (guide.phase, guide.held_s)

    guide.feed(600.0, ENTER)
    wait(guide, 600.0, 644.75)
    assert (Phase.WORK, 44.75) == (guide.phase, guide.held_s)
    guide.feed(645.0)
    assert (Phase.AFTER, 45.0) == (guide.phase, guide.held_s)
    assert Ended(done=True, felt="good") == guide.feed(646.0, "g")


@given(
    st.sampled_from([30.0, 45.0, 60.0]),
    st.lists(
        st.tuples(
            st.floats(0.0, 5.0),
            st.sampled_from(["", ENTER, "g", "f", "x"]),
            st.none()
            | st.builds(Seen, st.none() | st.floats(0.0, 29.9), st.none() | st.integers(0, 30), st.booleans()),
        ),
        max_size=60,
    ),
)
def test_no_hold_is_over_before_its_time(hold_s: float, steps: list[tuple[float, str, Seen | None]]) -> None:
    """Whatever is pressed and seen: the time that counts is never less than the guide's 30 s (D7)."""
    guide, now_s = guide_for(replace(SEATED, hold_s=hold_s)), 0.0
    for passed_s, key, seen in steps:
        now_s += passed_s
        ended = guide.feed(now_s, key, seen)
        assert ended is None or guide.held_s >= hold_s
        if guide.phase is Phase.AFTER:
            assert guide.held_s >= hold_s


@pytest.mark.parametrize(
    ("key", "ended"),
    [
        ("r", Ended(done=False, felt="radiating")),
        ("s", Ended(done=False, felt="too-strong")),
        ("q", Ended(done=False)),
    ],
)
def test_one_key_stops_at_once(key: str, ended: Ended) -> None:
    """Radiating or tingling, too strong, or enough (E5, D6, H4)."""
    guide = guide_for()
    guide.feed(0.0, ENTER)

    assert ended == guide.feed(3.0, key)


@pytest.mark.parametrize("phase", Phase)
def test_radiating_pain_stops_in_every_phase(phase: Phase) -> None:
    """Before, in, between and after the holds (E5)."""
    guide = guide_for(prescribe(SEATED, Dose(sets=2), "A"))
    guide.phase = phase

    assert Ended(done=False, felt="radiating") == guide.feed(1.0, "r")
    assert "r  radiating or tingling: stop" in screen(guide)


def test_not_felt_is_noted_and_the_hold_goes_on() -> None:
    """Nobody is sent deeper into it; next time it is held longer (D6, H4)."""
    guide = guide_for()
    guide.feed(0.0, ENTER)
    assert None is guide.feed(10.0, "n")
    assert "Noted: not felt. Stay within what is tolerable." in screen(guide)

    assert Ended(done=True, felt="not-felt") == wait(guide, 10.0, 60.0)


def test_a_ball_that_released_the_spot_ends_early_and_counts() -> None:
    """Or until the spot melts, as the guide says; a stretch has no such key (E3)."""
    ball, stretch = guide_for(BALL), guide_for(SEATED)
    for guide in (ball, stretch):
        guide.feed(0.0, ENTER)

    assert Ended(done=True, felt="released") == ball.feed(8.0, "f")
    assert None is stretch.feed(8.0, "f")
    assert "f  released" in screen(ball)
    assert "released" not in screen(stretch)


@pytest.mark.parametrize(
    ("key", "felt"), [("g", "good"), ("s", "too-strong"), ("n", "not-felt"), (ENTER, ""), ("q", "")]
)
def test_afterwards_one_key_says_how_it_was(key: str, felt: str) -> None:
    """Or nothing: nobody has to answer (H4)."""
    guide = guide_for()
    guide.feed(0.0, ENTER)
    guide.feed(45.0)
    assert "Held 45 s by the clock." in screen(guide)
    assert None is guide.feed(46.0, "x")

    assert Ended(done=True, felt=felt) == guide.feed(47.0, key)


# -------------------------------------------------------------------------------- the sensor
def test_the_time_is_the_sensors_where_it_sees_the_hold() -> None:
    """It starts by itself, and is what the sensor has seen, not what has passed since."""
    guide = guide_for()
    guide.feed(0.0, "", Seen(0.0))
    assert "as soon as the sensor sees you hold" in screen(guide)
    guide.feed(10.0, "", Seen(2.0))
    assert (Phase.WORK, True, 2.0) == (guide.phase, guide.by_sensor, guide.held_s)
    guide.feed(30.0, "", Seen(12.0))
    assert "12 s of 45 s   seen by the sensor" in screen(guide)
    guide.feed(90.0, "", Seen(45.0))

    assert Phase.AFTER is guide.phase
    assert "Figure-4 pose, 45 s, seen by the sensor." in screen(guide)


def test_the_sensors_time_stands_still_when_the_hold_does() -> None:
    """And says so; with Enter the clock goes on from there."""
    guide = guide_for()
    guide.feed(0.0, "", Seen(5.0))
    wait(guide, 1.0, 300.0, Seen(5.0))
    assert (Phase.WORK, 5.0) == (guide.phase, guide.held_s)
    assert "The sensor sees no hold right now. With Enter the clock goes on." in screen(guide)

    guide.feed(301.0, ENTER, Seen(5.0))
    wait(guide, 302.0, 340.75, Seen(5.0))
    assert (Phase.WORK, False) == (guide.phase, guide.by_sensor)
    wait(guide, 340.75, 342.0, Seen(5.0))
    assert Phase.AFTER is guide.phase


def test_a_sensor_that_falls_silent_leaves_it_to_the_clock() -> None:
    """From the time that it had seen; a hold of 30 s and more that it let go is over (D7)."""
    silent, let_go = guide_for(), guide_for()
    silent.feed(0.0, "", Seen(20.0))
    wait(silent, 1.0, 20.0)
    assert (Phase.WORK, False) == (silent.phase, silent.by_sensor)
    assert 39.0 == silent.held_s
    let_go.feed(0.0, "", Seen(31.0))
    let_go.feed(1.0)
    assert Phase.AFTER is let_go.phase


def test_bouncing_is_told_while_it_can_be_stopped() -> None:
    """What bounces is not credited (D9)."""
    guide = guide_for()
    guide.feed(0.0, "", Seen(3.0, bouncing=True))

    assert "Hold still: what bounces does not count." in screen(guide)


# -------------------------------------------------------------------------------- sets
def test_sets_are_counted_by_the_person_or_by_the_sensor() -> None:
    """A set is over with Enter, or when the sensor has seen its repetitions; then there is a rest (G5)."""
    guide = guide_for(BRIDGE)
    guide.feed(0.0, ENTER)
    assert "Set 1 of 2: 10 repetitions. Enter when they are done." in screen(guide)
    guide.feed(20.0, "", Seen(repetitions=7))
    assert "Seen by the sensor in all: 7." in screen(guide)
    guide.feed(30.0, "", Seen(repetitions=10))
    assert Phase.REST is guide.phase
    assert "Rest. With Enter goes on: 2 of 2." in screen(guide)
    guide.feed(60.0, ENTER, Seen(repetitions=10))
    assert None is guide.feed(70.0, "", Seen(repetitions=15))
    guide.feed(80.0, ENTER, Seen(repetitions=15))

    assert Phase.AFTER is guide.phase


def test_prescribed_holds_are_held_one_after_the_other() -> None:
    """Each as long as was prescribed, also below 30 s; the sensor follows the first, the clock the others (G5)."""
    guide = guide_for(prescribe(SEATED, Dose(hold_s=20.0, repetitions=2, sets=1), "A"))
    guide.feed(0.0, "", Seen(1.0))
    guide.feed(19.0, "", Seen(20.0))
    assert Phase.REST is guide.phase
    guide.feed(30.0, ENTER, Seen(20.0))
    assert "0 s of 20 s   by the clock   2 of 2" in screen(guide)
    wait(guide, 30.0, 49.75, Seen(20.0))
    assert Phase.WORK is guide.phase
    guide.feed(50.0, "", Seen(20.0))

    assert Phase.AFTER is guide.phase


def test_short_holds_within_repetitions_are_counted_by_the_person() -> None:
    """Nobody presses a key at the top of each of ten bridges."""
    guide = guide_for(prescribe(BRIDGE, Dose(hold_s=5.0), "A"))

    assert (None, 2) == (guide.hold_s, guide.rounds)


# -------------------------------------------------------------------------------- breath and screen
def test_the_breath_is_slow_and_goes_round() -> None:
    """In for 4 s, out for 6 s; full between the two, empty at both ends, without a jump (D7)."""
    assert ("Breathe in", 0.0) == breath(0.0)
    assert ("Breathe in", 0.5) == breath(2.0)
    assert ("Breathe out, and release a little more", 1.0) == breath(IN_S)
    assert ("Breathe out, and release a little more", 0.5) == breath(IN_S + OUT_S / 2.0)
    assert breath(0.0) == breath(IN_S + OUT_S)
    shares = [breath(tenth / 10.0)[1] for tenth in range(300)]
    assert max(abs(one - next_) for one, next_ in pairwise(shares)) < 0.04


@pytest.mark.parametrize("exercise", CATALOGUE.values(), ids=lambda exercise: exercise.id)
def test_every_cue_stays_on_the_screen_while_it_is_done(exercise: Exercise) -> None:
    """Flexed foot, wall, bone, radiating pain: whichever it has (D4, D14, E4, E5)."""
    guide = guide_for(exercise)
    guide.feed(0.0, ENTER)

    for cue in guide.cues:
        assert f"!  {cue}" in screen(guide)


def test_the_screen_of_a_hold_reads_so() -> None:
    """One big thing, then the breath, the cues, and what can be pressed; nothing blinks."""
    guide = guide_for()
    guide.feed(0.0, ENTER)
    guide.feed(12.0)

    assert [
        "",
        "  12 s of 45 s   by the clock",
        "  ━━━━━━━━──────────────────────",
        "",
        "  Breathe in",
        "  ━━━━━━━━━━━━━━━───────────────",
        "",
        "  !  Keep the left foot flexed, toes toward the shin: this protects the knee.",
        "  !  Stop if pain shoots, tingles or goes numb down the leg.",
        "",
        "  r  radiating or tingling: stop",
        "  s  too strong    n  not felt    q  quit",
        "",
    ] == [line.rstrip() for line in screen(guide).splitlines()]


@pytest.mark.parametrize("bar", list(Bar))
def test_a_bar_ends_it_in_every_phase(bar: Bar) -> None:
    """A hold that is over stays done; pain down the leg that is told in the same moment is told (F1, E5)."""
    for phase in Phase:
        guide = guide_for()
        guide.phase = phase
        assert Ended(done=phase is Phase.AFTER, bar=bar) == guide.feed(1.0, "", None, bar)
        assert Ended(done=phase is Phase.AFTER, bar=bar) == guide.feed(1.1, ENTER, Seen(12.0), bar)
        assert Ended(done=False, felt="radiating", bar=bar) == guide.feed(1.2, "r", None, bar)
