"""Guides through one exercise: keys, what the sensor saw and the time go in; a calm screen comes out.

    ready ── Enter, or a hold that is seen ──► work ──► rest ──► work …   ──► after: how was it?
      any time: r stops at once (E5), a red flag or another bar ends it, q quits;
      in work: s was too strong, n is not felt, f released (E3)

The time starts with the hold, not with the command, and runs to the whole hold (D7).  It is the sensor's as long as the
sensor sees the hold: then it stands still when the hold does.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text as Line

from monitor.coaching.exercises import Exercise, Pillar
from monitor.coaching.safety import Bar
from monitor.texts import Text, Translator

IN_S: Final = 4.0
OUT_S: Final = 6.0
"""A breath in and a breath out (product default: long and deep, as the guide says without numbers)."""

STALLED_S: Final = 4.0
"""The sensor's time is said to stand still after so long (product default)."""

HELD_BY_ITSELF_S: Final = 15.0
"""A shorter hold within repetitions is counted by the person and not by the clock (product default)."""

LEAST_CREDITED_S: Final = 30.0
"""A hold that the sensor saw for so long is done when it is let go (D7)."""

BAR_CELLS: Final = 30
TEAL: Final = "#2A9D8F"

ENTER: Final = "\n"
FELT_KEYS: Final = {"g": "good", "s": "too-strong", "n": "not-felt", ENTER: "", "q": ""}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the sensor saw of the exercise so far.

    Attributes:
        held_s: longest hold, in seconds; None where no hold can be seen.
        repetitions: how many; None where none can be seen.
        bouncing: it bounces, which does not count (D9).
    """

    held_s: float | None = None
    repetitions: int | None = None
    bouncing: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended.

    Attributes:
        done: it was done, as far as the clock or the sensor knows.
        felt: how, in the words of `sitmon feedback`; empty if nothing was said.
        bar: why it may not go on, if that ended it.
    """

    done: bool
    felt: str = ""
    bar: Bar | None = None


class Phase(StrEnum):
    """Where in the exercise."""

    READY = "ready"
    WORK = "work"
    REST = "rest"
    AFTER = "after"


