"""Thousands of recordings to one table, a row for each person and day: resumable, in bounded memory, on any storage.

    DIR/anna.npz  DIR/ben/monday/arrivals.jsonl  ...          what was recorded; any path that fsspec knows
    OUT/parts/anna.npz.parquet  OUT/parts/ben/monday.parquet   one small table each, there or not there, never half
    OUT/days.parquet  OUT/people.parquet  OUT/failed.csv       all joined; who wore it enough; what failed, and why

A part that is there is not made again, so a study that was killed is resumed by the same command.
"""

import io
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import uuid4

import pandas as pd

from monitor import __version__
from monitor.analysis.engines import Measure, Outcome, in_this_process
from monitor.analysis.joining import join_parts
from monitor.analysis.person_days import person_days, wear_of_people
from monitor.edges.files import make_folder, replacing
from monitor.edges.reading import decode_json
from monitor.edges.zones import read_zone
from monitor.errors import MonitorError, RecordingError, UsageError, to_install

KINDS: Final = (".npz", ".csv", ".gt3x", ".cwa", ".bin")
"""Files that somebody may take for a recording; those that must be imported first fail with a line that says so."""

_ARRIVALS: Final = ("arrivals.jsonl", "arrivals.jsonl.gz")
_TO_IMPORT: Final = (".gt3x", ".cwa", ".bin")

Engine = Callable[[Measure, Iterable[str]], Iterator[Outcome]]


def _kind_of_table() -> str:
    return "csv" if find_spec("pyarrow") is None else "parquet"


@dataclass(frozen=True, slots=True)
class Cohort:
    """A study: where its recordings lie, and where its tables go.

    Attributes:
        source, out: folders, each a local path or one that fsspec knows, such as `s3://study/recordings`.
        timezone: where days begin, for files that do not say.
        kind: of the tables, parquet, or csv where pyarrow is not installed.
    """

    source: str
    out: str
    timezone: str = "UTC"
    kind: str = field(default_factory=_kind_of_table)

    def part(self, name: str) -> str:
        """The path of the table of one recording."""
        return self.path(f"parts/{name}.{self.kind}")

    @property
    def table(self) -> str:
        """The path of the joined table."""
        return self.path(f"days.{self.kind}")

    @property
    def people(self) -> str:
        """The path of the table of who wore it for how many days."""
        return self.path(f"people.{self.kind}")

    def path(self, name: str) -> str:
        """Where a file of the output lies."""
        return f"{self.out.rstrip('/')}/{name}"


@dataclass(frozen=True, slots=True)
class Joined:
    """How much there is.

    Attributes:
        rows: of the joined table.
        days, valid_days: of all people; those that were worn for ten hours.
        people, enough: how many; those with enough valid days.
    """

    rows: int
    days: int = 0
    valid_days: int = 0
    people: int = 0
    enough: int = 0


def find_recordings(cohort: Cohort) -> list[str]:
    """The names of all recordings, relative to the source and sorted; folders of recordings, and files of `KINDS`.

    Raises:
        UsageError: there is no such folder, no storage of that kind, or the time zone is unknown.
        RecordingError: it holds none.
    """
    fs, root = _storage(cohort.source)
    _, out = _storage(cohort.out)
    if not fs.isdir(root):
        raise UsageError(f"{cohort.source}: there is no such folder")
    try:
        read_zone(cohort.timezone)
    except ValueError as error:
        raise UsageError(f"--timezone {cohort.timezone}: {error}") from error
    found = [PurePosixPath(path) for path in fs.find(root) if not path.startswith(f"{out}/")]
    folders = {path.parent for path in found if path.name in _ARRIVALS}
    files = {path for path in found if path.suffix.lower() in KINDS and not folders & set(path.parents)}
    if not folders | files:
        raise RecordingError(f"{cohort.source}: holds no recording, .npz or .csv of samples")
    return sorted(path.relative_to(root).as_posix() for path in folders | files)


def measure_recording(cohort: Cohort, name: str) -> Outcome:
    """Make the table of one recording, unless it is there; a plain function for any engine.

    What is wrong with a recording is an outcome, not an error: its one line, and no table.
    """
    try:
        fs, part = _storage(cohort.part(name))
        if not fs.exists(part):
            _write(cohort.part(name), _bytes_of(_measured(cohort, name), cohort.kind))
    except (MonitorError, ValueError, LookupError, ArithmeticError, OSError, MemoryError) as error:
        line = (str(error).splitlines() or [""])[0]
        return Outcome(name, line if isinstance(error, MonitorError) else f"{name}: {type(error).__name__}: {line}")
    return Outcome(name)


def measure_cohort(cohort: Cohort, names: Iterable[str], engine: Engine = in_this_process) -> Iterator[Outcome]:
    """Make all tables that are not there yet; the outcomes come as they are ready, first of those that are there.

    Raises:
        UsageError: the tables in `out` are of another study or another sitmon, or it cannot be written.
    """
    _claim(cohort)
    fs, folder = _storage(cohort.path("parts"))
    there = {path.removeprefix(f"{folder}/") for path in fs.find(folder)}
    left = []
    for name in names:
        if f"{name}.{cohort.kind}" in there:
            yield Outcome(name)
        else:
            left.append(name)
    if left:
        yield from engine(partial(measure_recording, cohort), left)


