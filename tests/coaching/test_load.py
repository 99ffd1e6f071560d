"""What sitting leaves behind, and what pays it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.coach import CoachInput
from monitor.coaching.load import MOVING_PAYS, STANDING_PAYS, Load, LoadLedger
from monitor.posture.bouts import BoutProgress
from monitor.posture.labels import Posture
from monitor.texts import ENGLISH, Translator
from monitor.wording.nudges import say_load
from tests.support.stories import ZURICH, Story, at

MINUTE_S = 60.0
steps = st.lists(st.tuples(st.sampled_from(Posture), st.integers(0, 7200)), max_size=20)


def lived(day: list[tuple[Posture, int]]) -> Load:
    """The load after a day told in steps."""
    load = Load()
    for posture, duration_s in day:
        load = load.after(posture, float(duration_s))
    return load


class Day(Story):
    """A story that a ledger follows."""

    def __init__(self, start: str = "09:00") -> None:
        self.ledger = LoadLedger(ZURICH)
        super().__init__(self._follow, start)

    def _follow(self, item: CoachInput) -> list[Load]:
        return [self.ledger.feed(item)] if isinstance(item, BoutProgress) else []


@given(steps, st.integers(0, 7200), st.integers(0, 7200))
def test_it_is_monotone_in_sitting(day: list[tuple[Posture, int]], less_s: int, more_s: int) -> None:
    """Whatever came before, more sitting never means less load, and sitting never lowers it (C2)."""
    shorter, longer = sorted((less_s, more_s))
    before = lived(day)

    assert (
        before.load_s <= before.after(Posture.SITTING, shorter).load_s <= before.after(Posture.SITTING, longer).load_s
    )


@given(steps, steps)
def test_more_sitting_early_never_means_less_load_later(
    morning: list[tuple[Posture, int]], rest: list[tuple[Posture, int]]
) -> None:
    """An hour of sitting put into the middle of any day leaves at least as much at its end (C2)."""
    assert lived(morning + rest).load_s <= lived([*morning, (Posture.SITTING, 3600), *rest]).load_s


@given(steps, st.sampled_from([Posture.STANDING, Posture.MOVING]), st.integers(0, 7200))
def test_it_never_rises_on_ones_feet_and_never_falls_below_nothing(
    day: list[tuple[Posture, int]], posture: Posture, duration_s: int
) -> None:
    """Standing and walking pay back, and nobody has a load to the good."""
    before = lived(day)

    assert 0.0 <= before.after(posture, duration_s).load_s <= before.load_s


@given(steps, st.sampled_from([Posture.LYING, Posture.NON_WEAR, Posture.UNKNOWN]), st.integers(0, 36000))
def test_nothing_else_loads_or_repays(day: list[tuple[Posture, int]], posture: Posture, duration_s: int) -> None:
    """It falls only on one's feet and rises only on the chair; what is not known proves nothing."""
    assert lived(day) == lived(day).after(posture, duration_s)


@given(st.integers(0, 100000))
def test_a_minute_of_standing_repays_less_than_five_of_walking(sitting_s: int) -> None:
    """After any sitting that standing alone does not pay back; after less, both leave nothing."""
    sat = Load().after(Posture.SITTING, sitting_s)
    stood, walked = sat.after(Posture.STANDING, MINUTE_S), sat.after(Posture.MOVING, 5 * MINUTE_S)

    assert walked.load_s < stood.load_s if sitting_s > MINUTE_S else (0.0, 0.0) == (walked.load_s, stood.load_s)


@given(steps)
def test_the_raw_minutes_are_never_hidden(day: list[tuple[Posture, int]]) -> None:
    """Whatever has been paid back, sitting, standing and moving are kept and said as they were seen."""
    load = lived(day)

    seen = [sum(s for p, s in day if p is posture) for posture in (Posture.SITTING, Posture.STANDING, Posture.MOVING)]
    assert seen == [load.sitting_s, load.standing_s, load.moving_s]
    assert load.load_s <= load.sitting_s


