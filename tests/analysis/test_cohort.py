"""A study to one table: the same from every engine, never half, never twice, on any storage."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import fsspec
import pandas as pd
import pytest

from monitor.analysis.cohort import (
    Cohort,
    Engine,
    Joined,
    find_recordings,
    join_tables,
    measure_cohort,
    measure_recording,
)
from monitor.analysis.engines import Measure, Outcome, in_this_process, on_all_cores, on_dask
from monitor.analysis.person_days import person_days
from monitor.errors import RecordingError, UsageError
from tests.support.cohorts import dask_cluster, write_day, write_study
from tests.support.commands import Commands


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five people, and one broken file."""
    folder = write_study(tmp_path_factory.mktemp("study"))
    (folder / "torn.npz").write_bytes((folder / "p0.npz").read_bytes()[:5000])
    return folder


def measured(source: Path | str, out: Path | str, engine: Engine = in_this_process, kind: str = "parquet") -> Cohort:
    """A whole study."""
    cohort = Cohort(str(source), str(out), kind=kind)
    join_tables(cohort, measure_cohort(cohort, find_recordings(cohort), engine))
    return cohort


def files_of(out: Path) -> dict[str, bytes]:
    """All that was written."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_one_process_all_cores_and_a_cluster_write_the_same_bytes(study: Path, tmp_path: Path, kind: str) -> None:
    """A real scheduler with two worker processes, the processes of this machine, and this one alone."""
    measured(study, tmp_path / "one", kind=kind)
    measured(study, tmp_path / "all", partial(on_all_cores, workers=2), kind)
    with dask_cluster(tmp_path) as address:
        measured(study, tmp_path / "dask", partial(on_dask, address=address), kind)
    one = files_of(tmp_path / "one")

    assert {f"days.{kind}", f"people.{kind}", "failed.csv", "cohort.json", f"parts/ben/monday.npz.{kind}"} < one.keys()
    assert one == files_of(tmp_path / "all")
    assert one == files_of(tmp_path / "dask")


def test_the_table_holds_what_each_recording_does(study: Path, tmp_path: Path) -> None:
    """A row for each person and day, named, in the order of names; parquet and CSV say the same."""
    table = pd.read_parquet(measured(study, tmp_path / "out").table)
    alone = person_days(study / "ben" / "monday.npz")
    text = pd.read_csv(measured(study, tmp_path / "text", kind="csv").table)

    assert ["ben", "p0", "p2", "p3", "p4"] == table["person"].tolist()
    assert ["ben/monday.npz", "p0.npz"] == table["file"].tolist()[:2]
    pd.testing.assert_frame_equal(alone, table.iloc[:1].drop(columns=["person", "file"]), check_exact=True)
    pd.testing.assert_frame_equal(table, text, check_dtype=False, rtol=1e-15)


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_who_wore_it_for_how_long_is_told_and_nobody_left_out(tmp_path: Path, kind: str) -> None:
    """Two recordings of a day add up to one valid day; four such days are enough, and a name may look like a number."""
    cohort = Cohort(str(tmp_path / "in"), str(tmp_path / "out"), kind=kind)
    days = [("07", day, 36_000.0) for day in range(1, 5)] + [
        ("ann", 1, 20_000.0),
        ("ann", 1, 16_000.0),
        ("ann", 2, 9.0),
    ]
    parts = pd.DataFrame(days, columns=["person", "day", "worn_s"]).astype({"day": "str"})
    path = Path(cohort.part("all"))
    path.parent.mkdir(parents=True)
    parts.to_csv(path, index=False) if kind == "csv" else parts.to_parquet(path)
    joined = join_tables(cohort, [Outcome("all")])
    read = pd.read_csv(cohort.people, dtype={"person": str}) if kind == "csv" else pd.read_parquet(cohort.people)

    assert Joined(rows=7, days=6, valid_days=5, people=2, enough=1) == joined
    assert [("07", 4, 4, True), ("ann", 2, 1, False)] == list(read.itertuples(index=False, name=None))


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_parts_with_other_columns_are_not_joined(tmp_path: Path, kind: str) -> None:
    """Somebody put in what another sitmon had made: nothing is written over."""
    cohort = Cohort(str(tmp_path / "in"), str(tmp_path / "out"), kind=kind)
    for name, columns in (("a", ["person", "day", "worn_s"]), ("b", ["person", "worn_s", "day"])):
        part = pd.DataFrame([[1, 2, 3]], columns=columns)
        Path(cohort.part(name)).parent.mkdir(parents=True, exist_ok=True)
        part.to_csv(cohort.part(name), index=False) if kind == "csv" else part.to_parquet(cohort.part(name))

    with pytest.raises(UsageError, match="different columns"):
        join_tables(cohort, [Outcome("a"), Outcome("b")])
    assert not Path(cohort.table).exists()


def test_of_nothing_there_are_empty_tables(tmp_path: Path) -> None:
    """When every recording failed."""
    assert Joined(rows=0) == join_tables(Cohort("in", str(tmp_path)), [Outcome("a", "torn")])


def test_a_broken_file_is_named_and_the_rest_done(study: Path, tmp_path: Path) -> None:
    """One line says which and why, and there is no table of it."""
    cohort = measured(study, tmp_path / "out")
    failed = pd.read_csv(tmp_path / "out" / "failed.csv")

    assert ["torn.npz"] == failed["file"].tolist()
    assert "torn.npz: not an .npz of arrays" in failed["problem"][0]
    assert str(study) not in failed["problem"][0]
    assert not Path(cohort.part("torn.npz")).exists()


def test_what_is_there_is_not_made_again_and_what_failed_is_tried_again(study: Path, tmp_path: Path) -> None:
    """A resumed study gives the engine only what is left."""
    measured(study, tmp_path / "out")
    asked: list[str] = []

    def engine(measure: Measure, names: Iterable[str]) -> Iterator[Outcome]:
        asked.extend(names)
        return in_this_process(measure, asked)

    before = files_of(tmp_path / "out")
    measured(study, tmp_path / "out", engine)

    assert ["torn.npz"] == asked
    assert before == files_of(tmp_path / "out")


def test_a_study_is_not_mixed_with_another(study: Path, tmp_path: Path) -> None:
    """Days of another time zone would not fit the tables that are there."""
    cohort = measured(study, tmp_path / "out")
    with pytest.raises(UsageError, match=r"its tables were made with timezone UTC, not \+02:00"):
        list(measure_cohort(replace(cohort, timezone="+02:00"), []))


def test_storage_is_whatever_fsspec_knows(study: Path, tmp_path: Path) -> None:
    """A study in memory has the table of the same study on disk."""
    memory = fsspec.filesystem("memory")
    memory.put(f"{study}/", "/study/", recursive=True)
    cohort = measured("memory://study", "memory://tables")
    local = pd.read_parquet(measured(study, tmp_path / "out").table)

    assert local.equals(pd.read_parquet(cohort.table))
    assert b"torn.npz: not an .npz" in memory.cat_file("/tables/failed.csv")


def test_folders_of_recordings_are_found_and_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder is one recording, with its labels; on another storage it is fetched whole."""
    sitmon = Commands(tmp_path, monkeypatch)
    made = sitmon("simulate", "sit:3m", "-o", tmp_path / "study" / "anna" / "mon", "--sample-rate", "12.5")
    cohort = Cohort(str(tmp_path / "study"), str(tmp_path / "out"))
    fsspec.filesystem("memory").put(f"{tmp_path / 'study'}/", "/folders/", recursive=True)
    remote = Cohort("memory://folders", "memory://folders-out")

    assert 0 == made.status
    assert ["anna/mon"] == find_recordings(cohort) == find_recordings(remote)
    assert Outcome("anna/mon") == measure_recording(cohort, "anna/mon") == measure_recording(remote, "anna/mon")
    assert pd.read_parquet(cohort.part("anna/mon")).equals(pd.read_parquet(remote.part("anna/mon")))


