"""Our own profile: Info, Stream, Control with its lease (PROTOCOL.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final

from firmware_protocol.control import (
    LEASE_DEFAULT_S,
    Command,
    KeepLease,
    Reply,
    Start,
    Status,
    Stop,
    decode_reply,
    encode_command,
)
from firmware_protocol.errors import ProtocolError
from firmware_protocol.gatt import CONTROL_UUID, INFO_UUID, MAJOR, SERVICE_UUID, STREAM_UUID
from firmware_protocol.info import Capabilities, Features, decode_capabilities
from firmware_protocol.stream import AccelPacket, decode_packet
from firmware_protocol.wearables.wearable import (
    Ask,
    Dialogue,
    Read,
    RefusedError,
    RequireBond,
    Scale,
    Started,
    Subscribe,
    Wearable,
)

RENEWALS: Final = 4
"""How often the lease is renewed within its length; three times is a must (PROTOCOL.md 11)."""

_request_ids: Iterator[int] = count(1)


def begin(wanted: Start) -> Dialogue[Started]:
    """Read what it is, subscribe, start with what it has that is nearest to what is wanted."""
    info = yield Read(INFO_UUID)
    capabilities = decode_capabilities(info or b"")
    if Features.ENCRYPTED in capabilities.features:
        yield RequireBond()
    yield Subscribe(CONTROL_UUID)
    yield Subscribe(STREAM_UUID)
    nearest = _nearest(wanted, capabilities)
    reply = yield from _ask(nearest)
    if reply.status is not Status.OK:
        raise RefusedError(f"it refuses to start ({reply.status.name}): restart it")
    in_force = reply.actual if isinstance(reply.actual, Start) else nearest
    return Started(in_force.sample_rate_hz, in_force.samples_per_packet / in_force.sample_rate_hz)


def _nearest(wanted: Start, capabilities: Capabilities) -> Start:
    """The nearest rate on offer, and the least range that holds the wanted one, or else the largest."""
    rate_hz = min(capabilities.sample_rates_hz, key=lambda rate_hz: abs(rate_hz - wanted.sample_rate_hz))
    wide_enough = [range_g for range_g in capabilities.ranges_g if range_g >= wanted.range_g]
    range_g = min(wide_enough, default=max(capabilities.ranges_g))
    return Start(rate_hz, range_g, min(wanted.samples_per_packet, capabilities.max_samples))


def keep() -> Dialogue[None]:
    """Renew the lease."""
    reply = yield from _ask(KeepLease(LEASE_DEFAULT_S))
    if reply.status is not Status.OK:
        raise RefusedError(f"it no longer streams ({reply.status.name}): it will be started again")


def end() -> Dialogue[None]:
    """Stop the stream."""
    yield from _ask(Stop())


def _ask(command: Command) -> Dialogue[Reply]:
    """Write one command, and find its own reply by its number."""
    request_id = next(_request_ids) % 256

    def is_reply(payload: bytes) -> bool:
        try:
            return decode_reply(payload).request_id == request_id
        except ProtocolError:
            return False

    answer = yield Ask(CONTROL_UUID, encode_command(command, request_id), is_reply)
    return decode_reply(answer or b"")


@dataclass(slots=True)
class ProfileDecoder:
    """Info gives the scale, Stream the packets."""

    _capabilities: Capabilities | None = None

    @property
    def scale(self) -> Scale | None:
        """As Info said it last."""
        if (said := self._capabilities) is None:
            return None
        return Scale(said.counts_per_g, said.tick_hz, numbered=True, boot_id=said.boot_id)

    def feed(self, characteristic: str, payload: bytes) -> AccelPacket | None:
        """The packet, if it is one.

        Raises:
            ProtocolError: not what PROTOCOL.md says, or a packet before the first Info.
        """
        if characteristic == INFO_UUID:
            self._capabilities = decode_capabilities(payload)
        elif characteristic == STREAM_UUID:
            packet = decode_packet(payload)
            if self._capabilities is None:
                raise ProtocolError("a packet came before the wearable said what it is")
            return packet
        return None


def _other_majors() -> dict[str, str]:
    """A line for each other major version, by its service."""
    return {
        f"{SERVICE_UUID[:4]}{major:02x}{SERVICE_UUID[6:]}": (
            f"it speaks version {major} of the profile, this sitmon speaks {MAJOR}: update the older one"
        )
        for major in range(256)
        if major != MAJOR
    }


SITMON_PROFILE: Final = Wearable(
    name="sitmon profile",
    service=SERVICE_UUID,
    characteristics=frozenset({INFO_UUID, STREAM_UUID}),
    begin=begin,
    decoder=ProfileDecoder,
    probe=INFO_UUID,
    keep=keep,
    keep_s=LEASE_DEFAULT_S / RENEWALS,
    end=end,
    hints=_other_majors(),
)
