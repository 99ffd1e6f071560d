"""Scores of wear sites, from seconds that can be counted by hand and a walk that is made here."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from monitor.posture.sites import POCKET
from validation import sites
from validation.sites import Judged, balanced_accuracy, calibration_error, fitted, read_site, together

RATE_HZ = 25


def _judged(labels: list[int], sits: list[bool], confidence: list[float]) -> Judged:
    return Judged(np.array(labels), np.array(sits), np.array(confidence))


ONE = _judged([1, 1, 2, 4, 2], [True, False, False, False, True], [0.9, 0.8, 0.8, 0.9, 0.0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two people with a phone in the pocket: a minute of walking, one of sitting, one of standing."""
    for person in (1, 2):
        rng = np.random.default_rng(person)
        seconds = np.arange(180 * RATE_HZ) // RATE_HZ
        lean = np.radians(np.choose(seconds // 60, [0.0, 78.0, 3.0]))
        shake = np.choose(seconds // 60, [0.3, 0.006, 0.02])[:, None] * rng.standard_normal((len(seconds), 3))
        xyz_g = np.column_stack([np.cos(lean), np.sin(lean), np.zeros(len(lean))]) + shake
        np.savez(
            tmp_path / f"motionsense_pocket_{person:02d}.npz",
            t_ms=np.arange(len(seconds), dtype=np.int32) * (1000 // RATE_HZ),
            xyz=np.rint(xyz_g * 4000).astype(np.int16),
            label=np.choose(seconds // 60, [4, 1, 2]).astype(np.uint8),
            meta=json.dumps({"fs": float(RATE_HZ), "site": "pocket"}),
        )
    return tmp_path


def test_what_is_unknown_is_not_scored() -> None:
    """Of two sitting seconds one was right; of three upright ones both that were known."""
    assert 0.75 == balanced_accuracy(ONE)
    assert [True, True, True, True, False] == ONE.known.tolist()


def test_a_score_needs_both() -> None:
    """Nothing but sitting has no balanced accuracy."""
    assert np.isnan(balanced_accuracy(_judged([1, 3], [True, True], [0.9, 0.9])))


def test_some_labels_may_be_left_out() -> None:
    """Without the second of walking four are left."""
    assert [1, 1, 2, 2] == ONE.but_for((4,)).labels.tolist()


def test_all_together_is_one_after_the_other() -> None:
    """Seconds are pooled, not scores."""
    assert 10 == len(together([ONE, ONE]).labels)
    assert balanced_accuracy(ONE) == balanced_accuracy(together([ONE, ONE]))


def test_calibration_is_that_of_what_is_called_sitting() -> None:
    """Ten seconds called sitting at .9, of which nine sat, are well calibrated; if five did, they are off by .4."""
    well = _judged([1] * 9 + [2], [True] * 10, [0.9] * 10)
    badly = replace(well, labels=np.array([1, 2] * 5))

    assert 0.0 == pytest.approx(calibration_error(well))
    assert 0.4 == pytest.approx(calibration_error(badly))


def test_a_fit_finds_which_way_sitting_leans(folder: Path) -> None:
    """Fitted to people who lean and are still when they sit, the rule says so."""
    rule = fitted(read_site(folder, "motionsense_pocket"), POCKET)

    assert rule.per_deg > 0.0
    assert 3.0 < rule.even_deg < 78.0


def test_how_soon_a_rise_is_seen(folder: Path) -> None:
    """Whoever sits and then stands is seen to within some seconds, and counted once."""
    (subject, _) = read_site(folder, "motionsense_pocket")

    (wait_s,) = sites.rises(subject, POCKET)
    assert wait_s is not None
    assert 1 <= wait_s <= 6


def test_the_table_is_printed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line for each way of looking at a site whose recordings are there; the hip is said not to be measured."""
    monkeypatch.setattr("sys.argv", ["sites", "--data", str(folder), "--subjects"])
    sites.main()
    out = capsys.readouterr().out

    assert "| pocket, left out" in out
    assert "hip: not measured" in out
    assert "| wrist" not in out
    assert "| 02 " in out


def test_absent_data_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the recordings it says so and ends well."""
    monkeypatch.setattr("sys.argv", ["sites", "--data", str(tmp_path / "nowhere")])
    sites.main()
    out = capsys.readouterr().out

    assert out.startswith("skipped: no labelled recordings of pocket, back, wrist")
    assert 1 == out.count("\n")
