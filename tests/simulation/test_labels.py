"""What is true of each second of a script."""

from itertools import pairwise

import pytest
from hypothesis import given

from monitor.edges.recordings import Label
from monitor.posture.labels import Posture
from monitor.simulation.script import Step, StepKind, duration_s, label_seconds, labels_of, parse_script
from tests.simulation.test_script import scripts


def test_each_step_is_one_row() -> None:
    """Rows hold the step as written and the posture that a perfect monitor says."""
    assert [
        Label(0, 600, "sit", Posture.SITTING),
        Label(600, 670, "stand", Posture.STANDING),
        Label(670, 700, "figure4-left", Posture.SITTING),
    ] == labels_of(parse_script("sit:10m stand:70s figure4-left:30s"))


def test_a_gap_has_no_row() -> None:
    """Of a gap nothing is known, so nothing is said; time goes on."""
    rows = labels_of(parse_script("sit:10s gap:20s walk:5s"))
    assert [(0, 10, "sit"), (30, 35, "walk")] == [(row.start_s, row.end_s, row.label) for row in rows]


@pytest.mark.parametrize(
    ("posture", "kinds"),
    [
        (Posture.SITTING, "sit slump fidget drive figure4-left figure4-right bounce4-left bounce4-right"),
        (Posture.STANDING, "stand"),
        (Posture.MOVING, "walk stairs run cycle"),
        (Posture.LYING, "lie bridge clam-left clam-right"),
        (Posture.NON_WEAR, "off off-chair off-charger off-cooling off-hook off-bag"),
        (Posture.UNKNOWN, "gap"),
    ],
)
def test_the_posture_of_each_step(posture: Posture, kinds: str) -> None:
    """Fidgeting and stretching are sitting (A4); a gap is unknown, off is non-wear, neither is sitting."""
    assert set(kinds.split()) == {kind.value for kind in StepKind if kind.posture is posture}


@given(scripts)
def test_rows_and_gaps_tile_the_script(steps: list[Step]) -> None:
    """Rows never overlap; where there is none, there is a gap, and all together last as long as the script."""
    rows = labels_of(steps)
    assert all(one.end_s <= other.start_s for one, other in pairwise(rows))
    gaps_s = sum(step.duration_s for step in steps if step.kind is StepKind.GAP)
    assert duration_s(steps) == gaps_s + sum(row.end_s - row.start_s for row in rows)


@given(scripts)
def test_seconds_and_rows_agree(steps: list[Step]) -> None:
    """The label of each second is that of the row that holds it, or gap."""
    seconds = label_seconds(steps)
    assert duration_s(steps) == len(seconds)
    for row in labels_of(steps):
        assert {row.label} == {seconds[int(row.start_s)], seconds[int(row.end_s) - 1]}
    covered = {second for row in labels_of(steps) for second in (int(row.start_s), int(row.end_s) - 1)}
    assert all(seconds[second] is not StepKind.GAP for second in covered)
