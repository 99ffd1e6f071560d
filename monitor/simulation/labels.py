"""What was true in each second of a script: what a perfect monitor would have said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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
    StepKind.OFF: Posture.NON_WEAR,
    StepKind.GAP: Posture.UNKNOWN,
}
"""The posture that each step is; a gap is unknown, whatever the body did."""


@dataclass(frozen=True, slots=True)
class LabelSpan:
    """One row of labels.csv: what was true in `[start_s, end_s)`.

    Attributes:
        start_s, end_s: whole seconds since the script began.
        label: the step as the script writes it.
        posture: what a perfect monitor would have said.
    """

    start_s: int
    end_s: int
    label: StepKind
    posture: Posture


def label_spans(steps: Sequence[Step]) -> list[LabelSpan]:
    """One row for each step, in order of time; together with the gaps, which have none, they tile the script."""
    spans = []
    start_s = 0
    for step in steps:
        end_s = start_s + step.duration_s
        if step.kind is not StepKind.GAP:
            spans.append(LabelSpan(start_s, end_s, step.kind, POSTURE_OF[step.kind]))
        start_s = end_s
    return spans


def label_seconds(steps: Sequence[Step]) -> tuple[StepKind, ...]:
    """The step of each whole second, gaps too."""
    return tuple(step.kind for step in steps for _ in range(step.duration_s))
