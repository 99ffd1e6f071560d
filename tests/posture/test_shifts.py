"""Shifts in the chair: steps from rest to rest, told from fidgets, drifts and breaks."""

from math import cos, radians, sin
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from monitor.motion.epochs import EpochBlock
from monitor.posture.bouts import Bout
from monitor.posture.classifier import POSTURES, PostureBlock
from monitor.posture.labels import Posture
from monitor.posture.shifts import REST_S, SHIFT_DEG, STEADY_DEG, ShiftCounter
from tests.support.motions import LETTERS, cut_epochs, still_epochs
from tests.support.stages import CutContract, Row

Piece = tuple[EpochBlock, PostureBlock]

STORIES = [
    ("S0x60", 0, "nothing moves"),
    ("S0x20 S7x20", 1, "a step"),
    ("S0x20 S-7x20", 1, "the other way"),
    ("S0x20 S4x20", 0, "a small one is none"),
    ("S0x20 S4x20 S8x20", 1, "small ones add up"),
    ("S0x20 S7x20 S9x20 S1x20", 2, "each is compared with where the last shift led"),
    ("S0x20 S20x4 S0x20", 0, "a fidget, there and back, is none"),
    ("S0x20 S20x5 S0x20", 2, "who rests there has shifted, and shifts back"),
    ("S0x20 S8x1 S3x1 S9x1 S2x1 S0x20", 0, "restless is not shifted"),
    ("S0x20 S3x1 S6x1 S9x1 S12x20", 1, "a slow step is one"),
    ("S0x20 U90x5 S7x20", 1, "who is up for no bout's time may sit down elsewhere"),
    ("S0x20 U90x10 S7x20", 0, "who was up for longer sits anew"),
    ("S0x20 .0x5 S7x20", 1, "a short gap interrupts nothing"),
    ("S0x20 .0x10 S7x20", 0, "a long one hides how it came about"),
    ("S0x20 S7x3 U90x2 S7x3 S0x20", 0, "no rest goes on across seconds upright"),
    ("U0x20 U7x20 U0x20", 0, "whoever stands does not shift in a chair"),
    ("L0x20 L7x20", 0, "nor whoever lies"),
]


def pieces_of(story: str, start_s: float = 0.0, turn: NDArray[np.float64] | None = None) -> list[Piece]:
    """Words such as `S7x20`: seated, the thigh 7 degrees from the first rest, 20 s; a dot is a gap."""
    made, at_s = [], start_s
    for word in story.split():
        angle_deg, seconds = word[1:].split("x")
        if word[0] != ".":
            angle = radians(float(angle_deg))
            mean_g = np.tile([sin(angle), 0.0, cos(angle)], (int(seconds), 1))
            block = still_epochs(mean_g if turn is None else mean_g @ turn, 0.01, at_s)
            made.append((block, postures_of(block, LETTERS[word[0]])))
        at_s += int(seconds)
    return made


def postures_of(block: EpochBlock, posture: Posture) -> PostureBlock:
    """All of a block in one posture."""
    codes = np.full(len(block), POSTURES.index(posture), dtype=np.int8)
    return PostureBlock(
        block.start_s,
        codes,
        np.ones(len(block)),
        np.zeros(len(block), dtype=np.int64),
        np.zeros(len(block), dtype=bool),
    )


def counter_of(pieces: list[Piece]) -> ShiftCounter:
    """A counter that was fed these."""
    counter = ShiftCounter()
    for block, postures in pieces:
        counter.feed(block, postures)
    return counter


def count(pieces: list[Piece]) -> int | None:
    """Shifts in a bout as long as all of it."""
    return counter_of(pieces).counted(Bout(Posture.SITTING, 0.0, 1e9)).shifts


@pytest.mark.parametrize(("story", "shifts", "why"), STORIES, ids=[story[0] for story in STORIES])
def test_what_is_a_shift(story: str, shifts: int, why: str) -> None:
    """A step of more than five degrees from rest to rest, seated (A4)."""
    assert shifts == count(pieces_of(story)), why


