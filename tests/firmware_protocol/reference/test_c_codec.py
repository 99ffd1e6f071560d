"""The C header against the Python codec: the same bytes, the same fields, the same refusals."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from firmware_protocol import (
    CONTROL_UUID,
    INFO_UUID,
    RANGES_G,
    RATES_HZ,
    SERVICE_UUID,
    STREAM_UUID,
    AccelPacket,
    Actual,
    Capabilities,
    Configure,
    DeviceTick,
    Features,
    Identify,
    KeepLease,
    Op,
    PacketFlags,
    ProtocolError,
    Reply,
    Resend,
    Start,
    Status,
    Stop,
    TimeSync,
    encode_capabilities,
    encode_command,
    encode_packet,
    encode_reply,
    refuse,
    samples_per_packet,
)
from firmware_protocol.fields import members_of
from firmware_protocol.info import WEAR_SITES
from tests.firmware_protocol import document
from tests.firmware_protocol.decoders import CODECS, Codec
from tests.firmware_protocol.reference import fields
from tests.firmware_protocol.reference.oracle import REFUSED, Oracle
from tests.firmware_protocol.strategies import U8, U16, U32, garbage
from tests.fuzz_decoders import batch, targets

FIELDS: dict[str, Callable[[Any, bytes], tuple[int, ...]]] = {
    "Info": lambda value, _: fields.of_info(value),
    "Stream": lambda value, _: fields.of_packet(value),
    "command": lambda value, payload: fields.of_request(payload, value[1]),
    "reply": lambda value, _: fields.of_reply(value),
}
QUESTIONS = {"Info": "info", "Stream": "packet", "command": "command", "reply": "reply"}
IN_C = tuple(codec for codec in CODECS if codec.name in QUESTIONS)
EXAMPLES = [golden for golden in document.golden_examples() if golden.message in QUESTIONS]
BY_NAME = {codec.name: codec for codec in CODECS}

each_codec = pytest.mark.parametrize("codec", IN_C, ids=str)


def expected_of(codec: Codec, payload: bytes) -> str:
    """What the oracle must answer: the fields and the bytes again, or a refusal where Python refuses."""
    try:
        value = codec.decode(payload)
    except ProtocolError:
        return REFUSED
    return " ".join((*map(str, FIELDS[codec.name](value, payload)), codec.encode(value).hex()))


@pytest.mark.parametrize("golden", EXAMPLES, ids=str)
def test_every_example_of_the_document_reads_and_writes_alike(golden: document.Golden, oracle: Oracle) -> None:
    """C reads each golden example of PROTOCOL.md to the fields that it states, and writes it again byte for byte."""
    stated = FIELDS[golden.message](golden.value, golden.payload)
    answer = oracle.ask(QUESTIONS[golden.message], golden.payload)

    assert " ".join((*map(str, stated), golden.payload.hex())) == answer


@each_codec
@settings(max_examples=150)
@given(data=st.data())
def test_what_python_writes_c_reads(codec: Codec, data: st.DataObject, oracle: Oracle) -> None:
    """Any valid value, written by Python, is read by C to the same fields and written to the same bytes."""
    value = data.draw(codec.values)
    payload = codec.encode(value)

    answer = oracle.ask(QUESTIONS[codec.name], payload)

    assert " ".join((*map(str, FIELDS[codec.name](value, payload)), payload.hex())) == answer


@each_codec
@settings(max_examples=150)
@given(payload=garbage())
def test_garbage_is_taken_or_refused_alike(codec: Codec, payload: bytes, oracle: Oracle) -> None:
    """Whatever the bytes, C takes them if and only if Python does, and then for the same."""
    assert expected_of(codec, payload) == oracle.ask(QUESTIONS[codec.name], payload)


@each_codec
def test_thousands_of_mutated_messages_are_taken_or_refused_alike(codec: Codec, oracle: Oracle) -> None:
    """Of 2000 messages, each broken in some place or not, C takes those that Python takes, for the same."""
    (target,) = [target for target in targets() if target.decode == codec.decode]
    payloads = [bytes(payload) for payload in batch(target, random.Random(7), 2_000)]
    answers = [oracle.ask(QUESTIONS[codec.name], payload) for payload in payloads]

    assert [expected_of(codec, payload) for payload in payloads] == answers
    assert 100 < answers.count(REFUSED) < 1_900


@settings(max_examples=300)
@given(payload=garbage())
def test_a_bad_write_is_answered_alike(payload: bytes, oracle: Oracle) -> None:
    """C owes bytes that are no command the answer that Python's `refuse` gives, and good ones none."""
    is_command = expected_of(BY_NAME["command"], payload) != REFUSED

    assert (REFUSED if is_command else encode_reply(refuse(payload)).hex()) == oracle.ask("refuse", payload)


# ------------------------------------------------------------- fields that no decoder would give

SMALL = st.integers(0, 20)
LIKELY_U8 = st.one_of(SMALL, st.sampled_from([82, 83, 84, 127, 128]), U8)
LIKELY_U16 = st.one_of(SMALL, st.sampled_from([3600, 3601, 0x7FFF, 0x8000]), U16)
TICK_HZ = st.one_of(st.sampled_from([0, 999, 1_000, 1_000_000, 1_000_001]), U32)
UTC_MS = st.one_of(st.sampled_from([0, 253_402_300_799_999, 253_402_300_800_000]), st.integers(0, (1 << 64) - 1))


def encoded(write: Callable[[], bytes]) -> str:
    """What Python writes, as the oracle shows it; a refusal where a constructor refuses."""
    try:
        return write().hex()
    except (ValueError, IndexError, KeyError):
        return REFUSED


