"""One recording to its days: counted by hand, cut at local midnight, refused with one line."""

import math
from pathlib import Path

import numpy as np
import pytest

from monitor.analysis.person_days import person_days
from monitor.errors import RecordingError
from tests.support.cohorts import NOON_S, write_day
from tests.support.commands import Commands


def test_a_day_is_what_was_scripted(tmp_path: Path) -> None:
    """Bouts, breaks and long bouts of a script are counted as a person would count them."""
    write_day(tmp_path / "anna.npz", "sit:35m walk:2m sit:62m stand:1m sit:10m walk:3m")
    (day,) = person_days(tmp_path / "anna.npz").to_dict("records")

    assert "2026-03-02" == day["day"]
    assert (3, 3) == (day["sedentary_bouts"], day["breaks"])
    assert (2, 1) == (day["sedentary_30_min_bouts"], day["sedentary_60_min_bouts"])
    assert day["sedentary_s"] == pytest.approx(107 * 60, abs=20)
    assert day["upright_s"] == pytest.approx(6 * 60, abs=20)
    assert day["longest_s"] == pytest.approx(62 * 60, abs=10)
    assert day["sedentary_30_min_s"] == pytest.approx(97 * 60, abs=15)
    assert day["breaks_per_h"] == 3 * 3600 / day["sedentary_s"]
    assert day["mean_bout_s"] == pytest.approx(day["sedentary_s"] / 3)


@pytest.mark.parametrize(
    ("timezone", "first", "minutes"), [("UTC", "2026-03-02", 20), ("+01:00", "2026-03-02", 20), ("-05:00", None, 0)]
)
def test_days_are_cut_at_local_midnight(tmp_path: Path, timezone: str, first: str | None, minutes: int) -> None:
    """A sit over midnight is two bouts, one a day, and no break; elsewhere it is one."""
    shift_s = 3600.0 if timezone == "+01:00" else 0.0
    write_day(tmp_path / "a.npz", "stand:1m sit:40m stand:1m", start_s=NOON_S + 12 * 3600 - 21 * 60 - shift_s)
    days = person_days(tmp_path / "a.npz", timezone)

    if first is None:
        assert ["2026-03-02"] == days["day"].tolist()
        assert [1] == days["sedentary_bouts"].tolist()
        return
    assert [first, "2026-03-03"] == days["day"].tolist()
    assert [1, 1] == days["sedentary_bouts"].tolist()
    assert [0, 1] == days["breaks"].tolist()
    assert days["sedentary_s"].tolist() == pytest.approx([minutes * 60, (40 - minutes) * 60], abs=10)


def test_the_day_when_clocks_go_forward_is_an_hour_shorter(tmp_path: Path) -> None:
    """In Berlin on 2026-03-29 midnight follows 23 h after midnight."""
    before_s = 1_774_738_800.0  # 2026-03-28T23:00Z, midnight in Berlin
    for name, start_s in (("early", before_s + 1), ("late", before_s + 23 * 3600 - 60)):
        write_day(tmp_path / f"{name}.npz", "sit:2m", start_s=start_s)

    assert ["2026-03-29"] == person_days(tmp_path / "early.npz", "Europe/Berlin")["day"].tolist()
    assert ["2026-03-29", "2026-03-30"] == person_days(tmp_path / "late.npz", "Europe/Berlin")["day"].tolist()


def test_the_measures_of_the_field_are_those_of_the_bouts(tmp_path: Path) -> None:
    """What metrics says of the bouts' lengths; with three bouts the rest is not told."""
    write_day(tmp_path / "anna.npz", "sit:10m walk:1m sit:20m walk:1m sit:30m walk:1m")
    (day,) = person_days(tmp_path / "anna.npz").to_dict("records")

    assert day["weighted_mean_bout_s"] == pytest.approx(60 * (100 + 400 + 900) / 60, rel=0.02)
    assert day["transition_per_min"] == pytest.approx(1 / 20, rel=0.02)
    assert [True] * 4 == [
        math.isnan(day[name]) for name in ("usual_bout_s", "power_law_alpha", "gini", "average_hazard")
    ]


def test_a_day_is_valid_with_ten_hours_of_wear(tmp_path: Path) -> None:
    """Ten hours are, a quarter of an hour less is not; the row is there all the same."""
    write_day(tmp_path / "long.npz", "sit:5h stand:1h walk:30m sit:3h32m", start_s=NOON_S - 6 * 3600)
    write_day(tmp_path / "short.npz", "sit:5h stand:1h walk:30m sit:3h15m", start_s=NOON_S - 6 * 3600)

    assert [True] == person_days(tmp_path / "long.npz")["valid"].tolist()
    assert [False] == person_days(tmp_path / "short.npz")["valid"].tolist()


def test_a_wearable_that_was_put_down_was_not_worn(tmp_path: Path) -> None:
    """From then on, not only from when that is sure."""
    write_day(tmp_path / "a.npz", "sit:20m walk:1m off:25m")
    (day,) = person_days(tmp_path / "a.npz").to_dict("records")

    assert day["worn_s"] == pytest.approx(21 * 60, abs=45)
    assert day["seen_s"] == pytest.approx(46 * 60, abs=5)


def test_a_day_without_sitting_has_no_rate_of_breaks(tmp_path: Path) -> None:
    """What cannot be told is NaN, not zero."""
    write_day(tmp_path / "a.npz", "stand:2m walk:2m")
    (day,) = person_days(tmp_path / "a.npz").to_dict("records")

    assert math.isnan(day["breaks_per_h"])
    assert math.isnan(day["mean_bout_s"])
    assert (0, 0.0) == (day["sedentary_bouts"], day["longest_s"])


def test_the_folder_of_a_recording_says_its_time_zone_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own zone counts, not the one that is given for files."""
    start = "2026-03-02T23:58:00+09:00"
    made = Commands(tmp_path, monkeypatch)(
        "simulate", "sit:4m", "-o", tmp_path / "m", "--sample-rate", "12.5", "--start", start
    )

    assert 0 == made.status
    assert ["2026-03-02", "2026-03-03"] == person_days(tmp_path / "m", "UTC")["day"].tolist()


@pytest.mark.parametrize(
    ("xyz", "says"),
    [
        (np.zeros((0, 3)), "not one whole second"),
        (np.ones((500, 3)), "a constant signal"),
        (np.random.default_rng(1).normal([9.81, 0.0, 0.0], 0.1, (500, 3)), "m/s²"),
    ],
)
def test_what_was_not_measured_is_refused(tmp_path: Path, xyz: np.ndarray, says: str) -> None:
    """One line names the file and says what is wrong."""
    path = tmp_path / "a.npz"
    np.savez(path, xyz=xyz, t_ms=np.arange(len(xyz)) * 80, meta=np.array('{"fs": 12.5}'))
    with pytest.raises(RecordingError, match=says) as caught:
        person_days(path)

    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_not_there_is_named() -> None:
    """A missing file is one line."""
    with pytest.raises(RecordingError, match="there is no such file"):
        person_days("nowhere.npz")
