"""Movesense: the dialogue, and messages to packets.

Golden bytes: one message of /Meas/Acc/52 that a real sensor recorded, from tests/fixtures/validation/fixture.json of
sensein/movesense-py, with the numbers that Movesense's own converter made of it.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_protocol import AccelPacket, ProtocolError, Start
from firmware_protocol.stream import MOST_SAMPLES
from firmware_protocol.wearables import (
    WEARABLES,
    Ask,
    RefusedError,
    Request,
    Started,
    Subscribe,
    Write,
    wearable_advertised,
    wearable_of,
    wearable_with,
)
from firmware_protocol.wearables.movesense import (
    ACCELERATION,
    COMMAND_UUID,
    COUNTS_PER_G,
    DATA_UUID,
    GREETING,
    M_S2_PER_G,
    MOVESENSE,
    SERVICE_UUID,
    TICK_HZ,
    WHITEBOARD_UUID,
    MovesenseDecoder,
    begin,
    encode_answer,
    encode_message,
    encode_subscribe,
    end,
)
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import SampleAssembler, SampleBlock
from tests.support.dialogues import perform

REAL = bytes.fromhex(
    "03de0100 55ab8bbf69f78d4081dd0a41 2b1387bf975a8d4020840b41 e79190bf076d8e401bf10a41 2b1387bf316e8d40b9660b41"
)
"""u32 ms and four samples, as recorded: the body of a GSP message."""

REAL_MS = 122_371
REAL_M_S2 = (-1.0911661386489868, 4.436451435089111, 8.679078102111816)

WANTED = Start(50.0, 8, 25)
UP = (0.0, 0.0, M_S2_PER_G)


def message(number: int, *, rate_hz: float = 52.0, count: int = 4, longest: int = 512) -> tuple[bytes, ...]:
    """The message of that number, without a gap, of a sensor that rests."""
    return encode_message(round(number * count / rate_hz * 1000.0), [UP] * count, longest)


def fed(decoder: MovesenseDecoder, *payloads: bytes) -> list[AccelPacket]:
    """The packets that came of payloads."""
    packets = [decoder.feed(DATA_UUID, payload) for payload in payloads]
    return [packet for packet in packets if packet is not None]


# ------------------------------------------------------------------------------------ dialogue


@dataclass(slots=True)
class Sensor:
    """Answers as a sensor does; an old one says nothing to a subscription that it grants, but sends."""

    status: int = 200
    is_old: bool = False

    def __call__(self, request: Request) -> bytes | None:
        """Give the answer to one request."""
        match request:
            case Ask(_, payload) if payload[0] == 0:
                return bytes((1, payload[1])) + b"Hello"
            case Ask(_, payload) if self.is_old and self.status == 200:
                return message(0)[0]
            case Ask(_, payload):
                return encode_answer(payload[1], self.status)
            case _:
                return None


@pytest.mark.parametrize("is_old", [False, True])
def test_it_greets_and_subscribes(is_old: bool) -> None:
    """It listens before it asks, ends what was left, and subscribes to the path of the nearest rate."""
    requests, started = perform(begin(WANTED), Sensor(is_old=is_old))

    assert Started(52.0, 4 / 52.0) == started
    assert [Subscribe(DATA_UUID), Write(COMMAND_UUID, bytes((2, ACCELERATION)))] == requests[:2]
    assert [
        (COMMAND_UUID, bytes((0, GREETING)), DATA_UUID),
        (COMMAND_UUID, bytes((1, ACCELERATION)) + b"/Meas/Acc/52", DATA_UUID),
    ] == [(ask.characteristic, ask.payload, ask.answers) for ask in requests[2:] if isinstance(ask, Ask)]


@pytest.mark.parametrize(("wanted_hz", "path"), [(12.5, "13"), (25.0, "26"), (100.0, "104"), (416.0, "416")])
def test_the_nearest_rate_is_in_the_path(wanted_hz: float, path: str) -> None:
    """Movesense names its rates in whole Hz."""
    requests, started = perform(begin(Start(wanted_hz, 8, 25)), Sensor())

    assert float(path) == started.sample_rate_hz
    assert encode_subscribe(float(path)) == bytes((1, ACCELERATION)) + f"/Meas/Acc/{path}".encode()
    assert any(isinstance(one, Ask) and one.payload.endswith(f"/{path}".encode()) for one in requests)


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (404, "install Movesense's default firmware"),
        (501, "does not have this rate: choose"),
        (507, "all its subscriptions are taken: restart it"),
        (500, r"refuses to measure \(status 500\): restart it"),
    ],
)
def test_a_refusal_says_in_one_line_what_to_do(status: int, advice: str) -> None:
    """The status is one of HTTP; whatever it is becomes one clause with an advice."""
    with pytest.raises(RefusedError, match=advice):
        perform(begin(WANTED), Sensor(status))


def test_it_unsubscribes_before_leaving() -> None:
    """Without waiting: an old sensor does not answer."""
    assert ([Write(COMMAND_UUID, bytes((2, ACCELERATION)))], None) == perform(end())


def test_it_is_recognised_by_name_and_service() -> None:
    """Its serial number follows the name; once connected the service tells."""
    assert MOVESENSE in WEARABLES
    assert MOVESENSE is wearable_advertised("Movesense 204730000081", [])
    assert MOVESENSE is wearable_with({SERVICE_UUID})
    assert MOVESENSE is wearable_of(DATA_UUID)
    assert wearable_advertised("Movescount", []) is None


def test_other_firmware_is_named() -> None:
    """A sensor that speaks only to its maker's apps is told from a stranger, with what to install."""
    assert wearable_with({WHITEBOARD_UUID}) is None
    assert "default firmware 2.3" in MOVESENSE.hints[WHITEBOARD_UUID]


