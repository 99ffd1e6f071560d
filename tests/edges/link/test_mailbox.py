"""Where arrivals wait: bounded in number and in rate."""

import asyncio

import pytest

from monitor.edges.link import mailbox as module
from monitor.edges.link.mailbox import BURST_S, FLOOD_HZ, MAILBOX_ARRIVALS, Mailbox
from monitor.motion.arrivals import Arrival


def arrival(number: int) -> Arrival:
    """One of many."""
    return Arrival(float(number), "a", b"")


def test_what_is_put_comes_out_once_and_in_order() -> None:
    """Oldest first, and then there is nothing."""
    mailbox = Mailbox()
    for number in range(10):
        mailbox.put(arrival(number), number / 50.0)
    assert [arrival(number) for number in range(10)] == list(mailbox.empty())
    assert [] == list(mailbox.empty())
    assert (0, 0) == (mailbox.dropped, mailbox.flooded)


def test_the_fastest_wearable_is_no_flood() -> None:
    """One sample in a packet at 416 Hz, for a minute, is all taken."""
    mailbox, taken = Mailbox(), 0
    for number in range(416 * 60):
        mailbox.put(arrival(number), number / 416.0)
        taken += len(list(mailbox.empty()))
    assert (416 * 60, 0) == (taken, mailbox.flooded)


def test_a_flood_is_cut_to_what_a_wearable_may_send() -> None:
    """Of 10 000 arrivals a second 500 are taken, after a burst; the rest is counted, and memory stays bounded."""
    mailbox, taken = Mailbox(), 0
    for number in range(100_000):
        mailbox.put(arrival(number), number / 10_000.0)
        taken += len(list(mailbox.empty()))
    assert FLOOD_HZ * (10.0 + BURST_S) == pytest.approx(taken, abs=2)
    assert 100_000 == taken + mailbox.flooded


def test_a_reader_that_never_comes_costs_no_more_memory() -> None:
    """A day of arrivals that nobody takes: the oldest are kept, the others dropped and counted."""
    mailbox = Mailbox()
    for number in range(2 * 86_400):
        mailbox.put(arrival(number), number / 2.0)
    assert MAILBOX_ARRIVALS == len(list(mailbox.empty()))
    assert 2 * 86_400 - MAILBOX_ARRIVALS == mailbox.dropped


def test_after_a_flood_it_takes_again() -> None:
    """The allowance grows back with time."""
    mailbox = Mailbox()
    for number in range(5_000):
        mailbox.put(arrival(number), 0.0)
    list(mailbox.empty())
    mailbox.put(arrival(1), 1.0)
    assert 1 == len(list(mailbox.empty()))


async def test_a_reader_is_woken() -> None:
    """By an arrival, and by a ring."""
    mailbox = Mailbox()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(mailbox.wait(), 0.01)
    mailbox.put(arrival(1), 0.0)
    await asyncio.wait_for(mailbox.wait(), 0.1)
    mailbox.ring()
    await asyncio.wait_for(mailbox.wait(), 0.1)
    assert module.FLOOD_HZ > 416.0
