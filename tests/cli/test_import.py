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


def asleep(script: str = "stand:5m sit:30m stand:5m", *, tail_s: int = 0) -> bytes:
    """An ActiGraph on a thigh that sleeps for a minute whenever its person has been still for a while, and says so."""
    xyz_g, begin = person(30.0, script), int(START_S)
    count = len(xyz_g) // 30
    sleeps = {s for s in range(300, 2100) if (s - 300) % 75 >= 15}
    log = b""
    for second in range(count):
        if second in sleeps and second - 1 not in sleeps:
            log += foreign.gt3x_record(3, begin + second, b"\x08")
        elif second not in sleeps:
            log += foreign.gt3x_record(3, begin + second, b"\x09") if second - 1 in sleeps else b""
            log += foreign.gt3x_second(xyz_g[second * 30 : second * 30 + 30], begin + second, 256.0, 26)
    log += foreign.gt3x_record(3, begin + count, b"\x08") if tail_s else b""
    ticks = str(621_355_968_000_000_000 + (begin + count + tail_s) * 10_000_000)
    info = foreign.unzipped(foreign.gt3x(xyz_g[:30], START_S, kind=26, info={"Last Sample Time": ticks}))["info.txt"]
    return foreign.zipped({"info.txt": info, "log.bin": log})


def test_declared_sleep_is_held_and_counted(sitmon: Commands) -> None:
    """Half an hour of sitting is one bout, of which 24 minutes were slept through; all of it is told."""
    path, out = put(sitmon, "ism.gt3x", asleep()), sitmon.folder / "people" / "ism"

    told = sitmon("import", path, "-o", out, "--axis", "x", "--json").records[0]
    said = sitmon("import", path, "-o", sitmon.folder / "other", "--axis", "x").out
    bouts = sitmon("classify", out, "--json").records
    lines = sitmon("classify", out).out

    assert (0, {"held": 1440.0}) == (told["gaps"], told["holes_s"])
    assert "Idle sleep, held as the last sample said: 24 times, 24 min in all" in said
    assert ["standing", "sitting", "standing"] == [bout["posture"] for bout in bouts]
    assert 1800.0 == pytest.approx(float(str(bouts[1]["duration_s"])), abs=10.0)
    holes = [hole for bout in bouts for hole in bout.get("holes", [])]  # type: ignore[attr-defined]
    assert (24, {"held"}) == (len(holes), {hole["reason"] for hole in holes})
    assert 24 == lines.count("(held 1 min)")
    assert "idle sleep held" in read_about(out).made_by


def test_sleep_is_a_gap_if_that_is_wanted(sitmon: Commands) -> None:
    """The switch leaves it out; the reason stays."""
    path, out = put(sitmon, "ism.gt3x", asleep()), sitmon.folder / "ism"

    told = sitmon("import", path, "-o", out, "--axis", "x", "--sleep-is-gap", "--json").records[0]

    assert (24, 1440.0, {"asleep": 1440.0}) == (told["gaps"], told["gaps_s"], told["holes_s"])
    assert 960.0 == pytest.approx(float(str(told["seen_s"])), abs=2.0)
    assert "idle sleep" not in read_about(out).made_by


def test_what_it_slept_before_its_end_is_held(sitmon: Commands) -> None:
    """The header knows when the last sample would have been."""
    path, out = put(sitmon, "ism.gt3x", asleep("stand:5m sit:5m", tail_s=600)), sitmon.folder / "ism"

    told = sitmon("import", path, "-o", out, "--axis", "x", "--json").records[0]

    assert 600.0 + 240.0 == pytest.approx(float(str(told["holes_s"]["held"])), abs=1.0)  # type: ignore[index]
    assert 1200.0 == pytest.approx(float(str(told["seen_s"])), abs=1.0)


