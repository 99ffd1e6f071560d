"""The thigh at rest: what each seated, standing and lying step looks like, whoever does it."""

import numpy as np
import pytest

from monitor.coaching.profile import Side
from monitor.motion.features import directions
from tests.support.simulated import PERFECT, X_AXIS, during, features, inclinations_deg, rolls_deg, simulate

SEEDS = range(8)


@pytest.mark.parametrize(
    ("kind", "low_deg", "high_deg"),
    [
        ("sit", 70.0, 105.0),
        ("fidget", 68.0, 108.0),
        ("drive", 80.0, 118.0),
        ("slump", 50.0, 73.0),
        ("stand", 0.0, 20.0),
        ("lie", 70.0, 100.0),
        ("figure4-left", 60.0, 115.0),
        ("figure4-right", 70.0, 105.0),
        ("off", 75.0, 105.0),
    ],
)
@pytest.mark.parametrize("seed", SEEDS)
def test_inclination_of_each_posture(kind: str, low_deg: float, high_deg: float, seed: int) -> None:
    """A thigh is level when seated or lying, slopes when slumped, hangs when standing."""
    median_deg = float(np.median(inclinations_deg(simulate(f"{kind}:90s", seed=seed), kind)))
    assert low_deg <= median_deg <= high_deg


@pytest.mark.parametrize("kind", ["sit", "slump", "lie", "figure4-left", "figure4-right", "stand"])
@pytest.mark.parametrize("seed", SEEDS)
def test_at_rest_gravity_is_all(kind: str, seed: int) -> None:
    """The norm is 1 g to within the bias, and most seconds are nearly still but never quite."""
    motion = simulate(f"{kind}:2m", seed=seed)
    norm_g = np.linalg.norm(during(motion, kind), axis=2)
    assert np.median(norm_g) == pytest.approx(1.0, abs=0.04)
    assert 0.003 < np.median(features(motion, kind).sd_g) < 0.04


def test_people_differ_and_remain_themselves() -> None:
    """Sitting angles spread over people, and one person sits down alike the next time."""
    angles = [float(np.median(inclinations_deg(simulate("sit:60s", seed=seed), "sit"))) for seed in range(12)]
    assert np.ptp(angles) > 8.0
    motion = simulate("sit:60s stand:30s sit:60s", seed=3)
    mean = motion.xyz_g.reshape(150, 50, 3).mean(axis=1)
    first, second = directions(mean[10:50]).mean(axis=0), directions(mean[100:140]).mean(axis=0)
    assert np.degrees(np.arccos(np.clip(first @ second, -1.0, 1.0))) < 12.0


def test_tremor_is_at_eight_to_twelve_hertz() -> None:
    """With a perfect sensor what moves in a held thigh above 4 Hz is tremor, in its own band, of 1 or 2 mg."""
    still = during(simulate("figure4-left:2m", sensor=PERFECT), "figure4-left").reshape(-1, 3)
    power = np.abs(np.fft.rfft(still * np.hanning(len(still))[:, None], axis=0)) ** 2
    hz = np.fft.rfftfreq(len(still), 0.02)
    fast, band = power[hz > 4.0].sum(), power[(hz >= 7.5) & (hz <= 12.5)].sum()
    assert band > 0.85 * fast
    fast_variance = still.var(axis=0).sum() * fast / power[2:].sum()
    assert 0.0008 < np.sqrt(fast_variance / 3.0) < 0.003


@pytest.mark.parametrize("leg", [Side.LEFT, Side.RIGHT])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_figure_4_rolls_the_crossed_thigh_outward(leg: Side, seed: int) -> None:
    """D7: the worn leg's figure-4 turns it outward by 35 to 70 degrees and holds it still."""
    motion = simulate(f"sit:30s figure4-{leg}:60s sit:30s", leg=leg, seed=seed)
    rolls = rolls_deg(motion, f"figure4-{leg}", leg)
    assert 35.0 <= rolls.min()
    assert rolls.max() <= 72.0
    assert features(motion, f"figure4-{leg}").sd_g.max() < 0.05


@pytest.mark.parametrize("leg", [Side.LEFT, Side.RIGHT])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_other_legs_figure_4_is_hardly_felt(leg: Side, seed: int) -> None:
    """D3: a wearable on the leg that is not crossed sees neither the roll nor the lift."""
    other = Side.RIGHT if leg is Side.LEFT else Side.LEFT
    motion = simulate(f"sit:30s figure4-{other}:60s", leg=leg, seed=seed)
    quiet = features(motion, f"figure4-{other}")
    gravity = directions(quiet.mean_g)
    seated = directions(features(motion, "sit").mean_g).mean(axis=0)
    assert np.degrees(np.arccos(np.clip(gravity @ seated, -1.0, 1.0))).max() < 12.0
    assert quiet.sd_g.max() < 0.02


