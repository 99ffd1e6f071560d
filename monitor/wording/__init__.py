"""What people read of events and answers: facts go in, sentences in the language in force come out; nothing is kept.

Each file says one kind of thing.  A sentence is a `Text` where it is said, so that one command finds them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from monitor.coaching.catalogue import MOVEMENT_BREAK
from monitor.coaching.exercises import Exercise
from monitor.texts import Text, Translator


@dataclass(frozen=True, slots=True)
class Words:
    """The language, the clock and the exercises in force; says texts as a `Translator` does.

    Attributes:
        tr: of the language in force.
        zone: in which clock times are told.
        exercises: all that can be done, by their names in files.
    """

    tr: Translator
    zone: tzinfo
    exercises: Mapping[str, Exercise]

    def __call__(self, text: Text, **values: object) -> str:
        """Say a text, with `values` in their places."""
        return self.tr(text, **values)

    def clock(self, time_s: float) -> str:
        """Say a time as the local clock shows it, such as `09:05`."""
        return f"{datetime.fromtimestamp(time_s, self.zone):%H:%M}"

    def exercise(self, name: str) -> Exercise | None:
        """Find an exercise by its name in files; None if it is no longer in force."""
        return MOVEMENT_BREAK if name == MOVEMENT_BREAK.id else self.exercises.get(name)

    def exercise_name(self, name: str) -> str:
        """Say how an exercise is called; by its name in files if it is no longer in force."""
        exercise = self.exercise(name)
        return name if exercise is None else self.tr(exercise.name)
