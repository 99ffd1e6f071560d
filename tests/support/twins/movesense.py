"""A Movesense sensor that is not there: /Meas/Acc over the GATT SensorData Protocol."""

from collections.abc import Iterator
from typing import Final

from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.link import LocalLink

from firmware_protocol.wearables.movesense import (
    ANSWER,
    COMMAND_UUID,
    DATA_UUID,
    HELLO,
    M_S2_PER_G,
    SERVICE_UUID,
    SUBSCRIBE,
    UNSUBSCRIBE,
    encode_answer,
    encode_message,
)
from monitor.simulation.body import Motion
from monitor.simulation.noise import Floats
from tests.support.twins.twin import Twin

SLOTS: Final = 4
"""Subscriptions at a time (GATTSensorDataClient.cpp of movesense-device-lib)."""

SAMPLES_PER_MESSAGE: Final = 4
PAYLOAD_BYTES: Final = 158
"""The most that it puts into a payload, whatever the link carries: its MTU is 161 (the same source)."""

UPTIME_MS: Final = 120_000
"""How long it ran before the motion began (product default)."""

_PATH: Final = b"/Meas/Acc/"


class MovesenseTwin(Twin):
    """Measures while somebody subscribes; a lost link ends the subscriptions.

    Attributes:
        subscriptions: references of those to acceleration.

    Args:
        link: the air that it shares with the central.
        motion: what it feels; its rate is the only one that it grants.
        is_old: with firmware that does not answer what it grants.
        address: random static address.
        time_scale: seconds of its time in one second of ours.
    """

    def __init__(
        self,
        link: LocalLink,
        motion: Motion,
        *,
        is_old: bool = False,
        address: str = "C4:4D:4F:56:45:53",
        time_scale: float = 1.0,
    ) -> None:
        self.subscriptions: list[int] = []
        self._is_old = is_old
        has, may = Characteristic.Properties, Characteristic
        command = Characteristic(COMMAND_UUID, has.WRITE, may.WRITEABLE, CharacteristicValue(write=self._on_command))
        self._data = Characteristic(DATA_UUID, has.NOTIFY, may.READABLE)
        super().__init__(
            link,
            motion,
            [Service(SERVICE_UUID, [command, self._data])],
            name="Movesense 204730000081",
            address=address,
            samples_per_step=SAMPLES_PER_MESSAGE,
            time_scale=time_scale,
        )

    def parted(self) -> None:
        """End all subscriptions, so that nothing stays on for no reason."""
        super().parted()
        self.subscriptions.clear()

    def _on_command(self, connection: Connection, payload: bytes) -> None:
        """Carry out a command; whether anybody listens is not asked."""
        if self.is_stalled or len(payload) < 2:
            return
        code, reference = payload[:2]
        match code:
            case _ if code == HELLO:
                self.answer(connection, self._data, bytes((ANSWER, reference)) + b"Hello")
            case _ if code == SUBSCRIBE:
                status = self._subscribe(reference, payload[2:])
                if status >= 300 or not self._is_old:
                    self.answer(connection, self._data, encode_answer(reference, status))
            case _ if code == UNSUBSCRIBE and reference in self.subscriptions:
                self.subscriptions.remove(reference)

    def _subscribe(self, reference: int, path: bytes) -> int:
        """Take a subscription, and give the status."""
        if len(self.subscriptions) >= SLOTS:
            return 507
        if not path.startswith(_PATH):
            return 404
        if path.removeprefix(_PATH) != b"%d" % round(self.motion.sample_rate_hz):
            return 501
        self.subscriptions.append(reference)
        self.begin()
        return 200

    async def measured(self, first: int, xyz_g: Floats) -> None:
        """Send a message to each subscription."""
        for payload in self._payloads(first, xyz_g):
            await self.notify(self._data, payload)

    def _payloads(self, first: int, xyz_g: Floats) -> Iterator[bytes]:
        time_ms = (UPTIME_MS + round(first / self.motion.sample_rate_hz * 1000.0)) % 2**32
        xyz_m_s2 = [(x, y, z) for x, y, z in (xyz_g * M_S2_PER_G).tolist()]
        for reference in self.subscriptions:
            for payload in encode_message(time_ms, xyz_m_s2, min(self.payload_bytes, PAYLOAD_BYTES)):
                yield payload[:1] + bytes((reference,)) + payload[2:]
