"""`sitmon setup`: pairing, uploading, forgetting, and telling how things are."""

import asyncio
from typing import Any

import pytest

from monitor.edges.control import serve
from monitor.edges.link import visits
from monitor.edges.link.known import KnownWearable, read_known, write_known
from monitor.errors import WearableError
from tests.support.commands import Commands

KNOWN = KnownWearable("C4:11:22:33:44:55", "sitmon profile", bonded=True)


def paired_with(monkeypatch: pytest.MonkeyPatch, result: KnownWearable | WearableError) -> list[str | None]:
    """Let pairing end so; gives the addresses that it is asked for."""
    asked: list[str | None] = []

    async def pair(address: str | None, **_: Any) -> KnownWearable:
        asked.append(address)
        if isinstance(result, WearableError):
            raise result
        return result

    monkeypatch.setattr(visits, "pair", pair)
    return asked


def test_before_anything_it_tells_where_to_begin(sitmon: Commands) -> None:
    """Where the settings are, that no wearable is known, and what is next."""
    said = sitmon("setup")
    assert (0, "") == (said.status, said.err)
    assert str(sitmon.folder / "sitmon.toml") in said.out
    assert "the first one that is near; it is then remembered" in said.out
    assert "`sitmon scan`" in said.out


def test_it_tells_whom_it_belongs_to(sitmon: Commands) -> None:
    """The one that is remembered, or the one in the settings."""
    write_known(sitmon.store, KNOWN)
    assert "Wearable: C4:11:22:33:44:55 (sitmon profile, bonded)" in sitmon("setup").out
    sitmon.configure('[wearable]\naddress = "C4:00:00:00:00:09"')
    assert "Wearable: C4:00:00:00:00:09, by the settings" in sitmon("setup").out


def test_pairing_is_remembered(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bond is insisted on from then on."""
    asked = paired_with(monkeypatch, KNOWN)
    said = sitmon("setup", "--pair", KNOWN.address)

    assert (0, [KNOWN.address]) == (said.status, asked)
    assert "Paired: C4:11:22:33:44:55 (sitmon profile, bonded)." in said.out
    assert KNOWN == read_known(sitmon.store)


def test_pairing_without_an_address_takes_the_configured_one(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the only one near."""
    asked = paired_with(monkeypatch, KNOWN)
    sitmon("setup", "--pair")
    sitmon.configure('[wearable]\naddress = "C4:00:00:00:00:09"')
    sitmon("setup", "--pair")
    assert [None, "C4:00:00:00:00:09"] == asked


def test_a_failed_pairing_changes_nothing(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, status 1, and the one that was known is known still."""
    write_known(sitmon.store, KNOWN)
    paired_with(monkeypatch, WearableError("it did not pair: put it into pairing mode"))
    said = sitmon("setup", "--pair")
    assert 1 == said.status
    assert "sitmon: it did not pair: put it into pairing mode" == said.err.strip()
    assert KNOWN == read_known(sitmon.store)


async def test_while_sitmon_runs_nobody_pairs(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two programs would pull at the same link."""
    asked = paired_with(monkeypatch, KNOWN)

    async def answer(_: dict[str, object]) -> dict[str, object]:
        return {}

    async with serve(sitmon.store / "control.sock", answer):
        said = await asyncio.to_thread(sitmon, "setup", "--pair")
    assert 2 == said.status
    assert "stop it first" in said.complaint if not said.out else "stop it first" in said.err
    assert [] == asked


def test_forgetting(sitmon: Commands) -> None:
    """Says whom; twice is no fault."""
    write_known(sitmon.store, KNOWN)
    assert "Forgotten: C4:11:22:33:44:55 (sitmon profile, bonded)" in sitmon("setup", "--forget").out
    assert "No wearable was known." in sitmon("setup", "--forget").out


def test_uploading(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Says onto what, and what is next."""

    async def upload_app(address: str | None) -> tuple[str, str]:
        return address or "C4:42:41:4E:47:01", "Bangle.js 2"

    monkeypatch.setattr(visits, "upload_app", upload_app)
    assert "Bangle.js 2 C4:42:41:4E:47:01 runs our app now." in sitmon("setup", "--bangle").out
    assert "Bangle.js 2 C4:00:00:00:00:01 runs" in sitmon("setup", "--bangle", "C4:00:00:00:00:01").out


def test_only_one_thing_at_a_time(sitmon: Commands) -> None:
    """Two flags are a wrong call."""
    assert 2 == sitmon("setup", "--pair", "--forget").status
