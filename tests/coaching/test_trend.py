"""How pain is judged: it waits for practice but not with severe or rising pain, and never widens who gets better."""

import re
from collections.abc import Callable
from itertools import product
from random import Random
from statistics import fmean, pstdev

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.coaching.adherence import Adherence, adherence
from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.exercises import Pillar
from monitor.coaching.pain_line import PainLine, fit_line
from monitor.coaching.plan import PlanTargets
from monitor.coaching.sessions import Ledger, PracticeOutcome, PracticeResult
from monitor.coaching.trend import WORSE, Judgement, Kind, Trend
from monitor.texts import ENGLISH
from monitor.wording.pain import say_appraisal
from tests.coaching.test_voice import BANNED
from tests.support.practices import BALL, BRIDGE, MONDAY, diligent_day, hurts, moment, practised
from tests.support.stories import ZURICH
from tests.support.words import body_of, card_of, reason_of, title_of

CLAIMED = PracticeResult.CLAIMED
Course = Callable[[int], int]
CARE = {Kind.HIGH, *WORSE}
SUDDEN_CARD = "get medical help now"


def ledger_of(outcomes: list[PracticeOutcome]) -> Ledger:
    """A ledger that was fed these."""
    ledger = Ledger(ZURICH, CATALOGUE)
    for outcome in outcomes:
        ledger.feed(outcome)
    return ledger


def live(
    course: Course, days: int = 90, targets: PlanTargets | None = None, practice: Callable[[int], bool] = lambda _: True
) -> tuple[Trend, list[Judgement]]:
    """So many days with an entry each, and with practice on some; asked each evening."""
    ledger, said = Ledger(ZURICH, CATALOGUE), list[Judgement]()
    trend = Trend(ledger, targets or PlanTargets(), ZURICH)
    for number in range(days):
        for outcome in diligent_day(number) if practice(number) else []:
            ledger.feed(outcome)
        trend.feed(hurts(number, course(number)))
        said += trend.judge(moment(number, "21:00"))
    return trend, said


def kinds(said: list[Judgement]) -> list[Kind]:
    """What kinds these are."""
    return [one.kind for one in said]


def found_of(said: Judgement) -> Kind:
    """What a card rests on."""
    assert said.appraisal is not None
    return said.appraisal.found


def flat(_: int) -> int:
    """Always five."""
    return 5


@given(
    st.integers(0, 10),
    st.integers(-8, 8),
    st.sets(st.integers(0, 27), min_size=10).filter(lambda days: max(days) - min(days) > 8),
)
def test_the_line_of_a_straight_course_is_that_course(start: int, eighths: int, days: set[int]) -> None:
    """Whichever days have an entry."""
    levels = tuple((day, start + eighths * day / 8.0) for day in sorted(days))
    line = fit_line(levels, 28)

    assert max(0.0, start) == pytest.approx(line.start)
    assert max(0.0, start + 27 * eighths / 8.0) == pytest.approx(line.end)


@given(st.integers(2, 8), st.sets(st.integers(0, 27), max_size=3), st.sampled_from([0, 10]))
def test_a_few_bad_evenings_do_not_bend_the_line(level: int, bad: set[int], worst: int) -> None:
    """Three of 28 days may be anything: it moves by less than half of what counts as a change."""
    line = fit_line(tuple((day, float(worst if day in bad else level)) for day in range(28)), 28)

    assert (level, level) == pytest.approx((line.start, line.end), abs=0.25)


@pytest.mark.parametrize(
    ("start", "end", "is_felt"),
    [
        (5.0, 5.0, False),
        (5.0, 4.3, False),
        (5.0, 4.2, True),
        (5.0, 3.5, True),
        (9.0, 8.0, True),
        (2.0, 1.6, False),
        (2.0, 1.4, True),
        (3.0, 6.0, False),
    ],
)
def test_what_is_felt_as_less(start: float, end: float, is_felt: bool) -> None:
    """A point or 15 % is slightly less (Salaffi 2004) (F5)."""
    assert is_felt is PainLine(start, end, 28, 1.0).fell


