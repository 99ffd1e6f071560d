"""How exercises felt, and what follows from it for the next time (D6, E6, H4).

    too-strong       held for 30 s, or of strength a step back (`monitor.coaching.progression`); twice in a row, it
                     stays away for two days
    radiating        held for 30 s and once, as all that loads the nerve is for a week (`monitor.coaching.gate`)
    not-felt         held for 60 s; of a stretch, the ball is offered next, if there is one
    good, released   as before

All of it but the steps is forgotten after two weeks.  The numbers are product defaults: the guide says "listen to your
body", and 30 to 60 s.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from monitor.coaching.exercises import Exercise
from monitor.coaching.inputs import Feedback, Felt, UserAction
from monitor.coaching.profile import HOLD_RANGE_S

REMEMBERED_S: Final = 14 * 86_400.0
"""A feeling older than this says nothing of today."""

REST_S: Final = 2 * 86_400.0
"""An exercise that was too strong twice in a row stays away for so long."""


class Adjusted(StrEnum):
    """How a dose is another than usual, after what was done and felt."""

    EASED = "eased"
    SHORTER = "shorter"
    LONGER = "longer"
    FEWER = "fewer"
    MORE = "more"
    HARDER = "harder"
    BACK = "back"


@dataclass(slots=True)
class Feelings:
    """What was felt, per exercise; feed every UserAction in order of time."""

    _felt: dict[str, list[tuple[float, Felt]]] = field(default_factory=lambda: defaultdict(list))

    def feed(self, said: UserAction) -> None:
        """Take a feedback that names its exercise; all else is passed over."""
        if isinstance(said.said, Feedback) and said.said.exercise is not None:
            self._felt[said.said.exercise].append((said.time_s, said.said.felt))

    def rests(self, exercise: str, time_s: float) -> bool:
        """Whether it was too strong twice in a row, and stays away for now."""
        last_two = self._felt.get(exercise, [])[-2:]
        both = [felt for _, felt in last_two] == [Felt.TOO_STRONG, Felt.TOO_STRONG]
        return both and time_s - last_two[-1][0] < REST_S

    def hard_times(self, exercise: str) -> list[float]:
        """When it was too strong or radiated, UTC in POSIX seconds."""
        felt = self._felt.get(exercise, [])
        return [time_s for time_s, how in felt if how in (Felt.TOO_STRONG, Felt.RADIATING)]

    def was_not_felt(self, exercise: str, time_s: float) -> bool:
        """Whether it was not felt when it was done last."""
        return self._latest(exercise, time_s) == Felt.NOT_FELT

    def adjust(self, exercise: Exercise, time_s: float, *, eased: bool) -> tuple[Exercise, Adjusted | None]:
        """The exercise with the dose that fits what was felt last, and why it is another than usual.

        A dose that was prescribed stays (G5): whoever prescribed it should hear how it felt.

        Args:
            exercise: as it would else be done.
            time_s: now.
            eased: whether it is to be held shorter, since pain went down the leg.
        """
        shortest_s, longest_s = HOLD_RANGE_S
        if eased:
            held_s = exercise.hold_s if exercise.prescribed or exercise.hold_s is None else shortest_s
            once = exercise.repetitions if exercise.prescribed else 1
            return replace(exercise, hold_s=held_s, repetitions=once), Adjusted.EASED
        if exercise.prescribed:
            return exercise, None
        felt = self._latest(exercise.id, time_s)
        if felt == Felt.TOO_STRONG and exercise.hold_s is not None and exercise.hold_s > shortest_s:
            return replace(exercise, hold_s=shortest_s), Adjusted.SHORTER
        if felt == Felt.NOT_FELT and exercise.hold_s is not None and exercise.hold_s < longest_s:
            return replace(exercise, hold_s=longest_s), Adjusted.LONGER
        return exercise, None

    def _latest(self, exercise: str, time_s: float) -> Felt | None:
        felt = self._felt.get(exercise)
        return felt[-1][1] if felt and time_s - felt[-1][0] < REMEMBERED_S else None
