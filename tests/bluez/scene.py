"""In the guest: what a fault is made with, and what is seen of the daemon while it lasts.

Standard library only: what is imported here is read through an emulated processor.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar, cast

from tests.bluez.pace import PACE

T = TypeVar("T")

ADDRESS: Final = "C4:11:22:33:44:55"
NAME: Final = "sitmon"
HOME: Final = Path("/run/bed/home")
OUT: Final = Path("/mnt")
BLUETOOTHD: Final = "/usr/libexec/bluetooth/bluetoothd"
BLUETOOTHD_PID: Final = Path("/run/bed/bluetoothd.pid")

POLL_S: Final = 0.03
PAIR_S: Final = 5.0
_STREAM: Final = '"c":"7ae90102-'
_HEADER_DIGITS: Final = 28
"""Hexadecimal digits of a packet without samples (PROTOCOL.md 4)."""

SETTINGS: Final = f"""\
[wearable]
address = "{ADDRESS}"
wear_site = "thigh"
leg = "left"
axis = [1.0, 0.0, 0.0]
forward = [0.0, 0.0, 1.0]

[person]
timezone = "+00:00"

[desktop]
notifier = "terminal"

[storage]
folder = "{HOME}"
record = true
"""


class LateError(Exception):
    """What was waited for did not come."""


class Tail:
    """Reads what is new in a file of lines, each line once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0

    def lines(self) -> list[str]:
        """The whole lines that were added since the last call."""
        with suppress(FileNotFoundError), self._path.open("rb") as file:
            file.seek(self._offset)
            whole = file.read().rpartition(b"\n")[0]
            if whole:
                self._offset += len(whole) + 1
                return whole.decode(errors="replace").split("\n")
        return []