@settings(max_examples=300)
@given(
    numbers=st.tuples(
        U8, U16, LIKELY_U16, TICK_HZ, st.one_of(SMALL, st.integers(0, 0x0FFF)), SMALL, LIKELY_U8, SMALL, U32
    )
)
def test_info_that_cannot_be_is_not_written(numbers: tuple[int, ...], oracle: Oracle) -> None:
    """From any numbers C writes the Info that Python writes, and none where Python refuses."""
    minor, features, counts, tick_hz, rates, ranges, most, site, boot_id = numbers

    def write() -> bytes:
        if rates >> len(RATES_HZ) or ranges >> len(RANGES_G):
            raise ValueError("a bit that no row stands for")
        return encode_capabilities(
            Capabilities(
                1, minor, Features(features), counts, tick_hz, members_of(rates, RATES_HZ),
                members_of(ranges, RANGES_G), most, WEAR_SITES[site], boot_id,
            )
        )  # fmt: skip

    assert encoded(write) == oracle.ask("write-info", *numbers)


@settings(max_examples=300)
@given(
    flags=U8,
    counters=st.tuples(U16, U32, U32),
    count=st.one_of(st.integers(0, 3), st.sampled_from([38, 83, 84])),
    rate=SMALL,
    spare=st.integers(-7, 7),
    seed=st.integers(0, 1 << 30),
)
def test_a_packet_that_cannot_be_is_not_written(
    flags: int, counters: tuple[int, int, int], count: int, rate: int, spare: int, seed: int, oracle: Oracle
) -> None:
    """From any fields C writes Python's packet, and none where Python refuses or the MTU has no room."""
    numbers = [random.Random(seed + i).randint(-0x8000, 0x7FFF) for i in range(3 * count)]
    samples = b"".join(number.to_bytes(2, "little", signed=True) for number in numbers)
    room = 14 + 6 * count + spare

    def write() -> bytes:
        if spare < 0:
            raise ValueError("longer than MTU - 3")
        return encode_packet(AccelPacket(*counters, PacketFlags(flags), RATES_HZ[rate], samples))

    assert encoded(write) == oracle.ask("write-packet", room, flags, *counters, count, rate, *numbers)


COMMAND_NUMBERS: SearchStrategy[tuple[int, ...]] = st.tuples(
    st.one_of(st.integers(0, 9), LIKELY_U8),
    U8,
    SMALL,
    SMALL,
    LIKELY_U8,
    SMALL,
    LIKELY_U16,
    LIKELY_U16,
    U32,
    U32,
    UTC_MS,
)


def made_of(numbers: tuple[int, ...], *, is_reply: bool) -> Actual:
    """The command with these numbers, or what a reply to it says is in force; refused as the constructors refuse."""
    op, _, rate, range_g, samples, site, count, seconds, first_index, tick, utc_ms = numbers
    match Op(op):
        case Op.START:
            return Start(RATES_HZ[rate], range_g, samples)
        case Op.STOP:
            return None if is_reply else Stop()
        case Op.CONFIGURE:
            return Configure(WEAR_SITES[site])
        case Op.TIME_SYNC:
            return DeviceTick(tick) if is_reply else TimeSync(utc_ms)
        case Op.RESEND:
            return Resend(first_index, count)
        case Op.IDENTIFY:
            return None if is_reply else Identify()
        case Op.KEEP_LEASE:
            return KeepLease(seconds)


@settings(max_examples=400)
@given(numbers=COMMAND_NUMBERS)
def test_a_command_that_cannot_be_is_not_written(numbers: tuple[int, ...], oracle: Oracle) -> None:
    """From any numbers C writes Python's command, and none where Python refuses."""

    def write() -> bytes:
        command = made_of(numbers, is_reply=False)
        if command is None or isinstance(command, DeviceTick):
            raise ValueError("no command")
        return encode_command(command, numbers[1])

    assert encoded(write) == oracle.ask("write-command", *numbers)


@settings(max_examples=400)
@given(status=st.integers(0, 9), numbers=COMMAND_NUMBERS)
def test_a_reply_that_cannot_be_is_not_written(status: int, numbers: tuple[int, ...], oracle: Oracle) -> None:
    """From any status and numbers C writes Python's reply, and none where Python refuses."""

    def write() -> bytes:
        actual = made_of(numbers, is_reply=True) if status == Status.OK else None
        return encode_reply(Reply(numbers[0], numbers[1], Status(status), actual))

    assert encoded(write) == oracle.ask("write-reply", status, *numbers)


# -------------------------------------------------------------------------------------- tables


@pytest.mark.parametrize("att_mtu", [0, 22, 23, 28, 29, 131, 185, 247, 514, 515, 517, 65_535])
def test_as_many_samples_fit_as_in_python(att_mtu: int, oracle: Oracle) -> None:
    """A packet holds as many samples as Python says at every MTU, and none below the least MTU."""
    expected = samples_per_packet(att_mtu) if att_mtu >= 23 else 0

    assert str(expected) == oracle.ask("fit", att_mtu)


@pytest.mark.parametrize(
    ("attribute", "expected"), list(enumerate([SERVICE_UUID, INFO_UUID, STREAM_UUID, CONTROL_UUID]))
)
def test_the_uuids_are_ours_as_they_go_on_the_air(attribute: int, expected: str, oracle: Oracle) -> None:
    """Each UUID is that of PROTOCOL.md, little-endian."""
    assert bytes.fromhex(expected.replace("-", ""))[::-1].hex() == oracle.ask("uuid", attribute)


def test_the_rates_are_those_of_the_table(oracle: Oracle) -> None:
    """The header's rates are the rows of PROTOCOL.md, in tenths of a hertz."""
    assert " ".join(f"{10 * rate_hz:g}" for rate_hz in RATES_HZ) == oracle.ask("rates")
