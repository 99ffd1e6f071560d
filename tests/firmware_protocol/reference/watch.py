"""Drives the Espruino app on its stubbed board, as a central would, and reads it with our own decoders."""

import json
import subprocess
from pathlib import Path
from typing import Any

from firmware_protocol import (
    BATTERY_LEVEL_UUID,
    CONTROL_UUID,
    INFO_UUID,
    STREAM_UUID,
    AccelPacket,
    Capabilities,
    Command,
    Reply,
    Start,
    decode_capabilities,
    decode_packet,
    decode_reply,
    encode_command,
)
from tests.firmware_protocol.reference.oracle import HERE, REFERENCE

APP = REFERENCE / "bangle" / "sitmon.app.js"
STUB = HERE / "stubbed_watch.js"
BATTERY = BATTERY_LEVEL_UUID[4:8]
START = Start(sample_rate_hz=50.0, range_g=8, samples_per_packet=25)


class AppError(Exception):
    """The app threw, with its stack."""


class Watch:
    """One board with the app; begins booted, with nobody connected.

    Attributes:
        events: all that the board did, oldest first.

    Args:
        board: as Espruino calls it.
        app: the app's file.
    """

    def __init__(self, board: str = "BANGLEJS2", app: Path = APP) -> None:
        self._node = subprocess.Popen(
            ["node", str(STUB), str(app), board], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.events: list[dict[str, Any]] = []
        self._request_id = 0
        self.boot()

    def close(self) -> None:
        """Switch it off."""
        self._node.communicate(timeout=30)

    def do(self, what: str, **more: Any) -> Any:
        """Ask the board for one thing.

        Raises:
            AppError: the app threw.
        """
        stdin, stdout = self._node.stdin, self._node.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the board has no pipes")
        stdin.write(json.dumps({"do": what, **more}) + "\n")
        answer = json.loads(stdout.readline())
        self.events += answer["events"]
        if answer.get("error"):
            raise AppError(answer["error"])
        return answer.get("result")

    def boot(self, **options: Any) -> None:
        """Start the app anew; what it stored stays."""
        self.events = []
        self.do("boot", **options)

    def set(self, **values: Any) -> None:
        """Change the world around it."""
        self.do("set", values=values)

    @property
    def state(self) -> dict[str, Any]:
        """What the board's parts are set to."""
        return dict(self.do("state"))

    def advance(self, seconds: float) -> list[AccelPacket]:
        """Let time pass, and give the packets that came meanwhile."""
        already = len(self.events)
        self.do("advance", ms=1000.0 * seconds)
        return [
            decode_packet(bytes.fromhex(event["hex"]))
            for event in self.events[already:]
            if event["kind"] == "notify" and event["uuid"] == STREAM_UUID
        ]

    def meet(self) -> None:
        """Connect, and subscribe as a central must."""
        self.do("connect")
        self.do("subscribe", uuid=CONTROL_UUID, bits=2)
        self.do("subscribe", uuid=STREAM_UUID, bits=1)

    def info(self) -> Capabilities:
        """Read Info."""
        return decode_capabilities(bytes.fromhex(self.do("read", uuid=INFO_UUID)))

    def ask(self, command: Command) -> Reply:
        """Write a command, and give its reply."""
        self._request_id = (self._request_id + 1) % 256
        reply = self.write(encode_command(command, self._request_id))
        assert reply.request_id == self._request_id
        return reply

    def write(self, payload: bytes) -> Reply:
        """Write anything to Control, and give the one reply to it."""
        already = len(self.events)
        assert self.do("write", uuid=CONTROL_UUID, hex=payload.hex()) == "written"
        (answer,) = [event for event in self.events[already:] if event["kind"] == "indicate"]
        assert answer["uuid"] == CONTROL_UUID
        return decode_reply(bytes.fromhex(answer["hex"]))

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """All events of one kind since the boot."""
        return [event for event in self.events if event["kind"] == kind]
