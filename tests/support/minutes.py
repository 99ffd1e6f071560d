"""Minutes and seconds in a journal, for tests that write and read them on their own."""

from monitor.edges.journal import Journal
from monitor.edges.journal.entries import count_seconds
from monitor.posture.labels import Posture, PostureEpoch


def add_seconds(journal: Journal, posture: Posture, start_s: float, utc_offset_s: int, seconds: int = 1) -> None:
    """Count seconds of one posture to the minute in which `start_s` (UTC in POSIX seconds) lies.

    The seconds themselves are not kept, as of weeks ago: only the last two days have both.
    """
    count_seconds(journal._rows, posture, int(start_s // 60) * 60, utc_offset_s, seconds)


def told_seconds(journal: Journal) -> list[PostureEpoch]:
    """All seconds, in the order in which they were told."""
    return [epoch for row in journal.seconds_rows() for epoch in row.epochs]
