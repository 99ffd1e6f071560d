"""The writer: one thread that owns the writing of the journal, so that nobody who watches ever waits for a disk."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from itertools import chain, repeat
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from monitor.edges.journal.entries import Entry, HeardEntry, SecondsEntry
from monitor.edges.journal.owned import OwnedFile
from monitor.edges.journal.rows import Input, Replaced, Trouble
from monitor.edges.journal.schema import PASSING, code_of
from monitor.edges.journal.waiting import Line, Waiting, is_said
from monitor.errors import JournalError

LOOK_S: Final = 1.0
"""How often it looks whether others said something, and writes the seconds that came since (product default)."""

RETRY_S: Final = (1.0, 2.0, 3.0, 5.0)
"""After how long it tries again what it could not write; the last of them again and again (product default)."""

AGE_S: Final = 60.0
"""How often it looks for what goes for its age (product default)."""

LAST_RETRY_S: Final = 0.25
"""After how long it tries again while it is being closed (product default)."""

_ENDED: Final = "the writer of the journal has ended: start sitmon again."

CLOSE_S: Final = 5.0
"""How long the end waits for what is still to be written (product default)."""


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
        replaced: Callable[[Replaced], object] = lambda _: None,
    ) -> None:
        self._now_s = now_s
        self._heard, self._troubled, self._replaced = heard, troubled, replaced
        self._file = OwnedFile(path, hear_after)
        self._line = Line()
        self._changed = threading.Condition()
        self._since_s: float | None = None
        self._reason = ""
        self._retries = chain(RETRY_S, repeat(RETRY_S[-1]))
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
        with self._changed:
            return None if self._since_s is None else self._describe(self._since_s)

    def keep(self, entry: Entry) -> Future[int]:
        """Have an entry written, after those before it; gives the number of its row, once that is committed.

        The result is set in the writer's thread.  It is a JournalError if the entry found no room, or could not be
        written before the end.
        """
        with self._changed:
            number = self._line.add(entry)
            if self._ended:
                self._give_up()
            if is_said(entry) or not (self._since_s is not None or isinstance(entry, SecondsEntry | HeardEntry)):
                self._hurry()
        return number

    def mark_heard(self, number: int, time_s: float | None = None) -> Future[int]:
        """Note that the input of another process was heard after what was kept last; and when, UTC in POSIX seconds."""
        return self.keep(HeardEntry(number, time_s))

    def look(self) -> None:
        """Look at once whether other processes said something."""
        with self._changed:
            self._hurry()

    def flush(self, timeout_s: float) -> bool:
        """Wait until all is written that was given so far; gives whether it is."""
        with self._changed:
            self._hurry()
            self._changed.wait_for(lambda: not self._line.count or self._ended, timeout_s)
            return not self._line.count

    def close(self, timeout_s: float = CLOSE_S) -> None:
        """Write what waits, trying for so many seconds, and let go of the file; a second call does nothing."""
        with self._changed:
            if self._end_at_s is None:
                self._end_at_s = time.monotonic() + timeout_s
            self._hurry()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _hurry(self) -> None:
        self._next_s = 0.0
        self._changed.notify_all()

    def _describe(self, since_s: float) -> Trouble:
        return Trouble(since_s, self._reason, self._line.count, self._line.lost)

    def _work(self) -> None:
        try:
            if self._begin():
                while self._pause():
                    self._turn()
        finally:
            self._end()

    def _begin(self) -> bool:
        """Open the file; a trouble that may pass does not hinder the start."""
        try:
            self._file.listen()
        except JournalError as error:
            if code_of(error.__cause__) not in PASSING:
                self._opened.set_exception(error)
                return False
            self._failed(error)
        self._opened.set_result(None)
        self._report()
        return True

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
                self._report()
                self._wrote(taken, numbers)
            self._file.listen()
            self._age()
        except JournalError as error:
            self._failed(error)
        else:
            self._went_well()
        self._report()

    def _wrote(self, taken: list[Waiting], numbers: list[int]) -> None:
        for waiting, number in zip(taken, numbers, strict=True):
            waiting.number.set_result(number)
        with self._changed:
            self._line.done()
            self._changed.notify_all()

    def _age(self) -> None:
        if time.monotonic() >= self._age_at_s:
            more = self._file.age(self._now_s())
            self._age_at_s = time.monotonic() + (0.0 if more else AGE_S)

    def _failed(self, error: JournalError) -> None:
        """Put back what was taken, and try again later."""
        with self._changed:
            self._line.put_back()
            began = self._since_s is None
            self._since_s = self._now_s() if self._since_s is None else self._since_s
            self._reason = str(error)
            if began:
                self._retries = chain(RETRY_S, repeat(RETRY_S[-1]))
            wait_s = next(self._retries)
            self._next_s = time.monotonic() + (wait_s if self._end_at_s is None else min(wait_s, LAST_RETRY_S))
            trouble = self._describe(self._since_s)
        if began:
            self._troubled(trouble)

    def _went_well(self) -> None:
        with self._changed:
            ended = self._since_s is not None
            self._since_s = None
            self._line.lost = 0
        if ended:
            self._troubled(None)

    def _report(self) -> None:
        """Tell what was found in the file."""
        file = self._file
        news, file.news = file.news, []
        replaced, file.replaced = file.replaced, []
        for one in replaced:
            self._replaced(one)
        for number, item in news:
            self._heard(number, item)

    def _end(self) -> None:
        self._file.close()
        with self._changed:
            self._ended = True
            if self._end_at_s is None:  # by a fault of ours
                self._since_s, self._reason = self._now_s() if self._since_s is None else self._since_s, _ENDED
            self._give_up()
            self._changed.notify_all()
        if not self._opened.done():
            self._opened.set_exception(JournalError(_ENDED))

    def _give_up(self) -> None:
        """Say of all that waits that it is not kept."""
        for waiting in self._line.take():
            waiting.number.set_exception(JournalError(f"not kept: {self._reason or _ENDED}"))
        self._line.done()
