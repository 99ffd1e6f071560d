"""Arrays of samples from elsewhere, as sample blocks."""

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from monitor.motion.features import Floats
from monitor.motion.samples import SampleBlock

MIN_RATE_HZ, MAX_RATE_HZ = 5.0, 1000.0
"""Sample rates that a second's features make sense at; wearables offer 10 to 400 Hz."""

_GAP_PERIODS = 4.0
"""A longer step between two samples' times is a gap."""

_PIECE_S, _LONG_PIECE_S = 60.0, 3600.0
"""Given times are followed this closely: within a piece the rate is taken as constant; a long one where it is."""

_EVEN_PERIODS = 0.05
"""So many sample periods off a constant rate is none: whole milliseconds are, up to 100 Hz."""

_RATE_TOLERANCE = 0.1
"""Most relative difference between the stated sample rate and that of the times."""

_LEAST_COUNTS, _NEAR_ONE_G = 16, 0.15
"""Counts per g are powers of two in most sensors, 16 or more; at rest ‖a‖ comes within so much of one."""

_MAX_REST_G = 2.5
"""A median ‖a‖ beyond this is not in g: the body spends most of its day near 1 g."""


def blocks_of(
    xyz_g: NDArray[np.floating], sample_rate_hz: float, time_s: NDArray[np.floating] | None = None
) -> Iterator[SampleBlock]:
    """Blocks of an array of samples; without times they begin at 0 and have no gap.

    Args:
        xyz_g: shape (n, 3), in g.
        sample_rate_hz: nominal rate.
        time_s: shape (n,), seconds, increasing; a step of more than four sample periods is a gap.

    Raises:
        ValueError: the arrays do not fit, hold what is not a number, are plainly not in g, or the times go back or
            contradict the rate; the message is one line that says which.
    """
    samples = np.asarray(xyz_g)
    _check_samples(samples, sample_rate_hz)
    if not len(samples):
        return
    if time_s is None:
        yield SampleBlock(0.0, sample_rate_hz, samples)
        return
    times = np.asarray(time_s, dtype=np.float64)
    steps = _check_times(times, len(samples), sample_rate_hz)
    cuts = np.flatnonzero((steps > _GAP_PERIODS / sample_rate_hz) | _crossed(times, _LONG_PIECE_S)) + 1
    for long in pairwise([0, *cuts.tolist(), len(samples)]):
        for begin, end in _pieces(times, *long, sample_rate_hz):
            until_s = float(times[end]) if end < len(times) else math.inf
            yield _piece(times[begin:end], samples[begin:end], sample_rate_hz, until_s)


def _crossed(times: Floats, every_s: float) -> NDArray[np.bool_]:
    """Between which of the times one of the marks lies that stand every so many seconds, shape (n - 1,)."""
    crossed: NDArray[np.bool_] = np.diff(np.floor(times / every_s)) != 0
    return crossed


def _pieces(times: Floats, begin: int, end: int, nominal_hz: float) -> Iterator[tuple[int, int]]:
    """All of it if its rate is constant, else what of it is of one minute: `[begin, end)`."""
    some = times[begin:end]
    even = np.linspace(some[0], some[-1], len(some))
    if np.abs(some - even).max() * nominal_hz <= _EVEN_PERIODS:
        yield begin, end
    else:
        yield from pairwise([begin, *(begin + 1 + np.flatnonzero(_crossed(some, _PIECE_S))).tolist(), end])


def _piece(times: Floats, samples: NDArray[np.floating], nominal_hz: float, until_s: float) -> SampleBlock:
    """Samples at the pace of their times, all of them before the next piece begins."""
    start_s, duration_s = float(times[0]), float(times[-1] - times[0])
    rate_hz = (len(times) - 1) / duration_s if len(times) > nominal_hz and duration_s > 0 else nominal_hz
    return SampleBlock(start_s, max(rate_hz, len(times) / (until_s - start_s)), samples)


def _check_samples(samples: NDArray[np.floating], sample_rate_hz: float) -> None:
    if samples.ndim != 2 or samples.shape[1] != 3:
        raise ValueError(f"samples have shape {samples.shape}; (n, 3) is needed: x, y, z in g")
    if not np.issubdtype(samples.dtype, np.floating):
        raise ValueError(f"samples are {samples.dtype}, probably LSB; divide by the counts per g to get floats in g")
    if not MIN_RATE_HZ <= sample_rate_hz <= MAX_RATE_HZ:
        raise ValueError(f"sample rate is {sample_rate_hz} Hz; {MIN_RATE_HZ:g} to {MAX_RATE_HZ:g} Hz are supported")
    for begin in range(0, len(samples), 1_000_000):  # in pieces: a check must not double the memory
        piece = samples[begin : begin + 1_000_000]
        with np.errstate(invalid="ignore"):  # +inf and -inf
            total = piece.sum()
        if not np.isfinite(total):
            bad = ~np.isfinite(piece).all(axis=1)
            raise ValueError(
                f"sample {begin + int(bad.argmax())} is not a number; leave it out and give time_s instead"
            )
    some = samples[:: max(1, len(samples) // 10_000)]
    rest = float(np.median(np.sqrt((some.astype(np.float64) ** 2).sum(axis=1)))) if len(some) else 1.0
    if rest > _MAX_REST_G:
        raise ValueError(f"samples are not in g: the median of ‖a‖ is {rest:.4g}; {say_unit(rest)}")


def say_unit(rest: float) -> str:
    """In which unit samples probably are whose length at rest is not 1, and what to do."""
    if 8.5 <= rest <= 11.5:
        return "that looks like m/s²: divide by 9.80665"
    if 850 <= rest <= 1150:
        return "that looks like mg: divide by 1000"
    likely = 2 ** round(math.log2(rest)) if rest >= _LEAST_COUNTS else 0
    hint = f", probably {likely}" if likely and abs(rest / likely - 1.0) <= _NEAR_ONE_G else ""
    return f"that looks like LSB: divide by the sensor's counts per g{hint}"


def _check_times(times: Floats, count: int, sample_rate_hz: float) -> Floats:
    """Steps between the times, checked."""
    if times.shape != (count,):
        raise ValueError(f"time_s has shape {times.shape}; ({count},) is needed, one time a sample")
    if not np.isfinite(times).all():
        raise ValueError(f"time_s[{int((~np.isfinite(times)).argmax())}] is not a number")
    steps: Floats = np.diff(times)
    if (steps <= 0).any():
        index = int((steps <= 0).argmax())
        raise ValueError(f"time_s must increase: {times[index]} is followed by {times[index + 1]} at index {index + 1}")
    within = steps[steps <= _GAP_PERIODS / sample_rate_hz]
    if count > 2 and (not len(within) or abs(within.mean() * sample_rate_hz - 1.0) > _RATE_TOLERANCE):
        found = 1.0 / float(np.median(steps))
        raise ValueError(
            f"time_s says about {found:.4g} Hz but sample_rate_hz is {sample_rate_hz:g}; correct one of them"
        )
    return steps
