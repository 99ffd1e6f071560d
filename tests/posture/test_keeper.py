"""How the wearable sits is told or learned, watched, and never silently wrong."""

import numpy as np
import pytest

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats
from monitor.motion.samples import SampleBlock
from monitor.posture.mounting import X_AXIS, Change, Mounting, MountingChange
from monitor.posture.mounting_tracker import Mounted, MountingTracker
from monitor.simulation.sensor import random_rotation
from tests.support.motions import epochs_of
from tests.support.simulated import simulate

POSED = Mounting((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), 88.0)
ABOUT_Y = np.array([0.0, 1.0, 0.0])


def _rotation(axle: Floats, angle_deg: float) -> Floats:
    """A turn about a unit vector, shape (3, 3)."""
    x, y, z = axle
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angle = np.radians(angle_deg)
    return np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross


def _epochs(script: str, seed: int = 1, turns: dict[int, Floats] | None = None) -> list[EpochBlock]:
    """The script's epochs; `turns` says from which of its seconds on the strap is turned, and how."""
    motion = simulate(script, seed=seed)
    xyz_g = motion.xyz_g.copy()
    for second, turn in (turns or {}).items():
        xyz_g[second * 50 :] = motion.xyz_g[second * 50 :] @ turn.T
    return epochs_of([SampleBlock(0.0, 50.0, xyz_g)])


def _kept(keeper: MountingTracker, blocks: list[EpochBlock]) -> list[Mounted]:
    return [part for block in blocks for part in keeper.feed(block)]


def _known(parts: list[Mounted]) -> list[bool]:
    """Whether the mounting is known, for each second."""
    return [part.mounting is not None for part in parts for _ in range(len(part.block))]


def _off_deg(one: tuple[float, float, float] | None, other: Floats) -> float:
    assert one is not None
    return float(np.degrees(np.arccos(np.clip(np.array(one) @ other, -1.0, 1.0))))


def _told(keeper: MountingTracker) -> list[Change]:
    return [change.change for change in keeper.changes if change.change is not Change.REFINED]


class TestWithoutAPose:
    """It is learned."""

    @pytest.mark.parametrize("seed", range(6))
    def test_walking_gives_the_axis(self, seed: int) -> None:
        """Within half a minute of walking the axis is known, and to 30 degrees, however the strap is turned."""
        turn = random_rotation(seed)
        keeper = MountingTracker()
        known = _known(_kept(keeper, _epochs("stand:10s walk:60s stand:60s", seed, {0: turn})))

        assert not any(known[:17])
        assert all(known[36:])
        assert keeper.mounting is not None
        assert _off_deg(keeper.mounting.axis, turn[:, 0]) < 30.0
        assert [Change.LEARNED] == _told(keeper)

    @pytest.mark.parametrize("seed", range(4))
    def test_standing_refines_it(self, seed: int) -> None:
        """Two minutes of standing bring the axis nearer to where a standing thigh points."""
        walked, stood = MountingTracker(), MountingTracker()
        blocks = _epochs("walk:60s stand:120s walk:2m", seed)
        upright = blocks[0].features.mean_g[70:170].mean(axis=0)
        upright /= np.linalg.norm(upright)
        _kept(walked, [blocks[0].part(0, 60)])
        _kept(stood, blocks)

        assert walked.mounting is not None
        assert stood.mounting is not None
        assert _off_deg(stood.mounting.axis, upright) < _off_deg(walked.mounting.axis, upright)

    @pytest.mark.parametrize("seed", range(4))
    def test_a_minute_of_sitting_tells_which_way_the_thigh_faces(self, seed: int) -> None:
        """The front is not known before, and then to 25 degrees; it is told at the second with which it is known."""
        turn = random_rotation(seed)
        keeper = MountingTracker()
        _kept(keeper, _epochs("walk:40s sit:90s", seed, {0: turn}))
        faced = [change for change in keeper.changes if change.mounting.forward is not None]

        assert 40.0 + 60.0 <= faced[0].time_s <= 40.0 + 75.0
        assert _off_deg(faced[0].mounting.forward, turn[:, 2]) < 25.0
        assert abs(np.array(faced[0].mounting.axis) @ np.array(faced[0].mounting.forward)) < 1e-9

    def test_lying_on_a_side_first_is_taken_back_and_outweighed(self) -> None:
        """Whoever lies first and then sits faces nowhere for a while, and in the end as when sitting."""
        keeper = MountingTracker()
        turns = {40: _rotation(np.array([1.0, 0.0, 0.0]), 90.0), 110: np.eye(3)}  # the body lies on its side
        _kept(keeper, _epochs("walk:40s sit:20m", 2, turns))
        faced = [change.mounting.forward for change in keeper.changes if change.time_s > 90.0]

        assert None in faced
        assert _off_deg(faced[-1], np.array([0.0, 0.0, 1.0])) < 25.0


