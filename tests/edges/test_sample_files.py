"""Samples from files that are not ours are read as they were meant; what is wrong is in tests/cli/test_bad_input.py."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.edges.sample_files import read_sample_file
from monitor.errors import RecordingError
from monitor.posture.mounting import X_AXIS

ROWS = [[1.0, 0.0, -0.5], [0.25, 0.5, 1.0], [0.0, 0.0, 1.0]]


def csv(folder: Path, header: str, rows: list[list[float]], encoding: str = "utf-8") -> Path:
    """Write a CSV."""
    path = folder / "walk.csv"
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


@pytest.mark.parametrize(
    "header",
    ["x,y,z", "X,Y,Z", "x_g,y_g,z_g", "x (g),y (g),z (g)", "x[g], y [g], z", '"x","y","z"'],
)
def test_columns_are_found_however_written(tmp_path: Path, header: str) -> None:
    """Case, quotes and the unit g do not matter."""
    read = read_sample_file(csv(tmp_path, header, ROWS), 50.0)

    assert ROWS == read.xyz_g.tolist()
    assert (50.0, None, None) == (read.sample_rate_hz, read.time_s, read.mounting)


def test_columns_are_taken_by_name(tmp_path: Path) -> None:
    """Their order is the file's own; what is not ours is passed over, words too."""
    path = tmp_path / "walk.csv"
    path.write_text("who,z,time_s,y,x\nann,3,0.0,2,1\nbob,6,0.5,5,4\n")
    read = read_sample_file(path)

    assert [[1, 2, 3], [4, 5, 6]] == read.xyz_g.tolist()
    assert read.time_s is not None
    assert ([0.0, 0.5], 2.0) == (read.time_s.tolist(), read.sample_rate_hz)


@pytest.mark.parametrize(("name", "second"), [("time_s", 1.0), ("t_s", 1.0), ("t_ms", 1000.0), ("time_ms", 1000.0)])
def test_times_are_in_the_unit_of_their_name(tmp_path: Path, name: str, second: float) -> None:
    """Seconds and milliseconds both become seconds, and the rate comes from them."""
    rows = [[at * second / 50.0, 1.0, 0.0, 0.0] for at in range(5)]
    read = read_sample_file(csv(tmp_path, f"{name},x,y,z", rows))

    assert read.time_s is not None
    assert [0.0, 0.02, 0.04, 0.06, 0.08] == pytest.approx(read.time_s.tolist())
    assert 50.0 == pytest.approx(read.sample_rate_hz)


def test_a_gap_does_not_change_the_rate(tmp_path: Path) -> None:
    """The rate is that of most samples."""
    times_s = [0.0, 0.1, 0.2, 0.3, 60.0, 60.1, 60.2]
    read = read_sample_file(csv(tmp_path, "time_s,x,y,z", [[at, 1.0, 0.0, 0.0] for at in times_s]))

    assert 10.0 == pytest.approx(read.sample_rate_hz)


def test_what_spreadsheets_write(tmp_path: Path) -> None:
    """A byte order mark, quoted numbers and blank lines at the end are no fault."""
    path = tmp_path / "walk.csv"
    path.write_text('x,y,z\n"1","0","0"\n1,0,0\n\n\n', encoding="utf-8-sig")

    assert [[1, 0, 0], [1, 0, 0]] == read_sample_file(path, 50.0).xyz_g.tolist()


@pytest.mark.parametrize("ending", [".csv", ".CSV"])
def test_the_ending_says_what_it_is(tmp_path: Path, ending: str) -> None:
    """Whatever its case."""
    path = csv(tmp_path, "x,y,z", ROWS).rename(tmp_path / f"walk{ending}")

    assert ROWS == read_sample_file(path, 50.0).xyz_g.tolist()


