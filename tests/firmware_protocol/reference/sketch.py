"""Drives the XIAO sketch, compiled for this computer against a stubbed board."""

import subprocess
from pathlib import Path

from firmware_protocol import (
    AccelPacket,
    Capabilities,
    Command,
    Reply,
    decode_capabilities,
    decode_packet,
    decode_reply,
    encode_command,
)
from tests.firmware_protocol.reference.oracle import HERE, REFERENCE, SANITIZED

FOLDER = REFERENCE / "xiao_nrf52840_sense"


def compiled(folder: Path) -> Path:
    """Compile the sketch as the Arduino IDE would, gnu++11, but with warnings as errors and sanitizers.

    Raises:
        subprocess.CalledProcessError: the compiler complains.
    """
    program = folder / "sketch"
    includes = [f"-I{path}" for path in (HERE / "arduino_stubs", REFERENCE, FOLDER)]
    strict = ["-Wall", "-Wextra", "-Werror"]
    command = ["g++", "-std=gnu++11", *strict, *SANITIZED, *includes, str(HERE / "sketch.cpp"), "-o", str(program)]
    subprocess.run(command, check=True, timeout=180)
    return program


def packets_in(lines: list[str]) -> list[AccelPacket]:
    """Decode what was notified."""
    words = [line.split() for line in lines]
    return [decode_packet(bytes.fromhex(line[2])) for line in words if line[1:2] == ["notify"]]


class Sketch:
    """One board with the sketch, booted.

    Attributes:
        lines: all that it printed since the boot.

    Args:
        program: as `compiled` gave it.
        wear_site: code in its flash; None for a new board.
    """

    def __init__(self, program: Path, wear_site: int | None = None) -> None:
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.lines: list[str] = []
        self._request_id = 0
        if wear_site is not None:
            self.do("site", wear_site)
        self.do("boot")

    def close(self) -> int:
        """Switch it off, leak check included, and give its exit status."""
        self._process.communicate(timeout=60)
        return self._process.returncode

    def do(self, *words: object) -> list[str]:
        """Ask the board for one thing, and give what it printed."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the board has no pipes")
        stdin.write(" ".join(map(str, words)) + "\n")
        printed = []
        while (line := stdout.readline().strip()) != "done":
            if not line:
                raise RuntimeError(f"the sketch died of: {words}")
            printed.append(line)
        self.lines += printed
        return printed

    def meet(self, att_mtu: int = 247) -> None:
        """Connect, pair and subscribe."""
        self.do("connect", att_mtu)
        self.do("subscribe")

    def advance(self, seconds: float) -> list[AccelPacket]:
        """Let time pass, and give the packets that came meanwhile."""
        return packets_in(self.do("advance", 1000.0 * seconds))

    def info(self) -> Capabilities:
        """Read Info."""
        return decode_capabilities(bytes.fromhex(self.do("info")[0].split()[1]))

    def ask(self, command: Command) -> Reply:
        """Write a command, and give its reply."""
        self._request_id = (self._request_id + 1) % 256
        return self.write(encode_command(command, self._request_id))

    def write(self, *payloads: bytes) -> Reply:
        """Write to Control, and give the last reply, which must come within one look round."""
        for payload in payloads:
            self.do("write", payload.hex() or ".")
        answers = [line.split() for line in self.do("advance", 100)]
        replies = [decode_reply(bytes.fromhex(words[2])) for words in answers if words[1:2] == ["indicate"]]
        assert len(payloads) == len(replies)
        return replies[-1]