# -------------------------------------------------------------------------------------- decoder


def test_a_message_of_a_real_sensor_is_in_m_s2() -> None:
    """At rest it shows 9.81, so m/s² as the maker says, not mg as one driver says; in g it is one."""
    decoder = MovesenseDecoder()
    fed(decoder, *encode_message(REAL_MS - 77, [UP] * 4))
    (packet,) = fed(decoder, bytes((2, ACCELERATION)) + REAL)

    assert 9.81 == pytest.approx(hypot(*REAL_M_S2), abs=0.01)
    assert (4, REAL_MS * 10, 52.0) == (packet.count, packet.tick, packet.sample_rate_hz)
    first = [count / COUNTS_PER_G * M_S2_PER_G for count in packet.raw_xyz[0]]
    assert list(REAL_M_S2) == pytest.approx(first, abs=0.5 * M_S2_PER_G / COUNTS_PER_G)
    assert all(hypot(*xyz) / COUNTS_PER_G == pytest.approx(1.0, abs=0.01) for xyz in packet.raw_xyz)


def test_our_encoder_writes_what_a_real_sensor_wrote() -> None:
    """The twin's bytes are those of the recording."""
    samples = list(struct.iter_unpack("<fff", REAL[4:]))

    assert (bytes((2, ACCELERATION)) + REAL,) == encode_message(REAL_MS, [(x, y, z) for x, y, z in samples])


@pytest.mark.parametrize("rate_hz", [13.0, 26.0, 52.0, 104.0, 208.0])
def test_the_rate_is_learnt_from_the_time_of_two_messages(rate_hz: float) -> None:
    """Nothing says the rate; the time of the second message does, in whole ms, and the first gives no packet."""
    packets = fed(MovesenseDecoder(), *(payload for number in range(6) for payload in message(number, rate_hz=rate_hz)))

    assert [rate_hz] * 5 == [packet.sample_rate_hz for packet in packets]
    assert [0, 4, 8, 12, 16] == [packet.first_sample_index for packet in packets]
    assert round(4 / rate_hz * 1000.0) * 10 == packets[0].tick


@given(cut=st.integers(8, 60), count=st.integers(1, 30))
def test_a_message_may_be_cut_anywhere(cut: int, count: int) -> None:
    """However small the payloads, the same samples come, each with its own time; a sample cut in two waits."""
    whole = fed(MovesenseDecoder(), *message(0, count=count), *message(1, count=count))
    cut_up = fed(MovesenseDecoder(), *message(0, count=count, longest=cut), *message(1, count=count, longest=cut))

    assert whole[0].samples == b"".join(packet.samples for packet in cut_up)
    for packet in cut_up:
        due = whole[0].tick + packet.first_sample_index * TICK_HZ / 52.0
        assert due == pytest.approx(packet.tick, abs=1)


