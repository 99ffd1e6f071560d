"""Control: commands, replies, and the answer to what is neither."""

from typing import Any

import pytest
from hypothesis import given

from firmware_protocol import (
    HEARTBEAT_S,
    LEASE_DEFAULT_S,
    LEASE_MAX_S,
    Actual,
    Command,
    Configure,
    DeviceTick,
    Identify,
    KeepLease,
    Op,
    ProtocolError,
    Reply,
    Resend,
    Start,
    Status,
    Stop,
    TimeSync,
    WearSite,
    decode_command,
    decode_reply,
    encode_command,
    encode_reply,
    refuse,
)
from tests.firmware_protocol.strategies import COMMANDS, garbage

START = Start(sample_rate_hz=50.0, range_g=8, samples_per_packet=25)
ONE_OF_THE_OPS = "must be one of 1, 2, 3, 4, 5, 6, 7"


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        ("", "length is 0 bytes, must be 2 to 512"),
        ("01", "length is 1 bytes, must be 2 to 512"),
        ("00 07", f"op is 0, {ONE_OF_THE_OPS}"),
        ("08 07", f"op is 8, {ONE_OF_THE_OPS}"),
        ("81 07 03 08 19", f"op is 129, {ONE_OF_THE_OPS}"),
        ("01 07 03 08", "length is 4 bytes, must be 5"),
        ("01 07 03 08 19 00", "length is 6 bytes, must be 5"),
        ("01 07 0b 08 19", "rate index is 11, must be a whole number from 0 to 10"),
        ("01 07 03 03 19", "range_g is 3, must be one of 2, 4, 8, 16"),
        ("01 07 03 08 00", "samples_per_packet is 0, must be a whole number from 1 to 83"),
        ("01 07 03 08 54", "samples_per_packet is 84, must be a whole number from 1 to 83"),
        ("02 07 00", "length is 3 bytes, must be 2"),
        ("03 07 06", "wear_site is 6, must be a whole number from 0 to 5"),
        ("04 07 00 00 00 00", "length is 6 bytes, must be 10"),
        ("04 07 00 dc 1f d2 77 e6 00 00", "utc_ms is 253402300800000, must be a whole number from 0"),
        ("05 07 00 00 00 00 00 00", "count is 0, must be a whole number from 1 to 65535"),
        ("06 07 01", "length is 3 bytes, must be 2"),
        ("07 07 00 00", "seconds is 0, must be a whole number from 1 to 3600"),
        ("07 07 11 0e", "seconds is 3601, must be a whole number from 1 to 3600"),
    ],
)
def test_each_wrong_part_of_a_command_is_named(octets: str, message: str) -> None:
    """A command with one thing wrong raises ProtocolError that names it and says what it held."""
    with pytest.raises(ProtocolError) as caught:
        decode_command(bytes.fromhex(octets))

    assert str(caught.value).startswith(f"Control command: {message}")


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        ("", "length is 0 bytes, must be 3 to 512"),
        ("81 07", "length is 2 bytes, must be 3 to 512"),
        ("01 07 00", "op is 0x01, without the reply bit 0x80"),
        ("81 07 08", "status is 8, must be one of 0, 1, 2, 3, 4, 5, 6, 7"),
        ("95 07 00", f"op is 21, {ONE_OF_THE_OPS}"),
        ("95 07 03", f"op is 21, {ONE_OF_THE_OPS}"),
        ("81 07 00 03 08", "length is 5 bytes, must be 6 to 512"),
        ("81 07 00 0b 08 19", "rate index is 11, must be a whole number from 0 to 10"),
        ("83 07 00 06", "wear_site is 6, must be a whole number from 0 to 5"),
        ("84 07 00 01 02 03", "length is 6 bytes, must be 7 to 512"),
        ("85 07 00 00 00 00 00 00 00", "count is 0, must be a whole number from 1 to 65535"),
        ("87 07 00 00 00", "seconds is 0, must be a whole number from 1 to 3600"),
    ],
)
def test_each_wrong_part_of_a_reply_is_named(octets: str, message: str) -> None:
    """A reply with one thing wrong raises ProtocolError that names it and says what it held."""
    with pytest.raises(ProtocolError) as caught:
        decode_reply(bytes.fromhex(octets))

    assert f"Control reply: {message}" == str(caught.value)


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        (Start, (51.0, 8, 25), "sample_rate_hz is 51.0, must be one of 12.5"),
        (Start, (50.0, 3, 25), "range_g is 3, must be one of 2, 4, 8, 16"),
        (Start, (50.0, 8, 0), "samples_per_packet is 0"),
        (Start, (50.0, 8, 84), "samples_per_packet is 84"),
        (Configure, ("ankle",), "wear_site is 'ankle', must be one of unknown, thigh"),
        (TimeSync, (-1,), "utc_ms is -1"),
        (TimeSync, (1.5e12,), "utc_ms is 1500000000000.0, must be a whole number"),
        (Resend, (1 << 32, 1), "first_index is 4294967296"),
        (Resend, (0, 0), "count is 0"),
        (Resend, (0, 0x1_0000), "count is 65536"),
        (KeepLease, (0,), "seconds is 0, must be a whole number from 1 to 3600"),
        (KeepLease, (3601,), "seconds is 3601"),
        (DeviceTick, (-1,), "tick is -1"),
        (Reply, (128, 7, Status.UNKNOWN_OP), "op is 128, must be a whole number from 0 to 127"),
        (Reply, (21, 7, Status.BUSY), f"op is 21, {ONE_OF_THE_OPS}"),
        (Reply, (Op.STOP, 256, Status.OK), "request_id is 256"),
        (Reply, (Op.STOP, 7, 8), "status is 8"),
    ],
)
def test_no_invalid_value_can_exist(kind: type, arguments: tuple[Any, ...], message: str) -> None:
    """The constructors refuse each field that is out of its bounds, by name."""
    with pytest.raises(ValueError, match=message):
        kind(*arguments)


