"""Every requirement is shown by a test, and every test that names one names one that exists."""

import re

import pytest

from tests.requirements import MET, REQUIREMENTS, find_tests, main, met, named_in, shown_by

FOUND = shown_by(find_tests())
ROOMS = {"A": 5, "B": 5, "C": 3, "D": 16, "E": 6, "F": 9, "G": 5, "H": 5}


def test_the_requirements_are_those_of_the_guide() -> None:
    """Eight rooms, fifty-four rows, each told in one sentence."""
    assert [f"{room}{number}" for room, count in ROOMS.items() for number in range(1, count + 1)] == [*REQUIREMENTS]
    assert [] == [sentence for sentence in REQUIREMENTS.values() if not re.fullmatch(r"[A-Z][^\n]+\.", sentence)]


@pytest.mark.parametrize("id_", REQUIREMENTS)
def test_a_requirement_is_shown(id_: str) -> None:
    """At least one test names it."""
    assert [] != FOUND[id_]


@pytest.mark.parametrize("id_", REQUIREMENTS)
def test_a_requirement_is_met_by_a_person(id_: str) -> None:
    """A command, a notification, a card or the report says it, in words that the code has just made."""
    assert "" != met(id_)


def test_a_row_that_nobody_meets_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What is only tested is not enough; nor is a place that says nothing of it."""
    monkeypatch.setitem(MET, "H5", ("the first notification", "words that nobody says"))
    monkeypatch.delitem(MET, "A4")

    assert 1 == main()
    assert "Only tested, met by nobody: ['A4', 'H5']" in capsys.readouterr().out


def test_no_test_names_what_is_no_requirement() -> None:
    """A slip of the pen would show nothing at all."""
    assert {} == {id_: tests for id_, tests in FOUND.items() if id_ not in REQUIREMENTS}


@pytest.mark.parametrize(
    ("docstring", "ids"),
    [
        ("It stops (F1, F2).", ["F1", "F2"]),
        ("Chair to breath, in order (D1 to D4).", ["D1", "D2", "D3", "D4"]),
        ("D7: half a minute at least.", ["D7"]),
        ("The bytes F0 and A1 of an H10 (B2, as it were) are none.", []),
        ("It is named (F12), though it is no requirement.", ["F12"]),
    ],
)
def test_ids_are_read_from_docstrings(docstring: str, ids: list[str]) -> None:
    """Alone, in a list, or from one to another, in brackets or at the head; bytes and names of wearables are none."""
    assert ids == [*named_in(docstring)]


def test_a_missing_one_and_a_wrong_one_are_found() -> None:
    """The check is able to fail."""
    found = shown_by([("tests/test_x.py::test_y", "Said of a row that there is not (H1, H6).")])

    assert ["tests/test_x.py::test_y"] == found["H1"] == found["H6"]
    assert [] == found["A1"]


def test_the_table_has_each_row_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Its lines begin with the ids, in order, and the last one counts them."""
    main()
    lines = capsys.readouterr().out.splitlines()

    assert [*REQUIREMENTS] == [line.split()[0] for line in lines[:-2] if not line.startswith(" ")]
    assert lines[-1].partition(" of ")[2].startswith("54 shown")