@pytest.mark.parametrize(
    ("end", "days", "doubt", "said"),
    [
        (3.0, 84, 1.0, "less"),
        (4.9, 34, 1.8, ""),  # an ordinary month: nothing can be told
        (6.0, 34, 1.8, ""),
        (6.0, 84, 1.0, "not less"),
        (4.9, 34, 0.3, "less"),
        (8.0, 84, 1.3, "not less"),
        (6.8, 34, 0.2, "not less, more"),
    ],
)
def test_what_is_said_is_what_the_noise_allows(end: float, days: int, doubt: float, said: str) -> None:
    """From six points: less, not less, more, or none of it yet (F5)."""
    line = PainLine(6.0, end, days, doubt)
    found = {"less": line.is_less, "not less": line.is_not_less, "more": line.is_more}

    assert said == ", ".join(word for word, holds in found.items() if holds)


def test_the_doubt_of_a_line_is_how_far_it_misses() -> None:
    """Of 150 flat diaries with a memory the changes of their lines scatter as widely as the lines themselves say."""
    random, lines = Random(5), []
    for _ in range(150):
        off, levels = random.gauss(0.0, 1.5), []
        for day in range(42):
            if random.random() < 0.8:
                levels.append((day, float(round(5.0 + off))))
            off = 0.7 * off + 0.51**0.5 * random.gauss(0.0, 1.5)
        lines.append(fit_line(tuple(levels), 42))

    assert pstdev([line.rise for line in lines]) == pytest.approx(fmean([line.doubt for line in lines]), rel=0.15)


def test_diligence_is_the_share_of_the_plan() -> None:
    """All of it is all; what goes beyond the plan on one side makes up for nothing on the other (B4)."""
    whole = ledger_of([outcome for number in range(28) for outcome in diligent_day(number)])
    bridges = ledger_of([practised(number, BRIDGE, clock=f"1{more}:00") for number in range(28) for more in range(5)])

    found = [adherence(ledger, PlanTargets(), MONDAY, 4) for ledger in (whole, bridges)]
    assert [(1.0, 2.0 / 3.0), (1.0 / 3.0, 1.0 / 3.0)] == [pytest.approx((one.share, one.seen)) for one in found]
    assert Adherence(0.0, 0.0) == adherence(whole, PlanTargets(disabled=frozenset(Pillar)), MONDAY, 4)


def test_stretches_alone_are_diligent_too() -> None:
    """Who did all the stretches with little effect is just whom the guide tells to widen (B4)."""
    stretches = ledger_of([practised(number, clock=clock) for number in range(28) for clock in ("10:00", "15:00")])

    assert Adherence(1.0, 1.0) == adherence(stretches, PlanTargets(), MONDAY, 4)


@pytest.mark.parametrize("seen", [True, False], ids=["it looked", "it cannot see"])
def test_what_was_said_counts_for_care_and_is_not_called_seen(seen: bool) -> None:
    """Whether or not the sensor looked: a stiff hip that does all of it must not wait longer for help (F5)."""
    said = [
        practised(number, result=CLAIMED, clock=clock, seen=seen)
        for number in range(28)
        for clock in ("10:00", "15:00")
    ]

    assert Adherence(1.0, 0.0) == adherence(ledger_of(said), PlanTargets(), MONDAY, 4)


def test_flat_and_diligent_widens_and_then_refers_each_once() -> None:
    """After four weeks and one to be sure; after four more the card of the three roles (B4, F5, F6)."""
    trend, said = live(flat, 200)

    assert [Kind.WIDEN, Kind.REFER] == kinds(said)
    assert (moment(34, "21:00"), moment(62, "21:00")) == tuple(one.time_s for one in said)
    assert "Pain from 5.0 to 5.0 of 10 in 4 weeks. Practised: 100 % of the plan, 67 % seen by the sensor." == (
        reason_of(said[0])
    )
    assert "the gemelli and the obturator internus" in card_of(said[0])
    assert PlanTargets().widened() == trend.targets
    assert all(role in card_of(said[1]) for role in ("A doctor", "A physiotherapist", "A clinical massage therapist"))


@pytest.mark.parametrize("weeks", [2, 3, 6])
def test_how_many_weeks_are_several_can_be_set(weeks: int) -> None:
    """Four is a product default (F5)."""
    _, said = live(flat, 100, PlanTargets(judged_weeks=weeks))

    assert [7 * weeks + 6, 14 * weeks + 6] == [round((one.time_s - moment(0, "21:00")) / 86400.0) for one in said]
    assert f"After {weeks} weeks of practice" in card_of(said[0])


