"""Which way the strap points.

The thigh axis is the direction, in the sensor frame, that points up along the thigh while the body stands.  All
that the classifier asks of a strap is this axis, so it does not care how the strap is turned.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Mounting:
    """How the wearable sits on the thigh, in the sensor frame.

    Attributes:
        axis: unit vector that points up along the thigh while the body stands.
        forward: unit vector square to `axis` that points up while the body sits (out of the front of the thigh);
            None if no sitting pose was seen.
        sitting_deg: inclination of the sitting pose; None if none was seen.
    """

    axis: Vector
    forward: Vector | None = None
    sitting_deg: float | None = None

    def as_text(self) -> str:
        """One line, which `parse_mounting` reads."""
        return json.dumps(asdict(self))

    def off_deg(self, other: "Mounting") -> float:
        """Angle between the two axes, in degrees."""
        return angle_deg(self.axis, other.axis)


def parse_mounting(text: str) -> Mounting:
    """Read what `Mounting.as_text` has written.

    Raises:
        ValueError: it is something else.
    """
    try:
        mounting = mounting_from(json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{text[:60]!r} is no mounting") from error
    vectors = [vector for vector in (mounting.axis, mounting.forward) if vector is not None]
    if not all(0.99 < math.hypot(*vector) < 1.01 for vector in vectors):
        raise ValueError(f"{text[:60]!r} is no mounting: not a unit vector")
    return mounting


def mounting_from(told: Mapping[str, Any]) -> Mounting:
    """Read what `dataclasses.asdict` made of one, and JSON perhaps carried.

    Raises:
        KeyError, TypeError, ValueError: it is something else.
    """
    forward, sitting_deg = told["forward"], told["sitting_deg"]
    return Mounting(
        vector_of(told["axis"]),
        None if forward is None else vector_of(forward),
        None if sitting_deg is None else float(sitting_deg),
    )


def vector_of(told: Iterable[float]) -> Vector:
    """Make three numbers, such as an array's, a vector."""
    x, y, z = map(float, told)
    return x, y, z


def angle_deg(one: Iterable[float], other: Iterable[float]) -> float:
    """Measure the angle between two unit vectors, in degrees."""
    (x, y, z), (u, v, w) = one, other
    return math.degrees(math.acos(max(-1.0, min(1.0, float(x * u + y * v + z * w)))))


X_AXIS = Mounting((1.0, 0.0, 0.0))
"""A wearable whose x axis points up along the thigh while the body stands."""


class Change(StrEnum):
    """Why a mounting is another than before."""

    LEARNED = "learned"
    POSED = "posed"
    REFINED = "refined"
    TURNED = "turned"
    SLIPPED = "slipped"


@dataclass(frozen=True, slots=True)
class MountingChange:
    """From `time_s` on, UTC in POSIX seconds, the wearable is taken to sit like this.

    Attributes:
        time_s: when it was known.
        change: why.
        mounting: how it sits now.
        turned_deg: by how much its axis differs from the one told before; 0 if there was none.
    """

    time_s: float
    change: Change
    mounting: Mounting
    turned_deg: float
