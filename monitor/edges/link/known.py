"""What is kept of wearables between runs: which one is ours, and how each was last known to sit.

Ours is the one that this computer streamed from first, and no other until the user says so.  How one sits was found
out by the guided pose or from walking, and the next run begins with it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from monitor.edges.files import make_folder, write_file
from monitor.errors import WearableError
from monitor.posture.mounting import Mounting, mounting_from

WEARABLE: Final = "wearable.json"
MOUNTINGS: Final = "mountings.json"

_UNREADABLE: Final = (OSError, ValueError, KeyError, TypeError, AttributeError)
"""What a file raises that is not as we write it."""


@dataclass(frozen=True, slots=True)
class KnownWearable:
    """Whom we belong to.

    Attributes:
        address: Bluetooth address; on macOS an identifier that only this computer knows.
        kind: of wearable, as people say it.
        bonded: there is a bond, so nobody else can pretend to be it.
    """

    address: str
    kind: str
    bonded: bool


def read_known(folder: Path) -> KnownWearable | None:
    """The one that is known; None if none is.

    Raises:
        WearableError: the file is not as we write it.
    """
    path = folder / WEARABLE
    try:
        said = _load(path)
        return KnownWearable(str(said["address"]), str(said["kind"]), said["bonded"] is True)
    except FileNotFoundError:
        return None
    except _UNREADABLE as error:
        raise WearableError(f"{path} cannot be read ({error}): delete it, and the next wearable is learned") from error


def write_known(folder: Path, known: KnownWearable) -> None:
    """Know this one from now on; folder and file are their owner's only.

    Raises:
        WearableError: the folder cannot be written.
    """
    _keep(folder / WEARABLE, asdict(known))


def forget_known(folder: Path) -> KnownWearable | None:
    """Know none any more; gives the one that was known.

    Raises:
        WearableError: the file cannot be taken away.
    """
    path = folder / WEARABLE
    try:
        known = read_known(folder)
    except WearableError:
        known = None
    with _trying(path, "deleted"):
        path.unlink(missing_ok=True)
    return known


def read_mounting(folder: Path, address: str | None, told: Mounting | None) -> Mounting | None:
    """How the wearable of this address sits.

    Args:
        folder: of the storage.
        address: of the wearable; None if it is not known yet.
        told: what the settings say; what was found out since then goes before it, what was found out of other
            settings does not.

    Raises:
        WearableError: the file is not as we write it.
    """
    path = folder / MOUNTINGS
    try:
        entry = _load(path).get(address)
        return told if entry is None or _mounting(entry["told"]) != told else _mounting(entry["found"])
    except FileNotFoundError:
        return told
    except _UNREADABLE as error:
        raise WearableError(f"{path} cannot be read ({error}): delete it, and do the guided pose again") from error


def write_mounting(folder: Path, address: str, told: Mounting | None, found: Mounting) -> None:
    """Keep what was found out of how a wearable sits, `found`, while the settings said `told`.

    Raises:
        WearableError: the folder cannot be written.
    """
    path, entries = folder / MOUNTINGS, None
    with _trying(path, "written"), suppress(FileNotFoundError, ValueError):  # what is no JSON is found out again
        entries = _load(path)
    kept = {"told": None if told is None else asdict(told), "found": asdict(found)}
    _keep(path, {**(entries if isinstance(entries, dict) else {}), address: kept})


def _mounting(entry: Mapping[str, Any] | None) -> Mounting | None:
    return None if entry is None else mounting_from(entry)


def _load(path: Path) -> Any:  # noqa: ANN401  whatever stands there
    return json.loads(path.read_text(encoding="utf-8"))


def _keep(path: Path, value: object) -> None:
    with _trying(path, "written"):
        make_folder(path.parent)
        write_file(path, json.dumps(value, indent=2) + "\n")


@contextmanager
def _trying(path: Path, done: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WearableError(f"{path} cannot be {done} ({error.strerror or error})") from error
