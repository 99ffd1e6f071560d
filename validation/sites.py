"""How well sites other than the thigh are classified on real people, second by second.

    python -m validation.sites [--subjects] [--data DIR]

Balanced accuracy of sedentary against upright, causal, of the seconds that are known, beside the share of those.
`left out`: the rule fitted anew to all others for each person, nothing rounded.  `forced`: every second decided that
has a reference, nothing unknown for want of confidence.
"""

import argparse
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.tables import score, table
from monitor.motion.features import directions
from monitor.posture.classifier import POSTURES, PostureClassifier
from monitor.posture.labels import Posture
from monitor.posture.mounting import Mounting
from monitor.posture.sites import SITES, SURE, Evidence, LeanRule, LeanThresholds, confidence_of
from monitor.simulation.sensor import random_rotation
from validation.people import STAND, Floats, Subject, add_data_option, read_labelled

PEOPLE = {"pocket": "motionsense_pocket", "back": "harth_back", "wrist": "wisdmwatch_wrist"}
CHANGES = {"pocket": "geotec_pocket", "wrist": "geotec_wrist"}
"""People whose walks last a few seconds: they tell how soon a rise is seen, and nothing else."""

STILL_UPRIGHT = (STAND, 10)
WALK = 4
RISING_S = 8
"""Most seconds, labelled as transition, between sitting and walking."""

BINS = 10
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of a person's scored seconds: labels, True where sedentary was said, and how surely; 0 unknown."""

    labels: NDArray[np.int64]
    sits: Flags
    confidence: Floats

    @property
    def known(self) -> Flags:
        """Of which seconds something was said."""
        return self.confidence > 0.0

    @property
    def sedentary(self) -> Flags:
        """What was true."""
        return np.isin(self.labels, (1, 3))

    def but_for(self, labels: Sequence[int]) -> "Judged":
        """Without the upright seconds of these labels."""
        keep = ~np.isin(self.labels, labels)
        return Judged(self.labels[keep], self.sits[keep], self.confidence[keep])


def together(some: Sequence[Judged]) -> Judged:
    """All seconds pooled."""
    return Judged(*(np.concatenate([getattr(one, name) for one in some]) for name in Judged.__slots__))


def balanced_accuracy(one: Judged) -> float:
    """Of the known seconds; NaN if one of both is missing there."""
    truth, right = one.sedentary[one.known], (one.sits == one.sedentary)[one.known]
    return float(right[truth].mean() + right[~truth].mean()) / 2.0 if 0 < truth.sum() < len(truth) else float("nan")


def calibration_error(one: Judged) -> float:
    """Expected calibration error: how far confidence is from the share that is right, averaged over tenths.

    The sure seconds of walking would hide all others, so it is that of the seconds that are said to be sedentary.
    """
    one = Judged(one.labels, one.sits, np.where(one.sits, one.confidence, 0.0))
    confidence, right = one.confidence[one.known], (one.sits == one.sedentary)[one.known]
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [(bins == b).mean() * abs(confidence[bins == b].mean() - right[bins == b].mean()) for b in np.unique(bins)]
    return float(sum(gaps))


def judged(subject: Subject, thresholds: LeanThresholds, mounting: Mounting | None = None) -> Judged:
    """What the product says, through the classifier with its rule for wear."""
    classifier = PostureClassifier(LeanRule(thresholds, mounting))
    seconds, sits, confidence = [], [], []
    sedentary = np.array([posture.sedentary for posture in POSTURES])
    off = POSTURES.index(Posture.NON_WEAR)
    for block in subject.epochs():
        said = classifier.feed(block)
        seconds.append(block.start_s + np.arange(len(block)))
        sits.append(sedentary[said.codes])
        confidence.append(np.where(said.codes == off, 1.0, said.confidence))
    return _scored(subject, np.concatenate(seconds), np.concatenate(sits), np.concatenate(confidence))


def weighed(subject: Subject, thresholds: LeanThresholds, mounting: Mounting | None = None) -> tuple[Floats, Evidence]:
    """The seconds of a recording, and what is weighed in each."""
    rule, blocks = LeanRule(thresholds, mounting), subject.epochs()
    parts = [rule.weigh(block) for block in blocks]
    seconds = np.concatenate([block.start_s + np.arange(len(block)) for block in blocks])
    return seconds, Evidence(*(np.concatenate([getattr(part, name) for part in parts]) for name in Evidence.__slots__))


