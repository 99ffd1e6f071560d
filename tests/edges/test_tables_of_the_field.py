"""Tables as the programs of the field export them: read, and told how; what is not understood is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.edges.sample_files import read_sample_file
from monitor.errors import RecordingError

BEGIN = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)
BEGIN_S = BEGIN.timestamp()
XYZ = np.random.default_rng(1).normal(0.0, 0.02, (500, 3)).round(4) + np.array([0.0, 0.0, 1.0])
HZ = 50.0

ACTILIFE = """\
------------ Data File Created By ActiGraph wGT3X-BT ActiLife v6.13.4 Firmware v1.9.2 date format {format} at 50 Hz  \
Filter Normal -----------
Serial Number: MOS2E00000001
Start Time 09:00:00
Start Date {date}
Epoch Period (hh:mm:ss) 00:00:00
Download Time 10:00:00
Download Date {date}
Current Memory Address: 0
Current Battery Voltage: 4.03     Mode = 12
--------------------------------------------------
"""

Stamp = Callable[[datetime], str]


def rows(stamp: Stamp | None, separator: str = ",", comma: str = ".", more: str = "") -> str:
    """Half a thousand rows, with a time in front of each if there is a stamp."""
    lines = []
    for number, xyz in enumerate(XYZ.tolist()):
        cells = [f"{value:.4f}".replace(".", comma) for value in xyz]
        time = [stamp(BEGIN + timedelta(seconds=number / HZ))] if stamp else []
        lines.append(separator.join([*time, *cells]) + more)
    return "\n".join(lines) + "\n"


def iso(time: datetime) -> str:
    """As OmGui writes it."""
    return time.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def unix(unit_s: float) -> Stamp:
    """Whole units since 1970, or three places behind the point if they are seconds."""
    return lambda time: f"{time.timestamp():.3f}" if unit_s == 1.0 else str(round(time.timestamp() / unit_s))


XYZ_HEAD = "Accelerometer X,Accelerometer Y,Accelerometer Z\n"
TABLES: dict[str, tuple[str, bool]] = {
    "ActiLife d/M": (ACTILIFE.format(format="d/M/yyyy", date="13/3/2026") + XYZ_HEAD + rows(None), True),
    "ActiLife M/d": (ACTILIFE.format(format="M/d/yyyy", date="3/13/2026") + XYZ_HEAD + rows(None), True),
    "ActiLife dd.MM": (
        ACTILIFE.format(format="dd.MM.yyyy", date="13.03.2026") + XYZ_HEAD.replace(",", ";") + rows(None, ";", ","),
        True,
    ),
    "ActiLife without names": (ACTILIFE.format(format="yyyy-MM-dd", date="2026-03-13") + rows(None), True),
    "ActiLife with times": (
        ACTILIFE.format(format="M/d/yyyy", date="3/13/2026")
        + "Timestamp,"
        + XYZ_HEAD
        + rows(lambda time: time.strftime("%m/%d/%Y %H:%M:%S.%f")[:-3]),
        True,
    ),
    "OmGui": (rows(iso), True),
    "OmGui in seconds": (rows(unix(1.0)), False),
    "GENEActiv": (
        "".join(f"Key {n},value\n" for n in range(99))
        + "\n"
        + rows(lambda time: time.strftime("%Y-%m-%d %H:%M:%S:%f")[:-3], more=",12.0,0,24.1"),
        True,
    ),
    "Sensor Logger": (
        "time,seconds_elapsed,x,y,z\n" + rows(lambda t: f"{unix(1e-9)(t)},{t.timestamp() - BEGIN_S}"),
        False,
    ),
    "ISO with offset": ("timestamp,x,y,z\n" + rows(lambda time: time.isoformat(timespec="milliseconds")), False),
    "ISO with Z": ("datetime;x;y;z\n" + rows(lambda t: iso(t).replace(" ", "T") + "Z", ";", ","), False),
    "milliseconds": ("timestamp\tacc_x\tacc_y\tacc_z\n" + rows(unix(1e-3), "\t"), False),
    "whole seconds": ("time,x,y,z\n" + rows(lambda time: str(int(time.timestamp()))), False),
    "days of a spreadsheet": (
        "Time,x,y,z\n" + rows(lambda time: f"{time.timestamp() / 86400.0 + 25569.0:.10f}"),
        True,
    ),
    "dates with dots": ("Date time;X;Y;Z\n" + rows(lambda t: t.strftime("%d.%m.%Y %H:%M:%S,%f")[:-3], ";", ","), True),
}


def written(folder: Path, text: str) -> Path:
    """A table in a folder."""
    path = folder / "week.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_field_is_read(tmp_path: Path, name: str) -> None:
    """Samples, times and rate; whose clock it was; and how it was read is told."""
    text, is_local = TABLES[name]

    read = read_sample_file(written(tmp_path, text))

    assert XYZ == pytest.approx(read.xyz_g, abs=1e-4)
    assert read.time_s is not None
    assert [BEGIN_S, BEGIN_S + 499 / HZ] == pytest.approx([read.time_s[0], read.time_s[-1]], abs=1.1 / HZ)
    assert np.all(np.diff(read.time_s) > 0.0)
    assert HZ == pytest.approx(read.sample_rate_hz, rel=0.02)
    assert is_local is read.is_local
    assert read.is_dated
    assert read.reading.startswith("read as ")
    assert "starts 2026-03-13 09:00:00" in read.reading


def test_our_own_kind_needs_no_telling(tmp_path: Path) -> None:
    """A header of our names."""
    read = read_sample_file(written(tmp_path, "time_s,x,y,z\n" + rows(unix(1.0))))

    assert ("", False) == (read.reading, read.is_local)


def test_phyphox_tells_its_unit(tmp_path: Path) -> None:
    """Metres per second squared by the header become g; its times count from a beginning of their own."""
    names = [f"Acceleration {axis} (m/s^2)" for axis in "xyz"]
    head = ",".join(f'"{name}"' for name in ["Time (s)", "Linear Acceleration x (m/s^2)", *names]) + "\n"
    body = "".join(f"{n / HZ:.3f},9,{x * 9.80665},{y * 9.80665},{z * 9.80665}\n" for n, (x, y, z) in enumerate(XYZ))

    read = read_sample_file(written(tmp_path, head + body))

    assert XYZ == pytest.approx(read.xyz_g, abs=1e-4)
    assert "in m/s²" in read.reading
    assert not read.is_dated


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("time,x,y,z\nnoon,0,0,1\nlater,0,0,1\n", "column time is 'noon', no time that is understood"),
        ("timestamp,x,y,z\n03/02/2026 09:00:00,0,0,1\n03/02/2026 09:00:01,0,0,1\n", "no time that is understood"),
        ("Date,x,y,z\n1e300,0,0,1\n2e300,0,0,1\n", "no time that is understood"),
        (
            "time,x,y,z\n" + "2026-03-13T09:00:00Z,0,0,1\n2026-03-13T09:00:01,0,0,1\n",
            ":3: time is '2026-03-13T09:00:01'",
        ),
        (
            ACTILIFE.format(format="?", date="3/2/2026") + XYZ_HEAD + "0,0,1\n0,0,1\n",
            "Start Date 3/2/2026 may be of two days",
        ),
        ("2026-03-13 09:00:00,0.1,0.0,0.1,0.1,0.1,0.1\n" * 2, "none of them near 1 g"),
        ("\x1b]0;owned\x07,x,y,z\n0,0,0,1\n", "should be a number|no times"),
        ("x,y,z\n" + "1," * 70000, "line 2 is longer than 65536 bytes"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, text: str, what: str) -> None:
    """Never in silence: one line says which column, and what is read."""
    with pytest.raises(RecordingError, match=what) as refused:
        read_sample_file(written(tmp_path, text))
    assert "\n" not in str(refused.value)
    assert "\x1b" not in str(refused.value)


@given(content=st.text(st.sampled_from('0123456789.,;:-TZxyz \t\n"e+/'), max_size=400))
def test_whatever_a_table_holds_it_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    """By one line that names the file; numbers that are no numbers are refused by whoever uses them."""
    path = written(tmp_path_factory.mktemp("any"), "time,x,y,z\n" + content)
    try:
        read = read_sample_file(path)
    except RecordingError as error:
        line = str(error)
        assert line.startswith(str(path)) and "\n" not in line  # noqa: PT018  it may come or not
    else:
        assert (len(read.xyz_g), 3) == read.xyz_g.shape
        assert read.time_s is not None
        assert len(read.time_s) == len(read.xyz_g)