def test_a_rest_without_its_beginning_is_passed_over() -> None:
    """Its beginning was lost, or refused: what the samples are cannot be known."""
    decoder = MovesenseDecoder()
    fed(decoder, *message(0), *message(1))
    late, rest = message(0, longest=40)
    with pytest.raises(ProtocolError, match="twice or late"):
        decoder.feed(DATA_UUID, late)

    assert [] == fed(decoder, rest)
    assert [] == fed(MovesenseDecoder(), rest, rest[:-1])
    assert [4] == [packet.count for packet in fed(decoder, *message(2))]


@pytest.mark.parametrize("lost", [0, 1])
@pytest.mark.parametrize("longest", range(54, 100))
def test_of_two_parts_one_may_be_lost(longest: int, lost: int) -> None:
    """No number is made of what does not belong together, and the next message is whole again.

    A rest of whole samples, its beginning lost, is taken for the end of the message before.
    """
    decoder = MovesenseDecoder()
    fed(decoder, *message(0, count=8), *message(1, count=8))
    parts = list(message(2, count=8, longest=longest))
    assert 2 == len(parts)
    del parts[lost]
    packets = fed(decoder, *parts)

    assert all((0, 0, COUNTS_PER_G) == xyz for packet in packets for xyz in packet.raw_xyz)
    left_over, whole = (longest - 6) % 12, (longest - 6) // 12
    kept = whole if lost else (0 if left_over else 8 - whole)
    assert kept == sum(packet.count for packet in packets)
    assert [8] == [packet.count for packet in fed(decoder, *message(3, count=8))]


@pytest.mark.parametrize(("longest", "parts"), [(512, 1), (40, 2), (20, 3)])
def test_payloads_that_come_twice_are_refused(longest: int, parts: int) -> None:
    """Every one of them delivered twice (bleak #2002): each sample is taken once, and at its own time."""
    decoder = MovesenseDecoder()
    fed(decoder, *message(0), *message(1))
    packets: list[AccelPacket] = []
    refused = 0
    for payload in (payload for number in range(2, 6) for payload in message(number, longest=longest)):
        for _ in range(2):
            try:
                packets += fed(decoder, payload)
            except ProtocolError:
                refused += 1

    assert 4 * parts == refused
    assert 16 == sum(packet.count for packet in packets)
    assert sorted({packet.tick for packet in packets}) == [packet.tick for packet in packets]


def test_a_rest_is_not_mistaken_for_a_duplicate() -> None:
    """Two rests that are the same byte for byte are two, where the message came once: the sensor rests."""
    decoder = MovesenseDecoder()
    fed(decoder, *message(0), *message(1))
    parts = message(2, count=5, longest=14)

    assert parts[3] == parts[4] or parts[2] == parts[3]
    assert 5 == sum(packet.count for packet in fed(decoder, *parts))


def test_the_clock_wraps_after_fifty_days() -> None:
    """u32 ms begin anew; the tick goes on, modulo 2^32, without a step."""
    decoder = MovesenseDecoder()
    times_ms = [(2**32 - 154 + 77 * number) % 2**32 for number in range(5)]
    packets = fed(decoder, *(payload for time_ms in times_ms for payload in encode_message(time_ms, [UP] * 4)))

    assert [770] * 3 == [(after.tick - before.tick) % 2**32 for before, after in pairwise(packets)]


@pytest.mark.parametrize("greeting", [b"", encode_answer(GREETING, 200)])
def test_a_sensor_that_rebooted_is_taken_from_there(greeting: bytes) -> None:
    """Its clock begins at 0: hours back without a word, or seconds back after a greeting on the new connection."""
    decoder = MovesenseDecoder()
    earlier = 3000 if greeting else 10**7
    fed(decoder, *encode_message(earlier, [UP] * 4), *encode_message(earlier + 77, [UP] * 4))
    if greeting:
        fed(decoder, greeting)

    assert [4, 4] == [packet.count for packet in fed(decoder, *message(1), *message(2))]


