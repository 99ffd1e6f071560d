"""Pages of other makers on one timeline: a wrong date costs one page, a clock that was set is named, sleep is sleep."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.edges.importing import OPENERS
from monitor.edges.importing.timeline import Fault, Item, Page, Sleep, Timed, own_rate, paced
from monitor.motion.holes import Hole, Reason
from monitor.motion.samples import SampleBlock
from tests.edges.importing.test_formats import MAKERS, START, movement
from tests.support import foreign

T_S = 1_736_154_000.0
YEAR_S = 365 * 86400.0
Pages = list[Page]


def pages(count: int, *, size: int = 30, rate_hz: float = 30.0, start_s: float = T_S, numbered: bool = False) -> Pages:
    """So many pages one after the other; each sample says which page it is of."""
    return [
        Page(
            start_s + number * size / rate_hz,
            np.full((size, 3), number, dtype=np.float32),
            number=number if numbered else None,
        )
        for number in range(count)
    ]


def moved(page: Page, by_s: float) -> Page:
    """The same page with another date."""
    return Page(page.start_s + by_s, page.xyz_g, page.rate_hz, page.number, page.resumes)


def put(items: list[Item], rate_hz: float = 30.0, **how: tuple[float, float]) -> tuple[list[Timed], list[int]]:
    """All that comes of these items, and the pages that were used; the timeline goes forward, whatever they are."""
    timed = list(paced(items, rate_hz, **how))
    spans = [item for item in timed if not isinstance(item, Fault)]
    assert all(before.end_s <= after.start_s + 1e-6 for before, after in pairwise(spans))
    return timed, [int(item.xyz_g[0, 0]) for item in timed if isinstance(item, SampleBlock)]


def of_kind(timed: list[Timed], reason: Reason) -> list[Hole]:
    """The holes of that reason."""
    return [item for item in timed if isinstance(item, Hole) and item.reason is reason]


@given(
    count=st.integers(4, 40),
    place=st.floats(0.0, 1.0, exclude_max=True),
    by_s=st.floats(2.0, 9 * YEAR_S) | st.floats(-9 * YEAR_S, -2.0),
    numbered=st.booleans(),
)
def test_one_wrong_date_costs_one_page(count: int, place: float, by_s: float, numbered: bool) -> None:
    """Wherever it stands, however wrong it is, and whether or not the pages are numbered; and the fault is told.

    A first or last page that is dated by less than two months wrong may as well be true, where nothing numbers it.
    """
    every = pages(count, numbered=numbered)
    at = int(place * count)
    timed, used = put([moved(page, by_s) if number == at else page for number, page in enumerate(every)])

    lost = set(range(count)) - set(used)
    assert lost <= {at}
    if 0 < at < count - 1 or numbered or abs(by_s) > 61 * 86400.0:
        assert {at} == lost
        assert 1 == sum(isinstance(item, Fault) for item in timed)
        assert all(item.end_s <= T_S + count + 1.0 for item in timed if isinstance(item, SampleBlock | Hole))


@given(
    before=st.integers(3, 20),
    after=st.integers(3, 20),
    by_s=st.floats(-9 * YEAR_S, -2.0) | st.floats(61 * 86400.0, 9 * YEAR_S),
)
def test_a_clock_that_was_set_is_named_and_costs_nothing(before: int, after: int, by_s: float) -> None:
    """Time goes on where it was, and the step stands in its place with its size."""
    every = pages(before + after)
    timed, used = put([moved(page, by_s) if number >= before else page for number, page in enumerate(every)])

    assert list(range(before + after)) == used
    assert [T_S + before] == [pytest.approx(hole.start_s) for hole in of_kind(timed, Reason.CLOCK_SET)]
    told = [item.what for item in timed if isinstance(item, Fault)]
    assert [f"the clock was set {'forth' if by_s > 0 else 'back'} by {abs(by_s):.1f} s"] == [
        what.split(" after")[0] for what in told
    ]
    assert T_S + before + after == pytest.approx(max(x.end_s for x in timed if isinstance(x, SampleBlock)), abs=0.2)


@given(hole_s=st.floats(2.0, 50 * 86400.0), numbered=st.booleans())
def test_a_hole_is_missing_unless_the_pages_are_numbered_through(hole_s: float, numbered: bool) -> None:
    """Nobody says why: a hole.  No page lacks between two numbers: the clock was set, and nothing is missing."""
    every = pages(20, numbered=numbered)
    timed, used = put([moved(page, hole_s) if number >= 10 else page for number, page in enumerate(every)])

    assert list(range(20)) == used
    assert (0 if numbered else 1) == len(of_kind(timed, Reason.MISSING))
    assert (1 if numbered else 0) == len(of_kind(timed, Reason.CLOCK_SET))


def test_a_pause_that_the_wearable_tells_is_a_hole() -> None:
    """Its numbers go on, and it says that it resumed: that is no clock that was set."""
    every = pages(20, numbered=True)
    later = [moved(page, 3600.0) for page in every[10:]]
    later[0] = Page(later[0].start_s, later[0].xyz_g, number=10, resumes=True)

    timed, used = put([*every[:10], *later])

    assert list(range(20)) == used
    assert [3600.0] == [pytest.approx(hole.duration_s) for hole in of_kind(timed, Reason.MISSING)]


def test_what_is_damaged_is_a_hole_of_that_reason() -> None:
    """Three pages that could not be read."""
    every: list[Item] = [*pages(20)]
    every[8:11] = [Fault("torn")] * 3

    timed, _ = put(every)

    assert [3.0] == [pytest.approx(hole.duration_s) for hole in of_kind(timed, Reason.CORRUPT)]
    assert not of_kind(timed, Reason.MISSING)


@given(lasts_s=st.floats(2.0, 40 * 86400.0), last=st.booleans())
def test_declared_sleep_is_sleep(lasts_s: float, last: bool) -> None:
    """Between two pages, and between the last one and what the header calls the end."""
    if last:
        items: list[Item] = [*pages(10), Sleep(), Sleep(T_S + 10.0 + lasts_s)]
    else:
        items = [*pages(10), Sleep(), *pages(10, start_s=T_S + 10.0 + lasts_s)]

    timed, _ = put(items)

    assert [lasts_s] == [pytest.approx(hole.duration_s) for hole in of_kind(timed, Reason.ASLEEP)]
    assert not of_kind(timed, Reason.MISSING)


def test_a_lone_date_within_a_sleep_is_still_judged() -> None:
    """A wearable that slept and whose next page is dated a year ahead: that page is lost, the sleep is not."""
    later = pages(10, start_s=T_S + 70.0)

    timed, _ = put([*pages(10), Sleep(), moved(later[0], YEAR_S), *later[1:]])

    assert [pytest.approx(61.0)] == [hole.duration_s for hole in of_kind(timed, Reason.ASLEEP)]
    assert 1 == sum(isinstance(item, Fault) for item in timed)


@given(bad=st.sets(st.integers(1, 58), max_size=12), seed=st.integers(0, 99))
def test_many_wrong_dates_cost_little_more_than_themselves(bad: set[int], seed: int) -> None:
    """Each takes at most one good neighbour with it, and no page is dated beyond the file."""
    rng = np.random.default_rng(seed)
    every = [moved(p, float(rng.uniform(-9, 9)) * YEAR_S) if n in bad else p for n, p in enumerate(pages(60))]

    timed, used = put(every, bounds_s=(T_S, T_S + 60.0))

    assert len(used) >= 60 - 2 * len(bad)
    assert set(used).isdisjoint(bad) or len(used) >= 60 - len(bad)
    assert all(item.start_s < T_S + 120.0 for item in timed if isinstance(item, SampleBlock))


def test_the_header_bounds_what_a_page_may_say() -> None:
    """A first page three days early would be a hole of three days; the header says when it began."""
    every = pages(20)
    timed, used = put([moved(every[0], -3 * 86400.0), *every[1:]], bounds_s=(T_S, T_S + 20.0))

    assert list(range(1, 20)) == used
    assert not of_kind(timed, Reason.MISSING)


@pytest.mark.parametrize(
    ("true_hz", "header_hz", "found_hz"), [(100.0, 30.0, 100.0), (12.5, 50.0, 12.5), (31.0, 30.0, 30.0)]
)
def test_the_pages_rate_rules(true_hz: float, header_hz: float, found_hz: float) -> None:
    """Where their times agree on a rate that is not the header's; what a cheap clock is off by is followed anyhow."""
    every = pages(50, size=60, rate_hz=true_hz)
    every[3] = moved(every[3], YEAR_S)

    rate_hz = own_rate(every, header_hz)
    timed, used = put([*every], rate_hz)

    assert found_hz == pytest.approx(rate_hz)
    assert 49 == len(used)
    assert not of_kind(timed, Reason.MISSING)