def join_tables(cohort: Cohort, outcomes: Iterable[Outcome]) -> Joined:
    """Write the joined table and the list of what failed, in the order of names, whoever did what in which order.

    The table has `person` (first part of the name), `file` (the name), and the columns of `person_days`; a person with
    two recordings of one day has two rows of it.  Nobody is left out for little wear: the table of people says who has
    enough of it, as `wear_of_people`.

    Raises:
        UsageError: the parts have different columns; nothing is written.
    """
    ordered = sorted(outcomes, key=lambda outcome: outcome.name)
    parts = [cohort.part(outcome.name) for outcome in ordered if not outcome.problem]
    worn: dict[tuple[str, str], float] = {}
    with TemporaryDirectory(prefix="sitmon-") as folder:
        whole = Path(folder) / "days"
        rows = join_parts((_fetch(part) for part in parts), whole, cohort.kind, worn)
        _write(cohort.table, whole)
    failed = pd.DataFrame([(one.name, one.problem) for one in ordered if one.problem], columns=["file", "problem"])
    _write(cohort.path("failed.csv"), _bytes_of(failed, "csv"))
    wear = pd.DataFrame([(*key, worn_s) for key, worn_s in worn.items()], columns=["person", "day", "worn_s"])
    people = wear_of_people(wear.astype({"worn_s": "float64"}))
    _write(cohort.people, _bytes_of(people, cohort.kind))
    days, valid_days, enough = (int(people[column].sum()) for column in ("days", "valid_days", "enough"))
    return Joined(rows, days, valid_days, len(people), enough)


def _measured(cohort: Cohort, name: str) -> pd.DataFrame:
    fs, root = _storage(cohort.source)
    if name.lower().endswith(_TO_IMPORT) and not fs.isdir(f"{root}/{name}"):
        raise RecordingError(f"{name}: a sensor's own file; make it a recording with `sitmon import` first")
    with TemporaryDirectory(prefix="sitmon-") as folder:
        path = Path(f"{root}/{name}")
        if "file" not in _protocols(fs):
            path = Path(folder) / PurePosixPath(name).name
            fs.get(f"{root}/{name}", str(path), recursive=fs.isdir(f"{root}/{name}"))
        try:
            days = person_days(path, cohort.timezone)
        except RecordingError as error:
            raise RecordingError(str(error).replace(str(path), name)) from error
    first = PurePosixPath(PurePosixPath(name).parts[0])
    days.insert(0, "person", first.stem if first.suffix.lower() in KINDS else first.name)
    days.insert(1, "file", name)
    return days


def _claim(cohort: Cohort) -> None:
    """Note beside the parts what they are made of, or see that they are made of the same."""
    noted = cohort.path("cohort.json")
    ours = {**asdict(cohort), "sitmon": __version__}
    del ours["out"]
    fs, path = _storage(noted)
    try:
        theirs = decode_json(fs.cat_file(path)) if fs.exists(path) else ours
        theirs = theirs if isinstance(theirs, dict) else {}
        if theirs == ours:
            _write(noted, json.dumps(ours, indent=1, sort_keys=True).encode())
    except (OSError, ValueError) as error:
        raise UsageError(f"{cohort.out}: cannot be used for tables ({error})") from error
    for key, value in ours.items():
        if theirs.get(key) != value:
            raise UsageError(
                f"{cohort.out}: its tables were made with {key} {theirs.get(key)}, not {value}; give another --out"
            )


def _storage(path: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ModuleNotFoundError as error:
        raise UsageError(f"a cohort needs {error.name}: {to_install('cohort')}") from error
    try:
        fs, found = url_to_fs(path)
    except (ValueError, ImportError) as error:
        raise UsageError(f"{path}: no storage of that kind ({error})") from error
    return fs, str(found).rstrip("/")


def _protocols(fs: Any) -> tuple[str, ...]:  # noqa: ANN401 (fsspec has no types)
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)


def _bytes_of(table: pd.DataFrame, kind: str) -> bytes:
    buffer = io.BytesIO()
    if kind == "csv":
        table.to_csv(buffer, index=False, lineterminator="\n")
    else:
        table.to_parquet(buffer, index=False, engine="pyarrow")
    return buffer.getvalue()


def _fetch(path: str) -> bytes:
    fs, found = _storage(path)
    content: bytes = fs.cat_file(found)
    return content


def _write(path: str, content: bytes | Path) -> None:
    """The whole file or none of it, whoever is killed when."""
    fs, found = _storage(path)
    if "file" in _protocols(fs):  # on this computer, and the owner's alone
        make_folder(Path(found).parent)
        whole = content.open("rb") if isinstance(content, Path) else io.BytesIO(content)
        with replacing(Path(found)) as file, whole:
            shutil.copyfileobj(whole, file)
        return
    fs.makedirs(found.rpartition("/")[0], exist_ok=True)
    half = f"{found}.{uuid4().hex}.half"
    if isinstance(content, Path):
        fs.put_file(str(content), half)
    else:
        fs.pipe_file(half, content)
    fs.mv(half, found)
