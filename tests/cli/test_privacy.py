"""`sitmon privacy`: what is kept, and its end."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.cli.privacy import say_size
from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal import Journal
from monitor.edges.link.known import KnownWearable, write_known
from monitor.posture.labels import Posture
from tests.support.commands import Commands
from tests.support.minutes import add_seconds
from tests.support.running import running

OLD_S, NEW_S = (datetime(2026, month, 1, 9, tzinfo=UTC).timestamp() for month in (1, 3))


@pytest.fixture
def kept(sitmon: Commands) -> Commands:
    """A storage folder with a bit of everything."""
    with Journal(sitmon.store / "journal.sqlite") as journal:
        for time_s in (OLD_S, NEW_S):
            journal.write("bout", time_s, 0, {"posture": "sitting", "note": f"said at {time_s:.0f}"})
            add_seconds(journal, Posture.SITTING, time_s, 0, 30)
            journal.write_input(UserAction(time_s, Action.PAIN, "4 aching"), 0)
        journal.write_input(UserAction(OLD_S, Action.INTAKE, "injury=yes"), 0)
    write_known(sitmon.store, KnownWearable("C4:11:22:33:44:55", "polar", bonded=False))
    for name, time_s in (("january", OLD_S), ("march", NEW_S)):
        folder = sitmon.store / "recordings" / name
        folder.mkdir(parents=True)
        (folder / "arrivals.jsonl").write_text("x" * 5000)
        os.utime(folder, (time_s, time_s))
    return sitmon


def names(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {path.name for path in folder.iterdir()}


def test_every_file_is_listed_with_size_and_how_long_it_stays(kept: Commands) -> None:
    """Nothing in the storage folder is left out, a foreign file neither; and who sitmon speaks to is said."""
    (kept.store / "holiday.png").write_bytes(b"12345")
    said = kept("privacy")
    listed = kept("privacy", "--json").records

    assert (0, "") == (said.status, said.err)
    expected = {kept.folder / "sitmon.toml", *(path for path in kept.store.iterdir() if path.name != "recordings")}
    expected |= set((kept.store / "recordings").iterdir())
    assert expected == {Path(str(one["path"])) for one in listed}
    sizes = {Path(str(one["path"])).name: one["size_bytes"] for one in listed}
    assert (5, 5000, (kept.store / "journal.sqlite").stat().st_size) == tuple(
        sizes[name] for name in ("holiday.png", "march", "journal.sqlite")
    )
    assert "5 B: not written by sitmon, or where you told it to" in said.out
    assert "to nobody else." in said.out


def test_who_is_told_is_named(kept: Commands) -> None:
    """Whoever the settings let know stands there, with what; and nobody claims that nothing leaves."""
    kept.configure('[mqtt]\nhost = "broker"\n[hook]\ncommand = ["/usr/bin/true"]')
    said = kept("privacy").out

    assert "the MQTT broker broker, posture and minutes; no pain, no red flag" in said
    assert "the command /usr/bin/true" in said
    assert "to nobody else." not in said
    assert "ActivityWatch" not in said


def test_before_it_ever_ran(sitmon: Commands) -> None:
    """There is nothing but the settings, and looking makes nothing."""
    assert [sitmon.folder / "sitmon.toml"] == [Path(str(one["path"])) for one in sitmon("privacy", "--json").records]
    assert not sitmon.store.exists()


def test_everything_goes(kept: Commands) -> None:
    """Journal, recordings and what is known of the wearable; what sitmon did not write stays."""
    (kept.store / "holiday.png").write_bytes(b"12345")
    said = kept("privacy", "--purge", "everything", "--yes")

    assert 0 == said.status
    assert {"holiday.png", "recordings"} == names(kept.store)
    assert set() == names(kept.store / "recordings")
    assert kept("privacy", "--purge", "everything", "--yes").out.startswith("There was nothing of it.\n")
    left = said.out.partition("Left, for you to take away:")[2]
    assert all(str(path) in left for path in (kept.store / "holiday.png", kept.folder / "sitmon.toml"))
    assert "reports, tables, recordings" in left


def test_the_settings_lie_in_the_storage_folder_and_are_listed_once(kept: Commands, tmp_path: Path) -> None:
    """As `sitmon setup --folder` puts them there; by whatever way the folder is named."""
    (tmp_path / "way").symlink_to(kept.store)
    config = kept.store / "sitmon.toml"
    config.write_text(f'[storage]\nfolder = "{tmp_path / "way"}"\n')
    listed = [str(one["path"]) for one in kept("privacy", "--config", config, "--json").records]
    purged = kept("privacy", "--config", config, "--purge", "everything", "--yes")

    assert 1 == sum(path.endswith("sitmon.toml") for path in listed)
    assert len(listed) == len(set(listed))
    assert 0 == purged.status
    assert f"  {config}: your settings" in purged.out.splitlines()
    assert config.exists()


def test_what_a_killed_sitmon_left_half_is_found_and_goes(kept: Commands) -> None:
    """Drafts of files, of settings and of an import, and the file that opened the page."""
    half = [kept.store / ".journal.sqlite.x.new", kept.store / "page-1.html", kept.folder / ".sitmon.toml.x.new"]
    for path in half:
        path.write_text("half")
    draft = kept.store / "recordings" / ".monday.x.new"
    draft.mkdir()
    (draft / "arrivals.jsonl").write_text("half")
    (kept.store / "dangling").symlink_to("nowhere")
    listed = {Path(str(one["path"])) for one in kept("privacy", "--json").records}
    kept("privacy", "--purge", "everything", "--yes")

    assert {*half, draft} <= listed
    assert not any(path.exists() for path in (*half, draft))


def test_what_is_old_goes_and_leaves_no_trace(kept: Commands) -> None:
    """Entries before the day are gone from the file's bytes too; the answers that keep exercises safe stay."""
    said = kept("privacy", "--purge", "journal", "--before", "2026-02-01", "--yes")

    assert said.out.endswith("entries taken out: 3\n")
    with Journal(kept.store / "journal.sqlite", read_only=True) as journal:
        assert [NEW_S] == [event.time_s for event in journal.events()]
        assert [NEW_S] == [minute.minute_s for minute in journal.minutes()]
        heard = [item.action for item in journal.inputs() if isinstance(item, UserAction)]
    assert [Action.PAIN, Action.INTAKE] == heard
    left = b"".join(path.read_bytes() for path in kept.store.glob("journal.sqlite*"))
    assert f"said at {NEW_S:.0f}".encode() in left
    assert f"said at {OLD_S:.0f}".encode() not in left


