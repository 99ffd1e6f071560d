"""The thigh that goes: cadence, strength, harmonics."""

import numpy as np
import pytest

from monitor.motion.features import Floats
from monitor.simulation.thigh import Person
from tests.support.simulated import during, features, inclinations_deg, simulate

SEEDS = range(8)


def spectrum(samples: Floats, sample_rate_hz: float = 50.0) -> tuple[Floats, Floats]:
    """Frequencies, and the power of all three axes at each."""
    flat = samples.reshape(-1, 3)
    shaped = (flat - flat.mean(axis=0)) * np.hanning(len(flat))[:, None]
    power: Floats = (np.abs(np.fft.rfft(shaped, axis=0)) ** 2).sum(axis=1)
    return np.fft.rfftfreq(len(flat), 1.0 / sample_rate_hz), power


def norm_sd_g(samples: Floats) -> float:
    """Median over the seconds of the SD of the norm."""
    return float(np.median(np.linalg.norm(samples, axis=2).std(axis=1)))


@pytest.mark.parametrize("seed", SEEDS)
def test_walking_steps_at_walking_pace(seed: int) -> None:
    """The vertical beats once a step: between 1.4 and 2.3 Hz is its greatest peak, at twice the person's stride."""
    motion = simulate("walk:90s", seed=seed)
    hz, power = spectrum(during(motion, "walk")[:, :, :1].repeat(3, axis=2))
    low = hz < 2.6
    step_hz = hz[low][np.argmax(power[low])]
    stride_hz = Person.draw(np.random.default_rng([seed, 0, 0])).stride_hz
    assert 1.4 <= step_hz <= 2.3
    assert step_hz == pytest.approx(2.0 * stride_hz, rel=0.15)


@pytest.mark.parametrize(
    ("kind", "low_g", "high_g"), [("walk", 0.15, 0.60), ("stairs", 0.2, 0.6), ("run", 0.5, 1.5), ("cycle", 0.2, 0.5)]
)
@pytest.mark.parametrize("seed", SEEDS)
def test_how_hard_it_goes(kind: str, low_g: float, high_g: float, seed: int) -> None:
    """The SD of the norm within a second is that of people: walking 0.15 to 0.45 g, brisk more, running far more."""
    assert low_g <= norm_sd_g(during(simulate(f"{kind}:90s", seed=seed), kind)) <= high_g


def test_easy_walking_is_the_rule() -> None:
    """Over people, the median SD of the norm in walking lies between 0.2 and 0.45 g."""
    over_people = [norm_sd_g(during(simulate("walk:90s", seed=seed), "walk")) for seed in range(20)]
    assert 0.2 < np.median(over_people) < 0.45


@pytest.mark.parametrize(
    ("kind", "low", "high"), [("walk", 0.33, 0.50), ("stairs", 0.40, 0.60), ("run", 0.35, 0.55), ("cycle", 0.58, 0.78)]
)
def test_walking_swings_and_pedalling_shakes(kind: str, low: float, high: float) -> None:
    """MAD over SD, which no rotation changes, tells pedalling from walking as it does in people."""
    ratios = []
    for seed in SEEDS:
        seconds = features(simulate(f"{kind}:90s", seed=seed), kind)
        ratios.append(np.median(seconds.mad_g / seconds.sd_g))
    assert low < np.median(ratios) < high


@pytest.mark.parametrize(("kind", "low_deg", "high_deg"), [("walk", 3, 20), ("stairs", 10, 28), ("run", 2, 22)])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_going_thigh_hangs_on_average(kind: str, low_deg: float, high_deg: float, seed: int) -> None:
    """Averaged over strides the thigh points down, a little forward."""
    assert low_deg < np.median(inclinations_deg(simulate(f"{kind}:90s", seed=seed), kind)) < high_deg


@pytest.mark.parametrize("seed", SEEDS)
def test_pedalling_turns_at_its_cadence_about_half_way_up(seed: int) -> None:
    """The thigh goes up and down at 1 to 1.5 Hz, around an inclination of 35 to 55 degrees."""
    motion = simulate("cycle:90s", seed=seed)
    hz, power = spectrum(during(motion, "cycle"))
    beyond = hz > 0.5
    assert 0.95 <= hz[beyond][np.argmax(power[beyond])] <= 1.65
    assert 35.0 < np.median(inclinations_deg(motion, "cycle")) < 55.0


def test_a_rider_coasts_now_and_then() -> None:
    """Some seconds of cycling have the pedals at rest, at any angle; most do not."""
    motions = [simulate("cycle:3m", seed=seed) for seed in SEEDS]
    sd_g = np.concatenate([features(motion, "cycle").sd_g for motion in motions])
    assert 0.01 < (sd_g < 0.18).mean() < 0.4
    angles = np.concatenate([inclinations_deg(motion, "cycle") for motion in motions])
    assert np.percentile(angles, 99) > 55.0
    assert np.percentile(angles, 1) < 35.0


def test_a_walk_is_no_sine() -> None:
    """Heel strikes carry a good part of a walk's energy beyond the fourth harmonic of the stride."""
    hz, power = spectrum(during(simulate("walk:90s", seed=2), "walk"))
    share = power[hz > 4.0].sum() / power[hz > 0.3].sum()
    assert 0.1 < share < 0.7


@pytest.mark.parametrize("sample_rate_hz", [12.5, 25.0, 104.0])
def test_the_rate_of_sampling_does_not_change_the_walk(sample_rate_hz: float) -> None:
    """At any rate it is about as strong; only what that rate cannot show is missing."""
    motion = simulate("walk:2m", seed=3, sample_rate_hz=sample_rate_hz)
    walked = motion.xyz_g[round(10 * sample_rate_hz) :]
    reference = simulate("walk:2m", seed=3).xyz_g[500:]
    assert walked.std(axis=0).sum() == pytest.approx(reference.std(axis=0).sum(), rel=0.35)


@pytest.mark.parametrize("kind", ["walk", "run", "stairs", "cycle"])
def test_movement_begins_and_ends_softly(kind: str) -> None:
    """The first and last quarter second are calmer than the middle: nobody starts at full speed."""
    motion = simulate(f"stand:20s {kind}:30s stand:20s", seed=5)
    middle = motion.xyz_g[1500:2000].std(axis=0).sum()
    assert motion.xyz_g[1000:1012].std(axis=0).sum() < 0.5 * middle
    assert motion.xyz_g[2488:2500].std(axis=0).sum() < 0.5 * middle
