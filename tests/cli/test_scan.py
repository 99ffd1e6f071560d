"""`sitmon scan`: the list, the batteries, and what it leaves in peace."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import pytest
from bleak.backends.device import BLEDevice

from monitor.cli import scan as command
from monitor.cli.scan import MOST_VISITS, Near, draw_bars
from monitor.edges.control import Message
from monitor.edges.link.known import KnownWearable, write_known
from monitor.edges.link.visits import read_battery
from monitor.edges.radio import Sighting, scan
from monitor.errors import WearableError
from tests.support.air import ADDRESS, Air, clean_air, connected, put_on
from tests.support.commands import Commands

OTHER = "C4:00:00:00:00:02"
RUNNING: Message = {"running": True, "link": "streaming", "wearable": ADDRESS}


def sighting(name: str, address: str, kind: str = "", rssi_dbm: int = -58, battery: int | None = None) -> Sighting:
    """One that is near."""
    return Sighting(BLEDevice(address, name, {}), name, rssi_dbm, kind, battery)


ROOM = [
    sighting("sitmon", ADDRESS, "sitmon profile", -52, 87),
    sighting("Polar H10 7F2A1C22", "A0:9E:1A:00:00:01", "Polar H10, Verity Sense or OH1", -71),
    sighting("", "5F:00:00:00:00:03", rssi_dbm=-93),
]


Hears = Callable[..., None]


@pytest.fixture
def hears(monkeypatch: pytest.MonkeyPatch) -> Hears:
    """Sets who is near, and what they answer when asked for their battery; by default nobody answers."""

    def set_up(*near: Sighting, batteries: Callable[[BLEDevice], int | None] | None = None) -> None:
        async def listen(_seconds: float) -> list[Sighting]:
            return list(near)

        async def visit(device: BLEDevice) -> int | None:
            if batteries is None:
                raise WearableError(f"{device.address} does not answer within 5 s: bring it near")
            return batteries(device)

        monkeypatch.setattr(command, "scan", listen)
        monkeypatch.setattr(command, "read_battery", visit)

    return set_up


# ----------------------------------------------------------------------------------------------- what is said


def test_the_table_is_aligned_and_whole(sitmon: Commands, hears: Hears) -> None:
    """Each column begins at the same place in each line, and a pipe gets all of it, without a colour."""
    hears(*ROOM, batteries=lambda _: 64)
    said = sitmon("scan")
    header, *rows = said.out.splitlines()[:4]

    assert 0 == said.status
    assert "\x1b" not in said.out
    for column, cells in {
        "NAME": ["sitmon", "Polar H10 7F2A1C22", "(no name)"],
        "SIGNAL": ["▂▄▆█  -52 dBm", "▂▄··  -71 dBm", "····  -93 dBm"],
        "BATTERY": ["   87 %", "   64 %", ""],
        "ADDRESS": [one.address for one in ROOM],
        "SUPPORTED AS": ["sitmon profile", "Polar H10, Verity Sense or OH1", "–"],
    }.items():
        at = header.index(column)
        assert all(row[at:].startswith(cell) for row, cell in zip(rows, cells, strict=True)), column
        assert all(row[at - 2 : at] == "  " for row in rows)


def test_a_wide_or_long_name_shifts_nothing(sitmon: Commands, hears: Hears) -> None:
    """Letters that take two cells, and names that never end, leave the addresses below each other."""
    hears(sighting("手環", "AA"), sighting("x" * 60, "AA"), sighting("Ünï", "AA"))
    rows = sitmon("scan").out.splitlines()

    assert [2, 0, 0] == [rows[2].index("AA") - row.index("AA") for row in rows[1:4]]
    assert "x" * 23 + "…" in rows[2]


def test_for_scripts_each_is_a_line_of_json(sitmon: Commands, hears: Hears) -> None:
    """The same keys in each line, null for a battery that is not known, and nothing else on standard output."""
    sitmon.configure(f'[wearable]\naddress = "{ADDRESS}"')
    hears(*ROOM, batteries=lambda _: None)
    ours, polar, unnamed = sitmon("scan", "--json").records

    assert {
        "address": ADDRESS,
        "name": "sitmon",
        "rssi_dbm": -52,
        "supported": True,
        "kind": "sitmon profile",
        "battery_percent": 87,
        "yours": True,
    } == ours
    assert (True, None, False) == (polar["supported"], polar["battery_percent"], polar["yours"])
    assert ("", False, "") == (unnamed["name"], unnamed["supported"], unnamed["kind"])
    assert ours.keys() == polar.keys() == unnamed.keys()


@pytest.mark.parametrize("as_json", [True, False])
def test_nobody_near_is_one_line(sitmon: Commands, hears: Hears, as_json: bool) -> None:
    """It says for how long it listened and what to do, and the exit status says so too."""
    hears()
    said = sitmon("scan", "--seconds", "2", *(["--json"] if as_json else []))

    assert (1, "") == (said.status, said.out)
    assert "nothing advertised within 2 s; bring the wearable near" in said.complaint


def test_none_that_is_supported_is_said(sitmon: Commands, hears: Hears) -> None:
    """A room full of headphones is no error, but the wearable is asleep, far, or held by a phone."""
    hears(sighting("headphones", "AA"))
    said = sitmon("scan")

    assert 0 == said.status
    assert "none of these is supported: wake your wearable" in said.err


@pytest.mark.parametrize(
    ("rssi_dbm", "bars"), [(-127, "····"), (-90, "▂···"), (-75, "▂▄··"), (-70, "▂▄▆·"), (-60, "▂▄▆█"), (0, "▂▄▆█")]
)
def test_bars_show_the_signal(rssi_dbm: int, bars: str) -> None:
    """More signal, more bars, never another width."""
    assert bars == draw_bars(rssi_dbm)


# -------------------------------------------------------------------------------------------------- whose it is


def test_the_one_in_the_settings_is_marked(sitmon: Commands, hears: Hears) -> None:
    """Upper or lower case is the same address; the mark is a sign and not only a weight."""
    sitmon.configure(f'[wearable]\naddress = "{ADDRESS.lower()}"')
    hears(*ROOM)
    lines = sitmon("scan").out.splitlines()

    assert [True, False, False] == [line.startswith("→") for line in lines[1:4]]
    assert "→ is yours." == lines[-1]


def test_the_one_that_is_known_is_marked(sitmon: Commands, hears: Hears) -> None:
    """Without an address in the settings it is the one that sitmon belongs to from before."""
    write_known(sitmon.store, KnownWearable("A0:9E:1A:00:00:01", "Polar", bonded=False))
    hears(*ROOM)

    assert [False, True, False] == [record["yours"] for record in sitmon("scan", "--json").records]


def test_the_settings_win_over_what_is_known(sitmon: Commands, hears: Hears) -> None:
    """An address that somebody wrote down is meant, whatever was learned before."""
    write_known(sitmon.store, KnownWearable("A0:9E:1A:00:00:01", "Polar", bonded=False))
    sitmon.configure(f'[wearable]\naddress = "{ADDRESS}"')
    hears(*ROOM)

    assert [True, False, False] == [record["yours"] for record in sitmon("scan", "--json").records]


def test_if_yours_is_not_near_that_is_the_news(sitmon: Commands, hears: Hears) -> None:
    """Others are near, and supported, and none of them is the one: so nobody is told to take another."""
    sitmon.configure(f'[wearable]\naddress = "{OTHER}"')
    hears(*ROOM)

    assert f"Yours, {OTHER}, was not heard: charge it" in sitmon("scan").out


def test_the_only_supported_one_needs_no_setting(sitmon: Commands, hears: Hears) -> None:
    """The next step for somebody who just began."""
    hears(ROOM[0], ROOM[2])

    assert f"`sitmon run` will watch through sitmon ({ADDRESS}), the only supported one" in sitmon("scan").out


def test_of_several_one_must_be_named(sitmon: Commands, hears: Hears) -> None:
    """The next step where `sitmon run` would not know which."""
    hears(*ROOM)

    assert "Set `address` under [wearable] in sitmon.toml" in sitmon("scan").out


def test_two_of_the_same_name_are_warned_of(sitmon: Commands, hears: Hears) -> None:
    """A name chooses nothing then: both addresses, and what to set, on standard error; others may be called alike."""
    twin = sighting("sitmon", OTHER, "sitmon profile")
    hears(ROOM[0], twin, sighting("x", "AA"), sighting("x", "BB"))
    said = sitmon("scan", "--json", "--no-battery")

    expected = f"2 supported ones are called 'sitmon' ({ADDRESS}, {OTHER}): set `address` to the one that is yours"
    assert f"sitmon: {expected}\n" == said.err
    assert 4 == len(said.records)


def test_of_two_of_the_same_name_yours_is_said(sitmon: Commands, hears: Hears) -> None:
    """Where the address is set there is nothing to do, but to know that the other one is there."""
    sitmon.configure(f'[wearable]\naddress = "{OTHER}"')
    hears(ROOM[0], sighting("sitmon", OTHER, "sitmon profile"))

    assert f": yours is {OTHER}\n" in sitmon("scan", "--no-battery").err


# ----------------------------------------------------------------------------------------------- the batteries


def visited(sitmon: Commands, hears: Hears, near: list[Sighting], *options: str) -> list[str]:
    """Whom a scan connects to for the battery, in order."""
    asked: list[str] = []

    def answer(device: BLEDevice) -> int:
        asked.append(device.address)
        return 50

    hears(*near, batteries=answer)
    assert 0 == sitmon("scan", *options).status
    return asked


def test_only_supported_ones_that_do_not_tell_are_visited(sitmon: Commands, hears: Hears) -> None:
    """No stranger's headphones are connected to, nor one whose charge is in its advertisement."""
    assert ["A0:9E:1A:00:00:01"] == visited(sitmon, hears, ROOM)


