"""What is written of a person is that person's alone from birth, whatever the umask."""

import os
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.edges.files import STALE_S, append_to, is_draft, make_draft_folder, replacing
from tests.support.commands import Commands

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")

CSV = "time_s,x,y,z\n" + "".join(f"{n / 20},0.0,{n % 7 / 500},1.0\n" for n in range(600))


@pytest.fixture(autouse=True)
def open_handed() -> Iterator[None]:
    """A umask that keeps nothing from anybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def shared(folder: Path, *but: Path) -> list[Path]:
    """What others can read or enter below a folder."""
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in folder.rglob("*") if not path.is_symlink()}
    return [path for path, mode in modes.items() if mode & 0o077 and path not in but]


def test_whatever_a_command_writes_is_its_owners(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set-up, watching with a log and a recording, the diary, report, tables, imports, pictures, copies."""
    own = sitmon.folder / "own"
    out = own / "deep" / "er"
    own.mkdir(mode=0o700)
    (own / "week.csv").write_text(CSV)
    monkeypatch.setenv("SITMON_CONFIG", str(own / "try" / "sitmon.toml"))
    setup = ("--site", "thigh", "--leg", "left", "--side", "left", "--hours", "always")
    assert 0 == sitmon("setup", "--folder", own / "try", *setup).status
    config = own / "try" / "sitmon.toml"
    config.write_text(config.read_text().replace("record = false", "record = true"))
    with sitmon.start("run", "--virtual", "walk:20s sit:1m", "--speed", "60", "--log", out / "log") as daemon:
        daemon.communicate(timeout=60)
    calls = (
        ("pain", "4", "aching"),
        ("report", "--out", own / "report.html"),
        ("report", "--out", own / "report.pdf"),
        ("export", "--out", out / "tables", "--csv"),
        (
            "import",
            own / "week.csv",
            "-o",
            out / "people" / "week",
            "--wear-site",
            "thigh",
            "--leg",
            "left",
            "--start",
            "2026-03-02T09:00:00+01:00",
        ),
        ("simulate", "sit:1m", "--leg", "left", "-o", out / "people" / "simulated"),
        ("cohort", out / "people", "--out", out / "study"),
    )
    said = {words[0]: sitmon(*words) for words in calls}

    assert {0} == {one.status for one in said.values()}, said
    assert (out / "log").exists()
    assert list((own / "try").rglob("arrivals.jsonl*"))
    assert list((out / "study").rglob("*.parquet"))
    assert [] == shared(own, own / "week.csv")


def test_a_draft_that_nobody_touches_goes_with_the_next(tmp_path: Path) -> None:
    """One of a killed writer; one that is in work stays, and so does another's."""
    old_s = time.time() - STALE_S - 60.0
    stale, at_work = make_draft_folder(tmp_path / "week"), make_draft_folder(tmp_path / "week")
    foreign = make_draft_folder(tmp_path / "week.2")
    for draft in (stale, foreign):
        (draft / "arrivals.jsonl").write_text("half")
        for path in (draft / "arrivals.jsonl", draft):
            os.utime(path, (old_s, old_s))
    (tmp_path / ".report.html.x.new").write_text("half")
    os.utime(tmp_path / ".report.html.x.new", (old_s, old_s))
    make_draft_folder(tmp_path / "week")
    with replacing(tmp_path / "report.html") as file:
        file.write(b"whole")

    assert not stale.exists()
    assert at_work.exists()
    assert foreign.exists()
    assert [] == [path for path in tmp_path.glob(".report*") if is_draft(path)]


def test_a_killed_import_leaves_a_draft_that_is_named_as_one(sitmon: Commands) -> None:
    """So that `sitmon privacy` finds it among the recordings, and purges it."""
    (sitmon.folder / "week.csv").write_text(CSV)
    where = sitmon.store / "recordings" / "week"
    held = "from monitor import converting as c; c.compress_recording = lambda _: __import__('time').sleep(60); "
    words = ["import", str(sitmon.folder / "week.csv"), "-o", str(where), "--wear-site", "thigh", "--leg", "left"]
    words += ["--start", "2026-03-02T09:00:00+01:00"]
    with subprocess.Popen(
        [os.sys.executable, "-c", f"{held}from monitor.__main__ import main; main({words!r})"],
        cwd=Path(__file__).parents[2],
    ) as process:
        end_s = time.monotonic() + 30.0
        while not list(where.parent.glob(".week*/arrivals.jsonl")) and time.monotonic() < end_s:
            time.sleep(0.05)
        process.kill()
    draft = next(where.parent.glob(".week*"))
    listed = {Path(str(one["path"])) for one in sitmon("privacy", "--json").records}
    sitmon("privacy", "--purge", "everything", "--yes")

    assert is_draft(draft)
    assert draft in listed
    assert [] == list(where.parent.iterdir())


def test_what_is_appended_to_is_opened_as_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows writes another byte at each end of line, unless it is told; a log, a recording."""
    flags: list[int] = []
    real = os.open
    monkeypatch.setattr(os, "O_BINARY", 1 << 30, raising=False)
    monkeypatch.setattr(os, "open", lambda path, how, mode: (flags.append(how), real(path, how & ~(1 << 30), mode))[1])
    os.close(append_to(tmp_path / "lines"))

    assert [1 << 30] == [how & 1 << 30 for how in flags]
