"""The Espruino app beside its stream: what it answers, how it is found, what it shows, who may talk to it."""

import re
from typing import Any

import pytest
from hypothesis import given, settings

from firmware_protocol import (
    CONTROL_UUID,
    INFO_UUID,
    LEASE_DEFAULT_S,
    SERVICE_UUID,
    STREAM_UUID,
    Command,
    Configure,
    DeviceTick,
    Features,
    Identify,
    KeepLease,
    ProtocolError,
    Resend,
    Start,
    Status,
    Stop,
    TimeSync,
    WearSite,
    decode_battery_level,
    decode_command,
    encode_command,
    refuse,
)
from firmware_protocol.wearables.sitmon_profile import SITMON_PROFILE
from firmware_protocol.wearables.wearable import Ask, Dialogue, Read, Subscribe
from tests.firmware_protocol import document
from tests.firmware_protocol.reference.watch import APP, BATTERY, START, Watch
from tests.firmware_protocol.strategies import COMMANDS, garbage

LONGEST_WRITE = 20

# ------------------------------------------------------------------------------------ control


def met(watch: Watch) -> Watch:
    """With a central that has subscribed."""
    watch.meet()
    return watch


def expected_of(command: Command, watch: Watch) -> Status:
    """What Info and the lease decide about a good command, on a board that does not stream."""
    info = watch.info()
    match command:
        case Start(sample_rate_hz, range_g, _):
            offered = sample_rate_hz in info.sample_rates_hz and range_g in info.ranges_g
            return Status.OK if offered else Status.NOT_SUPPORTED
        case Resend():
            return Status.NOT_SUPPORTED
        case KeepLease():
            return Status.GONE
        case _:
            return Status.OK


@settings(max_examples=150)
@given(command=COMMANDS)
def test_every_good_command_is_answered_as_info_promises(command: Command, running_bangle: Watch) -> None:
    """OK for what the board can do, NOT_SUPPORTED for what Info does not offer, GONE for a lease that there is not."""
    running_bangle.boot()
    assert expected_of(command, running_bangle) is met(running_bangle).ask(command).status


@settings(max_examples=300)
@given(payload=garbage().map(lambda payload: payload[:LONGEST_WRITE]))
def test_a_bad_write_is_answered_as_python_would(payload: bytes, running_bangle: Watch) -> None:
    """Bytes that are no command get the very reply that `refuse` gives; the app never throws."""
    if not running_bangle.state["connected"]:
        running_bangle.meet()
    reply = running_bangle.write(payload)

    try:
        decode_command(payload)
    except ProtocolError:
        assert refuse(payload) == reply
    else:
        assert reply.status not in (Status.UNKNOWN_OP, Status.INVALID_ARGUMENT)


@pytest.mark.parametrize("command", [START, Stop(), Configure(WearSite.HIP), TimeSync(7), Resend(1, 2), KeepLease(3)])
def test_a_command_with_one_byte_changed_is_answered_as_python_would(command: Command, bangle: Watch) -> None:
    """Each byte set to its extremes, each length one off: the app and Python refuse the same."""
    good = encode_command(command, 9)
    bent = [good[:-1], good + b"\0"]
    bent += [good[:at] + bytes([value]) + good[at + 1 :] for at in range(len(good)) for value in (0, 6, 84, 0x80, 0xFF)]
    met(bangle)
    for payload in bent:
        reply = bangle.write(payload)
        try:
            decode_command(payload)
        except ProtocolError:
            assert refuse(payload) == reply, payload.hex()
        else:
            assert reply.status not in (Status.UNKNOWN_OP, Status.INVALID_ARGUMENT), payload.hex()


@pytest.mark.parametrize(
    "golden", [golden for golden in document.golden_examples() if golden.message == "command"], ids=str
)
def test_the_examples_of_the_document_are_understood(golden: document.Golden, bangle: Watch) -> None:
    """Each golden command is answered under its own op and request_id."""
    reply = met(bangle).write(golden.payload)

    assert (golden.payload[0], golden.payload[1]) == (reply.op, reply.request_id)
    assert reply.status not in (Status.UNKNOWN_OP, Status.INVALID_ARGUMENT)


def test_a_write_longer_than_any_command_is_refused_by_att(bangle: Watch) -> None:
    """21 bytes do not get as far as the app."""
    met(bangle)

    assert "refused by ATT" == bangle.do("write", uuid=CONTROL_UUID, hex="01" * 21)
    assert "written" == bangle.do("write", uuid=CONTROL_UUID, hex="01" * LONGEST_WRITE)


