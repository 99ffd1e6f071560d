"""Reading labelled recordings, from a small one written here."""

import json
from pathlib import Path

import numpy as np
import pytest

from validation import accuracy
from validation.people import SIT, Subject, read_thighs

RATE_HZ = 12.5


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    """Eight seconds: other, six of sitting that grow stiller, one of sit-to-stand."""
    t_ms = np.arange(100) * 80
    label = np.array([0, 1, 1, 1, 1, 1, 1, 8])[t_ms // 1000]
    swing = np.where(np.arange(100) % 2, 1, -1) * (8000 - t_ms) // 10
    xyz = np.column_stack([swing, np.zeros(100), np.full(100, 4000)]).astype(np.int16)
    meta = json.dumps({"fs": RATE_HZ})
    np.savez(
        tmp_path / "sens_thigh_P99.npz", t_ms=t_ms.astype(np.int32), xyz=xyz, label=label.astype(np.uint8), meta=meta
    )
    (read,) = read_thighs(tmp_path)
    return read


def test_only_posture_labels_are_scored(subject: Subject) -> None:
    """Other and the transitions themselves are dropped; samples are in g."""
    assert subject.seconds.tolist() == [1, 2, 3, 4, 5, 6]
    assert set(subject.labels.tolist()) == {SIT}
    assert subject.xyz_g[:, 2].max() == 1.0


def test_the_quietest_window_is_the_pose(subject: Subject) -> None:
    """Of two windows of five seconds, the later one is stiller."""
    pose = subject.quietest(SIT)
    np.testing.assert_array_equal(pose, subject.xyz_g[(subject.time_s >= 2) & (subject.time_s < 7)])


def test_absent_data_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the recordings it says so and ends well."""
    monkeypatch.setattr("sys.argv", ["accuracy", "--data", str(tmp_path / "nowhere")])
    accuracy.main()
    out = capsys.readouterr().out
    assert out.startswith("skipped: no labelled thigh recordings")
    assert out.count("\n") == 1
