"""`sitmon doctor`: what is found of each thing, and what is said to do."""

import asyncio
import json
import os
import time
from collections import namedtuple
from dataclasses import asdict
from pathlib import Path

import pytest
from bleak.backends.device import BLEDevice
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason

from monitor.doctor import checks
from monitor.doctor import radio as checks_radio
from monitor.doctor.checks import (
    check_buses,
    check_clock,
    check_disk,
    check_notifications,
    check_service,
    check_storage,
)
from monitor.doctor.findings import Finding, Verdict, lines
from monitor.doctor.radio import RADIO, check_radio
from monitor.edges.control import Message
from monitor.edges.desktop import Abilities, NotShown
from monitor.edges.journal import Journal
from monitor.edges.link.known import KnownWearable, write_known
from monitor.edges.radio import AdapterError, Sighting
from monitor.edges.settings import Settings, parse_settings
from monitor.errors import WearableError
from monitor.texts import ENGLISH
from tests.support.commands import Commands
from tests.support.running import running

ADDRESS = "C4:11:22:33:44:55"
STREAMING: Message = {
    "running": True, "link": "streaming", "link_reason": "", "wearable": ADDRESS, "kind": "sitmon profile",
    "battery_percent": 87, "sample_rate_hz": 12.5, "loss": 0.004,
}  # fmt: skip
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a storage folder of this test."""
    return parse_settings(f'[storage]\nfolder = "{tmp_path / "store"}"\n')


def verdicts(findings: list[Finding]) -> dict[str, str]:
    """The verdict of each thing."""
    return {str(one.about): str(one.verdict) for one in findings}


# -------------------------------------------------------------------------------------- the command


def test_every_line_that_is_not_ok_says_what_to_do(sitmon: Commands) -> None:
    """Whatever this machine lacks: a verdict for each thing, a step for each that is not ok, the status by it."""
    said = sitmon("doctor", "--json")
    found = {str(one["about"]): one for one in said.records}

    assert {"settings", "files", "disk", "clock", "notifications", "service", *RADIO} <= set(found)
    assert {"ok", "warning", "failed"} >= {one["verdict"] for one in said.records}
    assert [] == [one for one in said.records if one["verdict"] != "ok" and not one["to_do"]]
    assert ("failed" in {one["verdict"] for one in said.records}) == (1 == said.status)


def test_wrong_settings_are_one_finding_and_the_rest_is_looked_at(sitmon: Commands) -> None:
    """Who asks what is wrong hears all of it, not only that the settings are."""
    sitmon.configure("[nudges]\nlimit = 3\nfoo = 1")
    first, *rest = sitmon("doctor", "--json").records

    assert ("settings", "failed", "sitmon settings --check") == (first["about"], first["verdict"], first["to_do"])
    assert "limit" in str(first["found"])
    assert "foo" in str(first["found"])
    assert len(rest) >= 8


def test_without_settings_the_set_up_is_named(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh machine: no fault, but the next step."""
    monkeypatch.delenv("SITMON_CONFIG")
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: sitmon.folder / "none")
    first = sitmon("doctor", "--json").records[0]

    assert ("warning", "sitmon setup") == (first["verdict"], first["to_do"])


async def test_the_running_sitmon_is_asked_and_its_radio_left_alone(
    sitmon: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it streams nobody else scans: adapter, wearable and rate are what it says."""
    monkeypatch.setattr(checks_radio, "scan", None)  # to call it would be an error
    async with running(sitmon):
        said = await asyncio.to_thread(sitmon, "doctor", "--json")
    found = {str(one["about"]): one for one in said.records}

    assert {"ok"} == {found[about]["verdict"] for about in ("adapter", "permission", "wearable", "data rate")}
    assert ADDRESS in str(found["wearable"]["found"])
    assert str(found["data rate"]["found"]).startswith("12.5 samples each second")


def test_a_running_sitmon_that_does_not_answer_keeps_its_radio(
    sitmon: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is at its socket says nonsense: that is said, and nobody scans beside it."""
    monkeypatch.setattr(checks_radio, "scan", None)

    async def talk() -> list[dict[str, object]]:
        async def mumble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"what?\n")
            writer.close()
            await writer.wait_closed()

        sitmon.store.mkdir()
        async with await asyncio.start_unix_server(mumble, sitmon.store / "control.sock"):
            return (await asyncio.to_thread(sitmon, "doctor", "--json")).records

    found = {str(one["about"]): one for one in asyncio.run(talk())}

    assert "warning" == found["adapter"]["verdict"]
    assert found["adapter"]["found"]


