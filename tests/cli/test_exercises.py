"""`sitmon exercises`: what there is to do, and where each number comes from."""

from pathlib import Path

import pytest

from monitor.assembly import known_exercises
from monitor.cli.exercises import find_exercise, find_sides, hang
from monitor.coaching.exercises import Exercise, ExerciseId
from monitor.coaching.profile import Side
from monitor.coaching.safety import Bar
from monitor.edges.languages import read_translator
from monitor.edges.settings import parse_settings
from monitor.errors import UsageError
from monitor.texts import ENGLISH
from monitor.wording.nudges import BAR_WORDS, say_bar
from tests.support.commands import Commands

SET = """\
by = "Anna Keller"

[[exercise]]
base = "glute-bridge"
sets = 3
repetitions = 12
per_week = 4

[[exercise]]
name = "Wall slide"
pillar = "strengthen"
place = "wall"
side = "left"
steps = ["Slide down for {hold}; the {side} heel stays."]
cues = ["Knees over toes."]
hold = "20s"
equipment = ["band"]
images = ["start.png"]
"""


@pytest.fixture
def prescribed(sitmon: Commands) -> Path:
    """A set, which the settings name."""
    path = sitmon.folder / "set.toml"
    path.write_text(SET)
    (sitmon.folder / "start.png").touch()
    sitmon.configure(f'[person]\nprescription = "{path}"\nhold = "60s"')
    return path


def known(text: str = "") -> dict[str, Exercise]:
    """All exercises under these settings."""
    return dict(known_exercises(parse_settings(text)))


def test_all_are_listed_with_the_dose_and_where_it_comes_from(sitmon: Commands) -> None:
    """The guide's six, none of our numbers given to the guide (D10, G5)."""
    guide, assumed = "the guide, 30 to 60 s", "assumed from the guide"
    assert [
        "Name               Pillar    Where                 Dose                    The dose is from",
        f"seated-figure-4    Stretch   at the desk           45 s, 2 times, sets: 1  {guide}; product default",
        f"supine-figure-4    Stretch   in bed, on the floor  45 s, 2 times, sets: 1  {assumed}; product default",
        f"standing-figure-4  Stretch   at a wall             45 s, 2 times, sets: 1  {assumed}; product default",
        f"ball-massage       Massage   on the floor          45 s                    {guide}",
        "glute-bridge       Strength  on the floor, in bed  10 times, sets: 2       product default",
        "clamshell          Strength  on the floor, in bed  10 times, sets: 2       product default",
    ] == sitmon("exercises").out.splitlines()


def test_what_was_prescribed_stands_beside_ours(sitmon: Commands, prescribed: Path) -> None:
    """Prescribed numbers replace ours and name who prescribed them; the setting is for the others (G5, D7)."""
    lines = {line.split()[0]: line for line in sitmon("exercises", "list").out.splitlines()}

    assert lines["glute-bridge"].endswith("12 times, sets: 3, times a week: 4  prescribed by Anna Keller")
    assert lines["wall-slide"].split("at a wall")[1].strip().startswith("20 s ")
    assert lines["wall-slide"].endswith("prescribed by Anna Keller")
    assert " 60 s, 2 times" in lines["seated-figure-4"]


def test_machines_read_the_same(sitmon: Commands, prescribed: Path) -> None:
    """One object for each exercise."""
    records = {str(record["exercise"]): record for record in sitmon("exercises", "--json").records}

    assert (7, "Anna Keller", None) == (
        len(records),
        records["glute-bridge"]["prescribed_by"],
        records["clamshell"]["prescribed_by"],
    )
    assert ["per_week", "repetitions", "sets"] == records["glute-bridge"]["prescribed"]
    assert 20.0 == records["wall-slide"]["hold_s"]