def test_each_page_tells_its_own_rate() -> None:
    """A file whose rate changes within it: nothing is lost, nothing is stretched."""
    slow = [Page(p.start_s, p.xyz_g, 25.0) for p in pages(10, size=100, rate_hz=25.0)]
    fast = [Page(p.start_s, p.xyz_g, 100.0) for p in pages(10, size=100, rate_hz=100.0, start_s=T_S + 40.0)]

    timed, used = put([*slow, *fast], 50.0)

    assert 20 == len(used)
    assert [[25.0] * 10, [100.0] * 10] == [
        pytest.approx([item.sample_rate_hz for item in part]) for part in (timed[:10], timed[10:])
    ]


@pytest.mark.parametrize("name", ["AX3 plain", "GENEActiv", "GT3X of 16 bits"])
def test_a_wrong_page_in_a_real_layout(tmp_path: Path, name: str) -> None:
    """Through the readers themselves: two files of other dates with one page of one put into the other."""
    ending, make, rate_hz, _ = MAKERS[name]
    make_one = partial(_with_one_page, make, movement(300.0, rate_hz), rate_hz)
    path = tmp_path / f"file{ending}"
    path.write_bytes(make_one(5 * YEAR_S))

    seen_s = sum(item.end_s - item.start_s for item in OPENERS[ending](path).blocks() if isinstance(item, SampleBlock))

    assert 296.0 <= seen_s <= 300.0


