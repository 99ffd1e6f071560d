"""The person's standing, where no sitmon runs: the one coach, folded from the journal and the settings in force.

Whoever is asked about the person asks it: what stands, what may be begun, what follows from what is said now.  A
sitmon that runs answers from its own coach, which was folded in the same way.
"""

from monitor.assembly import coach_for
from monitor.coaching.coach import Coach
from monitor.edges.journal import Journal
from monitor.edges.settings import Settings
from monitor.history import Past, recall


def fold(settings: Settings, now_s: float, *, before: int | None = None) -> Coach:
    """Fold what there is as of `now_s`, UTC in POSIX seconds; a journal that is not there yet knows nothing.

    The last seconds of posture are left out: they say nothing lasting.  With `before`, the number of an input, what
    was said is folded up to that one.

    Raises:
        MonitorError: the journal or the prescribed set cannot be read.
    """
    past: list[Past] = []
    if settings.storage.journal.exists():
        with Journal(settings.storage.journal, read_only=True) as journal:
            past = recall(journal, now_s, settings.zone, seconds=False, before=before)
    return coach_for(settings, past)