def test_tables_may_lie_among_the_recordings(study: Path, tmp_path: Path) -> None:
    """What a study wrote is not its own input."""
    write_study(tmp_path, people=1)
    cohort = measured(tmp_path, tmp_path / "out", kind="csv")

    assert ["p0.npz"] == find_recordings(cohort)


@pytest.mark.parametrize(
    ("name", "person"), [("p1.npz", "p1"), ("ben/monday.npz", "ben"), ("study.v2/p1.npz", "study.v2")]
)
def test_the_person_is_the_first_part_of_the_name(tmp_path: Path, name: str, person: str) -> None:
    """Without the ending of a file, but a folder's name whole."""
    write_day(tmp_path / name, "sit:2m")
    cohort = Cohort(str(tmp_path), str(tmp_path / "out"))

    assert Outcome(name) == measure_recording(cohort, name)
    assert [person] == pd.read_parquet(cohort.part(name))["person"].tolist()


def test_a_sensors_own_file_is_sent_to_import(tmp_path: Path) -> None:
    """It is named, not passed over."""
    (tmp_path / "hip.gt3x").write_bytes(b"PK")
    cohort = Cohort(str(tmp_path), str(tmp_path / "out"))

    assert ["hip.gt3x"] == find_recordings(cohort)
    assert "sitmon import" in measure_recording(cohort, "hip.gt3x").problem


@pytest.mark.parametrize(
    ("source", "timezone", "error", "says"),
    [
        ("nowhere", "UTC", UsageError, "there is no such folder"),
        (".", "UTC", RecordingError, "holds no recording"),
        (".", "Mars/Base", UsageError, "--timezone Mars/Base"),
        ("planet://x", "UTC", UsageError, "no storage of that kind"),
    ],
)
def test_a_wrong_call_is_one_line(
    tmp_path: Path, source: str, timezone: str, error: type[Exception], says: str
) -> None:
    """What is wrong and where."""
    path = source if "://" in source else str(tmp_path / source)
    with pytest.raises(error, match=says) as caught:
        find_recordings(Cohort(path, str(tmp_path / "out"), timezone))

    assert "\n" not in str(caught.value)