def decided(subject: Subject, thresholds: LeanThresholds, least: float, mounting: Mounting | None = None) -> Judged:
    """What the rule alone says with at least this confidence."""
    seconds, evidence = weighed(subject, thresholds, mounting)
    log_odds = thresholds.log_odds(evidence)
    confidence = confidence_of(log_odds)
    return _scored(subject, seconds, log_odds > 0.0, np.where(evidence.known & (confidence >= least), confidence, 0.0))


def _scored(subject: Subject, seconds: Floats, sits: Flags, confidence: Floats) -> Judged:
    place = {int(second): at for at, second in enumerate(seconds.tolist())}
    found = np.array([place.get(second, -1) for second in subject.seconds.tolist()], dtype=np.int64)
    sure = np.where(found >= 0, confidence[found], 0.0)
    return Judged(subject.labels, sits[found] & (found >= 0), sure)


def fitted(subjects: Sequence[Subject], thresholds: LeanThresholds) -> LeanThresholds:
    """The rule fitted to people: logistic regression; sedentary, standing and moving weigh 2 : 1 : 1."""
    rows, sits, weights = [], [], []
    for subject in subjects:
        seconds, evidence = weighed(subject, thresholds)
        labels = dict(zip(subject.seconds.tolist(), subject.labels.tolist(), strict=True))
        label = np.array([labels.get(int(second), 0) for second in seconds.tolist()])
        use = evidence.known & (label > 0)
        label = label[use]
        rows.append(np.column_stack([evidence.lean_deg, evidence.liveliness, np.ones(len(use))])[use])
        sits.append(np.isin(label, (1, 3)))
        weights.append(_weights(label))
    a, b, c = _logistic(np.concatenate(rows), np.concatenate(sits), np.concatenate(weights)).tolist()
    return replace(thresholds, per_deg=a, per_decade=-b, even_deg=-c / a)


def _weights(label: NDArray[np.int64]) -> Floats:
    """Each person weighs alike, and so do sitting and being upright."""
    sits, stands = np.isin(label, (1, 3)), np.isin(label, STILL_UPRIGHT)
    parts = [(sits, 2.0), (stands, 1.0), (~sits & ~stands, 1.0)]
    if not (stands.any() and (~sits & ~stands).any()):
        parts = [(sits, 2.0), (~sits, 2.0)]
    weights = np.zeros(len(label))
    for part, share in parts:
        weights[part] = share / max(int(part.sum()), 1)
    return weights


def _logistic(rows: Floats, truth: Flags, weights: Floats) -> Floats:
    """Weighted logistic regression by Newton's steps, with a touch of shrinking so that it always ends."""
    scale = np.array([10.0, 1.0, 1.0])
    x, beta, shrink = rows / scale, np.zeros(rows.shape[1]), 1e-3 * np.diag([2.0, 2.0, 0.0])
    for _ in range(60):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ beta, -30.0, 30.0)))
        slope = x.T @ (weights * (truth - p)) - shrink @ beta
        step = np.linalg.solve((x.T * (weights * p * (1.0 - p))) @ x + shrink, slope)
        beta = beta + step
        if float(np.abs(step).max()) < 1e-8:
            break
    result: Floats = beta / scale
    return result


def turned(subject: Subject) -> Subject:
    """As if the wearable had been put on in some way, always the same for the same person."""
    return subject.turned(random_rotation(zlib.crc32(f"{subject.dataset} {subject.name}".encode())))


def stood(subject: Subject) -> Mounting:
    """What a guided pose of standing tells."""
    x, y, z = directions(subject.quietest(STAND).mean(axis=0)).tolist()
    return Mounting((x, y, z))


def read_site(folder: Path, prefix: str) -> list[Subject]:
    """The recordings of a set; none where there is no such folder."""
    return [read_labelled(path) for path in sorted(folder.glob(f"{prefix}_*.npz"))]


def row(name: str, some: Sequence[Judged]) -> list[str]:
    """One line of the table."""
    every = together(some)
    nan = float("nan")
    alone = [value for value in map(balanced_accuracy, some) if value == value]
    still, moving = every.but_for((4, 5, 6, 7)), every.but_for(STILL_UPRIGHT)
    shown = [
        balanced_accuracy(every),
        min(alone, default=nan),
        float(np.median(alone or [nan])),
        float(every.known.mean()),
    ]
    shown += [balanced_accuracy(still), float(still.known.mean()), balanced_accuracy(moving), calibration_error(every)]
    return [name, str(len(some)), *map(score, shown)]


