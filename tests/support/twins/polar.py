"""A Polar sensor that is not there: H10, OH1, Verity Sense with older or newer firmware."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.link import LocalLink

from firmware_protocol import ProtocolError
from firmware_protocol.wearables.polar_control import (
    ACCELERATION,
    CONTROL_UUID,
    DATA_UUID,
    FEATURES,
    SERVICE_UUID,
    Answer,
    Op,
    Setting,
    Settings,
    Status,
    decode_settings,
    encode_answer,
)
from firmware_protocol.wearables.polar_frames import (
    COMPRESSED,
    COMPRESSED_G,
    COMPRESSED_MG,
    Xyz,
    block_of,
    encode_compressed,
    encode_raw,
)
from monitor.simulation.body import Motion
from monitor.simulation.noise import Floats
from tests.support.twins.twin import Twin

FACTORY_NS: Final = 599_616_000 * 10**9
"""2019-01-01, ns since 2000: where the clock begins after it was off (TimeSystemExplained.md of polar-ble-sdk)."""

MIN_PAYLOAD_BYTES: Final = 61
"""Below an MTU of 64 it refuses to start (Device Error Codes of polar-ble-sdk)."""

PAYLOAD_BYTES: Final = 229
"""The longest frame it makes, whatever the link carries: that of an MTU of 232 (frames quoted in issue 443)."""

BLOCK: Final = 29
"""Deltas in one block, as in the specification's example."""

_HEART_RATE_UUID: Final = "180D"
_INVALID_PARAMETER: Final = 5


@dataclass(frozen=True, slots=True)
class PolarModel:
    """What tells one model from the other.

    Attributes:
        name: as advertised, a number follows.
        settings: what it offers.
        kind: type of its frames.
        factor: that it tells when it starts, in units of the frame type; None if it tells none.
        frame_samples: how many samples it collects for a frame.
    """

    name: str
    settings: Settings
    kind: int
    factor: float | None
    frame_samples: int


def _offer(rates_hz: tuple[int, ...], ranges_g: tuple[int, ...], channels: tuple[int, ...]) -> Settings:
    offered = {
        Setting.SAMPLE_RATE_HZ: rates_hz,
        Setting.RESOLUTION_BITS: (16,),
        Setting.RANGE_G: ranges_g,
        Setting.CHANNELS: channels,
    }
    return {setting: values for setting, values in offered.items() if values}


H10: Final = PolarModel("Polar H10", _offer((25, 50, 100, 200), (2, 4, 8), ()), 0x01, None, 36)
OH1: Final = PolarModel("Polar OH1", _offer((50,), (8,), ()), 0x01, None, 36)
VERITY_SENSE: Final = PolarModel("Polar Sense", _offer((52,), (8,), (3,)), COMPRESSED_MG, None, 71)
VERITY_SENSE_1: Final = PolarModel("Polar Sense", _offer((52,), (8,), (3,)), COMPRESSED_G, 2.44e-4, 71)
"""With older firmware, whose frames are in g times a factor (issue 186)."""


