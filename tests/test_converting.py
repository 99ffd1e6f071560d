"""Samples packed as a recording come out of it as they went in, at the times that they had."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.converting import pack_capabilities, pack_samples
from monitor.motion.samples import SampleBlock
from monitor.pipeline import assemble

START_S = 1_736_150_400.25


def blocks_with_gaps(lengths: Sequence[int], gaps_s: Sequence[float], rate_hz: float, seed: int) -> list[SampleBlock]:
    """Blocks of noise within ± 1.9 g, with these gaps behind them."""
    rng, start_s, blocks = np.random.default_rng(seed), START_S, []
    for length, gap_s in zip(lengths, gaps_s, strict=True):
        blocks.append(SampleBlock(start_s, rate_hz, rng.uniform(-1.9, 1.9, (length, 3))))
        start_s = blocks[-1].end_s + gap_s
    return blocks


def through(blocks: list[SampleBlock], nominal_hz: float = 25.0, range_g: float = 2.0) -> list[SampleBlock]:
    """The same, packed and assembled again."""
    return list(assemble(pack_samples(blocks, pack_capabilities(nominal_hz, range_g, "thigh"))))


@settings(max_examples=60)
@given(
    parts=st.lists(
        st.tuples(st.integers(1, 400), st.sampled_from([0.0, 0.0, 1.0, 7.5, 600.0])), min_size=1, max_size=8
    ),
    off=st.sampled_from([0.97, 1.0, 1.03]),
    seed=st.integers(0, 99),
)
def test_samples_come_out_as_they_went_in(parts: list[tuple[int, float]], off: float, seed: int) -> None:
    """Every sample, to half a count, near its time: until a rate 3 % off is learned, 0.4 s; gaps stay gaps."""
    lengths, gaps_s = zip(*parts, strict=True)
    blocks = blocks_with_gaps(lengths, gaps_s, 25.0 * off, seed)

    found = through(blocks)

    times_s = [np.arange(len(block.xyz_g)) / block.sample_rate_hz + block.start_s for block in blocks]
    found_s = [np.arange(len(block.xyz_g)) / block.sample_rate_hz + block.start_s for block in found]
    np.testing.assert_allclose(
        np.concatenate([block.xyz_g for block in found]),
        np.concatenate([block.xyz_g for block in blocks]),
        atol=0.6 / 16384,
    )
    np.testing.assert_allclose(np.concatenate(found_s), np.concatenate(times_s), rtol=0.0, atol=0.42)


def test_what_is_beyond_the_range_is_cut_off_there() -> None:
    """At ± 2 g a knock of 5 g is 2 g, not -2 g."""
    knock = SampleBlock(START_S, 25.0, np.array([[5.0, -5.0, 1.0]] * 50))

    found = np.concatenate([block.xyz_g for block in through([knock])])

    assert [2.0, -2.0, 1.0] == pytest.approx(found[0].tolist(), abs=1e-3)


@pytest.mark.parametrize(("range_g", "full_g"), [(1.3, 2), (2.0, 2), (6.0, 8), (16.0, 16), (24.0, 16)])
def test_the_next_full_scale_is_taken(range_g: float, full_g: int) -> None:
    """The smallest that holds the samples, 16 g at most."""
    assert (full_g,) == pack_capabilities(25.0, range_g, "wrist").ranges_g


def test_no_samples_are_no_arrivals() -> None:
    """Not even what the wearable would say of itself."""
    assert [] == list(pack_samples([], pack_capabilities(25.0, 2.0, "thigh")))


@pytest.mark.parametrize(("rate_hz", "site"), [(30.0, "thigh"), (25.0, "ankle")])
def test_what_our_profile_does_not_know_is_refused(rate_hz: float, site: str) -> None:
    """A rate that is not in its table, a place that no wearable of ours is worn at."""
    with pytest.raises(ValueError, match=r"30|ankle"):
        pack_capabilities(rate_hz, 2.0, site)
