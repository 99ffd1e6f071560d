"""The front door: whatever lies behind it, it opens within a bound or says in one clause why not."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.edges.reading import (
    DEEPEST,
    LONGEST_LINE,
    check_packing,
    decode_json,
    lines_of,
    plain,
    read_bounded,
    read_member,
    time_s,
)
from monitor.edges.recordings import read_holes, read_labels, write_holes
from monitor.edges.sample_files import read_sample_file
from monitor.errors import RecordingError
from monitor.motion.holes import Hole, Reason

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=20,
)


@given(value=JSON)
def test_what_is_json_comes_back(value: object) -> None:
    """As it was written."""
    assert value == decode_json(json.dumps(value))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[" * 100_000, "nested too deeply|not JSON"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "nested too deeply"),
        ('{"a":' * 40 + "1" + "}" * 40, "nested too deeply"),
        ("NaN", "no finite number"),
        ('{"a": [-Infinity]}', "no finite number"),
        ("1e999", "no finite number"),
        ("9" * 5000, "is not JSON"),
        ("{", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
    ],
)
def test_what_is_no_json_is_refused(text: str | bytes, what: str) -> None:
    """In a clause, never by a traceback of the parser."""
    with pytest.raises(ValueError, match=what):
        decode_json(text)


def test_width_is_not_depth() -> None:
    """A long list of short ones is fine."""
    assert [[1]] * 500 == decode_json(json.dumps([[1]] * 500))


@given(content=st.binary(max_size=300), longest=st.integers(1, 50))
def test_lines_have_an_end(content: bytes, longest: int) -> None:
    """All lines come, or the first that is too long is named by its number."""
    lines = io.BytesIO(content).readlines()
    too_long = next((at for at, line in enumerate(lines, start=1) if len(line) > longest), None)
    if too_long is None:
        assert lines == list(lines_of(io.BytesIO(content), longest))
    else:
        with pytest.raises(ValueError, match=f"line {too_long} is longer"):
            list(lines_of(io.BytesIO(content), longest))


def test_a_file_is_no_longer_than_it_may_be(tmp_path: Path) -> None:
    """Nor is more of it read."""
    path = tmp_path / "file"
    path.write_bytes(b"a" * (1 << 20))
    assert 1 << 20 == len(read_bounded(path, 1 << 20))
    with pytest.raises(ValueError, match="larger than 0 MB"):
        read_bounded(path, 1000)


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    """Thirty megabytes of zeros, which nothing measured is; whole and as a part."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(30 << 20))
        archive.writestr("noise", np.random.default_rng(1).bytes(100))
    with zipfile.ZipFile(path) as archive:
        check_packing(archive, "noise")
        with pytest.raises(ValueError, match="zeros unpacks to 30 MB"):
            check_packing(archive, "zeros")
        with pytest.raises(ValueError, match="zeros is larger than 1 MB unpacked"):
            read_member(archive, "zeros", 1 << 20)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e12, -1e12, True, None, "1", [1]])
def test_what_is_no_time_of_the_calendar_is_refused(value: object) -> None:
    """Nothing else is a time."""
    with pytest.raises(ValueError, match="is not a time"):
        time_s(value)


@given(text=st.text(), most=st.integers(1, 50))
def test_a_name_is_fit_to_be_shown(text: str, most: int) -> None:
    """In one line, printable, and no longer than it may be."""
    shown = plain(text, most)
    assert len(shown) <= most
    assert shown.isprintable()
    assert shown == text or not (text.isprintable() and len(text) <= most)


def _npy(shape: tuple[int, ...], dtype: str, body: bytes) -> bytes:
    """An array with a header of our choice."""
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(out, {"descr": dtype, "fortran_order": False, "shape": shape})
    return out.getvalue() + body


@pytest.mark.parametrize(
    ("arrays", "what"),
    [
        ({"xyz": _npy((10**11, 3), "<f8", b"")}, "xyz.npy promises 2400000000000 bytes and holds 0"),
        ({"xyz": _npy((2, 3), "<f8", bytes(47))}, "promises 48 bytes and holds 47"),
        ({"xyz": _npy((2, 3), "|O", bytes(48))}, "Object arrays|promises"),
        ({"xyz": b"\x93NUMPY\x09\x00"}, "format|not an .npz"),
        ({"xyz": b""}, "not an .npz"),
        ({"xyz": _npy((4, 3), "<f8", bytes(96)), "t_ms": _npy((4, 2), "<f8", bytes(64))}, "t_ms has shape"),
        ({"xyz": _npy((1 << 20, 3), "<f8", bytes(24 << 20))}, "unpacks to 24 MB"),
    ],
)
def test_an_array_is_not_believed(tmp_path: Path, arrays: dict[str, bytes], what: str) -> None:
    """What its header promises is held against what is there, before room is made for it."""
    path = tmp_path / "file.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in arrays.items():
            archive.writestr(f"{name}.npy", content)
    with pytest.raises(RecordingError, match=what) as refused:
        read_sample_file(path, 50.0)
    assert "\n" not in str(refused.value)


@given(holes=st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0.0, 1e6), st.sampled_from(Reason)), max_size=10))
def test_holes_come_back_in_order_of_time(
    tmp_path_factory: pytest.TempPathFactory, holes: list[tuple[float, float, Reason]]
) -> None:
    """To a millisecond, with their reasons; a recording without any has no file of them."""
    folder = tmp_path_factory.mktemp("holes")
    told = [Hole(start_s, start_s + lasts_s, reason) for start_s, lasts_s, reason in holes]

    write_holes(folder, told)
    found = read_holes(folder)

    assert bool(told) is (folder / "holes.csv").exists()
    assert sorted(round(hole.start_s, 3) for hole in told) == [hole.start_s for hole in found]
    assert sorted(hole.reason for hole in told) == sorted(hole.reason for hole in found)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("start_s,end_s\n0,1\n", "column reason missing"),
        ("start_s,end_s,reason\n0,1,\x1b[2J\n", r"holes.csv:2: '\?\[2J' is no reason"),
        ("start_s,end_s,reason\n0,inf,held\n", "holes.csv:2: end_s is 'inf'"),
        ("start_s,end_s,reason\n5,1,held\n", "holes.csv:2: ends at 1 s, before"),
        ("start_s,end_s,reason\n" + "0," * LONGEST_LINE, "longer than"),
    ],
)
def test_wrong_holes_name_the_line(tmp_path: Path, text: str, what: str) -> None:
    """One line says what is wrong."""
    (tmp_path / "holes.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RecordingError, match=what):
        read_holes(tmp_path)


@given(content=st.binary(max_size=200))
def test_labels_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Whatever stands below the header."""
    folder = tmp_path_factory.mktemp("labels")
    (folder / "labels.csv").write_bytes(b"start_s,end_s,label,posture\n" + content)
    try:
        assert isinstance(read_labels(folder), list)
    except RecordingError as error:
        assert str(error).startswith(str(folder))  # noqa: PT017  it may come or not