HEAD = ("site", "people", "BA", "worst", "median", "known", "still only", "known", "against moving", "calibration")


def rows_of(site: str, subjects: list[Subject]) -> list[list[str]]:
    """All lines of a site."""
    rule = SITES[site].thresholds
    if rule is None:
        return []
    others = [[other for other in subjects if other is not one] for one in subjects]
    left_out = [decided(one, fitted(rest, rule), SURE) for one, rest in zip(subjects, others, strict=True)]
    return [
        row(site, [judged(one, rule) for one in subjects]),
        row(f"{site}, left out", left_out),
        row(f"{site}, forced", [decided(one, rule, 0.0) for one in subjects]),
        row(f"{site}, any rotation", [judged(turned(one), rule) for one in subjects]),
        row(f"{site}, posed", [judged(one, rule, stood(one)) for one in subjects]),
        row(f"{site}, posed, forced", [decided(one, rule, 0.0, stood(one)) for one in subjects]),
    ]


def rises(subject: Subject, thresholds: LeanThresholds) -> list[int | None]:
    """Seconds from each labelled rise until the end of the first that is said to be upright; None where none is.

    These people walk too shortly to be learned from, so where gravity points while they walk is told beforehand.  Their
    sittings last two seconds of each recording, too few to tell how soon sitting is seen.
    """
    even = _evenly(subject)
    walking = np.isin(np.floor(even.time_s).astype(np.int64), even.seconds[even.labels == WALK])
    x, y, z = directions(even.xyz_g[walking].mean(axis=0)).tolist()
    said = judged(even, thresholds, Mounting((x, y, z)))
    upright, apart_s = ~said.sedentary, np.diff(even.seconds)
    begins = np.flatnonzero(upright[1:] & ~upright[:-1] & (apart_s <= RISING_S)) + 1
    found: list[int | None] = []
    for begin in begins.tolist():
        stop = begin + int(np.argmin(np.append(upright[begin:], False)))
        seen = np.flatnonzero(said.known[begin:stop] & ~said.sits[begin:stop])
        found.append(int(even.seconds[begin + seen[0]] - even.seconds[begin]) + 1 if len(seen) else None)
    return found


def _evenly(subject: Subject) -> Subject:
    """Times of samples that came in bunches, spread evenly between pauses of a second."""
    time_s = subject.time_s.copy()
    edges = [0, *(np.flatnonzero(np.diff(time_s) > 1.0) + 1).tolist(), len(time_s)]
    for begin, end in pairwise(edges):
        time_s[begin:end] = np.linspace(time_s[begin], time_s[end - 1], end - begin)
    return replace(subject, time_s=time_s)


def rises_row(site: str, subjects: list[Subject]) -> list[str]:
    """One line of how soon a rise is seen."""
    rule = SITES[site].thresholds
    found = [wait for one in subjects for wait in rises(one, rule)] if rule is not None else []
    seen_s = [wait for wait in found if wait is not None]
    return [site, str(len(subjects)), str(len(found)), _spread(seen_s), str(len(found) - len(seen_s))]


def _spread(some_s: list[int]) -> str:
    return f"{np.median(some_s):.0f} ({np.percentile(some_s, 90):.0f})" if some_s else "-"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    parser.add_argument("--subjects", action="store_true", help="also each person")
    args = parser.parse_args()
    people = {site: read_site(args.data, prefix) for site, prefix in PEOPLE.items()}
    rows = [line for site, subjects in people.items() if subjects for line in rows_of(site, subjects)]
    if not rows:
        print(f"skipped: no labelled recordings of {', '.join(PEOPLE)} in {args.data}")
        return
    print(table(HEAD, rows))
    print("\nhip: not measured, no labelled recording of one is at hand; the rule is the back's.\n")
    changes = {site: read_site(args.data, prefix) for site, prefix in CHANGES.items()}
    late = [rises_row(site, subjects) for site, subjects in changes.items() if subjects]
    if late:
        print(table(("site", "people", "rises", "seen after s", "never seen"), late))
    if args.subjects:
        for site, subjects in people.items():
            rule = SITES[site].thresholds
            print("\n" + table(HEAD, [row(one.name, [judged(one, rule)]) for one in subjects if rule is not None]))


if __name__ == "__main__":
    main()