def test_no_battery_visits_nobody(sitmon: Commands, hears: Hears) -> None:
    """With --no-battery it only listens."""
    assert [] == visited(sitmon, hears, ROOM, "--no-battery")


def test_a_crowd_is_not_visited(sitmon: Commands, hears: Hears) -> None:
    """At most four, yours first, then the strongest."""
    addresses = [f"C4:00:00:00:00:0{k}" for k in range(7)]
    sitmon.configure(f'[wearable]\naddress = "{addresses[6]}"')
    crowd = [sighting(f"n{k}", address, "PineTime", -50 - k) for k, address in enumerate(addresses)]

    assert [addresses[6], *addresses[:3]] == visited(sitmon, hears, crowd)
    assert 4 == MOST_VISITS


def test_a_battery_that_cannot_be_read_is_unknown(sitmon: Commands, hears: Hears) -> None:
    """The list comes all the same; the reason stands on standard error."""
    hears(*ROOM)
    said = sitmon("scan")

    assert 0 == said.status
    assert "unknown" in said.out.splitlines()[2]
    assert "sitmon: battery unknown: A0:9E:1A:00:00:01 does not answer within 5 s: bring it near\n" == said.err


# ----------------------------------------------------------------------------------- the sitmon that is running


@pytest.mark.parametrize(
    ("running", "expected"),
    [
        (RUNNING, ["A0:9E:1A:00:00:01"]),
        ({**RUNNING, "link": "scanning"}, ["A0:9E:1A:00:00:01"]),
        ({**RUNNING, "link": "scanning", "wearable": None}, []),
    ],
    ids=["its wearable streams", "its wearable was lost", "it looks for any"],
)
def test_what_the_running_sitmon_may_connect_to_is_left_alone(
    sitmon: Commands, hears: Hears, monkeypatch: pytest.MonkeyPatch, running: Message, expected: list[str]
) -> None:
    """A visit would keep it from its wearable: its own is not visited, and if it has none yet, nobody is."""
    monkeypatch.setattr(command, "running_status", lambda _settings: running)
    near = [sighting("sitmon", ADDRESS.lower(), "sitmon profile"), *ROOM[1:]]

    assert expected == visited(sitmon, hears, near)


