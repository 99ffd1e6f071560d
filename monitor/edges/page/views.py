"""What the page asks for, whoever answers."""

from collections.abc import Mapping, Sequence
from typing import Protocol

Json = dict[str, object]


class Views(Protocol):
    """What there is to see, as JSON knows it, and the ear for what the person says."""

    def now(self) -> Json:
        """This second: posture, bout, next nudge, trace of the last minute, link, exercise that is followed."""

    async def day(self, date: str) -> Json:
        """One local day, `2026-03-02`: bouts, gaps, nudges with their outcomes, diary.

        Raises:
            ValueError: that is no day; one line.
        """

    async def week(self) -> Json:
        """The last seven days, hour by hour, and how the four pillars stand."""

    def exercise(self, name: str, side: str) -> Json:
        """One exercise for one side: steps, cues, don'ts, hold, drawings.

        Raises:
            ValueError: there is no such exercise or side; one line.
        """

    def texts(self) -> dict[str, str]:
        """What the page itself says, by its names, in the person's language."""

    async def say(self, action: str, detail: str) -> Sequence[str]:
        """Take what the person says; gives what is answered.

        Raises:
            ValueError: there is nothing to be said like that; one line.
        """

    async def form(self) -> Json:
        """What can be set up from the page: fields with their choices, and the questions before an exercise."""

    async def fill(self, said: Mapping[str, object]) -> Sequence[str]:
        """Write what was filled in; gives what is answered.

        Raises:
            ValueError: something cannot be; one line.
        """
