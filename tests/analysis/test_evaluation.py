"""Evaluating labelled recordings: what is read, what is counted, what is said where nothing can be."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from monitor.analysis.evaluation import (
    SAIDS,
    TRUTHS,
    Evaluated,
    confusion,
    evaluate,
    figures,
    limits_of_agreement,
    reliability,
)
from monitor.analysis.labelled import LIE, SIT, STAND, Labelled, labelled_in, read_labelled
from monitor.analysis.scoring import ABSENT, SEDENTARY, UPRIGHT, judge
from monitor.coaching.profile import Side
from monitor.errors import RecordingError
from monitor.posture.labels import Posture
from monitor.simulation.body import simulate_motion
from monitor.simulation.script import parse_script
from monitor.simulation.sensor import random_rotation

CODES = {Posture.SITTING: SIT, Posture.STANDING: STAND, Posture.LYING: LIE, Posture.MOVING: 4}
SCRIPT = "sit:90s walk:60s stand:40s sit:60s"


def write_person(folder: Path, name: str = "made_thigh_P1", seed: int = 1, *, says_axis: bool = True) -> Path:
    """A simulated person as a labelled .npz."""
    motion = simulate_motion(parse_script(SCRIPT), leg=Side.LEFT, seed=seed, sample_rate_hz=25.0)
    t_ms = np.arange(len(motion.xyz_g)) * 40
    label = np.array([CODES[step.posture] for step in motion.step_labels])[t_ms // 1000]
    meta = {"fs": 25.0, "site": "thigh"} | ({"axes": "x along the thigh, +1 g upright"} if says_axis else {})
    path = folder / f"{name}.npz"
    xyz = np.rint(motion.xyz_g * 4000).clip(-32768, 32767).astype(np.int16)
    np.savez(path, t_ms=t_ms.astype(np.int32), xyz=xyz, label=label.astype(np.uint8), meta=json.dumps(meta))
    return path


def made(truth: list[Posture], said: list[Posture], confidence: list[float] | None = None) -> Evaluated:
    """Seconds that can be counted by hand."""
    labels = np.array([CODES[posture] for posture in truth])
    labelled = Labelled("", "up", 50.0, np.empty(0), np.empty((0, 3)), np.arange(len(truth)), labels)
    means = [ABSENT if one is Posture.UNKNOWN else SEDENTARY if one.sedentary else UPRIGHT for one in said]
    return Evaluated(
        labelled,
        judge(labelled, np.array(means)),
        np.array([TRUTHS.index(posture) for posture in truth]),
        np.array([SAIDS.index(posture) for posture in said]),
        np.array(confidence or [1.0] * len(truth)),
    )


# ----------------------------------------------------------------------------------------- reading


def test_an_npz_is_read_with_its_labels(tmp_path: Path) -> None:
    """Data set and person from its name, seconds and codes from its labels, site and axis from its meta."""
    read = read_labelled(write_person(tmp_path))
    assert ("made", "P1", "thigh", 25.0) == (read.dataset, read.name, read.wear_site, read.sample_rate_hz)
    assert 250 == len(read.seconds) == len(read.labels)
    assert {SIT, 4, STAND} == set(read.labels.tolist())
    assert read.mounting is not None


def test_only_what_is_labelled_is_listed(tmp_path: Path) -> None:
    """.npz files and folders with labels.csv; a recording itself, if that is what is given."""
    write_person(tmp_path)
    (tmp_path / "plain").mkdir()
    (tmp_path / "day").mkdir()
    (tmp_path / "day" / "labels.csv").write_text("start_s,end_s,label,posture\n")
    assert ["day", "made_thigh_P1.npz"] == [path.name for path in labelled_in(tmp_path)]
    assert [tmp_path / "day"] == labelled_in(tmp_path / "day")


# ---------------------------------------------------------------------------------------- evaluating


def test_a_simulated_person_is_told_well_and_in_full(tmp_path: Path) -> None:
    """With the axis known, with a pose at any rotation; learned, it is unknown until the walk."""
    person = read_labelled(write_person(tmp_path))
    turned = person.turned(random_rotation(3))
    known, pose, learned = evaluate(person), evaluate(turned, "pose"), evaluate(turned, "learn")

    assert min(one.result.confusion.balanced_accuracy for one in (known, pose)) > 0.97
    assert 1.0 == known.result.confusion.coverage == pose.result.confusion.coverage
    assert learned.result.confusion.coverage < 0.8


def test_what_cannot_be_evaluated_is_said(tmp_path: Path) -> None:
    """An unknown mounting, a recording that does not say how it sat, a person who never stood."""
    person = read_labelled(write_person(tmp_path, says_axis=False))
    with pytest.raises(RecordingError, match="does not say how the wearable sat; choose pose or learn"):
        evaluate(person)
    with pytest.raises(ValueError, match="mounting 'guess' is unknown"):
        evaluate(person, "guess")
    with pytest.raises(RecordingError, match="no 5 s of label 3"):
        person.quietest(LIE)


def test_figures_pool_seconds() -> None:
    """Nine of ten sitting and both upright seconds right; one unknown is not scored."""
    sit, stand, unknown = Posture.SITTING, Posture.STANDING, Posture.UNKNOWN
    one = made([sit] * 10 + [stand] * 3, [sit] * 9 + [stand, stand, stand, unknown])
    row = figures([one])

    assert (13, 0.9, 1.0) == (row["scored_s"], row["sensitivity"], row["specificity"])
    assert 0.95 == pytest.approx(row["balanced_accuracy"])
    assert 12 / 13 == pytest.approx(row["coverage"])
    assert -60.0 / 12 == pytest.approx(row["bias_min_per_h"])


def test_one_class_alone_has_no_specificity() -> None:
    """Nothing is made up for somebody who only sat."""
    row = figures([made([Posture.SITTING] * 5, [Posture.SITTING] * 5)])
    assert math.isnan(row["specificity"])
    assert all(map(math.isnan, row["rise_s"]))


def test_limits_of_agreement_need_three_people() -> None:
    """Mean of the biases, and 1.96 standard deviations to either side."""
    sit, stand = Posture.SITTING, Posture.STANDING
    people = [made([sit] * 30 + [stand] * 30, [sit] * (30 + extra) + [stand] * (30 - extra)) for extra in (0, 1, 2)]

    assert all(map(math.isnan, limits_of_agreement(people[:2])))
    low, high = limits_of_agreement(people)
    assert 1.0 == pytest.approx((low + high) / 2)
    assert 1.96 == pytest.approx((high - low) / 2)


def test_confusion_counts_seconds() -> None:
    """Rows what was true, columns what was said."""
    counts = confusion([made([Posture.SITTING, Posture.LYING], [Posture.SITTING, Posture.SITTING])] * 3)
    assert 3 == counts[TRUTHS.index(Posture.LYING), SAIDS.index(Posture.SITTING)]
    assert 6 == counts.sum()


def test_reliability_compares_confidence_with_right_seconds() -> None:
    """Of ten seconds said with .7, seven are right: on the line.  Unknown seconds say nothing."""
    sit, stand, unknown = Posture.SITTING, Posture.STANDING, Posture.UNKNOWN
    one = made([sit] * 12, [sit] * 7 + [stand] * 3 + [unknown] * 2, [0.7] * 10 + [0.0] * 2)
    assert [(pytest.approx(0.7), pytest.approx(0.7), 10)] == reliability([one])
