"""`sitmon cohort`: a summary, JSON, one line for each failure, and resumed after it was killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest

from tests.support.cohorts import HOUSE, write_study
from tests.support.commands import Commands


def test_the_command_says_what_it_measured(sitmon: Commands, tmp_path: Path) -> None:
    """Recordings, days, where the table is; a failure is named on standard error and in the exit status."""
    write_study(tmp_path / "study", people=2)
    (tmp_path / "study" / "foreign.csv").write_text("hello\n")
    said = sitmon("cohort", tmp_path / "study", "--out", tmp_path / "out", "--workers", "1")

    assert 1 == said.status
    assert [
        "Recordings: 2 of 3. Person-days: 2.",
        "Worn for 10 h: 0 of 2 days. People with 4 such days: 0 of 2.",
        f"Written: {tmp_path}/out/days.parquet.",
    ] == said.out.splitlines()
    assert said.err.startswith("sitmon: left out: foreign.csv:1: column x, y, z missing")
    assert 1 == len(said.err.splitlines())


def test_the_command_speaks_to_machines(sitmon: Commands, tmp_path: Path) -> None:
    """One object; all cores by default."""
    write_study(tmp_path / "study", people=2)
    said = sitmon("cohort", tmp_path / "study", "--out", tmp_path / "out", "--json")

    assert 0 == said.status
    counts = {"rows": 2, "days": 2, "valid_days": 0, "people": 2, "enough": 0}
    assert [{"table": f"{tmp_path}/out/days.parquet", "recordings": 2, "failed": [], **counts}] == said.records


def test_a_relative_folder_is_told_whole(sitmon: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers elsewhere do not share the current folder; written in another way it is the same study."""
    write_study(tmp_path / "study", people=1)
    monkeypatch.chdir(tmp_path)
    first = sitmon("cohort", "study", "--out", "out", "--workers", "1")
    again = sitmon("cohort", tmp_path / "study", "--out", tmp_path / "out", "--workers", "1")

    assert (0, 0) == (first.status, again.status)
    assert first.out == again.out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--workers", "0"], "should be a whole number from 1"),
        (["--workers", "2", "--scheduler", "tcp://a:1"], "not allowed with"),
    ],
)
def test_a_wrong_call_is_refused(sitmon: Commands, tmp_path: Path, options: list[str], says: str) -> None:
    """Status 2 and one line."""
    said = sitmon("cohort", tmp_path, "--out", tmp_path / "out", *options)

    assert 2 == said.status
    assert says in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_killed_and_resumed_it_redoes_and_loses_nothing(sitmon: Commands, tmp_path: Path) -> None:
    """Killed in the middle, it leaves no worker behind and no half table; the same command finishes the study."""
    study, out = write_study(tmp_path / "study", people=12), tmp_path / "out"
    command = [sys.executable, "-m", "monitor", "cohort", str(study), "--out", str(out), "--workers", "2"]
    process = subprocess.Popen(command, cwd=HOUSE, env=os.environ | {"PYTHONPATH": str(HOUSE)})
    until_s = time.monotonic() + 60
    while not list(out.rglob("p*.parquet")) and time.monotonic() < until_s:
        time.sleep(0.005)
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, alive = psutil.wait_procs(family, timeout=10)
    made = {path: path.stat().st_mtime_ns for path in out.rglob("p*.parquet")}
    resumed = sitmon("cohort", study, "--out", out, "--workers", "1")
    fresh = sitmon("cohort", study, "--out", tmp_path / "fresh", "--workers", "1")

    assert [] == alive
    assert 0 < len(made) < 12
    assert (0, 0) == (resumed.status, fresh.status)
    assert made == {path: path.stat().st_mtime_ns for path in made}
    assert 12 == pd.read_parquet(out / "days.parquet")["file"].nunique()
    assert (tmp_path / "fresh" / "days.parquet").read_bytes() == (out / "days.parquet").read_bytes()
