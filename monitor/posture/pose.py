"""The guided pose: a few seconds of standing and of sitting tell how the strap points."""

import numpy as np
from numpy.typing import NDArray

from monitor.errors import PoseError
from monitor.motion.arrays import say_unit
from monitor.motion.features import Floats, directions
from monitor.posture.mounting import Mounting, vector_of

MIN_SAMPLES = 25
"""Least samples of each pose: 2 s at 12.5 Hz."""

MAX_SCATTER_G = 0.5
"""Most robust scatter, 1.4826 x median distance from the median vector: beyond it the body was walking, not posing
(quiet standing in 20 people: median 0.02; the worst five seconds labelled standing or sitting: 0.47)."""

MIN_ANGLE_DEG, MAX_ANGLE_DEG = 40.0, 140.0
"""Angle between the two poses: a thigh goes from hanging to level, 50 to 120 degrees in 20 people."""

GRAVITY_G = (0.75, 1.25)
"""‖mean‖ of a still pose, in g: gravity, with offsets of up to 0.1 g an axis and gains off by 5 % (cheap sensors)."""

_MAX_REST_G = 4.0
"""A longer one is no g at all, but another unit."""


def learn_mounting(standing_xyz_g: NDArray[np.floating], sitting_xyz_g: NDArray[np.floating]) -> Mounting:
    """How the wearable sits on the thigh, from samples of standing still and of sitting still.

    Args:
        standing_xyz_g: shape (n, 3), in g; the strap may be turned in any way, the same way in both poses.
        sitting_xyz_g: shape (m, 3), in g.

    Raises:
        PoseError: a pose is too short, was not held still, is not in g, or the two are not two postures.
    """
    standing = _gravity("standing", np.asarray(standing_xyz_g, dtype=np.float64))
    sitting = _gravity("sitting", np.asarray(sitting_xyz_g, dtype=np.float64))
    axis, up = directions(standing), directions(sitting)
    angle_deg = float(np.degrees(np.arccos(np.clip(axis @ up, -1.0, 1.0))))
    if not MIN_ANGLE_DEG <= angle_deg <= MAX_ANGLE_DEG:
        raise PoseError(
            f"that was not standing and then sitting: the thigh turned by {angle_deg:.0f} degrees between the two "
            f"poses, {MIN_ANGLE_DEG:.0f} to {MAX_ANGLE_DEG:.0f} are expected; do the pose again"
        )
    forward = directions(up - (up @ axis) * axis)
    return Mounting(vector_of(axis), vector_of(forward), angle_deg)


def _gravity(pose: str, xyz_g: Floats) -> Floats:
    """Median vector of a pose, checked; a twitch does not move it."""
    if xyz_g.ndim != 2 or xyz_g.shape[1:] != (3,) or len(xyz_g) < MIN_SAMPLES:
        raise PoseError(f"the {pose} pose holds samples of shape {xyz_g.shape}; at least ({MIN_SAMPLES}, 3) are needed")
    if not np.isfinite(xyz_g).all():
        raise PoseError(f"the {pose} pose holds samples that are not numbers; record the pose again")
    gravity: Floats = np.median(xyz_g, axis=0)
    norm = float(np.sqrt(gravity @ gravity))
    if norm > _MAX_REST_G:
        raise PoseError(f"the {pose} pose is not in g: at rest ‖a‖ is {norm:.4g}; {say_unit(norm)}")
    scatter = 1.4826 * float(np.median(np.sqrt(((xyz_g - gravity) ** 2).sum(axis=1))))
    if scatter > MAX_SCATTER_G * max(1.0, norm):  # in LSB a still pose scatters by many, but by few for their length
        raise PoseError(
            f"the {pose} pose was not held still (scatter {scatter:.2f} g, at most {MAX_SCATTER_G} g); do it again"
        )
    if not GRAVITY_G[0] <= norm <= GRAVITY_G[1]:
        raise PoseError(f"the {pose} pose shows ‖a‖ of {norm:.3g} g instead of 1 g; check the sensor's unit and range")
    return gravity