def test_lines_align_and_steps_stand_under_them() -> None:
    """For people: the verdict first, then the thing, and under it what to do."""
    found = [Finding(checks.DISK, Verdict.OK, "free"), Finding(checks.CLOCK, Verdict.WARNING, "odd", "set it")]

    assert ["ok       disk: free", "warning  clock: odd", "         → set it"] == list(lines(found, ENGLISH))


# ---------------------------------------------------------------------------------------- this machine


def test_files_that_are_yours_alone_are_ok(settings: Settings) -> None:
    """What the journal makes is readable by nobody else; and before it is made, nothing is wrong either."""
    before = check_storage(settings)
    with Journal(settings.storage.folder / "journal.sqlite"):
        after = check_storage(settings)

    assert [Verdict.OK] * 2 == [before.verdict, after.verdict]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX'")
def test_a_journal_that_others_can_read_is_told(settings: Settings) -> None:
    """A pain diary is nobody else's; the command to close it is said."""
    path = settings.storage.folder / "journal.sqlite"
    with Journal(path):
        path.chmod(0o644)
        found = check_storage(settings)

    assert (Verdict.WARNING, f"chmod go= '{path}'") == (found.verdict, found.to_do)


def test_a_file_where_the_folder_should_be_fails(settings: Settings) -> None:
    """Nothing could be kept."""
    settings.storage.folder.write_text("in the way")

    assert Verdict.FAILED is check_storage(settings).verdict


@pytest.mark.parametrize(
    ("free_bytes", "verdict", "said"),
    [
        (5_000_000_000, Verdict.OK, "free: 5.0 GB"),
        (999_000_000, Verdict.WARNING, "free: 999.0 MB"),
        (49_000_000, Verdict.FAILED, "free: 49.0 MB"),
    ],
)
def test_room_on_the_disk(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, free_bytes: int, verdict: Verdict, said: str
) -> None:
    """Little room is a warning, next to none a failure."""
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _: Usage(0, 0, free_bytes))
    found = check_disk(settings)

    assert (verdict, said) == (found.verdict, found.found)


@pytest.mark.parametrize(("ahead_s", "verdict"), [(-3600.0, Verdict.OK), (30.0, Verdict.OK), (3600.0, Verdict.FAILED)])
def test_a_clock_that_was_set_back_is_found_by_the_journal(
    settings: Settings, ahead_s: float, verdict: Verdict
) -> None:
    """What was written cannot lie in the future."""
    path = settings.storage.folder / "journal.sqlite"
    path.parent.mkdir()
    path.touch()
    os.utime(path, (0, time.time() + ahead_s))

    assert verdict is check_clock(settings).verdict


