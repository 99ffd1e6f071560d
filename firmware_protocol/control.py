"""Control: what the central asks (written) and what the wearable answers (indicated).

    command   op        request_id   arguments
    reply     op|0x80   request_id   status   what is now in force

The wearable answers every command, also one that it refuses.  `request_id` is the central's to choose and comes
back as it was, so that a late reply is never taken for the answer to a newer command.

The lease.  A wearable that streams until it is told to stop goes on when the computer sleeps, crashes or
leaves the room, and is empty in the morning.  So Start lends the stream for `LEASE_DEFAULT_S`; each KeepLease
renews it; when it ends, the wearable stops by itself.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, assert_never

from firmware_protocol.fields import (
    RANGES_G,
    U8,
    U16,
    U32,
    Payload,
    decoding,
    rate_index,
    rate_of_index,
    require_length,
    require_member,
    require_whole,
)
from firmware_protocol.gatt import LONGEST_BYTES, MAX_SAMPLES_PER_PACKET
from firmware_protocol.info import WEAR_SITES, WearSite

LEASE_DEFAULT_S: Final = 120
"""What Start lends (product default): outlives the longest way back, 30 s of back-off, 15 s of scan and 20 s to
connect, so that a short loss ends no stream; and costs a forgotten wearable two minutes of charge at most."""

LEASE_MAX_S: Final = 3600
"""The longest lease that may be asked for (product default): an hour, or it would be no lease."""

HEARTBEAT_S: Final = 2.0
"""The longest silence of a streaming wearable (product default): a central that probes after 2.5 s, a heartbeat and the
longest usual delay of the radio, never takes stillness for a fault."""

UTC_MS_MAX: Final = 253_402_300_799_999
"""The end of the year 9999, the last that Python and ISO 8601 can write."""

_REPLY_BIT: Final = 0x80


class Op(IntEnum):
    """What a command asks; 0x80 is added in the reply."""

    START = 0x01
    STOP = 0x02
    CONFIGURE = 0x03
    TIME_SYNC = 0x04
    RESEND = 0x05
    IDENTIFY = 0x06
    KEEP_LEASE = 0x07


class Status(IntEnum):
    """How a command ended."""

    OK = 0
    UNKNOWN_OP = 1
    INVALID_ARGUMENT = 2
    NOT_SUPPORTED = 3
    BUSY = 4
    NOT_BONDED = 5
    GONE = 6
    FAULT = 7


@dataclass(frozen=True, slots=True)
class Start:
    """Begin to stream, or go on with these values; opens a lease of `LEASE_DEFAULT_S`.

    Attributes:
        sample_rate_hz: one of `RATES_HZ`.
        range_g: full scale, ± g, one of `RANGES_G`.
        samples_per_packet: 1 to 83; the wearable lowers it to what the MTU carries.
    """

    sample_rate_hz: float
    range_g: int
    samples_per_packet: int

    def __post_init__(self) -> None:
        rate_index(self.sample_rate_hz)
        require_member("range_g", self.range_g, RANGES_G)
        require_whole("samples_per_packet", self.samples_per_packet, 1, MAX_SAMPLES_PER_PACKET)


@dataclass(frozen=True, slots=True)
class Stop:
    """End the stream and the lease; it is no error if there is none."""


@dataclass(frozen=True, slots=True)
class Configure:
    """Keep, also over a reboot, where the wearable is worn; Info says it from then on.

    Attributes:
        wear_site: where it is worn.
    """

    wear_site: WearSite

    def __post_init__(self) -> None:
        require_member("wear_site", self.wear_site, WEAR_SITES)


@dataclass(frozen=True, slots=True)
class TimeSync:
    """Tell the time of day, for a clock face or the wearable's own log; it never changes the tick.

    Attributes:
        utc_ms: milliseconds since 1970-01-01T00:00Z, when the command was written.
    """

    utc_ms: int

    def __post_init__(self) -> None:
        require_whole("utc_ms", self.utc_ms, 0, UTC_MS_MAX)


@dataclass(frozen=True, slots=True)
class Resend:
    """Send samples again, out of the wearable's ring, in packets with new sequence numbers.

    Attributes:
        first_index: of the first sample wanted, modulo 2^32.
        count: how many samples, 1 to 65535.
    """

    first_index: int
    count: int

    def __post_init__(self) -> None:
        require_whole("first_index", self.first_index, 0, U32)
        require_whole("count", self.count, 1, U16)


@dataclass(frozen=True, slots=True)
class Identify:
    """Blink or buzz for some seconds, so that the person finds the right one."""


@dataclass(frozen=True, slots=True)
class KeepLease:
    """Let the stream go on for this long from now.

    Attributes:
        seconds: whole seconds, 1 to 3600.
    """

    seconds: int

    def __post_init__(self) -> None:
        require_whole("seconds", self.seconds, 1, LEASE_MAX_S)


@dataclass(frozen=True, slots=True)
class DeviceTick:
    """What TimeSync is answered with: a second way, beside the packets, to tie the device clock to ours.

    Attributes:
        tick: device clock when the command came, modulo 2^32.
    """

    tick: int

    def __post_init__(self) -> None:
        require_whole("tick", self.tick, 0, U32)


Command = Start | Stop | Configure | TimeSync | Resend | Identify | KeepLease
Actual = Command | DeviceTick | None
"""Of a reply: never in fact Stop, TimeSync or Identify; `Reply` refuses them."""

_ACTUALS: Final[dict[Op, type]] = {
    Op.START: Start,
    Op.CONFIGURE: Configure,
    Op.TIME_SYNC: DeviceTick,
    Op.RESEND: Resend,
    Op.KEEP_LEASE: KeepLease,
}

_OPS: Final[dict[type, Op]] = {
    Start: Op.START,
    Stop: Op.STOP,
    Configure: Op.CONFIGURE,
    TimeSync: Op.TIME_SYNC,
    Resend: Op.RESEND,
    Identify: Op.IDENTIFY,
    KeepLease: Op.KEEP_LEASE,
}

# The shape of the arguments, by op; what a reply says is in force has the same, but for TIME_SYNC.
_ARGUMENTS: Final = {
    Op.START: struct.Struct("<BBB"),
    Op.STOP: struct.Struct("<"),
    Op.CONFIGURE: struct.Struct("<B"),
    Op.TIME_SYNC: struct.Struct("<Q"),
    Op.RESEND: struct.Struct("<IH"),
    Op.IDENTIFY: struct.Struct("<"),
    Op.KEEP_LEASE: struct.Struct("<H"),
}
_IN_FORCE: Final = _ARGUMENTS | {Op.TIME_SYNC: struct.Struct("<I")}


def encode_command(command: Command, request_id: int) -> bytes:
    """Write one command: op, request_id (0 to 255), arguments.

    Raises:
        ValueError: if `request_id` is no byte.
    """
    require_whole("request_id", request_id, 0, U8)
    op = _OPS[type(command)]
    return bytes((op, request_id)) + _ARGUMENTS[op].pack(*_numbers_of(command))


def decode_command(payload: Payload) -> tuple[int, Command]:
    """Read one command and give (request_id, command).

    Raises:
        ProtocolError: an op that is none, the wrong length, or an argument out of its bounds.
    """
    octets = bytes(payload)
    with decoding("Control command"):
        require_length(octets, 2, LONGEST_BYTES)
        op = _op_of(octets[0])
        shape = _ARGUMENTS[op]
        require_length(octets, 2 + shape.size, 2 + shape.size)
        return octets[1], _command_of(op, shape.unpack_from(octets, 2))


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one command.

    Attributes:
        op: of the command, without the reply bit; an `Op`, or with UNKNOWN_OP any number from 0 to 127.
        request_id: of the command, 0 to 255.
        status: how it ended.
        actual: what is now in force: the command as carried out, for TimeSync a `DeviceTick`; None for Stop
            and Identify, and for every command that failed.
    """

    op: int
    request_id: int
    status: Status
    actual: Actual = None

    def __post_init__(self) -> None:
        require_whole("op", self.op, 0, _REPLY_BIT - 1)
        require_whole("request_id", self.request_id, 0, U8)
        require_member("status", self.status, tuple(Status))
        if self.status != Status.UNKNOWN_OP:
            _op_of(self.op)
        due = _ACTUALS.get(Op(self.op)) if self.status == Status.OK else None
        if type(self.actual) is not (due or type(None)):
            wanted = due.__name__ if due else "None"
            raise ValueError(f"actual is {self.actual!r}, must be {wanted} with op {self.op}, status {self.status}")


