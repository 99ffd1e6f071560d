"""A recording as tables: its samples, and the posture of each of its seconds."""

from datetime import date
from pathlib import Path

import pytest

from monitor.analysis import epochs
from monitor.errors import RecordingError
from tests.support.commands import Commands


@pytest.fixture
def sitmon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The command."""
    return Commands(tmp_path, monkeypatch)


def test_every_second_has_its_posture_and_its_local_day(sitmon: Commands, tmp_path: Path) -> None:
    """Cut at the midnight of the recording's own zone; times are UTC."""
    made = ["-o", tmp_path / "r", "--sample-rate", "12.5", "--start", "2026-03-02T23:58:00+09:00", "--rotate", "3"]
    sitmon("simulate", "sit:3m stand:2m", *made)
    table = epochs(tmp_path / "r")

    assert ["time", "day", "hour", "posture", "confidence"] == list(table.columns)
    assert "datetime64[us, UTC]" == str(table["time"].dtype)
    assert "2026-03-02T14:58:00+00:00" == table["time"].iloc[0].isoformat()
    assert [date(2026, 3, 2)] * 120 + [date(2026, 3, 3)] * (len(table) - 120) == table["day"].tolist()
    assert {23, 0} == set(table["hour"])
    assert table["posture"].value_counts()["sitting"] == pytest.approx(180, abs=6)


def test_a_recording_without_samples_has_no_seconds(sitmon: Commands, tmp_path: Path) -> None:
    """The columns are there."""
    sitmon("simulate", "sit:10s", "-o", tmp_path / "r")
    arrivals = tmp_path / "r" / "arrivals.jsonl"
    arrivals.write_text(arrivals.read_text().splitlines(keepends=True)[0])

    assert ["time", "day", "hour", "posture", "confidence"] == list(epochs(tmp_path / "r").columns)
    assert epochs(tmp_path / "r").empty


def test_what_is_no_recording_is_one_line(tmp_path: Path) -> None:
    """It names the folder."""
    with pytest.raises(RecordingError, match=str(tmp_path)):
        epochs(tmp_path)
