"""An `.npz` of arrays: only those that are needed are unpacked, and none whose header promises what is not there."""

import math
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monitor.edges.files import readable
from monitor.edges.reading import check_packing, decode_json, plain, read_member
from monitor.edges.sample_files.samples import COUNTS_PER_G, TIMES, SampleFile, rate_of, untied
from monitor.errors import RecordingError
from monitor.posture.mounting import X_AXIS

_LARGEST_META: Final = 1 << 20
_ARRAYS: Final = ("xyz", *TIMES, "meta")
_NEEDS: Final = "needs xyz (n, 3), whole counts or g, and t_ms or time_s, one time for each row"
_TORN: Final = (ValueError, TypeError, EOFError, KeyError, SyntaxError, zipfile.BadZipFile, zlib.error)
"""What a foreign or torn zip, or an array in it, raises; with `RuntimeError` if it is encrypted."""


def read_npz(path: Path, sample_rate_hz: float | None) -> SampleFile:
    """Read an `.npz`.

    Raises:
        OSError: it cannot be read.
        RecordingError: it is none, or lacks what is needed; one line.
    """
    arrays, found = _arrays(path, _ARRAYS)
    meta = _meta(path, arrays)
    if "xyz" not in arrays or arrays["xyz"].ndim != 2:
        raise RecordingError(f"{path}: holds {_listed(found)}; {_NEEDS}")
    if strange := [name for name in ("xyz", *TIMES) if name in arrays and arrays[name].dtype.kind not in "iuf"]:
        raise RecordingError(f"{path}: {strange[0]} holds no numbers; {_NEEDS}")
    xyz = arrays["xyz"]
    for name in TIMES:
        if name in arrays and arrays[name].shape != xyz.shape[:1]:
            raise RecordingError(
                f"{path}: {name} has shape {arrays[name].shape}, should be {xyz.shape[:1]}, one time a sample"
            )
    counts_per_g = _positive(path, meta, "counts_per_g") or COUNTS_PER_G
    xyz_g = xyz / counts_per_g if xyz.dtype.kind == "i" else xyz.astype(np.float64)
    time_s = _time_s(arrays)
    if sample_rate_hz is None:
        sample_rate_hz = _positive(path, meta, "fs") or rate_of(path, time_s)
    axes, wear_site = str(meta.get("axes", "")), meta.get("site")
    upright = axes.startswith("x ") and "+1 g upright" in axes
    site = plain(str(wear_site)) if wear_site is not None else None
    return SampleFile(xyz_g, sample_rate_hz, time_s, X_AXIS if upright else None, site)


def read_array(path: Path, name: str) -> NDArray[Any] | None:
    """Read one more array of an `.npz`; None if it is not there.

    Raises:
        RecordingError: it cannot be read, or the array is damaged; one line.
    """
    with readable(path):
        return _arrays(path, (name,))[0].get(name)


def _arrays(path: Path, wanted: Sequence[str]) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """Those of the wanted arrays that are there, and the names of all."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            names = [name.removesuffix(".npy") for name in archive.namelist()]
            return {name: _array(archive, f"{name}.npy") for name in wanted if name in names}, names
    except (*_TORN, NotImplementedError, RuntimeError, OverflowError, MemoryError) as error:
        what = plain(" ".join(str(error).split()), 200) or "it does not fit into the memory"
        raise RecordingError(f"{path}: not an .npz of arrays ({what})") from error


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """One array; its header is held against the size of what lies there, before any room is made for it."""
    if name == "meta.npy":
        read_member(archive, name, _LARGEST_META)
    check_packing(archive, name)
    with archive.open(name) as file:
        version = np.lib.format.read_magic(file)
        if version not in ((1, 0), (2, 0)):
            raise ValueError(f"{plain(name)} is of a format that is not known")
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = read(file)
        promised, there = math.prod(shape) * dtype.itemsize, archive.getinfo(name).file_size - file.tell()
        if promised != there or min(shape, default=0) < 0:
            raise ValueError(f"{plain(name)} promises {promised} bytes and holds {there}")
    with archive.open(name) as file:
        array: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
        return array


def _meta(path: Path, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    try:
        meta = decode_json(str(arrays["meta"])) if "meta" in arrays else {}
    except ValueError as error:
        raise RecordingError(f"{path}: its meta {error}; it is to be a JSON text") from error
    return meta if isinstance(meta, dict) else {}


def _positive(path: Path, meta: dict[str, Any], name: str) -> float | None:
    """A number of the meta; None if it is not there."""
    value = meta.get(name)
    if value is None:
        return None
    if not isinstance(value, int | float) or not 0.0 < value < math.inf:
        told = plain(repr(value))
        raise RecordingError(f"{path}: {name} of its meta is {told}, should be a number above zero")
    return float(value)


def _time_s(columns: dict[str, NDArray[Any]]) -> NDArray[np.float64] | None:
    for name, unit_s in TIMES.items():
        if name in columns:
            times = columns[name].astype(np.float64)
            return (untied(times) if name.endswith("_ms") else times) * unit_s
    return None


def _listed(names: Iterable[str]) -> str:
    """Names out of a file, fit to be shown."""
    return plain(", ".join(names), 80) or "nothing"
