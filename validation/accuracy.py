"""How well the thigh is classified: sedentary (sitting, lying) against upright, second by second, on real people.

    python -m validation.accuracy [--subjects] [--sweep] [--json] [--data DIR] [--no-peer]

Ours is causal: each second is judged from the samples up to it.  Beside it, acti-motus, which looks ahead.
"""

import argparse
import json
import zlib
from collections.abc import Callable

import numpy as np

from benchmarks import peer
from benchmarks.tables import score, table
from monitor.analysis import X_AXIS, Mounting, classify, learn_mounting
from monitor.analysis.scoring import ABSENT, NEITHER, SEDENTARY, UPRIGHT, Result, Said, judge, pooled
from monitor.posture.labels import Posture
from monitor.simulation.sensor import random_rotation
from validation import sweep
from validation.people import DATASETS, LIE, SIT, STAND, Subject, add_data_option, read_thighs

SAYS = {posture.value: SEDENTARY if posture.sedentary else UPRIGHT for posture in Posture}
SAYS |= {Posture.NON_WEAR.value: NEITHER, Posture.UNKNOWN.value: ABSENT}

Results = dict[str, list[Result]]


def ours(subject: Subject, mounting: Mounting | None, wear_site: str = "thigh") -> Said:
    """What our classifier says of each scored second."""
    epochs = classify(subject.xyz_g, subject.sample_rate_hz, subject.time_s, wear_site, mounting)
    said_of = dict(zip(epochs.start_s.astype(int), epochs.posture.map(SAYS), strict=True))
    return np.array([said_of.get(second, ABSENT) for second in subject.seconds.tolist()])


def turned(subject: Subject) -> Subject:
    """The recording as if the strap had been put on in some way, always the same for the same person."""
    return subject.turned(random_rotation(zlib.crc32(f"{subject.dataset} {subject.name}".encode())))


def posed(subject: Subject) -> Mounting:
    """The mounting from the stillest five seconds of standing and of sitting."""
    return learn_mounting(subject.quietest(STAND), subject.quietest(SIT))


METHODS: dict[str, Callable[[Subject], Said]] = {
    "ours, x axis known": lambda subject: ours(subject, X_AXIS),
    "ours, any rotation, guided pose": lambda subject: ours(turned(subject), posed(turned(subject))),
    "ours, any rotation, learned": lambda subject: ours(turned(subject), None),
}


def evaluate(subjects: list[Subject], with_peer: bool) -> Results:
    """Every method on every person."""
    results = {name: [judge(subject, method(subject)) for subject in subjects] for name, method in METHODS.items()}
    if with_peer and (python := peer.interpreter()) is not None:
        for name, worn in (("x axis known", subjects), ("any rotation", list(map(turned, subjects)))):
            said = peer.classify(python, worn)
            results[f"acti-motus, {name}"] = [judge(*pair) for pair in zip(subjects, said, strict=True)]
    return results


def of(results: list[Result], dataset: str) -> list[Result]:
    """Those of one data set."""
    return [result for result in results if result.subject.dataset == dataset]


def accuracy_rows(results: Results) -> list[list[str]]:
    """Per method and data set: the pooled scores and the worst person."""
    rows = []
    for name, dataset, part in _parts(results):
        total = pooled(result.confusion for result in part)
        both = [result for result in part if result.confusion.sedentary and result.confusion.upright]
        worst = min(both, key=lambda result: result.confusion.balanced_accuracy)
        biases = [result.confusion.bias_min_per_h for result in part]
        rows.append(
            [
                name,
                f"{dataset} ({len(part)})",
                score(total.balanced_accuracy),
                score(total.f1),
                f"{score(worst.confusion.balanced_accuracy)} {worst.subject.name}",
                f"{100 * total.coverage:.1f} %",
                f"{total.bias_min_per_h:+.2f} ({np.std(biases, ddof=1):.2f})",
            ]
        )
    return rows


def transition_rows(results: Results) -> list[list[str]]:
    """Per method and data set: transitions counted, and how late they are seen."""
    rows = []
    for name, dataset, part in _parts(results):
        true, said = sum(result.rises_true for result in part), sum(result.rises_said for result in part)
        rise_s = [wait for result in part for wait in result.rise_s]
        sit_s = [wait for result in part for wait in result.sit_s]
        missed = sum(result.missed for result in part)
        total = len(rise_s) + len(sit_s) + missed
        rows.append([name, dataset, true, said, _spread(rise_s), _spread(sit_s), f"{missed} of {total}"])
    return rows


