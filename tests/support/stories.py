"""Days told in steps, lived through in simulated time: `day.sit(minutes=29)`, `day.stand(seconds=70)`.

A story turns each step into seconds, the real bout tracker turns these into progress, and whatever listens (a policy, a
coach) is fed as it would be in the pipeline.  What it answers is kept.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from monitor.coaching.coach import CoachInput
from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.nudges import Nudge
from monitor.posture.bouts import BoutProgress, BoutTracker
from monitor.posture.labels import MUTE_S, NON_WEAR_S, SUSPECT_S, Posture, PostureEpoch

ZURICH = ZoneInfo("Europe/Zurich")
Kind = TypeVar("Kind")


def at(clock: str, day: str = "2026-03-02") -> float:
    """A local time in Zurich, such as `09:00`, in POSIX seconds."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZURICH).timestamp()


def say_clock(time_s: float) -> str:
    """POSIX seconds as the local time in Zurich."""
    return f"{datetime.fromtimestamp(time_s, ZURICH):%H:%M:%S}"


class Story:
    """A day in simulated time.

    Attributes:
        now_s: the end of the story so far.
        fed: everything that was fed, in order.
        heard: everything that was answered, in order.
        epochs: the seconds that were seen, in order.
    """

    def __init__(self, feed: Callable[[CoachInput], Sequence[object]], start: str = "09:00") -> None:
        self._feed = feed
        self._tracker = BoutTracker()
        self.now_s = at(start)
        self.fed: list[CoachInput] = []
        self.heard: list[object] = []
        self.epochs: list[PostureEpoch] = []

    def sit(self, *, minutes: float = 0.0, seconds: float = 0.0) -> Self:
        """Sit still."""
        return self.live(Posture.SITTING, 60.0 * minutes + seconds)

    def lie(self, *, minutes: float = 0.0, seconds: float = 0.0) -> Self:
        """Lie down."""
        return self.live(Posture.LYING, 60.0 * minutes + seconds)

    def stand(self, *, minutes: float = 0.0, seconds: float = 0.0) -> Self:
        """Stand."""
        return self.live(Posture.STANDING, 60.0 * minutes + seconds)

    def walk(self, *, minutes: float = 0.0, seconds: float = 0.0) -> Self:
        """Walk about."""
        return self.live(Posture.MOVING, 60.0 * minutes + seconds)

    def take_off(self, *, minutes: float = 0.0, seconds: float = 0.0) -> Self:
        """Leave the wearable off the body."""
        return self.live(Posture.NON_WEAR, 60.0 * minutes + seconds)

    def be_unclear(self, *, minutes: float = 0.0, seconds: float = 0.0) -> Self:
        """Move so that nobody can tell the posture."""
        return self.live(Posture.UNKNOWN, 60.0 * minutes + seconds)

    def gap(self, *, minutes: float = 0.0, seconds: float = 0.0) -> Self:
        """No second is seen at all."""
        self.now_s += 60.0 * minutes + seconds
        return self

    def say(self, action: Action, detail: str = "") -> Self:
        """Tell the coach something, now."""
        return self.feed(UserAction(self.now_s, action, detail))

    def begin(self, context: Context) -> Self:
        """A context begins, now."""
        return self.feed(ContextChange(self.now_s, context, active=True))

    def end(self, context: Context) -> Self:
        """A context ends, now."""
        return self.feed(ContextChange(self.now_s, context, active=False))

    def live(self, posture: Posture, duration_s: float, confidence: float = 1.0, *, stirs: bool = False) -> Self:
        """Spend whole seconds in one posture."""
        for _ in range(round(duration_s)):
            sure = 0.0 if posture is Posture.UNKNOWN else confidence
            self._see(PostureEpoch(self.now_s, posture, sure, stirs=stirs))
        return self

    def rest(self, posture: Posture, *, minutes: float = 0.0, seconds: float = 0.0) -> Self:
        """The wearable is as still as on a desk, and points like this; told as the classifier tells it."""
        for still_s in range(1, round(60.0 * minutes + seconds) + 1):
            told = Posture.NON_WEAR if still_s >= NON_WEAR_S else Posture.UNKNOWN if still_s >= SUSPECT_S else posture
            self._see(PostureEpoch(self.now_s, told, float(told is posture), still_s if still_s >= MUTE_S else 0))
        return self

    def stir(self, *, seconds: float = 1.0) -> Self:
        """Sit, and move a little."""
        return self.live(Posture.SITTING, seconds, stirs=True)

    def _see(self, epoch: PostureEpoch) -> None:
        self.epochs.append(epoch)
        self._tracker.feed(epoch)
        self.now_s = epoch.end_s
        progress = self._tracker.progress()
        if progress is not None:
            self.feed(progress)

    def feed(self, item: CoachInput) -> Self:
        """Hand over one item and keep what is answered."""
        self.fed.append(item)
        self.heard.extend(self._feed(item))
        return self

    def of(self, kind: type[Kind]) -> list[Kind]:
        """What was answered of one kind."""
        return [item for item in self.heard if isinstance(item, kind)]

    @property
    def nudge_clocks(self) -> list[str]:
        """Local times of all nudges so far."""
        return [say_clock(nudge.time_s) for nudge in self.of(Nudge)]

    @property
    def progresses(self) -> list[BoutProgress]:
        """The seconds as they were fed."""
        return [item for item in self.fed if isinstance(item, BoutProgress)]
