"""What the host makes of what the guest saw of the service."""

import json
import shutil
from pathlib import Path

import pytest

from tests.bluez import service
from tests.bluez.bed import BedError, lay_out
from tests.bluez.guest_service import CHECKS
from tests.bluez.service import report, require_manager

NAMES = [check.__name__ for check in CHECKS]


def left(out: Path, *marks: dict[str, str]) -> Path:
    """A folder with what a guest left."""
    (out / "service.jsonl").write_text("".join(f"{json.dumps(mark)}\n" for mark in marks))
    return out


def test_all_that_was_seen_is_a_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every check left its mark."""
    assert 0 == report(left(tmp_path, *({"check": name, "saw": "it"} for name in NAMES)))
    assert capsys.readouterr().out.endswith("all of it holds\n")


@pytest.mark.parametrize("missing", NAMES)
def test_one_that_was_not_seen_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str], missing: str) -> None:
    """A check that left no mark is named, whatever came after it."""
    assert 1 == report(left(tmp_path, *({"check": name, "saw": "it"} for name in NAMES if name != missing)))
    assert f"not shown: {missing};" in capsys.readouterr().out


def test_a_guest_that_left_nothing_showed_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A machine that did not boot is no success."""
    assert 1 == report(tmp_path)
    assert f"not shown: {', '.join(NAMES)};" in capsys.readouterr().out


def test_a_failure_is_told_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the guest ran into comes out."""
    assert 1 == report(left(tmp_path, {"failed": "waited 90 s for the unit to be active, in vain"}))
    assert "FAILED: waited 90 s for the unit" in capsys.readouterr().out


def test_systemd_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One line tells what to install, before anything is booted."""
    monkeypatch.setattr(service, "MANAGER", tmp_path / "none")
    with pytest.raises(BedError, match="systemd missing"):
        require_manager()
    monkeypatch.setattr(service, "MANAGER", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(BedError, match="systemd missing"):
        require_manager()


def test_the_guest_begins_with_an_empty_folder(tmp_path: Path) -> None:
    """Nothing of a run before is taken for what this one showed."""
    lay_out(tmp_path / "out", "-m first", [])
    left(tmp_path / "out", {"check": "installed"})
    lay_out(tmp_path / "out", "-m 'second one'", [])

    assert {"init.sh", "bed.env", "motions.pickle"} == {path.name for path in (tmp_path / "out").iterdir()}
    assert "-m" in (tmp_path / "out" / "bed.env").read_text()
