"""PROTOCOL.md and the code say the same: every byte, number and name of it is checked here."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from firmware_protocol import (
    HEARTBEAT_S,
    LEASE_DEFAULT_S,
    LEASE_MAX_S,
    MAX_SAMPLES_PER_PACKET,
    RANGES_G,
    RATES_HZ,
    Features,
    Op,
    PacketFlags,
    Reply,
    Status,
    encode_reply,
    gatt,
    samples_per_packet,
)
from firmware_protocol.fields import U8, U16, U32
from firmware_protocol.info import MAX_TICK_HZ, MIN_TICK_HZ, WEAR_SITES
from tests.firmware_protocol import document
from tests.firmware_protocol.decoders import CODECS
from tests.firmware_protocol.document import Golden

EXAMPLES = document.golden_examples()
BY_NAME = {codec.name: codec for codec in CODECS}
WIDTH = {"u8": 1, "u16": 2, "i16": 2, "u32": 4, "u64": 8}

every_example = pytest.mark.parametrize("golden", EXAMPLES, ids=str)


def number(text: str) -> int:
    """Give the number that a cell begins with, decimal or 0x."""
    found = re.match(r"-?(0x[0-9a-f]+|\d+)", text)
    if found is None:
        raise AssertionError(f"no number in {text!r}")
    return int(found.group(), 0)


def said(pattern: str) -> set[str]:
    """Give all that the text says where a pattern fits."""
    return set(re.findall(pattern, document.TEXT.replace("\n", " ")))


@every_example
def test_an_example_decodes_to_what_it_says(golden: Golden) -> None:
    """The hex of every example decodes to the value beside it."""
    assert golden.value == BY_NAME[golden.message].decode(golden.payload)


@every_example
def test_an_example_is_what_its_value_encodes_to(golden: Golden) -> None:
    """The value of every example encodes to the hex beside it."""
    assert golden.payload == BY_NAME[golden.message].encode(golden.value)


@every_example
def test_a_byte_table_is_its_example(golden: Golden) -> None:
    """The bytes column above every example, read downwards, is its hex; offsets and widths add up."""
    offset = 0
    for row in golden.rows:
        octets = bytes.fromhex(row[1])

        assert offset == int(row[0])
        assert WIDTH[row[2]] == len(octets)
        assert golden.payload[offset : offset + len(octets)] == octets
        offset += len(octets)

    assert len(golden.payload) == offset


@every_example
def test_a_byte_table_states_its_numbers_rightly(golden: Golden) -> None:
    """The number in each value cell is what the bytes beside it are, little-endian, signed if so typed."""
    for _, octets, kind, field, value in golden.rows:
        signed = kind.startswith("i")

        assert number(value) == int.from_bytes(bytes.fromhex(octets), "little", signed=signed), field


@every_example
def test_a_byte_table_uses_the_names_of_the_code(golden: Golden) -> None:
    """A field of a byte table that the decoded value has too holds the same number there."""
    stated = {field: number(value) for _, _, _, field, value in golden.rows}
    held = attributes_of(golden.value)
    shared = stated.keys() & held.keys()

    assert {field: held[field] for field in shared} == {field: stated[field] for field in shared}
    assert shared or golden.message == "battery"


@every_example
def test_a_byte_table_names_its_codes_rightly(golden: Golden) -> None:
    """Behind a rate index, wear site, status or flag stands what it means in the code."""
    meanings: dict[str, Callable[[int], str]] = {
        "rate index": lambda code: f"{RATES_HZ[code]:g} Hz",
        "wear site code": lambda code: WEAR_SITES[code].value,
        "status": lambda code: Status(code).name,
        "flags": lambda code: str(PacketFlags(code).name),
        "range_g": lambda code: f"± {code} g",
    }
    for _, _, _, field, value in golden.rows:
        code, _, comment = value.partition(": ")
        if field in meanings and comment:
            assert comment.startswith(meanings[field](number(code)))


def attributes_of(value: Any) -> dict[str, int]:
    """Give all whole numbers that a decoded value holds, by name, those of a reply's `actual` included."""
    if isinstance(value, tuple):
        request_id, command = value
        return {"request_id": request_id, **attributes_of(command)}
    actual = attributes_of(value.actual) if isinstance(value, Reply) else {}
    own = {name: getattr(value, name) for name in dir(value) if not name.startswith("_")}
    return actual | {name: held for name, held in own.items() if isinstance(held, int)}


