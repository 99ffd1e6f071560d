"""What the disk says, in words that tell what to do."""

import errno
from pathlib import Path

from monitor.errors import RecordingError


def as_recording_error(path: Path, error: OSError) -> RecordingError:
    """Word a failed write to `path`; one line, which says what became of the earlier lines if that is known."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        what = "the disk is full; what was recorded before is kept. Free some space, then start again."
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        what = f"cannot be written ({error.strerror}); choose a folder that you may write to."
    else:
        what = f"cannot be written ({error.strerror}); check the disk and the folder."
    return RecordingError(f"{path}: {what}")
