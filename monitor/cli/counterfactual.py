"""What was decided, beside what other settings had decided from the same inputs.

What people said stays what they said, also where the nudge that they answered would not have come.
"""

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.table import Table

from monitor.coaching.nudges import Nudge, Reply
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import SafetyNotice
from monitor.coaching.sessions import PracticeOutcome
from monitor.pipeline import Event
from monitor.records import event_time_s, record_of
from monitor.terminal.narrate import narrate
from monitor.terminal.output import clock, console, write_json
from monitor.wording import Words

DECISIONS = (SafetyNotice, Nudge, Reply, Recommendation, Outcome, PracticeOutcome)
"""The events that settings can change."""


def print_beside(
    decided: Sequence[Event], otherwise: Sequence[Event], what: str, words: Words, *, as_json: bool
) -> None:
    """Print both, in order of time, and then their sums.

    Args:
        decided: as it was, in order of time.
        otherwise: with other settings, in order of time.
        what: the other settings.
        words: what sentences and times are told with.
        as_json: one record a line, with the settings that decided it.
    """
    if as_json:
        for setting, events in (("recorded", decided), (what, otherwise)):
            for event in _decisions(events):
                write_json({"settings": setting, **record_of(event, words.zone)})
        return
    table = Table("time", "as it was", f"with {what}", box=box.SIMPLE_HEAD)
    rows: dict[float, tuple[list[str], list[str]]] = {}
    for column, events in enumerate((decided, otherwise)):
        for event in _decisions(events):
            _, kind, said = next(narrate(event, words)).split(maxsplit=2)
            rows.setdefault(event_time_s(event), ([], []))[column].append(f"{kind}: {said}")
    for time_s, (one, other) in sorted(rows.items()):
        table.add_row(clock(time_s, words.zone), "\n".join(one), "\n".join(other))
    table.add_section()
    for name, one_sum, other_sum in zip(_SUMS, _sums(decided), _sums(otherwise), strict=True):
        table.add_row(name, str(one_sum), str(other_sum))
    console().print(table)


def _decisions(events: Sequence[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, DECISIONS)]


_SUMS = ("nudges", "verified", "claimed", "not taken")


def _sums(events: Sequence[Event]) -> tuple[int, ...]:
    results = Counter(event.result for event in events if isinstance(event, Outcome))
    nudges = sum(isinstance(event, Nudge) for event in events)
    return nudges, results[Result.VERIFIED], results[Result.CLAIMED], results[Result.NOT_TAKEN]