@dataclass(slots=True)
class Guide:
    """One exercise, from the pose to how it was; `feed` moves it on, `render` draws it.

    Attributes:
        exercise: with the dose that holds.
        cues: the safety cues, which stand there all the while.
        tr: what is said is said in.
        phase: where in the exercise.
        rounds_done: holds, or sets, that are over.
        held_s: how long this round has been held.
        by_sensor: whether the sensor says so, and not the clock.
    """

    exercise: Exercise
    cues: tuple[str, ...]
    tr: Translator
    phase: Phase = Phase.READY
    rounds_done: int = 0
    held_s: float = 0.0
    by_sensor: bool = False
    _now_s: float = 0.0
    _since_s: float = 0.0
    _moved_s: float = 0.0
    _clock_wanted: bool = False
    _seen: Seen | None = None
    _felt: str = ""

    @property
    def hold_s(self) -> float | None:
        """How long each round is held; None if it is counted by the person."""
        hold_s, repetitions = self.exercise.hold_s, self.exercise.repetitions
        return None if hold_s is None or (repetitions > 1 and hold_s < HELD_BY_ITSELF_S) else hold_s

    @property
    def rounds(self) -> int:
        """How many holds, or sets of repetitions."""
        return self.exercise.sets * (1 if self.hold_s is None else self.exercise.repetitions)

    def feed(self, now_s: float, key: str = "", seen: Seen | None = None, bar: Bar | None = None) -> Ended | None:
        """How it ended, if it did.

        Args:
            now_s: on a clock that never goes back.
            key: what was pressed since the last time; empty if nothing.
            seen: what the sensor saw so far; None while it does not follow this exercise.
            bar: why it may not go on; None as long as it may.  It ends here, whatever the phase (F1).
        """
        self._now_s, self._seen = now_s, seen
        if key == "r":
            return Ended(done=False, felt="radiating", bar=bar)
        if bar is not None:
            return Ended(done=self.phase is Phase.AFTER, bar=bar)
        if self.phase is Phase.AFTER:
            return Ended(done=True, felt=FELT_KEYS[key]) if key in FELT_KEYS else None
        if key == "q":
            return Ended(done=False)
        if self.phase is Phase.WORK:
            return self._work(key)
        if key == ENTER or (self.phase is Phase.READY and seen is not None and (seen.held_s or seen.repetitions)):
            self.phase, self.held_s, self._since_s, self.by_sensor = Phase.WORK, 0.0, now_s, False
            self._watch()
        return None

    def _work(self, key: str) -> Ended | None:
        if key == "s":
            return Ended(done=False, felt="too-strong")
        if key == "f" and self.exercise.pillar is Pillar.RELEASE:
            return Ended(done=True, felt="released")
        if key == "n":
            self._felt = "not-felt"
        if key == ENTER and self.by_sensor:
            self._clock_wanted = True
        if self._is_over(key):
            self.rounds_done += 1
            self.phase = Phase.REST if self.rounds_done < self.rounds else Phase.AFTER
            if self.phase is Phase.AFTER and self._felt:
                return Ended(done=True, felt=self._felt)
        return None

    def _is_over(self, key: str) -> bool:
        """Whether this round is: a hold by its time alone (D7), a set by its count or by the person."""
        if self.hold_s is None:
            counted = 0 if self._seen is None else self._seen.repetitions or 0
            return key == ENTER or counted >= self.exercise.repetitions * (self.rounds_done + 1)
        let_go = self.by_sensor and self._seen is None and self.held_s >= LEAST_CREDITED_S
        self._watch()
        return let_go or self.held_s >= self.hold_s

    def _watch(self) -> None:
        """Let the time go on: the sensor's in the first hold, which is the one that it follows; else the clock's."""
        seen_s = None if self._seen is None or self.rounds_done or self._clock_wanted else self._seen.held_s
        if seen_s:
            if not self.by_sensor or seen_s != self.held_s:
                self._moved_s = self._now_s
            self.by_sensor, self.held_s, self._since_s = True, seen_s, self._now_s - seen_s
        elif self.by_sensor and (self._seen is None or self._clock_wanted):
            self.by_sensor, self._since_s = False, self._now_s - self.held_s
        elif not self.by_sensor:
            self.held_s = self._now_s - self._since_s

    def render(self) -> RenderableType:
        """The screen as of the last feed."""
        parts = {Phase.READY: self._ready, Phase.WORK: self._doing, Phase.REST: self._rest, Phase.AFTER: self._after}
        lines = [*parts[self.phase](), Line(), *(Line(keys, style="dim") for keys in self._keys())]
        return Padding(Group(*lines), (1, 2))

    def _ready(self) -> list[Line]:
        say = self.tr
        if self.hold_s is None:
            return [_big(say(Text("Enter when you begin.")))]
        lines = [_big(say(Text("Take the pose. The time starts with Enter.")))]
        if self._seen is not None and self._seen.held_s is not None:
            lines.append(Line(say(Text("Or by itself, as soon as the sensor sees you hold."))))
        return lines

    def _doing(self) -> list[Line]:
        lines = self._holding(self.hold_s) if self.hold_s is not None else self._counting()
        if self._felt:
            lines.append(Line(self.tr(Text("Noted: not felt. Stay within what is tolerable."))))
        return [*lines, *(Line(f"!  {cue}") for cue in self.cues)]

    def _holding(self, hold_s: float) -> list[Line]:
        say = self.tr
        words = {"held": f"{min(self.held_s, hold_s):.0f}", "hold": f"{hold_s:.0f}"}
        title = _big(say(Text("{held} s of {hold} s"), **words))
        source = Text("seen by the sensor") if self.by_sensor else Text("by the clock")
        title.append(f"   {say(source)}", style="not bold dim")
        if self.rounds > 1:
            text = Text("{number} of {rounds}")
            title.append(f"   {say(text, number=self.rounds_done + 1, rounds=self.rounds)}", style="not bold dim")
        phase, share = breath(self._now_s - self._since_s)
        lines = [title, _bar(self.held_s / hold_s, TEAL), Line(), Line(say(phase)), _bar(share, "dim")]
        if self._seen is not None and self._seen.bouncing:
            lines.append(Line(say(Text("Hold still: what bounces does not count.")), style="bold"))
        elif self.by_sensor and self._now_s - self._moved_s > STALLED_S:
            lines.append(Line(say(Text("The sensor sees no hold right now. With Enter the clock goes on."))))
        return [*lines, Line()]

    def _counting(self) -> list[Line]:
        say = self.tr
        text = Text("Set {number} of {rounds}: {repetitions} repetitions. Enter when they are done.")
        numbers = {"number": self.rounds_done + 1, "rounds": self.rounds, "repetitions": self.exercise.repetitions}
        lines = [_big(say(text, **numbers))]
        if self._seen is not None and self._seen.repetitions is not None:
            lines.append(Line(say(Text("Seen by the sensor in all: {count}."), count=self._seen.repetitions)))
        return [*lines, Line()]

    def _rest(self) -> list[Line]:
        text = Text("Rest. With Enter goes on: {number} of {rounds}.")
        return [_big(self.tr(text, number=self.rounds_done + 1, rounds=self.rounds))]

    def _after(self) -> list[Line]:
        say, lines = self.tr, []
        if self.hold_s is not None:
            text = (
                Text("Figure-4 pose, {held} s, seen by the sensor.")
                if self.by_sensor
                else Text("Held {held} s by the clock.")
            )
            lines.append(Line(say(text, held=f"{self.held_s:.0f}")))
        return [*lines, _big(say(Text("How was it?")))]

    def _keys(self) -> tuple[str, str]:
        """What can be pressed now; what stops stands first, and alone."""
        say = self.tr
        keys = [Text("q  quit")]
        if self.phase is Phase.WORK:
            released = [Text("f  released")] if self.exercise.pillar is Pillar.RELEASE else []
            keys = [Text("s  too strong"), Text("n  not felt"), *released, *keys]
        if self.phase is Phase.AFTER:
            keys = [Text("g  good"), Text("s  too strong"), Text("n  not felt"), Text("Enter  no answer")]
        return say(Text("r  radiating or tingling: stop")), "    ".join(map(say, keys))


def breath(time_s: float) -> tuple[Text, float]:
    """What to do at a time of a hold, and how full the chest is then, from 0 to 1."""
    within_s = time_s % (IN_S + OUT_S)
    if within_s < IN_S:
        return Text("Breathe in"), within_s / IN_S
    return Text("Breathe out, and release a little more"), 1.0 - (within_s - IN_S) / OUT_S


def _big(text: str) -> Line:
    return Line(text, style="bold")


def _bar(share: float, style: str) -> Line:
    full = round(max(0.0, min(1.0, share)) * BAR_CELLS)
    return Line("━" * full, style=style).append("─" * (BAR_CELLS - full), style="dim")
