"""What waits to be written: entries in the order in which they came, with a bound on memory."""

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

from monitor.coaching.inputs import UserAction
from monitor.edges.journal.entries import Entry, InputEntry, SecondsEntry
from monitor.errors import JournalError

MOST: Final = 86_400
"""How many seconds and events wait at most, a day (product default); what a person said is never dropped."""


@dataclass(slots=True)
class Waiting:
    """An entry that waits, and who waits for it.

    Attributes:
        entry: that; seconds that follow each other wait together, until they are taken to be written.
        number: is given the number of its row once it is committed.
        was_taken: somebody tried to write it.
    """

    entry: Entry
    number: Future[int] = field(default_factory=Future)
    was_taken: bool = False

    def __post_init__(self) -> None:
        self.number.set_running_or_notify_cancel()  # several may wait for it: none may call it off

    @property
    def size(self) -> int:
        """How many seconds or other things it is."""
        return _size(self.entry)


class Line:
    """Entries that wait in line; not safe among threads by itself.

    Attributes:
        count: how many seconds and other things wait, those included that are being written.
        lost: how many found no room.
    """

    def __init__(self) -> None:
        self.count = 0
        self.lost = 0
        self._line: deque[Waiting] = deque()
        self._taken: list[Waiting] = []

    def add(self, entry: Entry) -> Future[int]:
        """Put an entry at the end; gives the number of its row, once that is committed."""
        self.count += _size(entry)
        last = self._line[-1] if self._line else None
        if last is None or last.was_taken or (joined := _joined(last.entry, entry)) is None:
            self._line.append(last := Waiting(entry))
        else:
            last.entry = joined
        self._make_room()
        return last.number

    def take(self) -> list[Waiting]:
        """Take all out to be written; they count until `done` or `put_back`."""
        self._taken, self._line = [*self._taken, *self._line], deque()
        for waiting in self._taken:
            waiting.was_taken = True
        return self._taken

    def put_back(self) -> None:
        """Put what was taken and could not be written back to the front."""
        self._line.extendleft(reversed(self._taken))
        self._taken = []
        self._make_room()

    def done(self) -> None:
        """Count what was taken and written no more."""
        self.count -= sum(waiting.size for waiting in self._taken)
        self._taken = []

    def _make_room(self) -> None:
        """Drop what is oldest and was not said by a person; what is being written is not at hand."""
        most = MOST + sum(waiting.size for waiting in self._taken)
        while self.count > most:
            place = next((place for place, one in enumerate(self._line) if not is_said(one.entry)), None)
            if place is None:
                return
            dropped = self._line[place]
            del self._line[place]
            self.count -= dropped.size
            self.lost += dropped.size
            dropped.number.set_exception(JournalError("not kept: the journal could not be written for too long."))


def _joined(entry: Entry, later: Entry) -> SecondsEntry | None:
    return entry.joined(later) if isinstance(entry, SecondsEntry) and isinstance(later, SecondsEntry) else None


def _size(entry: Entry) -> int:
    return len(entry.epochs) if isinstance(entry, SecondsEntry) else 1


def is_said(entry: Entry) -> bool:
    """Tell whether a person said it: it is written at once, and never dropped."""
    return isinstance(entry, InputEntry) and isinstance(entry.item, UserAction)
