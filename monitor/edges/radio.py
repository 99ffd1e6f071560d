"""The radio around us: who is near, which one is meant, and why there may be no radio at all."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from bleak import BleakAdapter, BleakScanner
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)

from firmware_protocol import BATTERY_SERVICE_UUID, ProtocolError, decode_battery_level
from firmware_protocol.wearables import WEARABLES, wearable_advertised
from monitor.errors import WearableError

NEIGHBOURS_S: Final = 1.2
"""How long to listen for a second wearable after the first: each advertises once a second (PROTOCOL.md 7)."""

_LISTED: Final = 6
"""How many devices one line of an error may name."""

_NO_RADIO: Final = "plug one in, or try `sitmon demo`, which needs none"
_WHY_NOT: Final = {
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: f"no Bluetooth adapter found: {_NO_RADIO}",
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: f"this Bluetooth adapter cannot do Low Energy: {_NO_RADIO}",
    BleakBluetoothNotAvailableReason.POWERED_OFF: (
        "Bluetooth is switched off: switch it on (on Linux `bluetoothctl power on`)"
    ),
    BleakBluetoothNotAvailableReason.DENIED_BY_USER: (
        "Bluetooth is denied to this program: allow it in the privacy settings of the system"
    ),
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: (
        "Bluetooth is denied by the system: ask its administrator, or on Linux join the group `bluetooth`"
    ),
}


@dataclass(frozen=True, slots=True)
class Backends:
    """What replaces bleak's platform part, scanner and client; the simulation brings its own, the real world none."""

    scanner: type[BaseBleakScanner]
    client: type[BaseBleakClient]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One device that was heard to advertise.

    Attributes:
        device: to be connected to soon, or not at all: BlueZ forgets it.
        name: as advertised, with a question mark for what no terminal should print; empty if it said none.
        rssi_dbm: strength of the last advertisement heard.
        kind: of supported wearable that it says it is, as people say it; empty if of none.
        battery_percent: that it advertises, 0 to 100; None if it does not, as most do not.
    """

    device: BLEDevice
    name: str
    rssi_dbm: int
    kind: str = ""
    battery_percent: int | None = None

    @property
    def address(self) -> str:
        """Bluetooth address; on macOS an identifier that only this computer knows."""
        return self.device.address

    @property
    def is_wearable(self) -> bool:
        """Whether it says that it is of a kind that sitmon supports."""
        return bool(self.kind)

    @property
    def is_connected(self) -> bool:
        """Whether this computer was connected to it when it was found; only BlueZ tells, elsewhere it is False."""
        details = self.device.details
        return isinstance(details, dict) and bool(details.get("props", {}).get("Connected"))

    def __str__(self) -> str:
        return f"{self.name or 'unnamed'} ({self.address})"


class AdapterError(WearableError):
    """There is no usable Bluetooth adapter: none, switched off, or not for us."""


class NotFoundError(WearableError):
    """The wearable that is meant was not heard."""


class NotUsableError(WearableError):
    """Trying again does not help: the user must choose another wearable, or update something."""


async def scan(
    timeout_s: float,
    *,
    until: Callable[[Sighting], bool] = lambda _: False,
    settle_s: float = 0.0,
    backend: Backends | None = None,
) -> list[Sighting]:
    """Listen for `timeout_s`, or until `settle_s` after one that is wanted; wearables come first, then by strength.

    Raises:
        AdapterError: no Bluetooth adapter, switched off, or not for us.
        WearableError: the adapter refuses to scan.
    """
    heard: dict[str, Sighting] = {}
    found = asyncio.Event()

    def notice(device: BLEDevice, said: AdvertisementData) -> None:
        heard[device.address] = _sighting(device, said)
        if until(heard[device.address]):
            found.set()

    with radio_errors():
        scanner = BleakScanner(notice, backend=backend.scanner if backend else None)
        await scanner.start()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(found.wait(), timeout_s)
                await asyncio.sleep(settle_s)
        finally:
            with suppress(BleakError):  # BlueZ may have ended the scan by itself: "No discovery started"
                await scanner.stop()
    return sorted(heard.values(), key=lambda seen: (not seen.is_wearable, -seen.rssi_dbm))


async def find_wearable(
    address: str | None, name: str | None, timeout_s: float, *, held: bool = True, backend: Backends | None = None
) -> BLEDevice:
    """Find the one that is meant: by address; without one by name, if given, among those that advertise our service.

    Args:
        address: of the one that is meant; None for the only one near.
        name: with no address, only one of this name; None for any.
        timeout_s: how long to listen.
        held: take it without a scan if this computer is still connected to it, as after a crash of ours; after
            bluetoothd died that would be believing in a ghost.
        backend: bleak's platform part; None for the real one.

    Returns:
        a device fresh from the scan, which must be connected to at once: BlueZ forgets it soon.

    Raises:
        AdapterError: no Bluetooth adapter, switched off, or not for us.
        NotFoundError: not heard within `timeout_s` (says what was).
        NotUsableError: several are near and no address chooses.
        WearableError: the adapter refuses to scan.
    """
    if held and address is not None and backend is None and (device := await _held(address)) is not None:
        return device

    def is_meant(seen: Sighting) -> bool:
        if address is not None:
            return seen.address.lower() == address.lower()
        return seen.is_wearable and name in {None, seen.name, seen.device.name}

    near = await scan(timeout_s, until=is_meant, settle_s=NEIGHBOURS_S if address is None else 0.0, backend=backend)
    meant = [seen for seen in near if is_meant(seen)]
    if len(meant) == 1:
        return meant[0].device
    if meant:
        wearables = _listing(seen for seen in near if seen.is_wearable)
        raise NotUsableError(f"{len(meant)} wearables are near: {wearables}; set `address` to the one that is meant")
    raise NotFoundError(
        f"{address or name or 'a wearable'} not found within {timeout_s:g} s: charge it, bring it near, and close any "
        f"phone app that may hold it; heard instead: {_listing(near) or 'nothing'}"
    )


async def _held(address: str) -> BLEDevice | None:
    """The one that is meant, if the system is still connected to it, as after a crash: then it does not advertise."""
    with radio_errors(), suppress(NotImplementedError):
        adapter = await BleakAdapter.get()
        for device in await adapter.get_connected_devices([wearable.service for wearable in WEARABLES]):
            if device.address.lower() == address.lower():
                return device
    return None


def _sighting(device: BLEDevice, said: AdvertisementData) -> Sighting:
    name = said.local_name or device.name or ""
    kind = wearable_advertised(name, said.service_uuids)
    shown = "".join(letter if letter.isprintable() else "?" for letter in name)
    return Sighting(device, shown, said.rssi, "" if kind is None else kind.name, _battery_said(said))


def _battery_said(said: AdvertisementData) -> int | None:
    """The charge in the service data of Battery, in per cent, where an advertisement has any that can be read."""
    payload = said.service_data.get(BATTERY_SERVICE_UUID)
    with suppress(ProtocolError):
        return None if payload is None else decode_battery_level(payload)
    return None


def one_line(error: Exception) -> str:
    """What an error says, in one line; those of D-Bus come with line breaks, and some say nothing."""
    return " ".join(str(error).split()) or type(error).__name__


@contextmanager
def radio_errors() -> Iterator[None]:
    """Turn what bleak says of adapter and system service into one line for the user.

    Raises:
        AdapterError: no adapter, switched off, denied, or no Bluetooth service behind it.
        WearableError: any other refusal of the radio.
    """
    try:
        yield
    except BleakBluetoothNotAvailableError as error:
        raise AdapterError(_WHY_NOT.get(error.reason, f"Bluetooth is not available: {error.args[0]}")) from error
    except BleakDBusError as error:
        if error.dbus_error.endswith(".AccessDenied"):
            raise AdapterError(_WHY_NOT[BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM]) from error
        if error.dbus_error.startswith("org.freedesktop.DBus.Error."):
            raise AdapterError(f"the Bluetooth service does not answer ({one_line(error)}): {_START_BLUEZ}") from error
        raise WearableError(_REFUSES.format(one_line(error))) from error
    except BleakError as error:
        raise WearableError(_REFUSES.format(one_line(error))) from error
    except (OSError, EOFError) as error:
        why = one_line(error)
        raise AdapterError(f"no Bluetooth here, the system D-Bus does not answer ({why}): {_START_BLUEZ}") from error


_REFUSES: Final = "the Bluetooth adapter refuses to scan ({}): switch it off and on again"
_START_BLUEZ: Final = (
    "install and start bluez (`systemctl start bluetooth`), or try `sitmon demo`, which needs no radio"
)


def _listing(sightings: Iterable[Sighting]) -> str:
    names = [str(sighting) for sighting in sightings]
    more = [f"{len(names) - _LISTED} more"] if len(names) > _LISTED else []
    return ", ".join(names[:_LISTED] + more)
