"""Pages of other makers' files on one timeline that only goes forward, with a reason for each hole in it.

A page is believed where it follows the page before, or where the page after it bears it out.  One wrong date costs one
page; a clock that was set, back or forth, is named, and time goes on without it; declared sleep is a hole of its own.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.motion.holes import GAP_S, Hole, Reason
from monitor.motion.samples import SampleBlock

TOLERANCE: Final = 0.1
"""A page may be so much longer or shorter than its samples at the nominal rate: cheap clocks are off by up to 5 %."""

JITTER_PERIODS: Final = 2.0
"""Sample periods by which the times of pages jitter where they are told in whole samples."""

LONGEST_HOLE_S: Final = 60 * 86400.0
"""No wearable rests for longer within a file: its battery lasts for weeks (product default)."""

BOUNDS_SLACK_S: Final = 86400.0
"""So far from what the header says a page may lie: clocks drift, and headers do not say whose midnight (product
default)."""

_PEEKED: Final = 16
"""Pages by which the rate of a file is found."""

_AGREE: Final = 0.75
"""Share of the steps between pages that must agree on a rate."""


@dataclass(frozen=True, slots=True)
class Page:
    """Samples as they lie in a file, without a gap.

    Attributes:
        start_s: time of the first sample on the wearable's own clock: seconds since 1970 as if it showed UTC.
        xyz_g: shape (n, 3), in g, n >= 1, axes as the maker numbers them.
        rate_hz: what the page itself says; None if it does not.
        number: of the page, as the wearable counted it; None if it did not.
        resumes: the wearable says that it paused before it.
    """

    start_s: float
    xyz_g: NDArray[np.float32]
    rate_hz: float | None = None
    number: int | None = None
    resumes: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of a file that could not be used; `what` says which and why, in a few words.

    Attributes:
        what: one clause.
        costs_page: samples were lost with it.
    """

    what: str
    costs_page: bool = True


@dataclass(frozen=True, slots=True)
class Sleep:
    """The wearable says that it slept from here on, or until here: it watched for movement, and there was none.

    Attributes:
        until_s: it slept until then, where it is the last that a file says; None before a page.
    """

    until_s: float | None = None


Item = Page | Fault | Sleep
Timed = SampleBlock | Fault | Hole


def own_rate(items: Iterable[Item], header_hz: float) -> float:
    """Find the rate of a file, in Hz, by the times of its first pages; that of the header where they do not agree."""
    pages = list(islice((item for item in items if isinstance(item, Page)), _PEEKED))
    told_hz = next((page.rate_hz for page in pages if page.rate_hz), header_hz)
    rates = [
        len(page.xyz_g) / (after.start_s - page.start_s)
        for page, after in pairwise(pages)
        if after.start_s > page.start_s
    ]
    if len(rates) < 3:
        return told_hz
    middle_hz = median(rates)
    agreeing = [rate for rate in rates if abs(rate - middle_hz) <= TOLERANCE * middle_hz]
    is_other = abs(middle_hz - told_hz) > TOLERANCE * told_hz
    return middle_hz if is_other and len(agreeing) >= _AGREE * (len(pages) - 1) else told_hz


def paced(
    items: Iterable[Item], rate_hz: float, bounds_s: tuple[float, float] = (float("-inf"), float("inf"))
) -> Iterator[Timed]:
    """Put pages on one timeline, on the wearable's own clock.

    Args:
        items: pages in the order of the file, with its faults and declared sleep in their place.
        rate_hz: of pages that do not tell theirs, as `own_rate` gives it.
        bounds_s: begin and end of the file as its header says, on the same clock.

    Returns:
        Blocks in order of time, none over another, with a `Hole` in the place of each gap.  A page that the next one
        follows lasts until that one begins: so the true rate is found.
    """
    timeline = _Timeline(rate_hz, bounds_s)
    for item in items:
        yield from timeline.feed(item)
    yield from timeline.finish()