@pytest.mark.parametrize("request_id", [-1, 256])
def test_a_request_id_is_one_byte(request_id: int) -> None:
    """A request_id that does not fit into its byte is the caller's mistake."""
    with pytest.raises(ValueError, match=f"request_id is {request_id}, must be a whole number from 0 to 255"):
        encode_command(Stop(), request_id)


@pytest.mark.parametrize(
    ("op", "status", "actual", "wanted"),
    [
        (Op.START, Status.OK, None, "Start"),
        (Op.START, Status.OK, KeepLease(60), "Start"),
        (Op.START, Status.BUSY, START, "None"),
        (Op.STOP, Status.OK, Stop(), "None"),
        (Op.IDENTIFY, Status.OK, Identify(), "None"),
        (Op.TIME_SYNC, Status.OK, TimeSync(0), "DeviceTick"),
        (Op.RESEND, Status.GONE, Resend(0, 1), "None"),
    ],
)
def test_a_reply_says_what_is_in_force_and_nothing_else(op: Op, status: Status, actual: Actual, wanted: str) -> None:
    """A reply of success holds the value of its own op, one of failure none."""
    with pytest.raises(ValueError, match=f"must be {wanted} with op {op.value}, status {status.value}"):
        Reply(op, 7, status, actual)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.OK])
def test_a_refusal_is_three_bytes(status: Status) -> None:
    """A command that failed is answered by its op, its request_id and the status."""
    reply = Reply(Op.RESEND, 7, status)

    assert bytes((0x85, 7, status)) == encode_reply(reply)
    assert reply == decode_reply(encode_reply(reply))


def test_a_known_op_is_named_in_a_decoded_command_and_reply() -> None:
    """A reader of the log sees Op.START and Status.OK, not bare numbers."""
    reply = decode_reply(bytes.fromhex("81 07 00 03 08 19"))

    assert Reply(Op.START, 7, Status.OK, START) == reply
    assert "<Op.START: 1>" in repr(reply)
    assert "<Status.OK: 0>" in repr(reply)


def test_a_wear_site_given_as_its_word_is_the_same_command() -> None:
    """Settings hold plain words; Configure takes them as they are."""
    assert encode_command(Configure(WearSite.HIP), 1) == encode_command(Configure("hip"), 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("octets", "reply"),
    [
        ("", Reply(0, 0, Status.UNKNOWN_OP)),
        ("15", Reply(0x15, 0, Status.UNKNOWN_OP)),
        ("15 07", Reply(0x15, 7, Status.UNKNOWN_OP)),
        ("81 07", Reply(1, 7, Status.UNKNOWN_OP)),
        ("01", Reply(Op.START, 0, Status.INVALID_ARGUMENT)),
        ("01 07 03 08", Reply(Op.START, 7, Status.INVALID_ARGUMENT)),
        ("07 07 00 00", Reply(Op.KEEP_LEASE, 7, Status.INVALID_ARGUMENT)),
    ],
)
def test_what_is_no_command_is_answered_too(octets: str, reply: Reply) -> None:
    """Bytes that are no command get the reply that PROTOCOL.md promises."""
    payload = bytes.fromhex(octets)

    with pytest.raises(ProtocolError):
        decode_command(payload)
    assert reply == refuse(payload)


@given(payload=garbage())
def test_every_refusal_can_be_sent(payload: bytes) -> None:
    """Whatever was written, the answer is a reply that the central can read."""
    reply = refuse(payload)

    assert reply == decode_reply(encode_reply(reply))
    assert reply.status in (Status.UNKNOWN_OP, Status.INVALID_ARGUMENT)


@given(command=COMMANDS)
def test_every_command_fits_the_smallest_mtu(command: Command) -> None:
    """At an MTU of 23 a write carries 20 bytes, and no command needs more."""
    assert len(encode_command(command, 0)) <= 20


def test_the_lease_outlives_the_way_back_and_the_heartbeat_comes_well_within() -> None:
    """The default lease is a valid one, longer than back-off, scan and connect together (30, 15 and 20 s)."""
    assert KeepLease(LEASE_DEFAULT_S).seconds <= LEASE_MAX_S
    assert LEASE_DEFAULT_S > 30 + 15 + 20
    assert HEARTBEAT_S < 3.0
