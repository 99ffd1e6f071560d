"""Files: written whole or not at all, and for their owner only; what cannot be read is said in one line.

A draft beside the file is brought to the disk and then takes its name, and the folder that holds the name is brought
to the disk as well.  Whatever fails on the way, a killed process and a power cut included, leaves the old content or
all of the new one.
"""

import contextlib
import errno
import glob
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from monitor.errors import RecordingError

PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700

DRAFT_END: Final = ".new"
"""A draft lies beside what it will be, and is named `.NAME.something.new`."""

STALE_S: Final = 3600.0
"""A draft that nobody touched for so long is nobody's: to write one takes seconds (product default)."""


@contextlib.contextmanager
def readable(path: Path) -> Iterator[None]:
    """Whatever the disk refuses of a recording, or of another file with samples, is one line.

    Raises:
        RecordingError: in place of any `OSError`.
    """
    try:
        yield
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read ({error.strerror or error})") from error


@contextlib.contextmanager
def writable(path: Path) -> Iterator[None]:
    """Say in one line why a recording cannot be written, and what became of the earlier lines if that is known.

    Raises:
        RecordingError: in place of any `OSError`.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            what = "the disk is full; what was recorded before is kept. Free some space, then start again."
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            what = f"cannot be written ({error.strerror}); choose a folder that you may write to."
        else:
            what = f"cannot be written ({error.strerror}); check the disk and the folder."
        raise RecordingError(f"{path}: {what}") from error


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, each for its owner only; one that is there keeps its mode.

    Raises:
        OSError: a file stands in its place, or the disk refuses.
    """
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def append_to(path: Path) -> int:
    """Open a file to append bytes to its end, and make it if it is not there, for its owner only; gives its handle.

    Raises:
        OSError: the disk refuses.
    """
    # Windows takes a handle for text, and writes another byte at each end of line, unless it is told.
    binary: int = getattr(os, "O_BINARY", 0)
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | binary, PRIVATE_FILE)


def is_draft(path: Path) -> bool:
    """Whether a file or a folder is named as a draft: one in work, or left by a writer that was killed."""
    return path.name.startswith(".") and path.name.endswith(DRAFT_END)


def forget_drafts(path: Path) -> None:
    """Take away what killed writers left of a file or a folder; what was touched within the hour may be in work."""
    for draft in path.parent.glob(f".{glob.escape(path.name)}.*{DRAFT_END}"):
        if draft.name.count(".") != path.name.count(".") + 3:
            continue  # a draft of another, whose name begins alike
        with contextlib.suppress(OSError):
            newest_s = max(part.stat().st_mtime for part in (draft, *draft.glob("*")))
            if newest_s < time.time() - STALE_S:
                shutil.rmtree(draft) if draft.is_dir() else draft.unlink()


def make_draft_folder(folder: Path) -> Path:
    """Make a draft of a folder beside it, for its owner only.

    Raises:
        OSError: the disk refuses.
    """
    make_folder(folder.parent)
    forget_drafts(folder)
    return Path(tempfile.mkdtemp(DRAFT_END, f".{folder.name}.", folder.parent))


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; a text as UTF-8; the folder must exist.  See `replacing`.

    Raises:
        OSError: the disk refuses; the file is then as before.
    """
    with replacing(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a draft that becomes the file when the block ends, and vanishes if the block fails.

    A link stays a link: the file that it names is written.  A file that was there and is stricter than 0600 keeps its
    mode.  What is no file (a pipe, a terminal) is written into as it stands.

    Raises:
        OSError: the disk refuses; the file is then as before.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG | PRIVATE_FILE
    if not stat.S_ISREG(mode):
        with path.open("wb") as stream:
            yield stream
        return
    target = Path(os.path.realpath(path))
    forget_drafts(target)
    handle, name = tempfile.mkstemp(DRAFT_END, f".{target.name}.", target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            draft.chmod(stat.S_IMODE(mode) & PRIVATE_FILE)
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can do that."""
    if os.name == "nt":  # Windows opens no folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network drives know no such thing
            raise
    finally:
        os.close(handle)
