"""`sitmon record` over the air, with a virtual wearable or the twin of a foreign one in place of a real one."""

import asyncio
import json
from argparse import Namespace
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from monitor.cli import record
from monitor.cli.quality import Quality
from monitor.edges.link.known import KnownWearable, write_known
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.radio import scan
from monitor.edges.recordings import read_about, read_recording
from monitor.edges.settings import read_settings
from monitor.errors import WearableError
from monitor.motion.arrivals import Arrival
from tests.support.air import ADDRESS, Air, clean_air, packets, put_on
from tests.support.commands import Commands
from tests.support.feeds import arrivals
from tests.support.twins.hearing import person
from tests.support.twins.movesense import MovesenseTwin

OTHER = "C4:00:00:00:00:02"


@pytest.fixture
async def air(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Air]:
    """An air that the command uses as if it were this machine's radio."""
    monkeypatch.setattr("monitor.edges.radio.NEIGHBOURS_S", 0.1)
    async with clean_air() as air:
        monkeypatch.setattr(record, "WearableLink", partial(WearableLink, backend=air.backends))
        yield air


async def recorded(folder: Path, seconds: float) -> Quality:
    """Record for so long, as the command does."""
    quality = Quality()
    with pytest.raises(TimeoutError):
        await record._record(read_settings(), folder, quality, seconds)
    return quality


async def test_record_keeps_what_comes(sitmon: Commands, air: Air) -> None:
    """For as long as asked: a recording that can be replayed, and its quality counted on the way."""
    wearable = await put_on(air, source=packets(samples=5), time_scale=1.0)
    quality = await recorded(sitmon.folder / "monday", 1.5)
    items = [item for item in read_recording(sitmon.folder / "monday") if isinstance(item, Arrival)]

    assert quality.arrivals == len(items) > 5
    assert 50.0 == pytest.approx(quality.sample_rate_hz, rel=0.2)
    record = quality.as_record()
    assert (0, 0.0, "sitmon profile") == (record["rejected"], quality.loss, record["kind"])
    assert ADDRESS == quality.as_record()["wearable"]
    assert "sitmon profile 1" == read_about(sitmon.folder / "monday").device
    assert not wearable.is_streaming


async def test_a_recording_goes_on(sitmon: Commands, air: Air) -> None:
    """A second call into the same folder appends to what is there."""
    await put_on(air)
    first = await recorded(sitmon.folder / "monday", 0.8)
    second = await recorded(sitmon.folder / "monday", 0.8)

    assert first.arrivals + second.arrivals == len(list(read_recording(sitmon.folder / "monday")))


@pytest.mark.parametrize(
    ("settings", "device"), [("", "Movesense"), ('[wearable]\nname = "{name}"', "{name} (Movesense)")]
)
async def test_a_foreign_wearable_is_named(sitmon: Commands, air: Air, settings: str, device: str) -> None:
    """The birth certificate tells the kind, for nothing else in the folder does; a second call agrees with it."""
    twin = MovesenseTwin(air.link, person(52.0))
    await air.add(twin)
    (seen,) = await scan(0.3, backend=air.backends)
    sitmon.configure(settings.format(name=seen.name))
    folder = sitmon.folder / "monday"
    quality = await recorded(folder, 1.5)
    again = await recorded(folder, 1.0)

    assert device.format(name=seen.name) == read_about(folder).device
    assert "Movesense" == quality.as_record()["kind"]
    assert quality.samples > 0
    assert quality.loss is None
    assert again.arrivals > 0


async def test_it_records_the_one_that_it_belongs_to(sitmon: Commands, air: Air) -> None:
    """Without an address in the settings a stranger of the same kind is not recorded by mistake."""
    await put_on(air)
    mine = await put_on(air, address=OTHER, name="left")
    write_known(sitmon.store, KnownWearable(OTHER, "sitmon profile", bonded=False))
    quality = await recorded(sitmon.folder / "monday", 1.0)

    assert OTHER == quality.as_record()["wearable"]
    assert mine.sent > 0


