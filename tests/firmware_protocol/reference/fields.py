"""What the oracle must say of a value: its fields as numbers, in the order of the header's structs."""

from firmware_protocol import (
    RANGES_G,
    RATES_HZ,
    AccelPacket,
    Actual,
    Capabilities,
    Configure,
    DeviceTick,
    KeepLease,
    Op,
    Reply,
    Resend,
    Start,
    TimeSync,
)
from firmware_protocol.fields import bits_of
from firmware_protocol.info import WEAR_SITES

COMMAND_FIELDS = (
    "op", "request_id", "rate", "range_g", "samples_per_packet", "wear_site", "count", "seconds", "first_index",
    "tick", "utc_ms",
)  # fmt: skip


def of_info(info: Capabilities) -> tuple[int, ...]:
    """`sitmon_info`."""
    return (
        info.minor,
        info.features.value,
        info.counts_per_g,
        info.tick_hz,
        bits_of(info.sample_rates_hz, RATES_HZ),
        bits_of(info.ranges_g, RANGES_G),
        info.max_samples,
        WEAR_SITES.index(info.wear_site),
        info.boot_id,
    )


def of_packet(packet: AccelPacket) -> tuple[int, ...]:
    """`sitmon_packet`, and its samples."""
    return (
        packet.flags.value,
        packet.sequence,
        packet.first_sample_index,
        packet.tick,
        packet.count,
        RATES_HZ.index(packet.sample_rate_hz),
        *(number for sample in packet.raw_xyz for number in sample),
    )


def of_command(op: int, request_id: int, command: Actual) -> tuple[int, ...]:
    """`sitmon_command`: all fields that the op has, 0 for those that it does not have."""
    held = {"op": int(op), "request_id": request_id}
    match command:
        case Start(sample_rate_hz, range_g, samples_per_packet):
            held |= {"rate": RATES_HZ.index(sample_rate_hz), "range_g": range_g}
            held |= {"samples_per_packet": samples_per_packet}
        case Configure(wear_site):
            held |= {"wear_site": WEAR_SITES.index(wear_site)}
        case TimeSync(utc_ms):
            held |= {"utc_ms": utc_ms}
        case DeviceTick(tick):
            held |= {"tick": tick}
        case Resend(first_index, count):
            held |= {"first_index": first_index, "count": count}
        case KeepLease(seconds):
            held |= {"seconds": seconds}
    return tuple(held.get(field, 0) for field in COMMAND_FIELDS)


def of_request(payload: bytes, command: Actual) -> tuple[int, ...]:
    """`sitmon_command` of a command as it was written."""
    return of_command(Op(payload[0]), payload[1], command)


def of_reply(reply: Reply) -> tuple[int, ...]:
    """`sitmon_reply`."""
    return reply.status.value, *of_command(reply.op, reply.request_id, reply.actual)
