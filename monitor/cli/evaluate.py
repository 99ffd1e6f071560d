"""`sitmon evaluate`: how well postures are told on recordings of which somebody says what was true."""

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.cli.answering import columns, write_lines
from monitor.cli.options import JSON, command, option
from monitor.errors import MonitorError, RecordingError, UsageError, to_install
from monitor.posture.labels import WEAR_SITES
from monitor.terminal.output import warn, write_json, write_line

if TYPE_CHECKING:
    from monitor.analysis.evaluation import Evaluated
    from monitor.analysis.labelled import Labelled

_HEAD = ("person", "BA", "sens", "spec", "F1", "known", "bias min/h", "rises", "said", "rise s", "sit s")


@command(
    "sitmon evaluate recordings --mounting learn --rotate 1 --picture evaluation.png",
    option("folder", "holds .npz or recordings with labels", type=Path, metavar="DIR"),
    option("--wear-site", "only recordings from there (default thigh)", choices=WEAR_SITES, default="thigh"),
    option(
        "--mounting",
        "as the recording says, from a pose in it, or learned from walking (default known)",
        choices=("known", "pose", "learn"),
        default="known",
    ),
    option("--rotate", "turn each strap in another way, the same for the same number", metavar="SEED"),
    option("--picture", "draw confusion and reliability, PNG, SVG or PDF", type=Path, metavar="FILE"),
    JSON,
)
def run(args: argparse.Namespace) -> int:
    """Exit status 1 if one of the recordings could not be evaluated; the others are."""
    try:
        from monitor.analysis.evaluation import Evaluated, evaluate
        from monitor.analysis.labelled import labelled_in, read_labelled
    except ModuleNotFoundError as error:
        raise UsageError(f"`sitmon evaluate` needs {error.name}: {to_install('analysis')}") from error
    some: list[Evaluated] = []
    failed = 0
    for path in labelled_in(args.folder):
        try:
            labelled = read_labelled(path)
            if labelled.wear_site in {"", args.wear_site}:
                some.append(evaluate(_rotated(labelled, args.rotate), args.mounting, args.wear_site))
        except (MonitorError, ValueError) as error:
            failed += 1
            what = str(error).removeprefix(f"{path}: ")
            warn(f"{path}: left out: {what}")
    if not some and failed:
        return 1
    if not some:
        raise RecordingError(
            f"{args.folder}: holds no labelled recording of a wearable at the {args.wear_site} that can be evaluated; "
            "a recording tells its labels in labels.csv, another file in a column or array `label`"
        )
    _report(args, some)
    return 1 if failed else 0


def _rotated(labelled: "Labelled", rotate: str | None) -> "Labelled":
    """As if the strap had been put on in any way, for each person another, the same for the same number."""
    if rotate is None:
        return labelled
    import zlib

    from monitor.simulation.sensor import random_rotation

    return labelled.turned(random_rotation(zlib.crc32(f"{rotate} {labelled.dataset} {labelled.name}".encode())))


def _report(args: argparse.Namespace, some: "Sequence[Evaluated]") -> None:
    from monitor.analysis.evaluation import SAIDS, TRUTHS, confusion, figures, limits_of_agreement, reliability

    people = {f"{one.labelled.dataset} {one.labelled.name}".strip(): figures([one]) for one in some}
    total, limits = figures(some), limits_of_agreement(some)
    if args.json:
        record = {
            "wear_site": args.wear_site,
            "mounting": args.mounting,
            "rotate": args.rotate,
            "people": people,
            "pooled": total | {"bias_limits_min_per_h": limits},
            "truths": [str(posture) for posture in TRUTHS],
            "saids": [str(posture) for posture in SAIDS],
            "confusion_s": confusion(some).tolist(),
            "reliability": reliability(some),
        }
        write_json(_plain(record))
    else:
        rows = [_HEAD, *(_row(name, row) for name, row in people.items()), _row("all", total)]
        table = list(columns(rows, is_of_numbers=True))
        write_lines(table if len(people) > 1 else table[:-1])
        write_line()
        write_line("Sedentary (sitting, lying) against upright, each second judged from the samples up to it.")
        if not math.isnan(limits[0]):
            write_line(f"Bias of 95 % of people: {limits[0]:+.2f} to {limits[1]:+.2f} min of sitting in an hour.")
    if args.picture is not None:
        from monitor.analysis.plots import draw_evaluation

        draw_evaluation(some, args.picture)
        if not args.json:
            write_line(f"Confusion and reliability are drawn in {args.picture}.")


def _row(name: str, row: dict[str, Any]) -> list[str]:
    scores = [_score(row[key]) for key in ("balanced_accuracy", "sensitivity", "specificity", "f1")]
    waits = [_wait(row[key]) for key in ("rise_s", "sit_s")]
    known, bias = f"{100 * row['coverage']:.1f} %", f"{row['bias_min_per_h']:+.2f}"
    return [name, *scores, known, bias, str(row["rises_true"]), str(row["rises_said"]), *waits]


def _score(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.4f}".removeprefix("0")


def _wait(median_and_p90: tuple[float, float]) -> str:
    median, p90 = median_and_p90
    return "-" if math.isnan(median) else f"{median:.0f} ({p90:.0f})"


def _plain(value: Any) -> Any:  # noqa: ANN401  JSON
    """The same with null for what cannot be told: JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value