def test_the_timeline_has_the_gap_of_a_lost_message_and_no_other() -> None:
    """Samples lie at their own time: one lost message is one gap of 77 ms at most, which no epoch notices."""
    assembler = SampleAssembler()
    arrivals = [
        Arrival(1000.0 + (number + 1) * 4 / 52, DATA_UUID, payload)
        for number in range(400)
        if not 200 <= number < 213
        for payload in message(number)
    ]
    made = [block for arrival in arrivals for block in assembler.feed(arrival)]
    blocks = [block for block in made if isinstance(block, SampleBlock)]

    assert len(made) == len(blocks) == 386
    assert [1.0] == pytest.approx([b.start_s - a.end_s for a, b in pairwise(blocks) if b.start_s > a.end_s], abs=0.03)
    assert [0.0, 0.0, 1.0] == blocks[0].xyz_g[0].tolist()


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "length is 0 bytes"),
        (b"\x02", "length is 1 bytes"),
        (bytes((2, ACCELERATION, 0, 0, 0)), "length is 5 bytes"),
        (encode_message(500, [(0.0, float("nan"), 0.0)])[0], "not a number"),
        (encode_message(500, [(0.0, float("-inf"), 0.0)])[0], "not a number"),
        (encode_message(500, [(0.0, 161.0, 0.0)])[0], "beyond 16 g"),
        (encode_message(500, [(0.0, 0.0, -3e38)])[0], "beyond 16 g"),
    ],
)
def test_what_is_no_message_is_refused(payload: bytes, reason: str) -> None:
    """One line that says what is wrong; the next message is taken as if nothing were."""
    decoder = MovesenseDecoder()
    fed(decoder, *message(0), *message(1))
    with pytest.raises(ProtocolError, match=reason):
        decoder.feed(DATA_UUID, payload)

    assert [4] == [packet.count for packet in fed(decoder, *message(13))]


@pytest.mark.parametrize(
    "payload",
    [encode_answer(ACCELERATION, 200), encode_answer(GREETING, 200), bytes((2, 7)) + REAL, bytes((9, ACCELERATION))],
)
def test_what_is_not_acceleration_is_passed_over(payload: bytes) -> None:
    """Answers, other subscriptions, codes new to us."""
    assert MovesenseDecoder().feed(DATA_UUID, payload) is None
    assert MovesenseDecoder().feed("00002a37-0000-1000-8000-00805f9b34fb", payload) is None


def test_a_message_never_grows_beyond_the_bound() -> None:
    """Rest after rest without an end is refused at 1024 samples."""
    decoder = MovesenseDecoder()
    fed(decoder, *message(0), *message(1), *message(2))
    rests = [bytes((3, ACCELERATION)) + struct.pack("<fff", 0.0, number / 1000.0, 9.8) * 42 for number in range(40)]
    fits = (MOST_SAMPLES - 4) // 42
    taken = sum(packet.count for packet in fed(decoder, *rests[:fits]))
    with pytest.raises(ProtocolError, match="samples of a message"):
        decoder.feed(DATA_UUID, rests[fits])

    assert fits * 42 == taken
    assert [] == fed(decoder, *rests[fits + 1 :])


@given(
    payloads=st.lists(
        st.one_of(
            st.binary(max_size=80),
            st.tuples(st.sampled_from([2, 3]), st.binary(max_size=80)).map(lambda it: bytes((it[0], 99)) + it[1]),
            st.integers(0, 2**20).map(lambda number: message(number)[0]),
        ),
        max_size=12,
    )
)
def test_garbage_raises_only_protocol_error(payloads: list[bytes]) -> None:
    """Whatever comes in whatever order: packets, or ProtocolError."""
    decoder = MovesenseDecoder()
    for payload in payloads:
        try:
            packet = decoder.feed(DATA_UUID, payload)
        except ProtocolError:
            continue
        assert packet is None or 0 < packet.count <= MOST_SAMPLES
