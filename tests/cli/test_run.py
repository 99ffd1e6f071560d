"""`sitmon run` over the air, with a virtual wearable in place of a real one."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from firmware_protocol import STREAM_UUID
from monitor import watching
from monitor.coaching.inputs import Action, UserAction
from monitor.edges.control import ask
from monitor.edges.journal import Journal
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.recordings import read_about, read_past, read_recording
from monitor.edges.settings import read_settings
from monitor.motion.arrivals import Arrival
from monitor.watching import Watching
from tests.support.air import Air, clean_air, eventually, put_on
from tests.support.commands import Commands


@pytest.fixture
async def air(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Air]:
    """An air with one wearable, which the command uses as if it were this machine's radio."""
    async with clean_air() as air:
        await put_on(air)
        monkeypatch.setattr(watching, "WearableLink", partial(WearableLink, backend=air.backends))
        yield air


async def test_run_watches_until_it_is_told_to_stop(sitmon: Commands, air: Air) -> None:
    """It answers at its socket, keeps journal and recording with what that began with, and leaves no socket behind."""
    (sitmon.folder / "sitmon.toml").write_text(
        f'[wearable]\nleg = "left"\n[storage]\nfolder = "{sitmon.store}"\nrecord = true\n'
    )
    settings = read_settings()
    socket_path = sitmon.store / "control.sock"
    earlier = UserAction(1772438400.0, Action.RED_FLAG, "leg-weakness")
    with Journal(sitmon.store / "journal.sqlite") as journal:
        journal.write_input(earlier, 0)
    running = asyncio.create_task(Watching(settings, None).run(live=False))
    await eventually(socket_path.exists)
    await eventually(lambda: len(list((sitmon.store / "recordings").glob("*/arrivals.jsonl"))))
    await asyncio.sleep(1.5)
    status = await asyncio.to_thread(ask, socket_path, {"do": "status"})
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    with Journal(sitmon.store / "journal.sqlite") as journal:  # nobody writes it any more
        assert journal.seconds_rows()
    assert ("streaming", 87) == (status["link"], status["battery_percent"])
    assert not socket_path.exists()
    (recording,) = (sitmon.store / "recordings").iterdir()
    assert STREAM_UUID in {item.characteristic for item in read_recording(recording) if isinstance(item, Arrival)}
    assert "left" == read_about(recording).worn_leg
    assert [earlier] == read_past(recording)
    assert (sitmon.folder / "sitmon.toml").read_text() == (recording / "sitmon.toml").read_text()


async def test_run_may_show_the_live_view(sitmon: Commands, air: Air, capsys: pytest.CaptureFixture[str]) -> None:
    """With --live the view is drawn while it watches, and states of the link are not printed into it."""
    running = asyncio.create_task(Watching(read_settings(), None).run(live=True))
    await eventually((sitmon.store / "control.sock").exists)
    await asyncio.sleep(0.5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    said = capsys.readouterr()

    assert "" == said.err
    assert "…" in said.out or "watched" in said.out
