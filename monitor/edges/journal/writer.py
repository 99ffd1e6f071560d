"""The writer: one thread that owns the writing of the journal, so that nobody who watches ever waits for a disk."""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, Self

from monitor.coaching.inputs import UserAction
from monitor.edges.journal.entries import MAY_WAIT, Entry, InputEntry, SecondsEntry
from monitor.edges.journal.owned import OwnedFile
from monitor.edges.journal.rows import Input
from monitor.edges.journal.schema import PASSING, code_of
from monitor.errors import JournalError

LOOK_S: Final = 1.0
"""How often it looks whether others said something, and writes the seconds that came since (product default)."""

RETRY_S: Final = (1.0, 2.0, 3.0, 5.0)
"""After how long it tries again what it could not write; the last of them again and again (product default)."""

AGE_S: Final = 60.0
"""How often it looks for what goes for its age (product default)."""

LAST_RETRY_S: Final = 0.25
"""After how long it tries again while it is being closed (product default)."""

CLOSE_S: Final = 5.0
"""How long the end waits for what is still to be written (product default)."""

MOST: Final = 86_400
"""How many seconds and events wait at most, a day (product default); what a person said is never dropped."""

_ENDED: Final = "the writer of the journal has ended: start sitmon again."


@dataclass(frozen=True, slots=True)
class Trouble:
    """The journal cannot be written; what came since waits in memory, in order.

    Attributes:
        since_s: when it began, UTC in POSIX seconds.
        reason: one line: what is wrong, where, what to do.
    """

    since_s: float
    reason: str


@dataclass(slots=True)
class _Waiting:
    """An entry that waits, and the number that its row is given once it is committed."""

    entry: Entry
    number: Future[int] = field(default_factory=Future)

    def __post_init__(self) -> None:
        self.number.set_running_or_notify_cancel()  # several may wait for it: none may call it off

    @property
    def size(self) -> int:
        """How many seconds or other things it is."""
        return len(self.entry.epochs) if isinstance(self.entry, SecondsEntry) else 1


class _Line:
    """What waits to be written, in the order in which it came, with a bound on memory; not safe among threads.

    Attributes:
        count: how many seconds and other things wait, those included that are being written.
    """

    def __init__(self) -> None:
        self.count = 0
        self._line: deque[_Waiting] = deque()
        self._tried = 0  # so many at the front somebody took to write them: they stay as they are
        self._held = 0  # so many of them are being written now: they cannot go

    def add(self, entry: Entry) -> Future[int]:
        """Put an entry at the end, seconds to those that they follow; gives the number of its row to come."""
        last = self._line[-1] if len(self._line) > self._tried else None
        joined = None
        if last is not None and isinstance(last.entry, SecondsEntry) and isinstance(entry, SecondsEntry):
            joined = last.entry.joined(entry)
        if last is None or joined is None:
            self._line.append(last := _Waiting(entry))
            self.count += last.size
        else:
            self.count += len(joined.epochs) - last.size
            last.entry = joined
        self._make_room()
        return last.number

    def take(self) -> list[_Waiting]:
        """Give all, to be written; they stay in line until `done`."""
        self._tried = self._held = len(self._line)
        return list(self._line)

    def put_back(self) -> None:
        """Let what was taken wait on: it could not be written."""
        self._held = 0
        self._make_room()

    def done(self) -> None:
        """Let what was taken and written leave the line."""
        self.count -= sum(self._line.popleft().size for _ in range(self._held))
        self._tried = self._held = 0

    def _make_room(self) -> None:
        """Drop what is oldest and was not said by a person; what is being written is not at hand."""
        most = MOST + sum(waiting.size for waiting in islice(self._line, self._held)) if self.count > MOST else MOST
        while self.count > most:
            later = islice(enumerate(self._line), self._held, None)
            place = next((place for place, one in later if not is_said(one.entry)), None)
            if place is None:
                return
            dropped = self._line[place]
            del self._line[place]
            self._tried -= place < self._tried
            self.count -= dropped.size
            dropped.number.set_exception(JournalError("not kept: the journal could not be written for too long."))


