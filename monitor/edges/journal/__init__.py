"""The journal: the append-only record of everything that happened, one SQLite file.

`events` holds what the pipeline said, `inputs` what the person and the desktop said, and `minutes` how many
seconds of each minute were spent in each posture.  Nothing else is stored: what must outlive a restart, such as
a red flag, is derived by feeding the inputs again.  Times are UTC with the local offset of that moment beside
them, since "after lunch" is a question of local time and offsets change.

Durability.  A commit in WAL mode is in the page cache when it returns, so `kill -9` cannot take it back.  Events
and inputs are besides that brought to the disk at once (`synchronous=FULL`: some 0.3 ms on a fast disk, a few a
minute), so that not even a power cut takes a red flag back.  The seconds of a minute are not: 86 400 waits for the
disk a day would cost more than the few seconds that only a power cut could lose.
"""

from monitor.edges.journal.journal import Journal
from monitor.edges.journal.rows import JournalRow, Minute

__all__ = ["Journal", "JournalRow", "Minute"]
