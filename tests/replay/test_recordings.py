"""Every folder in `recordings/` replays to the events that are stored beside it.

A stored expectation changes only in a commit that says why the numbers moved; write it anew with

    sitmon replay recordings/NAME --json --config /dev/null > recordings/NAME/events.jsonl
"""

import hashlib
import json
from pathlib import Path

import pytest

from monitor.edges.recordings import Damage, compress_recording, read_about, read_labels, read_recording
from monitor.simulation.script import labels_of, parse_script
from tests.support.commands import ROOT, Commands

FOLDERS = sorted(path for path in (ROOT / "recordings").iterdir() if path.is_dir())


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    """One of our recordings."""
    path: Path = request.param
    return path


def test_there_are_recordings() -> None:
    """An empty folder would prove nothing."""
    assert 2 <= len(FOLDERS)


def test_replays_to_its_events(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Event by event, each with all its words and numbers."""
    sitmon = Commands(tmp_path, monkeypatch)
    stored = [json.loads(line) for line in (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()]

    assert stored == sitmon("replay", folder, "--json").records


def test_has_its_birth_certificate(folder: Path) -> None:
    """It says what it is, and its arrivals are those that it was born with."""
    about = read_about(folder)
    arrivals = folder / "arrivals.jsonl.gz"

    assert hashlib.sha256(arrivals.read_bytes()).hexdigest() == about.arrivals_sha256
    assert about.made_by.startswith("sitmon ")
    assert [] == [item for item in read_recording(folder) if isinstance(item, Damage)]


def test_is_labelled_as_its_script(folder: Path) -> None:
    """The labels are those of the script that it was made from."""
    about = read_about(folder)

    assert about.script is not None
    assert labels_of(parse_script(about.script)) == read_labels(folder)


def test_is_small(folder: Path) -> None:
    """The repository stays quick to clone."""
    assert 250_000 > sum(path.stat().st_size for path in folder.iterdir())


def test_a_compressed_recording_replays_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing a recording for good changes no decision."""
    sitmon = Commands(tmp_path, monkeypatch)
    sitmon("simulate", "sit:3m", "--sample-rate", "12.5", "-o", tmp_path / "r")
    before = sitmon("replay", tmp_path / "r", "--json", "--epochs").out
    compress_recording(tmp_path / "r")

    assert before == sitmon("replay", tmp_path / "r", "--json", "--epochs").out