class JournalWriter:
    """Writes the journal at `path` in a thread of its own; a context manager.

    What it is given is written in order, what comes close together in one commit.  What cannot be written waits in
    memory and is tried again; `trouble` tells so.  Should another file take the journal's place, it goes on in that
    one, with the safety words that it knows.

    Args:
        path: the journal; made if it is not there.
        now_s: UTC in POSIX seconds, by the clock that stamps what is kept; called in the writer's thread.
        hear_after: the number of the last input that is known already; later ones of other processes are heard.
        heard: is given each input that another process kept, once, in order, with its number.
        troubled: is given the trouble when one begins, and None when it has ended.
        replaced: is told that another file took the journal's place.
            These three are called in the writer's thread; they must not wait and not raise.

    Raises:
        JournalError: another sitmon writes it, or it is no journal, or a newer one, or it is not ours to write.  A
            disk that is full or busy is a trouble instead.
    """

    def __init__(
        self,
        path: Path,
        now_s: Callable[[], float],
        *,
        hear_after: int = 0,
        heard: Callable[[int, Input], object] = lambda _number, _item: None,
        troubled: Callable[[Trouble | None], object] = lambda _: None,
        replaced: Callable[[], object] = lambda: None,
    ) -> None:
        self._now_s, self._troubled = now_s, troubled
        self._file = OwnedFile(path, hear_after, heard, replaced)
        self._line = _Line()
        self._changed = threading.Condition()
        self._trouble: Trouble | None = None
        self._failures = 0
        self._next_s = 0.0  # when the next turn is due, by the monotonic clock, as are the two below
        self._age_at_s = 0.0
        self._end_at_s: float | None = None
        self._ended = False
        self._opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()
        self._opened.result()

    @property
    def trouble(self) -> Trouble | None:
        """Tell since when and why the journal is not written, in UTC POSIX seconds; None if it is."""
        return self._trouble

    def keep(self, entry: Entry) -> Future[int]:
        """Have an entry written, after those before it; gives the number of its row, once that is committed.

        The result is set in the writer's thread.  It is a JournalError if the entry found no room, or could not be
        written before the end.
        """
        with self._changed:
            number = self._line.add(entry)
            if self._ended:
                self._give_up()
            if is_said(entry) or not (self._trouble is not None or isinstance(entry, MAY_WAIT)):
                self.look()
        return number

    def look(self) -> None:
        """Look at once whether other processes said something."""
        with self._changed:
            self._next_s = 0.0
            self._changed.notify_all()

    def flush(self, timeout_s: float) -> bool:
        """Wait until all is written that was given so far; gives whether it is."""
        with self._changed:
            self.look()
            self._changed.wait_for(lambda: not self._line.count or self._ended, timeout_s)
            return not self._line.count

    def close(self, timeout_s: float = CLOSE_S) -> None:
        """Write what waits, trying for so many seconds, and let go of the file; a second call does nothing."""
        with self._changed:
            if self._end_at_s is None:
                self._end_at_s = time.monotonic() + timeout_s
            self.look()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work(self) -> None:
        try:
            try:
                self._file.listen()
            except JournalError as error:
                if code_of(error.__cause__) not in PASSING:
                    self._opened.set_exception(error)
                    return
                self._failed(error)  # it may pass: it does not hinder the start
            self._opened.set_result(None)
            while self._pause():
                self._turn()
        finally:
            self._end()

    def _pause(self) -> bool:
        """Wait for the next turn; gives whether there is one."""
        with self._changed:
            while True:
                now_s = time.monotonic()
                if self._end_at_s is not None and (not self._line.count or now_s >= self._end_at_s):
                    return False
                due_s = self._next_s if self._end_at_s is None else min(self._next_s, self._end_at_s)
                if due_s <= now_s:
                    self._next_s = now_s + LOOK_S
                    return True
                self._changed.wait(due_s - now_s)

    def _turn(self) -> None:
        with self._changed:
            taken = self._line.take()
        try:
            if taken:
                numbers = self._file.write([waiting.entry for waiting in taken])
                for waiting, number in zip(taken, numbers, strict=True):
                    waiting.number.set_result(number)
                with self._changed:
                    self._line.done()
                    self._changed.notify_all()
            self._file.listen()
            if time.monotonic() >= self._age_at_s:
                more = self._file.age(self._now_s())
                self._age_at_s = time.monotonic() + (0.0 if more else AGE_S)
        except JournalError as error:
            self._failed(error)
            return
        with self._changed:
            ended, self._trouble, self._failures = self._trouble is not None, None, 0
        if ended:
            self._troubled(None)

    def _failed(self, error: JournalError) -> None:
        """Let what was taken wait, and try again later."""
        with self._changed:
            self._line.put_back()
            since_s = self._now_s() if self._trouble is None else self._trouble.since_s
            self._trouble = Trouble(since_s, str(error))
            wait_s = RETRY_S[min(self._failures, len(RETRY_S) - 1)]
            self._failures += 1
            self._next_s = time.monotonic() + (wait_s if self._end_at_s is None else min(wait_s, LAST_RETRY_S))
        if self._failures == 1:
            self._troubled(self.trouble)

    def _end(self) -> None:
        self._file.close()
        with self._changed:
            self._ended = True
            if self._end_at_s is None:  # by a fault of ours
                since_s = self._now_s() if self._trouble is None else self._trouble.since_s
                self._trouble = Trouble(since_s, _ENDED)
            self._give_up()
            self._changed.notify_all()
        if not self._opened.done():
            self._opened.set_exception(JournalError(_ENDED))

    def _give_up(self) -> None:
        """Say of all that waits that it is not kept."""
        reason = _ENDED if self._trouble is None else self._trouble.reason
        for waiting in self._line.take():
            waiting.number.set_exception(JournalError(f"not kept: {reason}"))
        self._line.done()


def is_said(entry: Entry) -> bool:
    """Tell whether a person said it: it is written at once, and never dropped."""
    return isinstance(entry, InputEntry) and isinstance(entry.item, UserAction)
