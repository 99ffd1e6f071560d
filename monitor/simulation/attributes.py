"""What a central finds at the virtual wearable: the advertisement and the attribute table."""

from collections.abc import Callable
from typing import Final

from bumble.att import ATT_Error
from bumble.core import UUID, AdvertisingData
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.profiles.battery_service import BatteryService
from bumble.profiles.device_information_service import DeviceInformationService

from firmware_protocol import CONTROL_UUID, INFO_UUID, SERVICE_UUID, STREAM_UUID

NAME_BYTES: Final = 8
"""What the primary advertisement has room for beside the service UUID (PROTOCOL.md 7)."""

_READ_NOT_PERMITTED: Final = 0x02
_WRITE_NOT_PERMITTED: Final = 0x03


def attribute_table(
    read_info: Callable[[], bytes],
    on_command: Callable[[Connection, bytes], None],
    battery_percent: int,
    serial_number: str,
    *,
    encrypted: bool = False,
) -> tuple[tuple[Service, ...], Characteristic, Characteristic]:
    """Lay out the table (PROTOCOL.md 2).

    Args:
        read_info: gives the payload of Info at each read.
        on_command: takes what is written to Control; may raise `ATT_Error`.
        battery_percent: what Battery Level says, 0 to 100.
        serial_number: what Device Information says.
        encrypted: Control wants an encrypted link, so that only bonded computers get a stream.

    Returns:
        Our service, Battery and Device Information; then Stream, which notifies packets; and Control, which indicates
        replies.
    """
    has, may = Characteristic.Properties, Characteristic
    info = Characteristic(
        INFO_UUID,
        has.READ,
        may.READABLE,
        CharacteristicValue(read=lambda _link: read_info(), write=_refuse_write),
    )
    stream = Characteristic(STREAM_UUID, has.NOTIFY, may.READABLE)
    control = Characteristic(
        CONTROL_UUID,
        has.WRITE | has.INDICATE,
        may.WRITEABLE | may.WRITE_REQUIRES_ENCRYPTION if encrypted else may.WRITEABLE,
        CharacteristicValue(read=_refuse_read, write=on_command),
    )
    ours = Service(SERVICE_UUID, [info, stream, control])
    battery = BatteryService(lambda _link: battery_percent)
    about = DeviceInformationService(manufacturer_name="sitmon", model_number="virtual", serial_number=serial_number)
    return (ours, battery, about), stream, control


def advertisement(name: str) -> bytes:
    """Write flags, service and name, all in the primary packet: 31 bytes with a name of 8."""
    parts = [
        (AdvertisingData.FLAGS, bytes([0x06])),
        (AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS, bytes(UUID(SERVICE_UUID))),
        (AdvertisingData.SHORTENED_LOCAL_NAME, name.encode()),
    ]
    return bytes(AdvertisingData(parts))


def _refuse_read(_link: Connection) -> bytes:
    """Answer as the permissions of the attribute want it; bumble would not answer at all."""
    raise ATT_Error(_READ_NOT_PERMITTED)


def _refuse_write(_link: Connection, _payload: bytes) -> None:
    """Answer as the permissions of the attribute want it; bumble would not answer at all."""
    raise ATT_Error(_WRITE_NOT_PERMITTED)