def encode_reply(reply: Reply) -> bytes:
    """Write one reply: op with the reply bit, request_id, status, and what is now in force."""
    head = bytes((reply.op | _REPLY_BIT, reply.request_id, reply.status))
    if reply.actual is None:
        return head
    return head + _IN_FORCE[Op(reply.op)].pack(*_numbers_of(reply.actual))


def decode_reply(payload: Payload) -> Reply:
    """Read one reply; what a later minor version appended is passed over.

    Raises:
        ProtocolError: too short, no reply bit, an unknown status, or a field out of its bounds.
    """
    octets = bytes(payload)
    with decoding("Control reply"):
        require_length(octets, 3, LONGEST_BYTES)
        if not octets[0] & _REPLY_BIT:
            raise ValueError(f"op is 0x{octets[0]:02x}, without the reply bit 0x{_REPLY_BIT:02x}")
        require_member("status", octets[2], tuple(Status))
        number, request_id, status = octets[0] & ~_REPLY_BIT, octets[1], Status(octets[2])
        if status == Status.UNKNOWN_OP:
            return Reply(number, request_id, status)
        op = _op_of(number)
        return Reply(op, request_id, status, _read_actual(op, octets) if status == Status.OK else None)


def refuse(payload: Payload) -> Reply:
    """Give the answer that a wearable owes to bytes which `decode_command` refuses.

    Returns:
        UNKNOWN_OP or INVALID_ARGUMENT, with the request_id if the bytes reach so far, else 0.
    """
    octets = bytes(payload)
    op = octets[0] & ~_REPLY_BIT if octets else 0
    request_id = octets[1] if len(octets) > 1 else 0
    known = bool(octets) and octets[0] in tuple(Op)
    return Reply(op, request_id, Status.INVALID_ARGUMENT if known else Status.UNKNOWN_OP)


