"""Samples from files that are not ours: a CSV with columns, an .npz with arrays."""

import json
import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monitor.edges.files import readable
from monitor.errors import RecordingError
from monitor.posture.mounting import X_AXIS, Mounting

_AXES: Final = ("x", "y", "z")
_TIMES: Final = {"time_s": 1.0, "t_s": 1.0, "t_ms": 0.001, "time_ms": 0.001}
_UNIT: Final = re.compile(r"[\s_]*(\(g\)|\[g\]|_g)$")
COUNTS_PER_G: Final = 4000.0
"""What whole numbers of an .npz without `counts_per_g` are divided by, as docs/files.md has it."""

_NPZ_NEEDS: Final = "needs xyz (n, 3) and t_ms or time_s, as described in docs/files.md"


@dataclass(frozen=True, slots=True)
class SampleFile:
    """What a file holds.

    Attributes:
        xyz_g: shape (n, 3), floats in g.
        sample_rate_hz: nominal.
        time_s: shape (n,), the file's own seconds; None if it has none.
        mounting: what the file says of how it was worn; None if nothing.
        wear_site: what it says of where; None if nothing.
    """

    xyz_g: NDArray[np.float64]
    sample_rate_hz: float
    time_s: NDArray[np.float64] | None
    mounting: Mounting | None
    wear_site: str | None = None


def read_sample_file(path: Path, sample_rate_hz: float | None = None) -> SampleFile:
    """Read a CSV or an .npz.

    Args:
        path: the file; its ending says what it is.
        sample_rate_hz: of a CSV without times; None takes it from the times.

    Raises:
        RecordingError: it is missing, of another kind, or lacks what is needed; one line says which.
    """
    readers = {".npz": _read_npz, ".csv": _read_csv}
    if path.suffix.lower() not in readers:
        raise RecordingError(f"{path}: give the folder of a recording, an .npz or a .csv")
    with readable(path):
        return readers[path.suffix.lower()](path, sample_rate_hz)


def _read_npz(path: Path, sample_rate_hz: float | None) -> SampleFile:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays: dict[str, NDArray[Any]] = {name: archive[name] for name in archive.files}
    except (ValueError, TypeError, EOFError, KeyError, zipfile.BadZipFile, zlib.error) as error:  # foreign or torn
        raise RecordingError(f"{path}: not an .npz of arrays ({error})") from error
    meta = _meta(path, arrays)
    if "xyz" not in arrays or arrays["xyz"].ndim != 2:
        raise RecordingError(f"{path}: holds {_listed(arrays)}; {_NPZ_NEEDS}")
    if strange := [name for name in ("xyz", *_TIMES) if name in arrays and arrays[name].dtype.kind not in "iuf"]:
        raise RecordingError(f"{path}: {strange[0]} holds no numbers; {_NPZ_NEEDS}")
    xyz = arrays["xyz"]
    counts_per_g = _positive(path, meta, "counts_per_g") or COUNTS_PER_G
    xyz_g = xyz / counts_per_g if xyz.dtype.kind == "i" else xyz.astype(np.float64)
    time_s = _time_s(arrays)
    if sample_rate_hz is None:
        sample_rate_hz = _positive(path, meta, "fs") or _rate_of(path, time_s)
    axes, wear_site = str(meta.get("axes", "")), meta.get("site")
    upright = axes.startswith("x ") and "+1 g upright" in axes
    return SampleFile(xyz_g, sample_rate_hz, time_s, X_AXIS if upright else None, wear_site)


def _meta(path: Path, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    try:
        meta = json.loads(str(arrays["meta"])) if "meta" in arrays else {}
    except ValueError as error:
        raise RecordingError(f"{path}: its meta is not JSON ({error})") from error
    return meta if isinstance(meta, dict) else {}


def _positive(path: Path, meta: dict[str, Any], name: str) -> float | None:
    """A number of the meta; None if it is not there."""
    value = meta.get(name)
    if value is None:
        return None
    if not isinstance(value, int | float) or not 0.0 < value < math.inf:
        raise RecordingError(f"{path}: {name} of its meta is {value!r}, should be a number above zero")
    return float(value)


def _time_s(columns: dict[str, NDArray[Any]]) -> NDArray[np.float64] | None:
    for name, unit_s in _TIMES.items():
        if name in columns:
            times = columns[name].astype(np.float64)
            return (_untied(times) if name.endswith("_ms") else times) * unit_s
    return None


def _untied(time_ms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Times in whole milliseconds, those that are the same spread over their millisecond, in the order of the file."""
    if not (np.diff(time_ms) == 0.0).any():
        return time_ms
    _, first, count = np.unique(
        np.cumsum(np.diff(time_ms, prepend=time_ms[0]) != 0.0), return_index=True, return_counts=True
    )
    rank = np.arange(len(time_ms)) - np.repeat(first, count)
    untied: NDArray[np.float64] = time_ms + rank / np.repeat(count, count)
    return untied


def _rate_of(path: Path, time_s: NDArray[np.float64] | None) -> float:
    if time_s is None or len(time_s) < 2:
        raise RecordingError(f"{path}: has no times; say how fast it was sampled with --sample-rate HZ")
    step_s = float(np.median(np.diff(time_s)))
    if not step_s > 0.0:
        raise RecordingError(f"{path}: its times do not increase; sort the samples, or leave the times out")
    return 1.0 / step_s


def _read_csv(path: Path, sample_rate_hz: float | None) -> SampleFile:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        header = file.readline()
    names = [_UNIT.sub("", name.strip().strip('"').lower()) for name in header.split(",")]
    missing = [axis for axis in _AXES if axis not in names]
    if missing:
        raise RecordingError(
            f"{path}:1: column {', '.join(missing)} missing; needs a header with x, y, z in g and, "
            f"for gaps, time_s (found {_listed(names)})"
        )
    columns = _columns(path, {name: names.index(name) for name in (*_AXES, *_TIMES) if name in names})
    time_s = _time_s(columns)
    xyz_g = np.column_stack([columns[axis] for axis in _AXES])
    return SampleFile(xyz_g, _rate_of(path, time_s) if sample_rate_hz is None else sample_rate_hz, time_s, None)


def _columns(path: Path, places: dict[str, int]) -> dict[str, NDArray[np.float64]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that there are no rows, which is said below
            rows = np.loadtxt(
                path,
                delimiter=",",
                skiprows=1,
                usecols=list(places.values()),
                ndmin=2,
                comments=None,
                quotechar='"',
                encoding="utf-8-sig",
            )
    except ValueError as error:
        raise RecordingError(_find_fault(path, places)) from error
    if not rows.size:
        raise RecordingError(f"{path}: has a header and no samples")
    return dict(zip(places, rows.T, strict=True))


def _find_fault(path: Path, places: dict[str, int]) -> str:
    """Where a CSV is not numbers: numpy counts rows, and not always alike; people count lines."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            cells = [cell.strip().strip('"') for cell in line.split(",")]
            for name, place in places.items() if number > 1 and line.strip() else ():
                if place >= len(cells):
                    return f"{path}:{number}: ends before column {name}"
                try:
                    float(cells[place])
                except ValueError:
                    return f"{path}:{number}: {name} is {cells[place][:40]!r}, should be a number"
    return f"{path}: not numbers with commas between them"


def _listed(names: Iterable[str]) -> str:
    """Names out of a file, fit to be shown."""
    text = ", ".join(names)[:80] or "nothing"
    return "".join(sign if sign.isprintable() else "?" for sign in text)