def test_after_a_figure_4_the_thigh_rolls_back() -> None:
    """The stretch ends where it began."""
    motion = simulate("sit:60s figure4-left:45s sit:60s", seed=2)
    mean = motion.xyz_g.reshape(165, 50, 3).mean(axis=1)
    rolls = np.degrees(np.arctan2(mean[:, 1], mean[:, 2]))
    assert abs(np.median(rolls[115:]) - np.median(rolls[5:60])) < 15.0
    assert np.median(rolls[65:105]) - np.median(rolls[5:60]) > 20.0


@pytest.mark.parametrize("seed", SEEDS)
def test_bouncing_in_a_figure_4_shows_at_one_to_two_hertz(seed: int) -> None:
    """D9: a bounced figure-4 oscillates at 1 to 2 Hz; a held one does not."""
    power = []
    for kind in ("bounce4-left", "figure4-left"):
        held = during(simulate(f"{kind}:60s", seed=seed), kind).reshape(-1, 3)
        power.append((np.abs(np.fft.rfft(held - held.mean(axis=0), axis=0)) ** 2).sum(axis=1))
    hz = np.fft.rfftfreq(len(held), 0.02)
    bounced, still = power
    assert 1.0 <= hz[np.argmax(bounced)] <= 2.0
    between = (hz >= 1.0) & (hz <= 2.0)
    assert bounced[between].sum() > 100.0 * still[between].sum()


def test_bouncing_of_the_other_leg_comes_through_a_little() -> None:
    """D9: on the leg that is not crossed a bounce is there, but tiny."""
    sd_g = np.median(features(simulate("bounce4-right:60s"), "bounce4-right").sd_g)
    assert 0.005 < sd_g < 0.02


def test_fidgeting_moves_more_than_sitting_but_stays_seated() -> None:
    """A4: shifting about is many more moving seconds, and never upright."""
    moving = {}
    for kind in ("sit", "fidget"):
        shares = [(features(simulate(f"{kind}:3m", seed=seed), kind).sd_g > 0.05).mean() for seed in SEEDS]
        moving[kind] = float(np.mean(shares))
    assert moving["fidget"] > 3.0 * moving["sit"]
    assert 0.01 < moving["sit"] < 0.12
    angles = np.concatenate([inclinations_deg(simulate("fidget:3m", seed=seed), "fidget") for seed in SEEDS])
    assert angles.min() > 55.0


def test_standing_sways() -> None:
    """A standing thigh turns by a few tenths of a degree all the time; a lying one does not."""
    sway = []
    for kind in ("stand", "lie"):
        mean = directions(features(simulate(f"{kind}:3m", seed=4), kind).mean_g)
        step_deg = np.degrees(np.arccos(np.clip((mean[1:] * mean[:-1]).sum(axis=1), -1.0, 1.0)))
        sway.append(float(np.median(step_deg)))
    assert sway[0] > 3.0 * sway[1]
    assert 0.1 < sway[0] < 2.0


def test_some_lie_on_their_back_and_some_on_a_side() -> None:
    """Over people, lying is seen with the thigh's front up and with it turned aside."""
    rolls = np.array([np.median(np.abs(rolls_deg(simulate("lie:60s", seed=seed), "lie"))) for seed in range(20)])
    assert 3 <= (rolls > 60.0).sum() <= 15
    assert 3 <= (rolls < 35.0).sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_off_is_dead_still_after_it_was_handled(seed: int) -> None:
    """On the desk there is gravity, the same all the time, and the sensor's noise alone."""
    motion = simulate("sit:20s off:60s sit:20s", seed=seed)
    desk = motion.xyz_g.reshape(100, 50, 3)[26:74]
    np.testing.assert_allclose(desk.std(axis=1), 0.0025, rtol=0.6)
    np.testing.assert_allclose(desk.std(axis=1).mean(axis=0), 0.0025, rtol=0.1)
    assert np.ptp(desk.mean(axis=1), axis=0).max() < 0.003
    assert np.linalg.norm(desk.mean(axis=(0, 1))) == pytest.approx(1.0, abs=0.04)
    handled = features(motion, "off")  # without its first 5 s, thus only putting it on again
    assert handled.sd_g[-3:].max() > 0.1
    assert motion.xyz_g.reshape(100, 50, 3)[20:24].std(axis=1).max() > 0.1


def test_a_car_shakes_more_than_a_chair() -> None:
    """A3: driving is sitting with the road in it: each second moves, none as much as a step."""
    road = features(simulate("drive:3m", seed=2), "drive")
    chair = features(simulate("sit:3m", seed=2), "sit")
    assert np.median(road.sd_g) > 2.0 * np.median(chair.sd_g)
    assert np.percentile(road.sd_g, 95) < 0.12
    assert (np.abs(directions(road.mean_g) @ X_AXIS) < 0.5).all()