def test_five_minutes_of_walking_repay_half_an_hour() -> None:
    """The dose of the study; one minute leaves 24."""
    sat = Load().after(Posture.SITTING, 30 * MINUTE_S)

    assert 0.0 == sat.after(Posture.MOVING, 5 * MINUTE_S).load_s
    assert 24 * MINUTE_S == sat.after(Posture.MOVING, MINUTE_S).load_s
    assert 5 * MINUTE_S == sat.walk_s


def test_a_ledger_counts_seconds_that_were_seen() -> None:
    """Two hours of sitting around an hour's gap and ten minutes without the wearable; two minutes of walking (C2)."""
    day = Day().sit(minutes=60).gap(minutes=60).take_off(minutes=10).be_unclear(minutes=5).sit(minutes=60)

    assert Load(load_s=7200.0, sitting_s=7200.0) == day.ledger.load
    assert Load(load_s=6480.0, sitting_s=7200.0, moving_s=120.0) == day.walk(minutes=2).ledger.load


def test_a_new_day_begins_with_nothing() -> None:
    """At local midnight, also on the night in which summer time begins."""
    day = Day("23:50").sit(minutes=20)
    spring = LoadLedger(ZURICH)
    before = Story(lambda item: [spring.feed(item)] if isinstance(item, BoutProgress) else [])
    before.now_s = at("23:50", "2026-03-28")
    before.sit(minutes=20).gap(minutes=22 * 60 + 40).sit(minutes=10)  # up to midnight of a day of 23 hours

    assert 600.0 == day.ledger.load.sitting_s
    assert 1200.0 == spring.load.sitting_s
    assert 60.0 == before.sit(minutes=1).of(Load)[-1].sitting_s


def test_however_a_time_is_cut_it_weighs_the_same() -> None:
    """A minute at once, or second by second."""
    whole = Load().after(Posture.SITTING, 600.0).after(Posture.STANDING, 60.0).after(Posture.MOVING, 30.0)
    day = Day().sit(minutes=10).stand(minutes=1).walk(seconds=30)

    assert whole == day.ledger.load


@pytest.mark.parametrize(
    ("load", "said"),
    [
        (
            Load(7500.0, 12000.0, 900.0, 600.0),
            "Sitting today: 3 h 20; standing: 15 min; moving: 10 min. "
            "By our rule of thumb, 2 h 05 of sitting is not paid back yet; 21 min of walking would do.",
        ),
        (
            Load(0.0, 1800.0, 0.0, 600.0),
            "Sitting today: 30 min; standing: 0 s; moving: 10 min. "
            "By our rule of thumb, moving has paid all of it back.",
        ),
    ],
)
def test_it_is_said_plainly(load: Load, said: str) -> None:
    """First what was seen, then what is left and what would do."""
    assert said == say_load(load, ENGLISH)


def test_it_is_said_in_the_persons_tongue() -> None:
    """The template is looked up, not the finished sentence."""
    shouting = Translator("xx", lambda text: text.replace("Sitting today", "SEATED"))

    assert say_load(Load(sitting_s=60.0), shouting).startswith("SEATED: 1 min")


def test_the_rates_keep_the_promise() -> None:
    """One minute of standing pays back less than five of walking."""
    assert 0.0 < STANDING_PAYS < 5.0 * MOVING_PAYS


def test_a_strap_on_a_desk_has_not_sat() -> None:
    """What was added until that was known is taken back; who sits very still and stirs again has sat."""
    desk, still = Day().stir(seconds=600).rest(Posture.SITTING, minutes=15), Day().stir(seconds=600)
    still.rest(Posture.SITTING, minutes=4).stir()

    assert (600.0, 600.0) == (desk.ledger.load.load_s, desk.ledger.load.sitting_s)
    assert (841.0, 841.0) == (still.ledger.load.load_s, still.ledger.load.sitting_s)
