"""What can be called, and how."""

import json

import pytest

from monitor.cli.parser import COMMANDS
from tests.support.commands import Commands

WRONG_CALLS = {
    "no command": ([], "COMMAND"),
    "no such command": (["reply"], "invalid choice: 'reply'"),
    "no such option": (["status", "--jason"], "unrecognized arguments: --jason"),
    "nothing to replay": (["replay"], "DIR"),
    "nowhere to record into": (["record"], "-o/--out"),
    "a seed that is a word": (["demo", "--seed", "x"], "'x' should be a whole number from 0"),
    "a seed below zero": (["demo", "--seed=-1"], "'-1' should be a whole number from 0"),
    "no time to listen": (["scan", "--seconds", "0"], "'0' should be a number above zero"),
    "not a number": (["scan", "--seconds", "nan"], "'nan' should be a number above zero"),
    "no rate": (["classify", "a.csv", "--sample-rate", "-3"], "should be a number above zero"),
    "no such axis": (["classify", "a.csv", "--axis", "w"], "invalid choice: 'w'"),
    "no such leg": (["simulate", "sit:1m", "-o", "a", "--leg", "third"], "invalid choice: 'third'"),
    "no such step": (["simulate", "sitt:1m", "-o", "a"], 'did you mean "sit"?'),
    "a step without time": (["simulate", "sit", "-o", "a"], "how long is missing"),
    "an empty script": (["simulate", "", "-o", "a"], "the script is empty"),
    "no such wear site": (["simulate", "sit:1m", "-o", "a", "--wear-site", "nose"], "nose"),
    "more than all lost": (["simulate", "sit:1m", "-o", "a", "--loss", "2"], "loss is 2"),
    "a rate it lacks": (["simulate", "sit:1m", "-o", "a", "--sample-rate", "33"], "12.5, 25, 50, 100 Hz"),
    "a start without offset": (["simulate", "sit:1m", "-o", "a", "--start", "2026-03-02T09:00"], "has no offset"),
    "a start that is none": (["simulate", "sit:1m", "-o", "a", "--start", "monday"], "is not a time"),
    "a start long ago": (["simulate", "sit:1m", "-o", "a", "--start", "0001-01-01T00:00Z"], "within 1971 to 2099"),
    "a rotation that is a word": (["simulate", "sit:1m", "-o", "a", "--rotate", "much"], "whole number"),
    "a reboot after the end": (["simulate", "sit:1m", "-o", "a", "--reboot-at", "2m"], "within the script"),
    "no duration": (["record", "-o", "a", "--for", "long"], '"90s" or "1h30m"'),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_by_an_example(sitmon: Commands, command: str) -> None:
    """`--help` ends well, and ends with a call to copy."""
    said = sitmon(command, "--help")

    assert (0, "") == (said.status, said.err)
    assert f"example:\n  sitmon {command}" in said.out


def test_help_names_every_command_and_where_to_begin(sitmon: Commands) -> None:
    """Whoever knows nothing finds the commands, and the one that needs nothing."""
    said = sitmon("--help")

    assert 0 == said.status
    assert [] == [command for command in COMMANDS if f"\n    {command}" not in said.out]
    assert "sitmon demo" in said.out


def test_version(sitmon: Commands) -> None:
    """The version can be asked for."""
    assert (0, "sitmon 0.1.0\n") == (lambda said: (said.status, said.out))(sitmon("--version"))


@pytest.mark.parametrize("call", WRONG_CALLS)
def test_a_wrong_call_is_told_in_one_line(sitmon: Commands, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong, in one line, with exit status 2; and nothing was made."""
    monkeypatch.chdir(sitmon.folder)
    before = sorted(sitmon.folder.iterdir())
    words, hint = WRONG_CALLS[call]
    said = sitmon(*words)

    assert 2 == said.status
    assert hint in said.complaint
    assert before == sorted(sitmon.folder.iterdir())


def test_a_wrong_call_as_a_process(sitmon: Commands) -> None:
    """The exit status and the line reach the shell."""
    said = sitmon.run("replay")

    assert (2, "") == (said.status, said.out)
    assert "see `sitmon replay --help`" in said.complaint


def test_a_reader_that_leaves_is_no_failure(sitmon: Commands) -> None:
    """`sitmon replay … | head -1` ends quietly."""
    assert 0 == sitmon("simulate", "sit:20m", "--sample-rate", "12.5", "-o", sitmon.folder / "a").status
    with sitmon.start("replay", sitmon.folder / "a", "--json", "--epochs") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.stdout.close()
        assert (0, "") == (process.wait(20), process.stderr.read())
    assert "epoch" == json.loads(first)["event"]
