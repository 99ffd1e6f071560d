"""The attributes of our profile, version 1, and how many samples fit into one GATT notification.

Our UUIDs are one family, `7ae9MMxx-be4c-492f-a786-69776b18097e`: MM is the major version of the profile and
xx the attribute.  A central that speaks version 1 thus never finds a version 2 wearable by mistake, and the
attribute cache of the desktop never shows it the wrong meaning under a known name.
"""

from typing import Final

MAJOR: Final = 1
"""The major version that this package speaks; it is part of every UUID below and of every Info and packet."""

SERVICE_UUID: Final = "7ae90100-be4c-492f-a786-69776b18097e"
INFO_UUID: Final = "7ae90101-be4c-492f-a786-69776b18097e"
STREAM_UUID: Final = "7ae90102-be4c-492f-a786-69776b18097e"
CONTROL_UUID: Final = "7ae90103-be4c-492f-a786-69776b18097e"

# From the Bluetooth SIG's list of assigned numbers, written out over the base UUID of the standard.
BATTERY_SERVICE_UUID: Final = "0000180f-0000-1000-8000-00805f9b34fb"
BATTERY_LEVEL_UUID: Final = "00002a19-0000-1000-8000-00805f9b34fb"
DEVICE_INFORMATION_UUID: Final = "0000180a-0000-1000-8000-00805f9b34fb"

GATT_NOTIFICATION_OVERHEAD: Final = 3
"""Bytes of the MTU that are not payload: the opcode and the handle (Bluetooth Core, Vol 3 Part F, 3.4.7.1)."""

MIN_ATT_MTU: Final = 23
"""The MTU of every LE link before the exchange (Bluetooth Core, Vol 3 Part G, 5.2.1)."""

LONGEST_BYTES: Final = 512
"""Of any attribute's value, however large the MTU (Bluetooth Core, Vol 3 Part F, 3.2.9)."""

HEADER_BYTES: Final = 14
SAMPLE_BYTES: Final = 6

MAX_SAMPLES_PER_PACKET: Final = (LONGEST_BYTES - HEADER_BYTES) // SAMPLE_BYTES
"""83: as many as a value of `LONGEST_BYTES` holds."""


def samples_per_packet(att_mtu: int) -> int:
    """Count the samples that one packet can carry: (MTU - 17) // 6, at most 83.

    Args:
        att_mtu: the negotiated ATT_MTU in bytes, 23 or more.

    Returns:
        38 at an MTU of 247, 1 at 23, 83 from 515 on.

    Raises:
        ValueError: below 23, which no LE link has.
    """
    if att_mtu < MIN_ATT_MTU:
        raise ValueError(f"att_mtu is {att_mtu}, must be {MIN_ATT_MTU} or more")
    room = att_mtu - GATT_NOTIFICATION_OVERHEAD - HEADER_BYTES
    return min(MAX_SAMPLES_PER_PACKET, room // SAMPLE_BYTES)
