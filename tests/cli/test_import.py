"""`sitmon import`: other makers' files become recordings that every other command takes; what is wrong is named."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.coaching.profile import Side
from monitor.edges.recordings import read_about, read_labels
from monitor.simulation.body import simulate_motion
from monitor.simulation.script import parse_script
from tests.support import foreign
from tests.support.commands import Commands
from tests.support.foreign import Floats

START_S = foreign.wall("2025-01-06T09:00:00")
DAY = "walk:3m sit:10m stand:2m sit:5m"
POSTURES = ["moving", "sitting", "standing", "sitting"]


def person(rate_hz: float = 100.0, script: str = DAY) -> Floats:
    """What a strap on a thigh measures."""
    motion = simulate_motion(parse_script(script), leg=Side.RIGHT, seed=3, sample_rate_hz=100.0)
    every = np.floor(np.arange(0.0, len(motion.xyz_g) - 0.5, 100.0 / rate_hz) + 1e-9).astype(int)
    return np.asarray(motion.xyz_g, dtype=np.float64)[every]


def csv(xyz: Floats, rate_hz: float, start_s: float = START_S, leave_out: slice | None = None) -> bytes:
    """A table of samples with their times."""
    rows = np.column_stack([start_s + np.arange(len(xyz)) / rate_hz, xyz])
    kept = rows if leave_out is None else np.delete(rows, leave_out, axis=0)
    return b"time_s,x,y,z\n" + "".join(f"{t:.4f},{x:.5f},{y:.5f},{z:.5f}\n" for t, x, y, z in kept).encode()


FILES: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "week.cwa": (lambda: foreign.cwa(person(), START_S), ["--wear-site", "thigh", "--timezone", "+01:00"]),
    "week.bin": (lambda: foreign.geneactiv(person(), START_S), []),
    "week.gt3x": (lambda: foreign.gt3x(person(30.0), START_S), []),
    "week.csv": (lambda: csv(person(50.0), 50.0, START_S - 3600.0), ["--wear-site", "thigh", "--timezone", "+01:00"]),
}


def put(sitmon: Commands, name: str, content: bytes) -> Path:
    """A file in the folder of these commands."""
    path = sitmon.folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", FILES)
def test_a_file_becomes_an_ordinary_recording(sitmon: Commands, name: str) -> None:
    """`classify` finds in it what the body did, when its clock showed it; `replay` takes it; it says whence."""
    make, how = FILES[name]
    path, out = put(sitmon, name, make()), sitmon.folder / "week"

    told = sitmon("import", path, "-o", out, "--json", *how).records[0]
    bouts = sitmon("classify", out, "--json").records

    assert (25.0, 0, []) == (told["sample_rate_hz"], told["gaps"], told["faults"])
    assert 1200.0 == pytest.approx(float(str(told["seen_s"])), abs=1.0)
    assert POSTURES == [bout["posture"] for bout in bouts]
    assert [180.0, 600.0, 120.0, 300.0] == pytest.approx([float(str(bout["duration_s"])) for bout in bouts], abs=4.0)
    assert str(bouts[0]["start"]).startswith("2025-01-06T09:00:00")
    assert str(bouts[0]["start"]).endswith("+01:00")
    assert 0 == sitmon("replay", out).status
    assert f"of {name}, sha256 " in read_about(out).made_by
    assert read_about(out).worn_leg is (Side.RIGHT if name in ("week.bin", "week.gt3x") else None)


def test_a_file_that_is_cut_off_gives_what_it_has(sitmon: Commands) -> None:
    """The fault is named, the samples before it are there, and the output says how long they last."""
    whole = foreign.cwa(person(), START_S)
    path, out = put(sitmon, "torn.cwa", whole[: 1024 + 512 * 400 + 100]), sitmon.folder / "torn"

    said = sitmon("import", path, "-o", out, "--wear-site", "thigh", "--timezone", "UTC")

    assert 0 == said.status
    assert f"sitmon: {path}: cut off: its last sector holds 100 of 512 bytes; the rest is used\n" == said.err
    assert ["moving", "sitting"] == [bout["posture"] for bout in sitmon("classify", out, "--json").records]


def test_a_hole_stays_a_hole(sitmon: Commands) -> None:
    """Two minutes that a CSV leaves out are a gap in the recording: told, and no posture is made up for them."""
    path = put(sitmon, "hole.csv", csv(person(50.0), 50.0, leave_out=slice(50 * 300, 50 * 420)))
    out = sitmon.folder / "hole"

    said = sitmon("import", path, "-o", out, "--wear-site", "thigh")
    bouts = sitmon("classify", out, "--json").records

    assert "gaps: 1, 2 min in all" in said.out
    assert ["moving", "sitting", "sitting", "standing", "sitting"] == [bout["posture"] for bout in bouts]
    assert 120.0 == pytest.approx(float(str(bouts[2]["start_s"])) - float(str(bouts[1]["end_s"])), abs=2.0)


def test_units_and_axes_are_what_is_said(sitmon: Commands) -> None:
    """Metres per second squared, and a thigh that points along another axis of the sensor."""
    turned = person(50.0)[:, [1, 2, 0]] * 9.80665
    path, out = put(sitmon, "turned.csv", csv(turned, 50.0)), sitmon.folder / "turned"

    said = sitmon("import", path, "-o", out, "--wear-site", "thigh", "--unit", "m/s2", "--axis", "z")

    assert 0 == said.status, said.err
    assert (0.0, 0.0, 1.0) == read_about(out).axis
    assert POSTURES == [bout["posture"] for bout in sitmon("classify", out, "--json").records]


def test_a_sensor_that_errs_is_made_true(sitmon: Commands) -> None:
    """A sensor that lay on all its sides and says 5 % too much is calibrated; by --no-calibration it stays as it is."""
    rng = np.random.default_rng(2)
    directions = rng.standard_normal((120, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    still = np.repeat(directions, 750, axis=0) + 0.003 * rng.standard_normal((90_000, 3))
    path = put(sitmon, "drawer.csv", csv(still * [1.05, 0.97, 1.0] + [0.02, 0.0, -0.03], 25.0))

    said = [
        sitmon("import", path, "-o", sitmon.folder / name, "--wear-site", "wrist", *how).out
        for name, how in (("true", ()), ("raw", ("--no-calibration",)))
    ]

    assert "Calibrated on 3" in said[0]
    assert "error 27." in said[0] or "error 2" in said[0]
    assert "Not calibrated: not wanted" in said[1]
    assert "not calibrated: not wanted" in read_about(sitmon.folder / "raw").made_by


def test_what_activpal_says_becomes_the_labels(sitmon: Commands) -> None:
    """Its events lie beside the samples of the same time, and `evaluate` compares; alone or twice they are refused."""
    out = sitmon.folder / "people" / "one"
    samples = put(sitmon, "week.gt3x", foreign.gt3x(person(30.0), START_S))
    begin = START_S / 86400.0 + 25569.0
    spans = ((0, 180, 2), (180, 600, 0), (780, 120, 1), (900, 300, 0))
    lines = "".join(f"{begin + start / 86400.0:.9f},0,{length},{code}\n" for start, length, code in spans)
    events = put(sitmon, "week-Events.csv", f"Time,DataCount,Interval (s),ActivityCode\n{lines}".encode())

    alone = sitmon("import", events, "-o", out)
    sitmon("import", samples, "-o", out)
    beside = sitmon("import", events, "-o", out)
    twice = sitmon("import", events, "-o", out)
    judged = sitmon("evaluate", out.parent, "--mounting", "learn", "--json").records

    assert "holds postures, no samples; import samples of the same time into" in alone.complaint
    assert beside.out.startswith(f"{out}: 4 labels of ")
    assert [0.0, 180.0, 780.0, 900.0] == pytest.approx([label.start_s for label in read_labels(out)], abs=0.2)
    assert "has labels already" in twice.complaint
    assert judged


def test_labels_of_another_week_are_refused(sitmon: Commands) -> None:
    """Events that end before the recording begins are not its labels; nothing is written."""
    out = sitmon.folder / "week"
    sitmon("import", put(sitmon, "week.gt3x", foreign.gt3x(person(30.0), START_S)), "-o", out)
    events = put(sitmon, "old.csv", b"Time,Interval (s),ActivityCode\n45000.5,600,0\n")

    assert f"ends before {out} begins" in sitmon("import", events, "-o", out).complaint
    assert [] == read_labels(out)


def test_of_several_files_the_bad_one_is_named_and_the_rest_done(sitmon: Commands) -> None:
    """Each gets a folder of its own; what is there is left as it is when the same is asked again."""
    good = put(sitmon, "a.gt3x", foreign.gt3x(person(30.0, "sit:2m"), START_S))
    bad = put(sitmon, "b.gt3x", good.read_bytes()[:-200])
    other = put(sitmon, "c.bin", foreign.geneactiv(person(100.0, "sit:2m"), START_S))
    out = sitmon.folder / "raw"

    said = sitmon("import", good, bad, other, "-o", out)
    again = sitmon("import", good, bad, other, "-o", out)

    assert 1 == said.status
    assert f"sitmon: {bad}: not a GT3X, or cut off: it is no whole zip" in said.err
    assert ["a", "c"] == sorted(folder.name for folder in out.iterdir())
    assert f"sitmon: {good}: {out / 'a'} is there already; left as it is" in again.err
    assert "" == again.out


SAMPLES = csv(person(50.0, "sit:1m"), 50.0)
BAD: dict[str, tuple[str, Callable[[], bytes], list[str], str]] = {
    "is not there": ("gone.cwa", lambda: b"", [], "there is no such file"),
    "is of another kind": ("week.xlsx", lambda: b"PK", [], "of no kind that can be imported"),
    "is no CWA": ("week.cwa", lambda: b"PK" + bytes(2000), [], "not a CWA file of an Axivity"),
    "is an old GT3X": (
        "week.gt3x",
        lambda: foreign.zipped({"info.txt": b"", "activity.bin": b""}),
        [],
        "an older GT3X, with activity.bin",
    ),
    "is torn": ("week.gt3x", lambda: foreign.gt3x(person(30.0, "sit:1m"), START_S)[:-99], [], "cut off"),
    "says no site": ("week.cwa", lambda: foreign.cwa(person(100.0, "sit:1m"), START_S), [], "say --wear-site thigh|"),
    "was worn elsewhere": (
        "week.npz",
        lambda: b"",
        [],
        "worn at the ankle; supported are thigh pocket hip back wrist",
    ),
    "says no zone": (
        "week.cwa",
        lambda: foreign.cwa(person(100.0, "sit:1m"), START_S),
        ["--wear-site", "thigh"],
        "does not say whose; say --timezone",
    ),
    "knows no date": (
        "week.csv",
        lambda: csv(person(50.0, "sit:1m"), 50.0, 0.0),
        ["--wear-site", "thigh"],
        "does not say when it began; say --start",
    ),
    "is in m/s²": (
        "week.csv",
        lambda: csv(person(50.0, "sit:1m") * 9.80665, 50.0),
        ["--wear-site", "thigh"],
        "that looks like m/s²: divide by 9.80665, or say --unit",
    ),
    "has a hole of words": (
        "week.csv",
        lambda: SAMPLES + b"1736154100.0,,,\n",
        ["--wear-site", "thigh"],
        "x is '', should be a number",
    ),
    "has nan": (
        "week.csv",
        lambda: SAMPLES.replace(SAMPLES.splitlines()[9], b"1736154000.1600,nan,0,0"),
        ["--wear-site", "thigh"],
        "sample 8 is not a number",
    ),
    "is too slow": ("week.csv", lambda: csv(person(10.0, "sit:1m"), 10.0), ["--wear-site", "thigh"], "too slow"),
    "is asked for too slowly": (
        "week.csv",
        lambda: SAMPLES,
        ["--wear-site", "thigh", "--rate", "5"],
        "too slow",
    ),
    "gets a zone that is none": (
        "week.csv",
        lambda: SAMPLES,
        ["--wear-site", "thigh", "--timezone", "Mars"],
        "--timezone: 'Mars' is not a time zone",
    ),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_file_that(sitmon: Commands, fault: str) -> None:
    """One line says what is wrong, where and what to do; and nothing half-written is left."""
    name, make, how, hint = BAD[fault]
    path, out = sitmon.folder / name, sitmon.folder / "out" / "week"
    if name == "week.npz":
        np.savez(path, xyz=person(50.0, "sit:1m"), meta='{"fs": 50, "site": "ankle"}')
    elif not name.startswith("gone"):
        path.write_bytes(make())

    said = sitmon("import", path, "-o", out, *how)

    assert hint in said.complaint
    assert not out.exists()
    assert not out.parent.exists() or not list(out.parent.iterdir())


def test_nothing_is_overwritten(sitmon: Commands) -> None:
    """A folder in which anything lies is refused before the file is read."""
    path = put(sitmon, "week.gt3x", foreign.gt3x(person(30.0, "sit:1m"), START_S))
    out = sitmon.folder / "full"
    out.mkdir()
    (out / "mine.txt").write_text("mine")

    assert f"{out}: exists already" in sitmon("import", path, "-o", out).complaint
    assert ["mine.txt"] == [file.name for file in out.iterdir()]
