"""The accelerometer and its strap: which way it points, and what it does to what it feels."""

from dataclasses import dataclass

import numpy as np

from monitor.simulation.noise import Floats

INT16_MAX = 32767


@dataclass(frozen=True, slots=True)
class Sensor:
    """A MEMS accelerometer of the kind that wearables have.

    Attributes:
        counts_per_g: LSB in one g.
        range_g: full scale, ± g; what is beyond is cut off there.
        noise_g: SD of the white noise on each axis (a device at rest on a real thigh: 2 to 5 mg with all else).
        bias_g: the largest zero error of an axis (product default; datasheets promise 20 to 60 mg).
    """

    counts_per_g: int = 4096
    range_g: int = 8
    noise_g: float = 0.0025
    bias_g: float = 0.02

    @property
    def limit_counts(self) -> int:
        """The largest count, where the range or the 16 bits end."""
        return min(self.range_g * self.counts_per_g, INT16_MAX)

    def measure(self, felt_g: Floats, rng: np.random.Generator) -> Floats:
        """What the sensor reports of an acceleration in its own frame, shape (n, 3), in g: whole counts, clipped."""
        counts = felt_g + rng.uniform(-self.bias_g, self.bias_g, 3)
        counts += self.noise_g * rng.standard_normal(counts.shape)
        counts *= self.counts_per_g
        np.clip(np.rint(counts, out=counts), -self.limit_counts, self.limit_counts, out=counts)
        counts /= self.counts_per_g
        return counts


def random_rotation(seed: int) -> Floats:
    """Any rotation, shape (3, 3), each as likely as the other (from a uniform unit quaternion)."""
    w, x, y, z = (quaternion := np.random.default_rng(seed).standard_normal(4)) / np.linalg.norm(quaternion)
    return np.array(
        [
            [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - w * z), 2.0 * (x * z + w * y)],
            [2.0 * (x * y + w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - w * x)],
            [2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y)],
        ]
    )
