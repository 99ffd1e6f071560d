"""Who may talk to us: a wearable that wants a bond, one that is bonded, and one that only pretends to be it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from firmware_protocol import Features
from monitor.edges.host_clock import HostClock
from monitor.edges.link import machine, peripheral
from monitor.edges.link.known import WEARABLE, KnownWearable, forget_known, read_known, write_known
from monitor.edges.link.machine import LinkState
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.link.visits import pair
from monitor.errors import WearableError
from monitor.simulation.air import Air
from tests.support.air import ADDRESS, clean_air, eventually, put_on
from tests.support.faulty import CAPABILITIES, FaultyWearable

SHY = replace(CAPABILITIES, features=CAPABILITIES.features | Features.ENCRYPTED)
"""Talks to bonded computers only."""


@pytest.fixture
async def air(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Air]:
    """The air of one test, where nobody waits long."""
    monkeypatch.setattr(machine, "BACK_OFF_S", (0.05, 0.2))
    monkeypatch.setattr("monitor.edges.radio.NEIGHBOURS_S", 0.2)
    async with clean_air() as air:
        yield air


async def told_by(link: WearableLink) -> str:
    """The one line in which a link fails."""
    with pytest.raises(WearableError) as told:
        async for _ in link.arrivals():
            pass
    assert "\n" not in str(told.value)
    return str(told.value)


async def streams(link: WearableLink, wearable: FaultyWearable) -> None:
    """Read the link until the wearable has sent something."""
    async for _ in link.arrivals():
        if link.state is LinkState.STREAMING and wearable.sent:
            break
    await link.stop()


async def test_a_shy_wearable_is_not_written_to_without_a_bond(air: Air) -> None:
    """Its Info says that it wants a bond; what to do is told, and nothing is written to it."""
    wearable = await put_on(air, capabilities=SHY)
    told = await told_by(WearableLink(ADDRESS, None, clock=HostClock(), backend=air.backends, find_s=1.0))

    assert f"{ADDRESS} talks to bonded computers only: put it into pairing mode, then " in told
    assert f"`sitmon setup --pair {ADDRESS}`" in told
    assert not wearable.is_streaming


async def test_after_pairing_it_streams(air: Air) -> None:
    """One pairing is enough for every connection after it."""
    wearable = await put_on(air, capabilities=SHY)
    known = await pair(ADDRESS, backend=air.backends)

    assert KnownWearable(ADDRESS, "sitmon profile", bonded=True) == known
    for _ in range(2):
        await eventually(lambda: not wearable.is_connected)
        link = WearableLink(ADDRESS, None, clock=HostClock(), backend=air.backends, find_s=1.0, bonded=True)
        await streams(link, wearable)


async def test_pairing_again_makes_a_new_bond(air: Air) -> None:
    """A wearable that was reset has lost its key; pairing once more forgets ours and makes another."""
    wearable = await put_on(air, capabilities=SHY)
    await pair(ADDRESS, backend=air.backends)
    await eventually(lambda: not wearable.is_connected)
    await wearable._device.keystore.delete_all()
    await pair(ADDRESS, backend=air.backends)
    await eventually(lambda: not wearable.is_connected)
    await streams(WearableLink(ADDRESS, None, clock=HostClock(), backend=air.backends, find_s=1.0), wearable)


async def test_an_impostor_without_the_key_is_refused_and_reported(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """Same address, same name, same service, and no encryption wanted: it cannot prove that it is the one we know."""
    wearable = await put_on(air, capabilities=SHY)
    await pair(ADDRESS, backend=air.backends)
    await eventually(lambda: not wearable.is_connected)
    await air.clear()
    monkeypatch.setattr(peripheral, "CONNECT_S", 1.0)
    impostor = await put_on(air)
    told = await told_by(WearableLink(ADDRESS, None, clock=HostClock(), backend=air.backends, find_s=1.0, bonded=True))

    assert f"{ADDRESS} does not know its bond with this computer: it was reset, or another device pretends" in told
    assert 0 == impostor.sent
    assert not impostor.is_streaming


async def test_a_computer_that_lost_its_bond_says_so(air: Air) -> None:
    """A link that must be bonded and is not goes no further, even with a wearable that would talk to anybody."""
    impostor = await put_on(air)
    told = await told_by(WearableLink(ADDRESS, None, clock=HostClock(), backend=air.backends, find_s=1.0, bonded=True))

    assert f"{ADDRESS} talks to bonded computers only" in told
    assert not impostor.is_streaming


async def test_pairing_with_nobody_near_is_told(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, as in every search."""
    monkeypatch.setattr("monitor.edges.link.visits.FIND_S", 0.3)
    with pytest.raises(WearableError, match="not found within"):
        await pair(ADDRESS, backend=air.backends)


# ------------------------------------------------------------------------------------- remembered


def test_the_known_wearable_is_remembered(tmp_path: Path) -> None:
    """What was written is read; nothing before it, nothing after it was forgotten."""
    known = KnownWearable(ADDRESS, "sitmon profile", bonded=True)
    assert read_known(tmp_path / "new") is None
    write_known(tmp_path / "new", known)
    assert known == read_known(tmp_path / "new")
    assert known == forget_known(tmp_path / "new")
    assert read_known(tmp_path / "new") is None
    assert forget_known(tmp_path / "new") is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"address": "a", "kind": "b"}', "\0"])
def test_a_broken_memory_is_told_and_can_be_forgotten(tmp_path: Path, text: str) -> None:
    """It is never taken for no memory, or the next stranger would be trusted."""
    (tmp_path / WEARABLE).write_text(text)
    with pytest.raises(WearableError, match="delete it"):
        read_known(tmp_path)
    assert forget_known(tmp_path) is None
    assert read_known(tmp_path) is None


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """One line with the path."""
    (tmp_path / "file").write_text("")
    with pytest.raises(WearableError, match="cannot be written"):
        write_known(tmp_path / "file", KnownWearable(ADDRESS, "it", bonded=False))


def test_whom_we_know_is_nobody_elses_business(tmp_path: Path) -> None:
    """Whichever part of sitmon makes the storage folder first: folder and file are their owner's only, from birth."""
    write_known(tmp_path / "store", KnownWearable(ADDRESS, "sitmon profile", bonded=True))

    assert 0o700 == (tmp_path / "store").stat().st_mode & 0o777
    assert 0o600 == (tmp_path / "store" / WEARABLE).stat().st_mode & 0o777
