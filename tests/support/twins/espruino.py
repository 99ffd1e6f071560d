"""An Espruino board that is not there: a Nordic UART with as much of a JavaScript console as our upload needs."""

import json
import re
import zlib
from typing import Final

from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.link import LocalLink

from firmware_protocol.wearables.espruino import NOTIFY_UUID, UART_UUID, WRITE_UUID
from monitor.simulation.body import Motion
from monitor.simulation.noise import Floats
from tests.support.twins.twin import Twin

_WRITE: Final = re.compile(r'require\("Storage"\)\.write\("([^"]*)","(.*)",(\d+),(\d+)\)$')
_READ: Final = re.compile(r'\.read\("([^"]*)"\)')
_ESCAPE: Final = re.compile(r"\\x([0-9a-f]{2})")
_CHUNK: Final = 20


class EspruinoTwin(Twin):
    """A board that is programmed over its console.

    Attributes:
        storage: its files.
        loaded: what it was last told to run; None if nothing.

    Args:
        link: the air that it shares with the central.
        motion: not used before the app runs.
        board: as it calls itself.
        free: bytes of storage that are free.
        is_locked: a password is set, so it answers nothing.
        spoils: it keeps a file with one byte wrong.
        name: as advertised.
        address: random static address.
    """

    def __init__(
        self,
        link: LocalLink,
        motion: Motion,
        *,
        board: str = "BANGLEJS2",
        free: int = 500_000,
        is_locked: bool = False,
        spoils: bool = False,
        name: str = "Bangle.js 4d2f",
        address: str = "C4:42:41:4E:47:01",
    ) -> None:
        self.storage: dict[str, bytearray] = {}
        self.loaded: str | None = None
        self._board = board
        self._free = free
        self._is_locked = is_locked
        self._spoils = spoils
        self._typed = bytearray()
        has, may = Characteristic.Properties, Characteristic
        receive = Characteristic(
            WRITE_UUID,
            has.WRITE | has.WRITE_WITHOUT_RESPONSE,
            may.WRITEABLE,
            CharacteristicValue(write=self._on_write),
        )
        self._transmit = Characteristic(NOTIFY_UUID, has.NOTIFY, may.READABLE)
        super().__init__(link, motion, [Service(UART_UUID, [receive, self._transmit])], name=name, address=address)

    async def measured(self, _first: int, _xyz_g: Floats) -> None:
        """Nothing is asked of its sensor here."""

    def _on_write(self, connection: Connection, payload: bytes) -> None:
        if self._is_locked:
            return
        self._typed += payload.replace(b"\x03", b"")
        while b"\n" in self._typed:
            line, _, rest = bytes(self._typed).partition(b"\n")
            self._typed = bytearray(rest)
            if printed := self._run(line.lstrip(b"\x10").decode("ascii")):
                pieces = [printed[at : at + _CHUNK] for at in range(0, len(printed), _CHUNK)]
                self.answer(connection, self._transmit, *pieces)

    def _run(self, code: str) -> bytes:
        """Run a line, and give what it prints."""
        if code == "reset()":
            return b"\r\n ____                 _ \r\n|  __|___ ___ ___ _ _|_|___ ___ \r\n>"
        if code.startswith("load("):
            self.loaded = json.loads(code.removeprefix("load(").removesuffix(")") or '".bootcde"')
        elif write := _WRITE.match(code):
            self._store(write[1], _unescaped(write[2]), int(write[3]), int(write[4]))
        elif code.startswith("print("):
            return f"<sitmon {self._value(code)}>\r\n".encode()
        return b""

    def _value(self, code: str) -> str:
        if "process.env.BOARD" in code:
            return self._board
        if "getFree" in code:
            return str(self._free)
        if read := _READ.search(code):
            content = bytes(self.storage.get(read[1], b""))
            return f"{len(content)}/{zlib.crc32(content)}"
        return "undefined"

    def _store(self, name: str, piece: bytes, offset: int, total: int) -> None:
        content = self.storage.setdefault(name, bytearray(total)) if offset else bytearray(total)
        content[offset : offset + len(piece)] = piece
        if self._spoils and offset == 0 and content:
            content[0] ^= 1
        self.storage[name] = content


def _unescaped(text: str) -> bytes:
    """The bytes of a JavaScript string of ours."""
    return _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text).encode("latin-1")
