"""Errors of the world: whose fault it is, where, and what to do about it.

Three kinds leave our code.  `ProtocolError`: the wearable sent bytes that are not of its protocol.
`MonitorError`: the world is not as needed (no adapter, a broken file, a wrong setting).  `ValueError`:
the caller broke a contract.  One place prints them, `monitor.__main__`.
"""

import shlex
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires

DISTRIBUTION = "sitting-monitor"


def to_install(extra: str) -> str:
    """Tell the command that installs what an extra brings, by the Python that runs: it works however sitmon came."""
    names = sorted(set(_needed(extra))) or [f"{DISTRIBUTION}[{extra}]"]
    return f"{shlex.quote(sys.executable)} -m pip install {shlex.join(names)}"


def _needed(extra: str) -> Iterator[str]:
    """The packages of an extra, and of those that it takes in."""
    try:
        every = requires(DISTRIBUTION) or []
    except PackageNotFoundError:  # run from a folder that was never installed
        return
    for one in every:
        name, _, marker = (part.strip() for part in one.partition(";"))
        if f'extra == "{extra}"' not in marker.replace("'", '"'):
            continue
        if name.startswith(f"{DISTRIBUTION}["):
            for inner in name.partition("[")[2].rstrip("]").split(","):
                yield from _needed(inner.strip())
        else:
            yield name.replace(" ", "")


class MonitorError(Exception):
    """Something outside the program is wrong; `str()` is one line: what, where, what to do.

    Attributes:
        exit_status: what the command ends with; 1 failed, 2 the user's call or settings are wrong.
    """

    exit_status = 1


class UsageError(MonitorError):
    """The command line, the simulated script or an argument is wrong."""

    exit_status = 2


class SettingsError(MonitorError):
    """`sitmon.toml` holds something it may not; names the key and its line."""

    exit_status = 2


class RecordingError(MonitorError):
    """A recording, CSV or npz file is missing, foreign or damaged beyond reading."""


class JournalError(MonitorError):
    """The journal cannot be opened or written."""


class WearableError(MonitorError):
    """The wearable or the radio is not there or not usable."""


class PoseError(MonitorError, ValueError):
    """The guided pose was not what it should be: two postures, held still.

    A `ValueError` too: in a notebook the poses are arguments.
    """
