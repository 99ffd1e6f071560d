"""Ours beside acti-motus and the ENMO cut-points on the same files, as they lie and turned at random.

    python -m validation.peers [--data DIR] [--no-acti-motus]

Sedentary against upright, of what is known.  Each method says what it can: the cut-points see no posture, acti-motus
wants x along the thigh and looks ahead, ours is causal.  What is not there, file or peer, is skipped with the reason.
"""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import peer
from benchmarks.tables import score, table
from monitor.analysis import X_AXIS
from monitor.analysis.labelled import read_labelled
from monitor.analysis.scoring import Result, Said, judge, pooled
from monitor.errors import MonitorError
from validation import cut_points
from validation.accuracy import ours, posed, turned
from validation.people import Subject, add_data_option

SITES = {
    "thigh": ("harth", "sens"),
    "back": ("harth",),
    "pocket": ("motionsense",),
    "wrist": ("wisdmwatch",),
}
CUT_OF = {"thigh": "hip", "back": "hip", "pocket": "hip", "wrist": "wrist"}

Method = Callable[[Subject], Said]


def thigh_methods() -> dict[str, Method]:
    """Ours, with what it may know of the mounting."""
    return {
        "ours, x axis known": lambda subject: ours(subject, X_AXIS),
        "ours, guided pose, turned": lambda subject: ours(turned(subject), posed(turned(subject))),
        "ours, no pose, turned": lambda subject: ours(turned(subject), None),
    }


def methods_for(site: str) -> dict[str, Method]:
    """Every method in our own process: ours, and the cut-points of that part of the body."""
    found = thigh_methods() if site == "thigh" else {"ours, no pose, turned": partial(_ours_turned, site=site)}
    for name, cut_g in cut_points.CUT_POINTS_G.items():
        if CUT_OF[site] in name:
            found[f"ENMO, {name}"] = partial(cut_points.said, cut_g=cut_g)
            found[f"ENMO, {name}, turned"] = partial(_said_turned, cut_g=cut_g)
    return found


def _ours_turned(subject: Subject, site: str) -> Said:
    return ours(turned(subject), None, site)


def _said_turned(subject: Subject, cut_g: float) -> Said:
    return cut_points.said(turned(subject), cut_g)


def row(site: str, dataset: str, name: str, results: list[Result]) -> list[str]:
    """One line of the table."""
    total = pooled(result.confusion for result in results)
    both = [result for result in results if result.confusion.sedentary and result.confusion.upright]
    worst = min(both, key=lambda result: result.confusion.balanced_accuracy, default=None)
    named = "-" if worst is None else f"{score(worst.confusion.balanced_accuracy)} {worst.subject.name}"
    where = f"{dataset} {site} ({len(results)})"
    return [where, name, score(total.balanced_accuracy), score(total.f1), named, f"{100 * total.coverage:.1f} %"]


def rows(folder: Path, python: Path | None) -> list[list[str]]:
    """Every data set and method."""
    found = []
    for site, datasets in SITES.items():
        for dataset in datasets:
            subjects = read(folder, f"{dataset}_{site}_*.npz")
            if not subjects:
                continue
            said = {name: list(map(method, subjects)) for name, method in methods_for(site).items()}
            if site == "thigh" and python is not None:
                said["acti-motus, x axis known"] = peer.classify(python, subjects)
                said["acti-motus, turned"] = peer.classify(python, list(map(turned, subjects)))
            for name, answers in said.items():
                judged = [judge(*pair) for pair in zip(subjects, answers, strict=True)]
                found.append(row(site, dataset, name, judged))
    return found


def read(folder: Path, pattern: str) -> list[Subject]:
    """The recordings of one data set; each that cannot be read is named and left out."""
    subjects = []
    for path in sorted(folder.glob(pattern)):
        try:
            subjects.append(read_labelled(path))
        except MonitorError as error:
            print(f"skipped: {error}")
    if not subjects:
        print(f"skipped: no {pattern} in {folder}; say where they are with --data DIR")
    return [subject for subject in subjects if len(subject.seconds)]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m validation.peers", description=__doc__.splitlines()[0])
    add_data_option(parser)
    parser.add_argument("--no-acti-motus", action="store_true", help="leave it out")
    options = parser.parse_args()
    lines = rows(options.data, None if options.no_acti_motus else peer.interpreter())
    if lines:
        print(f"\n{table(['data (people)', 'method', 'BA', 'F1', 'worst BA', 'coverage'], lines)}")


if __name__ == "__main__":
    main()
