"""Recordings on a real disk: continued, torn, killed, full."""

import dataclasses
import errno
import gzip
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.edges.recordings import Damage, RecordingWriter, compress_recording, read_recording, writer
from monitor.edges.recordings.lines import LONGEST_LINE
from monitor.errors import RecordingError
from monitor.motion.arrivals import Arrival
from tests.support.recordings import ABOUT, ITEMS
from tests.support.small_disk import can_mount, run_on_small_disk


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A folder with a recording of `ITEMS`."""
    with RecordingWriter(tmp_path / "morning", ABOUT) as recording:
        for item in ITEMS:
            recording.write(item)
    return tmp_path / "morning"


def test_a_recording_reads_back_as_written(recorded: Path) -> None:
    """Every item comes back, in order and equal."""
    assert ITEMS == list(read_recording(recorded))


def test_a_recording_is_private(recorded: Path) -> None:
    """Only the owner can read what a body did."""
    assert 0o700 == stat.S_IMODE(recorded.stat().st_mode)
    assert 0o600 == stat.S_IMODE((recorded / "arrivals.jsonl").stat().st_mode)


def test_each_item_is_in_the_file_at_once(tmp_path: Path) -> None:
    """A second process reads an item as soon as `write` returns."""
    with RecordingWriter(tmp_path, ABOUT) as recording:
        for count, item in enumerate(ITEMS, start=1):
            recording.write(item)
            assert ITEMS[:count] == list(read_recording(tmp_path))


def test_an_existing_recording_is_continued(recorded: Path) -> None:
    """Opening again appends; nothing is repaired because nothing is torn."""
    with RecordingWriter(recorded, ABOUT) as recording:
        recording.write(ITEMS[0])

    assert recording.repaired is None
    assert [*ITEMS, ITEMS[0]] == list(read_recording(recorded))


def test_a_second_close_does_nothing(tmp_path: Path) -> None:
    """Closing twice is no error."""
    recording = RecordingWriter(tmp_path, ABOUT)
    recording.close()
    recording.close()

    assert [] == list(read_recording(tmp_path))


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cut_anywhere_nothing_whole_is_lost(recorded: Path, data: st.DataObject) -> None:
    """Wherever a crash cuts the file, all whole lines are read, the torn one is reported, and it goes on."""
    path = recorded / "arrivals.jsonl"
    whole = path.read_bytes()
    cut = data.draw(st.integers(0, len(whole) - 1))
    lines = whole[:cut].count(b"\n")
    torn = not whole[:cut].endswith(b"\n") and cut > 0
    try:
        path.write_bytes(whole[:cut])
        if lines:
            damage = [Damage(lines + 1, "torn last line")] if torn else []
            assert ITEMS[: lines - 1] + damage == list(read_recording(recorded))
        with RecordingWriter(recorded, ABOUT) as recording:
            recording.write(ITEMS[-1])
        assert (Damage(lines + 1, "torn last line") if torn else None) == recording.repaired
        assert [*ITEMS[: max(lines - 1, 0)], ITEMS[-1]] == list(read_recording(recorded))
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize(
    ("foreign", "what"),
    [
        (b"hello\n", "not JSON"),
        (b"\n", "not JSON"),
        (b'{"t":1,"c":"2a19","b":"zz"}\n', '"b" is not hex'),
        (b"x" * (3 * LONGEST_LINE) + b"\n", "too long"),
        (b"\xff\x00\xfe\n", "not JSON"),
    ],
)
def test_a_foreign_line_in_the_middle_is_reported_and_survived(recorded: Path, foreign: bytes, what: str) -> None:
    """A foreign line comes as Damage with its number; what lies after it is still read."""
    path = recorded / "arrivals.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:3], foreign, *lines[3:]]))

    assert [*ITEMS[:2], Damage(4, what), *ITEMS[2:]] == list(read_recording(recorded))


def test_a_compressed_recording_reads_alike(recorded: Path) -> None:
    """Compressing changes neither the items nor, the second time, the bytes."""
    plain = (recorded / "arrivals.jsonl").read_bytes()
    first = compress_recording(recorded).read_bytes()

    assert ITEMS == list(read_recording(recorded))
    assert not (recorded / "arrivals.jsonl").exists()
    (recorded / "arrivals.jsonl").write_bytes(plain)
    assert first == compress_recording(recorded).read_bytes()
    assert bytes(4) == first[4:8]  # where gzip keeps the time of compressing


def test_a_compressed_recording_is_not_continued(recorded: Path) -> None:
    """It was closed for good, and the message says where to go."""
    compress_recording(recorded)

    with pytest.raises(RecordingError, match="record into a new folder"):
        RecordingWriter(recorded, ABOUT)


def test_a_torn_compressed_recording_is_read_up_to_the_tear(recorded: Path) -> None:
    """A copy that broke off gives what it holds, and one Damage at the end."""
    with RecordingWriter(recorded, ABOUT) as recording:
        for n in range(2000):
            recording.write(Arrival(float(n), "2a19".rjust(8, "0") + "-0000-1000-8000-00805f9b34fb", os.urandom(9)))
    path = compress_recording(recorded)
    path.write_bytes(path.read_bytes()[:20_000])

    items = list(read_recording(recorded))
    assert ITEMS == items[:5]
    assert isinstance(items[-1], Damage)
    assert "torn" in items[-1].what
    assert not any(isinstance(item, Damage) for item in items[:-2])


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("arrivals.jsonl", b"", "not a recording"),
        ("arrivals.jsonl", b"time,x,y,z\n0,1,2,3\n", "not a recording"),
        ("arrivals.jsonl", b'{"format":"other"}\n', "not a recording"),
        ("arrivals.jsonl", b'{"format":"sitmon-recording","version":2}\n', "newer sitmon"),
        ("arrivals.jsonl.gz", b"no gzip at all", "cannot be read"),
        ("arrivals.jsonl.gz", gzip.compress(b"hello\n", mtime=0)[:9], "cannot be read"),
        ("notes.txt", b"", "no recording here"),
    ],
)
def test_what_is_no_recording_is_refused_in_one_line(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    """A foreign, newer or missing file raises with one line that names it."""
    (tmp_path / name).write_bytes(content)

    with pytest.raises(RecordingError, match=what) as caught:
        list(read_recording(tmp_path))
    assert str(tmp_path) in str(caught.value)
    assert 1 == len(str(caught.value).splitlines())


def test_a_foreign_file_is_never_written_to(tmp_path: Path) -> None:
    """Somebody else's arrivals.jsonl stays as it is."""
    (tmp_path / "arrivals.jsonl").write_text("my precious notes\n")

    with pytest.raises(RecordingError, match="not a recording of ours"):
        RecordingWriter(tmp_path, ABOUT)
    assert "my precious notes\n" == (tmp_path / "arrivals.jsonl").read_text()