def _op_of(number: int) -> Op:
    """Name an op, or refuse the number."""
    require_member("op", number, tuple(Op))
    return Op(number)


def _read_actual(op: Op, octets: bytes) -> Actual:
    """Read what a reply of status OK says is in force, from its fourth byte on."""
    if op not in _ACTUALS:
        return None
    shape = _IN_FORCE[op]
    require_length(octets, 3 + shape.size, LONGEST_BYTES)
    numbers = shape.unpack_from(octets, 3)
    if op == Op.TIME_SYNC:
        return DeviceTick(numbers[0])
    return _command_of(op, numbers)


def _numbers_of(command: Command | DeviceTick) -> tuple[int, ...]:
    """Lay out the arguments as they go onto the wire."""
    match command:
        case Start(sample_rate_hz, range_g, samples_per_packet):
            return rate_index(sample_rate_hz), int(range_g), samples_per_packet
        case Configure(wear_site):
            return (WEAR_SITES.index(wear_site),)
        case TimeSync(number) | DeviceTick(number) | KeepLease(number):
            return (number,)
        case Resend(first_index, count):
            return first_index, count
        case Stop() | Identify():
            return ()
        case _:
            assert_never(command)


def _command_of(op: Op, numbers: tuple[int, ...]) -> Command:
    """Make the command from its arguments as they came: the reverse of `_numbers_of`."""
    match op:
        case Op.START:
            return Start(rate_of_index(numbers[0]), numbers[1], numbers[2])
        case Op.STOP:
            return Stop()
        case Op.CONFIGURE:
            require_whole("wear_site", numbers[0], 0, len(WEAR_SITES) - 1)
            return Configure(WEAR_SITES[numbers[0]])
        case Op.TIME_SYNC:
            return TimeSync(numbers[0])
        case Op.RESEND:
            return Resend(numbers[0], numbers[1])
        case Op.IDENTIFY:
            return Identify()
        case Op.KEEP_LEASE:
            return KeepLease(numbers[0])
        case _:
            assert_never(op)