def test_the_wear_site_is_kept_over_a_restart(board: Watch) -> None:
    """Configure shows in Info at once, and after the next boot."""
    assert Configure(WearSite.POCKET) == met(board).ask(Configure(WearSite.POCKET)).actual
    assert WearSite.POCKET is board.info().wear_site
    board.boot()
    assert WearSite.POCKET is board.info().wear_site


def test_time_sync_gives_the_tick_and_leaves_it_alone(bangle: Watch) -> None:
    """The reply holds the device clock at the command; neither clock is changed by it."""
    met(bangle).advance(12.5)
    reply = bangle.ask(TimeSync(1_772_438_400_000))
    bangle.advance(2.5)
    again = bangle.ask(TimeSync(0))

    assert [DeviceTick(round(12.5 * 32_768)), DeviceTick(15 * 32_768)] == [reply.actual, again.actual]


def test_identify_is_felt(board: Watch) -> None:
    """The watch buzzes, the puck blinks."""
    assert Status.OK is met(board).ask(Identify()).status
    assert 1 == len(board.of_kind("identify"))


def test_a_sensor_that_does_not_answer_is_a_fault(board: Watch) -> None:
    """Start says FAULT, nothing streams, and KeepLease finds nothing."""
    board.boot(broken=True)

    assert Status.FAULT is met(board).ask(START if 50.0 in board.info().sample_rates_hz else puck_start()).status
    assert Status.GONE is board.ask(KeepLease(60)).status
    assert [] == board.advance(10.0)


def puck_start() -> Start:
    """The rate of a puck that is nearest to 50 Hz."""
    return Start(52.0, 8, 25)


# ----------------------------------------------------------------------------- what it offers


def test_info_says_what_the_boards_can_do(bangle: Watch, puck: Watch) -> None:
    """Both offer identify, time sync and configure, no resend; each the rates of its own sensor."""
    features = Features.IDENTIFY | Features.TIME_SYNC | Features.CONFIGURE

    assert [(features, (12.5, 25.0, 50.0)), (features, (12.5, 26.0, 52.0))] == [
        (board.info().features, board.info().sample_rates_hz) for board in (bangle, puck)
    ]


def test_the_attributes_are_those_of_the_document(board: Watch) -> None:
    """Each attribute has the properties that the table in PROTOCOL.md wants, but for encryption."""
    words = {"read": "readable", "write": "writable", "notify": "notify", "indicate": "indicate"}
    wanted = {
        uuid if uuid.startswith("7ae9") else uuid[4:8]: [
            words[word] for word in properties.split(", ") if word in words
        ]
        for _, uuid, properties in document.table("attribute", "UUID", "properties")
        if properties != "primary"
    }
    table = board.do("table")

    assert {uuid: sorted(properties) for uuid, properties in wanted.items()} == {
        uuid: sorted(table[uuid]["properties"]) for uuid in wanted
    }
    assert {SERVICE_UUID} == {table[uuid]["service"] for uuid in (INFO_UUID, STREAM_UUID, CONTROL_UUID)}


@pytest.mark.parametrize(
    ("uuid", "expected"),
    [
        ("2a25", r"c4:11:22:33:e5:f0"),
        ("2a29", r"Espruino"),
        ("2a24", r"(Bangle.js 2|Puck.js v2)"),
        ("2a26", r"sitmon 1 on 2v27"),
    ],
)
def test_device_information_is_there(uuid: str, expected: str, board: Watch) -> None:
    """Serial number, manufacturer, model and firmware revision can be read."""
    assert re.fullmatch(expected, bytes.fromhex(board.do("read", uuid=uuid)).decode())


def test_the_battery_level_is_read_and_notified(bangle: Watch) -> None:
    """It is right at boot; a change is notified within about a minute, to whoever subscribed."""
    assert 83 == decode_battery_level(bytes.fromhex(bangle.do("read", uuid=BATTERY)))
    met(bangle).do("subscribe", uuid=BATTERY, bits=1)
    bangle.set(battery=82)
    bangle.advance(63.0)

    assert ["52"] == [event["hex"] for event in bangle.of_kind("notify") if event["uuid"] == BATTERY]
    assert "52" == bangle.do("read", uuid=BATTERY)


# -------------------------------------------------------------------------------------- radio


