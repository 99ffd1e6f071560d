"""The one place that writes to a terminal: no command out of a file, on any encoding, also where nobody reads."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table
from rich.text import Text

from monitor.terminal import output
from monitor.terminal.output import clean, write_json, write_line
from monitor.terminal.screen import Screen

EVIL = "\x1b]0;owned\x07 \x9b2J \x08\r \u202e \ud800"
COMMANDS = set("\x1b\x07\x9b\x08\r\u202e\ud800")
ROOT = Path(__file__).parents[2]


@given(text=st.text(st.characters(), max_size=50))
def test_what_is_shown_holds_no_command(text: str) -> None:
    """Nothing but the end of a line and a tab is left of what a terminal obeys, and nothing else is changed."""
    shown = clean(text)

    assert len(text) == len(shown)
    assert not {sign for sign in shown if (ord(sign) < 32 and sign not in "\n\t") or 0x7F <= ord(sign) < 0xA0}
    assert all(one == other or other == "?" for one, other in zip(text, shown, strict=True))
    assert text.isprintable() <= (text == shown)


@given(value=st.text(st.characters(), max_size=50))
def test_json_is_clean_and_says_the_same(value: str) -> None:
    """Escaped, not changed."""
    with pytest.MonkeyPatch.context() as patch:
        out = io.StringIO()
        patch.setattr(output, "sys", SimpleNamespace(stdout=out))
        write_json({"value": value})

    assert {"value": value} == json.loads(out.getvalue())
    assert clean(out.getvalue()) == out.getvalue()


def test_what_rich_draws_is_clean_too() -> None:
    """Headers, cells, texts and markup; its own colours stay."""
    out = io.StringIO()
    screen = Screen(file=out, force_terminal=True, color_system="standard", width=60)
    table = Table(EVIL)
    table.add_row(EVIL)

    for one in (table, EVIL, Text(EVIL, style="bold red")):
        screen.print(one)

    assert "\x1b]0" not in out.getvalue()
    assert not (COMMANDS - {"\x1b"}) & set(out.getvalue())
    assert "\x1b[1;31m" in out.getvalue()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "cp932", "utf-8"])
@pytest.mark.parametrize("command", [["why-it-hurts"], ["exercises", "--all"], ["no-such\x1b]0;owned\x07"]])
def test_every_encoding_is_survived(command: list[str], encoding: str, tmp_path: Path) -> None:
    """What it does not know is a question mark, and nothing ends in a traceback."""
    done = _sitmon(command, tmp_path, PYTHONIOENCODING=encoding)

    assert b"Traceback" not in done.stdout + done.stderr
    assert b"\x1b]0" not in done.stdout + done.stderr
    assert done.stdout + done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_output_is_no_traceback(tmp_path: Path) -> None:
    """It fails, and says so by its status."""
    with Path("/dev/full").open("wb") as full:
        done = _sitmon(["why-it-hurts"], tmp_path, stdout=full)

    assert (1, b"") == (done.returncode, done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
@pytest.mark.parametrize("how", [">&-", "2>&-", "| true"])
def test_a_closed_output_is_no_traceback(how: str, tmp_path: Path) -> None:
    """Whoever closes it."""
    done = subprocess.run(
        f"{sys.executable} -m monitor why-it-hurts {how}",
        shell=True, cwd=ROOT, env=_environment(tmp_path), capture_output=True, check=False, timeout=60,
    )  # fmt: skip

    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def _environment(folder: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), **more}


def _sitmon(
    command: list[str], folder: Path, stdout: "int | io.BufferedWriter" = subprocess.PIPE, **environment: str
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "monitor", *command],
        cwd=ROOT, env=_environment(folder, **environment), stdout=stdout, stderr=subprocess.PIPE, check=False,
        timeout=60,
    )  # fmt: skip


def test_a_line_is_written_clean(capsys: pytest.CaptureFixture[str]) -> None:
    """As every command writes it."""
    write_line(EVIL)

    assert not COMMANDS & set(capsys.readouterr().out)