class Scene:
    """The guest's air, system and daemon, as the catalogue of faults deals with them."""

    def __init__(self) -> None:
        self._daemon: subprocess.Popen[bytes] | None = None
        self._words = OUT / "daemon.log"
        self._air = Tail(OUT / "air.jsonl")
        self._happened: list[dict[str, Any]] = []
        self._recording: Tail | None = None
        self.last_sample_s = 0.0

    # ------------------------------------------------------------------------ the air

    def order(self, do: str, **what: object) -> dict[str, Any]:
        """Have something done in the air, and wait until it is."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect("/run/bed/air.sock")
            line.sendall(json.dumps({"do": do, **what}).encode() + b"\n")
            answer: dict[str, Any] = json.loads(line.makefile().readline())
            return answer

    def await_air(self, what: str, after_s: float, within_s: float, who: str = "strap") -> float:
        """Wait until something happened in the air after a time; gives when it did."""

        def happened() -> float | None:
            self._happened += [json.loads(line) for line in self._air.lines() if '"sent"' not in line]
            times = [x["t"] for x in self._happened if x["what"] == what and x["who"] == who and x["t"] >= after_s]
            return times[0] if times else None

        return wait_for(happened, within_s, f"{who} {what}")

    # --------------------------------------------------------------------- the system

    def shell(self, *command: str, within_s: float = 30.0) -> str:
        """Run a command; gives all that it says."""
        limit_s = within_s * PACE.second_s
        run = subprocess.run(command, capture_output=True, text=True, timeout=limit_s, stdin=subprocess.DEVNULL)
        return run.stdout + run.stderr

    def await_adapter(self) -> None:
        """Wait until BlueZ has an adapter that is powered; it is told to be, as often as a person would."""

        def powered() -> bool | None:
            if "Powered: yes" in self.shell("bluetoothctl", "show"):
                return True
            with suppress(subprocess.TimeoutExpired):
                self.shell("bluetoothctl", "power", "on")
            return None

        wait_for(powered, 120.0, "an adapter")

    def kill_bluetoothd(self) -> None:
        """End the system's Bluetooth service as a crash would."""
        os.kill(int(BLUETOOTHD_PID.read_text()), signal.SIGKILL)

    def start_bluetoothd(self) -> None:
        """Start it again, as systemd would."""
        log = (OUT / "bluetoothd.log").open("a")
        service = subprocess.Popen([BLUETOOTHD, "-n"], stdout=log, stderr=log)
        BLUETOOTHD_PID.write_text(str(service.pid))

    def pair(self, within_s: float = 40.0) -> int:
        """Pair as a person who has an agent and tries again when it fails; gives how many tries it took.

        The agent lives in the interactive bluetoothctl; called with arguments, it registers none.
        """
        log = OUT / "agent.log"
        command = ["bluetoothctl", "--agent", "NoInputNoOutput"]
        with log.open("w") as words, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=words, text=True) as agent:
            orders = cast("TextIO", agent.stdin)
            try:
                wait_for(lambda: "Agent registered" in log.read_text() or None, within_s, "the agent")
                for tries in range(1, 1 + int(within_s / PAIR_S)):
                    self.shell("bluetoothctl", "disconnect", ADDRESS)  # a link on which a pairing failed hangs the next
                    orders.write(f"pair {ADDRESS}\n")
                    orders.flush()
                    with suppress(LateError):
                        wait_for(lambda: "Pairing successful" in log.read_text() or None, PAIR_S, "the pairing")
                        return tries
                    orders.write(f"cancel-pairing {ADDRESS}\n")
                    orders.flush()
            finally:
                agent.kill()
        raise LateError(f"no pairing within {within_s:g} s")

    # --------------------------------------------------------------------- the daemon

    def start_daemon(self) -> float:
        """Run `sitmon run` as people do, in a process of its own; gives when it began to look for the wearable."""
        config = HOME.with_name("sitmon.toml")
        config.write_text(SETTINGS)
        words = Tail(self._words)
        words.lines()
        self._daemon = subprocess.Popen(
            [sys.executable, "-m", "monitor", "run", "--config", str(config)],
            stdout=subprocess.DEVNULL,
            stderr=self._words.open("a"),
        )
        self._recording = None
        wait_for(lambda: any("scanning" in line for line in words.lines()) or None, 60.0, "the daemon")
        return time.time()

    def sitmon(self, *words: str, within_s: float = 60.0) -> str:
        """Run another command of ours with the daemon's settings; gives all that it says."""
        config = HOME.with_name("sitmon.toml")
        return self.shell(sys.executable, "-m", "monitor", *words, "--config", str(config), within_s=within_s)

    def kill_daemon(self) -> None:
        """End it as a crash would."""
        self._end_daemon(signal.SIGKILL)

    def stop_daemon(self) -> int:
        """End it in good order; gives its exit status."""
        return self._end_daemon(signal.SIGTERM)

    def says(self, words: str, within_s: float) -> str:
        """Wait until the daemon has said something; gives the line."""
        return wait_for(lambda: self._said(words), within_s, f'the daemon to say "{words}"')

    def sockets(self) -> int:
        """Sockets that the daemon has open."""
        folder = Path(f"/proc/{self._daemon.pid}/fd" if self._daemon else "/nowhere")
        targets = []
        for descriptor in folder.iterdir():
            with suppress(OSError):
                targets.append(str(descriptor.readlink()))
        return sum(target.startswith("socket:") for target in targets)

    def await_samples(self, after_s: float, within_s: float) -> float:
        """Wait until samples arrived at the daemon after a time; gives when the first of them did."""

        def arrived() -> float | None:
            first = None
            for line in self._recorded():
                time_s = json.loads(line)["t"]
                self.last_sample_s = max(self.last_sample_s, time_s)
                first = time_s if first is None and time_s > after_s else first
            return first

        return wait_for(arrived, within_s, "samples")

    def settle(self, seconds: float, within_s: float = 60.0) -> None:
        """Wait until samples have come for so long without a silence of 1.5 s at a quiet machine's pace."""
        deadline_s = time.time() + within_s * PACE.second_s
        since_s = before_s = self.await_samples(0.0, within_s)
        while before_s - since_s < seconds:
            if time.time() > deadline_s:
                raise LateError(f"no steady stream within {within_s:g} s")
            now_s = self.await_samples(before_s, within_s)
            since_s, before_s = (now_s if now_s - before_s > 1.5 * PACE.second_s else since_s), now_s

    def _recorded(self) -> list[str]:
        """New lines of the present recording that hold samples."""
        if self._recording is None:
            folders = sorted((HOME / "recordings").glob("*/arrivals.jsonl"), key=lambda path: path.stat().st_mtime)
            if not folders:
                return []
            self._recording = Tail(folders[-1])
        found = (line for line in self._recording.lines() if _STREAM in line)
        return [line for line in found if len(line.partition('"b":"')[2]) > _HEADER_DIGITS + 3]

    def _said(self, words: str) -> str | None:
        lines = [line for line in self._words.read_text(errors="replace").splitlines() if words in line]
        return lines[-1] if lines else None

    def _end_daemon(self, number: int) -> int:
        if self._daemon is None:
            return 0
        self._daemon.send_signal(number)
        try:
            return self._daemon.wait(15.0 * PACE.second_s)
        except subprocess.TimeoutExpired:
            self._daemon.kill()
            return self._daemon.wait()


def wait_for(look: Callable[[], T | None], within_s: float, what: str) -> T:
    """Look again and again until there is something.

    Args:
        look: gives None while there is nothing.
        within_s: the longest wait on a quiet machine; a slower guest waits as much longer as it is slower.
        what: is waited for, in words.

    Raises:
        LateError: there is nothing within the time.
    """
    limit_s = within_s * PACE.second_s
    deadline_s = time.monotonic() + limit_s
    while (found := look()) is None:
        if time.monotonic() > deadline_s:
            raise LateError(f"waited {limit_s:.0f} s for {what}, in vain")
        time.sleep(POLL_S)
    return found
