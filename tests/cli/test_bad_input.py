"""What the world does wrong is told in one line: what, where, what to do.  Never a traceback, never silence."""

import gzip
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal import Journal
from monitor.posture.labels import WEAR_SITES
from tests.support.commands import Commands
from tests.support.small_disk import can_mount, run_on_small_disk

UPRIGHT = "1.0,0.0,0.0"
XYZ_G = np.tile([1.0, 0.0, 0.0], (500, 1))
T_MS = np.arange(500) * 20

BAD_CSV = {
    "is empty": ("", ":1: column x, y, z missing"),
    "lacks a column": ("x,y\n1,0\n", ":1: column z missing"),
    "has other separators": ("x|y|z\n1|0|0\n", ":1: column x, y, z missing"),
    "holds no sample": ("x,y,z\n", "has a header and no samples"),
    "holds a word": (f"x,y,z\n{UPRIGHT}\n1,oops,0\n", ":3: y is 'oops', should be a number"),
    "holds a word after blank lines": (f"x,y,z\n{UPRIGHT}\n\n\n1,oops,0\n", ":5: y is 'oops'"),
    "holds a word in its first row": (f"x,y,z\n1,oops,0\n{UPRIGHT}\n{UPRIGHT}\n", ":2: y is 'oops'"),
    "names other columns": (f"a,b,c\n{UPRIGHT}\n{UPRIGHT}\n", ":1: column x, y, z missing"),
    "holds a remark": (f"x,y,z\n{UPRIGHT}\n# moved\n1,0,0\n", ":3: x is '# moved'"),
    "has an empty cell": (f"x,y,z\n{UPRIGHT}\n1,,0\n", ":3: y is '', should be a number"),
    "has a short line": (f"x,y,z\n{UPRIGHT}\n1,0\n", ":3: ends before column z"),
    "is cut off": (f"x,y,z\n{UPRIGHT}\n1", ":3: ends before column y"),
    "has no times": (f"x,y,z\n{UPRIGHT}\n{UPRIGHT}\n", "say how fast it was sampled with --sample-rate HZ"),
    "has times that stand still": (f"time_s,x,y,z\n1,{UPRIGHT}\n1,{UPRIGHT}\n", "its times do not increase"),
    "holds what is not a number": ("time_s,x,y,z\n0,nan,0,0\n.02,1,0,0\n.04,1,0,0\n", "sample 0 is not a number"),
    "is in m/s²": ("time_s,x,y,z\n" + "".join(f"{t / 50},9.81,0,0\n" for t in range(200)), "divide by 9.80665"),
    "is in mg": ("time_s,x,y,z\n" + "".join(f"{t / 50},1000,0,0\n" for t in range(200)), "divide by 1000"),
}

BAD_NPZ: dict[str, tuple[dict[str, Any], str]] = {
    "holds something else": ({"foo": XYZ_G}, "holds foo; needs xyz (n, 3)"),
    "has two axes": ({"xyz": XYZ_G[:, :2], "t_ms": T_MS}, "(n, 3)"),
    "is flat": ({"xyz": XYZ_G[:, 0], "t_ms": T_MS}, "needs xyz (n, 3)"),
    "holds words": ({"xyz": np.full((500, 3), "a"), "t_ms": T_MS}, "xyz holds no numbers"),
    "has words for times": ({"xyz": XYZ_G, "time_s": np.full(500, "a")}, "time_s holds no numbers"),
    "has too few times": ({"xyz": XYZ_G, "t_ms": T_MS[:5]}, "one time a sample"),
    "runs backward": ({"xyz": XYZ_G, "t_ms": T_MS[::-1]}, "its times do not increase"),
    "has no times": ({"xyz": XYZ_G}, "say how fast it was sampled"),
    "holds no sample": ({"xyz": XYZ_G[:0], "t_ms": T_MS[:0]}, "has no times"),
    "holds objects": ({"xyz": np.array([{"x": 1}], dtype=object)}, "not an .npz of arrays"),
    "has a meta that is not JSON": ({"xyz": XYZ_G, "t_ms": T_MS, "meta": "{"}, "its meta is not JSON"),
    "has a word for a rate": ({"xyz": XYZ_G, "meta": '{"fs": "fast"}'}, "fs of its meta is 'fast'"),
    "has no counts": ({"xyz": XYZ_G, "t_ms": T_MS, "meta": '{"counts_per_g": 0}'}, "counts_per_g of its meta is 0"),
    "is in m/s²": ({"xyz": XYZ_G * 9.80665, "t_ms": T_MS}, "divide by 9.80665"),
}