class PolarTwin(Twin):
    """Measures when it is started, until it is stopped; also after the link was lost, the worse of what is reported.

    Attributes:
        is_streaming: whether it was started and not stopped.
        in_charger: then it refuses to start.

    Args:
        link: the air that it shares with the central.
        motion: what it feels; its rate must be one that the model offers, and is the only one that it grants.
        model: which one it is.
        address: random static address.
        time_scale: seconds of its time in one second of ours.
    """

    def __init__(
        self,
        link: LocalLink,
        motion: Motion,
        *,
        model: PolarModel = H10,
        address: str = "C4:50:4F:4C:41:52",
        time_scale: float = 1.0,
    ) -> None:
        if motion.sample_rate_hz not in model.settings[Setting.SAMPLE_RATE_HZ]:
            raise ValueError(f"motion is at {motion.sample_rate_hz:g} Hz, which a {model.name} does not offer")
        self.is_streaming = False
        self.in_charger = False
        self._model = model
        self._zero_ns = FACTORY_NS
        has, may = Characteristic.Properties, Characteristic
        self._control = Characteristic(
            CONTROL_UUID,
            has.READ | has.WRITE | has.INDICATE,
            may.READABLE | may.WRITEABLE,
            CharacteristicValue(read=lambda _link: _features(), write=self._on_command),
        )
        self._data = Characteristic(DATA_UUID, has.NOTIFY, may.READABLE)
        super().__init__(
            link,
            motion,
            [Service(SERVICE_UUID, [self._control, self._data])],
            name=f"{model.name} 12345678",
            address=address,
            advertised=[_HEART_RATE_UUID],
            samples_per_step=model.frame_samples,
            time_scale=time_scale,
        )

    async def pull_battery(self, seconds: float) -> None:
        """Lose link, stream and time: the clock begins at 2019 again."""
        self.is_streaming = False
        self._zero_ns = FACTORY_NS - round(self.time_s * 1e9)
        await self.drop(seconds)

    def _on_command(self, connection: Connection, payload: bytes) -> None:
        """Carry out what was written to the control point, and indicate the answer."""
        self.require_subscribed(connection, self._control)
        if self.is_stalled or len(payload) < 2:
            return
        op, measurement = payload[:2]
        status, settings = self._carry_out(op, measurement, payload[2:])
        whole = encode_answer(Answer(op, measurement, status, settings=settings))
        self.answer(connection, self._control, *_in_parts(whole, self.payload_bytes))

    def _carry_out(self, op: int, measurement: int, settings: bytes) -> tuple[int, Settings]:
        """Do it, and say how it ended."""
        match op:
            case Op.GET_SETTINGS | Op.START | Op.STOP if measurement != ACCELERATION:
                return Status.INVALID_MEASUREMENT, {}
            case Op.GET_SETTINGS:
                return Status.SUCCESS, self._model.settings
            case Op.START:
                return self._start(settings)
            case Op.STOP:
                self.is_streaming, was_streaming = False, self.is_streaming
                return Status.SUCCESS if was_streaming else Status.ALREADY_IN_STATE, {}
            case _:
                return Status.INVALID_OP, {}

    def _start(self, settings: bytes) -> tuple[int, Settings]:
        if self.in_charger:
            return Status.IN_CHARGER, {}
        if self.is_streaming:
            return Status.ALREADY_IN_STATE, {}
        if self.payload_bytes < MIN_PAYLOAD_BYTES:
            return Status.INVALID_MTU, {}
        try:
            chosen = decode_settings(settings)
        except ProtocolError:
            return _INVALID_PARAMETER, {}
        granted = {**self._model.settings, Setting.SAMPLE_RATE_HZ: (round(self.motion.sample_rate_hz),)}
        if chosen.keys() != granted.keys() or not all(set(chosen[one]) <= set(granted[one]) for one in granted):
            return _INVALID_PARAMETER, {}
        self.is_streaming = True
        self.begin()
        if self._model.factor is None:
            return Status.SUCCESS, {}
        return Status.SUCCESS, {Setting.FACTOR: struct.unpack("<I", struct.pack("<f", self._model.factor))}

    async def measured(self, first: int, xyz_g: Floats) -> None:
        """Send the frames, if it was started."""
        if not self.is_streaming:
            return
        per_g = 1.0 / self._model.factor if self._model.factor else 1000.0
        counts = np.clip(np.rint(xyz_g * per_g), -0x8000, 0x7FFF).astype(int)
        samples: list[Xyz] = [(int(x), int(y), int(z)) for x, y, z in counts]
        for payload in self._frames(first, samples):
            await self.notify(self._data, payload)

    def _frames(self, first: int, samples: list[Xyz]) -> Iterator[bytes]:
        """One frame, or several where the link carries less."""
        rate_hz = self.motion.sample_rate_hz
        time_ns = self._zero_ns + round((first + len(samples)) / rate_hz * 1e9)
        frame = _frame(self._model.kind, time_ns, samples)
        if len(frame) <= min(self.payload_bytes, PAYLOAD_BYTES):
            yield frame
        else:
            half = len(samples) // 2
            yield from self._frames(first, samples[:half])
            yield from self._frames(first + half, samples[half:])


def _frame(kind: int, time_ns: int, samples: list[Xyz]) -> bytes:
    if not kind & COMPRESSED:
        return encode_raw(time_ns, kind, samples)
    starts = range(0, len(samples) - 1, BLOCK)
    blocks = [block_of(samples[start : start + BLOCK + 1]) for start in starts]
    return encode_compressed(time_ns, kind, samples[0], blocks)


def _in_parts(answer: bytes, longest: int) -> Iterator[bytes]:
    """An answer that is too long for the link, as several; each but the last says that more follows."""
    head, room = answer[:4], longest - 5
    for place in range(5, max(len(answer), 6), room):
        more = place + room < len(answer)
        yield head + bytes((more,)) + answer[place : place + room]


def _features() -> bytes:
    """What a real H10 answers to a read: ECG and acceleration (issue 360 of polar-ble-sdk)."""
    return bytes((FEATURES, 1 << 0 | 1 << ACCELERATION)) + bytes(15)
