"""The line of each key of a TOML text: held against where the text itself shows it."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.edges.prescriptions import PrescriptionError
from monitor.edges.recordings import read_about
from monitor.edges.settings import parse_settings
from monitor.edges.toml_lines import KeyPath, TomlError, find_lines, parse_toml, read_toml
from monitor.errors import RecordingError, SettingsError
from tests.support.prescriptions import parse_set
from tests.support.recordings import ABOUT

# ---------------------------------------------------------------- texts of which every value tells where it stands
BESIDE = st.sampled_from(
    [
        *("1", "-1.5", "1e3", "true", "1979-05-27 07:32:00", "07:32:00.5", "inf", '"[{= # \\" ]"', '\'"""\''),
        *('"""\nk0 = 3\n[x]"""', "'''\n# ]\n'''", '""" \\"" ""\n"""'),
    ]
)
NOISE = st.sampled_from(["", '# [x] = {"', "\t# k = '''", '# """'])


class Drawn:
    """Draws one text, numbering its keys `k1` and its planted values `"@2@"` as it goes."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.numbers = itertools.count(1)

    def key(self) -> str:
        """A bare, quoted or dotted key."""
        names = [self.draw(st.sampled_from(["k{}", '"k{}"', "'k{}'"])).format(next(self.numbers)) for _ in range(2)]
        return self.draw(st.sampled_from([names[0], " . ".join(names), ".".join(names)]))

    def value(self, depth: int = 0) -> str:
        """A planted text, something else, an array or an inline table."""
        kind = self.draw(st.sampled_from(["planted", "planted", "other", "array", "table"][: 5 if depth < 3 else 3]))
        if kind == "planted":
            return f'"@{next(self.numbers)}@"'
        if kind == "other":
            return self.draw(BESIDE)
        count = self.draw(st.integers(0, 3))
        if kind == "table":
            return "{" + ", ".join(f"{self.key()} = {self.value(depth + 1)}" for _ in range(count)) + "}"
        between = self.draw(st.sampled_from([", ", ",\n  ", " # ]\n, # [\n"]))
        return (
            self.draw(st.sampled_from(["[", "[\n"])) + between.join(self.value(depth + 1) for _ in range(count)) + "]"
        )

    def lines(self) -> Iterator[str]:
        """Some sections with some keys."""
        for number in range(self.draw(st.integers(0, 4))):
            yield self.draw(
                st.sampled_from(["[[a]]", "[[a]]", f"[ s{number} . t ]", f"[[b.c{number}]]", f'["q[{number}"]'])
            )
            for _ in range(self.draw(st.integers(0, 3))):
                yield f"{self.key()}{self.draw(st.sampled_from(['=', ' = ']))}{self.value()} {self.draw(NOISE)}"
                yield self.draw(NOISE)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """TOML of every shape."""
    drawn = Drawn(draw)
    first = [f"{drawn.key()} = {drawn.value()}" for _ in range(draw(st.integers(0, 2)))]
    return "\n".join([*first, *drawn.lines()]) + "\n"


def leaves(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, object]]:
    """Each value and table within, with its path."""
    yield path, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from leaves(part, (*path, name))


def line_of(sign: str, text: str) -> int:
    """The line on which a sign first stands in a text."""
    return text.count("\n", 0, re.search(rf"{sign}(?!\d)", text).start()) + 1  # type: ignore[union-attr]


@given(texts(), st.sampled_from(["\n", "\r\n"]))
@example(
    'a = """\n[b]\n"""\nk1 = [[1], "@2@",\n"@3@"]\n[[a1]]\nk4.k5 = 1\n[[a1]] # "\nk6 = { k7 = "}" }\n[a1.j]\nk8 = 2\n',
    "\n",
)
def test_each_value_stands_on_the_line_that_is_told(text: str, end: str) -> None:
    """Below texts of several lines, within arrays and inline tables, by dotted and quoted keys."""
    toml = parse_toml(text.replace("\n", end).encode())
    for path, value in leaves(toml.values):
        if isinstance(value, str) and re.fullmatch(r"@\d+@", value):
            assert line_of(value, text) == toml.lines[path], path
        if path and isinstance(path[-1], str) and re.fullmatch(r"k\d+", path[-1]):
            assert line_of(path[-1], text) == toml.lines[path], path
        assert not path or path in toml.lines


def test_lines_of_tables_and_items() -> None:
    """A table stands where it is first named, an item where it begins."""
    text = "'c d' = [ # ]\n  '[[x]]',\n]\n[[e]]\nf.g = 1\n[[e]]\nh = { i = 1 }\n[e.j]\nk = 2\n"

    assert {
        ("c d",): 1,
        ("c d", 0): 2,
        ("e",): 4,
        ("e", 0): 4,
        ("e", 0, "f"): 5,
        ("e", 0, "f", "g"): 5,
        ("e", 1): 6,
        ("e", 1, "h"): 7,
        ("e", 1, "h", "i"): 7,
        ("e", 1, "j"): 8,
        ("e", 1, "j", "k"): 9,
    } == find_lines(text)


def test_what_stands_nowhere_is_told_where_its_table_stands() -> None:
    """Of a key that is missing: its table; of the whole file: the first line."""
    toml = parse_toml("\n[a]\nb = 1\n")

    assert [2, 3, 1] == [toml.line("a", "missing"), toml.line("a", "b", 0), toml.line("other")]


# ---------------------------------------------------------------- the three files, with one wrong value planted
SETTINGS = [
    ["[hook]", 'command = ["sh", "-c", """', "  events = 3", '"""]', 'events = ["nudge"]'],
    ["[nudges]", "ladder = [", '  "5m", # ]', "]", 'snooze = ["5m"]', 'limit = "5m"'],
    ['["wearable"]', "name = '''", "[x]", "'''", '"leg" = "left"'],
    ["plan.off = []"],
    ['desktop = { notifier = "auto", sound = true }'],
]
SET = [
    [
        *("[[exercise]]", 'name = "Slide"', 'pillar = "strengthen"', 'place = "wall"', 'side = "left"'),
        *('steps = ["""', "  hold = 3", '""",', '  "Down.", # ]', "]", 'hold = "20s"'),
    ],
    ["[[exercise]]", 'base = "clamshell"', "sets = 3", "per_week = 4"],
]
CERTIFICATE = [[line] for line in ABOUT.as_toml().splitlines()] + [['script = """', "  seed = 7", '"""'], ["seed = 3"]]


def planted(draw: st.DrawFn, blocks: list[list[str]]) -> tuple[str, int]:
    """The blocks in some order, with a value that is nowhere allowed in the place of one; and the line it stands on."""
    order = draw(st.permutations(blocks))
    lines = [line for block in order for line in [*draw(st.lists(NOISE, max_size=2)), *block]]
    places = [number for number, line in enumerate(lines) if re.match(r'"?\w+"? = ("|\[]|\d)[^{]*$', line)]
    place = draw(st.sampled_from([number for number in places if '"""' not in lines[number]]))
    lines[place] = lines[place].partition(" = ")[0] + " = 1979-05-27"
    return "\n".join(lines) + "\n", place + 1