def _parts(results: Results) -> list[tuple[str, str, list[Result]]]:
    return [
        (name, dataset, of(part, dataset))
        for name, part in results.items()
        for dataset in DATASETS
        if of(part, dataset)
    ]


def _spread(waits_s: list[int]) -> str:
    return f"{np.median(waits_s):.0f} ({np.percentile(waits_s, 90):.0f})" if waits_s else "-"


def subject_rows(results: Results) -> list[list[str]]:
    """Balanced accuracy per person and method."""
    people = [result.subject for result in next(iter(results.values()))]
    return [
        [subject.dataset, subject.name] + [score(part[index].confusion.balanced_accuracy) for part in results.values()]
        for index, subject in enumerate(people)
    ]


def lying_rows(subjects: list[Subject]) -> list[list[str]]:
    """How much of lying is called lying, and how much of sitting, after a guided pose."""
    rows = []
    for dataset in DATASETS:
        counts = np.zeros((2, 2), dtype=int)
        for subject in (subject for subject in subjects if subject.dataset == dataset):
            epochs = classify(subject.xyz_g, subject.sample_rate_hz, subject.time_s, mounting=posed(subject))
            lying = epochs.start_s[epochs.posture == Posture.LYING.value]
            for row, label in enumerate((LIE, SIT)):
                chosen = subject.seconds[subject.labels == label]
                counts[row] += [np.isin(chosen, lying).sum(), len(chosen)]
        rows.append([dataset, *(f"{100 * called / max(all_, 1):.1f} % of {all_} s" for called, all_ in counts)])
    return rows


def as_json(results: Results) -> str:
    """All figures, for machines."""
    return json.dumps(
        [
            {
                "method": name,
                "dataset": result.subject.dataset,
                "subject": result.subject.name,
                "balanced_accuracy": result.confusion.balanced_accuracy,
                "f1": result.confusion.f1,
                "coverage": result.confusion.coverage,
                "bias_min_per_h": result.confusion.bias_min_per_h,
                "rises_true": result.rises_true,
                "rises_said": result.rises_said,
                "rise_s": result.rise_s,
                "sit_s": result.sit_s,
                "missed": result.missed,
                "scored_s": len(result.subject.seconds),
            }
            for name, part in results.items()
            for result in part
        ],
        indent=1,
    )


def report(results: Results, subjects: list[Subject], each: bool) -> None:
    """Print the tables."""
    columns = ["method", "data (people)", "BA", "F1", "worst BA", "coverage", "bias min/h (SD)"]
    print("Sedentary against upright, 1 Hz\n")
    print(table(columns, accuracy_rows(results)))
    columns = ["method", "data", "rises true", "said", "rise s, median (p90)", "sit s, median (p90)", "missed"]
    print("\nTransitions by the 10-s rule, and seconds until they are seen\n")
    print(table(columns, transition_rows(results)))
    print("\nCalled lying, after a guided pose\n")
    print(table(["data", "of lying", "of sitting"], lying_rows(subjects)))
    if each:
        print("\nBalanced accuracy of each person\n")
        print(table(["data", "person", *results], subject_rows(results)))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m validation.accuracy", description=__doc__.splitlines()[0])
    add_data_option(parser)
    parser.add_argument("--subjects", action="store_true", help="a table of each person too")
    parser.add_argument("--sweep", action="store_true", help="vary every threshold instead; leave one person out")
    parser.add_argument("--json", action="store_true", help="all figures as JSON")
    parser.add_argument("--no-peer", action="store_true", help="leave acti-motus out")
    options = parser.parse_args()
    subjects = read_thighs(options.data)
    if not subjects:
        print(f"skipped: no labelled thigh recordings in {options.data}; say where they are with --data DIR")
        return
    if options.sweep:
        sweep.report(subjects)
        return
    results = evaluate(subjects, not options.no_peer)
    if options.json:
        print(as_json(results))
    else:
        report(results, subjects, options.subjects)


if __name__ == "__main__":
    main()
