"""The face for notebooks: arrays in, a table out, through the stages that run live."""

import re

import numpy as np
import pandas as pd
import pytest

from monitor.analysis import X_AXIS, classify
from monitor.posture.labels import Posture
from tests.support.simulated import simulate

MOTION = simulate("stand:20s sit:40s walk:20s")
POSTURES = {str(posture) for posture in Posture}


def _checked(table: pd.DataFrame) -> pd.DataFrame:
    assert ["start_s", "posture", "confidence"] == list(table.columns)
    assert (np.float64, np.float64) == (table["start_s"].dtype, table["confidence"].dtype)
    assert pd.api.types.is_string_dtype(table["posture"])
    assert set(table["posture"]) <= POSTURES
    assert table["confidence"].between(0.0, 1.0).all()
    assert (table["start_s"] % 1.0 == 0.0).all()
    assert table["start_s"].is_monotonic_increasing
    return table


def test_one_row_a_second() -> None:
    """Columns, types, whole seconds from 0 on, postures as text."""
    table = _checked(classify(MOTION.xyz_g, 50.0, mounting=X_AXIS))

    assert list(map(float, range(80))) == table["start_s"].tolist()
    assert {"standing", "sitting", "moving"} <= set(table["posture"])


def test_no_samples_no_rows() -> None:
    """The table of nothing has the same columns and types."""
    assert 0 == len(_checked(classify(np.empty((0, 3)))))


def test_one_second_is_one_row() -> None:
    """As little as a second has a posture."""
    table = _checked(classify(MOTION.xyz_g[2000:2050], mounting=X_AXIS))

    assert ["sitting"] == table["posture"].tolist()


def test_without_a_mounting_it_is_learned() -> None:
    """Unknown, with confidence 0, until there was walking."""
    table = _checked(classify(MOTION.xyz_g))

    assert {("unknown", 0.0)} == set(zip(table["posture"][:60], table["confidence"][:60], strict=True))
    assert "unknown" not in set(table["posture"][77:])


def test_gaps_in_time_have_no_rows() -> None:
    """Seconds without samples are left out; those around keep their times."""
    keep = np.ones(len(MOTION.xyz_g), dtype=bool)
    keep[1500:2250] = False
    times_s = 1_772_438_400.0 + np.arange(len(keep)) / 50.0
    table = _checked(classify(MOTION.xyz_g[keep], 50.0, time_s=times_s[keep], mounting=X_AXIS))

    assert [1_772_438_400.0 + at for at in (*range(30), *range(45, 80))] == table["start_s"].tolist()


def test_single_precision_gives_the_same_postures() -> None:
    """float32 halves the memory of a week and changes nothing."""
    double, single = (classify(MOTION.xyz_g.astype(kind), mounting=X_AXIS) for kind in (np.float64, np.float32))

    assert double["posture"].tolist() == single["posture"].tolist()


def test_another_wear_site_is_refused() -> None:
    """The line says what there is."""
    with pytest.raises(ValueError, match=re.escape("wear site 'ankle' is not supported; choose from: thigh pocket")):
        classify(MOTION.xyz_g, wear_site="ankle")


@pytest.mark.parametrize(
    ("xyz_g", "message"),
    [
        ((MOTION.xyz_g * 4096).astype(np.int16), "samples are int16, probably LSB; divide by the counts per g"),
        (MOTION.xyz_g * 9.80665, "looks like m/s²: divide by 9.80665"),
        (MOTION.xyz_g.T, r"samples have shape \(3, 4000\)"),
    ],
)
def test_arrays_that_do_not_fit(xyz_g: np.ndarray, message: str) -> None:
    """One line that says why and what to do."""
    with pytest.raises(ValueError, match=message):
        classify(xyz_g)
