"""`sitmon setup --pose`: the guided pose, with simulated people over the air."""

from collections.abc import AsyncGenerator, AsyncIterator
from functools import partial

import numpy as np
import pytest

from monitor.edges.host_clock import HostClock
from monitor.edges.link.known import read_mounting
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.settings import Settings, read_settings
from monitor.errors import PoseError, WearableError
from monitor.motion.samples import SampleBlock
from monitor.posture.mounting import Mounting
from monitor.running import pose
from monitor.simulation.device import packets_of, simulated_capabilities
from monitor.simulation.sensor import random_rotation
from tests.support.air import ADDRESS, Air, clean_air, put_on
from tests.support.commands import Commands
from tests.support.motions import cut_samples
from tests.support.simulated import simulate


async def blocks_of(script: str, seed: int = 1) -> AsyncGenerator[SampleBlock]:
    """What the wearable of a scripted person sends, its strap turned in some way."""
    (whole,) = simulate(script, seed=seed, strap_rotation=random_rotation(seed)).blocks()
    for block in cut_samples(whole, range(0, len(whole.xyz_g), 25)):
        yield block


@pytest.mark.parametrize("seed", range(4))
async def test_standing_and_sitting_tell_how_it_sits(seed: int) -> None:
    """Four seconds to get there and five held, twice: the axis to 15 degrees, whatever the strap's rotation."""
    cues: list[pose.Cue] = []
    mounting = await pose.pose(blocks_of("stand:9s sit:10s", seed), cues.append)

    assert float(np.array(mounting.axis) @ random_rotation(seed)[:, 0]) > np.cos(np.radians(15.0))
    assert [(pose.STAND, 4.0), (pose.HOLD, 5.0), (pose.SIT, 4.0), (pose.HOLD, 5.0)] == [
        (cue.text, cue.seconds) for cue in cues
    ]


async def test_who_does_not_sit_down_is_told() -> None:
    """The pose is not two postures."""
    with pytest.raises(PoseError, match="that was not standing and then sitting"):
        await pose.pose(blocks_of("stand:30s"), lambda _: None)


async def test_a_wearable_that_goes_away_is_told() -> None:
    """It does not wait for ever."""
    with pytest.raises(WearableError, match="went away during the pose"):
        await pose.pose(blocks_of("stand:7s"), lambda _: None)


SCALE = 20.0


async def wear(air: Air, script: str) -> None:
    """Put a wearable on somebody who lives twenty times as fast as real people."""
    motion = simulate(script)
    capabilities = simulated_capabilities(1, motion.sensor)
    source = packets_of(motion, capabilities=capabilities)
    await put_on(air, source=source, capabilities=capabilities, time_scale=SCALE)


@pytest.fixture
async def air(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Air]:
    """An air that the command uses as if it were this machine's radio."""
    async with clean_air() as air:
        monkeypatch.setattr(pose, "WearableLink", partial(WearableLink, backend=air.backends))
        monkeypatch.setattr(pose, "HostClock", partial(HostClock, scale=SCALE))
        yield air


async def test_the_pose_is_kept_for_the_wearable(sitmon: Commands, air: Air) -> None:
    """Over the air, from the wearable that is near."""
    await wear(air, "stand:13s sit:40s")
    address, mounting = await pose.take(read_settings())

    assert ADDRESS == address
    assert mounting is not None
    assert mounting.axis[0] > 0.95


async def test_three_failures_are_enough(sitmon: Commands, air: Air, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is told; nothing is kept."""
    await wear(air, "stand:90s")

    assert (ADDRESS, None) == await pose.take(read_settings())
    assert 3 == capsys.readouterr().out.count("that was not standing and then sitting")


TAKEN = Mounting((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), 88.0)


@pytest.mark.parametrize(
    ("taken", "status", "line"),
    [
        (TAKEN, 0, f"Good: the thigh turned by 88° between the two. From now on {ADDRESS} is known like that."),
        (None, 1, "That was not two poses, 3 times: nothing was changed. Until there is one, walking tells."),
    ],
)
def test_a_good_pose_is_kept_for_the_next_run(
    sitmon: Commands, monkeypatch: pytest.MonkeyPatch, taken: Mounting | None, status: int, line: str
) -> None:
    """And a bad one is not."""

    async def take(_: Settings) -> tuple[str, Mounting | None]:
        return ADDRESS, taken

    monkeypatch.setattr(pose, "take", take)
    said = sitmon("setup", "--pose")

    assert (status, f"{line}\n", "") == (said.status, said.out, said.err)
    assert taken == read_mounting(sitmon.store, ADDRESS, None)