def test_a_clock_that_was_never_set_fails(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a battery begins in 1970."""
    monkeypatch.setattr(checks.time, "time", lambda: 1000.0)

    assert Verdict.FAILED is check_clock(settings).verdict


@pytest.mark.parametrize(
    ("installed", "runs", "state", "verdict", "to_do"),
    [
        (None, None, "", Verdict.WARNING, "sitmon service install"),
        (None, None, "running", Verdict.WARNING, "sitmon service install"),
        (True, None, "", Verdict.FAILED, "sitmon service logs"),
        (True, "active", "running", Verdict.OK, ""),
        (False, "active", "running", Verdict.WARNING, "sitmon service install"),
        (True, "active", "it does not answer", Verdict.FAILED, "sitmon service install"),
    ],
)
def test_the_service(
    settings: Settings, monkeypatch: pytest.MonkeyPatch,
    installed: bool | None, runs: str | None, state: str, verdict: Verdict, to_do: str,
) -> None:  # fmt: skip
    """Not there, there and not running, running, of another version, running and silent."""
    monkeypatch.setattr(checks, "is_current", lambda _: installed)
    monkeypatch.setattr(checks, "look", lambda _: runs)
    found = check_service(settings, None, state)

    assert (verdict, to_do) == (found.verdict, found.to_do)


# ---------------------------------------------------------------------------------------- the desktop


async def test_a_bus_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the system bus there is no Bluetooth; without the session's, sitmon still watches."""
    for name in ("DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, "unix:path=/nowhere/at/all")
    found = await check_buses(ENGLISH)

    assert {"system bus": "failed", "session bus": "warning"} == verdicts(found)
    assert all(one.found and one.to_do for one in found)


@pytest.mark.parametrize(
    ("notifier", "said", "verdict"),
    [
        ("auto", Abilities("dunst 1.9", has_buttons=True), Verdict.OK),
        ("auto", Abilities("plain 1", has_buttons=False), Verdict.WARNING),
        ("plyer", Abilities("dunst 1.9", has_buttons=True), Verdict.WARNING),
        ("auto", NotShown("nobody there"), Verdict.FAILED),
        ("terminal", NotShown("nobody there"), Verdict.OK),
    ],
)
async def test_who_shows_notifications(
    monkeypatch: pytest.MonkeyPatch, notifier: str, said: Abilities | NotShown, verdict: Verdict
) -> None:
    """Buttons are best; without a server nothing would be seen, unless the terminal is what is wanted."""

    async def answer() -> Abilities | NotShown:
        return said

    monkeypatch.setattr(checks, "ask_abilities", answer)

    assert verdict is (await check_notifications(parse_settings(f'[desktop]\nnotifier = "{notifier}"'))).verdict


# ---------------------------------------------------------------------------------------- the radio


def hears(monkeypatch: pytest.MonkeyPatch, *near: Sighting, error: WearableError | None = None) -> None:
    """Set what a scan brings."""

    async def listen(_: float) -> list[Sighting]:
        if error is not None:
            raise error
        return list(near)

    monkeypatch.setattr(checks_radio, "scan", listen)


def sighting(address: str, kind: str = "sitmon profile") -> Sighting:
    """One that is near."""
    return Sighting(BLEDevice(address, "strap", {}), "strap", -60, kind, None)


@pytest.mark.parametrize(
    ("near", "known", "verdict"),
    [
        ([sighting(ADDRESS)], None, "ok"),
        ([sighting(ADDRESS)], ADDRESS, "ok"),
        ([sighting("C4:00:00:00:00:99")], ADDRESS, "warning"),
        ([sighting(ADDRESS, kind="")], None, "warning"),
        ([], None, "warning"),
    ],
)
async def test_the_wearable_is_listened_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, near: list[Sighting], known: str | None, verdict: str
) -> None:
    """Yours, or any that is supported while none is yours; a stranger is none."""
    hears(monkeypatch, *near)
    if known is not None:
        settings.storage.folder.mkdir()
        write_known(settings.storage.folder, KnownWearable(known, "sitmon profile", bonded=False))
    found = verdicts(await check_radio(settings, None))

    assert {"adapter": "ok", "permission": "ok", "wearable": verdict, "data rate": "warning"} == found


async def test_without_an_adapter_the_rest_is_not_known(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What to do is split off from what is wrong."""
    hears(monkeypatch, error=AdapterError("no Bluetooth adapter found: plug one in"))
    adapter, *rest = await check_radio(settings, None)

    assert (Verdict.FAILED, "no Bluetooth adapter found", "plug one in") == (
        adapter.verdict, adapter.found, adapter.to_do,
    )  # fmt: skip
    assert [Verdict.WARNING] * 3 == [one.verdict for one in rest]


async def test_a_denied_adapter_is_a_matter_of_permission(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The adapter is there; who may use it is to be changed."""
    denied = AdapterError("Bluetooth is denied by the system: ask its administrator")
    denied.__cause__ = BleakBluetoothNotAvailableError("no", BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM)
    hears(monkeypatch, error=denied)
    found = verdicts(await check_radio(settings, None))

    assert {"adapter": "ok", "permission": "failed", "wearable": "warning", "data rate": "warning"} == found


@pytest.mark.parametrize(
    ("rate_hz", "loss", "verdict"),
    [(12.5, 0.0, "ok"), (12.5, 0.06, "warning"), (4.0, 0.0, "failed"), (0.0, 0.0, "warning")],
)
async def test_the_rate_is_what_arrives(settings: Settings, rate_hz: float, loss: float, verdict: str) -> None:
    """Too slow to see postures by fails; much that is lost is a warning; before it is known, so is that."""
    found = await check_radio(settings, {**STREAMING, "sample_rate_hz": rate_hz, "loss": loss})

    assert verdict == verdicts(found)["data rate"]


async def test_a_running_sitmon_that_searches_says_why(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own reason is told, and it is not disturbed."""
    monkeypatch.setattr(checks_radio, "scan", None)
    found = await check_radio(settings, {**STREAMING, "link": "scanning", "link_reason": "it fell silent"})

    assert "failed" == verdicts(found)["wearable"]
    assert "it fell silent" in next(one.found for one in found if one.about == "wearable")


def test_findings_are_json_as_they_are() -> None:
    """The same four keys for each, in plain types."""
    record = asdict(Finding(checks.DISK, Verdict.OK, "free"))

    assert {"about": "disk", "verdict": "ok", "found": "free", "to_do": ""} == json.loads(json.dumps(record))