@pytest.mark.parametrize("fault", BAD_CSV)
def test_a_csv_that(sitmon: Commands, fault: str) -> None:
    """A CSV with this fault is refused, with the line that people count."""
    text, hint = BAD_CSV[fault]
    path = sitmon.folder / "walk.csv"
    path.write_text(text)

    said = sitmon("classify", path)
    assert 1 == said.status
    assert f"sitmon: {path}" in said.complaint
    assert hint in said.complaint


@pytest.mark.parametrize("fault", BAD_NPZ)
def test_an_npz_that(sitmon: Commands, fault: str) -> None:
    """An .npz with this fault is refused."""
    arrays, hint = BAD_NPZ[fault]
    path = sitmon.folder / "walk.npz"
    np.savez(path, **arrays)

    said = sitmon("classify", path)
    assert 1 == said.status
    assert f"sitmon: {path}" in said.complaint
    assert hint in said.complaint


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 torn", b"\x93NUMPY"], ids=repr)
def test_an_npz_that_is_none(sitmon: Commands, content: bytes) -> None:
    """Any bytes may be called .npz; that they are none is said in one line."""
    path = sitmon.folder / "walk.npz"
    path.write_bytes(content)

    assert f"{path}: not an .npz of arrays" in sitmon("classify", path).complaint


def test_a_single_array_that_is_called_npz(sitmon: Commands) -> None:
    """An .npy under a wrong name is refused, too."""
    path = sitmon.folder / "walk.npz"
    with path.open("wb") as file:
        np.save(file, XYZ_G)

    assert "not an .npz of arrays" in sitmon("classify", path).complaint


@pytest.mark.parametrize("name", ["walk.txt", "walk"])
def test_a_file_of_another_kind(sitmon: Commands, name: str) -> None:
    """What can be read is named."""
    (sitmon.folder / name).write_text("x,y,z\n")

    assert "give the folder of a recording, an .npz or a .csv" in sitmon("classify", sitmon.folder / name).complaint


@pytest.mark.parametrize(("command", "hint"), [("classify", "no such file"), ("replay", "missing")])
def test_what_is_not_there(sitmon: Commands, command: str, hint: str) -> None:
    """A wrong path is named, not taken for an empty recording."""
    path = sitmon.folder / "nowhere"

    assert f"sitmon: {path}" in sitmon(command, path).complaint
    assert hint in sitmon(command, path).complaint


def test_another_wear_site(sitmon: Commands) -> None:
    """What is not supported is refused, not classified as if it were the thigh."""
    path = sitmon.folder / "walk.csv"
    path.write_text("time_s,x,y,z\n")

    said = sitmon("classify", path, "--wear-site", "ankle")
    assert 2 == said.status
    assert "--wear-site: invalid choice: 'ankle' (choose from " in said.complaint
    assert "thigh" in said.complaint


# ------------------------------------------------------------------------------ recordings


@pytest.fixture
def recording(sitmon: Commands) -> Path:
    """Two minutes, recorded."""
    folder = sitmon.folder / "recording"
    start = ("--start", "2026-03-02T09:00:00+01:00")
    assert 0 == sitmon("simulate", "sit:2m", "--sample-rate", "12.5", *start, "-o", folder).status
    return folder