def test_the_advertisement_is_that_of_the_document(board: Watch) -> None:
    """Flags and UUID as in PROTOCOL.md, a shortened name of 8 bytes that tells two boards apart; 31 bytes at most."""
    parts = {row[0]: bytes.fromhex(row[1]) for row in document.table("part", "bytes", "meaning")}
    payload = bytes.fromhex(board.of_kind("advertise")[0]["hex"])

    assert parts["flags"] + parts["service"] + b"\x09\x08sit-e5f0" == payload
    assert len(payload) <= 31


def test_it_calls_fast_while_the_computer_is_looking(board: Watch) -> None:
    """Every 100 ms for 30 s after boot and after a lost link, then every second."""
    board.advance(60.0)
    board.do("connect")
    board.advance(60.0)
    board.do("lose")
    board.advance(60.0)

    assert [(0, 100), (30_000, 1000), (120_000, 100), (150_000, 1000)] == [
        (event["ms"], event["interval"]) for event in board.of_kind("advertise")
    ]


def test_it_asks_for_the_interval_of_the_profile(board: Watch) -> None:
    """100 to 250 ms between connection events."""
    assert [(100, 250)] == [(event["minInterval"], event["maxInterval"]) for event in board.of_kind("interval")]


def test_started_by_a_connected_computer_it_frees_the_link_to_set_its_services(board: Watch) -> None:
    """Espruino changes services only while nobody is connected: the app hangs up, and serves the next to come."""
    board.boot(connected=True)

    assert not board.state["connected"]
    assert not board.state["wanted"]
    met(board)
    start = START if 50.0 in board.info().sample_rates_hz else puck_start()
    assert Status.OK is board.ask(start).status


def test_the_console_stays_for_a_newer_app(board: Watch) -> None:
    """The Nordic UART is kept, or nobody could replace the app over the air."""
    assert [True] == [event["uart"] for event in board.of_kind("services")]


PASSKEY = {"sitmon.json": '{"passkey": "123456", "site": 1}'}


def test_with_a_passkey_stream_and_control_ask_for_a_paired_link(board: Watch) -> None:
    """A passkey in the settings locks both, and Info says ENCRYPTED; Info and the battery may be read without."""
    board.do("store", files=PASSKEY)
    board.boot()
    locked = {"mitm": True, "encrypted": True}
    table: dict[str, Any] = board.do("table")

    assert [{"passkey": "123456", "mitm": 1, "display": 1}] == [e["options"] for e in board.of_kind("security")]
    assert [{"read": locked, "write": locked}] * 2 == [table[uuid]["security"] for uuid in (STREAM_UUID, CONTROL_UUID)]
    assert [None, None] == [table[uuid]["security"] for uuid in (INFO_UUID, BATTERY)]
    assert Features.ENCRYPTED in board.info().features
    assert WearSite.THIGH is board.info().wear_site


def test_with_a_passkey_a_stranger_gets_no_sample(bangle: Watch) -> None:
    """Within the lease of a paired central, another one that only subscribes is sent nothing."""
    bangle.do("store", files=PASSKEY)
    bangle.boot(encrypted=True)
    met(bangle).ask(START)
    assert bangle.advance(5.0)
    bangle.do("lose")
    bangle.set(encrypted=False)
    bangle.meet()

    assert [] == bangle.advance(10.0)


def test_without_a_passkey_it_does_not_claim_to_be_locked(board: Watch) -> None:
    """No security is set, and Info does not say ENCRYPTED."""
    assert [] == board.of_kind("security")
    assert Features.ENCRYPTED not in board.info().features


# ------------------------------------------------------------------------------ in the hand


def test_the_screen_says_how_it_is(bangle: Watch) -> None:
    """State, minutes, battery and what the button does."""
    assert ["waiting", "", "battery 83 %", "button: stop"] == bangle.state["screen"]
    met(bangle)
    assert "connected" == bangle.state["screen"][0]
    bangle.ask(START)
    bangle.ask(KeepLease(600))
    bangle.advance(185.0)
    assert ["streaming", "3 min"] == bangle.state["screen"][:2]
    bangle.do("lose")
    assert "keeping" == bangle.state["screen"][0]
    bangle.advance(500.0)
    assert ["waiting", ""] == bangle.state["screen"][:2]


def test_the_button_of_the_watch_stops_and_leaves(bangle: Watch) -> None:
    """The stream ends, the link is freed, the sensor is as before, and the clock is back."""
    met(bangle).ask(START)
    bangle.advance(5.0)
    bangle.do("press")

    assert [] == bangle.advance(5.0)
    assert (False, 0, 80, True, 1) == tuple(
        bangle.state[part] for part in ("connected", "accel", "period_ms", "powerSave", "loaded")
    )


