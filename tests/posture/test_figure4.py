"""The seated figure-4 of a worn thigh: rolled outward of what is usual, and held."""

from math import cos, pi, radians, sin

import numpy as np
import pytest

from monitor.posture.angles import ThighFrame
from monitor.posture.figure4 import (
    BOUNCE_S,
    INTERRUPTION_S,
    LEVEL_DEG,
    LIFELESS_S,
    MOST_ROLL_DEG,
    ROLL_DEG,
    STILL_SD_G,
    USUAL_S,
    Figure4Watch,
    Hold,
)
from monitor.posture.labels import BRIDGE_S, Posture
from monitor.posture.recent import Second

RIGHT = ThighFrame((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), right=True)
LEFT = ThighFrame((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), right=False)
CROSSED_DEG = ROLL_DEG + 10.0


class Chair:
    """Somebody on a chair, second after second, and the holds that were seen."""

    def __init__(self, thigh: ThighFrame = RIGHT) -> None:
        self._watch = Figure4Watch(thigh)
        self._outward = -1.0 if thigh.right else 1.0
        self._now_s = 0.0
        self._holds: list[Hold] = []

    def sit(self, seconds: int, roll_deg: float = 0.0, **how: float) -> "Chair":
        """Hold the thigh like this."""
        return self.be(Posture.SITTING, seconds, roll_deg, **how)

    def be(
        self,
        posture: Posture,
        seconds: int,
        roll_deg: float = 0.0,
        *,
        level_deg: float = 90.0,
        sd_g: float = 0.01,
        bounce_hz: float = 0.0,
        breath_g: float = 0.004,
    ) -> "Chair":
        """Spend some seconds; breath, once in twelve of them, moves the thigh up and down."""
        up, flat, roll = cos(radians(level_deg)), sin(radians(level_deg)), radians(roll_deg)
        still_g = np.array([up, self._outward * flat * sin(roll), flat * cos(roll)])
        for _ in range(seconds):
            mean_g = still_g + np.array([breath_g * sin(2 * pi * self._now_s / 12.0), 0.0, 0.0])
            time_s = self._now_s + np.arange(8) / 8.0
            parts_g = mean_g + np.outer(0.1 * np.sin(2 * pi * bounce_hz * time_s), [1.0, 0.0, 0.0])
            self._holds += self._watch.feed(Second(self._now_s, posture, mean_g, sd_g, parts_g))
            self._now_s += 1.0
        return self

    def gap(self, seconds: float) -> "Chair":
        """Nothing comes."""
        self._now_s += seconds
        return self

    def forget(self) -> None:
        """It turned out that nobody sat there."""
        self._watch.forget()

    def holds(self) -> list[Hold]:
        """All of them."""
        return self._holds + self._watch.finish()


@pytest.mark.parametrize("thigh", [RIGHT, LEFT], ids=["right", "left"])
def test_a_crossed_thigh_is_a_hold(thigh: ThighFrame) -> None:
    """Rolled outward for half a minute and back: one hold of as long, on either leg (C3)."""
    assert [Hold(60.0, 90.0, outward=True, seen_s=30, held_s=30, bouncing=False)] == (
        Chair(thigh).sit(60).sit(30, CROSSED_DEG).sit(20).holds()
    )


def test_a_thigh_rolled_inward_is_told_from_it() -> None:
    """The knee over to the other side is the mirror image, and no figure-4."""
    (hold,) = Chair().sit(60).sit(30, -CROSSED_DEG).sit(20).holds()

    assert not hold.outward


@pytest.mark.parametrize(
    ("roll_deg", "level_deg", "why"),
    [
        (ROLL_DEG - 1.0, 90.0, "rolled too little"),
        (MOST_ROLL_DEG + 1.0, 90.0, "who is rolled further lies on the side"),
        (CROSSED_DEG, LEVEL_DEG[0] - 1.0, "the thigh hangs"),
        (CROSSED_DEG, LEVEL_DEG[1] + 1.0, "the knee is high"),
    ],
)
def test_what_is_no_figure_4(roll_deg: float, level_deg: float, why: str) -> None:
    """Out of the ranges nothing is held."""
    assert [] == Chair().sit(60).sit(30, roll_deg, level_deg=level_deg).holds(), why