def npz(folder: Path, meta: dict[str, object] | None = None, **arrays: object) -> Path:
    """Write an .npz."""
    path = folder / "walk.npz"
    np.savez(path, **({"meta": json.dumps(meta)} if meta is not None else {}), **arrays)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize(
    ("dtype", "meta", "g"),
    [
        (np.int16, None, 4000.0),
        (np.int16, {"counts_per_g": 2048}, 2048.0),
        (np.int32, {"counts_per_g": 4096.0}, 4096.0),
        (np.float32, {"counts_per_g": 4096.0}, 1.0),
        (np.float64, None, 1.0),
    ],
    ids=str,
)
def test_whole_numbers_are_counts_and_floats_are_g(
    tmp_path: Path, dtype: type, meta: dict[str, object] | None, g: float
) -> None:
    """Counts are divided by what the file says, else by 4000; floats are in g already."""
    path = npz(tmp_path, meta, xyz=np.full((4, 3), g, dtype=dtype), t_ms=np.arange(4) * 20)
    read = read_sample_file(path)

    assert np.ones((4, 3)).tolist() == read.xyz_g.tolist()
    assert np.float64 == read.xyz_g.dtype


def test_the_rate_of_an_npz(tmp_path: Path) -> None:
    """What is asked for beats what the file says, which beats its times."""
    arrays = {"xyz": np.ones((4, 3)), "t_ms": np.arange(4) * 20}

    assert 50.0 == pytest.approx(read_sample_file(npz(tmp_path, **arrays)).sample_rate_hz)
    assert 12.5 == read_sample_file(npz(tmp_path, {"fs": 12.5}, **arrays)).sample_rate_hz
    assert 100.0 == read_sample_file(npz(tmp_path, {"fs": 12.5}, **arrays), 100.0).sample_rate_hz


def test_an_npz_may_say_how_it_was_worn(tmp_path: Path) -> None:
    """The axis along the thigh is taken from the file, or left open."""
    xyz = np.ones((4, 3))
    said = read_sample_file(npz(tmp_path, {"fs": 50, "axes": "x along thigh, +1 g upright", "site": "thigh"}, xyz=xyz))
    silent = read_sample_file(npz(tmp_path, {"fs": 50, "axes": "unknown"}, xyz=xyz))

    assert (X_AXIS, "thigh") == (said.mounting, said.wear_site)
    assert (None, None) == (silent.mounting, silent.wear_site)


FUZZ = settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_or_refuse(path: Path) -> str:
    """What a file of any content leads to: nothing wrong and three axes, or an error."""
    try:
        axes = read_sample_file(path, 50.0).xyz_g.shape[1]
    except RecordingError as error:
        return str(error)
    return "" if axes == 3 else f"{axes} axes\n\n"


@FUZZ
@given(content=st.binary(max_size=200) | st.text('xyz,.0123456789-\n"ge', max_size=80).map(str.encode))
@pytest.mark.parametrize("ending", [".csv", ".npz"])
def test_any_bytes_are_samples_or_one_error(tmp_path: Path, ending: str, content: bytes) -> None:
    """Whatever is in the file: samples of three axes, or one line that names the file."""
    path = tmp_path / f"walk{ending}"
    path.write_bytes(content)
    said = read_or_refuse(path)

    assert len(said.splitlines()) <= 1
    assert "" == said or said.startswith(str(path))


@FUZZ
@given(body=st.text('1.5,\n -e#"a', max_size=60))
def test_a_csv_body_is_samples_or_one_error(tmp_path: Path, body: str) -> None:
    """Below a good header, any text is samples or one line."""
    path = tmp_path / "walk.csv"
    path.write_text(f"x,y,z\n{body}")

    assert len(read_or_refuse(path).splitlines()) <= 1


def test_times_in_whole_milliseconds_may_be_the_same(tmp_path: Path) -> None:
    """Phones deliver in bursts: those of one millisecond are spread over it, in the order of the file."""
    np.savez(tmp_path / "walk.npz", xyz=np.zeros((6, 3)), t_ms=np.array([0, 10, 10, 10, 20, 20]))

    read = read_sample_file(tmp_path / "walk.npz", None)
    assert read.time_s is not None
    np.testing.assert_allclose(read.time_s * 1000.0, [0, 10, 10 + 1 / 3, 10 + 2 / 3, 20, 20.5])
