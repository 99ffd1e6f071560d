"""The file of a prescribed set: read whole, or every fault with its line and what to do."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.coaching.exercises import Exercise, Pillar, Place
from monitor.coaching.prescriptions import Dose, Prescription
from monitor.coaching.profile import Side
from monitor.edges.prescriptions import PrescriptionError, read_prescription
from monitor.texts import ENGLISH
from monitor.wording.exercises import render
from tests.support.prescriptions import parse_set

GOOD = """\
# for the left hip
by = "Anna Keller, physiotherapist"

[[exercise]]
base = "glute-bridge"
sets = 3
repetitions = 12
hold = "5s"
per_week = 4

[[exercise]]
name = "Wall slide"
pillar = "strengthen"
place = ["wall", "floor"]
side = "each"
steps = [
    "Stand with the back against the wall.",
    '''Slide down for {hold};
       the {side} heel stays on the floor.''',
]
cues = ["Knees over toes.", { text = "Keep breathing all the while.", short = "Breathe." }]
donts = ["Do not let the {side} knee fall inward."]
hold = "1m30s"
equipment = ["Band"]
images = ["start.png"]
"""
OWN = GOOD[GOOD.index("[[exercise]]\nname") :]


def faults(text: str | bytes) -> list[str]:
    """What is said of a file, line by line."""
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(PrescriptionError) as caught:
        parse_set(raw)
    assert 1 == caught.value.exit_status
    return str(caught.value).splitlines()


def fault(text: str) -> str:
    """The only fault of a file."""
    (line,) = faults(text)
    return line


def changed(old: str, new: str) -> str:
    """The good file with one thing changed."""
    assert old in GOOD
    return GOOD.replace(old, new)


def read(text: str) -> dict[str, Exercise]:
    """The exercises of a file."""
    return {exercise.id: exercise for exercise in parse_set(text.encode()).exercises}


def test_a_whole_set_is_read(tmp_path: Path) -> None:
    """Ours with other numbers, and one that is none of ours (G5)."""
    (tmp_path / "start.png").touch()
    (tmp_path / "set.toml").write_text(GOOD)
    prescription = read_prescription(tmp_path / "set.toml")
    bridge, slide = prescription.exercises

    assert "Anna Keller, physiotherapist" == prescription.by == slide.prescribed_by
    assert isinstance(bridge, Exercise)
    assert (3, 12, 5.0, 4) == (bridge.sets, bridge.repetitions, bridge.hold_s, bridge.per_week)
    assert ("wall-slide", "Wall slide", Pillar.STRENGTHEN) == (slide.id, slide.name, slide.pillar)
    assert ((Place.WALL, Place.FLOOR), frozenset({"band"}), 90.0) == (slide.places, slide.equipment, slide.hold_s)
    assert (str(tmp_path / "start.png"),) == slide.images
    words = render(slide, Side.LEFT, ENGLISH)
    assert "Slide down for 90 s; the left heel stays on the floor." == words.steps[2]
    assert ("Stop if pain shoots, tingles or goes numb down the leg.", "Knees over toes.") == words.cues[:2]
    assert "Keep breathing all the while." == words.cues[2]
    assert ("Do not let the left knee fall inward.",) == words.donts
    assert "Wall slide. Stop if pain shoots or tingles. Knees over toes. Breathe." == words.short


@pytest.mark.parametrize(
    ("written", "side"), [("left", Side.LEFT), ("right", Side.RIGHT), ("each", None)], ids=["left", "right", "each"]
)
def test_the_side_is_read(written: str, side: Side | None) -> None:
    """One, or each by itself (D3)."""
    assert side == read(changed('side = "each"', f'side = "{written}"'))["wall-slide"].only_side


BAD = """\
bye = "Anna"
[[exercise]]
base = "glute-brige"
sets = 0

[[exercise]]
name = "Wall slide with a very long name"
pillar = "strength"
steps = [
  "name = x",
  "Hold {hold} {foo}",
]
images = ["../../secret.png"]
hodl = "20s"
side = "both"

