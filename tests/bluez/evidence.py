"""What a run of the bed left behind, read into values: what was sent, what arrived, what the daemon said of it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from firmware_protocol import INFO_UUID, STREAM_UUID, decode_capabilities, decode_packet
from monitor.edges.journal import Journal
from monitor.edges.recordings import read_recording
from monitor.motion.arrivals import Arrival
from monitor.posture.labels import Posture, PostureEpoch
from monitor.simulation.script import label_seconds, parse_script

RATE_HZ: Final = 50.0
"""Of the wearables in the bed."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A packet with samples as the wearable handed it to the radio.

    Attributes:
        boot_id, first: name its first sample.
        count: samples in it, at 50 Hz.
        last_s: when its last sample was taken, UTC in POSIX seconds.
        steps: for each sample, which step of which script it is of: two samples of one step have equal ones.
        postures: for each sample, what a perfect monitor would say.
    """

    boot_id: int
    first: int
    count: int
    last_s: float
    steps: tuple[int, ...]
    postures: tuple[Posture, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """A packet with samples as it stands in the recording.

    Attributes:
        time_s: when it arrived.
        boot_id: of the Info that was read last before it.
        sequence, first, count: as in the packet.
    """

    time_s: float
    boot_id: int
    sequence: int
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A change of the link's state, as the journal has it."""

    time_s: float
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mark:
    """When a fault was, as the guest wrote it down.

    Attributes:
        fault: its name.
        began_s, over_s: when it took hold, and when its cause was gone.
        is_noticed: whether there was a daemon to notice it.
        sockets_before, sockets_after: open sockets of the daemon while it streamed.
        note: what was seen besides.
        failed: what went wrong in the bed, or with the daemon, so that the fault could not be judged; else empty.
        second_s: what takes a second on a quiet machine took so long in the guest, at worst meanwhile; 1 or more.
    """

    fault: str
    began_s: float = 0.0
    over_s: float = 0.0
    is_noticed: bool = True
    sockets_before: int = 0
    sockets_after: int = 0
    note: str = ""
    failed: str = ""
    second_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a run left behind, each list in order of time.

    Attributes:
        held_s: for how long the loop that plays the controller was held up at worst; the kernel waits 2 s for it.
    """

    marks: list[Mark]
    sent: list[Sent]
    received: list[Received]
    changes: list[LinkChange]
    epochs: list[PostureEpoch]
    failures: list[str]
    held_s: float = 0.0

    @property
    def held_up(self) -> str:
        """What there is to say of it; nothing if nothing was written down."""
        return f"; the controller's loop was held up for {self.held_s:.1f} s at worst" if self.held_s else ""


def read_evidence(folder: Path) -> Evidence:
    """Read the folder that the guest shared."""
    marks, failures = _read_marks(folder / "marks.jsonl")
    recordings = sorted((folder / "home/recordings").glob("*"))
    if not recordings:
        failures.append("the daemon left no recording")
    return Evidence(
        marks,
        list(_read_sent(folder / "air.jsonl")),
        [packet for recording in recordings for packet in _read_received(recording)],
        _read_changes(folder / "home/journal.sqlite"),
        [epoch for recording in recordings for epoch in _replay(recording)],
        failures,
        max(
            (line["seconds"] for line in _read_lines(folder / "air.jsonl") if line["who"] == "controller"), default=0.0
        ),
    )


def _read_marks(path: Path) -> tuple[list[Mark], list[str]]:
    """The faults, and what else the guest complains of."""
    lines = _read_lines(path)
    marks = [Mark(**line) for line in lines if "fault" in line]
    failures = [line["failed"] for line in lines if "failed" in line and "fault" not in line]
    ends = [line for line in lines if "end" in line]
    if not ends:
        failures.append("the guest did not come to the end of the catalogue")
    failures += [f"the daemon ended with status {line['exit_status']}" for line in ends if line["exit_status"]]
    return marks, failures


def _read_sent(path: Path) -> Iterator[Sent]:
    """What the wearable of the daemon sent, with the truth of each sample."""
    step_of: list[int] = []
    postures: list[Posture] = []
    for line in _read_lines(path):
        if line["who"] != "strap":
            continue
        if line["what"] == "on":
            base = step_of[-1] + 1 if step_of else 0
            steps = parse_script(line["script"])
            step_of = [base + number for number, step in enumerate(steps) for _ in range(step.duration_s)]
            postures = [kind.posture for kind in label_seconds(steps)]
        if line["what"] == "sent" and line["count"]:
            seconds = [int(line["script_s"] - (line["count"] - 1 - k) / RATE_HZ) for k in range(line["count"])]
            yield Sent(
                line["boot"],
                line["first"],
                line["count"],
                line["last_s"],
                tuple(step_of[second] for second in seconds),
                tuple(postures[second] for second in seconds),
            )


def _read_received(recording: Path) -> Iterator[Received]:
    """The packets with samples of one recording."""
    boot_id = 0
    for item in read_recording(recording):
        if not isinstance(item, Arrival):
            continue
        if item.characteristic == INFO_UUID:
            boot_id = decode_capabilities(item.payload).boot_id
        if item.characteristic == STREAM_UUID and (packet := decode_packet(item.payload)).count:
            yield Received(item.time_s, boot_id, packet.sequence, packet.first_sample_index, packet.count)


def _read_changes(path: Path) -> list[LinkChange]:
    """What the journal says of the link."""
    if not path.exists():
        return []
    with Journal(path, read_only=True) as journal:
        rows = journal.events(kind="link")
        return [LinkChange(row.time_s, str(row.body["state"]), str(row.body["reason"])) for row in rows]


def _replay(recording: Path) -> Iterator[PostureEpoch]:
    """The postures that were decided, second by second: a replay decides alike."""
    command = [sys.executable, "-m", "monitor", "replay", str(recording), "--json", "--epochs"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    for line in run.stdout.splitlines():
        if (event := json.loads(line))["event"] == "epoch":
            start_s = datetime.fromisoformat(event["time"]).timestamp()
            yield PostureEpoch(start_s, Posture(event["posture"]), event["confidence"])


def _read_lines(path: Path) -> list[dict[str, Any]]:
    """A file of JSON lines; none if it is not there."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