@st.composite
def planted_settings(draw: st.DrawFn) -> tuple[str, int]:
    """Those of inline and dotted tables come first, as TOML wants."""
    text, _ = planted(draw, SETTINGS[:3])
    first = draw(st.permutations(SETTINGS[3:]))
    text = "\n".join([*(line for block in first for line in block), text])
    return text, text[: text.index("1979")].count("\n") + 1


@given(planted_settings())
def test_a_fault_of_settings_is_told_with_its_line(case: tuple[str, int]) -> None:
    """And no other line is told."""
    with pytest.raises(SettingsError) as caught:
        parse_settings(case[0], "s.toml")
    assert [f"s.toml:{case[1]}"] == [line.partition(": ")[0] for line in str(caught.value).splitlines()]


@given(st.data())
def test_a_fault_of_a_set_is_told_with_its_line(data: st.DataObject) -> None:
    """Also where it brings others with it: what is missing then."""
    text, line = data.draw(st.composite(planted)(SET))
    with pytest.raises(PrescriptionError) as caught:
        parse_set(f'by = "A"\n{text}'.encode())
    assert line + 1 in [line for line, _ in caught.value.faults]


@given(st.data())
def test_a_fault_of_a_certificate_is_told_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """And no other line is told."""
    text, line = data.draw(st.composite(planted)(CERTIFICATE))
    path = tmp_path_factory.getbasetemp() / "about.toml"
    path.write_text(text)
    with pytest.raises(RecordingError) as caught:
        read_about(path.parent)
    assert [f"{path}:{line}"] == [told.partition(": ")[0] for told in str(caught.value).splitlines()]


# ---------------------------------------------------------------- what cannot be read
@pytest.mark.parametrize(
    ("raw", "line", "what"),
    [
        (b"a = 1\n# \xff\n", 2, "is not text in UTF-8; save it as UTF-8"),
        (b"a = 1\n\nb =", 3, "not TOML: Invalid value; a line looks like name ="),
        (b'a = 1\n\nb = "', 3, "not TOML: Unterminated string; a line looks like"),
        (b"a = 1\na = 2\n\n", 2, "not TOML: Cannot overwrite a value; a line looks like"),
        (b"\na = " + b"[" * 5000, 2, "is nested too deeply; sections and lists are all that is needed"),
        (b"\n\na" + b".a" * 300_000 + b" = 1", 3, "is nested too deeply"),
        (b"a = " + b"9" * 5000, 1, "not TOML of this kind: a number or name has more than 1000 signs"),
        (b"#" * 2**21, 0, "is larger than 1 MB, which no file of this kind is; name another file"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_with_its_line(tmp_path: Path, raw: bytes, line: int, what: str) -> None:
    """Never a traceback, and never hours."""
    (tmp_path / "a.toml").write_bytes(raw)
    with pytest.raises(TomlError, match=re.escape(what)) as caught:
        read_toml(tmp_path / "a.toml")
    assert line == caught.value.line


@given(st.binary(max_size=100) | st.text("[]{}=,.\"'#\\\n a1", max_size=60).map(str.encode))
def test_any_bytes_are_toml_or_one_error(raw: bytes) -> None:
    """And every value that is read has a line within the text."""
    try:
        toml = parse_toml(raw)
    except TomlError as error:
        lines = {error.line}
    else:
        lines = set(toml.lines.values())
        assert {path for path, _ in leaves(toml.values)} - {()} <= set(toml.lines)
    assert lines <= set(range(1, raw.count(b"\n") + 2))


@given(st.text("[]{}=,.\"'#\n ak1é", max_size=80))
def test_no_reader_lets_another_error_through(text: str) -> None:
    """Whatever stands in the file, it is said as that file's faults are."""
    with pytest.raises(SettingsError, match=r"^s.toml:\d+: "):
        parse_settings(f"[x]\n{text}", "s.toml")
    with pytest.raises(PrescriptionError, match=r"^set.toml:\d+: "):
        parse_set(text.encode())
