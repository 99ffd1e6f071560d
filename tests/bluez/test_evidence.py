"""Evidence: what a guest left behind, read back."""

import json
from pathlib import Path

from firmware_protocol import INFO_UUID, STREAM_UUID, encode_capabilities, encode_packet
from monitor.edges.journal import Journal
from monitor.edges.recordings import About, RecordingWriter
from monitor.motion.arrivals import Arrival
from monitor.posture.labels import Posture
from tests.bluez.evidence import LinkChange, Mark, Received, read_evidence
from tests.support.air import packets
from tests.support.faulty import CAPABILITIES

T0 = 1_800_000_000.0
ABOUT = About("strap", "thigh", "+00:00", "2027-01-15T08:00:00+00:00", "test", axis=(0.0, 0.0, 1.0))


def _write_lines(path: Path, *lines: dict[str, object]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def _leave(folder: Path) -> None:
    """What a guest leaves of a run with one fault and four packets."""
    _write_lines(
        folder / "marks.jsonl",
        {"fault": "stall", "began_s": T0 + 1.0, "over_s": T0 + 2.0, "sockets_before": 6, "sockets_after": 6},
        {"end": T0 + 3.0, "exit_status": 0},
    )
    sent = {"who": "strap", "what": "sent", "boot": CAPABILITIES.boot_id, "count": 25}
    _write_lines(
        folder / "air.jsonl",
        {"t": T0, "who": "strap", "what": "on", "script": "sit:1s walk:1s"},
        {"t": T0, "who": "other", "what": "sent", "boot": 1, "first": 0, "count": 25},
        *({"t": T0, **sent, "first": 25 * k, "last_s": T0 + k / 2 + 0.48, "script_s": k / 2 + 0.48} for k in range(4)),
        {"t": T0, **sent, "first": 100, "count": 0, "last_s": T0 + 2.0, "script_s": 2.0},
    )
    with RecordingWriter(folder / "home/recordings/one", ABOUT) as writer:
        writer.write(Arrival(T0, INFO_UUID, encode_capabilities(CAPABILITIES)))
        for due_s, packet in packets(4):
            writer.write(Arrival(T0 + due_s, STREAM_UUID, encode_packet(packet)))
    with Journal(folder / "home/journal.sqlite") as journal:
        journal.write("link", T0 + 1.2, 0, {"state": "stalled", "reason": "silent"})


def test_what_a_guest_leaves_is_read_back(tmp_path: Path) -> None:
    """Faults, packets, states of the link and postures, each in order of time."""
    _leave(tmp_path)

    evidence = read_evidence(tmp_path)

    assert [Mark("stall", T0 + 1.0, T0 + 2.0, sockets_before=6, sockets_after=6)] == evidence.marks
    assert [LinkChange(T0 + 1.2, "stalled", "silent")] == evidence.changes
    assert Received(T0 + 0.48, CAPABILITIES.boot_id, 0, 0, 25) == evidence.received[0]
    assert [0, 25, 50, 75] == [packet.first for packet in evidence.sent]
    assert [T0, T0 + 1.0] == [epoch.start_s for epoch in evidence.epochs]
    assert [] == evidence.failures


def test_each_sample_has_the_truth_of_the_script(tmp_path: Path) -> None:
    """A second of sitting, then one of walking: two steps, two postures."""
    _leave(tmp_path)

    sent = read_evidence(tmp_path).sent

    assert [Posture.SITTING, Posture.SITTING, Posture.MOVING, Posture.MOVING] == [one.postures[-1] for one in sent]
    assert [0, 0, 1, 1] == [one.steps[0] for one in sent]


def test_steps_of_another_script_are_other_steps(tmp_path: Path) -> None:
    """A wearable that is put on anew begins its script again, and the person something new."""
    _leave(tmp_path)
    lines = (tmp_path / "air.jsonl").read_text()
    (tmp_path / "air.jsonl").write_text(lines + lines.replace('"first": ', '"first": 1'))

    assert {0, 1, 2, 3} == {step for packet in read_evidence(tmp_path).sent for step in packet.steps}


def test_a_guest_that_left_nothing_is_a_failure(tmp_path: Path) -> None:
    """An empty folder proves nothing, and that is said."""
    evidence = read_evidence(tmp_path)

    assert [] == evidence.marks
    assert ["the guest did not come to the end of the catalogue", "the daemon left no recording"] == evidence.failures


def test_a_daemon_that_ends_badly_is_a_failure(tmp_path: Path) -> None:
    """Told to stop, it ends with 0."""
    _leave(tmp_path)
    _write_lines(tmp_path / "marks.jsonl", {"failed": "Traceback"}, {"end": T0, "exit_status": -9})

    assert ["Traceback", "the daemon ended with status -9"] == read_evidence(tmp_path).failures
