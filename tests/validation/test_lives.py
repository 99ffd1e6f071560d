"""The judge of lives: what it lives goes through the real stages, and what is planted against the rules it finds."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from monitor.coaching.catalogue import CATALOGUE, MOVEMENT_BREAK
from monitor.coaching.exercises import ExerciseId, Place
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.sessions import PracticeOutcome, PracticeResult, Reason
from monitor.edges.languages import read_translator
from validation.lives.__main__ import NAMED, main, report
from validation.lives.days import NIGHT_WEEK, Where
from validation.lives.judging import Figures, check, measure
from validation.lives.living import Life, Moment
from validation.lives.people import Person
from validation.lives.telling import tell_day

pytestmark = pytest.mark.slow

SEATED, SUPINE, BALL, BRIDGE, CLAMSHELL = (
    ExerciseId.SEATED_FIGURE_4,
    ExerciseId.SUPINE_FIGURE_4,
    ExerciseId.BALL_MASSAGE,
    ExerciseId.GLUTE_BRIDGE,
    ExerciseId.CLAMSHELL,
)
WEEK = {0: BALL, 1: BRIDGE, 2: BALL, 3: CLAMSHELL, 4: BALL, 5: BRIDGE}


def _offer(life: Life, day: int, hour: float, exercise: str, where: Where = Where.DESK) -> list[Moment]:
    """A nudge with an exercise that is done at once."""
    now_s = life.time_s(day, hour)
    place = CATALOGUE.get(exercise, MOVEMENT_BREAK).places[0]
    nudge = Nudge(now_s, now_s - 1800.0, 1800.0, 1)
    said = Recommendation(now_s, exercise, Side.LEFT, place, 45.0, asked=nudge)
    done = PracticeOutcome(now_s, now_s, exercise, Side.LEFT, PracticeResult.CLAIMED, Reason.HELD)
    heard: list[Nudge | Recommendation | PracticeOutcome] = [nudge, said]
    if exercise != MOVEMENT_BREAK.id:
        heard.append(done)
    return [Moment(now_s, day, where, what) for what in heard]


def _planted() -> Life:
    """A week of the adherent in which all holds."""
    life = Life(NAMED["adherent"])
    for day in range(7):
        life.moments += _offer(life, day, 10.0, SEATED)
        if day < 5:
            life.desk_ends_s[day] = life.time_s(day, 17.5)
            life.moments += _offer(life, day, 17.0, MOVEMENT_BREAK.id)
        life.moments += _offer(life, day, 21.0, SUPINE, Where.HOME)
        life.moments += _offer(life, day, 21.5, WEEK[day], Where.HOME) if day in WEEK else []
    return life


def _without(life: Life, *, day: int | None = None, kind: type = object, exercise: str = "") -> None:
    life.moments = [
        moment
        for moment in life.moments
        if not (
            day in (None, moment.day)
            and isinstance(moment.what, kind)
            and exercise in ("", getattr(moment.what, "exercise", None))
        )
    ]


def _skip_clamshell(life: Life) -> None:
    _without(life, exercise=CLAMSHELL)


def _do_nothing_on_tuesday(life: Life) -> None:
    _without(life, day=1, kind=PracticeOutcome)


def _skip_a_massage(life: Life) -> None:
    _without(life, kind=PracticeOutcome, exercise=BALL)


def _fall_silent(life: Life) -> None:
    life.moments = [moment for moment in life.moments if moment.day != 2 or moment.time_s < life.time_s(2, 15.9)]
    life.moments += [replace(moment, where=Where.HOME) for moment in _offer(life, 2, 21.0, SUPINE)]


def _lie_down_at_work(life: Life) -> None:
    life.moments += _offer(life, 5, 22.0, BRIDGE)


def _repeat(life: Life) -> None:
    life.moments += [moment for minute in range(4) for moment in _offer(life, 6, 22.0 + minute / 60.0, SEATED)]


def _nag(life: Life) -> None:
    moments = [moment for minute in range(12) for moment in _offer(life, 6, 22.0 + minute / 60.0, SEATED)]
    life.moments += [moment for moment in moments if isinstance(moment.what, Nudge)]


def _go_on_under_a_flag(life: Life) -> None:
    life.moments.append(
        Moment(life.time_s(6, 22.0), 6, Where.HOME, UserAction(life.time_s(6, 22.0), Action.RED_FLAG, ""))
    )
    life.moments += _offer(life, 6, 22.1, SEATED, Where.HOME)


def _go_on_in_pain(life: Life) -> None:
    said = UserAction(life.time_s(6, 21.9), Action.FEEDBACK, f"radiating {SEATED}")
    life.moments.append(Moment(said.time_s, 6, Where.HOME, said))
    life.moments += _offer(life, 6, 22.0, SUPINE, Where.HOME)


def _speak_at_the_wheel(life: Life) -> None:
    life.moments += _offer(life, 6, 22.0, SEATED, Where.WHEEL)


def _broken(figures: Figures) -> list[str]:
    return [what for what, broken in check(figures).items() if broken]


def test_a_week_in_which_all_holds_is_not_blamed() -> None:
    """Every exercise, both stretches a day, three days of each: nothing to say."""
    assert [] == _broken(measure(_planted(), 7))


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (_skip_clamshell, "each exercise"),
        (_do_nothing_on_tuesday, "plan reached"),
        (_skip_a_massage, "plan reached"),
        (_fall_silent, "last nudge"),
        (_lie_down_at_work, "on the floor"),
        (_repeat, "no text more"),
        (_nag, "within the budget"),
        (_go_on_under_a_flag, "red flag"),
        (_speak_at_the_wheel, "wheel"),
        (_go_on_in_pain, "radiating pain"),
    ],
)
def test_what_is_planted_against_the_rules_is_found(plant: Callable[[Life], None], said: str) -> None:
    """Each violation is found under its own name, and the report says so with the person's name."""
    life = _planted()
    plant(life)
    figures = measure(life, 7)
    text, holds = report([figures])

    assert any(said in what for what in _broken(figures)), _broken(figures)
    assert not holds
    assert "        adherent: " in text