def test_every_byte_table_has_its_example() -> None:
    """No byte table stands alone: each is followed by an example that holds it to account."""
    byte_tables = [rows[1:] for rows in document.tables() if rows[0] == document.BYTE_TABLE]

    assert byte_tables == [golden.rows for golden in EXAMPLES]
    assert document.TEXT.count("```golden") == len(EXAMPLES)


def test_every_message_has_an_example() -> None:
    """Every codec, every command and the reply to every command is shown by an example."""
    commands = {type(golden.value[1]) for golden in EXAMPLES if golden.message == "command"}
    replies = {golden.value.op for golden in EXAMPLES if golden.message == "reply"}

    assert set(BY_NAME) == {golden.message for golden in EXAMPLES}
    assert len(Op) == len(commands)
    assert set(Op) < replies


def test_the_frame_of_commands_and_replies_is_stated_as_it_is() -> None:
    """The table of what all commands and replies begin with has op, request_id and status at 0, 1 and 2."""
    rows = document.table("offset", "type", "command", "reply")
    payload = encode_reply(Reply(Op.STOP, 42, Status.FAULT))

    assert [row[0] for row in rows] == ["0", "1", "2", "3"]
    assert [payload[0] & 0x7F, payload[1], payload[2]] == [Op.STOP, 42, Status.FAULT]


def test_the_uuids_are_those_of_the_code() -> None:
    """The table of attributes holds our UUIDs, in its order, with a heading of its own for each."""
    expected = [
        gatt.SERVICE_UUID,
        gatt.INFO_UUID,
        gatt.STREAM_UUID,
        gatt.CONTROL_UUID,
        gatt.BATTERY_SERVICE_UUID,
        gatt.BATTERY_LEVEL_UUID,
        gatt.DEVICE_INFORMATION_UUID,
    ]

    assert expected == [row[1] for row in document.table("attribute", "UUID", "properties")]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (("feature bit", "name", "the wearable"), [(flag.value, flag.name) for flag in Features]),
        (("flag", "name", "meaning"), [(flag.value, flag.name) for flag in PacketFlags]),
        (("op", "name", "arguments", "in force, after OK"), [(op.value, op.name) for op in Op]),
        (("status", "name", "meaning"), [(status.value, status.name) for status in Status]),
        (("wear site code", "wear_site"), [(code, site.value) for code, site in enumerate(WEAR_SITES)]),
        (("range bit", "range_g"), [(1 << place, str(range_g)) for place, range_g in enumerate(RANGES_G)]),
        (("rate index", "sample_rate_hz"), [(index, f"{rate_hz:g}") for index, rate_hz in enumerate(RATES_HZ)]),
        (("ATT_MTU", "samples"), [(mtu, str(samples_per_packet(mtu))) for mtu in (23, 131, 185, 247, 517)]),
    ],
)
def test_a_table_of_codes_is_that_of_the_code(head: tuple[str, ...], expected: list[tuple[int, str]]) -> None:
    """Each table of codes lists exactly what the code has, in its order."""
    assert expected == [(number(row[0]), row[1]) for row in document.table(*head)]


@pytest.mark.parametrize("golden", [golden for golden in EXAMPLES if golden.message == "command"], ids=str)
def test_the_table_of_ops_states_each_argument(golden: Golden) -> None:
    """The arguments of an op in the table are the fields of its byte table, with their types."""
    listed = {number(row[0]): row[2] for row in document.table("op", "name", "arguments", "in force, after OK")}
    fields = ", ".join(f"{field} {kind}" for _, _, kind, field, _ in golden.rows[2:])

    assert (fields or "none") == listed[golden.payload[0]]


