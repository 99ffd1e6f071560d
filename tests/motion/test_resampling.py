"""Resampling: means are kept, gaps are kept, and it does not matter how the input is cut."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.motion.resampling import Resampler
from monitor.motion.samples import SampleBlock


def _blocks(xyz_g: "np.typing.NDArray[np.float64]", rate_hz: float, cuts: list[int]) -> list[SampleBlock]:
    """The samples cut into blocks that meet, from 1000 s on."""
    edges = [0, *sorted({cut for cut in cuts if 0 < cut < len(xyz_g)}), len(xyz_g)]
    return [SampleBlock(1000.0 + a / rate_hz, rate_hz, xyz_g[a:b]) for a, b in pairwise(edges)]


def _resampled(blocks: list[SampleBlock], rate_hz: float) -> list[SampleBlock]:
    resampler = Resampler(rate_hz)
    return [made for block in blocks for made in resampler.feed(block)]


@pytest.mark.parametrize(("from_hz", "to_hz"), [(100.0, 50.0), (30.0, 25.0), (85.7, 50.0), (50.0, 12.5)])
def test_every_second_keeps_its_mean(from_hz: float, to_hz: float) -> None:
    """The mean of the whole is the same, to what the last incomplete sample holds."""
    xyz_g = np.random.default_rng(0).standard_normal((round(60 * from_hz), 3))
    (made,) = _resampled(_blocks(xyz_g, from_hz, []), to_hz)
    assert to_hz == made.sample_rate_hz
    assert 1000.0 == made.start_s
    assert int(len(xyz_g) / from_hz * to_hz + 1e-6) == len(made.xyz_g)
    np.testing.assert_allclose(made.xyz_g.mean(axis=0), xyz_g.mean(axis=0), atol=0.01)


def test_halving_takes_the_mean_of_two() -> None:
    """From 100 to 50 Hz each new sample is the mean of two old ones."""
    xyz_g = np.arange(12.0).reshape(4, 3)
    (made,) = _resampled(_blocks(xyz_g, 100.0, []), 50.0)
    np.testing.assert_allclose(made.xyz_g, [[1.5, 2.5, 3.5], [7.5, 8.5, 9.5]], atol=1e-9)


@given(cuts=st.lists(st.integers(1, 299), max_size=12))
def test_it_does_not_matter_how_the_input_is_cut(cuts: list[int]) -> None:
    """Blocks of any length give the samples of one block, and they meet."""
    xyz_g = np.random.default_rng(1).standard_normal((300, 3))
    (whole,) = _resampled(_blocks(xyz_g, 30.0, []), 25.0)
    parts = _resampled(_blocks(xyz_g, 30.0, cuts), 25.0)
    np.testing.assert_allclose(np.concatenate([part.xyz_g for part in parts]), whole.xyz_g, atol=1e-4)
    for before, after in pairwise(parts):
        assert after.start_s == pytest.approx(before.end_s, abs=1e-6)


def test_a_gap_stays_a_gap() -> None:
    """Nothing is made up between two blocks that do not meet, and the second begins at its own time."""
    ones = np.ones((100, 3))
    first, second = _resampled([SampleBlock(0.0, 100.0, ones), SampleBlock(7.003, 100.0, 2.0 * ones)], 50.0)
    assert (0.0, 50) == (first.start_s, len(first.xyz_g))
    assert (7.003, 50) == (second.start_s, len(second.xyz_g))
    np.testing.assert_allclose(second.xyz_g, 2.0, atol=1e-9)


def test_a_constant_stays_itself() -> None:
    """Resting gravity is neither damped nor lifted."""
    made = _resampled(_blocks(np.tile([0.0, 0.6, 0.8], (997, 1)), 85.7, [100, 101, 500]), 50.0)
    np.testing.assert_allclose(
        np.concatenate([part.xyz_g for part in made]), np.tile([0.0, 0.6, 0.8], (581, 1)), atol=1e-7
    )