def test_who_cannot_do_an_exercise_is_not_owed_it() -> None:
    """The ball only with a ball, the standing one after opt-in, the seated one on a chair that stands."""
    offered = {
        name: set(measure(Life(NAMED[name]), 7).offered) for name in ("no-ball", "wheels", "supple", "radiating")
    }

    assert set(CATALOGUE) - {"standing-figure-4", "ball-massage"} == offered["no-ball"]
    assert set(CATALOGUE) - {"standing-figure-4", "seated-figure-4"} == offered["wheels"]
    assert set(CATALOGUE) == offered["supple"]
    assert {"glute-bridge", "clamshell"} == offered["radiating"]


def test_where_both_sides_hurt_each_is_owed_its_turn() -> None:
    """Left and right are counted apart; what both legs do alike is counted once."""
    life = Life(NAMED["both-sides"])
    life.moments += _offer(life, 0, 10.0, CLAMSHELL)

    offered = measure(life, 7).offered

    assert ([1], [0]) == (offered["clamshell left"], offered["clamshell right"])
    assert "glute-bridge" in offered


def test_a_night_is_one_day() -> None:
    """Who works over midnight has the day from waking to bed, and its end of work at six."""
    life = Life(NAMED["night"])

    assert 30.0 == max(span.end_h for span in NIGHT_WEEK[0] if span.where is Where.DESK)
    assert 8.0 * 3600.0 == life.time_s(0, 30.0) - life.time_s(0, 22.0)
    assert life.time_s(1, 6.0) == life.time_s(0, 30.0)


@pytest.fixture(scope="module")
def morning() -> Person:
    """The adherent, who is seen for one hour at the desk."""
    return replace(NAMED["adherent"], week=(NAMED["adherent"].week[0][2:3],) * 7)


@pytest.fixture(scope="module")
def lived(morning: Person) -> Life:
    """One such morning."""
    return Life(morning).live(1)


def test_a_morning_goes_through_the_real_stages(lived: Life) -> None:
    """The nudge after 30 min, the exercise, and the hold that the sensor sees."""
    said = next(moment.what for moment in lived.of(Recommendation))
    outcome = next(moment.what for moment in lived.of(PracticeOutcome))

    assert isinstance(said, Recommendation)
    assert isinstance(outcome, PracticeOutcome)
    assert (SEATED, Place.DESK) == (said.exercise, said.place)
    assert PracticeResult.CONFIRMED is outcome.result


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"roll_deg": 31.0}, PracticeResult.CLAIMED),
        ({"roll_deg": 31.0, "claims": False}, PracticeResult.NOT_SEEN),
        ({"settings": {"wearable": 'wear_site = "wrist"'}, "claims": False}, PracticeResult.NOT_OBSERVABLE),
        ({"settings": {"wearable": 'leg = "right"'}, "claims": False}, PracticeResult.NOT_OBSERVABLE),
        ({"does": 0.0}, PracticeResult.NOT_SEEN),
    ],
)
def test_the_sensor_sees_what_the_body_does(morning: Person, changes: dict[str, object], result: str) -> None:
    """A stiff hip, a wrist, the other leg and who does nothing, as the product itself tells them."""
    life = Life(replace(morning, **changes)).live(1)  # type: ignore[arg-type]

    assert result == next(m.what.result for m in life.moments if isinstance(m.what, PracticeOutcome))


def test_the_same_chance_lives_the_same_day(morning: Person, lived: Life) -> None:
    """A life can be told again."""
    assert lived.moments == Life(morning).live(1).moments


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_day_is_told_in_the_products_words(lived: Life, language: str) -> None:
    """Title, body and why, as the person hears them in their language."""
    told = tell_day(lived, 0, language)

    assert told.startswith("adherent, day 0: Monday 12 January 2026")
    assert read_translator(language)(CATALOGUE[SEATED].name) in told
    assert ("fuß" in told.lower()) is (language == "de")
    assert "(does it: seated-figure-4 left)" in told


def test_the_command_prints_the_table_and_fails_where_something_does(
    morning: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 1 as soon as one rule is broken: who has one morning falls short of the plan."""
    monkeypatch.setitem(NAMED, "adherent", morning)

    code = main(["adherent", "--days", "1", "--check"])

    printed = capsys.readouterr().out
    assert "| adherent " in printed
    assert "FAILS plan reached" in printed
    assert 1 == code