def test_the_button_of_the_puck_takes_it_off_the_air_and_back(puck: Watch) -> None:
    """One press stops and sleeps, the next one is found again."""
    met(puck).ask(puck_start())
    puck.do("press")
    assert (False, 0, True, False) == tuple(
        puck.state[part] for part in ("connected", "accel", "standby", "advertising")
    )
    puck.do("press")
    assert puck.state["advertising"]
    assert Status.OK is met(puck).ask(puck_start()).status


def test_another_app_finds_the_sensor_as_it_was(bangle: Watch) -> None:
    """When Espruino loads something else while it streams, rate, range and power saving are put back."""
    met(bangle).ask(START)
    bangle.do("kill")

    assert (80, 4, 12.5, True) == tuple(bangle.state[part] for part in ("period_ms", "range_g", "odr_hz", "powerSave"))


# --------------------------------------------------------------------------- with our central


def held(watch: Watch, dialogue: Dialogue[Any]) -> Any:
    """Hold a dialogue of the central with the board, as the radio would, and give its result."""
    answer: bytes | None = None
    try:
        while True:
            match dialogue.send(answer):
                case Read(characteristic):
                    answer = bytes.fromhex(watch.do("read", uuid=characteristic))
                case Subscribe(characteristic):
                    watch.do("subscribe", uuid=characteristic, bits=2 if characteristic == CONTROL_UUID else 1)
                    answer = None
                case Ask(characteristic, payload, is_answer):
                    watch.do("write", uuid=characteristic, hex=payload.hex())
                    answer = bytes.fromhex(watch.of_kind("indicate")[-1]["hex"])
                    assert is_answer(answer)
                case other:
                    raise AssertionError(other)
    except StopIteration as done:
        return done.value


def test_our_central_starts_keeps_and_ends_the_stream(bangle: Watch) -> None:
    """The dialogues that the daemon speaks with every wearable of the profile work with this one."""
    bangle.do("connect")
    started = held(bangle, SITMON_PROFILE.begin(Start(50.0, 8, 25)))
    packets = bangle.advance(LEASE_DEFAULT_S - 10.0)
    assert SITMON_PROFILE.keep is not None
    held(bangle, SITMON_PROFILE.keep())
    packets += bangle.advance(60.0)
    assert SITMON_PROFILE.end is not None
    held(bangle, SITMON_PROFILE.end())

    assert (50.0, 19 / 50.0) == (started.sample_rate_hz, started.packet_s)
    assert sum(packet.count for packet in packets) == pytest.approx(170 * 50, abs=19)
    assert [] == bangle.advance(10.0)


# ------------------------------------------------------------------------- what Espruino takes


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("spread or rest", r"\.\.\."),
        ("optional chaining", r"\?\.(?!\d)"),
        ("nullish", r"\?\?"),
        ("async", r"\b(async|await|yield)\b"),
        ("destructuring", r"\b(const|let|var)\s*[\[{]"),
        ("default parameter", r"function[^(]*\([^)]*=[^)]*\)"),
        ("for of", r"\bfor\s*\([^;)]* of "),
        ("method shorthand", r"^\s+\w+\([^)]*\)\s*\{$(?<!if)"),
        ("label or goto", r"^\w+:\s*for"),
        ("exponent", r"\*\*"),
    ],
)
def test_the_app_keeps_to_the_javascript_that_espruino_has(what: str, pattern: str) -> None:
    """Node takes more than Espruino: none of the newer forms is used."""
    code = re.sub(r"/\*.*?\*/|//[^\n]*|\"[^\"\n]*\"", "", APP.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert [] == [found.group() for found in re.finditer(pattern, code, flags=re.MULTILINE)], what


def test_the_app_calls_no_function_before_it_is_declared() -> None:
    """Espruino runs a file from top to bottom and hoists nothing: at the top level, first declare, then call."""
    code = re.sub(r"/\*.*?\*/|//[^\n]*|\"[^\"\n]*\"", "", APP.read_text(encoding="utf-8"), flags=re.DOTALL)
    declared: dict[str, int] = {m[1]: m.start() for m in re.finditer(r"^function (\w+)", code, flags=re.MULTILINE)}
    top_level = [m for m in re.finditer(r"^(?!function)[^\s}/].*$", code, flags=re.MULTILINE) if "function" not in m[0]]
    calls = [
        (m.start(), name) for m in top_level for name in re.findall(r"(?<![.\w])(\w+)\(", m[0]) if name in declared
    ]

    assert {"serve", "show"} <= {name for _, name in calls}
    assert [] == [name for at, name in calls if at < declared[name]]