def test_reasons_are_columns_of_a_cohort(sitmon: Commands) -> None:
    """Held sleep, damage, what is missing, and what was not worn, each in its own."""
    pytest.importorskip("fsspec")
    from monitor.analysis.person_days import person_days

    whole = foreign.cwa(person(), START_S)
    torn = bytearray(whole)
    for sector in range(300, 340):
        torn[1024 + 512 * sector + 100] ^= 0xFF
    how = ["--wear-site", "thigh", "--timezone", "UTC", "--axis", "x"]
    sitmon("import", put(sitmon, "torn.cwa", bytes(torn)), "-o", sitmon.folder / "torn", *how)
    sitmon("import", put(sitmon, "ism.gt3x", asleep()), "-o", sitmon.folder / "ism", "--axis", "x")
    hole = csv(person(50.0), 50.0, leave_out=slice(50 * 300, 50 * 420))
    sitmon("import", put(sitmon, "hole.csv", hole), "-o", sitmon.folder / "hole", "--wear-site", "thigh")

    torn_day, ism_day, hole_day = (person_days(sitmon.folder / name).iloc[0] for name in ("torn", "ism", "hole"))

    assert [48.0, 0.0, 0.0] == pytest.approx([torn_day.corrupt_s, torn_day.missing_s, torn_day.held_s], abs=1.5)
    assert [0.0, 0.0, 1440.0] == pytest.approx([ism_day.corrupt_s, ism_day.missing_s, ism_day.held_s], abs=1.5)
    assert [0.0, 120.0, 0.0] == pytest.approx([hole_day.corrupt_s, hole_day.missing_s, hole_day.held_s], abs=1.5)
    assert [0, 0.0] == [torn_day.clock_sets, torn_day.non_wear_s]


def test_a_clock_that_was_set_is_told_everywhere(sitmon: Commands) -> None:
    """By the import, by `classify`, and in the table; not a minute is lost."""
    from monitor.analysis.person_days import person_days

    xyz_g = person()
    at = 80 * 750
    halves = [
        foreign.cwa(xyz_g[:at], START_S, packed=False),
        foreign.cwa(xyz_g[at:], START_S + at / 100.0 - 480.0, packed=False)[1024:],
    ]
    path, out = put(sitmon, "set.cwa", b"".join(halves)), sitmon.folder / "set"

    said = sitmon("import", path, "-o", out, "--wear-site", "thigh", "--timezone", "UTC", "--axis", "x")

    assert "the clock was set back by 480.0 s after 2025-01-06 09:10:00; time is counted on" in said.err
    assert "The clock was set: 1 time\n" in said.out
    assert POSTURES == [bout["posture"] for bout in sitmon("classify", out, "--json").records]
    assert "(clock-set)" in sitmon("classify", out).out
    day = person_days(out).iloc[0]
    assert (1, 0.0) == (day.clock_sets, day.missing_s)
    assert 1200.0 == pytest.approx(day.seen_s, abs=2.0)


def test_a_local_table_needs_its_zone(sitmon: Commands) -> None:
    """ActiLife's RAW.csv shows a clock on the spot; whose, must be said."""
    head = (
        "------------ Data File Created By ActiGraph wGT3X-BT ActiLife v6.13.4 Firmware v1.9.2 date format d/M/yyyy "
        "at 30 Hz  Filter Normal -----------\nSerial Number: MOS2E00000001\nStart Time 09:00:00\nStart Date 6/1/2025\n"
        + "Download: 0\n" * 5 + "-" * 50 + "\nAccelerometer X,Accelerometer Y,Accelerometer Z\n"
    )  # fmt: skip
    rows = "".join(f"{x:.3f},{y:.3f},{z:.3f}\n" for x, y, z in person(30.0).tolist())
    path = put(sitmon, "RAW.csv", (head + rows).encode())

    lacking = sitmon("import", path, "-o", sitmon.folder / "raw", "--wear-site", "thigh")
    said = sitmon("import", path, "-o", sitmon.folder / "raw", "--wear-site", "thigh", "--timezone", "Europe/Berlin")
    bouts = sitmon("classify", sitmon.folder / "raw", "--json").records

    assert "say --timezone Europe/Berlin" in lacking.err
    assert "read as ActiLife RAW, d/M/yyyy, no times, 30 Hz, starts 2025-01-06 09:00:00" in said.err
    assert str(bouts[0]["start"]).startswith("2025-01-06T09:00:00+01:00")
    assert POSTURES == [bout["posture"] for bout in bouts]


def test_a_recording_may_bear_the_name_of_its_file(sitmon: Commands) -> None:
    """`-o recordings/anna.cwa`: it is classified, and goes into a cohort."""
    out = sitmon.folder / "people" / "anna.cwa"
    sitmon("import", put(sitmon, "anna.cwa", foreign.cwa(person(), START_S)), "-o", out, *FILES["week.cwa"][1])

    assert 0 == sitmon("classify", out).status
    assert 0 == sitmon("cohort", out.parent, "--out", sitmon.folder / "tables", "--workers", "1").status
