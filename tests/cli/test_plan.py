"""`sitmon plan`: everything that it shows is computed from the journal."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.cli.plan import OPEN, look, marks, tell
from monitor.coaching.exercises import Pillar
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.plan import Off, PillarStatus, State
from monitor.coaching.profile import Side
from monitor.coaching.sessions import PracticeOutcome, PracticeResult
from monitor.coaching.trend import Kind
from monitor.edges.journal import Journal
from monitor.edges.settings import parse_settings
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture, Relabel
from monitor.records import event_time_s, record_of
from monitor.standing import fold
from monitor.texts import ENGLISH
from monitor.wording.pain import say_appraisal
from monitor.wording.plan import STATE_WORDS, say_pillar
from tests.support.commands import Commands
from tests.support.practices import BALL, diligent_day, hurts, moment, practised
from tests.support.stories import ZURICH

SETTINGS = parse_settings('[person]\ntimezone = "Europe/Zurich"\nequipment = ["ball"]')
CLAIMED = PracticeResult.CLAIMED
PILLARS = {"R": Pillar.RELEASE, "L": Pillar.LENGTHEN, "S": Pillar.STRENGTHEN, "H": Pillar.HABIT}


def keep(sitmon: Commands, *events: PracticeOutcome | Bout | Relabel, name: str = "journal") -> Journal:
    """A journal in which these happened; to be closed by whoever asked for it."""
    journal = Journal(sitmon.store / f"{name}.sqlite")
    for event in events:
        body = record_of(event, ZURICH)
        journal.write(str(body.pop("event")), event_time_s(event), 3600, body)
    return journal


def hurt(journal: Journal, numbers: Iterable[int]) -> None:
    """An entry of five on each of these days."""
    for number in numbers:
        entry = hurts(number, 5)
        journal.write_input(UserAction(entry.time_s, Action.PAIN, entry.detail), 3600)


def test_the_plan_shows_pillars_sides_balance_pain_and_origins(sitmon: Commands) -> None:
    """A week of practice, word for word (A5, D10, G1, G4, H1, H2)."""
    outcomes = [practised(-10), *(outcome for number in range(4) for outcome in diligent_day(number))]
    start_s = moment(0, "09:00")
    stood = [Bout(Posture.SITTING, start_s, start_s + 2400.0), Bout(Posture.STANDING, start_s + 2400.0, start_s + 18e3)]
    with keep(sitmon, *stood, *outcomes) as journal:
        lines = [*tell(look(journal, SETTINGS, moment(3, "21:00")), ENGLISH)]

    assert [
        "Massage   ○○·  behind      Days with massage this week: 2 of 3. 2 of them on your word.",
        "Stretch   ●●   met         Stretches today: 2 of 2.",
        "Strength  ●●·  behind      Days with strength this week: 2 of 3.",
        "Sit less       on the way  Today: 0 long sits (30 min and more), the longest 0 s. Got up: 0. "
        "Your first week is what later ones stand beside.",
        "● seen by the sensor  ○ you said so  · still to do",
        "",
        "Days with it in each of four weeks, this one last: Massage 0 0 0 2, Stretch 0 0 1 4, Strength 0 0 0 2, "
        "Sit less 0 0 0 1",
        "In four weeks: left 11, right 0. Next: right side.",
        "In seven days: stretches 8, strength 2.",
        "The pain is judged after 4 weeks of practice.",
        "",
        "Where the numbers come from:",
    ] == lines[:12]
    assert "  Stretches a day, 2: product default, not from the guide." in lines


def test_a_plateau_is_shown_with_its_wider_plan(sitmon: Commands) -> None:
    """After five weeks of diligent practice the plan asks for more (B4, F5)."""
    with keep(sitmon, *(outcome for number in range(40) for outcome in diligent_day(number))) as journal:
        hurt(journal, range(40))
        overview = look(journal, SETTINGS, moment(40))

    assert Kind.WIDEN is overview.pain.kind
    assert [5, 2, 4] == [one.target for one in overview.pillars[:3]]
    assert say_appraisal(overview.pain, ENGLISH).endswith("The plan is wider since 2026-04-04.")


def test_the_day_that_is_asked_for_is_all_that_counts(sitmon: Commands) -> None:
    """What came later is not known then: any past day shows what it showed."""
    overviews = []
    for days in (21, 40):
        with keep(sitmon, *(one for number in range(days) for one in diligent_day(number)), name=str(days)) as journal:
            hurt(journal, range(days))
            overviews.append(look(journal, SETTINGS, moment(20, "22:00"), is_past=True))

    assert overviews[0] == overviews[1]


def test_without_a_ball_massage_is_off(sitmon: Commands) -> None:
    """Nobody is behind in what cannot be done (E1)."""
    with keep(sitmon, practised(0)) as journal:
        lines = [*tell(look(journal, parse_settings(""), moment(5)), ENGLISH)]

    assert lines[0].startswith("Massage ")
    assert "off It needs a tennis or massage ball. Have one? Write it into your settings:" in " ".join(lines[0].split())
    assert lines[0].endswith('equipment = ["ball"].')


def test_one_affected_side_takes_no_turns(sitmon: Commands) -> None:
    """As set, or as answered in the intake (D3)."""
    with keep(sitmon, practised(0)) as journal:
        assert Side.RIGHT is look(journal, SETTINGS, moment(1)).next_side
        journal.write_input(UserAction(moment(1), Action.INTAKE, "side=left"), 3600)
        assert None is look(journal, SETTINGS, moment(2)).next_side


def test_what_stands_in_the_way_comes_first(sitmon: Commands) -> None:
    """A red flag, and the week that is only watched (F1, H2)."""
    settings = parse_settings("[plan]\nbaseline_week = true")
    with keep(sitmon) as journal:
        journal.write_input(UserAction(moment(0), Action.RED_FLAG, "leg-weakness"), 3600)
        first, second, *rest = tell(look(journal, settings, moment(0, "13:00")), ENGLISH)

    assert first.startswith("A red flag stands: nothing of this is asked for.")
    assert "Your first week is watched without nudges, to compare with." == second
    words = [OPEN, *(str(word) for state, word in STATE_WORDS.items() if state is not State.OFF)]
    assert not any(word in line for line in rest[:4] for word in words)


@pytest.mark.parametrize(
    ("said", "waiting", "word"),
    [
        (
            [(Action.INTAKE, "injury=yes")],
            "RS",
            "has looked at the injury; then say `sitmon intake injury=acknowledged`",
        ),
        ([(Action.INTAKE, "weakness=chronic")], "RS", "looked at the weak leg"),
        ([(Action.INTAKE, "condition=yes")], "RLS", "said which exercises fit you"),
        ([(Action.FEEDBACK, "radiating ball-massage")], "RL", "wait until tomorrow"),
        ([(Action.PAIN, "5 radiating")] * 3, "RL", "then say `sitmon intake radiating=acknowledged`"),
        ([(Action.INTAKE, "injury=yes"), (Action.INTAKE, "injury=acknowledged")], "", ""),
        ([(Action.INTAKE, "saddle=yes")], "RLSH", "A red flag stands"),
    ],
)
def test_what_is_withheld_is_never_behind(
    sitmon: Commands, said: list[tuple[Action, str]], waiting: str, word: str
) -> None:
    """It is off and says who releases it, by the same gate by which the coach refuses it (C1, E5, F1, F4)."""
    now_s = moment(3, "21:00")
    settings = replace(SETTINGS, storage=replace(SETTINGS.storage, folder=sitmon.store))
    with keep(sitmon, practised(-30), *(practised(number) for number in range(-3, 3))) as journal:
        for number, (action, detail) in enumerate(said):
            journal.write_input(UserAction(now_s - 3600.0 * (9 - 3 * number), action, detail), 3600)
        overview = look(journal, settings, now_s)
    coach = fold(settings, now_s)
    barred = {
        pillar: all(coach.bars(one, now_s) for one in coach.exercises.values() if one.pillar is pillar)
        for pillar in Pillar
        if pillar is not Pillar.HABIT
    }
    found = {one.pillar: one for one in overview.pillars if one.off is Off.WAITS}

    assert {PILLARS[letter] for letter in waiting} == {*found}
    assert all(barred[pillar] is (pillar in found) for pillar in barred)
    assert all(word in say_pillar(one, ENGLISH) and not marks(one) for one in found.values())
    assert State.BEHIND not in {one.state for one in found.values()}
    assert not (overview.balance.one_sided and Pillar.STRENGTHEN in found)
    assert coach.locked is overview.red_flag
    assert not (overview.red_flag and overview.next_side)


def test_what_was_not_worn_after_all_is_no_long_sitting(sitmon: Commands) -> None:
    """A wearable that lay on the desk sat for nobody (H2)."""
    start_s = moment(0, "09:00")
    sat, lay = (
        Bout(Posture.SITTING, start_s, start_s + 2400.0),
        Relabel(start_s + 600.0, start_s + 2400.0, Posture.NON_WEAR),
    )
    with keep(sitmon, lay, sat) as journal:
        assert 0 == look(journal, SETTINGS, moment(0, "20:00")).pillars[3].done
    with keep(sitmon, Bout(Posture.SITTING, start_s + 7200.0, start_s + 9600.0)) as journal:
        assert 1 == look(journal, SETTINGS, moment(0, "20:00")).pillars[3].done


def test_the_command_tells_people_and_machines(sitmon: Commands) -> None:
    """Lines, and one object for each pillar and each of the rest (A5)."""
    keep(sitmon, practised(0), practised(0, BALL, CLAIMED)).close()
    said, machine = sitmon("plan"), sitmon("plan", "--json").records

    assert (0, "") == (said.status, said.err)
    assert "Where the numbers come from:" in said.out.splitlines()
    assert ["release", "lengthen", "strengthen", "habit"] == [one["pillar"] for one in machine[:4]]
    assert ["sides", "balance", "pain", "origins", "now"] == [one["about"] for one in machine[4:]]


def test_without_a_journal_one_line_says_how_to_begin(sitmon: Commands) -> None:
    """There is nothing to plan from yet."""
    assert "there is no journal yet" in sitmon("plan").complaint


@pytest.mark.parametrize(
    ("done", "claimed", "target", "shown"), [(0, 0, 3, "···"), (2, 1, 3, "●○·"), (5, 0, 3, "●●●●●"), (1, 1, 1, "○")]
)
def test_marks_tell_seen_from_said(done: int, claimed: int, target: int, shown: str) -> None:
    """Filled, hollow and open: no colour is needed."""
    assert shown == marks(PillarStatus(Pillar.STRENGTHEN, done, claimed, target, State.ON_THE_WAY, "", ()))


def test_a_year_of_practice_is_shown_at_once(sitmon: Commands) -> None:
    """The judgement of every day of it takes seconds at most, and is the same each time."""
    outcomes = [outcome for number in range(365) for outcome in diligent_day(number)]
    with keep(sitmon, *outcomes[-400:]) as journal:
        hurt(journal, range(200, 365))
        now_s = moment(365) + timedelta(hours=1).total_seconds()

        assert look(journal, SETTINGS, now_s) == look(journal, SETTINGS, now_s)


def test_the_prescribed_set_is_what_is_planned_and_counted(sitmon: Commands) -> None:
    """Five days of an exercise of their own: one done is one of five, and the number says whose it is (G5)."""
    path = sitmon.folder / "set.toml"
    path.write_text(
        'by = "Anna Keller"\n[[exercise]]\nname = "Wall slide"\npillar = "strengthen"\nside = "both"\nplace = "wall"\n'
        'steps = ["Slide down for {hold}."]\nhold = "20s"\nper_week = 5\n',
        encoding="utf-8",
    )
    settings = parse_settings(f'[person]\ntimezone = "Europe/Zurich"\nprescription = "{path}"')
    slide = replace(practised(0, result=PracticeResult.CLAIMED), exercise="wall-slide", side=Side.BOTH)
    with keep(sitmon, slide) as journal:
        overview = look(journal, settings, moment(0, "21:00"))
    lines = [*tell(overview, ENGLISH)]

    assert any("Days with strength this week: 1 of 5." in line for line in lines)
    assert "  Days with strength a week, 5: as prescribed to you." in lines
