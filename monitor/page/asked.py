"""What the page asks for, whoever answers."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

Json = dict[str, object]


class Steps(Protocol):
    """The steps of the set-up that take a while, and do something outside of the page."""

    async def look_around(self) -> Json:
        """The wearables near: `near`, each with `address`, `text` and `chosen`, and `text` if there are none.

        Raises:
            ValueError: nobody can be heard here; one line.
        """

    def pose(self) -> AsyncIterator[Json]:
        """Take the guided pose: each time what to do, `text` and `seconds`; at last `done`, and `text`.

        Raises:
            ValueError: it is being taken already; one line.
        """

    async def notify(self) -> str:
        """Show a test notification; what was pressed.

        Raises:
            ValueError: none can be shown; one line.
        """

    async def service(self) -> Json:
        """`installed`, and `text`."""

    async def install(self) -> str:
        """Have sitmon started at each log-in; what was done.

        Raises:
            ValueError: this system cannot; one line.
        """


class Views(Protocol):
    """What there is to see, as JSON knows it, and the ear for what the person says."""

    @property
    def steps(self) -> Steps:
        """The set-up's."""

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

    async def say(self, action: str, detail: str) -> Json:
        """Take what the person says; gives what is answered: `replies`, and `not_kept`, why it is not kept yet.

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
