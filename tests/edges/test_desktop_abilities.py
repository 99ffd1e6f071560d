"""What a real notification server says of itself, without anything being shown; and whether a bus answers."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.edges import buses
from monitor.edges.buses import bus_trouble
from monitor.edges.desktop import Abilities, NotShown, ask_abilities
from tests.support.desktop_session import DesktopSession, desktop_session, missing_parts


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DesktopSession]:
    """A desktop session with dunst, as the one this process runs in."""
    if missing := missing_parts("dunst"):
        pytest.skip(f"needs {missing}")
    with desktop_session(tmp_path, "dunst") as session:
        for name, value in session.environment.items():
            monkeypatch.setenv(name, value)
        yield session


@pytest.mark.system("dunst")
async def test_dunst_says_who_it_is_and_that_it_has_buttons(session: DesktopSession) -> None:
    """Its name, version and abilities; and nothing appears on the screen."""
    said = await ask_abilities()

    assert isinstance(said, Abilities)
    assert said.server.startswith("dunst ")
    assert said.has_buttons
    assert 0 == session.count()
    assert "" == await bus_trouble(system=False)


async def test_without_a_session_bus_nobody_shows_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is an answer, not an error; and what the bus said is told."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")

    assert NotShown("no desktop session here (no session bus)") == await ask_abilities()
    assert "No such file" in await bus_trouble(system=False)


async def test_a_bus_that_is_silent_is_not_waited_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something listens there and never greets: the doctor goes on."""
    hung_up = asyncio.Event()

    async def be_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(100):
            pass
        writer.close()
        hung_up.set()

    monkeypatch.setattr(buses, "PATIENCE_S", 0.1)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
    async with await asyncio.start_unix_server(be_silent, tmp_path / "bus"):
        assert "TimeoutError" == await bus_trouble(system=True)
        await asyncio.wait_for(hung_up.wait(), 5)
