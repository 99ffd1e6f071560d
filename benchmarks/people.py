"""Labelled recordings of real people, read where they lie and never copied into the repository.

The format is `<dataset>_<site>_<subject>.npz` with `t_ms`, `xyz` (1/4000 g), `label` and `meta`.
"""

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from monitor.motion.arrays import blocks_of
from monitor.motion.epochs import EpochBlock, Windower

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
DATASETS = ("harth", "sens")
COUNTS_PER_G = 4000.0
SIT, STAND, LIE = 1, 2, 3
SEDENTARY, UPRIGHT = (SIT, LIE), (STAND, 4, 5, 6, 7, 10)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Subject:
    """One person's recording, and what a human says was true in each second.

    Attributes:
        dataset, name: where it comes from, and who.
        sample_rate_hz: nominal rate.
        time_s, xyz_g: samples, shapes (n,) and (n, 3).
        seconds: the labelled seconds that are scored, ascending, shape (m,).
        labels: their labels; other, sit-to-stand and stand-to-sit are dropped.
    """

    dataset: str
    name: str
    sample_rate_hz: float
    time_s: Floats
    xyz_g: Floats
    seconds: Integers
    labels: Integers

    @property
    def sedentary(self) -> NDArray[np.bool_]:
        """Whether the body sat or lay in each scored second."""
        return np.isin(self.labels, SEDENTARY)

    def turned(self, rotation: Floats) -> "Subject":
        """The same recording with the strap turned."""
        return replace(self, xyz_g=self.xyz_g @ rotation.T)

    def epochs(self) -> list[EpochBlock]:
        """Its epochs, as `monitor.analysis.classify` makes them."""
        windower, epochs = Windower(), []
        for block in blocks_of(self.xyz_g, self.sample_rate_hz, self.time_s):
            epochs += windower.feed(block)
        return epochs + windower.finish()

    def quietest(self, label: int, duration_s: int = 5) -> Floats:
        """Samples of the stillest `duration_s` seconds in a row that bear a label: a pose as a guide would ask for."""
        chosen = self.seconds[self.labels == label]
        starts = chosen[: 1 - duration_s][chosen[duration_s - 1 :] - chosen[: 1 - duration_s] == duration_s - 1]
        windows = [self._between(start, start + duration_s) for start in starts.tolist()]
        return min(windows, key=lambda window: float(window.std(axis=0).sum()))

    def _between(self, start_s: float, end_s: float) -> Floats:
        begin, end = np.searchsorted(self.time_s, [start_s, end_s])
        return self.xyz_g[begin:end]


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """`--data DIR`."""
    parser.add_argument(
        "--data", type=Path, default=BESIDE, metavar="DIR", help="labelled recordings (default: %(default)s)"
    )


def read_thighs(folder: Path) -> list[Subject]:
    """All thigh recordings of a folder; none where there is no such folder."""
    return [_read(path) for dataset in DATASETS for path in sorted(folder.glob(f"{dataset}_thigh_*.npz"))]


def _read(path: Path) -> Subject:
    dataset, _, name = path.stem.split("_")
    with np.load(path) as arrays:
        t_ms, label, xyz = arrays["t_ms"].astype(np.int64), arrays["label"], arrays["xyz"]
        rate_hz = float(json.loads(str(arrays["meta"]))["fs"])
    seconds, labels = _by_second(t_ms, label.astype(np.int64))
    scored = np.isin(labels, SEDENTARY + UPRIGHT)
    return Subject(dataset, name, rate_hz, t_ms / 1000.0, xyz / COUNTS_PER_G, seconds[scored], labels[scored])


def _by_second(t_ms: Integers, label: Integers) -> tuple[Integers, Integers]:
    """Each second that holds samples, and the label of its middle sample."""
    seconds, first, count = np.unique(t_ms // 1000, return_index=True, return_counts=True)
    return seconds, label[first + count // 2]