def test_one_is_shown_whole(sitmon: Commands) -> None:
    """Precondition, steps in their order, cues, what not to do, why, and each number's source (B1, D1 to D8, D10)."""
    assert [
        "Seated figure-4, right side",
        "Stretch, at the desk, 45 s, 2 times, sets: 1",
        "Before you start: a sturdy chair that does not roll or tip; if yours does, walk a little instead.",
        "",
        "  1. Sit tall, with even pressure on both sit bones.",
        "  2. Put the right ankle on the left thigh, just above the knee, so that the legs make a 4; the left foot "
        "stays on the floor.",
        "  3. Keep the right foot flexed, toes toward the shin: this protects the knee.",
        "  4. Keep the back perfectly straight, hinge at the hips and bring the chest toward the right shin.",
        "  5. Stop at a clear, deep, tolerable ache or tightness deep in the right buttock.",
        "  6. Hold still for 45 s, twice: breathe long and deep, and release a little more with each exhale.",
        "  !  Keep the right foot flexed, toes toward the shin: this protects the knee.",
        "  !  Stop if pain shoots, tingles or goes numb down the leg.",
        "  –  Do not round the back.",
        "  –  Do not bounce or push in jerks: it does not help and can injure.",
        "",
        "Why: The guide this follows says that this lengthens the piriformis, a deep muscle from sacrum to thigh bone "
        "that turns the leg outward and helps in walking, stairs and balance.",
        "Hold 45 s: 30 to 60 s in the guide this follows; where in between is your choice.",
        "2 repetitions, 1 set: product default, not from the guide.",
    ] == sitmon("exercises", "show", "Seated Figure-4", "--side", "right").out.splitlines()


def test_one_that_was_prescribed_is_shown_under_our_stop(sitmon: Commands, prescribed: Path) -> None:
    """With what must be at hand and its pictures (E5, G5)."""
    said = sitmon("exercises", "show", "wall slide").out.splitlines()

    assert "Wall slide, left side" == said[0]
    assert "At hand: band." in said
    assert ["  !  Stop if pain shoots, tingles or goes numb down the leg.", "  !  Knees over toes."] == [
        line for line in said if "!" in line
    ]
    assert f"Picture: {prescribed.parent / 'start.png'}" in said
    assert "Hold 20 s: prescribed by Anna Keller." in said
    (record,) = sitmon("exercises", "show", "wall-slide", "--json").records
    assert ("left", [str(prescribed.parent / "start.png")]) == (record["side"], record["images"])


def test_without_a_side_one_is_shown_and_the_other_is_a_flag_away(sitmon: Commands) -> None:
    """Until somebody says which side hurts (D3)."""
    said = sitmon("exercises", "show", "clamshell").out.splitlines()
    assert ("Clamshell, left side", "For the other side: --side right") == (said[0], said[-1])

    sitmon.configure('[person]\naffected_side = "both"')
    titles = [line for line in sitmon("exercises", "show", "clamshell").out.splitlines() if "Clamshell" in line]
    assert ["Clamshell, left side", "Clamshell, right side"] == titles
    assert "Glute bridge" == sitmon("exercises", "show", "glute-bridge").out.splitlines()[0]


@pytest.mark.parametrize("words", [(), ("show", "clamshell"), ("show", "wall-slide"), ("show", "no-such-exercise")])
def test_under_a_red_flag_no_step_and_no_dose_is_told(
    sitmon: Commands, prescribed: Path, words: tuple[str, ...]
) -> None:
    """Of ours, and of what was prescribed: the urgent text stands alone, for machines too, until it is cleared (F1)."""
    sitmon("red-flag", "leg-weakness")
    told, read = sitmon("exercises", *words), sitmon("exercises", *words, "--json")

    assert (1, f"{say_bar(Bar.RED_FLAG, ENGLISH)}\n", "") == told.whole
    assert (1, [{"red_flag": True, "text": say_bar(Bar.RED_FLAG, ENGLISH)}]) == (read.status, read.records)
    assert 0 == sitmon("exercises", "check").status  # it tells names alone

    sitmon("red-flag", "--clear")
    assert (2 if "no-such-exercise" in words else 0) == sitmon("exercises", *words).status


def test_what_holds_one_back_stands_above_it(sitmon: Commands) -> None:
    """With who may release it, and how (F4)."""
    sitmon("intake", "injury=yes")

    assert BAR_WORDS[Bar.INJURY] == sitmon("exercises", "show", "glute-bridge").out.splitlines()[0]
    assert "Seated figure-4, left side" == sitmon("exercises", "show", "seated-figure-4").out.splitlines()[0]


def test_the_side_is_the_prescribed_one_the_asked_one_or_the_one_that_hurts() -> None:
    """In this order; where both legs work alike there is none (D3)."""
    bridge, clamshell = known()[ExerciseId.GLUTE_BRIDGE], known()[ExerciseId.CLAMSHELL]

    assert (Side.BOTH,) == find_sides(bridge, Side.LEFT, Side.RIGHT)
    assert (Side.LEFT,) == find_sides(clamshell, Side.LEFT, Side.RIGHT)
    assert (Side.RIGHT,) == find_sides(clamshell, None, Side.RIGHT)
    assert (Side.LEFT, Side.RIGHT) == find_sides(clamshell, Side.BOTH, Side.RIGHT)
    assert () == find_sides(clamshell, None, None)


