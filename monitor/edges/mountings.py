"""How each wearable was last known to sit: from its guided pose, or from walking, for the next run to begin with."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from monitor.edges.files import make_folder, write_file
from monitor.errors import WearableError
from monitor.posture.mounting import Mounting, mounting_from

FILE: Final = "mountings.json"


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
    path = folder / FILE
    try:
        entry = json.loads(path.read_text(encoding="utf-8")).get(address)
        if entry is None or _mounting(entry["told"]) != told:
            return told
        return _mounting(entry["found"])
    except FileNotFoundError:
        return told
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WearableError(f"{path} cannot be read ({error}): delete it, and do the guided pose again") from error


def write_mounting(folder: Path, address: str, told: Mounting | None, found: Mounting) -> None:
    """Keep what was found out of how a wearable sits.

    Args:
        folder: of the storage.
        address: of the wearable.
        told: what the settings said then.
        found: what is true instead.

    Raises:
        WearableError: the folder cannot be written.
    """
    path = folder / FILE
    try:
        make_folder(folder)
        entries = _entries(path)
        entries[address] = {"told": None if told is None else asdict(told), "found": asdict(found)}
        write_file(path, json.dumps(entries, indent=2) + "\n")
    except OSError as error:
        raise WearableError(f"{path} cannot be written ({error.strerror or error})") from error


def _entries(path: Path) -> dict[str, object]:
    """What is kept of all wearables; nothing if it cannot be read, for it is found out again."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}


def _mounting(entry: Mapping[str, Any] | None) -> Mounting | None:
    return None if entry is None else mounting_from(entry)