[[exercise]]
base = "clamshell"
"""


def test_every_fault_is_named_at_once_with_its_line_and_what_to_do() -> None:
    """Not the first alone; in order of lines."""
    assert [
        'set.toml:1: by is missing: write by = "Anna Keller, physiotherapist" at the top of the file',
        "set.toml:1: bye means nothing here; did you mean by?",
        'set.toml:3: [exercise 1] base should be "seated-figure-4", "supine-figure-4", "standing-figure-4", '
        '"ball-massage", "glute-bridge", "clamshell", "knee-across" or "hip-hitch"',
        "set.toml:4: [exercise 1] sets should be a whole number from 1 to 20",
        'set.toml:6: [exercise 2] place is missing: write place = "desk", "bed", "floor" or "wall"',
        "set.toml:7: [exercise 2] name should be a text in quotes of 1 to 17 characters",
        'set.toml:8: [exercise 2] pillar should be "release", "lengthen", "strengthen" or "habit"',
        'set.toml:9: [exercise 2] steps name {hold}, and no hold is prescribed: add hold = "20s"',
        "set.toml:9: [exercise 2] steps number 2 holds a brace that means nothing: there are {side}, {Side}, {other}, "
        "{hold}, {repetitions}, {sets}",
        "set.toml:13: [exercise 2] images number 1 should be the name of a picture beside the file "
        "(.png .jpg .jpeg .svg .webp .gif)",
        "set.toml:14: [exercise 2] hodl means nothing here; did you mean hold?",
        "set.toml:17: [clamshell] nothing is prescribed: add hold, repetitions, sets or per_week",
    ] == faults(BAD)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('hold = "5s"', 'hold = "11m"', '8: [glute-bridge] hold should be a duration from "1s" to "10m"'),
        ('hold = "5s"', "hold = 5", "8: [glute-bridge] hold should be a duration"),
        ("sets = 3", "sets = true", "6: [glute-bridge] sets should be a whole number from 1 to 20"),
        ("repetitions = 12", "repetitions = 1.5", "7: [glute-bridge] repetitions should be a whole number"),
        ("per_week = 4", "per_week = 43", "9: [glute-bridge] per_week should be a whole number from 1 to 42"),
        (
            "per_week = 4",
            'steps = ["Lift."]',
            "9: [glute-bridge] steps is for an exercise with a name of its own; one of ours keeps its words",
        ),
        ('name = "Wall slide"', 'name = "Clamshell"', "12: [exercise 2] name is one of ours: prescribe other numbers"),
        ('name = "Wall slide"', 'name = "{side}"', "12: [exercise 2] name should hold a letter or a digit, and no"),
        ('name = "Wall slide"', "", '11: [exercise 2] name is missing: write name = "Wall slide", or base'),
        (
            'place = ["wall", "floor"]',
            "place = []",
            '14: [Wall slide] place should be "desk", "bed", "floor" or "wall"',
        ),
        ('"floor"]', '"roof"]', '14: [Wall slide] place should be "desk", "bed", "floor" or "wall"'),
        ('side = "each"', 'side = "both"', "16: [Wall slide] steps name a side, and both legs work alike"),
        ('"Knees over toes."', '"Knees", 3', "21: [Wall slide] cues number 2 should be a text in quotes"),
        ('short = "Breathe."', 'brief = "Breathe."', "21: [Wall slide] cues number 2 should be a text, or { text = "),
        ('"Knees over toes."', f'"{"x" * 60}"', "21: [Wall slide] cues are 3 characters too long for a desktop"),
        ('donts = ["Do', 'donts = ["\\u001b[31mDo', "22: [Wall slide] donts number 1 should be a text in quotes"),
        ('equipment = ["Band"]', 'equipment = "Band"', "24: [Wall slide] equipment should be a list"),
        ('images = ["start.png"]', 'images = ["/etc/a.png"]', "25: [Wall slide] images number 1 should be the name of"),
        ('images = ["start.png"]', 'images = ["start.txt"]', "25: [Wall slide] images number 1 should be the name of"),
        ('base = "glute-bridge"', 'base = "glute-bridge', "5: not TOML: Illegal character '\\n'"),
    ],
)
def test_each_fault_says_what_is_allowed(old: str, new: str, said: str) -> None:
    """In one line, at the line where it stands."""
    lines = [line for line in faults(changed(old, new)) if line.startswith(f"set.toml:{said}")]

    assert 1 == len(lines), faults(changed(old, new))


def test_a_picture_that_is_not_there_is_told() -> None:
    """It is looked for beside the file."""
    assert 'set.toml:25: [Wall slide] images number 1 "end.png": there is no such picture beside the file' == fault(
        changed("start.png", "end.png")
    )


def test_the_same_exercise_twice_is_a_fault() -> None:
    """Which dose counts would be anybody's guess."""
    assert (
        "set.toml:26: [Wall slide] wall-slide stands in the set already: put all of it into one [[exercise]]"
        == fault(GOOD + OWN)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('by = "A"', "set.toml:1: a set has 1 to 50 exercises, each beginning with [[exercise]]; here are 0"),
        (
            'by = "A"\n[exercise]\nbase = "clamshell"',
            "set.toml:2: exercise should be a table: begin each exercise with a line [[exercise]]",
        ),
        ('by = "A"\nexercise = 3', "set.toml:2: exercise should be a table: begin each"),
    ],
)
def test_a_set_has_exercises(text: str, said: str) -> None:
    """An empty one, or one that is written otherwise, is told how it is written."""
    assert fault(text).startswith(said)