def test_another_wearable_needs_another_folder(recorded: Path) -> None:
    """Arrivals of two sensors with different scales are not mixed; the difference is named."""
    with pytest.raises(RecordingError, match="another counts_per_g; record into a new folder"):
        RecordingWriter(recorded, dataclasses.replace(ABOUT, counts_per_g=2048))


def test_where_a_file_stands_no_recording_can_be(tmp_path: Path) -> None:
    """A path that is a file gives one line, not a traceback."""
    (tmp_path / "taken").write_text("")

    with pytest.raises(RecordingError, match="taken: cannot be written"):
        RecordingWriter(tmp_path / "taken", ABOUT)


WRITE_FOREVER = """
import sys
from pathlib import Path
from monitor.edges.recordings import RecordingWriter
from monitor.motion.arrivals import Arrival
from tests.support.recordings import ABOUT
with RecordingWriter(Path(sys.argv[1]), ABOUT) as recording:
    n = 0
    while True:
        recording.write(Arrival(float(n), "7ae90102-be4c-492f-a786-69776b18097e", bytes(164)))
        sys.stdout.write(f"{n}\\n")
        sys.stdout.flush()
        n += 1
"""


def test_a_killed_writer_loses_nothing_that_it_had_written(tmp_path: Path) -> None:
    """After `kill -9` every item whose `write` had returned is there, and the next writer goes on."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE_FOREVER, str(tmp_path)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(200)]
        process.send_signal(signal.SIGKILL)
        last = [int(line) for line in [*lines, *process.stdout] if line.endswith(b"\n")][-1]

    items = [item for item in read_recording(tmp_path) if isinstance(item, Arrival)]
    assert len(items) > last >= 199
    assert [float(n) for n in range(len(items))] == [item.time_s for item in items]
    with RecordingWriter(tmp_path, ABOUT) as recording:
        recording.write(ITEMS[-1])
    assert [*items, ITEMS[-1]] == list(read_recording(tmp_path))


def test_writing_does_not_wait_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the disk takes half a second to sync, items are written in milliseconds, so the radio is not held up."""
    started = threading.Event()

    def sync_slowly(fd: int) -> None:
        started.set()
        time.sleep(0.5)

    monkeypatch.setattr(writer, "SYNC_EVERY_S", 0.01)
    with RecordingWriter(tmp_path, ABOUT) as recording:
        monkeypatch.setattr(os, "fsync", sync_slowly)
        recording.write(ITEMS[0])
        assert started.wait(2)
        before_s = time.perf_counter()
        recording.write(ITEMS[0])
        took_s = time.perf_counter() - before_s

    assert took_s < 0.25