@settings(max_examples=200)
@given(st.integers(3, 10), st.lists(st.sets(st.integers(0, 6)), min_size=4, max_size=4))
@example(4, [{6}, {1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6}, set()])  # two weeks with one entry each
@example(5, [{0, 1, 2, 3, 4, 5}, set(), {0}, set()])
@example(4, [set(), {0}, {1, 2, 3, 5}, {0, 2, 4, 6}])
def test_who_clearly_improves_is_never_told_otherwise(start: int, gaps: list[set[int]]) -> None:
    """Two points less every four weeks, whatever days lack an entry, also with one or two a week: no card (B4, F5)."""
    ledger, trend_said = Ledger(ZURICH, CATALOGUE), list[Judgement]()
    trend = Trend(ledger, PlanTargets(), ZURICH)
    for number in range(90):
        for outcome in diligent_day(number):
            ledger.feed(outcome)
        if number % 7 not in gaps[number // 7 % 4]:
            trend.feed(hurts(number, max(0, round(start - number / 14.0))))
        trend_said += trend.judge(moment(number, "21:00"))

    assert [] == trend_said


@settings(max_examples=30)
@given(st.lists(st.integers(0, 10), min_size=90, max_size=90), st.sets(st.integers(0, 6), max_size=3))
def test_who_practises_little_is_never_widened_nor_told_that_it_did_not_help(
    levels: list[int], weekdays: set[int]
) -> None:
    """Three days a week are too little to judge by; severe and rising pain do not wait for more (B4, F5)."""
    trend, said = live(levels.__getitem__, practice=lambda number: number % 7 in weekdays)

    assert Kind.WIDEN not in kinds(said)
    assert {found_of(one) for one in said if one.kind is Kind.REFER} <= CARE
    assert trend.targets == PlanTargets()


@settings(max_examples=30)
@given(st.lists(st.integers(0, 10), min_size=100, max_size=100))
def test_whatever_the_course_each_card_comes_at_its_time_and_once(levels: list[int]) -> None:
    """Never told that a wider plan did not help without four weeks of it; a week has one card at most (B4, F5)."""
    _, said = live(levels.__getitem__, 100)
    plateau = [one for one in said if one.kind is not Kind.SUDDEN]

    for before, after in zip([None, *plateau], plateau, strict=False):
        apart_days = 999.0 if before is None else (after.time_s - before.time_s) / 86400.0
        assert apart_days >= 6.9
        if after.kind is Kind.WIDEN:
            assert apart_days >= 27.9
        elif found_of(after) not in CARE:
            assert before is not None
            assert Kind.WIDEN is before.kind
            assert apart_days >= 27.9


def test_who_improves_after_widening_begins_anew() -> None:
    """No referral, and the plan is what it was; a later plateau widens again first (B4, F5)."""
    course: Course = lambda number: 6 if number < 40 else 3  # noqa: E731 - lived twice
    relieved, _ = live(course, 76)
    _, said = live(course, 180)

    assert relieved.targets == PlanTargets()
    assert Kind.LESS is relieved.look(moment(76)).kind
    assert [Kind.WIDEN, Kind.WIDEN] == kinds(said)[:2]
    assert said[1].time_s > moment(40 + 35)


@pytest.mark.parametrize("practice", [True, False])
def test_severe_pain_for_four_weeks_sends_to_a_professional(practice: bool) -> None:
    """Once, whatever was practised, and more is not asked for first (F5)."""
    trend, said = live(lambda number: 7 + number % 2, 60, practice=lambda _: practice)

    assert [(Kind.REFER, Kind.HIGH, moment(34, "21:00"))] == [(one.kind, found_of(one), one.time_s) for one in said]
    assert "7 of 10 or more for four weeks" in card_of(said[0])
    assert trend.targets == PlanTargets()
    assert (
        "It was around 7 or more for four weeks. A professional should look at it, since 2026-04-04."
        in say_appraisal(trend.look(moment(60)), ENGLISH)
    )


@pytest.mark.parametrize("practice", [True, False])
def test_pain_that_rises_sends_to_a_professional_and_never_adds_load(practice: bool) -> None:
    """By two points in seven weeks: a card once, whatever was practised (F5)."""
    trend, said = live(lambda number: round(3 + 2 * number / 42), 70, practice=lambda _: practice)

    assert [Kind.REFER] == kinds(said)
    assert said[0].worse
    assert "let a professional look at it" in card_of(said[0]).lower()
    assert trend.targets == PlanTargets()


def test_a_plan_that_was_widened_is_as_before_once_the_pain_is_worse() -> None:
    """Flat for six weeks widens; then it rises: what was added goes, and a professional looks (B4, F5)."""
    trend, said = live(lambda number: 4 if number < 42 else min(9, 4 + (number - 42) // 5), 75)

    assert [Kind.WIDEN, Kind.REFER] == [one.kind for one in said if one.kind is not Kind.SUDDEN]
    assert found_of(said[-1]) in WORSE
    assert trend.targets == PlanTargets()


def test_where_noise_hides_the_course_nothing_more_is_said() -> None:
    """Six to five in a month of days that scatter: 'not clearly less yet', and not that it failed (F5)."""
    _, said = live(lambda number: (8, 4, 7, 6, 3, 8, 5)[number % 7] - number // 28, 36)

    assert [(Kind.WIDEN, Kind.NOT_CLEARLY_LESS)] == [(one.kind, found_of(one)) for one in said]
    assert "the pain is not clearly less yet: 6." in card_of(said[0])
    assert "It is not clearly less yet. Practised: 100 %" in reason_of(said[0])


@pytest.mark.parametrize(
    ("course", "practice", "days", "kind", "words"),
    [
        (flat, True, 20, Kind.NOT_YET, "The pain is judged after 4 weeks of practice."),
        (flat, False, 40, Kind.TOO_LITTLE_PRACTICE, "Not enough practice to judge: 0 % of the plan; it takes 60 %."),
        (lambda number: 1, True, 40, Kind.LITTLE_PAIN, "Little pain: 1.0 of 10."),
        (lambda number: 8 - number // 10, True, 40, Kind.LESS, "It is less."),
        (flat, True, 40, Kind.WIDEN, "The plan is wider since 2026-04-04."),
        (flat, True, 90, Kind.REFER, "A professional should look at it, since 2026-05-02."),
    ],
)
def test_how_it_stands_can_be_looked_at_any_time(
    course: Course, practice: bool, days: int, kind: Kind, words: str
) -> None:
    """With the numbers behind it, and without a card (B4, F5)."""
    trend, _ = live(course, days, practice=lambda _: practice)
    found = trend.look(moment(days))

    assert kind is found.kind
    assert words in say_appraisal(found, ENGLISH)


def test_too_few_entries_are_said() -> None:
    """Two days in each week are the least; four are enough for any judgement."""
    ledger = ledger_of([outcome for number in range(60) for outcome in diligent_day(number)])
    trend = Trend(ledger, PlanTargets(), ZURICH)
    for number in [*range(14), 30]:
        trend.feed(hurts(number, 5))

    assert Kind.TOO_FEW_ENTRIES is trend.look(moment(35)).kind
    assert "it needs 4 days a week" in say_appraisal(trend.look(moment(60)), ENGLISH)
    assert [] == trend.judge(moment(60))


@pytest.mark.parametrize(("entries", "kind"), [(0, Kind.TOO_FEW_ENTRIES), (2, Kind.NOT_LESS)])
def test_one_sparse_week_of_four_is_too_few(entries: int, kind: Kind) -> None:
    """However full the others are: nothing is judged, and that is what is said."""
    ledger = ledger_of([outcome for number in range(60) for outcome in diligent_day(number)])
    trend = Trend(ledger, PlanTargets(), ZURICH)
    for number in range(42):
        if number % 14 >= 7 or number % 14 < entries:
            trend.feed(hurts(number, 5))

    assert kind is trend.look(moment(42)).found
    assert ("Too few entries" in say_appraisal(trend.look(moment(42)), ENGLISH)) is (kind is Kind.TOO_FEW_ENTRIES)


def test_few_noisy_entries_are_never_a_card() -> None:
    """Two or three a week that scatter: nothing is shown, and so nothing is asked (F5)."""
    ledger = ledger_of([outcome for number in range(90) for outcome in diligent_day(number)])
    trend = Trend(ledger, PlanTargets(), ZURICH)
    for number in range(0, 90, 3):
        trend.feed(hurts(number, (4, 6, 3, 7, 5)[number % 5]))

    assert [] == trend.judge(moment(60))
    assert Kind.TOO_FEW_ENTRIES is trend.look(moment(60)).kind


@pytest.mark.parametrize("practice", [True, False])
def test_a_sudden_rise_is_asked_about_within_days(practice: bool) -> None:
    """Once, whatever was practised, since a red flag must not wait for weeks (F1, F3)."""
    _, said = live(lambda number: 3 if number < 20 else 7, 40, practice=lambda _: practice)
    sudden = [one for one in said if one.kind is Kind.SUDDEN]

    assert [moment(22, "21:00")] == [one.time_s for one in sudden]
    assert SUDDEN_CARD in card_of(sudden[0])
    assert "anything else about it is sudden or worrying" in card_of(sudden[0])


def test_one_bad_day_is_no_sudden_rise() -> None:
    """Two days with entries must be far above the usual."""
    _, said = live(lambda number: 9 if number == 30 else 3, 34)

    assert [] == said


def test_what_was_said_in_an_earlier_run_is_not_said_again() -> None:
    """After a restart the stage is known from the same entries, and the card stays said (B4)."""
    _, said = live(flat, 50)
    ledger = ledger_of([outcome for number in range(70) for outcome in diligent_day(number)])
    trend = Trend(ledger, PlanTargets(), ZURICH)
    for number in range(70):
        trend.feed(hurts(number, 5))
    trend.recall(said[0])

    assert [] == trend.judge(moment(50, "22:00"))
    assert [Kind.REFER] == kinds(trend.judge(moment(70)))


@settings(max_examples=20)
@given(st.lists(st.integers(0, 10), min_size=80, max_size=80), st.integers(1, 79))
def test_a_restart_on_any_day_changes_no_card(levels: list[int], cut: int) -> None:
    """What comes after is what would have come: no memory but the diary, the ledger and what was said."""
    whole_trend, whole = live(levels.__getitem__, 80)
    _, before = live(levels.__getitem__, cut)
    again = Trend(ledger_of([one for number in range(80) for one in diligent_day(number)]), PlanTargets(), ZURICH)
    for number in range(80):
        again.feed(hurts(number, levels[number]))
    for said in before:
        again.recall(said)
    after = [one for one in again.judge(moment(79, "21:00")) if one not in before]

    assert [card_of(one) for one in whole] == [card_of(one) for one in [*before, *after]]
    assert whole_trend.look(moment(80)) == again.look(moment(80))


def test_every_card_fits_a_notification_and_no_text_promises() -> None:
    """Title, body and card of every kind, flat and worse (F6, F7)."""
    courses: list[Course] = [flat, lambda number: 2 + number // 9, lambda number: 3 if number < 20 else 7, lambda _: 8]
    courses += [(lambda number, by=by: (8, 4, 7, 6, 3, 8, 5)[number % 7] + by * number // 28) for by in (-1, 0, 1)]
    said = [one for course in courses for one in live(course)[1]]

    assert {Kind.WIDEN, Kind.REFER, Kind.SUDDEN} == {*kinds(said)}
    assert {Kind.NOT_LESS, Kind.NOT_CLEARLY_LESS, *CARE} == {
        found_of(one) for one in said if one.kind is not Kind.SUDDEN
    }
    assert all(0 < len(title_of(one)) <= 40 and 0 < len(body_of(one)) <= 120 for one in said)
    texts = [text for one in said for text in (title_of(one), body_of(one), card_of(one), reason_of(one))]
    for text, pattern in product(texts, [*BANNED.values(), r"[{}]|  |\.\.|None"]):
        assert not re.search(pattern, text, re.IGNORECASE)


def test_the_ball_counts_as_it_is_said() -> None:
    """No sensor feels pressure: who has nothing else than the ball is judged by the person's word (F5)."""
    ball = [practised(number, BALL, CLAIMED) for number in range(28) if number % 7 in (1, 3, 5)]
    only = PlanTargets(disabled=frozenset({Pillar.LENGTHEN, Pillar.STRENGTHEN}))

    assert Adherence(1.0, 0.0) == adherence(ledger_of(ball), only, MONDAY, 4)