def _with_one_page(make: Callable[..., bytes], xyz_g: foreign.Floats, rate_hz: float, by_s: float) -> bytes:
    """A file whose page at two minutes is dated `by_s` later."""
    if make is foreign.gt3x or getattr(make, "func", None) is foreign.gt3x:
        second = foreign.gt3x_second(xyz_g[3600:3630], int(foreign.wall(START) + 120.0 + by_s), 256.0, 26)
        whole = foreign.gt3x(xyz_g, foreign.wall(START), kind=26)
        log = foreign.unzipped(whole)["log.bin"]
        right = foreign.gt3x_second(xyz_g[3600:3630], int(foreign.wall(START) + 120.0), 256.0, 26)
        assert 1 == log.count(right)
        return foreign.zipped(foreign.unzipped(whole) | {"log.bin": log.replace(right, second)})
    if make is foreign.geneactiv:
        return make(xyz_g, foreign.wall(START)).replace(
            b"Page Time:2025-01-06 09:02:00", b"Page Time:2030-01-06 09:02:00"
        )
    size = 80
    at = int(120.0 * rate_hz) // size
    wrong = foreign.cwa_sector(
        xyz_g[at * size : (at + 1) * size], foreign.wall(START) + at * size / rate_hz + by_s, at, packed=False
    )
    whole = make(xyz_g, foreign.wall(START))
    return whole[: 1024 + 512 * at] + wrong + whole[1024 + 512 * (at + 1) :]