def test_a_recording_of_another_wear_site(sitmon: Commands, recording: Path) -> None:
    """One line, without what a terminal would take for a command; and --wear-site takes it for one of ours."""
    about = recording / "about.toml"
    text = about.read_text().replace('wear_site = "thigh"', 'wear_site = "\\u001b]0;ankle"')
    about.write_text(text)

    said = sitmon("classify", recording)

    assert 2 == said.status
    assert "worn at the ?]0;ankle, it says; supported are thigh" in said.complaint
    assert 0 == sitmon("classify", recording, "--wear-site", "thigh").status


def test_a_torn_line_is_named_and_the_rest_used(sitmon: Commands, recording: Path) -> None:
    """A recording whose writer was killed within a line replays, and says which line was lost."""
    path = recording / "arrivals.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    said = sitmon("replay", recording, "--json")

    assert (0, "") == (said.status, said.err)
    lines = len(path.read_bytes().splitlines())
    (rejected,) = [record for record in said.records if record["event"] == "rejected"]
    assert f"line {lines} of the recording: torn last line; the rest is used" == rejected["reason"]
    assert ["sitting"] == [record["posture"] for record in said.records if record["event"] == "bout"]


@pytest.mark.parametrize("line", ['{"t":1,"x":2}', "hello", "[" * 5000, "null", '{"t":1e400,"c":"2a19","b":"00"}'])
@pytest.mark.parametrize("place", [1, 30])
def test_a_foreign_line_is_named_and_the_rest_used(sitmon: Commands, recording: Path, line: str, place: int) -> None:
    """A line that is not ours is one rejected event, at the time of its neighbours; the decisions stay."""
    before = sitmon("replay", recording, "--json").records
    path = recording / "arrivals.jsonl"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:place], line, *lines[place:]]) + "\n")
    events = sitmon("replay", recording, "--json").records

    (rejected,) = [event for event in events if event not in before]
    assert str(rejected["reason"]).startswith(f"line {place + 1} of the recording: ")
    assert str(rejected["time"]).startswith("2026-03-02T09:00:")
    assert before == [event for event in events if event != rejected]


def test_classify_names_a_foreign_line_too(sitmon: Commands, recording: Path) -> None:
    """The bouts come on standard output, the fault on standard error."""
    with (recording / "arrivals.jsonl").open("a") as file:
        file.write("hello\n")
    said = sitmon("classify", recording)

    assert 0 == said.status
    assert "sitting" in said.out
    assert "not JSON; the rest is used" in said.err


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("arrivals.jsonl", b"hello\n", "not a recording"),
        ("arrivals.jsonl", b"", "not a recording"),
        ("arrivals.jsonl", b'{"format":"sitmon-recording","version":9}\n', "newer sitmon"),
        ("about.toml", b"device =", "about.toml"),
        ("about.toml", b'device = "a"\n', "about.toml"),
        ("about.toml", b"\xff", "about.toml"),
    ],
    ids=["foreign", "empty", "newer", "torn about", "poor about", "binary about"],
)
@pytest.mark.parametrize("command", ["replay", "classify"])
def test_not_a_recording(sitmon: Commands, recording: Path, command: str, name: str, content: bytes, hint: str) -> None:
    """What is no recording is refused, whichever command reads it."""
    (recording / name).write_bytes(content)

    said = sitmon(command, recording)
    assert 1 == said.status
    assert hint in said.complaint
    assert str(recording / name) in said.complaint


def test_a_torn_compressed_recording(sitmon: Commands, recording: Path) -> None:
    """What was compressed and cut is used up to the cut."""
    plain = recording / "arrivals.jsonl"
    (recording / "arrivals.jsonl.gz").write_bytes(gzip.compress(plain.read_bytes())[:-200])
    plain.unlink()
    said = sitmon("replay", recording, "--json")

    assert (0, "") == (said.status, said.err)
    assert "the compressed file is torn" in json.dumps(said.records)


# ----------------------------------------------------------------- disks, folders, settings


@pytest.mark.parametrize("place", ["file/below", "/proc/nowhere"])
def test_a_folder_that_cannot_be_written(sitmon: Commands, place: str) -> None:
    """Where nothing can be written, that is said."""
    (sitmon.folder / "file").write_text("")

    assert "cannot be written" in sitmon("simulate", "sit:1m", "-o", sitmon.folder / place).complaint


