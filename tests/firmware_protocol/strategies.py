"""Every valid value of the profile, for hypothesis to draw from; and the bytes that are hardest to refuse."""

from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from firmware_protocol import (
    MAX_SAMPLES_PER_PACKET,
    RANGES_G,
    RATES_HZ,
    AccelPacket,
    Actual,
    Capabilities,
    Command,
    Configure,
    DeviceTick,
    Features,
    Identify,
    KeepLease,
    Op,
    PacketFlags,
    Reply,
    Resend,
    Start,
    Status,
    Stop,
    TimeSync,
    WearSite,
)
from firmware_protocol.control import UTC_MS_MAX

T = TypeVar("T")

U8 = st.integers(0, 0xFF)
U16 = st.integers(0, 0xFFFF)
U32 = st.integers(0, 0xFFFF_FFFF)


def some_of(table: tuple[T, ...]) -> SearchStrategy[tuple[T, ...]]:
    """At least one member of a table, in its order."""
    return st.sets(st.sampled_from(table), min_size=1).map(
        lambda chosen: tuple(member for member in table if member in chosen)
    )


CAPABILITIES: SearchStrategy[Capabilities] = st.builds(
    Capabilities,
    major=st.just(1),
    minor=U8,
    features=U16.map(Features),
    counts_per_g=st.integers(1, 0x7FFF),
    tick_hz=st.integers(1_000, 1_000_000),
    sample_rates_hz=some_of(RATES_HZ),
    ranges_g=some_of(RANGES_G),
    max_samples=st.integers(1, MAX_SAMPLES_PER_PACKET),
    wear_site=st.sampled_from(WearSite),
    boot_id=U32,
)


@st.composite
def packets(draw: st.DrawFn) -> AccelPacket:
    """Draw any packet; HEARTBEAT is set as its count demands."""
    count = draw(st.integers(0, MAX_SAMPLES_PER_PACKET))
    flags = PacketFlags(draw(U8))
    heartbeat = PacketFlags.HEARTBEAT
    return AccelPacket(
        sequence=draw(U16),
        first_sample_index=draw(U32),
        tick=draw(U32),
        flags=flags & ~heartbeat if count else flags | heartbeat,
        sample_rate_hz=draw(st.sampled_from(RATES_HZ)),
        samples=draw(st.binary(min_size=6 * count, max_size=6 * count)),
    )


STARTS = st.builds(Start, st.sampled_from(RATES_HZ), st.sampled_from(RANGES_G), st.integers(1, MAX_SAMPLES_PER_PACKET))
CONFIGURES = st.builds(Configure, st.sampled_from(WearSite))
RESENDS = st.builds(Resend, U32, st.integers(1, 0xFFFF))
LEASES = st.builds(KeepLease, st.integers(1, 3600))

COMMANDS: SearchStrategy[Command] = st.one_of(
    STARTS,
    st.just(Stop()),
    CONFIGURES,
    st.builds(TimeSync, st.integers(0, UTC_MS_MAX)),
    RESENDS,
    st.just(Identify()),
    LEASES,
)

IN_FORCE: dict[Op, SearchStrategy[Actual]] = {
    Op.START: STARTS,
    Op.STOP: st.none(),
    Op.CONFIGURE: CONFIGURES,
    Op.TIME_SYNC: st.builds(DeviceTick, U32),
    Op.RESEND: RESENDS,
    Op.IDENTIFY: st.none(),
    Op.KEEP_LEASE: LEASES,
}


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """Draw any reply: of success with what is in force, of failure with nothing."""
    status = draw(st.sampled_from(Status))
    if status == Status.UNKNOWN_OP:
        return Reply(draw(st.integers(0, 127)), draw(U8), status)
    op = draw(st.sampled_from(Op))
    return Reply(op, draw(U8), status, draw(IN_FORCE[op]) if status == Status.OK else None)


def garbage() -> SearchStrategy[bytes]:
    """Bytes of any length and content, about half of them with a believable first byte."""
    believable = st.sampled_from([0x01, 0x11, *Op, *(op | 0x80 for op in Op)])
    tail = st.binary(max_size=40)
    return st.one_of(st.binary(max_size=600), st.builds(lambda first, rest: bytes([first]) + rest, believable, tail))
