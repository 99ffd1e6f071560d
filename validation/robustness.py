"""What bad sensors, bad radios and other rates cost: balanced accuracy with each fault, beside none, on real people.

    python -m validation.robustness [--data DIR]

The strap is turned in some way for each person and the mounting comes from a guided pose under the same fault.  Exit
status 1 if a fault costs .005 or more, or if another sample rate changes more than one second in 200.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.tables import score, table
from monitor.analysis import classify
from monitor.analysis.scoring import ABSENT, Confusion, Said, judge, pooled
from monitor.posture.labels import Posture
from validation.accuracy import posed, turned
from validation.people import DATASETS, Floats, Subject, add_data_option, read_thighs

WORST_LOSS = 0.005
LEAST_AGREEMENT = 0.995
RATES_HZ = (12.5, 25.0, 100.0)
SEDENTARY_NAMES = [posture.value for posture in Posture if posture.sedentary]
SILENT_NAMES = [Posture.UNKNOWN.value, Posture.NON_WEAR.value]

Fault = Callable[[Floats, np.random.Generator], Floats]


def clipped(xyz_g: Floats, _chance: np.random.Generator) -> Floats:
    """A sensor set to 2 g: all beyond is cut off."""
    return np.clip(xyz_g, -2.0, 2.0)


def coarse(xyz_g: Floats, _chance: np.random.Generator) -> Floats:
    """Eight bits over 16 g: steps of 62.5 mg."""
    return np.round(xyz_g / 0.0625) * 0.0625


def offset(xyz_g: Floats, chance: np.random.Generator) -> Floats:
    """50 mg too much or too little on each axis."""
    return xyz_g + chance.choice([-0.05, 0.05], 3)


def gain(xyz_g: Floats, chance: np.random.Generator) -> Floats:
    """3 % too much or too little on each axis."""
    return xyz_g * (1.0 + chance.choice([-0.03, 0.03], 3))


FAULTS: dict[str, Fault] = {
    "none": lambda xyz_g, _chance: xyz_g,
    "2 g range": clipped,
    "8 bits over 16 g": coarse,
    "offset of 50 mg": offset,
    "gain off by 3 %": gain,
}


def without_packets(subject: Subject, share: float, chance: np.random.Generator) -> Subject:
    """Packets of half a second lost."""
    packets = (subject.time_s * 2.0).astype(int)
    lost = chance.random(packets.max() + 1) < share
    kept = ~lost[packets]
    return replace(subject, time_s=subject.time_s[kept], xyz_g=subject.xyz_g[kept])


def at_rate(subject: Subject, rate_hz: float) -> Subject:
    """Resampled: means of what falls into each new sample on the way down, a straight line on the way up."""
    edges = np.arange(subject.time_s[0], subject.time_s[-1], 1.0 / rate_hz)
    if rate_hz > subject.sample_rate_hz:
        xyz_g = np.column_stack([np.interp(edges, subject.time_s, axis) for axis in subject.xyz_g.T])
        near = np.searchsorted(subject.time_s, edges).clip(1, len(subject.time_s) - 1)
        kept = subject.time_s[near] - subject.time_s[near - 1] < 4.0 / subject.sample_rate_hz
        return replace(subject, time_s=edges[kept], xyz_g=xyz_g[kept], sample_rate_hz=rate_hz)
    first = np.searchsorted(subject.time_s, edges)
    filled = np.flatnonzero(np.diff(np.append(first, len(subject.time_s))) > 0)
    counts = np.diff(np.append(first[filled], len(subject.time_s)))
    means = np.add.reduceat(subject.xyz_g, first[filled], axis=0) / counts[:, None]
    return replace(subject, time_s=edges[filled], xyz_g=means, sample_rate_hz=rate_hz)


def said_of(subject: Subject) -> Said:
    """Sedentary or upright in each scored second, with the pose that is in the same recording."""
    epochs = classify(subject.xyz_g, subject.sample_rate_hz, subject.time_s, mounting=posed(subject))
    names = dict(zip(epochs.start_s.astype(int), epochs.posture, strict=True))
    said = [names.get(second, Posture.UNKNOWN.value) for second in subject.seconds.tolist()]
    return np.where(np.isin(said, SILENT_NAMES), ABSENT, np.isin(said, SEDENTARY_NAMES).astype(int))


def scores(subjects: Sequence[Subject]) -> dict[str, Confusion]:
    """Pooled, by data set."""
    return {
        dataset: pooled(judge(one, said_of(one)).confusion for one in subjects if one.dataset == dataset)
        for dataset in DATASETS
    }


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    args = parser.parse_args()
    people = [turned(subject) for subject in read_thighs(args.data)]
    if not people:
        print(f"skipped: no labelled thigh recordings in {args.data}")
        return 0
    chance = np.random.default_rng(1)
    spoilt = {name: [replace(one, xyz_g=fault(one.xyz_g, chance)) for one in people] for name, fault in FAULTS.items()}
    spoilt["10 % of packets lost"] = [without_packets(one, 0.1, chance) for one in people]
    found = {name: scores(some) for name, some in spoilt.items()}
    worst, rows = 0.0, []
    for name, by_dataset in found.items():
        losses = [found["none"][d].balanced_accuracy - by_dataset[d].balanced_accuracy for d in DATASETS]
        worst = max(worst, *losses)
        rows.append([name, *(score(by_dataset[d].balanced_accuracy) for d in DATASETS), *(f"{x:+.4f}" for x in losses)])
    print("Balanced accuracy under a fault, any rotation, guided pose\n")
    print(table(["fault", *DATASETS, *(f"{dataset} lost" for dataset in DATASETS)], rows))
    least, rows = 1.0, []
    whole = {dataset: [(one, said_of(one)) for one in people if one.dataset == dataset] for dataset in DATASETS}
    for rate_hz in RATES_HZ:
        same = {
            d: float(np.mean(np.concatenate([said_of(at_rate(one, rate_hz)) == said for one, said in whole[d]])))
            for d in DATASETS
        }
        least = min(least, *same.values())
        rows.append([f"{rate_hz:g} Hz", *(f"{100 * same[dataset]:.2f} %" for dataset in DATASETS)])
    print("\nSeconds called the same as at the recording's own rate (harth 50 Hz, sens 12.5 Hz)\n")
    print(table(["resampled to", *DATASETS], rows))
    return 0 if worst < WORST_LOSS and least >= LEAST_AGREEMENT else 1


if __name__ == "__main__":
    sys.exit(main())
