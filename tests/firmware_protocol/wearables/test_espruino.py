"""The upload onto an Espruino: what is written, and that a real JavaScript engine stores it byte for byte."""

import json
import shutil
import subprocess
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_protocol.wearables import Ask, RefusedError, Request, Subscribe, Write
from firmware_protocol.wearables.espruino import (
    NOTIFY_UUID,
    PIECE_BYTES,
    WRITE_BYTES,
    WRITE_UUID,
    app_files,
    file_lines,
    upload,
)
from monitor.edges.link.visits import read_app
from tests.support.dialogues import perform

AWKWARD = bytes(range(256)) + 'let a = "ä\\n\\"${1}";\r\n// \u2028 </script>\0'.encode() * 9

BOARD = """
const files = {};
const Storage = {
  write(name, text, offset, total) {
    if (!offset) files[name] = Buffer.alloc(total);
    Buffer.from(text, "latin1").copy(files[name], offset);
  },
};
require = name => Storage;
let typed = "";
process.stdin.setEncoding("latin1");
process.stdin.on("data", text => { typed += text; });
process.stdin.on("end", () => {
  for (const line of typed.split("\\n")) if (line) (0, eval)(line.replace("\\x10", ""));
  const hex = {};
  for (const name in files) hex[name] = files[name].toString("hex");
  console.log(JSON.stringify(hex));
});
"""


class Console:
    """Answers as a board would whose files are all well.

    Attributes:
        wrote: all that was typed.
    """

    def __init__(self, board: str = "BANGLEJS2", free: str = "100000", app: bytes = b"app") -> None:
        self.wrote = b""
        self.answers = iter([board, free, *(self.check(content) for content in app_files(app, board, "1").values())])

    @staticmethod
    def check(content: bytes) -> str:
        """Length and checksum."""
        return f"{len(content)}/{zlib.crc32(content)}"

    def __call__(self, request: Request) -> bytes | None:
        """Take what is typed, and print what is asked for."""
        assert isinstance(request, Subscribe | Write | Ask)
        if isinstance(request, Write | Ask):
            assert (WRITE_UUID, True) == (request.characteristic, len(request.payload) <= WRITE_BYTES)
            self.wrote += request.payload
        return f"\r\n<sitmon {next(self.answers)}>\r\n".encode() if isinstance(request, Ask) else None


def test_an_app_is_reset_written_checked_and_started() -> None:
    """In this order; no line is echoed."""
    console = Console()
    requests, board = perform(upload(b"app", "1"), console)
    lines = console.wrote.splitlines()

    assert "Bangle.js 2" == board
    assert Subscribe(NOTIFY_UUID) == requests[0]
    assert b"\x03\x10reset()" == lines[0]
    assert b'\x10require("Storage").write("sitmon.app.js","app",0,3)' in lines
    assert b'\x10load("sitmon.app.js")' == lines[-1]
    assert all(line.lstrip(b"\x03").startswith(b"\x10") for line in lines)


def test_a_watch_shows_it_in_its_launcher_and_a_puck_runs_it_at_boot() -> None:
    """What stands in storage differs by board."""
    watch = app_files(b"app", "BANGLEJS2", "1.2")
    assert {"sitmon.app.js", "sitmon.info"} == watch.keys()
    assert ("sitmon", "1.2") == (json.loads(watch["sitmon.info"])["id"], json.loads(watch["sitmon.info"])["version"])
    assert {".bootcde": b"app"} == app_files(b"app", "PUCKJS", "1.2")


@pytest.mark.parametrize(
    ("console", "told"),
    [
        (Console(board="MICROBIT2"), "it is a MICROBIT2, and the app was written for Bangle.js 2 and Puck.js"),
        (Console(free="900"), r"no room \(900 of \d+ bytes\): delete an app"),
        (Console(free="?"), "no room"),
        (Console(app=b"APP"), "it did not keep sitmon.app.js as it was sent: try again"),
    ],
)
def test_what_goes_wrong_is_told_in_words(console: Console, told: str) -> None:
    """Another board, no room, a file that is not what was sent."""
    with pytest.raises(RefusedError, match=told):
        perform(upload(b"app", "1"), console)


@given(st.binary(max_size=3000))
def test_lines_are_short_and_plain(content: bytes) -> None:
    """Printable ASCII only, of a length that fits into any board, whatever the file holds."""
    lines = list(file_lines("a", content))
    assert max(1, -(-len(content) // PIECE_BYTES)) == len(lines)
    for line in lines:
        assert len(line) <= 4 * PIECE_BYTES + 80
        assert all(0x20 <= byte < 0x7F for byte in line[1:-1])


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
@pytest.mark.system("node")
@pytest.mark.parametrize("content", [b"", b"x", AWKWARD, read_app()], ids=["empty", "short", "awkward", "our app"])
def test_a_real_engine_stores_it_byte_for_byte(content: bytes) -> None:
    """What we write, run by a JavaScript engine, is the file again: quotes, backslashes, line breaks, any byte."""
    typed = b"".join(file_lines("sitmon.app.js", content))
    done = subprocess.run(["node", "-e", BOARD], input=typed, capture_output=True, check=True, timeout=30)
    assert {"sitmon.app.js": content.hex()} == json.loads(done.stdout)
