"""Arrays from elsewhere: what does not fit is refused in one line that says what to do."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from monitor.motion.arrays import blocks_of
from tests.support.motions import wobbly

XYZ_G = wobbly(1, 200, 50.0)
TIMES_S = 1e6 + np.arange(len(XYZ_G)) / 50.0


def _with(array: np.ndarray, at: int, value: Any) -> np.ndarray:
    changed = array.copy()
    changed[at] = value
    return changed


@pytest.mark.parametrize(
    ("xyz_g", "rate_hz", "time_s", "message"),
    [
        (XYZ_G[:, :2], 50.0, None, r"samples have shape \(10000, 2\); \(n, 3\) is needed"),
        (XYZ_G[:, 0], 50.0, None, r"samples have shape \(10000,\)"),
        ((XYZ_G * 4096).astype(np.int16), 50.0, None, "samples are int16, probably LSB; divide by the counts per g"),
        (XYZ_G, 4.0, None, "sample rate is 4.0 Hz; 5 to 1000 Hz are supported"),
        (XYZ_G, 1001.0, None, "sample rate is 1001.0 Hz"),
        (XYZ_G, float("nan"), None, "sample rate is nan Hz"),
        (_with(XYZ_G, 77, np.nan), 50.0, None, "sample 77 is not a number; leave it out and give time_s instead"),
        (_with(_with(XYZ_G, 9, np.inf), 3, -np.inf), 50.0, None, "sample 3 is not a number"),
        (XYZ_G * 9.80665, 50.0, None, r"not in g: the median of ‖a‖ is .*m/s²: divide by 9.80665"),
        (XYZ_G * 1000.0, 50.0, None, "looks like mg: divide by 1000"),
        (XYZ_G * 4096.0, 50.0, None, "not in g.*LSB: divide by the sensor's counts per g, probably 4096$"),
        (XYZ_G * 3000.0, 50.0, None, "not in g.*LSB: divide by the sensor's counts per g$"),
        (XYZ_G * 3.0, 50.0, None, "not in g.*LSB: divide by the sensor's counts per g$"),
        (XYZ_G, 50.0, TIMES_S[1:], r"time_s has shape \(9999,\); \(10000,\) is needed, one time a sample"),
        (XYZ_G, 50.0, _with(TIMES_S, 5, np.nan), r"time_s\[5\] is not a number"),
        (XYZ_G, 50.0, _with(TIMES_S, 5, 0.0), "time_s must increase: 1000000.08 is followed by 0.0 at index 5"),
        (XYZ_G, 50.0, _with(TIMES_S, 5, TIMES_S[4]), "time_s must increase"),
        (XYZ_G, 25.0, TIMES_S, "time_s says about 50 Hz but sample_rate_hz is 25; correct one of them"),
        (XYZ_G, 50.0, TIMES_S * 1000.0, "time_s says about 0.05 Hz but sample_rate_hz is 50"),
    ],
)
def test_what_does_not_fit(xyz_g: np.ndarray, rate_hz: float, time_s: np.ndarray | None, message: str) -> None:
    """Each mistake has its own line."""
    with pytest.raises(ValueError, match=message) as caught:
        list(blocks_of(xyz_g, rate_hz, time_s))

    assert "\n" not in str(caught.value)


def test_without_times_there_is_one_block() -> None:
    """It begins at 0 and has no gap; the samples are not copied."""
    (block,) = blocks_of(XYZ_G, 50.0)

    assert (0.0, 50.0, 200.0) == (block.start_s, block.sample_rate_hz, block.end_s)
    assert np.shares_memory(XYZ_G, block.xyz_g)


def test_no_samples_no_blocks() -> None:
    """Of nothing there is nothing, with times and without."""
    assert [] == list(blocks_of(np.empty((0, 3)), 50.0))
    assert [] == list(blocks_of(np.empty((0, 3)), 50.0, np.empty(0)))


def test_times_are_kept() -> None:
    """All samples come out, each within a millisecond of its given time."""
    blocks = list(blocks_of(XYZ_G, 50.0, TIMES_S))
    times = np.concatenate([block.start_s + np.arange(len(block.xyz_g)) / block.sample_rate_hz for block in blocks])

    np.testing.assert_array_equal(np.concatenate([block.xyz_g for block in blocks]), XYZ_G)
    np.testing.assert_allclose(times, TIMES_S, atol=1e-3)


def test_times_at_a_constant_pace_are_one_block_and_others_one_a_minute() -> None:
    """Half a sample that was lost long ago is followed within the minute."""
    late = TIMES_S + np.where(np.arange(len(TIMES_S)) > 4000, 0.01, 0.0)

    assert 1 == len(list(blocks_of(XYZ_G, 50.0, TIMES_S)))
    assert 1 < len(list(blocks_of(XYZ_G, 50.0, late)))


def test_a_rate_that_is_off_by_3_percent_is_followed() -> None:
    """The given times rule over the stated rate."""
    times_s = 1e6 + np.arange(len(XYZ_G)) / 51.5
    last = list(blocks_of(XYZ_G, 50.0, times_s))[-1]

    assert pytest.approx(times_s[-1], abs=0.03) == last.end_s - 1 / 51.5


@pytest.mark.parametrize(("missing", "gap"), [(2, False), (4, True), (5000, True)])
def test_a_step_of_more_than_four_periods_is_a_gap(missing: int, gap: bool) -> None:
    """A few missing samples are not worth a gap, more are one."""
    keep = np.ones(len(XYZ_G), dtype=bool)
    keep[1100 : 1100 + missing] = False
    blocks = list(blocks_of(XYZ_G[keep], 50.0, TIMES_S[keep]))

    assert gap == any(block.start_s == TIMES_S[1100 + missing] for block in blocks)


def test_a_burst_does_not_reach_into_what_follows() -> None:
    """Samples that come faster than they should, and then a gap: no block begins before the one before it has ended."""
    burst = np.arange(40) * 0.001
    times = np.concatenate([np.arange(0.0, 10.0, 0.02), 10.0 + burst, 10.2 + burst, np.arange(10.5, 20.0, 0.02)])
    blocks = list(blocks_of(np.tile([0.0, 0.0, 1.0], (len(times), 1)), 50.0, times))

    assert len(times) == sum(len(block.xyz_g) for block in blocks)
    assert all(before.end_s <= after.start_s + 1e-9 for before, after in pairwise(blocks))