def test_old_recordings_go(kept: Commands) -> None:
    """Those that ended before the day."""
    kept("privacy", "--purge", "recordings", "--before", "2026-02-01", "--yes")

    assert {"march"} == names(kept.store / "recordings")


def test_a_wearable_is_forgotten(kept: Commands) -> None:
    """Its address goes, the journal stays."""
    kept("privacy", "--purge", "wearable", "--yes")

    assert "wearable.json" not in names(kept.store)
    assert "journal.sqlite" in names(kept.store)


def test_a_red_flag_is_not_forgotten(kept: Commands) -> None:
    """A purge is no way around the lock: neither the whole one nor that of what is old (F9)."""
    kept("red-flag", "leg-weakness")
    refused = kept("privacy", "--purge", "everything", "--yes")
    old = kept("privacy", "--purge", "journal", "--before", "2030-01-01", "--yes")

    assert "a red flag stands" in refused.complaint
    assert 0 == old.status
    assert True is kept("status", "--json").records[0]["red_flag"]


async def test_a_running_sitmon_is_not_purged_under_its_feet(kept: Commands) -> None:
    """It would go on writing."""
    async with running(kept):
        said = await asyncio.to_thread(kept, "privacy", "--purge", "everything", "--yes")

    assert "sitmon is running" in said.complaint
    assert "journal.sqlite" in names(kept.store)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--purge", "everything"), "say --yes, since nobody can be asked here"),
        (("--purge", "journal", "--before", "yesterday", "--yes"), "should be a day such as 2026-03-01"),
        (("--purge", "everything", "--before", "2026-03-01", "--yes"), "--before goes with"),
    ],
)
def test_what_is_unclear_purges_nothing(
    kept: Commands, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], complaint: str
) -> None:
    """One line, and everything is still there."""
    before = names(kept.store)

    assert complaint in kept("privacy", *words).complaint
    assert before == names(kept.store)


@pytest.mark.parametrize(
    ("size_bytes", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (340_200, "340 kB"),
        (1_250_000, "1.2 MB"),
        (79_100_000_000, "79.1 GB"),
    ],
)
def test_a_size_is_said_as_people_say_it(size_bytes: int, said: str) -> None:
    """Thousands, not 1024s."""
    assert said == say_size(size_bytes)