def test_the_other_side_of_a_prescribed_one_is_refused(sitmon: Commands, prescribed: Path) -> None:
    """Nobody prescribed it."""
    said = sitmon("exercises", "show", "wall-slide", "--side", "right")

    assert (2, "sitmon: wall-slide was prescribed for the left side only") == (said.status, said.complaint)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("show", "clam"), "sitmon: there is no exercise 'clam'; did you mean clamshell?"),
        (("show", "x"), "sitmon: there is no exercise 'x'; there are seated-figure-4, supine-figure-4,"),
        (("show",), "sitmon: which one?  There are seated-figure-4,"),
        (("clamshell",), "sitmon exercises: argument what: invalid choice: 'clamshell'"),
        (("list", "clamshell"), "sitmon: `list` takes no name; did you mean `sitmon exercises show clamshell`?"),
        (("check",), "sitmon: which file?  The settings name none: sitmon exercises check my-set.toml"),
    ],
)
def test_calls_that_make_no_sense_are_told(sitmon: Commands, words: tuple[str, ...], complaint: str) -> None:
    """In one line, with what would."""
    said = sitmon("exercises", *words)

    assert 2 == said.status
    assert said.complaint.startswith(complaint)


def test_a_good_set_is_told_to_be_good(sitmon: Commands, prescribed: Path) -> None:
    """The file that is named, or the one in the settings."""
    line = f"{prescribed}: nothing is wrong. Prescribed by Anna Keller: glute-bridge, wall-slide.\n"

    assert (0, line, "") == sitmon("exercises", "check", prescribed).whole
    assert (0, line, "") == sitmon("exercises", "check").whole
    assert (0, "", "") == sitmon("exercises", "check", "--json").whole


def test_every_fault_of_a_set_is_told_with_its_line(sitmon: Commands, prescribed: Path) -> None:
    """To people on standard error, to machines as objects; exit status 1."""
    prescribed.write_text(SET.replace("sets = 3", "sets = 0").replace('pillar = "strengthen"', 'pillar = "strong"'))
    said, machine = sitmon("exercises", "check", prescribed), sitmon("exercises", "check", prescribed, "--json")

    assert (1, "") == (said.status, said.out)
    assert [
        f"sitmon: {prescribed}:5: [glute-bridge] sets should be a whole number from 1 to 20",
        f'sitmon: {prescribed}:11: [Wall slide] pillar should be "release", "lengthen", "strengthen" or "habit"',
    ] == said.err.splitlines()
    assert 1 == machine.status
    assert [(5, str(prescribed)), (11, str(prescribed))] == [(one["line"], one["file"]) for one in machine.records]
    assert said.err == sitmon("exercises").err


def test_a_set_that_is_gone_is_told(sitmon: Commands, prescribed: Path) -> None:
    """What the settings name must be there: our own doses are not quietly put in its place (G5)."""
    prescribed.unlink()

    assert f"sitmon: {prescribed}: cannot be read (No such file or directory)" == sitmon("exercises").complaint
    (fault,) = sitmon("exercises", "check", "--json").records
    assert None is fault["line"]


def test_an_exercise_is_found_as_people_call_it() -> None:
    """In their language, or as it stands in files."""
    german = read_translator("de")
    said = german(known()[ExerciseId.CLAMSHELL].name)

    assert ExerciseId.CLAMSHELL == find_exercise(known(), said.upper(), german).id
    assert ExerciseId.CLAMSHELL == find_exercise(known(), "clamshell", german).id
    with pytest.raises(UsageError, match="there is no exercise"):
        find_exercise(known(), f"{said} x", ENGLISH)


def test_in_a_terminal_nothing_stands_below_a_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long sentences are broken behind their number; into a pipe they go as they are."""
    sentence = "Keep the back perfectly straight, hinge at the hips."
    assert f"  1. {sentence}" == hang("1.", sentence)

    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "36")
    assert ["  1. Keep the back perfectly", "     straight, hinge at the hips."] == hang("1.", sentence).splitlines()
