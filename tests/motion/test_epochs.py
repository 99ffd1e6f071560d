"""Epochs are whole seconds of the clock, each described once, where at least half of its samples came."""

import math

import numpy as np
import pytest

from monitor.motion.epochs import EpochBlock, Windower
from monitor.motion.samples import SampleBlock
from tests.support.motions import epochs_of, wobbly

START_S = 1_772_438_400.0


def _seconds(blocks: list[EpochBlock]) -> list[float]:
    return [block.start_s + at for block in blocks for at in range(len(block))]


@pytest.mark.parametrize("rate_hz", [12.5, 50.0, 51.2, 99.7, 102.4])
@pytest.mark.parametrize("offset_s", [0.0, 0.013, 0.5, 0.999])
def test_each_second_from_its_own_samples(rate_hz: float, offset_s: float) -> None:
    """Each epoch is the mean of the samples taken within `[k, k + 1)`, at any rate and beginning."""
    xyz_g = wobbly(5, 30, rate_hz)
    epochs = epochs_of([SampleBlock(START_S + offset_s, rate_hz, xyz_g)])
    seconds = np.floor(offset_s + np.arange(len(xyz_g)) / rate_hz + 1e-6)
    means = np.concatenate([block.features.mean_g for block in epochs])
    sds = np.concatenate([block.features.sd_g for block in epochs])

    for second, mean_g, sd_g in zip(_seconds(epochs), means, sds, strict=True):
        own = xyz_g[seconds == second - START_S]
        np.testing.assert_allclose(mean_g, own.mean(axis=0), atol=1e-6)
        np.testing.assert_allclose(sd_g, np.sqrt(own.var(axis=0).sum()), atol=1e-4)
    assert len(_seconds(epochs)) >= 30


@pytest.mark.parametrize(("samples", "epochs"), [(24, 0), (25, 1), (26, 1), (50, 1)])
def test_half_of_the_samples_make_a_second(samples: int, epochs: int) -> None:
    """A second with fewer is a gap."""
    block = SampleBlock(START_S, 50.0, wobbly(1, 1, 50.0)[:samples])

    assert epochs == len(_seconds(epochs_of([block])))


def test_a_second_split_by_a_short_gap() -> None:
    """What came before and after a gap of 0.3 s within a second describes it together."""
    xyz_g = wobbly(2, 3, 50.0)
    before, after = SampleBlock(START_S, 50.0, xyz_g[:60]), SampleBlock(START_S + 1.5, 50.0, xyz_g[75:])
    epochs = epochs_of([before, after])

    assert [START_S, START_S + 1, START_S + 2] == _seconds(epochs)
    own = np.concatenate([xyz_g[50:60], xyz_g[75:100]])
    np.testing.assert_allclose(np.concatenate([b.features.mean_g for b in epochs])[1], own.mean(axis=0), atol=1e-6)


def test_a_gap_is_where_no_epochs_are() -> None:
    """After a gap a new block begins; the seconds that it took half of are missing."""
    xyz_g = wobbly(2, 10, 50.0)
    before, after = SampleBlock(START_S, 50.0, xyz_g[:115]), SampleBlock(START_S + 6.7, 50.0, xyz_g[335:])

    assert [START_S, START_S + 1, *(START_S + at for at in (7, 8, 9))] == _seconds(epochs_of([before, after]))


def test_a_second_is_told_as_soon_as_it_is_over() -> None:
    """Live, an epoch comes with the first sample of the next second, not later."""
    windower = Windower()
    xyz_g = wobbly(2, 3, 50.0)

    assert [] == windower.feed(SampleBlock(START_S, 50.0, xyz_g[:50]))
    assert [START_S] == _seconds(windower.feed(SampleBlock(START_S + 1.0, 50.0, xyz_g[50:51])))


def test_consecutive_epochs_come_in_one_block() -> None:
    """A block ends only where a gap begins."""
    (block,) = Windower().feed(SampleBlock(START_S + 0.4, 51.2, wobbly(1, 900, 51.2)))

    assert (START_S, START_S + 900) == (block.start_s, block.end_s)


@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 12.5])
def test_float_times_near_a_full_second(rate_hz: float) -> None:
    """A sample that rounding put a hair before a full second belongs to that second."""
    start_s = math.nextafter(START_S, 0.0)
    epochs = epochs_of([SampleBlock(start_s, rate_hz, wobbly(1, 4, rate_hz))])

    assert [START_S + at for at in range(4)] == _seconds(epochs)


def test_blocks_must_come_in_order() -> None:
    """A block from before is the caller's mistake."""
    windower = Windower()
    windower.feed(SampleBlock(START_S, 50.0, wobbly(1, 3, 50.0)))

    with pytest.raises(ValueError, match="lies before second"):
        windower.feed(SampleBlock(START_S - 5.0, 50.0, wobbly(1, 3, 50.0)))
