"""Those that send three int16 and are not there: a PineTime, a BBC micro:bit, a Thingy:52."""

import struct
from typing import Final

import numpy as np
from bumble.att import ATT_Error
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.link import LocalLink

from firmware_protocol.wearables.three_int16 import MICROBIT_ROW, PINETIME_ROW, THINGY_ROW, encode_samples
from monitor.simulation.body import Motion
from monitor.simulation.noise import Floats
from tests.support.twins.twin import Twin

PINETIME_LIMIT_LSB: Final = 2047
"""The end of its range of ± 2 g; a person who walks goes beyond, and is cut off."""

PERIODS_MS: Final = (1, 2, 5, 10, 20, 80, 160, 640)
"""That a micro:bit can be set to (Bluetooth profile 1.11)."""

_OUT_OF_RANGE: Final = 0xFF  # ATT error (Core Specification Supplement, Part B)
_READ_NOT_PERMITTED: Final = 0x02  # ATT errors (Bluetooth Core, Vol 3 Part F, 3.4.1.1)
_WRITE_NOT_PERMITTED: Final = 0x03

Counts = tuple[int, int, int]


class PineTimeTwin(Twin):
    """A watch with InfiniTime: looks at its sensor each 100/1024 s, and notifies what has changed since.

    Args:
        link: the air that it shares with the central.
        motion: what it feels, at 10.24 Hz.
        address: random static address.
        time_scale: seconds of its time in one second of ours.
    """

    def __init__(
        self, link: LocalLink, motion: Motion, *, address: str = "C4:50:49:4E:45:54", time_scale: float = 1.0
    ) -> None:
        has, may = Characteristic.Properties, Characteristic
        self._last: Counts = (0, 0, 0)
        self._data = Characteristic(
            PINETIME_ROW.data, has.READ | has.NOTIFY, may.READABLE, CharacteristicValue(read=self._on_read)
        )
        super().__init__(
            link,
            motion,
            [Service(PINETIME_ROW.service, [self._data])],
            name="InfiniTime",
            address=address,
            time_scale=time_scale,
        )

    async def measured(self, _first: int, xyz_g: Floats) -> None:
        """Notify if a count is another one than before."""
        counts = _counts(xyz_g[0], PINETIME_ROW.counts_per_g, PINETIME_LIMIT_LSB)
        if counts != self._last:
            self._last = counts
            await self.notify(self._data, encode_samples(PINETIME_ROW, counts))

    def _on_read(self, _link: Connection) -> bytes:
        self.begin()
        return encode_samples(PINETIME_ROW, self._last)


class MicrobitTwin(Twin):
    """A micro:bit with a program that has the accelerometer service.

    Attributes:
        period_ms: as it was last set.

    Args:
        link: the air that it shares with the central.
        motion: what it feels; its rate is the one that it samples at, whatever the period says.
        shy: wants an encrypted link, as it does unless its program says otherwise.
        address: random static address.
        time_scale: seconds of its time in one second of ours.
    """

    def __init__(
        self,
        link: LocalLink,
        motion: Motion,
        *,
        shy: bool = False,
        address: str = "C4:4D:42:49:54:01",
        time_scale: float = 1.0,
    ) -> None:
        self.period_ms = 640
        self._last: Counts = (0, 0, 0)
        has, may = Characteristic.Properties, Characteristic
        can = may.READABLE | may.WRITEABLE
        if shy:
            can |= may.READ_REQUIRES_ENCRYPTION | may.WRITE_REQUIRES_ENCRYPTION
        self._data = Characteristic(
            MICROBIT_ROW.data,
            has.READ | has.NOTIFY,
            can,
            CharacteristicValue(read=lambda _link: encode_samples(MICROBIT_ROW, self._last)),
        )
        period = Characteristic(
            MICROBIT_ROW.period,
            has.READ | has.WRITE,
            can,
            CharacteristicValue(read=lambda _link: struct.pack("<H", self.period_ms), write=self._on_period),
        )
        super().__init__(
            link,
            motion,
            [Service(MICROBIT_ROW.service, [self._data, period])],
            name="BBC micro:bit [zuvav]",
            address=address,
            time_scale=time_scale,
        )

    async def measured(self, _first: int, xyz_g: Floats) -> None:
        """Notify each sample."""
        self._last = _counts(xyz_g[0], MICROBIT_ROW.counts_per_g, 0x7FFF)
        await self.notify(self._data, encode_samples(MICROBIT_ROW, self._last))

    def _on_period(self, _connection: Connection, payload: bytes) -> None:
        period_ms = int.from_bytes(payload, "little")
        if period_ms not in PERIODS_MS:
            raise ATT_Error(_OUT_OF_RANGE)
        self.period_ms = period_ms
        self.begin()


class ThingyTwin(Twin):
    """A Thingy:52: notifies raw motion, which nobody can read, at the rate that it was configured to.

    Args:
        link: the air that it shares with the central.
        motion: what it feels, at 50 Hz.
        address: random static address.
        time_scale: seconds of its time in one second of ours.
    """

    def __init__(
        self, link: LocalLink, motion: Motion, *, address: str = "C4:54:48:49:4E:47", time_scale: float = 1.0
    ) -> None:
        self._configuration = struct.pack("<HHHHB", 500, 500, 500, 10, 1)
        has, may = Characteristic.Properties, Characteristic
        self._data = Characteristic(
            THINGY_ROW.data,
            has.NOTIFY,
            Characteristic.Permissions(0),
            CharacteristicValue(read=_refuse_read),  # the link does not look at permissions
        )
        configuration = Characteristic(
            THINGY_ROW.probe,
            has.READ | has.WRITE,
            may.READABLE | may.WRITEABLE,
            CharacteristicValue(read=lambda _link: self._configuration, write=self._on_configuration),
        )
        super().__init__(
            link,
            motion,
            [Service(THINGY_ROW.service, [configuration, self._data])],
            name="Thingy",
            address=address,
            advertised=THINGY_ROW.services,
            time_scale=time_scale,
        )

    async def measured(self, _first: int, xyz_g: Floats) -> None:
        """Notify each sample."""
        counts = _counts(xyz_g[0], THINGY_ROW.counts_per_g, 0x7FFF)
        await self.notify(self._data, encode_samples(THINGY_ROW, counts))

    def _on_configuration(self, _connection: Connection, payload: bytes) -> None:
        """Take what lies within the ranges of ble_tms.h."""
        if len(payload) != len(self._configuration):
            raise ATT_Error(_WRITE_NOT_PERMITTED)
        *intervals_ms, motion_hz, wakes = struct.unpack("<HHHHB", payload)
        in_range = all(100 <= each_ms <= 5000 for each_ms in intervals_ms) and wakes <= 1
        if not in_range or motion_hz != self.motion.sample_rate_hz:  # it feels at one rate only, of 1 to 200 Hz
            raise ATT_Error(_WRITE_NOT_PERMITTED)
        self._configuration = payload
        self.begin()


def _refuse_read(_connection: Connection) -> bytes:
    raise ATT_Error(_READ_NOT_PERMITTED)


def _counts(xyz_g: Floats, counts_per_g: float, limit: int) -> Counts:
    """A sample in LSB, cut off at the end of the range."""
    x, y, z = np.clip(np.rint(xyz_g * counts_per_g), -limit - 1, limit).astype(int).tolist()
    return x, y, z