def test_one_that_is_connected_already_is_left_alone(sitmon: Commands, hears: Hears) -> None:
    """BlueZ may list one that some program of this computer holds."""
    held = Sighting(BLEDevice("AA", "x", {"props": {"Connected": True}}), "x", -50, "PineTime")

    assert [] == visited(sitmon, hears, [held])


def test_why_the_wearable_of_the_running_sitmon_is_not_listed(
    sitmon: Commands, hears: Hears, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not advertise: that is said, and nobody is sent to look for it."""
    monkeypatch.setattr(command, "running_status", lambda _settings: RUNNING)
    sitmon.configure(f'[wearable]\naddress = "{ADDRESS}"')
    hears(sighting("headphones", "AA"))
    said = sitmon("scan")

    assert f"sitmon: the running sitmon is connected to {ADDRESS}, which therefore does not advertise\n" == said.err
    assert "not heard" not in said.out


# ------------------------------------------------------------------------------------------------- over the air


@pytest.fixture
async def air(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Air]:
    """An air that the command uses as if it were this machine's radio."""
    async with clean_air() as air:
        monkeypatch.setattr(command, "scan", partial(scan, backend=air.backends))
        monkeypatch.setattr(command, "read_battery", partial(read_battery, backend=air.backends))
        yield air


Look = Callable[[], Awaitable[list[Near]]]
look: Look = partial(command._look, 0.3, None, None, batteries=True)


async def test_the_battery_is_read_and_the_wearable_let_go(air: Air) -> None:
    """A short connection, after which it advertises again, for whoever comes next."""
    wearable = await put_on(air, battery_percent=33)
    first, again = await look(), await look()

    assert [33] == [one.battery_percent for one in first] == [one.battery_percent for one in again]
    assert not wearable.is_connected
    assert not wearable.is_streaming


async def test_a_scan_does_not_disturb_a_stream(air: Air) -> None:
    """The one that streams to somebody is neither listed nor lost; the other one is read beside it."""
    await put_on(air)
    await put_on(air, address=OTHER, name="left", battery_percent=12)
    async with connected(air) as central:
        near = await look()
        assert 0 == central.losses

    assert [(OTHER, 12)] == [(one.seen.address, one.battery_percent) for one in near]


async def test_one_that_hangs_costs_five_seconds_and_no_more(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wearable that leaves before it is asked is told as one line, with the time that it had."""
    monkeypatch.setattr("monitor.edges.link.visits.BATTERY_S", 0.3)
    await put_on(air)
    (seen,) = await scan(0.2, backend=air.backends)
    await air.clear()
    async with asyncio.timeout(2.0):
        with pytest.raises(WearableError, match=rf"^{ADDRESS} does not answer within 0\.3 s: bring it near$"):
            await read_battery(seen.device, backend=air.backends)


def test_json_needs_no_terminal(sitmon: Commands, hears: Hears) -> None:
    """Names keep their letters in JSON, and what was a control sequence cannot break the line."""
    hears(sighting("Ünï ✓", "AA"))

    assert "Ünï ✓" == json.loads(sitmon("scan", "--json").out)["name"]
