"""docs/complaints.md promises nothing that is not there: each test and each command in its table exists."""

import re
import shlex

import pytest

from monitor.cli.parser import build_parser
from tests.requirements import find_tests
from tests.support.commands import ROOT

TABLE = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "complaints.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d", line)
]
SHOWN = {number: re.findall(r"`([^`]+)`", shown) for number, _, _, shown in TABLE}
TESTS = {test for test, _ in find_tests()}
COMMANDS = sorted({named for names in SHOWN.values() for named in names if named.startswith("sitmon ")})
NAMED_TESTS = sorted({named for names in SHOWN.values() for named in names if not named.startswith("sitmon ")})


def test_all_twenty_five_are_there() -> None:
    """Each with its number, a sentence of complaint and an answer."""
    assert [str(number) for number in range(1, 26)] == [row[0] for row in TABLE]
    assert [] == [row for row in TABLE if not row[1].endswith((".", "?")) or not row[2].endswith(".")]


@pytest.mark.parametrize("named", NAMED_TESTS)
def test_a_named_test_exists(named: str) -> None:
    """By the name by which pytest calls it."""
    assert named in TESTS


@pytest.mark.parametrize("named", COMMANDS)
def test_a_named_command_can_be_called(named: str) -> None:
    """With the words that stand there."""
    _, *words = shlex.split(named)

    assert words[0] == build_parser(words[0]).parse_args(words).command


def test_what_nothing_shows_is_said_to_be_missing() -> None:
    """An answer is shown by something, or is told as not there yet."""
    silent = [number for number, _, answer, _ in TABLE if not SHOWN[number] and not answer.startswith("**Not yet:**")]

    assert [] == silent