def test_a_disk_that_fails_later_is_said_at_the_next_item(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the sync in the background met is not lost: the next write raises it, once."""
    synced = threading.Event()

    def fail(fd: int) -> None:
        synced.set()
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(writer, "SYNC_EVERY_S", 0.01)
    with RecordingWriter(tmp_path, ABOUT) as recording:
        with monkeypatch.context() as broken:
            broken.setattr(os, "fsync", fail)
            recording.write(ITEMS[0])
            assert synced.wait(2)
            time.sleep(0.05)
        with pytest.raises(RecordingError, match=r"cannot be written \(Input/output error\); check the disk"):
            recording.write(ITEMS[1])
        recording.write(ITEMS[1])

    assert ITEMS[:2] == list(read_recording(tmp_path))


FILL_THE_DISK = """
import sys
from pathlib import Path
from monitor.edges.recordings import RecordingWriter, read_recording
from monitor.errors import RecordingError
from monitor.motion.arrivals import Arrival
from tests.support.recordings import ABOUT
folder = Path(sys.argv[1]) / "day"
recording, n = RecordingWriter(folder, ABOUT), 0
try:
    while True:
        recording.write(Arrival(float(n), "7ae90102-be4c-492f-a786-69776b18097e", bytes(164)))
        n += 1
except RecordingError as error:
    sys.stdout.write(f"{error}\\n")
kept = [item.time_s for item in read_recording(folder)]
sys.stdout.write(f"{n} written, kept in order: {kept == [float(i) for i in range(n)]}\\n")
(Path(sys.argv[1]) / "ballast").unlink()
recording.write(Arrival(float(n), "7ae90102-be4c-492f-a786-69776b18097e", b""))
recording.close()
sys.stdout.write(f"then {sum(1 for _ in read_recording(folder)) - n} more\\n")
"""


@pytest.mark.system("unshare")
def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    """On a really full disk the writer says so, every earlier item is kept, and it goes on once there is space."""
    if not can_mount(tmp_path):
        pytest.skip("needs leave to mount a tmpfs in a namespace of our own (unshare)")
    ballast = 'import sys\nopen(sys.argv[1] + "/ballast", "wb").write(bytes(16384))\n'
    result = run_on_small_disk(tmp_path, "128k", ballast + FILL_THE_DISK)

    assert "" == result.stderr
    message, kept, then = result.stdout.splitlines()
    assert f"{tmp_path}/day/arrivals.jsonl: the disk is full; what was recorded before is kept. " in message
    assert kept.endswith("written, kept in order: True")
    assert not kept.startswith("0 ")
    assert "then 1 more" == then
