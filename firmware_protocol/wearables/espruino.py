"""Putting our app onto an Espruino (Bangle.js 2, Puck.js) over its JavaScript console, the Nordic UART.

The console takes lines of JavaScript.  A line that begins with 0x10 is not echoed, so what comes back is what we
print, between marks of our own.  A file is written piece by piece into Storage and then read back by its checksum.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from firmware_protocol.wearables.wearable import Ask, Dialogue, RefusedError, Subscribe, Write

UART_UUID: Final = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
WRITE_UUID: Final = "6e400002-b5a3-f393-e0a9-e50e24dcca9e"
NOTIFY_UUID: Final = "6e400003-b5a3-f393-e0a9-e50e24dcca9e"

NAMES: Final = ("Bangle.js", "Puck.js")
"""How these boards advertise, with four digits of their address behind it."""

BOARDS: Final[Mapping[str, str]] = {"BANGLEJS2": "Bangle.js 2", "PUCKJS": "Puck.js"}
"""By `process.env.BOARD`: those that have an accelerometer and that the app was written for."""

WRITE_BYTES: Final = 20
"""Of one write: what any link carries.  What the system says of its MTU is not to be trusted after a reconnection."""

PIECE_BYTES: Final = 256
"""Of a file in one line (product default): a line must fit into the board's memory beside all else."""

_ROOM: Final = 1024
"""Free storage that must be left beside the files (product default): they have headers, and the board needs some."""

_CTRL_C, _NO_ECHO = b"\x03", b"\x10"
_OPEN, _CLOSE = b"<sitmon ", b">"
_PRINTABLE: Final = range(0x20, 0x7F)


def app_files(app: bytes, board: str, version: str) -> dict[str, bytes]:
    """What is to be in Storage of this board: the app, and what starts it."""
    if BOARDS.get(board) == "Puck.js":
        return {".bootcde": app}  # no launcher: what is called so runs at each boot
    about = {"id": "sitmon", "name": "sitmon", "type": "app", "src": "sitmon.app.js", "version": version}
    about["files"] = "sitmon.info,sitmon.app.js"
    return {"sitmon.app.js": app, "sitmon.info": json.dumps(about).encode()}


def upload(app: bytes, version: str) -> Dialogue[str]:
    """Find out what it is, write the files, check them, start the app; gives the board's name as people say it."""
    yield Subscribe(NOTIFY_UUID)
    yield from _send(_CTRL_C + _line("reset()"))
    board = yield from _ask("process.env.BOARD")
    if board not in BOARDS:
        raise RefusedError(f"it is a {board}, and the app was written for {' and '.join(BOARDS.values())}")
    files = app_files(app, board, version)
    needed = sum(map(len, files.values())) + _ROOM
    free = yield from _ask('require("Storage").getFree()')
    if not free.isdecimal() or int(free) < needed:
        raise RefusedError(f"its storage has no room ({free} of {needed} bytes): delete an app, or compact its storage")
    for name, content in files.items():
        for line in file_lines(name, content):
            yield from _send(line)
        stored = yield from _ask(f'(f=>f&&f.length+"/"+(E.CRC32(f)>>>0))(require("Storage").read({_text(name)}))')
        if stored != f"{len(content)}/{zlib.crc32(content)}":
            raise RefusedError(f"it did not keep {name} as it was sent: try again, nearer to the computer")
    yield from _send(_line("load()" if ".bootcde" in files else 'load("sitmon.app.js")'))
    return BOARDS[board]


def file_lines(name: str, content: bytes) -> Iterator[bytes]:
    """The lines of JavaScript that write a file, byte for byte, whatever is in it."""
    for offset in range(0, max(len(content), 1), PIECE_BYTES):
        piece = _quoted(content[offset : offset + PIECE_BYTES])
        yield _line(f'require("Storage").write({_text(name)},"{piece}",{offset},{len(content)})')


@dataclass(slots=True)
class _Printed:
    """Collects what is printed until our marks enclose something."""

    said: bytearray = field(default_factory=bytearray)

    def feed(self, payload: bytes) -> bool:
        """Whether the answer is complete with this."""
        self.said += payload
        return _CLOSE in self.said.partition(_OPEN)[2]

    @property
    def answer(self) -> str:
        """What stood between the marks."""
        return self.said.partition(_OPEN)[2].partition(_CLOSE)[0].decode("ascii", errors="replace")


def _ask(expression: str) -> Dialogue[str]:
    """Let the board print the value of an expression."""
    printed = _Printed()
    *first, last = _pieces(_line(f'print("<sit"+"mon "+({expression})+">")'))  # in two, or an echo would answer
    for piece in first:
        yield Write(WRITE_UUID, piece)
    yield Ask(WRITE_UUID, last, printed.feed, NOTIFY_UUID)
    return printed.answer


def _send(line: bytes) -> Dialogue[None]:
    for piece in _pieces(line):
        yield Write(WRITE_UUID, piece)


def _pieces(line: bytes) -> list[bytes]:
    return [line[at : at + WRITE_BYTES] for at in range(0, len(line), WRITE_BYTES)]


def _line(code: str) -> bytes:
    return _NO_ECHO + code.encode("ascii") + b"\n"


def _text(name: str) -> str:
    return f'"{_quoted(name.encode())}"'


def _quoted(content: bytes) -> str:
    """The inside of a JavaScript string with these bytes."""
    return "".join(chr(byte) if byte in _PRINTABLE and chr(byte) not in '"\\' else f"\\x{byte:02x}" for byte in content)