class _Timeline:
    """Judges each page by the one before and the one after.

    `_last` is the last page that is believed, `_doubt` one that does not follow it and waits for the next to bear it
    out; `_asleep` and `_lost` say what lay in the file between these two.
    """

    def __init__(self, rate_hz: float, bounds_s: tuple[float, float]) -> None:
        self._rate_hz, self._bounds_s = rate_hz, bounds_s
        self._last: Page | None = None
        self._doubt: Page | None = None
        self._is_borne_out = self._asleep = self._asleep_after = False
        self._lost = self._shift_s = 0.0

    def feed(self, item: Item) -> Iterator[Timed]:
        """Take the next item of the file."""
        if isinstance(item, Page):
            moved = replace(item, start_s=item.start_s + self._shift_s) if self._shift_s else item
            yield from self._feed_page(moved)
        elif isinstance(item, Fault):
            self._lost += item.costs_page
            yield item
        elif item.until_s is None:
            self._asleep, self._asleep_after = self._asleep or self._doubt is None, self._doubt is not None
        else:
            yield from self._end(item.until_s + self._shift_s)

    def finish(self) -> Iterator[Timed]:
        """Take the end of the file."""
        yield from self._settle()
        if self._last is not None:
            yield self._block(self._last)
        self._last = None

    def _settle(self) -> Iterator[Timed]:
        """A last page in doubt is kept if sleep or damage explains the hole before it."""
        if self._last is None or self._doubt is None:
            return
        if (self._asleep or self._lost) and self._may_follow(self._last, self._doubt):
            yield from self._believe(self._last, self._doubt)
        else:
            yield self._wrong(self._doubt)
        self._doubt = None

    def _end(self, until_s: float) -> Iterator[Timed]:
        """The header knows when the file ends; it slept until then, or is silent about it."""
        yield from self._settle()
        last, is_asleep = self._last, self._asleep
        yield from self.finish()
        if last is not None and GAP_S < until_s - self._end_s(last) < LONGEST_HOLE_S:
            yield Hole(self._end_s(last), until_s, Reason.ASLEEP if is_asleep else Reason.MISSING)

    def _feed_page(self, page: Page) -> Iterator[Timed]:
        last, doubt = self._last, self._doubt
        if last is None:
            self._last, self._asleep, self._lost = page, False, 0.0
        elif doubt is None:
            if self._follows(last, page):
                yield self._block(last, page)
                self._last, self._is_borne_out, self._asleep, self._lost = page, True, False, 0.0
            else:
                self._doubt = page
        else:
            yield from self._judge(last, doubt, page)

    def _judge(self, last: Page, doubt: Page, page: Page) -> Iterator[Timed]:
        """Decide on the page in doubt, now that the one after it is known, and take that one."""
        is_borne_out = self._follows(doubt, page)
        if self._may_follow(last, doubt):
            if is_borne_out or page.start_s >= self._end_s(doubt) - self._slack_s(doubt):
                yield from self._believe(last, doubt)
            else:
                yield self._wrong(doubt)
        elif not is_borne_out:
            yield self._wrong(doubt)
        elif not self._is_borne_out:  # the first page stands alone, and these two agree
            yield self._wrong(last)
            self._last, self._is_borne_out, self._asleep, self._lost = doubt, True, False, 0.0
        else:
            page = yield from self._set(last, doubt, page)
        self._doubt = None
        yield from self._feed_page(page)

    def _believe(self, last: Page, page: Page) -> Iterator[Timed]:
        """A page after a hole, whose reason is what lay between."""
        yield self._block(last)
        reason = Reason.ASLEEP if self._asleep else Reason.CORRUPT if self._lost else Reason.MISSING
        if page.start_s > self._end_s(last):
            yield Hole(self._end_s(last), page.start_s, reason)
        self._last = page if page.start_s >= self._end_s(last) else replace(page, start_s=self._end_s(last))
        self._is_borne_out, self._asleep, self._asleep_after, self._lost = True, self._asleep_after, False, 0.0

    def _set(self, last: Page, doubt: Page, page: Page) -> Generator[Timed, None, Page]:
        """The clock was set before `doubt`: time goes on where it was, and the step is named."""
        yield self._block(last)
        begin_s = self._end_s(last)
        step_s = doubt.start_s - begin_s
        self._shift_s -= step_s
        how = "forth" if step_s > 0.0 else "back"
        yield Fault(f"the clock was set {how} by {abs(step_s):.1f} s after {_wall(begin_s)}; time is counted on", False)
        yield Hole(begin_s, begin_s, Reason.CLOCK_SET)
        self._last, self._asleep, self._lost = replace(doubt, start_s=begin_s), False, 0.0
        return replace(page, start_s=page.start_s - step_s)

    def _wrong(self, page: Page) -> Fault:
        self._lost += 1
        return Fault(f"a page is dated {_wall(page.start_s)}, which its neighbours do not bear out")

    def _may_follow(self, last: Page, page: Page) -> bool:
        """Whether the page may begin when it says: not before the last one ends, nor beyond what a file can hold."""
        hole_s = page.start_s - self._end_s(last)
        if not -self._slack_s(last) <= hole_s < LONGEST_HOLE_S:
            return False
        if self._is_within(last) and not self._is_within(page):
            return False
        if not self._is_borne_out and self._is_within(page) and not self._is_within(last):
            return False
        counted = last.number is not None and page.number == last.number + 1
        return not counted or page.resumes or self._asleep or hole_s <= self._slack_s(last)

    def _is_within(self, page: Page) -> bool:
        begin_s, end_s = self._bounds_s
        told_s = page.start_s - self._shift_s
        return begin_s - BOUNDS_SLACK_S <= told_s <= end_s + BOUNDS_SLACK_S

    def _follows(self, page: Page, after: Page) -> bool:
        return page.start_s < after.start_s and abs(after.start_s - self._end_s(page)) <= self._slack_s(page)

    def _hz(self, page: Page) -> float:
        return page.rate_hz or self._rate_hz

    def _end_s(self, page: Page) -> float:
        return page.start_s + len(page.xyz_g) / self._hz(page)

    def _slack_s(self, page: Page) -> float:
        return (TOLERANCE * len(page.xyz_g) + JITTER_PERIODS) / self._hz(page)

    def _block(self, page: Page, after: Page | None = None) -> SampleBlock:
        rate_hz = self._hz(page) if after is None else len(page.xyz_g) / (after.start_s - page.start_s)
        return SampleBlock(page.start_s, rate_hz, page.xyz_g)


def _wall(time_s: float) -> str:
    return str(np.datetime64(round(time_s), "s")).replace("T", " ")
