"""What wearables say: bytes to frozen values and back.  Standard library only, no I/O, no clock.

Each characteristic of our GATT profile is one module, encode and decode side by side: `info` (what the
wearable is), `stream` (acceleration), `control` (commands and replies), `battery`.  Only `ProtocolError` leaves
a decoder, whatever the bytes.  PROTOCOL.md, beside this file, is the profile for authors of firmware.
"""

from firmware_protocol.battery import decode_battery_level, encode_battery_level
from firmware_protocol.control import (
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
    Reply,
    Resend,
    Start,
    Status,
    Stop,
    TimeSync,
    decode_command,
    decode_reply,
    encode_command,
    encode_reply,
    refuse,
)
from firmware_protocol.errors import ProtocolError
from firmware_protocol.fields import RANGES_G, RATES_HZ
from firmware_protocol.gatt import (
    BATTERY_LEVEL_UUID,
    BATTERY_SERVICE_UUID,
    CONTROL_UUID,
    DEVICE_INFORMATION_UUID,
    GATT_NOTIFICATION_OVERHEAD,
    INFO_UUID,
    MAJOR,
    MAX_SAMPLES_PER_PACKET,
    SERVICE_UUID,
    STREAM_UUID,
    samples_per_packet,
)
from firmware_protocol.info import Capabilities, Features, WearSite, decode_capabilities, encode_capabilities
from firmware_protocol.stream import AccelPacket, PacketFlags, decode_packet, encode_packet

__all__ = [
    "BATTERY_LEVEL_UUID",
    "BATTERY_SERVICE_UUID",
    "CONTROL_UUID",
    "DEVICE_INFORMATION_UUID",
    "GATT_NOTIFICATION_OVERHEAD",
    "HEARTBEAT_S",
    "INFO_UUID",
    "LEASE_DEFAULT_S",
    "LEASE_MAX_S",
    "MAJOR",
    "MAX_SAMPLES_PER_PACKET",
    "RANGES_G",
    "RATES_HZ",
    "SERVICE_UUID",
    "STREAM_UUID",
    "AccelPacket",
    "Actual",
    "Capabilities",
    "Command",
    "Configure",
    "DeviceTick",
    "Features",
    "Identify",
    "KeepLease",
    "Op",
    "PacketFlags",
    "ProtocolError",
    "Reply",
    "Resend",
    "Start",
    "Status",
    "Stop",
    "TimeSync",
    "WearSite",
    "decode_battery_level",
    "decode_capabilities",
    "decode_command",
    "decode_packet",
    "decode_reply",
    "encode_battery_level",
    "encode_capabilities",
    "encode_command",
    "encode_packet",
    "encode_reply",
    "refuse",
    "samples_per_packet",
]
