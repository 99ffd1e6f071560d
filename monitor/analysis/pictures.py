"""Pictures of an evaluation: what is taken for what, and whether the confidence means what it says."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from monitor.analysis.evaluation import SAIDS, TRUTHS, Evaluated, confusion, reliability
from monitor.errors import RecordingError

INK, QUIET, FILL = "#1d2b36", "#8a97a3", "#2f6f8f"


def draw_evaluation(some: Sequence[Evaluated], path: Path) -> None:
    """Write both pictures side by side into a PNG, SVG or PDF, by its ending.

    Raises:
        RecordingError: it cannot be written.
    """
    figure = Figure(figsize=(9.6, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1.0))
    _draw_confusion(left, some)
    _draw_reliability(right, some)
    try:
        figure.savefig(path, dpi=160)
    except (OSError, ValueError) as error:
        raise RecordingError(f"{path}: the picture cannot be written ({error})") from error


def _draw_confusion(axes: Axes, some: Sequence[Evaluated]) -> None:
    counts = confusion(some)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
    for (row, column), share in np.ndenumerate(shares):
        if counts[row, column]:
            text = f"{100 * share:.1f} %" if share < 0.9995 else "100 %"
            axes.text(column, row, text, ha="center", va="center", fontsize=8, color="white" if share > 0.6 else INK)
    axes.set_xticks(range(len(SAIDS)), [str(posture) for posture in SAIDS], rotation=30, ha="right")
    minutes = counts.sum(axis=1) / 60.0
    names = [f"{posture}\n{some_min:.0f} min" for posture, some_min in zip(TRUTHS, minutes, strict=True)]
    axes.set_yticks(range(len(TRUTHS)), names)
    axes.set_xlabel("said")
    axes.set_ylabel("true")
    axes.set_title("What is taken for what", loc="left", fontsize=11, color=INK)
    axes.spines[:].set_visible(False)


def _draw_reliability(axes: Axes, some: Sequence[Evaluated]) -> None:
    rows = reliability(some)
    said, right, count = (np.array(column) for column in zip(*rows, strict=True))
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=":")
    axes.scatter(said, right, s=20 + 400 * count / count.sum(), color=FILL, alpha=0.85, linewidths=0)
    axes.set(xlim=(0, 1.03), ylim=(0, 1.03), xlabel="confidence said", ylabel="share of seconds that were right")
    axes.set_title("Does the confidence mean what it says?", loc="left", fontsize=11, color=INK)
    axes.spines[["top", "right"]].set_visible(False)
