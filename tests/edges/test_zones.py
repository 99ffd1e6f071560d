"""Time zones by name."""

import datetime
from pathlib import Path

import pytest

from monitor.edges.zones import local_zone_name, read_zone

NOON = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("name", "hour", "minute"),
    [("UTC", 12, 0), ("Europe/Zurich", 14, 0), ("+01:00", 13, 0), ("-03:30", 8, 30), ("+0545", 17, 45)],
)
def test_a_zone_by_name_or_offset(name: str, hour: int, minute: int) -> None:
    """IANA names know summer time, offsets do not."""
    local = NOON.astimezone(read_zone(name))

    assert (hour, minute) == (local.hour, local.minute)


@pytest.mark.parametrize(
    "name", ["", "Atlantis", "../../etc/passwd", "+25:00", "+01:60", "1", "Europe", "/etc", "a\0b"]
)
def test_what_is_no_zone_says_so(name: str) -> None:
    """One sentence, whatever is wrong with it."""
    with pytest.raises(ValueError, match='is not a time zone; write one like "Europe/Zurich"'):
        read_zone(name)


def test_this_machines_zone_is_what_etc_localtime_links_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link names the zone; TZ counts before it if it is a zone."""
    monkeypatch.delenv("TZ", raising=False)
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Asia/Kathmandu")
    assert "Asia/Kathmandu" == local_zone_name(tmp_path / "localtime")

    monkeypatch.setenv("TZ", ":Europe/Zurich")
    assert "Europe/Zurich" == local_zone_name(tmp_path / "localtime")
    monkeypatch.setenv("TZ", "nonsense")
    assert "Asia/Kathmandu" == local_zone_name(tmp_path / "localtime")


def test_without_a_name_there_is_the_offset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that names no zone still has an offset, and it can be read back."""
    monkeypatch.delenv("TZ", raising=False)
    name = local_zone_name(tmp_path / "localtime")

    assert datetime.datetime.now().astimezone().utcoffset() == read_zone(name).utcoffset(None)
