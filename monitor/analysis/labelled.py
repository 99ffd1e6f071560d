"""Recordings of which somebody says what was true: our own with `labels.csv`, and `.npz` files with a `label` array."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.recordings import load_recording
from monitor.edges.recordings import Label, read_about, read_labels
from monitor.edges.sample_files import read_array, read_sample_file
from monitor.errors import RecordingError
from monitor.motion.arrays import blocks_of
from monitor.motion.epochs import EpochBlock, Windower
from monitor.posture.labels import WEAR_SITES, Posture
from monitor.posture.mounting import Mounting

SIT, STAND, LIE = 1, 2, 3
SEDENTARY: Final = (SIT, LIE)
UPRIGHT: Final = (STAND, 4, 5, 6, 7, 10)
"""Codes of labels: 1 sit, 2 stand, 3 lie, 4 walk, 5 run, 6 stairs, 7 cycle, 10 shuffle; any other is not scored."""

MIN_DURATION_S: Final = 2.0
"""A shorter recording holds no two whole seconds: nothing can be compared (product default)."""

_CODES: Final = {Posture.SITTING: SIT, Posture.STANDING: STAND, Posture.LYING: LIE, Posture.MOVING: 4}

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One person's recording, and what was true in each second.

    Attributes:
        dataset, name: where it comes from, and who.
        sample_rate_hz: nominal.
        time_s, xyz_g: samples, shapes (n,) and (n, 3), seconds and g.
        seconds: the labelled seconds that are scored, ascending, shape (m,).
        labels: their codes; seconds of any other label are left out.
        wear_site: where it was worn, as the file says; empty if it does not.
        mounting: how it sat, as the file says; None if it does not.
    """

    dataset: str
    name: str
    sample_rate_hz: float
    time_s: Floats
    xyz_g: Floats
    seconds: Integers
    labels: Integers
    wear_site: str = ""
    mounting: Mounting | None = None

    @property
    def sedentary(self) -> NDArray[np.bool_]:
        """Whether the body sat or lay in each scored second."""
        return np.isin(self.labels, SEDENTARY)

    def turned(self, rotation: Floats) -> "Labelled":
        """The same recording with the strap turned; what was known of the mounting holds no more."""
        return replace(self, xyz_g=self.xyz_g @ rotation.T, mounting=None)

    def epochs(self) -> list[EpochBlock]:
        """Its epochs, as `monitor.analysis.classify` makes them."""
        windower, epochs = Windower(), []
        for block in blocks_of(self.xyz_g, self.sample_rate_hz, self.time_s):
            epochs += windower.feed(block)
        return epochs + windower.finish()

    def quietest(self, label: int, duration_s: int = 5) -> Floats:
        """Samples of `duration_s` seconds in a row that bear a label: a pose as a guide would ask for.

        Of the stillest quarter of such runs it is the one that is most like them all; no rotation changes the choice.

        Raises:
            RecordingError: it has no such run of seconds.
        """
        chosen = self.seconds[self.labels == label]
        starts = chosen[: 1 - duration_s][chosen[duration_s - 1 :] - chosen[: 1 - duration_s] == duration_s - 1]
        windows = [self._between(start, start + duration_s) for start in starts.tolist()]
        if not windows:
            what = {SIT: "sitting", STAND: "standing"}.get(label, f"label {label}")
            raise RecordingError(f"{self.name}: no {duration_s} s of {what} in a row, which a pose needs")
        windows.sort(key=lambda window: float(window.var(axis=0).sum()))
        still = windows[: -(-len(windows) // 4)]
        usual = np.mean([window.mean(axis=0) for window in still], axis=0)
        return min(still, key=lambda window: float(((window.mean(axis=0) - usual) ** 2).sum()))

    def _between(self, start_s: float, end_s: float) -> Floats:
        begin, end = np.searchsorted(self.time_s, [start_s, end_s])
        return self.xyz_g[begin:end]


MOST_OVER: Final = 4
"""So many labels a second, on average, may lie over one another (product default)."""


def labelled_in(folder: Path) -> list[Path]:
    """The labelled recordings at a path: itself if it is one, else its `.npz` files and folders with `labels.csv`."""
    if folder.is_file() or (folder / "labels.csv").is_file():
        return [folder]
    return sorted([*folder.glob("*.npz"), *(path.parent for path in folder.glob("*/labels.csv"))])


def read_labelled(path: Path) -> Labelled:
    """Read a recording with its labels.

    Raises:
        RecordingError: it cannot be read, is constant or too short, or has no labels; one line says which.
    """
    labelled = _read_folder(path) if path.is_dir() else _read_npz(path)
    back = np.flatnonzero(np.diff(labelled.time_s) <= 0.0)
    if len(back):
        raise RecordingError(f"{path}: times must increase; sample {back[0] + 1} is not later than the one before")
    if labelled.wear_site not in ("", *WEAR_SITES):
        raise RecordingError(f"{path}: worn at the {labelled.wear_site}, it says; known are {' '.join(WEAR_SITES)}")
    if len(labelled.time_s) < 2 or labelled.time_s[-1] - labelled.time_s[0] < MIN_DURATION_S:
        raise RecordingError(f"{path}: holds less than {MIN_DURATION_S:g} s of samples, too little to be judged")
    if not len(labelled.seconds):
        raise RecordingError(f"{path}: no second is labelled sitting, lying or upright, so there is nothing to compare")
    if not np.ptp(labelled.xyz_g, axis=0).any():
        raise RecordingError(
            f"{path}: a constant signal: all {len(labelled.xyz_g)} samples are the same; nothing measured"
        )
    return labelled


def _read_folder(path: Path) -> Labelled:
    about, labels, samples = read_about(path), read_labels(path), load_recording(path)
    if not labels or not len(samples) or about.start_s is None:
        lacks = "labels.csv" if not labels else "samples" if not len(samples) else "start_s in about.toml"
        raise RecordingError(f"{path}: has no {lacks}, so there is nothing to compare")
    time_s = samples["time_s"].to_numpy(dtype=np.float64)
    xyz_g = samples[["x_g", "y_g", "z_g"]].to_numpy(dtype=np.float64)
    rate_hz = 1.0 / float(np.median(np.diff(time_s)))
    seconds, codes = _seconds_of(path, labels, about.start_s, (time_s[0], time_s[-1]))
    return Labelled("", path.name, rate_hz, time_s, xyz_g, seconds, codes, about.wear_site, about.mounting)


def _seconds_of(
    path: Path, labels: list[Label], start_s: float, span_s: tuple[float, float]
) -> tuple[Integers, Integers]:
    """The whole seconds that lie within one label and within the samples, and the code of each."""
    begin_s, end_s = int(span_s[0]), int(span_s[1]) + 1
    spans = [
        (max(int(np.ceil(start_s + label.start_s)), begin_s), min(int(start_s + label.end_s), end_s), label.posture)
        for label in labels
        if label.posture in _CODES
    ]
    spans = [(first, end, posture) for first, end, posture in spans if first < end]
    if sum(end - first for first, end, _ in spans) > MOST_OVER * (end_s - begin_s):
        raise RecordingError(f"{path}: its labels lie over one another; give each second one")
    seconds = [np.arange(first, end, dtype=np.int64) for first, end, _ in spans]
    codes = [np.full(end - first, _CODES[posture], dtype=np.int64) for first, end, posture in spans]
    none = [np.empty(0, dtype=np.int64)]
    return np.concatenate(seconds or none), np.concatenate(codes or none)


def _read_npz(path: Path) -> Labelled:
    samples = read_sample_file(path)
    label = read_array(path, "label")
    label = np.empty(0) if label is None or label.dtype.kind not in "iuf" or label.ndim != 1 else label
    if samples.time_s is None or len(label) != len(samples.xyz_g):
        raise RecordingError(f"{path}: needs times and `label`, one code for each sample")
    whole = np.floor(samples.time_s).astype(np.int64)
    seconds, first, count = np.unique(whole, return_index=True, return_counts=True)
    codes = label[first + count // 2].astype(np.int64)
    scored = np.isin(codes, SEDENTARY + UPRIGHT)
    dataset, _, name = path.stem.split("_") if path.stem.count("_") == 2 else ("", "", path.stem)
    return Labelled(
        dataset,
        name,
        samples.sample_rate_hz,
        samples.time_s,
        samples.xyz_g,
        seconds[scored],
        codes[scored],
        samples.wear_site or "",
        samples.mounting,
    )
