"""What a wearable is to us: how it is recognised, spoken to, and understood.

A wearable is described by one `Wearable` value; its module is the only place that knows its bytes.  Speaking is
written as dialogues: generators that yield what to do at the radio and are sent what came of it.  So a
dialogue is pure, and who performs it (bleak, a test, a twin) does not matter::

    def begin(wanted: Start) -> Dialogue[Started]:
        settings = yield Ask(CONTROL, bytes((1, 2)), is_settings)
        ...

Understanding is a decoder: fed with all bytes that came, in order, it gives packets.  What it must know beside
the packets (a scale factor in the answer to a start) is among those bytes, so a recording holds all of it.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol, TypeVar

from firmware_protocol.control import Start
from firmware_protocol.fields import require_whole
from firmware_protocol.info import MAX_TICK_HZ, MIN_TICK_HZ
from firmware_protocol.stream import AccelPacket

T = TypeVar("T")


class RefusedError(Exception):
    """The wearable will not do it; the message says in one clause what it refused and what the user can do."""


@dataclass(frozen=True, slots=True)
class Read:
    """Read a characteristic.  Answered with its value, or with None if the wearable lacks it.

    Attributes:
        characteristic: UUID, lower case, 128-bit form.
    """

    characteristic: str


@dataclass(frozen=True, slots=True)
class Write:
    """Write a characteristic and wait for the acknowledgement.  Answered with None.

    Attributes:
        characteristic: UUID.
        payload: what to write.
    """

    characteristic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Subscribe to GATT notifications, or to indications where there is nothing else.  Answered with None.

    Attributes:
        characteristic: UUID.
    """

    characteristic: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Write a command and wait for its answer on a subscribed characteristic.  Answered with the answer.

    Attributes:
        characteristic: UUID of what is written to.
        payload: the command.
        is_answer: tells the answer from whatever else that characteristic notifies.
        answers: UUID of what notifies the answer; empty if it is the one that is written to.
    """

    characteristic: str
    payload: bytes
    is_answer: Callable[[bytes], bool]
    answers: str = ""


@dataclass(frozen=True, slots=True)
class RequireBond:
    """Go on only if this computer and the wearable are bonded, or if the system does not tell.  Answered with None.

    BlueZ would begin to pair by itself, in the middle of a write, and wait for half a minute for an agent.
    """


Request = Read | Write | Subscribe | Ask | RequireBond
Dialogue = Generator[Request, bytes | None, T]
"""Raises `RefusedError` if the wearable will not, `ProtocolError` if it answers what nobody understands."""


@dataclass(frozen=True, slots=True)
class Started:
    """How a stream that has begun will come.

    Attributes:
        sample_rate_hz: in force, nominal.
        packet_s: time from one packet to the next, nominal.
    """

    sample_rate_hz: float
    packet_s: float


@dataclass(frozen=True, slots=True)
class Scale:
    """What turns a packet's numbers into g and seconds.

    Attributes:
        counts_per_g: LSB in one g, above zero.
        tick_hz: rate of the clock in `tick`, 1 kHz to 1 MHz; 0 if the wearable sends no time.
        numbered: `first_sample_index` counts samples taken, so a jump in it tells a loss.  Otherwise the decoder
            counts those that came, and only time can tell.
        held: the wearable sends a value when it has changed; between two of them it stayed the same.
        boot_id: of our own profile; where it changes all counters begin anew.
    """

    counts_per_g: float
    tick_hz: int = 0
    numbered: bool = False
    held: bool = False
    boot_id: int = 0

    def __post_init__(self) -> None:
        if not 0.0 < self.counts_per_g < float("inf"):
            raise ValueError(f"counts_per_g is {self.counts_per_g!r}, must be above 0")
        if self.tick_hz:
            require_whole("tick_hz", self.tick_hz, MIN_TICK_HZ, MAX_TICK_HZ)


class Decoder(Protocol):
    """Bytes to packets; one for as long as arrivals of this wearable come, through all its connections."""

    @property
    def scale(self) -> Scale | None:
        """Of the packets that it gives from now on; None until it is known, and then it gives none."""

    def feed(self, characteristic: str, payload: bytes) -> AccelPacket | None:
        """The packet that these bytes completed, if any.

        Raises:
            ProtocolError: they are not what the specification says; the next ones are taken as if nothing were.
        """


def no_dialogue() -> Dialogue[None]:
    """Nothing to say."""
    yield from ()


@dataclass(frozen=True, slots=True)
class Wearable:
    """One kind of wearable.

    Attributes:
        name: as people say it, for lists and messages.
        service: UUID of the service that makes a connected device this kind.
        characteristics: UUIDs of all that its decoder wants to see.
        begin: what to say after connecting until the stream runs.
        decoder: makes a new one.
        probe: UUID of a characteristic that answers a read as long as the wearable lives; reading it tells a wearable
            that has nothing to say from a dead link.
        keep: what to say every `keep_s` so that the stream goes on.
        keep_s: seconds between two of these; infinity if nothing is needed.
        end: what to say before leaving, or it would go on sending, and drain.
        silence_s: silence after which the link is probed (bound by the wearable's promise to speak).
        speaks_on_change: it may be silent for as long as it likes; an answered probe is as good as a packet.
        names: how the advertised name begins, where the service is not advertised.
        services: further UUIDs that it advertises, where `service` is not.
        hints: by the UUID of a service that is there while `service` is not: what is wrong, and what to do.
    """

    name: str
    service: str
    characteristics: frozenset[str]
    begin: Callable[[Start], Dialogue[Started]]
    decoder: Callable[[], Decoder]
    probe: str
    keep: Callable[[], Dialogue[None]] = no_dialogue
    keep_s: float = float("inf")
    end: Callable[[], Dialogue[None]] = no_dialogue
    silence_s: float = 2.5
    speaks_on_change: bool = False
    names: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def advertises(self, name: str, services: tuple[str, ...] | list[str] | set[str]) -> bool:
        """Whether an advertisement may be of this kind; only connecting tells for sure."""
        known = {self.service, *self.services}
        return bool(known & set(services)) or any(name.startswith(prefix) for prefix in self.names)
