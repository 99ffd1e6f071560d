"""The daemon is lean: it never loads the analysis libraries, and stays small while it watches."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import ROOT, Commands

HEAVY = {"pandas", "scipy", "matplotlib", "bumble", "monitor.analysis", "monitor.simulation"}
MEMORY_MB = 60.0


def measure(recording: Path, *words: str) -> dict[str, object]:
    """What `benchmarks.daemon` measures in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.daemon", "--json", str(recording), *words],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert 0 == done.returncode, done.stderr
    measured: dict[str, object] = json.loads(done.stdout)
    return measured


@pytest.fixture
def recording(sitmon: Commands) -> Path:
    """Eleven minutes at 50 Hz, made in another process than the one that is measured."""
    folder = sitmon.folder / "recording"
    assert 0 == sitmon.run("simulate", "walk:30s sit:10m stand:30s", "-o", folder).status
    return folder


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux's /proc")
def test_ten_minutes_of_watching(recording: Path) -> None:
    """After ten minutes with journal, recording and desktop: less than 60 MB, and none of the heavy libraries."""
    measured = measure(recording)

    assert [] == [name for name in HEAVY if name in measured["modules"]]  # type: ignore[operator]
    assert {"bleak", "desktop_notifier", "sqlite3", "numpy"} <= set(measured["modules"])  # type: ignore[call-overload]
    assert 660 == pytest.approx(measured["epochs"], abs=3)
    assert isinstance(measured["memory_mb"], float)
    assert 20.0 < measured["memory_mb"] < MEMORY_MB


@pytest.mark.parametrize("command", ["--help", "status"])
def test_commands_load_only_what_they_need(sitmon: Commands, command: str) -> None:
    """Help and status are asked for often, by bars each second: no numpy, no radio, no renderer."""
    code = (
        "import sys; from monitor.__main__ import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "sys.stderr.write('\\n'.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, command], cwd=ROOT, capture_output=True, text=True, timeout=20)
    loaded = set(done.stderr.splitlines())

    own = {"parser", "options", "no_openssl"} | ({"status", "answering"} if command == "status" else set())
    assert own == {name.removeprefix("monitor.cli.") for name in loaded if name.startswith("monitor.cli.")}
    assert set() == loaded & (HEAVY | {"bleak", "numpy", "rich"})
