"""Battery Level, as the Bluetooth SIG defines it: one byte, per cent (characteristic 0x2A19)."""

from firmware_protocol.fields import Payload, decoding, require_length, require_whole


def encode_battery_level(percent: int) -> bytes:
    """Write the charge that is left.

    Raises:
        ValueError: if `percent` is no whole number from 0 to 100.
    """
    require_whole("percent", percent, 0, 100)
    return bytes((percent,))


def decode_battery_level(payload: Payload) -> int:
    """Read the charge that is left, in per cent, 0 to 100.

    Raises:
        ProtocolError: not one byte, or more than 100.
    """
    octets = bytes(payload)
    with decoding("Battery Level"):
        require_length(octets, 1, 1)
        require_whole("percent", octets[0], 0, 100)
    return octets[0]