class TestWithAPose:
    """It is believed until a walk says otherwise."""

    @pytest.mark.parametrize("script", ["walk:3m", "run:3m", "stairs:2m walk:1m", "cycle:10m walk:1m cycle:5m"])
    def test_ordinary_movement_never_contradicts_it(self, script: str) -> None:
        """Walking, running, stairs and pedalling leave a pose as it was."""
        for seed in range(3):
            keeper = MountingTracker(POSED)

            assert all(_known(_kept(keeper, _epochs(script, seed))))
            assert keeper.mounting == POSED
            assert not keeper.changes

    @pytest.mark.parametrize("seed", range(4))
    def test_a_strap_put_on_the_other_way_round_is_noticed_and_learned_anew(self, seed: int) -> None:
        """Unknown from the first window of walking that contradicts it, known again three windows later."""
        flipped = _rotation(ABOUT_Y, 180.0)
        keeper = MountingTracker(POSED)
        known = _known(_kept(keeper, _epochs("walk:60s sit:60s", seed, {0: flipped})))

        assert not any(known[10:20])
        assert all(known[40:])
        assert [Change.TURNED] == _told(keeper)
        assert keeper.changes[0].turned_deg > 150.0
        assert keeper.mounting is not None
        assert _off_deg(keeper.mounting.axis, flipped[:, 0]) < 30.0

    @pytest.mark.parametrize("angle_deg", [25.0, 32.0])
    def test_a_strap_that_slips_is_corrected_by_as_much(self, angle_deg: float) -> None:
        """A turn too small to contradict the pose is seen in how walking points now and at first."""
        slipped = _rotation(ABOUT_Y, angle_deg)
        keeper = MountingTracker(POSED)
        known = _known(_kept(keeper, _epochs("walk:60s sit:5m walk:60s sit:60s", 3, {200: slipped})))

        assert all(known)
        assert [Change.SLIPPED] == _told(keeper)
        assert angle_deg - 12.0 < keeper.changes[0].turned_deg < angle_deg + 12.0
        assert keeper.mounting is not None
        assert _off_deg(keeper.mounting.axis, slipped[:, 0]) < 12.0
        assert _off_deg(keeper.mounting.forward, slipped[:, 2]) < 12.0


class TestTakenOff:
    """What was off may sit otherwise when it is on again."""

    def test_nothing_is_said_until_a_walk_has_shown_that_it_sits_as_before(self) -> None:
        """A window of walking that fits the pose is enough."""
        keeper = MountingTracker(POSED)
        keeper.take_off()
        known = _known(_kept(keeper, _epochs("sit:60s walk:30s sit:30s")))

        assert not any(known[:60])
        assert all(known[75:])
        assert POSED.axis == keeper.mounting.axis if keeper.mounting else False
        assert not _told(keeper)

    def test_turned_meanwhile_it_is_learned_anew(self) -> None:
        """Put on the other way round, it is never believed to sit as before."""
        keeper = MountingTracker(POSED)
        keeper.take_off()
        parts = _kept(keeper, _epochs("walk:60s sit:30s", turns={0: _rotation(ABOUT_Y, 180.0)}))

        assert POSED.axis not in [part.mounting.axis for part in parts if part.mounting is not None]
        assert [Change.TURNED] == _told(keeper)

    def test_turned_about_the_leg_it_faces_anew_after_a_minute_of_sitting(self) -> None:
        """A strap may be put on with the sensor at another place around the thigh: the axis stays, the front moves."""
        around = _rotation(np.array([1.0, 0.0, 0.0]), 60.0)
        keeper = MountingTracker(POSED)
        keeper.take_off()
        _kept(keeper, _epochs("walk:60s sit:2m", turns={0: around}))

        assert keeper.mounting is not None
        assert _off_deg(keeper.mounting.forward, around[:, 2]) < 15.0

    def test_an_unknown_mounting_stays_unknown(self) -> None:
        """What was being learned is forgotten."""
        keeper = MountingTracker()
        _kept(keeper, _epochs("walk:9s"))
        keeper.take_off()
        parts = _kept(keeper, _epochs("sit:60s"))

        assert not any(_known(parts))


def test_a_change_is_told_at_the_end_of_the_second_from_which_on_it_holds() -> None:
    """It holds from the second on that ended when it was told, however the input is cut."""
    (block,) = _epochs("stand:10s walk:60s stand:30s")
    starts: list[list[float]] = []
    for size in (1, 7, 1000):
        keeper = MountingTracker()
        parts = _kept(keeper, [block.part(at, min(at + size, len(block))) for at in range(0, len(block), size)])
        first = next(part for part in parts if part.mounting is not None)
        starts.append([first.block.start_s, *(change.time_s for change in keeper.changes)])

    assert starts[0] == starts[1] == starts[2]
    assert starts[0][0] + 1.0 == starts[0][1]


def test_the_x_axis_is_a_mounting_like_any_other() -> None:
    """Nothing is told of a strap that sits as said, but which way it faces."""
    keeper = MountingTracker(X_AXIS)
    _kept(keeper, _epochs("walk:60s sit:90s"))

    assert all(isinstance(change, MountingChange) and change.change is Change.REFINED for change in keeper.changes)
    assert keeper.mounting is not None
    assert keeper.mounting.forward is not None
