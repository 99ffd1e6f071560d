"""`sitmon run` and `sitmon record` over the air, with a virtual wearable in place of a real one."""

import asyncio
import json
from argparse import Namespace
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from firmware_protocol import STREAM_UUID
from monitor.cli import record, run
from monitor.coaching.inputs import Action, UserAction
from monitor.edges.control import ask
from monitor.edges.journal import Journal
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.recordings import read_about, read_past, read_recording
from monitor.edges.settings import read_settings
from monitor.errors import WearableError
from monitor.motion.arrivals import Arrival
from tests.support.air import Air, clean_air, eventually, put_on
from tests.support.commands import Commands
from tests.support.feeds import arrivals


@pytest.fixture
async def air(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Air]:
    """An air with one wearable, which both commands use as if it were this machine's radio."""
    async with clean_air() as air:
        await put_on(air)
        for module in (run, record):
            monkeypatch.setattr(module, "WearableLink", partial(WearableLink, backend=air.backends))
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
        watching = asyncio.create_task(run._watch(settings, journal, live=False))
        await eventually(socket_path.exists)
        await eventually(lambda: len(list((sitmon.store / "recordings").glob("*/arrivals.jsonl"))))
        await asyncio.sleep(1.5)
        status = await asyncio.to_thread(ask, socket_path, {"do": "status"})
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    assert ("streaming", 87) == (status["link"], status["battery_percent"])
    assert not socket_path.exists()
    (recording,) = (sitmon.store / "recordings").iterdir()
    assert STREAM_UUID in {item.characteristic for item in read_recording(recording) if isinstance(item, Arrival)}
    assert "left" == read_about(recording).worn_leg
    assert [earlier] == read_past(recording)
    assert (sitmon.folder / "sitmon.toml").read_text() == (recording / "sitmon.toml").read_text()


async def test_run_may_show_the_live_view(sitmon: Commands, air: Air, capsys: pytest.CaptureFixture[str]) -> None:
    """With --live the view is drawn while it watches, and states of the link are not printed into it."""
    with Journal(sitmon.store / "journal.sqlite") as journal:
        watching = asyncio.create_task(run._watch(read_settings(), journal, live=True))
        await eventually((sitmon.store / "control.sock").exists)
        await asyncio.sleep(0.5)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    said = capsys.readouterr()

    assert "" == said.err
    assert "…" in said.out or "watched" in said.out


async def test_record_keeps_what_comes(sitmon: Commands, air: Air) -> None:
    """For as long as asked: a recording that can be replayed, and its quality counted on the way."""
    quality = record.Quality()
    folder = sitmon.folder / "monday"
    settings = read_settings()
    about = record.about_live(settings, "sitmon record")
    with record.RecordingWriter(folder, about) as writer, pytest.raises(TimeoutError):
        await record._record(settings, writer, quality, 1.5)

    items = list(read_recording(folder))
    assert quality.arrivals == len(items) > 5
    assert 50.0 == pytest.approx(quality.sample_rate_hz, rel=0.2)
    assert 0 == quality.rejected


def test_quality_counts_what_is_missing() -> None:
    """Seconds seen, rate as measured, gaps and rejected arrivals."""
    quality = record.Quality()
    for arrival in arrivals("sit:60s gap:30s sit:30s"):
        quality.take(arrival)
    quality.take(Arrival(2e9, STREAM_UUID, b"garbage"))

    assert 30.0 == pytest.approx(quality.missing_s, abs=2.5)
    assert 12.5 == pytest.approx(quality.sample_rate_hz, abs=0.05)
    assert str(quality).endswith("1 rejected")
    assert {"duration_s", "sample_rate_hz", "missing_s", "arrivals", "rejected"} == quality.as_record().keys()


def test_nothing_came_yet() -> None:
    """Before the first sample all is zero, and nothing is divided by it."""
    assert "0 s, 0.0 Hz, 0.0 s missing, 0 rejected" == str(record.Quality())


@pytest.mark.parametrize("as_json", [True, False])
def test_record_reports(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """At the end one line: for people, or as JSON; if nothing came, what to do."""
    quality = record.Quality()
    args = Namespace(out=Path("monday"), json=as_json)
    record._report(args, quality)
    nothing = capsys.readouterr()
    for arrival in arrivals("sit:20s"):
        quality.take(arrival)
    record._report(args, quality)
    said = capsys.readouterr()

    assert "no samples came; look with `sitmon scan`" in nothing.err
    assert "" == said.err
    if as_json:
        assert ("monday", 12.5) == (json.loads(said.out)["folder"], json.loads(said.out)["sample_rate_hz"])
    else:
        assert said.out.startswith("monday: 20 s, 12.5 Hz") or said.out.startswith("monday: 19 s, 12.5 Hz")


def test_without_a_radio_no_empty_recording_is_left(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was begun for a wearable that cannot be reached is taken away again; a folder of the user's stays."""

    async def deaf(*_: object) -> None:
        raise WearableError("no Bluetooth here")

    monkeypatch.setattr(record, "_record", deaf)
    (sitmon.folder / "mine").mkdir()

    assert "no Bluetooth here" in sitmon("record", "-o", sitmon.folder / "new").complaint
    assert "no Bluetooth here" in sitmon("record", "-o", sitmon.folder / "mine").complaint

    assert not (sitmon.folder / "new").exists()
    assert (sitmon.folder / "mine").exists()
