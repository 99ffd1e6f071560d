"""What was true in each second of a script: what a perfect monitor would have said."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from monitor.edges.recordings import Label
from monitor.posture.labels import Posture
from monitor.simulation.script import Step, StepKind

POSTURE_OF: Final = {
    StepKind.SIT: Posture.SITTING,
    StepKind.STAND: Posture.STANDING,
    StepKind.WALK: Posture.MOVING,
    StepKind.STAIRS: Posture.MOVING,
    StepKind.RUN: Posture.MOVING,
    StepKind.CYCLE: Posture.MOVING,
    StepKind.DRIVE: Posture.SITTING,
    StepKind.LIE: Posture.LYING,
    StepKind.SLUMP: Posture.SITTING,
    StepKind.FIDGET: Posture.SITTING,
    StepKind.FIGURE4_LEFT: Posture.SITTING,
    StepKind.FIGURE4_RIGHT: Posture.SITTING,
    StepKind.BOUNCE4_LEFT: Posture.SITTING,
    StepKind.BOUNCE4_RIGHT: Posture.SITTING,
    StepKind.BRIDGE: Posture.LYING,
    StepKind.CLAM_LEFT: Posture.LYING,
    StepKind.CLAM_RIGHT: Posture.LYING,
    StepKind.OFF: Posture.NON_WEAR,
    StepKind.OFF_CHAIR: Posture.NON_WEAR,
    StepKind.OFF_CHARGER: Posture.NON_WEAR,
    StepKind.OFF_COOLING: Posture.NON_WEAR,
    StepKind.OFF_HOOK: Posture.NON_WEAR,
    StepKind.OFF_BAG: Posture.NON_WEAR,
    StepKind.GAP: Posture.UNKNOWN,
}
"""The posture that each step is; a gap is unknown, whatever the body did."""


def labels_of(steps: Sequence[Step]) -> list[Label]:
    """The rows of labels.csv: one for each step, in seconds since the script began.

    Together with the gaps, which have no row, they tile the script.
    """
    ends_s = list(accumulate(step.duration_s for step in steps))
    return [
        Label(end_s - step.duration_s, end_s, step.kind.value, POSTURE_OF[step.kind])
        for step, end_s in zip(steps, ends_s, strict=True)
        if step.kind is not StepKind.GAP
    ]


def label_seconds(steps: Sequence[Step]) -> tuple[StepKind, ...]:
    """The step of each whole second, gaps too."""
    return tuple(step.kind for step in steps for _ in range(step.duration_s))
