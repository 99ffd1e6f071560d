"""Axivity, GENEActiv and ActiGraph: what their files hold comes out, with their own times and gaps, nothing else."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import skdh.io
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.coaching.profile import Side
from monitor.edges.importing import OPENERS, Fault, ForeignFile
from monitor.errors import RecordingError
from monitor.motion.samples import SampleBlock
from tests.support import foreign
from tests.support.foreign import Floats

START = "2025-01-06T09:00:00"
Maker = Callable[..., bytes]

MAKERS: dict[str, tuple[str, Maker, float, float]] = {
    "AX3 packed": (".cwa", foreign.cwa, 100.0, 1 / 256),
    "AX3 plain": (".cwa", partial(foreign.cwa, packed=False), 100.0, 1 / 4096),
    "AX6": (".cwa", partial(foreign.cwa, packed=False, gyro=True), 100.0, 1 / 4096),
    "GENEActiv": (".bin", foreign.geneactiv, 100.0, 1 / 256),
    "GT3X of 12 bits": (".gt3x", foreign.gt3x, 30.0, 1 / 341),
    "GT3X of 16 bits": (".gt3x", partial(foreign.gt3x, kind=26), 30.0, 1 / 256),
}
"""By name: ending, what writes it, nominal rate, one count in g."""


def movement(seconds: float, rate_hz: float, seed: int = 1) -> Floats:
    """A sensor that turns and shakes, within ± 2 g."""
    rng = np.random.default_rng(seed)
    angle = np.arange(round(seconds * rate_hz)) / rate_hz / 7.0
    upright = np.column_stack([np.cos(angle), np.sin(angle) * 0.6, np.sin(angle) * -0.8])
    return np.clip(upright + 0.2 * rng.standard_normal((len(angle), 3)), -1.9, 1.9)


def opened(folder: Path, name: str, xyz_g: Floats, start: str = START, **how: object) -> ForeignFile:
    """A file of that maker, written and opened."""
    ending, make, _, _ = MAKERS[name]
    path = folder / f"file{ending}"
    path.write_bytes(make(xyz_g, foreign.wall(start), **how))
    return OPENERS[ending](path)


def read(file: ForeignFile) -> tuple[list[SampleBlock], list[str]]:
    """All its blocks, and what its faults say."""
    items = list(file.blocks())
    blocks = [item for item in items if isinstance(item, SampleBlock)]
    return blocks, [item.what for item in items if isinstance(item, Fault)]


def read_or_refused(path: Path) -> tuple[list[SampleBlock], list[str]]:
    """Its blocks and faults; if it is refused, no block and the line that says why, which names the file."""
    try:
        return read(OPENERS[path.suffix](path))
    except RecordingError as error:
        line = str(error)
    assert line.startswith(f"{path}: ")
    assert "\n" not in line
    return [], [line]


@pytest.mark.parametrize("name", MAKERS)
def test_every_sample_comes_out(tmp_path: Path, name: str) -> None:
    """To half a count, at its time to half a sample; the rate is that of the pages' own times."""
    _, _, rate_hz, count_g = MAKERS[name]
    xyz_g = movement(60.0, rate_hz)

    blocks, faults = read(opened(tmp_path, name, xyz_g))

    found = np.concatenate([block.xyz_g for block in blocks])
    assert [] == faults
    assert xyz_g.shape == found.shape
    assert 0.51 * count_g > float(np.abs(found - xyz_g).max())
    assert foreign.wall(START) == pytest.approx(blocks[0].start_s, abs=0.5 / rate_hz)
    assert foreign.wall(START) + 60.0 == pytest.approx(blocks[-1].end_s, abs=0.5 / rate_hz)


@pytest.mark.parametrize("name", MAKERS)
def test_blocks_meet_or_leave_a_gap(tmp_path: Path, name: str) -> None:
    """A hole in the file is one gap as long as the hole, and no sample is invented in it."""
    _, _, rate_hz, _ = MAKERS[name]
    xyz_g = movement(60.0, rate_hz)

    whole, _ = read(opened(tmp_path, name, xyz_g))
    blocks, faults = read(opened(tmp_path, name, xyz_g, leave_out=range(4, 9)))

    samples = sum(len(block.xyz_g) for block in blocks)
    gaps = [after.start_s - before.end_s for before, after in pairwise(blocks)]
    lost_s = (len(xyz_g) - samples) / rate_hz
    assert (["cut off: 15 of the 20 pages that its header promises"] if name == "GENEActiv" else []) == faults
    assert all(before.end_s == after.start_s for before, after in pairwise(whole))
    assert [pytest.approx(lost_s, abs=2.0 / rate_hz)] == [gap for gap in gaps if gap != 0.0]
    assert lost_s > 1.0