def test_no_rest_reaches_from_one_place_to_the_next() -> None:
    """Seconds that are all near a rest's first are nearer to each other than a shift."""
    assert 2 * STEADY_DEG <= SHIFT_DEG


def test_each_shift_is_told_in_its_own_bout() -> None:
    """Three bouts, the shifts of the first and the last, and none for the walk between (A4)."""
    counter = counter_of(pieces_of("S0x20 S7x20 S0x20 U90x30 S0x20 S9x20"))
    bouts = [
        Bout(Posture.SITTING, 0.0, 60.0),
        Bout(Posture.MOVING, 60.0, 90.0),
        Bout(Posture.SITTING, 90.0, 130.0),
    ]

    assert [2, None, 1] == [counter.counted(bout).shifts for bout in bouts]


def test_a_shift_belongs_to_the_bout_in_which_its_rest_began() -> None:
    """A bout that closes late takes none of the next one's."""
    counter = counter_of(pieces_of("S0x20 S7x20 S0x20"))

    assert 1 == counter.counted(Bout(Posture.SITTING, 0.0, 40.0)).shifts
    assert 1 == counter.counted(Bout(Posture.SITTING, 40.0, 60.0)).shifts


@pytest.mark.parametrize(
    ("wear_site", "shifts"), [("thigh", 1), ("hip", 1), ("back", 1), ("wrist", None), ("pocket", None)]
)
def test_only_what_moves_with_the_seat_tells_of_it(wear_site: str, shifts: int | None) -> None:
    """An arm on a desk moves all the time; where nobody can count, there is no count."""
    counter = ShiftCounter(wear_site)
    for block, postures in pieces_of("S0x20 S7x20"):
        counter.feed(block, postures)

    assert shifts == counter.counted(Bout(Posture.SITTING, 0.0, 40.0)).shifts


def test_a_dead_sensor_shifts_nothing() -> None:
    """No direction at all is no place to have been in, and no error."""
    block = still_epochs(np.zeros((30, 3)), 0.0)

    assert 0 == count([(block, postures_of(block, Posture.SITTING))])


@given(steps_deg=st.lists(st.integers(-60, 60), min_size=1, max_size=12), seed=st.integers(0, 2**16))
def test_no_rotation_of_the_strap_changes_the_count(steps_deg: list[int], seed: int) -> None:
    """Only angles between rests count, whichever way the sensor lies."""
    turn, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((3, 3)))
    story = " ".join(f"S{7 * step}x{REST_S + 1}" for step in steps_deg)  # never at the threshold itself

    assert count(pieces_of(story)) == count(pieces_of(story, turn=turn))


class TestShiftCounter(CutContract):
    """The shifts of a restless hour, with gaps and breaks."""

    def inputs(self, cuts: list[int]) -> list[Any]:
        """Places at random, held for moments at random, in pieces."""
        rng = np.random.default_rng(7)
        words = [f"{rng.choice(list('SSSSSSU.'))}{rng.integers(-9, 10)}x{rng.integers(1, 20)}" for _ in range(200)]
        return [
            (piece, postures_of(piece, POSTURES[postures.codes[0]]))
            for block, postures in pieces_of(" ".join(words))
            for piece in cut_epochs(block, [int(cut - block.start_s) for cut in cuts])
        ]

    def run_stage(self, inputs: list[Any]) -> list[Any]:
        """Each second of time as a bout of its own: was there a shift?"""
        counter = counter_of(inputs)
        end = int(inputs[-1][0].end_s) if inputs else 0
        return [counter.counted(Bout(Posture.SITTING, float(at), at + 1.0)) for at in range(end)]

    def rows(self, outputs: list[Bout]) -> list[Row]:
        """Each shift."""
        return [(bout.start_s, bout.start_s + REST_S, b"shift") for bout in outputs if bout.shifts]

    def bits(self, inputs: list[Any]) -> list[bytes]:
        """Directions and postures."""
        return [block.features.mean_g.tobytes() + postures.codes.tobytes() for block, postures in inputs]