@pytest.mark.parametrize("command", ["run", "red-flag"])
def test_storage_that_cannot_be_written(sitmon: Commands, command: str) -> None:
    """A storage folder that is a file is named; a red flag has by then said what to do."""
    sitmon.store.write_text("")
    said = sitmon(command)

    assert str(sitmon.store) in said.complaint
    assert ("" if command == "run" else "Get medical help now.") == said.out[:21]
    assert (command == "red-flag") == ("Call your local emergency number" in said.out)


def full_disk(folder: Path, code: str) -> str:
    """What a call says on a disk of 64 KiB."""
    if not can_mount(folder):
        pytest.skip("this machine lets nobody mount a tmpfs of its own")
    done = run_on_small_disk(folder, "64k", code)
    assert (1, "") == (done.returncode, done.stdout), done.stderr
    return done.stderr


def test_a_full_disk_while_simulating(tmp_path: Path) -> None:
    """The disk is named as full, in one line."""
    code = (
        "import sys; from monitor.__main__ import main; "
        "sys.exit(main(['simulate', 'sit:20m', '-o', sys.argv[1] + '/morning']))"
    )
    said = full_disk(tmp_path, code)

    assert 1 == len(said.splitlines())
    assert "the disk is full" in said


def test_a_full_disk_while_recording(tmp_path: Path) -> None:
    """`sitmon record` ends in one line, too, whatever comes from the wearable."""
    code = """
import sys
import monitor.cli.record as record
from monitor.__main__ import main
from monitor.edges.link.machine import LinkHealth, LinkState
from monitor.motion.arrivals import Arrival

class Link:
    health = LinkHealth(LinkState.STREAMING, 0.0, '', 'sitmon profile', 'C4:11:22:33:44:55', 0.0, 0, 0, 0)
    def __init__(self, *args, **options): pass
    async def arrivals(self):
        for second in range(10000):
            yield Arrival(1772438400.0 + second, '7ae90102-be4c-492f-a786-69776b18097e', bytes(160))

record.WearableLink = Link
sys.exit(main(['record', '-o', sys.argv[1] + '/morning']))
"""
    said = full_disk(tmp_path, code)

    assert 1 == len(said.splitlines())
    assert "the disk is full" in said


@pytest.mark.parametrize("command", ["run", "status", "red-flag", "scan", "record -o r"])
def test_a_wrong_key_in_the_settings(sitmon: Commands, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command that reads the settings names file, line and the likely key; exit status 2."""
    monkeypatch.chdir(sitmon.folder)
    sitmon.configure('[nudges]\nlimit = "30m"\nladdder = ["10m"]')

    said = sitmon(*command.split())
    assert 2 == said.status
    assert f"sitmon: {sitmon.folder / 'sitmon.toml'}:3: " in said.complaint
    assert "did you mean ladder?" in said.complaint


def test_settings_that_are_named_and_missing(sitmon: Commands) -> None:
    """A settings file that somebody named must be there."""
    said = sitmon("status", "--config", sitmon.folder / "mine.toml")

    assert 2 == said.status
    assert "mine.toml: there is no such file" in said.complaint


# --------------------------------------------------------------------------------- no radio


@pytest.fixture
def no_radio(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which the system bus, and so the Bluetooth adapter, cannot be reached."""
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'no-bus'}")


@pytest.mark.skipif(sys.platform != "linux", reason="the bus is Linux's")
@pytest.mark.parametrize("words", ["scan --seconds 1", "record --for 1s -o"])
@pytest.mark.usefixtures("no_radio")
def test_no_bluetooth_adapter(sitmon: Commands, words: str) -> None:
    """Without an adapter it says so, and what needs none; exit status 1 within seconds."""
    folder = [sitmon.folder / "monday"] if words.endswith("-o") else []
    said = sitmon.run(*words.split(), *folder, timeout_s=20.0)
    last = said.err.splitlines()[-1]

    assert 1 == said.status
    assert last.startswith("sitmon: no Bluetooth here")
    assert "sitmon demo" in last
    assert "Traceback" not in said.err


