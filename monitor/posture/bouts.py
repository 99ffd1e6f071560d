"""Runs of one posture, with the minimum-event rule."""

from dataclasses import dataclass

from monitor.posture.labels import Posture


@dataclass(frozen=True, slots=True)
class Bout:
    """An uninterrupted run of one posture, `[start_s, end_s)`, UTC in POSIX seconds."""

    posture: Posture
    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class BoutProgress:
    """What the body is doing as of `time_s`: the last second's posture, and the bout that is still open.

    Attributes:
        time_s: end of the last second seen, UTC in POSIX seconds.
        posture: of that second.
        bout: the open bout, `end_s == time_s`; its posture may still differ from `posture` while a change
            has not lasted for the minimum-event time.
    """

    time_s: float
    posture: Posture
    bout: Bout
