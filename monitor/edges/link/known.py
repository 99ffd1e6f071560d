"""The wearable that this computer knows: the one it streamed from first, and no other until the user says so."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from monitor.edges.files import make_folder, write_file
from monitor.errors import WearableError

FILE: Final = "wearable.json"


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
    path = folder / FILE
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return KnownWearable(str(said["address"]), str(said["kind"]), said["bonded"] is True)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WearableError(f"{path} cannot be read ({error}): delete it, and the next wearable is learned") from error


def write_known(folder: Path, known: KnownWearable) -> None:
    """Know this one from now on; folder and file are their owner's only.

    Raises:
        WearableError: the folder cannot be written.
    """
    path = folder / FILE
    try:
        make_folder(folder)
        write_file(path, json.dumps(asdict(known), indent=2) + "\n")
    except OSError as error:
        raise WearableError(f"{path} cannot be written ({error.strerror or error})") from error


def forget_known(folder: Path) -> KnownWearable | None:
    """Know none any more; gives the one that was known.

    Raises:
        WearableError: the file cannot be taken away.
    """
    path = folder / FILE
    try:
        known = read_known(folder)
    except WearableError:
        known = None
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise WearableError(f"{path} cannot be deleted ({error.strerror or error})") from error
    return known