async def test_the_line_goes_on_while_nothing_comes(
    sitmon: Commands, air: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It shows that the link streams, and shows it lost within the time that it takes to be drawn anew."""
    shown: list[str] = []
    monkeypatch.setattr(record.LiveLine, "show", lambda _line, text: shown.append(text))
    monkeypatch.setattr(record, "TICK_S", 0.05)
    wearable = await put_on(air)
    recording = asyncio.create_task(recorded(sitmon.folder / "monday", 2.5))
    await asyncio.sleep(1.0)
    await wearable.drop(1.0)
    await recording

    assert any(line.startswith("scanning") for line in shown[:10])
    assert any(line.startswith("streaming; so far ") and " Hz, 0.0 % lost" in line for line in shown)
    assert any(line.startswith(("lost for", "scanning for")) and " Hz" in line for line in shown)


async def test_a_wrong_scale_is_warned_of_once(
    sitmon: Commands, air: Air, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """However long it goes on, one line that names the wearable and the unit."""
    monkeypatch.setattr(record.Quality, "take", _take_metres)
    await put_on(air)
    await recorded(sitmon.folder / "monday", 1.5)

    assert f"sitmon: {ADDRESS} reads 9.81 at rest: these are m/s2, not g\n" == capsys.readouterr().err


def _take_metres(quality: Quality, _arrival: Arrival) -> None:
    """Take what a still wearable would send in the wrong unit."""
    quality.arrivals += 1
    quality.scale.rest_g = 9.81


@pytest.mark.parametrize("as_json", [True, False])
def test_record_reports(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """At the end one line: for people, or as JSON; if nothing came, what to do."""
    quality = Quality()
    args = Namespace(out=Path("monday"), json=as_json)
    record._report(args, quality)
    nothing = capsys.readouterr()
    for arrival in arrivals("sit:20s"):
        quality.take(arrival)
    record._report(args, quality)
    said = capsys.readouterr()

    assert 1 == len(nothing.err.splitlines())
    assert "no samples came; look with `sitmon scan`" in nothing.err
    assert "" == said.err
    if as_json:
        assert ("monday", 12.5) == (json.loads(said.out)["folder"], json.loads(said.out)["sample_rate_hz"])
    else:
        assert said.out.startswith(("monday: 20 s, 12.5 Hz, 0.0 % lost", "monday: 19 s, 12.5 Hz, 0.0 % lost"))


def test_without_a_radio_no_empty_recording_is_left(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was begun for a wearable that then refuses is taken away again; a folder of the user's stays."""

    async def refused(_settings: object, folder: Path, _quality: object, _limit_s: object) -> None:
        await asyncio.to_thread(folder.mkdir, exist_ok=True)
        raise WearableError("it refuses to stream")

    monkeypatch.setattr(record, "_record", refused)
    (sitmon.folder / "mine").mkdir()

    assert "it refuses to stream" in sitmon("record", "-o", sitmon.folder / "new").complaint
    assert "it refuses to stream" in sitmon("record", "-o", sitmon.folder / "mine").complaint

    assert not (sitmon.folder / "new").exists()
    assert (sitmon.folder / "mine").exists()


def test_nothing_came_and_nothing_is_left(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of time without a sample: exit status 1, one line, no folder."""

    async def silent(*_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(record, "_record", silent)
    said = sitmon("record", "-o", sitmon.folder / "new", "--for", "1s")

    assert 1 == said.status
    assert "no samples came" in said.complaint
    assert not (sitmon.folder / "new").exists()


def test_a_file_is_no_folder(sitmon: Commands) -> None:
    """Told before the radio is touched."""
    (sitmon.folder / "notes").touch()

    assert "is a file; name a folder" in sitmon("record", "-o", sitmon.folder / "notes").complaint


def test_the_running_sitmon_keeps_its_wearable(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both at once would stop each other's stream: one line says what to do instead."""
    monkeypatch.setattr(record, "running_status", lambda _settings: {"running": True})
    said = sitmon("record", "-o", sitmon.folder / "new")

    assert "sitmon is running and has the wearable: stop it first" in said.complaint
    assert "`record = true`" in said.complaint
    assert not (sitmon.folder / "new").exists()