@pytest.mark.filterwarnings("ignore:Timestamps are local but naive")
@pytest.mark.parametrize(("name", "peer"), [("AX3 packed", "ReadCwa"), ("AX6", "ReadCwa"), ("GENEActiv", "ReadBin")])
def test_another_reader_finds_the_same(tmp_path: Path, name: str, peer: str) -> None:
    """scikit-digital-health reads the same samples at the same times, to one sample."""
    file = opened(tmp_path, name, movement(60.0, 100.0), "2025-01-06T09:00:00.300")
    blocks, _ = read(file)

    path = next(tmp_path.iterdir())
    theirs = getattr(skdh.io, peer)().predict(file=str(path))

    np.testing.assert_allclose(np.concatenate([block.xyz_g for block in blocks]), theirs["accel"], atol=1e-6)
    assert blocks[0].start_s == pytest.approx(theirs["time"][0], abs=0.0101)


def test_a_cheap_clock_is_followed(tmp_path: Path) -> None:
    """An AX3 that takes 97 samples a second and calls it 100: the times are those of the sectors."""
    blocks, faults = read(opened(tmp_path, "AX3 plain", movement(60.0, 100.0), true_rate_hz=97.0))

    assert [] == faults
    assert 97.0 == pytest.approx(float(np.median([block.sample_rate_hz for block in blocks])), abs=0.2)


def test_what_a_file_says_of_itself_is_known(tmp_path: Path) -> None:
    """Device, firmware, zone, site and leg where they are told; an Axivity tells no zone and no site."""
    gene = opened(tmp_path, "GENEActiv", movement(6.0, 100.0))
    gt3x = opened(tmp_path, "GT3X of 16 bits", movement(6.0, 30.0))
    ax3 = opened(tmp_path, "AX3 packed", movement(6.0, 100.0))

    assert ("GENEActiv 012345", "+01:00", "thigh", Side.RIGHT) == (
        gene.device,
        gene.zone,
        gene.wear_site,
        gene.worn_leg,
    )
    assert ("+01:00", "thigh", Side.RIGHT) == (gt3x.zone, gt3x.wear_site, gt3x.worn_leg)
    assert gt3x.device.startswith("ActiGraph GT3XPlus")
    assert ("Axivity AX3 12345", None, None, None) == (ax3.device, ax3.zone, ax3.wear_site, ax3.worn_leg)


@pytest.mark.parametrize("name", MAKERS)
@settings(max_examples=20)
@given(share=st.floats(0.0, 1.0))
def test_a_file_cut_anywhere_is_refused_or_gives_what_it_has(
    tmp_path_factory: pytest.TempPathFactory, name: str, share: float
) -> None:
    """Never a wrong sample: those that come out are the first of the whole file's; else one clear line."""
    ending, make, rate_hz, count_g = MAKERS[name]
    xyz_g = movement(12.0, rate_hz)
    whole = make(xyz_g, foreign.wall(START))
    path = tmp_path_factory.mktemp("cut") / f"file{ending}"
    path.write_bytes(whole[: int(share * len(whole))])
    blocks, faults = read_or_refused(path)
    found = np.concatenate([np.empty((0, 3)), *(block.xyz_g for block in blocks)])
    assert 0.51 * count_g > float(np.abs(found - xyz_g[: len(found)]).max(initial=0.0))
    assert faults or len(found) == len(xyz_g) or not (int(share * len(whole)) - 1024) % 512


@pytest.mark.parametrize("name", MAKERS)
@settings(max_examples=30)
@given(place=st.floats(0.0, 1.0, exclude_max=True), value=st.integers(0, 255), seed=st.integers(0, 9))
def test_a_flipped_byte_never_throws_and_never_shifts_time(
    tmp_path_factory: pytest.TempPathFactory, name: str, place: float, value: int, seed: int
) -> None:
    """A damaged byte costs at most its page, or is refused by one line; times still go up."""
    ending, make, rate_hz, _ = MAKERS[name]
    damaged = bytearray(make(movement(12.0, rate_hz, seed), foreign.wall(START)))
    damaged[int(place * len(damaged))] = value
    path = tmp_path_factory.mktemp("flip") / f"file{ending}"
    path.write_bytes(damaged)
    blocks, _ = read_or_refused(path)
    assert all(before.end_s <= after.start_s for before, after in pairwise(blocks))
    assert all(np.isfinite(block.xyz_g).all() for block in blocks)


@pytest.mark.parametrize("ending", OPENERS)
@pytest.mark.parametrize("content", [b"", b"MD", b"PK\x03\x04 no zip", b"a,b\n1,2\n", bytes(4096)], ids=str)
def test_a_foreign_file_is_refused_by_one_line(tmp_path: Path, ending: str, content: bytes) -> None:
    """Whatever lies in a file with that ending, the line names the file."""
    path = tmp_path / f"file{ending}"
    path.write_bytes(content)

    with pytest.raises(RecordingError) as refused:
        read(OPENERS[ending](path))

    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)
