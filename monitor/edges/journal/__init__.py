"""The journal: the append-only record of everything that happened, one SQLite file.

`events` holds what the pipeline said, `inputs` what the person and the desktop said, `minutes` how many seconds of
each minute were spent in each posture, and `seconds` the seconds of the last two days as they were told.  Nothing else
is stored: what must outlive a restart, such as a red flag, is derived by feeding these again, in the order of their
numbers.  Times are UTC with the local offset of that moment beside them, since "after lunch" is a question of local
time and offsets change; no time decides what was said first.

Who writes.  The running sitmon, by a `JournalWriter`; and whoever hears a person say something, by `tell`.

Durability.  A commit in WAL mode is in the page cache when it returns, so `kill -9` cannot take it back.  Events
and inputs are besides that brought to the disk at once (`synchronous=FULL`: some 0.3 ms on a fast disk, a few a
minute), so that not even a power cut takes a red flag back.  The seconds are not: 86 400 waits for the
disk a day would cost more than the few seconds that only a power cut could lose.
"""

from monitor.edges.journal.entries import Entry, EventEntry, HeardEntry, InputEntry, RelabelEntry, SecondsEntry
from monitor.edges.journal.journal import Journal, tell
from monitor.edges.journal.rows import Input, InputRow, JournalRow, Minute, SecondsRow
from monitor.edges.journal.writer import JournalWriter, Trouble

__all__ = [
    "Entry",
    "EventEntry",
    "HeardEntry",
    "Input",
    "InputEntry",
    "InputRow",
    "Journal",
    "JournalRow",
    "JournalWriter",
    "Minute",
    "RelabelEntry",
    "SecondsEntry",
    "SecondsRow",
    "Trouble",
    "tell",
]
