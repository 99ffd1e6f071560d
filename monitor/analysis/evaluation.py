"""How well postures are told on labelled recordings: per person and of all together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.labelled import LIE, SIT, STAND, Labelled
from monitor.analysis.recordings import classify
from monitor.analysis.scoring import ABSENT, MEANS, SEDENTARY, UPRIGHT, Result, judge, pooled
from monitor.errors import RecordingError
from monitor.motion.features import directions
from monitor.posture.labels import Posture
from monitor.posture.mounting import Mounting, vector_of
from monitor.posture.pose import learn_mounting

MOUNTINGS: Final = ("known", "pose", "learn")
"""known: as the recording says; a site other than the thigh learns if it says nothing.  pose: from its stillest 5 s of
standing and, on the thigh, of sitting, as the guided pose would.  learn: from walking, as without any pose."""

TRUTHS: Final = (Posture.SITTING, Posture.LYING, Posture.STANDING, Posture.MOVING)
SAIDS: Final = (*TRUTHS, Posture.NON_WEAR, Posture.UNKNOWN)
BINS: Final = 10
_LIMITS: Final = 1.96
"""Standard deviations of the limits of agreement (Bland & Altman 1986, doi:10.1016/S0140-6736(86)90837-8)."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What was said of one labelled recording.

    Attributes:
        labelled: the recording.
        result: the scores of sedentary against upright.
        truth, said: places in `TRUTHS` and `SAIDS` of each scored second.
        confidence: of what was said, 0 to 1; 0 where nothing was.
    """

    labelled: Labelled
    result: Result
    truth: NDArray[np.int64]
    said: NDArray[np.int64]
    confidence: NDArray[np.float64]


def evaluate(labelled: Labelled, mounting: str = "known", wear_site: str = "thigh") -> Evaluated:
    """Classify a labelled recording, causally as it runs live, and compare.

    Args:
        labelled: from `read_labelled`.
        mounting: one of `MOUNTINGS`.
        wear_site: where it was worn.

    Raises:
        RecordingError: the mounting is not known, or it has no poses; one line says which and what to do.
        ValueError: an unknown wear site or mounting.
    """
    known = _mounting_of(labelled, mounting, wear_site)
    table = classify(labelled.xyz_g, labelled.sample_rate_hz, labelled.time_s, wear_site, known)
    places = {str(posture): place for place, posture in enumerate(SAIDS)}
    told = table.set_index(table.start_s.astype(int)).reindex(labelled.seconds)
    said = np.array(told.posture.map(places).fillna(SAIDS.index(Posture.UNKNOWN)), dtype=np.int64)
    means = np.array([MEANS[posture] for posture in SAIDS])
    return Evaluated(
        labelled,
        judge(labelled, means[said]),
        _truth_of(labelled),
        said,
        told.confidence.fillna(0.0).to_numpy(),
    )


def _mounting_of(labelled: Labelled, mounting: str, wear_site: str) -> Mounting | None:
    if mounting not in MOUNTINGS:
        raise ValueError(f"mounting {mounting!r} is unknown; choose from: {' '.join(MOUNTINGS)}")
    if mounting == "learn":
        return None
    if mounting == "pose":
        standing = labelled.quietest(STAND)
        if wear_site == "thigh":
            return learn_mounting(standing, labelled.quietest(SIT))
        # other sites may hardly turn when the body sits
        return Mounting(vector_of(directions(np.median(standing, axis=0))))
    if labelled.mounting is None and wear_site == "thigh":
        raise RecordingError(
            f"{labelled.name}: does not say how the wearable sat; choose pose or learn for the mounting"
        )
    return labelled.mounting


def _truth_of(labelled: Labelled) -> NDArray[np.int64]:
    """The place in `TRUTHS` of each scored second."""
    codes = {SIT: Posture.SITTING, LIE: Posture.LYING, STAND: Posture.STANDING}
    return np.array(
        [TRUTHS.index(codes.get(label, Posture.MOVING)) for label in labelled.labels.tolist()], dtype=np.int64
    )


def figures(some: Sequence[Evaluated]) -> dict[str, Any]:
    """The scores of some recordings together: seconds are pooled, not scores.

    Returns:
        scored_s, balanced_accuracy, sensitivity, specificity, f1 (of sedentary), coverage (share not unknown),
        bias_min_per_h (sedentary minutes said too many in an hour), rises_true, rises_said (transitions from
        sedentary to upright by the 10-s rule), rise_s and sit_s (median and 90th percentile of the seconds until a
        transition is seen), missed.  NaN where something cannot be told.
    """
    total = pooled(one.result.confusion for one in some)
    rise_s = [wait for one in some for wait in one.result.rise_s]
    sit_s = [wait for one in some for wait in one.result.sit_s]
    return {
        "scored_s": sum(len(one.truth) for one in some),
        "balanced_accuracy": total.balanced_accuracy,
        "sensitivity": total.sensitivity,
        "specificity": total.specificity,
        "f1": total.f1,
        "coverage": total.coverage,
        "bias_min_per_h": total.bias_min_per_h,
        "rises_true": sum(one.result.rises_true for one in some),
        "rises_said": sum(one.result.rises_said for one in some),
        "rise_s": _median_and_p90(rise_s),
        "sit_s": _median_and_p90(sit_s),
        "missed": sum(one.result.missed for one in some),
    }


def limits_of_agreement(some: Sequence[Evaluated]) -> tuple[float, float]:
    """Between which biases, in sedentary minutes per hour, 95 % of people are expected; NaN for fewer than three."""
    biases = [one.result.confusion.bias_min_per_h for one in some]
    if len(biases) < 3:
        return float("nan"), float("nan")
    middle, spread = float(np.mean(biases)), _LIMITS * float(np.std(biases, ddof=1))
    return middle - spread, middle + spread


def confusion(some: Sequence[Evaluated]) -> NDArray[np.int64]:
    """Seconds by what was true (rows, `TRUTHS`) and what was said (columns, `SAIDS`)."""
    counts = np.zeros((len(TRUTHS), len(SAIDS)), dtype=np.int64)
    for one in some:
        np.add.at(counts, (one.truth, one.said), 1)
    return counts


def reliability(some: Sequence[Evaluated]) -> list[tuple[float, float, int]]:
    """For each tenth of confidence that occurs: its mean, the share of right seconds (sedentary or upright), how many.

    A classifier whose confidence means what it says is right in 80 % of the seconds of which it says .8.
    """
    sedentary_true = np.array([posture.sedentary for posture in TRUTHS])
    means = np.array([MEANS[posture] for posture in SAIDS])
    rows = []
    truth = np.concatenate([sedentary_true[one.truth] for one in some])
    said = np.concatenate([means[one.said] for one in some])
    confidence = np.concatenate([one.confidence for one in some])
    is_right = said == np.where(truth, SEDENTARY, UPRIGHT)
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    for place in range(BINS):
        chosen = (bins == place) & (said != ABSENT)
        if chosen.any():
            rows.append((float(confidence[chosen].mean()), float(is_right[chosen].mean()), int(chosen.sum())))
    return rows


def _median_and_p90(waits_s: list[int]) -> tuple[float, float]:
    if not waits_s:
        return float("nan"), float("nan")
    return float(np.median(waits_s)), float(np.percentile(waits_s, 90))
