"""Writing a recording so that neither a killed process nor a full disk costs what was already written.

Each item is one whole line, handed to the kernel by one `write` at once: from then on `kill -9` cannot take
it back.  Against a power cut a thread calls `fsync` each second.  It is a thread because `fsync` waits for the
disk, from under a millisecond to a whole second when the disk is busy, and the event loop that receives from the
radio must not wait with it; a `write` into the page cache takes microseconds.
"""

import contextlib
import gzip
import os
import shutil
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from monitor.coaching.inputs import ContextChange, UserAction
from monitor.edges.files import append_to, make_folder, replacing, writable
from monitor.edges.recordings.about import ABOUT, About, read_about, write_about
from monitor.edges.recordings.lines import COMPRESSED, HEADER, PLAIN, Damage, encode_line
from monitor.errors import RecordingError
from monitor.motion.arrivals import Arrival

SYNC_EVERY_S: Final = 1.0
"""At most this much is lost in a power cut (product default)."""

LEVEL: Final = 6
"""Of compression: level 9 takes three times as long and saves 4 % (measured on six hours of samples)."""

_DECISIVE: Final = ("device", "wear_site", "worn_leg", "range_g", "counts_per_g", "sample_rate_hz", "timezone")


class RecordingWriter:
    """Appends to the recording in `folder`, which is made if it is not there; a context manager.

    An existing recording is continued if it was made alike; its own `about.toml` then stays as it is.  Files
    are readable by their owner only.  Not for more than one thread, nor for two writers on one folder.

    Attributes:
        repaired: the torn last line that was cut away on opening, if there was one.

    Raises:
        RecordingError: the folder cannot be written, the disk is full, or what lies there is no recording,
            a compressed one, or one of another wearable.
    """

    def __init__(self, folder: Path, about: About) -> None:
        self._path = folder / PLAIN
        with writable(folder):
            make_folder(folder)
            _settle_about(folder, about)
            self.repaired = _repair(self._path)
            self._fd = append_to(self._path)
        self._end = os.fstat(self._fd).st_size
        self._unsynced = True
        self._failure: OSError | None = None
        self._closing = threading.Event()
        self._syncer = threading.Thread(target=self._sync_each_second, name="recording-sync", daemon=True)
        self._syncer.start()

    def write(self, item: Arrival | UserAction | ContextChange) -> None:
        """Append one item; it survives the death of this process from now on.

        Raises:
            RecordingError: the disk is full or gone.  All earlier lines are whole, and writing may be tried
                again once there is space.
            ValueError: the time is not finite.
        """
        rest = line = encode_line(item)
        with writable(self._path):
            if self._failure is not None:
                failure, self._failure = self._failure, None
                raise failure
            try:
                while rest:
                    rest = rest[os.write(self._fd, rest) :]
            except OSError:
                # A full disk may have taken half of the line: take it back, so that all lines are whole.
                with contextlib.suppress(OSError):
                    os.ftruncate(self._fd, self._end)
                raise
        self._end += len(line)
        self._unsynced = True

    def close(self) -> None:
        """Bring everything to the disk and let go; a second call does nothing.

        Raises:
            RecordingError: the last lines could not be brought to the disk.
        """
        if self._closing.is_set():
            return
        self._closing.set()
        self._syncer.join()
        with writable(self._path):
            try:
                os.fsync(self._fd)
            finally:
                os.close(self._fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _sync_each_second(self) -> None:
        while not self._closing.wait(SYNC_EVERY_S):
            if self._unsynced:
                self._unsynced = False
                try:
                    os.fsync(self._fd)
                except OSError as error:
                    self._failure = error


def compress_recording(folder: Path) -> Path:
    """Close a recording for good: `arrivals.jsonl` becomes `arrivals.jsonl.gz`, the same bytes every time.

    Raises:
        RecordingError: there is nothing to compress, or the disk is full; the plain file is then still there.
    """
    plain, compressed = folder / PLAIN, folder / COMPRESSED
    with writable(plain):
        with (
            plain.open("rb") as source,
            replacing(compressed) as target,
            # No name and no time in the header: the same recording gives the same file.
            gzip.GzipFile(filename="", fileobj=target, mode="wb", mtime=0, compresslevel=LEVEL) as archive,
        ):
            shutil.copyfileobj(source, archive)
        plain.unlink()
    return compressed


def _settle_about(folder: Path, about: About) -> None:
    if (folder / COMPRESSED).exists():
        raise RecordingError(f"{folder}: the recording is closed and compressed; record into a new folder")
    if not (folder / ABOUT).exists():
        write_about(folder, about)
        return
    before = read_about(folder)
    if other := [name for name in _DECISIVE if getattr(before, name) != getattr(about, name)]:
        raise RecordingError(f"{folder}: holds a recording with another {', '.join(other)}; record into a new folder")


def _repair(path: Path) -> Damage | None:
    """Make `path` a header and whole lines, whatever a killed writer left; tell what was cut away."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        head = file.read(len(HEADER))
        if not HEADER.startswith(head):
            raise RecordingError(f"{path}: not a recording of ours; record into a new folder")
        if head != HEADER:
            file.seek(0)
            file.write(HEADER)
            return Damage(1, "torn last line") if head else None
        line_number, end = 1, len(HEADER)
        for line in file:
            line_number += 1
            if not line.endswith(b"\n"):
                file.truncate(end)
                return Damage(line_number, "torn last line")
            end += len(line)
    return None