def test_roll_is_counted_from_what_is_usual() -> None:
    """Who sits rolled outward anyway must roll further."""
    usual_deg = 20.0

    assert [] == Chair().sit(60, usual_deg).sit(30, ROLL_DEG + usual_deg - 1.0).holds()
    assert 30 == Chair().sit(60, usual_deg).sit(30, ROLL_DEG + usual_deg + 1.0).holds()[0].held_s


def test_without_enough_of_the_usual_no_roll_is_a_figure_4() -> None:
    """Whoever sits down with crossed legs is not taken for somebody who stretches."""
    assert [] == Chair().sit(USUAL_S // 2 - 1).sit(60, CROSSED_DEG).holds()
    assert [] == Chair().sit(60, CROSSED_DEG).holds()


def test_what_was_usual_ends_with_the_sitting() -> None:
    """Who gets up and comes back begins anew; who was up for a moment does not."""
    up = Posture.STANDING

    assert [] == Chair().sit(60).be(up, 5).sit(60, CROSSED_DEG).holds()
    assert 1 == len(Chair().sit(60).be(up, 2).sit(60, CROSSED_DEG).holds())


def test_a_long_gap_ends_the_hold_and_the_usual() -> None:
    """What was not seen is not held, and who came back from it may sit elsewhere."""
    (hold,) = Chair().sit(60).sit(20, CROSSED_DEG).gap(BRIDGE_S).sit(30, CROSSED_DEG).holds()

    assert (60.0, 80.0, 20) == (hold.start_s, hold.end_s, hold.held_s)


def test_stirring_interrupts_a_hold_only_if_it_lasts() -> None:
    """Two seconds of it are passed over and not counted; three part the hold in two."""

    def held_s(stirring_s: int) -> int:
        chair = Chair().sit(60).sit(20, CROSSED_DEG).sit(stirring_s, CROSSED_DEG, sd_g=STILL_SD_G)
        return chair.sit(15, CROSSED_DEG).holds()[0].held_s

    assert [35, 20] == [held_s(INTERRUPTION_S), held_s(INTERRUPTION_S + 1)]


@pytest.mark.parametrize(("bounce_hz", "bouncing"), [(0.3, False), (1.0, True), (1.5, True), (2.0, True), (3.5, False)])
def test_a_bounce_is_no_hold(bounce_hz: float, *, bouncing: bool) -> None:
    """At one to two a second it is what the guide warns of (D9); slower is settling, faster a jiggling foot."""
    (hold,) = Chair().sit(60).sit(30, CROSSED_DEG, bounce_hz=bounce_hz).holds()

    assert bouncing is hold.bouncing
    assert hold.held_s < BOUNCE_S if bouncing else hold.held_s == 30


def test_what_does_not_breathe_is_no_hold() -> None:
    """A strap that was laid down on its side holds longer than anybody, and is no thigh (C3)."""
    (hold,) = Chair().sit(60).sit(45, CROSSED_DEG, breath_g=0.0).sit(20).holds()

    assert (0, False) == (hold.held_s, hold.alive)


def test_a_hold_that_stopped_breathing_keeps_what_was_held_before() -> None:
    """Who stretched, shook the leg and took the strap off has stretched; the strap's rest is not credited."""
    chair = Chair().sit(60).sit(33, CROSSED_DEG).sit(3, CROSSED_DEG, sd_g=0.2).sit(60, CROSSED_DEG, breath_g=0.0)
    (hold,) = chair.holds()

    assert (33, False) == (hold.held_s, hold.alive)


@pytest.mark.parametrize(
    ("seconds", "sd_g", "why"),
    [
        (LIFELESS_S - 1, 0.01, "too short to be judged"),
        (60, 0.0005, "the sensor shows no noise, so it would not show breath"),
        (60, 0.03, "what stirs is no desk, wherever it points"),
    ],
)
def test_who_cannot_be_told_from_a_desk_is_believed(seconds: int, sd_g: float, why: str) -> None:
    """A stretch that was done is not taken away on suspicion."""
    (hold,) = Chair().sit(60).sit(seconds, CROSSED_DEG, sd_g=sd_g, breath_g=0.0).holds()

    assert (seconds, True) == (hold.held_s, hold.alive), why


def test_what_was_no_body_is_forgotten() -> None:
    """After it nothing is known of how somebody sits, so no roll is a figure-4 until that is learned again."""
    chair = Chair().sit(60).sit(10, CROSSED_DEG)
    chair.forget()

    assert [] == chair.sit(10, CROSSED_DEG).sit(10).holds()
