"""The guided pose: what it learns, and each way in which it can go wrong."""

import numpy as np
import pytest

from monitor.errors import PoseError
from monitor.posture.pose import learn_mounting
from monitor.simulation.sensor import random_rotation

RNG = np.random.default_rng(1)
STILL = 0.003 * RNG.standard_normal((250, 3))
STANDING = STILL + np.array([1.0, 0.0, 0.0])
SITTING = STILL[::-1] + np.array([0.1, 0.0, 0.99])


@pytest.mark.parametrize("seed", range(5))
def test_it_finds_the_axes_of_any_strap(seed: int) -> None:
    """`axis` points up while standing, `forward` is square to it and up while sitting."""
    turn = random_rotation(seed)
    mounting = learn_mounting(STANDING @ turn.T, SITTING @ turn.T)

    np.testing.assert_allclose(mounting.axis, turn @ [1.0, 0.0, 0.0], atol=0.002)
    np.testing.assert_allclose(mounting.forward, turn @ [0.0, 0.0, 1.0], atol=0.002)


def test_a_twitch_does_not_matter() -> None:
    """A quarter of a second of shaking moves nothing."""
    twitched = STANDING.copy()
    twitched[100:112] += [1.0, -2.0, 1.5]

    np.testing.assert_allclose(learn_mounting(twitched, SITTING).axis, [1.0, 0.0, 0.0], atol=0.002)


@pytest.mark.parametrize(
    ("standing", "sitting", "message"),
    [
        (STANDING[:24], SITTING, r"the standing pose holds samples of shape \(24, 3\); at least \(25, 3\) are needed"),
        (STANDING, SITTING[:, :2], r"the sitting pose holds samples of shape \(250, 2\)"),
        (STANDING, SITTING[:, 0], r"the sitting pose holds samples of shape \(250,\)"),
        (np.where(STILL > 0.008, np.nan, STANDING), SITTING, "the standing pose holds samples that are not numbers"),
        (
            STANDING * 9.80665,
            SITTING,
            r"the standing pose is not in g: at rest ‖a‖ is 9.8\d*; that looks like m/s²: divide by 9.80665",
        ),
        (STANDING, SITTING * 1000.0, "the sitting pose is not in g: .*; that looks like mg: divide by 1000"),
        (STANDING, SITTING + 200 * STILL, "the sitting pose was not held still .scatter .* g, at most 0.5 g"),
        (STANDING * 0.5, SITTING, "the standing pose shows ‖a‖ of 0.5 g instead of 1 g"),
        (
            STANDING * 4096.0,
            SITTING,
            "the standing pose is not in g: .*LSB: divide by the sensor's counts per g, probably 4096",
        ),
        (STANDING, STANDING, "not standing and then sitting: the thigh turned by 0 degrees"),
        (STANDING, -STANDING, "the thigh turned by 180 degrees between the two poses, 40 to 140 are expected"),
    ],
)
def test_what_goes_wrong(standing: np.ndarray, sitting: np.ndarray, message: str) -> None:
    """One line: which pose, what is wrong with it, what to do."""
    with pytest.raises(PoseError, match=message) as caught:
        learn_mounting(standing, sitting)

    assert "\n" not in str(caught.value)
