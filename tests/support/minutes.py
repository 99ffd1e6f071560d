"""Minutes in a journal, without the seconds that they sum, as of weeks ago: only the last two days have both."""

from monitor.edges.journal import Journal
from monitor.edges.journal.entries import count_seconds
from monitor.posture.labels import Posture


def add_seconds(journal: Journal, posture: Posture, start_s: float, utc_offset_s: int, seconds: int = 1) -> None:
    """Count seconds of one posture to the minute in which `start_s` (UTC in POSIX seconds) lies."""
    count_seconds(journal._rows, posture, int(start_s // 60) * 60, utc_offset_s, seconds)
