"""Thresholds chosen on some people and judged on others.

What is chosen on the people it is then judged on looks better than it is.  So each person is judged by what was chosen
without them (leave-one-subject-out; Arlot and Celisse 2010, doi:10.1214/09-SS054).
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from monitor.analysis.labelled import Labelled
from monitor.analysis.scoring import ABSENT, MEANS, Confusion, Said
from monitor.motion.epochs import EpochBlock
from monitor.posture.classifier import POSTURES, PostureClassifier
from monitor.posture.mounting import Mounting
from monitor.posture.mounting_tracker import MountingTracker
from monitor.posture.thigh import ThighRule, ThighThresholds

_CODES: Final = np.array([MEANS[posture] for posture in POSTURES])


def said_by(
    subject: Labelled, epochs: Sequence[EpochBlock], mounting: Mounting | None, thresholds: ThighThresholds
) -> Said:
    """What the thigh's rule says of each scored second with these thresholds.

    Args:
        subject: whose seconds are scored.
        epochs: theirs, `subject.epochs()`: made once, for however many thresholds.
        mounting: how the strap sat; None to learn it from walking.
        thresholds: of the rule.
    """
    classifier = PostureClassifier(ThighRule(MountingTracker(mounting), thresholds))
    blocks = [classifier.feed(block) for block in epochs]
    starts = np.concatenate([block.start_s + np.arange(len(block)) for block in blocks]).astype(np.int64)
    codes = np.concatenate([block.codes for block in blocks])
    return pd.Series(_CODES[codes], starts).reindex(subject.seconds, fill_value=ABSENT).to_numpy()


def sweep(people: Sequence[Labelled], candidates: Mapping[Hashable, ThighThresholds]) -> pd.DataFrame:
    """How well each person's seconds are told with each of the candidates.

    Args:
        people: labelled recordings of thighs; one that says how the strap sat is taken at its word, the others learn.
        candidates: thresholds by the names of the columns.

    Returns:
        Balanced accuracy of sedentary against upright, 0 to 1; a row for each person (index `person`), a column for
        each candidate, in their order; NaN for a person without seconds of both kinds.
    """
    scores = {}
    for person in people:
        epochs = person.epochs()
        said = (said_by(person, epochs, person.mounting, thresholds) for thresholds in candidates.values())
        scores[person.name] = [Confusion.of(person.sedentary, one).balanced_accuracy for one in said]
    return pd.DataFrame.from_dict(scores, "index", columns=list(candidates)).rename_axis("person")


def best(scores: pd.DataFrame, standard_errors: float = 1.0) -> Hashable:
    """The column with the highest mean over people, each of whom weighs the same, or one that is as good.

    As good are columns at most so many standard errors below the highest mean (the one-standard-error rule of Breiman
    et al. 1984, doi:10.1201/9781315139470); of them it is the one in the middle of their order.  Of a plateau of
    thresholds that is the centre, which has the most room on both sides, where the highest point is chance.

    Args:
        scores: a row for each person, a column for each candidate, in order of their values.
        standard_errors: of the highest mean; 0 for candidates without an order, for whom the first of equals is taken.

    Raises:
        ValueError: no column has a score.
    """
    return scores.columns[_best(scores, standard_errors)]


def _best(scores: pd.DataFrame, standard_errors: float) -> int:
    means = scores.mean().to_numpy(dtype=float)
    if np.isnan(means).all():
        raise ValueError("nobody has a score, so there is nothing to choose by")
    highest = int(np.nanargmax(means))
    error = float(np.nan_to_num(scores.sem().to_numpy(dtype=float)[highest]))
    alike = np.flatnonzero(means >= means[highest] - standard_errors * error)
    return int(alike[(len(alike) - 1) // 2 if standard_errors else 0])


def leave_one_out(scores: pd.DataFrame, standard_errors: float = 1.0) -> pd.DataFrame:
    """Each person judged by the candidate that is the best for all the others.

    Args:
        scores: a row for each person, a column for each candidate, higher is better; such as `sweep` gives, or those of
            any other classifier.
        standard_errors: as for `best`.

    Returns:
        Indexed as the scores: `chosen` (the candidate), `on_the_others` (their mean score with it), `left_out` (this
        person's own).

    Raises:
        ValueError: one person alone, or the same person twice: nobody would be left out.
    """
    if len(scores) < 2 or scores.index.has_duplicates:
        twice = scores.index[scores.index.duplicated()]
        raise ValueError(f"person {twice[0]} is there twice" if len(twice) else "it takes two people to leave one out")
    rows = []
    for place, person in enumerate(scores.index):
        others = scores.drop(index=person)
        chosen = _best(others, standard_errors)
        rows.append((scores.columns[chosen], others.iloc[:, chosen].mean(), scores.iloc[place, chosen]))
    return pd.DataFrame(rows, index=scores.index, columns=["chosen", "on_the_others", "left_out"])
