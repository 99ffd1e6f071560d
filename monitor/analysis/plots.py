"""Pictures of a person's own days, and of an evaluation: one style, colours that differ in lightness, for print too."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from monitor.analysis.evaluation import SAIDS, TRUTHS, Evaluated, confusion, reliability
from monitor.analysis.metrics import usual_bout_s
from monitor.analysis.pain_and_sitting import Link, TooFewDays
from monitor.edges.files import replacing
from monitor.errors import RecordingError

INK, QUIET, PALE, ACCENT = "#22252a", "#5b6068", "#b9c0c9", "#1f7a70"
COLOURS: Final = {
    "sitting": "#E0A030", "lying": "#C58A6A", "standing": "#2A9D8F", "moving": "#6BA539", "non-wear": "#d9d9d9",
    "unknown": "#efefef",
}  # fmt: skip
HEIGHTS: Final = {"lying": 0.25, "sitting": 0.45, "standing": 0.75, "moving": 1.0}
"""Postures differ in height as well as in colour, for those who do not see the colours, and for grey paper."""


def _plain(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=11, color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=QUIET, labelsize=9)


def draw_day(axes: Axes, bouts: pd.DataFrame, nudges: pd.DataFrame, day: date, zone: str = "UTC") -> None:
    """One day as blocks of posture, with a mark for each nudge: filled where the sensor saw a break after it.

    Args:
        axes: to draw on.
        bouts: as `tables.bouts` gives them.
        nudges: as `tables.nudges` gives them.
        day: local.
        zone: of the clock below.
    """
    for one in bouts[bouts["day"] == day].to_dict("records"):
        start = one["start"].tz_convert(zone)
        left = start.hour + start.minute / 60 + start.second / 3600
        height = HEIGHTS.get(one["posture"], 0.12)
        axes.bar(left, height, one["duration_s"] / 3600, align="edge", color=COLOURS[one["posture"]], linewidth=0)
    for one in nudges[nudges["day"] == day].to_dict("records"):
        when = one["time"].tz_convert(zone)
        filled = INK if one["result"] == "verified" else "none"
        axes.plot(when.hour + when.minute / 60, 1.12, "v", color=INK, markerfacecolor=filled, markersize=6)
    axes.set(ylim=(0.0, 1.25), xlim=(6, 23), yticks=[], xlabel="hour")
    _plain(axes, f"{day:%A, %Y-%m-%d}")
    axes.spines["left"].set_visible(False)


def draw_week(axes: Axes, minutes: pd.DataFrame) -> None:
    """Minutes of sitting by day and hour; hatched where nothing was seen."""
    days = sorted(minutes["day"].unique())
    hours = minutes.groupby(["day", "hour"])["sitting"].sum().div(60.0).unstack("hour")
    grid = hours.reindex(index=days, columns=range(24)).to_numpy(dtype=float)
    axes.set_facecolor("#f1efe9")
    picture = axes.pcolormesh(np.arange(25), np.arange(len(days) + 1), grid, cmap="YlOrBr", vmin=0.0, vmax=60.0)
    axes.figure.colorbar(picture, ax=axes, label="min of sitting", shrink=0.8)
    axes.set_yticks(np.arange(len(days)) + 0.5, [f"{day:%a %d}" for day in days])
    axes.set(xlim=(0, 24), xlabel="hour", xticks=range(0, 25, 6))
    axes.invert_yaxis()
    _plain(axes, "Sitting, hour by hour")


def draw_bouts(axes: Axes, bouts: pd.DataFrame) -> None:
    """How sitting time builds up over the lengths of bouts; half of it lies in bouts shorter than W50."""
    lengths_min = np.sort(bouts.loc[bouts["posture"].isin(("sitting", "lying")), "duration_s"].to_numpy()) / 60.0
    share = 100.0 * np.cumsum(lengths_min) / max(lengths_min.sum(), 1e-9)
    axes.step(lengths_min, share, where="post", color=COLOURS["sitting"], linewidth=2)
    usual_min = usual_bout_s(60.0 * lengths_min) / 60.0
    if np.isfinite(usual_min):
        axes.plot([usual_min, usual_min, 0], [0, 50, 50], color=INK, linewidth=1, linestyle=":")
        axes.annotate(f"W50 {usual_min:.0f} min", (usual_min, 50), (6, -12), textcoords="offset points", color=INK)
    axes.set(xlim=(0, None), ylim=(0, 101), xlabel="length of the bout, min", ylabel="share of all sitting, %")
    _plain(axes, "In how long bouts you sit")


def draw_funnel(axes: Axes, nudges: pd.DataFrame) -> None:
    """How far the nudges came: said, delivered, and what the sensor saw; claimed is drawn apart from verified.

    A nudge that an experiment withheld was not said.
    """
    said = nudges[nudges["arm"].ne("withheld").fillna(value=True)]
    counts = {
        "said": len(said),
        "delivered": int(said["delivered"].sum()),
        "break, seen": int((said["result"] == "verified").sum()),
        "break, said only": int((said["result"] == "claimed").sum()),
    }
    colours = [PALE, PALE, ACCENT, "none"]
    bars = axes.barh(list(counts), list(counts.values()), color=colours, edgecolor=["none"] * 3 + [INK])
    axes.bar_label(bars, padding=4, color=INK)
    axes.invert_yaxis()
    axes.set(xticks=[])
    _plain(axes, "What became of the nudges")
    axes.spines["bottom"].set_visible(False)


def draw_links(axes: Axes, links: list[Link] | TooFewDays) -> None:
    """Rank correlation of sitting and pain by days between them, with intervals; or why there is none to show."""
    _plain(axes, "Does the pain follow the sitting?")
    if isinstance(links, TooFewDays):
        text = f"Too few days to say anything:\n{links.days} of the {links.needed} that are needed."
        axes.text(0.5, 0.5, text, ha="center", va="center", color=QUIET, transform=axes.transAxes)
        axes.set(xticks=[], yticks=[])
        return
    axes.axhline(0.0, color=QUIET, linewidth=1)
    for link in links:
        colour = ACCENT if link.is_found else QUIET
        axes.plot([link.lag, link.lag], [link.low, link.high], color=colour, linewidth=2)
        axes.plot(link.lag, link.rho, "o", color=colour, markerfacecolor=colour if link.is_found else "white")
    axes.set(xticks=[link.lag for link in links], xlabel="days later", ylabel="rank correlation", ylim=(-1, 1))
    axes.margins(x=0.3)


def draw_sweep(axes: Axes, scores: pd.DataFrame, chosen: float) -> None:
    """How well each value of a threshold does: every person thin, their mean bold with its standard error.

    Args:
        axes: to draw on.
        scores: as `choosing.sweep` gives them, with numbers for columns.
        chosen: the value that is marked.
    """
    values, mean, error = scores.columns.to_numpy(dtype=float), scores.mean(), scores.sem()
    axes.plot(values, scores.T.to_numpy(), color=PALE, linewidth=0.8)
    axes.fill_between(values, mean - error, mean + error, color=ACCENT, alpha=0.2, linewidth=0)
    axes.plot(values, mean, color=ACCENT, linewidth=2)
    axes.axvline(chosen, color=INK, linewidth=1, linestyle=":")
    axes.annotate(f"{chosen:g}", (chosen, axes.get_ylim()[0]), (4, 4), textcoords="offset points", color=INK)
    axes.set(xlim=(values.min(), values.max()), ylabel="balanced accuracy")
    _plain(axes, "One line a person, and their mean")


def draw_evaluation(some: Sequence[Evaluated], path: Path) -> None:
    """Write what is taken for what, and whether the confidence means what it says, into a PNG, SVG or PDF.

    Raises:
        RecordingError: it cannot be written.
    """
    figure = Figure(figsize=(9.6, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1.0))
    _draw_confusion(left, some)
    _draw_reliability(right, some)
    try:
        with replacing(path) as file:
            figure.savefig(file, dpi=160, format=path.suffix[1:] or None)
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
    _plain(axes, "What is taken for what")
    axes.spines[:].set_visible(False)


def _draw_reliability(axes: Axes, some: Sequence[Evaluated]) -> None:
    rows = reliability(some)
    said, right, count = (np.array(column) for column in zip(*rows, strict=True))
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=":")
    axes.scatter(said, right, s=20 + 400 * count / count.sum(), color=ACCENT, alpha=0.85, linewidths=0)
    axes.set(xlim=(0, 1.03), ylim=(0, 1.03), xlabel="confidence said", ylabel="share of seconds that were right")
    _plain(axes, "Does the confidence mean what it says?")
