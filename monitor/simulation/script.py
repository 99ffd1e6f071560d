"""What the simulated person does, one step after the other, written in one line: `sit:40m stand:70s walk:5m`."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Final, Self

from monitor.edges.recordings import Label
from monitor.errors import UsageError
from monitor.posture.labels import Posture

MAX_SCRIPT_S: Final = 24 * 3600
"""The longest script (product default): a day at 50 Hz is 4.3 million samples, held in memory at once."""

_DURATION: Final = re.compile(r"(?=[0-9])(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?")


class StepKind(StrEnum):
    """What the body does during a step; the text is how scripts and labels write it.

    SLUMP: seated with the legs stretched out.  FIDGET: seated, shifting and jiggling.  FIGURE4: seated, the ankle of
    that leg on the other knee, held still; BOUNCE4: the same, bouncing.  LIE: on the back or on a side.
    BRIDGE: on the back, knees bent, the hips lifted time and again.  CLAM: on the side, the knee of that leg, the top
    one, opened time and again.  OFF: the wearable lies on a desk and goes on streaming; OFF_CHAIR: on a chair that is
    bumped; OFF_CHARGER: in one that buzzes; OFF_COOLING: on a desk, cooling from skin to room; OFF_HOOK: it hangs;
    OFF_BAG: in a bag that is carried.  GAP: nothing arrives, the body stays as it was.

    Attributes:
        posture: what a perfect monitor says of it; a gap is unknown, whatever the body does.
    """

    posture: Posture

    def __new__(cls, text: str, posture: Posture) -> Self:
        """Make the member that is written as `text`."""
        member = str.__new__(cls, text)
        member._value_, member.posture = text, posture
        return member

    SIT = "sit", Posture.SITTING
    STAND = "stand", Posture.STANDING
    WALK = "walk", Posture.MOVING
    STAIRS = "stairs", Posture.MOVING
    RUN = "run", Posture.MOVING
    CYCLE = "cycle", Posture.MOVING
    DRIVE = "drive", Posture.SITTING
    LIE = "lie", Posture.LYING
    SLUMP = "slump", Posture.SITTING
    FIDGET = "fidget", Posture.SITTING
    FIGURE4_LEFT = "figure4-left", Posture.SITTING
    FIGURE4_RIGHT = "figure4-right", Posture.SITTING
    BOUNCE4_LEFT = "bounce4-left", Posture.SITTING
    BOUNCE4_RIGHT = "bounce4-right", Posture.SITTING
    BRIDGE = "bridge", Posture.LYING
    CLAM_LEFT = "clam-left", Posture.LYING
    CLAM_RIGHT = "clam-right", Posture.LYING
    OFF = "off", Posture.NON_WEAR
    OFF_CHAIR = "off-chair", Posture.NON_WEAR
    OFF_CHARGER = "off-charger", Posture.NON_WEAR
    OFF_COOLING = "off-cooling", Posture.NON_WEAR
    OFF_HOOK = "off-hook", Posture.NON_WEAR
    OFF_BAG = "off-bag", Posture.NON_WEAR
    GAP = "gap", Posture.UNKNOWN


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a script.

    Attributes:
        kind: what the body does.
        duration_s: whole seconds, 1 or more; the way into the step (1 to 3 s) is part of it.
    """

    kind: StepKind
    duration_s: int

    def __post_init__(self) -> None:
        if not isinstance(self.duration_s, int) or self.duration_s < 1:
            raise ValueError(f"duration_s is {self.duration_s!r}, must be a whole number of seconds from 1")

    def __str__(self) -> str:
        hours, rest = divmod(self.duration_s, 3600)
        minutes, seconds = divmod(rest, 60)
        parts = ((hours, "h"), (minutes, "m"), (seconds, "s"))
        return f"{self.kind}:" + "".join(f"{number}{unit}" for number, unit in parts if number)


def parse_script(text: str) -> tuple[Step, ...]:
    """Read a script: steps with blanks between, each `kind:duration`, durations like 70s, 40m, 1h or 1h30m.

    Raises:
        UsageError: a step that cannot be read, named with its place and what is allowed; no step at all; or more
            than `MAX_SCRIPT_S` in all.
    """
    words = text.split()
    if not words:
        raise UsageError('the script is empty; write steps such as "sit:40m stand:70s walk:5m"')
    steps = tuple(_parse_step(word, place) for place, word in enumerate(words, start=1))
    if duration_s(steps) > MAX_SCRIPT_S:
        raise UsageError(f"the script takes {duration_s(steps)} s; allowed are up to {MAX_SCRIPT_S // 3600}h in all")
    return steps


def duration_s(steps: Sequence[Step]) -> int:
    """How long all steps take together, in seconds."""
    return sum(step.duration_s for step in steps)


def labels_of(steps: Sequence[Step]) -> list[Label]:
    """The rows of labels.csv: one for each step, in seconds since the script began.

    Together with the gaps, which have no row, they tile the script.
    """
    ends_s = list(accumulate(step.duration_s for step in steps))
    return [
        Label(end_s - step.duration_s, end_s, step.kind.value, step.kind.posture)
        for step, end_s in zip(steps, ends_s, strict=True)
        if step.kind is not StepKind.GAP
    ]


def label_seconds(steps: Sequence[Step]) -> tuple[StepKind, ...]:
    """The step of each whole second, gaps too."""
    return tuple(step.kind for step in steps for _ in range(step.duration_s))


def _parse_step(word: str, place: int) -> Step:
    where = f'step {place} of the script, "{word}"'
    name, colon, duration = word.partition(":")
    kinds = {kind.value: kind for kind in StepKind}
    if name not in kinds:
        near = difflib.get_close_matches(name, kinds, n=1)
        hint = f' (did you mean "{near[0]}"?)' if near else ""
        raise UsageError(f'{where}: no such step as "{name}"{hint}; allowed: {", ".join(kinds)}')
    if not colon:
        raise UsageError(f'{where}: how long is missing; write "{name}:40m"')
    match = _DURATION.fullmatch(duration)
    if match is None:
        raise UsageError(f'{where}: "{duration}" is not a duration; allowed: like 70s, 40m, 1h or 1h30m')
    hours, minutes, seconds = (int(number or 0) for number in match.groups())
    total_s = hours * 3600 + minutes * 60 + seconds
    if not total_s:
        raise UsageError(f"{where}: a step takes at least 1s")
    return Step(kinds[name], total_s)