def test_files_that_cannot_be_read_are_told_in_one_line(tmp_path: Path) -> None:
    """Not there, a folder, another encoding, too large, nested without end."""
    with pytest.raises(PrescriptionError, match=r"none\.toml: cannot be read \(No such file or directory\)$"):
        read_prescription(tmp_path / "none.toml")
    with pytest.raises(PrescriptionError, match=r"cannot be read \(Is a directory\)$"):
        read_prescription(tmp_path)
    assert ["set.toml:2: is not text in UTF-8; save it as UTF-8"] == faults(b'by = "A"\n# \xff\n')
    assert ["set.toml: is larger than 1 MB, which no file of this kind is; name another file"] == faults(b"#" * 2**21)
    assert ["set.toml:1: is nested too deeply; sections and lists are all that is needed"] == faults(
        b"a=" + b"[" * 9999
    )
    assert ["not TOML" in line for line in faults(b"a = " + b"9" * 5000)] == [True]


LINE = re.compile(r"set\.toml:\d+: \S.*[^\s]")


def is_read_or_told(raw: bytes) -> Prescription | None:
    """A set, or lines in the form that we promise; anything else fails."""
    try:
        return parse_set(raw)
    except PrescriptionError as error:
        said = str(error)
    for line in said.split("\n"):
        assert LINE.fullmatch(line), line
        assert line.isprintable()
    return None


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"\x00")
@example(b"[[exercise]]\n" * 60)
@example(b'"\\u001b[2J" = 1')
@example(b"exercise = [[]]")
@example(b"exercise.base = 1")
@example(b"[[exercise.exercise]]\n[[exercise.exercise]]")
def test_any_bytes_give_a_set_or_clear_lines(raw: bytes) -> None:
    """Never a traceback, never a line without a number."""
    is_read_or_told(raw)


KEYS = ["by", "exercise", "name", "pillar", "place", "side", "steps", "cues", "hold", "sets", "images", "base", "donts"]
PIECES = st.sampled_from(
    [
        *(f"{key} = " for key in KEYS),
        *('"each"', '"wall"', "3", "-1", "1e999", "[]", '["{side}"]', '["{"]', '["{hold!r:>9}"]', "{}", "true", "nan"),
        *('"5s"', '"clamshell"', "1979-05-27", '[{ text = "a", short = "b" }]', '"""', "'''", "[[exercise]]", "[by]"),
        *("\n", "\n", "\n", "\r\n", "#", '"\\u0000"', '"\\u2028"', '["a.png"]', '["a\\u0000.png"]', '"{side}"', "="),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_pieces_of_sets_give_a_set_or_clear_lines(text: str) -> None:
    """Near misses as well as noise."""
    is_read_or_told(text.encode())


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 20), st.text(max_size=5))
def test_a_damaged_set_is_read_or_told(start: int, length: int, instead: str) -> None:
    """Wherever a file is torn."""
    made = is_read_or_told((GOOD[:start] + instead + GOOD[start + length :]).encode(errors="replace"))

    assert made is None or all(exercise.cues and exercise.steps for exercise in made.exercises)


@given(
    st.builds(
        Dose,
        hold_s=st.none() | st.integers(1, 600).map(float),
        repetitions=st.none() | st.integers(1, 100),
        sets=st.none() | st.integers(1, 20),
        per_week=st.integers(1, 42),
    )
)
def test_a_dose_is_read_as_it_is_written(dose: Dose) -> None:
    """Each number reaches its place, and is called prescribed (G5)."""
    written = {"repetitions": dose.repetitions, "sets": dose.sets, "per_week": dose.per_week}
    lines = [f"{name} = {number}" for name, number in written.items() if number is not None]
    if dose.hold_s is not None:
        lines.append(f'hold = "{dose.hold_s // 60:.0f}m{dose.hold_s % 60:.0f}s"')
    made = read("\n".join(['by = "A"', "[[exercise]]", 'base = "seated-figure-4"', *lines]))["seated-figure-4"]

    assert dose.numbers == {name: getattr(made, name) for name in made.prescribed}


def test_the_example_in_the_documents_is_read() -> None:
    """What we show is what we read."""
    text = (Path(__file__).parents[2] / "docs" / "prescribed.md").read_text()
    example = text.partition("```toml\n")[2].partition("```")[0]

    made = parse_set(example.encode(), "wall-slide.png").exercises
    assert ["glute-bridge", "wall-slide"] == [exercise.id for exercise in made]