@pytest.mark.skipif(sys.platform != "linux", reason="the bus is Linux's")
@pytest.mark.usefixtures("no_radio")
def test_the_daemon_waits_for_an_adapter(sitmon: Commands) -> None:
    """A missing adapter is a state: said once, with what to do, and waited out until the daemon is told to end."""
    said = sitmon.until("no Bluetooth here", "run")
    (line,) = (line for line in said.err.splitlines() if "no-adapter" in line)

    assert 0 == said.status
    assert "sitmon demo" in line
    assert "Traceback" not in said.err
    with Journal(sitmon.store / "journal.sqlite", read_only=True) as journal:
        states = [row.body["state"] for row in journal.events("link")]
    assert ["scanning", "no-adapter"] == states[:2]


@pytest.mark.usefixtures("no_radio")
def test_a_red_flag_is_warned_of_at_the_start(sitmon: Commands) -> None:
    """`sitmon run` says first that no exercise will be offered, since when, and how to go on (F2)."""
    assert 0 == sitmon("red-flag", "leg-weakness").status
    said = sitmon.until("no Bluetooth here", "run")

    assert "a red flag stands since 20" in said.err.splitlines()[0]
    assert "sitmon red-flag --clear" in said.err.splitlines()[0]


def test_what_a_body_did_is_private(sitmon: Commands, recording: Path) -> None:
    """Recordings and the journal can be read by their owner only."""
    sitmon("red-flag")

    for path in (recording / "arrivals.jsonl", sitmon.store / "journal.sqlite"):
        assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert os.access(sitmon.store, os.R_OK)


def test_two_writers_of_one_journal(sitmon: Commands) -> None:
    """While one sitmon writes the journal, a second one is refused, and told why."""
    with Journal(sitmon.store / "journal.sqlite"):
        assert "another sitmon is writing" in sitmon("run").complaint


def test_what_is_told_needs_no_other_writer_to_end(sitmon: Commands) -> None:
    """A red flag and its end are kept at once, also while a sitmon writes that hangs and hears nobody."""
    with Journal(sitmon.store / "journal.sqlite") as journal:
        assert (0, "") == (sitmon("red-flag").status, sitmon("red-flag", "--clear").err)
        kept = [item.action for item in journal.inputs() if isinstance(item, UserAction)]

    assert [Action.RED_FLAG, Action.CLEAR_RED_FLAG] == kept


def test_an_unknown_wear_site_is_refused_by_evaluate(sitmon: Commands) -> None:
    """It names those that there are."""
    said = sitmon("evaluate", sitmon.folder, "--wear-site", "ear")

    assert (2, "") == (said.status, said.out)
    assert "--wear-site: invalid choice: 'ear' (choose from " in said.complaint
    assert [] == [site for site in WEAR_SITES if site not in said.complaint]


@pytest.mark.parametrize(
    ("xyz_g", "line"),
    [
        (np.tile([0.0, 0.0, 1.0], (500, 1)), "a constant signal: all 500 samples are the same; nothing was measured"),
        (np.empty((0, 3)), "not one whole second of samples; nothing to classify"),
        (np.tile([0.0, 0.0, 1.0], (1, 1)), "not one whole second of samples; nothing to classify"),
    ],
)
def test_samples_that_say_nothing_are_one_line(sitmon: Commands, xyz_g: np.ndarray, line: str) -> None:
    """A stuck sensor and an empty file end with exit status 1."""
    np.savez(sitmon.folder / "samples.npz", xyz=xyz_g, meta=json.dumps({"fs": 50}))
    said = sitmon("classify", sitmon.folder / "samples.npz")

    assert (1, "") == (said.status, said.out)
    assert f"sitmon: {sitmon.folder / 'samples.npz'}: {line}\n" == said.err
