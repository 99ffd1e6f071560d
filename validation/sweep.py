"""Is accuracy flat around each threshold, and is the choice fitted to the people it is shown on?

Called by `python -m validation.accuracy --sweep`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from types import ModuleType

import numpy as np

from benchmarks.tables import score, table
from monitor.analysis import X_AXIS, Mounting
from monitor.analysis.choosing import said_by
from monitor.analysis.scoring import Confusion, pooled
from monitor.motion.epochs import EpochBlock
from monitor.posture import evidence, walking
from monitor.posture.thigh import ThighThresholds
from validation.people import DATASETS, Subject

FACTORS = (0.75, 0.9, 1.0, 1.1, 1.25)
WITHOUT_EFFECT = ("move_sd_g", "lie_roll_deg")
"""These part standing from moving and sitting from lying: sedentary against upright cannot change."""

LEARNING = {
    walking: ("WALK_SD_G", "WALK_RATIO", "WALK_SPREAD_DEG", "BRISK_SD_G"),
    evidence: ("LEAST_WINDOWS", "STAND_SD_G", "STAND_DEG", "WALK_WEIGHT"),
}
"""Thresholds of learning without a pose, and the module of each."""

GRID = {
    "angles_deg": ((45.0, 42.0), (48.0, 45.0), (51.0, 48.0)),
    "dwell_s": (2, 3, 5),
    "clear_deg": (55.0, 60.0, 65.0),
    "pedal_sd_g": (0.10, 0.12, 0.15),
    "ride_pedal_s": (6, 8, 10),
}
"""243 combinations around the defaults, from which leave-one-person-out chooses."""

People = list[tuple[Subject, list[EpochBlock]]]


def report(subjects: list[Subject]) -> None:
    """Print all tables."""
    people = [(subject, subject.epochs()) for subject in subjects]
    head = ["threshold", "data", *(f"x {factor:g}" for factor in FACTORS)]
    print("Balanced accuracy with each threshold varied, x axis known (value in brackets)\n")
    print(table(head, list(_threshold_rows(people))))
    print("\nThe same for the learned mounting, while it is known (coverage in brackets after the value)\n")
    print(table(head, list(_learning_rows(people))))
    print(f"\nThresholds chosen from a grid of {len(_grid())} without the people they are tested on\n")
    print(table(["chosen on", *(f"BA {dataset}" for dataset in DATASETS)], _chosen_rows(people)))


def confusions(people: People, mounting: Mounting | None, rule: ThighThresholds) -> list[Confusion]:
    """One for each person."""
    return [Confusion.of(subject.sedentary, said_by(subject, epochs, mounting, rule)) for subject, epochs in people]


def _totals(people: People, parts: list[Confusion]) -> dict[str, Confusion]:
    return {
        dataset: pooled(part for (subject, _), part in zip(people, parts, strict=True) if subject.dataset == dataset)
        for dataset in DATASETS
    }


def _varied(value: float, factor: float) -> float:
    """The value times the factor; whole numbers stay whole and move by one at least."""
    if isinstance(value, float):
        return value * factor
    step = int(np.sign(factor - 1.0)) * max(1, round(abs(factor - 1.0) * value))
    return max(1, value + step)


def _threshold_rows(people: People) -> Iterator[list[str]]:
    default = ThighThresholds()
    for name in (name for name in ThighThresholds.__slots__ if name not in WITHOUT_EFFECT):
        values = [_varied(getattr(default, name), factor) for factor in FACTORS]
        totals = [_totals(people, confusions(people, X_AXIS, replace(default, **{name: value}))) for value in values]
        for dataset in DATASETS:
            cells = [
                f"{score(total[dataset].balanced_accuracy)} ({value:.3g})"
                for value, total in zip(values, totals, strict=True)
            ]
            yield [name, dataset, *cells]


def _learning_rows(people: People) -> Iterator[list[str]]:
    for module, name in [(module, name) for module, names in LEARNING.items() for name in names]:
        totals = []
        values = [_varied(getattr(module, name), factor) for factor in FACTORS]
        for value in values:
            with _set(module, name, value):
                totals.append(_totals(people, confusions(people, None, ThighThresholds())))
        for dataset in DATASETS:
            cells = [
                f"{score(total[dataset].balanced_accuracy)} ({value:.3g}; {100 * total[dataset].coverage:.0f} %)"
                for value, total in zip(values, totals, strict=True)
            ]
            yield [name, dataset, *cells]


@contextmanager
def _set(module: ModuleType, name: str, value: float) -> Iterator[None]:
    """One threshold set to another value for a while."""
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


def _grid() -> list[ThighThresholds]:
    rules = []
    for (sit_deg, rise_deg), *rest in product(*GRID.values()):
        named = dict(zip(list(GRID)[1:], rest, strict=True))
        rules.append(replace(ThighThresholds(), sit_deg=sit_deg, rise_deg=rise_deg, **named))
    return rules


def _chosen_rows(people: People) -> list[list[str]]:
    rules = _grid()
    parts = [confusions(people, X_AXIS, rule) for rule in rules]

    def best(train: list[int]) -> int:
        """The rule with the best mean of the data sets' balanced accuracies on the people given."""

        def merit(rule: int) -> float:
            totals = _totals([people[i] for i in train], [parts[rule][i] for i in train])
            return float(np.nanmean([total.balanced_accuracy for total in totals.values()]))

        return max(range(len(rules)), key=merit)

    def row(name: str, chosen: list[int]) -> list[str]:
        totals = _totals(people, [parts[rule][person] for person, rule in enumerate(chosen)])
        return [name, *(score(totals[dataset].balanced_accuracy) for dataset in DATASETS)]

    everybody = list(range(len(people)))
    left_out = [best([other for other in everybody if other != person]) for person in everybody]
    of_dataset = {dataset: [i for i in everybody if people[i][0].dataset == dataset] for dataset in DATASETS}
    other_best = {dataset: best([i for i in everybody if i not in of_dataset[dataset]]) for dataset in DATASETS}
    return [
        row("by hand (the defaults)", [rules.index(ThighThresholds())] * len(people)),
        row("all people but the one tested", left_out),
        row("the other data set", [other_best[subject.dataset] for subject, _ in people]),
        row("the people tested (optimistic)", [best(everybody)] * len(people)),
    ]
