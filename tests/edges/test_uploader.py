"""The upload over the in-process link, to a board with as much of a console as it needs."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from monitor.edges.link import visits
from monitor.edges.link.visits import read_app, upload_app
from monitor.errors import WearableError
from monitor.simulation.air import Air
from tests.support.air import clean_air, put_on
from tests.support.twins.espruino import EspruinoTwin
from tests.support.twins.hearing import person


@pytest.fixture
async def air(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Air]:
    """The air of one test, where nobody waits long."""
    monkeypatch.setattr(visits, "SCAN_S", 0.3)
    monkeypatch.setattr("monitor.edges.link.peripheral.ANSWER_S", 0.5)
    async with clean_air() as air:
        yield air


async def board(air: Air, **traits: Any) -> EspruinoTwin:
    """A board in the air."""
    twin = EspruinoTwin(air.link, person(10.0, 10), **traits)
    await air.add(twin)
    return twin


async def told(air: Air, address: str | None = None) -> str:
    """The one line in which an upload fails."""
    with pytest.raises(WearableError) as refusal:
        await upload_app(address, backend=air.backends)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("traits", "name", "file"),
    [
        ({}, "Bangle.js 2", "sitmon.app.js"),
        ({"board": "PUCKJS", "name": "Puck.js 11aa"}, "Puck.js", ".bootcde"),
    ],
)
async def test_the_app_is_on_the_board_and_runs(air: Air, traits: dict[str, Any], name: str, file: str) -> None:
    """Byte for byte, started, and the board is let go."""
    twin = await board(air, **traits)

    assert (twin.address, name) == await upload_app(None, backend=air.backends)
    assert read_app() == bytes(twin.storage[file])
    assert file == twin.loaded
    assert not twin.is_connected


async def test_nobody_near_is_told(air: Air) -> None:
    """With what to do; other wearables are none of it."""
    await put_on(air)
    assert "no Bangle.js or Puck.js not found" in await told(air)


async def test_several_near_are_told(air: Air) -> None:
    """The one that is meant must be named; then it is taken."""
    await board(air)
    other = await board(air, address="C4:42:41:4E:47:02")
    assert "2 boards are near" in await told(air)
    assert other.address == (await upload_app(other.address, backend=air.backends))[0]


async def test_a_locked_console_is_told(air: Air) -> None:
    """It answers nothing; why that may be is said."""
    await board(air, is_locked=True)
    assert "its console is locked by a password" in await told(air)


async def test_another_device_is_told(air: Air) -> None:
    """An address that is no Espruino at all."""
    wearable = await put_on(air)
    assert "has no Espruino console" in await told(air, "C4:11:22:33:44:55")
    assert not wearable.is_connected


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"board": "PIXLJS"}, "it is a PIXLJS"),
        ({"free": 100}, "no room"),
        ({"spoils": True}, "did not keep sitmon.app.js"),
    ],
)
async def test_what_the_board_refuses_is_told(air: Air, traits: dict[str, Any], words: str) -> None:
    """With its address and the reason."""
    twin = await board(air, **traits)
    line = await told(air)
    assert line.startswith(f"{twin.address}: ")
    assert words in line
    assert twin.loaded is None