def test_the_parts_of_the_advertisement_are_well_formed() -> None:
    """Each part begins with its length; the UUID in it is ours, reversed; all fit into 31 bytes."""
    parts = {row[0]: bytes.fromhex(row[1]) for row in document.table("part", "bytes", "meaning")}

    assert all(part[0] == len(part) - 1 for part in parts.values())
    assert bytes.fromhex(gatt.SERVICE_UUID.replace("-", "")) == parts["service"][:1:-1]
    assert parts["name"][2:] == b"sitmon"
    assert len(b"".join(parts.values())) <= 31


@pytest.mark.parametrize("row", document.table("counter", "bits", "counts, for example", "wraps after"), ids=str)
def test_the_times_to_wrap_are_rightly_computed(row: list[str]) -> None:
    """Each counter wraps after as many hours as the table says."""
    limit = {16: U16, 32: U32}[int(row[1])]
    hours = (limit + 1) / number(row[2]) / 3600

    assert float(row[3].split()[0]) == round(hours, 1 if hours < 1000 else None)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"more than \*\*(\d+) s\*\* pass without a notification", f"{HEARTBEAT_S:g}"),
        (r"lends the stream, for \*\*(\d+) s\*\*", str(LEASE_DEFAULT_S)),
        (r"opens a lease of (\d+) s", str(LEASE_DEFAULT_S)),
        (r"at least every (\d+) s\b(?=;)", str(LEASE_DEFAULT_S // 3)),
        (r"seconds from now, 1 to (\d+)", str(LEASE_MAX_S)),
        (r"one at least every (\d+) s", f"{HEARTBEAT_S:g}"),
        (r"`max_samples` is 1 to (\d+)", str(MAX_SAMPLES_PER_PACKET)),
        (r"`samples_per_packet` \(1 to (\d+)\)", str(MAX_SAMPLES_PER_PACKET)),
        (r"`counts_per_g` \(1 to (\d+)\)", str(0x7FFF)),
        (r"from (\d+) to \d+. The clock", str(MIN_TICK_HZ)),
        (r"from \d+ to (\d+). The clock", str(MAX_TICK_HZ)),
        (r"A packet is a header of (\d+) bytes", str(gatt.HEADER_BYTES)),
        (r"`count` samples of (\d+) bytes", str(gatt.SAMPLE_BYTES)),
        (r"per cent, 0 to (\d+)", "100"),
    ],
)
def test_a_number_in_the_prose_is_that_of_the_code(pattern: str, expected: str) -> None:
    """The limits that the prose states are those that the code keeps."""
    assert expected in said(pattern)


def test_the_reply_bit_is_stated_alike_everywhere() -> None:
    """Wherever the text says what a reply adds to the op, it is what the encoder adds."""
    added = encode_reply(Reply(Op.STOP, 0, Status.OK))[0] - Op.STOP

    assert {f"0x{added:02x}"} == said(r"with (0x\w+) added")


def test_the_tables_leave_room_to_grow_as_promised() -> None:
    """The bitmaps have the room that the chapter on versions promises: 16 rates, 8 ranges."""
    assert {"16"} == said(r"rows of the rate table \(up to (\d+)\)")
    assert {"8"} == said(r"of the range table \(up to (\d+)\)")
    assert len(RATES_HZ) <= U16.bit_length()
    assert len(RANGES_G) <= U8.bit_length()


def test_links_within_the_document_lead_somewhere() -> None:
    """Every link of the contents is the anchor of a heading."""
    headings = re.findall(r"^## (.*)$", document.TEXT, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}

    assert set(re.findall(r"\]\(#([^)]+)\)", document.TEXT)) == anchors
