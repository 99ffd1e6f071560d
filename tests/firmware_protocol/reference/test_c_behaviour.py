"""What the C header does beyond bytes: what it grants, when it beats, when it stops."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_protocol import (
    HEARTBEAT_S,
    LEASE_DEFAULT_S,
    Capabilities,
    Command,
    Configure,
    Features,
    Identify,
    KeepLease,
    Resend,
    Start,
    Status,
    Stop,
    TimeSync,
    WearSite,
    encode_capabilities,
    encode_command,
    samples_per_packet,
)
from tests.firmware_protocol.reference.oracle import Oracle
from tests.firmware_protocol.strategies import CAPABILITIES, COMMANDS

NEEDS: dict[type, Features] = {
    Configure: Features.CONFIGURE,
    TimeSync: Features.TIME_SYNC,
    Resend: Features.RESEND,
    Identify: Features.IDENTIFY,
}


def judged(oracle: Oracle, info: Capabilities, att_mtu: int, command: Command) -> tuple[Status, int]:
    """Status and samples_per_packet that the header gives to a good command."""
    answer = oracle.ask("judge", att_mtu, encode_capabilities(info), encode_command(command, 7)).split()
    return Status(int(answer[0])), int(answer[1])


@settings(max_examples=300)
@given(info=CAPABILITIES, att_mtu=st.integers(23, 600), command=COMMANDS)
def test_a_command_is_granted_if_info_offers_it(
    info: Capabilities, att_mtu: int, command: Command, oracle: Oracle
) -> None:
    """NOT_SUPPORTED for a rate, range or feature that Info does not offer, OK for all else; Start is lowered to fit."""
    status, granted = judged(oracle, info, att_mtu, command)

    if isinstance(command, Start):
        offered = command.sample_rate_hz in info.sample_rates_hz and command.range_g in info.ranges_g
        assert min(command.samples_per_packet, info.max_samples, samples_per_packet(att_mtu)) == granted
    else:
        offered = NEEDS.get(type(command), Features(0)) in info.features
    assert (Status.OK if offered else Status.NOT_SUPPORTED) == status


def test_stop_and_keep_lease_need_no_feature(oracle: Oracle) -> None:
    """A wearable with no feature at all still stops and keeps its lease."""
    plain = Capabilities(1, 0, Features(0), 4096, 1000, (50.0,), (8,), 1, WearSite.UNKNOWN, 0)

    assert [Status.OK, Status.OK] == [judged(oracle, plain, 23, command)[0] for command in (Stop(), KeepLease(1))]


# The clock's answers: s started, n noted, o stopped; k kept, G gone; . nothing due, b beat, S stop.


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("feed@0 keep:60@1", ".G"),  # nothing before Start
        ("start@0 feed@1499 feed@1500", "s.b"),
        ("start@0 feed@1600 feed@1700", "sbb"),  # due until it was sent
        ("start@0 sent@1600 feed@3099 feed@3100", "sn.b"),
        ("start@0 sent@119000 feed@119999 feed@120000 feed@120001", "sn.S."),  # STOP once
        ("start@0 keep:60@100000 sent@159000 feed@159999 feed@160000", "skn.S"),
        ("start@0 keep:1@0 feed@999 feed@1000", "sk.S"),  # less than was left: the newest word counts
        ("start@0 keep:3600@1 sent@3600000 feed@3600000 feed@3600001", "skn.S"),
        ("start@0 keep:60@120000", "sG"),  # gone, though nobody had looked
        ("start@0 feed@120000 keep:60@120000 start@120001 feed@120002", "sSGs."),
        ("start@0 stop@10 feed@120000 keep:60@120000", "so.G"),
        ("start@0 sent@119000 start@119500 feed@120500 feed@121000", "sns.b"),  # Start opens a new lease
        ("start@4294967000 feed@4294967295 feed@1204 feed@119704", "s.bS"),  # over the wrap of the milliseconds
    ],
)
def test_lease_and_heartbeat(events: str, expected: str, oracle: Oracle) -> None:
    """Each sequence of events at its milliseconds is answered as the profile wants it."""
    assert expected == oracle.ask("clock", *events.split())


@settings(max_examples=200)
@given(
    begins_ms=st.integers(0, 0xFFFF_FFFF),
    steps=st.lists(st.tuples(st.integers(1, 250), st.booleans(), st.integers(0, 40)), max_size=80),
)
def test_a_polled_clock_never_lets_two_seconds_pass_nor_outlives_its_lease(
    begins_ms: int, steps: list[tuple[int, bool, int]], oracle: Oracle
) -> None:
    """Asked each 250 ms at most, and told of each beat, no silence reaches 2 s; it stops when the lease is over."""
    now = begins_ms
    sent = begins_ms
    ends = begins_ms + LEASE_DEFAULT_S * 1000
    events, expected = [f"start@{now}"], "s"
    longest = 0
    for step, sends, keep_s in steps:
        now += step
        if keep_s and now < ends:
            ends = now + keep_s * 1000
            events.append(f"keep:{keep_s}@{now & 0xFFFF_FFFF}")
            expected += "k"
        events.append(f"feed@{now & 0xFFFF_FFFF}")
        beats = now < ends and now - sent >= 1500
        if now >= ends:
            expected += "S"
            break
        expected += "b" if beats else "."
        longest = max(longest, now - sent)
        if beats or sends:
            sent = now
            events.append(f"sent@{now & 0xFFFF_FFFF}")
            expected += "n"

    assert expected == oracle.ask("clock", *events)
    assert longest < HEARTBEAT_S * 1000
