"""`sitmon cohort`: thousands of recordings to one table, on this machine or on a cluster."""

import argparse
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.cli.answering import answer
from monitor.cli.options import CONFIG, as_json, command, either, option, whole
from monitor.edges.settings import read_settings
from monitor.errors import UsageError, to_install
from monitor.records import Record
from monitor.terminal.output import show_progress, warn
from monitor.texts import Text

if TYPE_CHECKING:
    from monitor.analysis.cohort import Engine

MEASURED: Final = Text("Recordings: {done} of {total}. Person-days: {days}.")
WORN: Final = Text("Worn for {hours} h: {valid} of {days} days. People with {least} such days: {enough} of {people}.")


@command(
    "sitmon cohort recordings --out tables\n"
    "  sitmon cohort s3://study/raw --out s3://study/days --scheduler tcp://head:8786",
    CONFIG,
    option("folder", "holds recordings, .npz and CSV; a path, or an address of fsspec", metavar="DIR"),
    option("--out", "where the tables go; the same again resumes", metavar="DIR", required=True),
    option("--timezone", "of files that do not say (default UTC)", metavar="ZONE", default="UTC"),
    either(
        option("--workers", "processes on this machine (default: all cores)", type=whole(1), metavar="N"),
        option("--scheduler", "of a running Dask cluster, such as tcp://head:8786", metavar="ADDRESS"),
    ),
    as_json("what was made"),
)
def run(args: argparse.Namespace) -> int:
    """Exit status 1 if one of the recordings failed; the others are in the table."""
    try:
        from monitor.analysis.cohort import Cohort, find_recordings, join_tables, measure_cohort
        from monitor.analysis.metrics import ENOUGH_DAYS, VALID_DAY_S
    except ModuleNotFoundError as error:
        raise UsageError(f"`sitmon cohort` needs {error.name}: {to_install('cohort')}") from error
    tr = read_settings(args.config).tr
    cohort = Cohort(_whole_path(args.folder), _whole_path(args.out), args.timezone)
    names = find_recordings(cohort)
    made = measure_cohort(cohort, names, _engine(args))
    outcomes = []
    for outcome in show_progress(made, "measuring", len(names)):
        outcomes.append(outcome)
        if problem := outcome.problem:  # said as soon as it is known
            warn(f"left out: {problem if outcome.name in problem else f'{outcome.name}: {problem}'}")
    joined = join_tables(cohort, outcomes)
    failed = sorted(outcome.name for outcome in outcomes if outcome.problem)
    record: Record = {"table": cohort.table, "recordings": len(names), "failed": failed, **asdict(joined)}
    counts = {"days": joined.days, "valid": joined.valid_days, "people": joined.people, "enough": joined.enough}
    lines = [
        tr(MEASURED, done=len(names) - len(failed), total=len(names), days=joined.days),
        tr(WORN, hours=f"{VALID_DAY_S / 3600:.0f}", least=ENOUGH_DAYS, **counts),
        tr(Text("Written: {path}."), path=cohort.table),
    ]
    answer(args, [record], lines)
    return 1 if failed else 0


def _whole_path(path: str) -> str:
    """Workers elsewhere do not share our current folder."""
    return path if ":" in path else str(Path(path).absolute())


def _engine(args: argparse.Namespace) -> "Engine":
    from monitor.analysis.engines import in_this_process, on_all_cores, on_dask

    if args.scheduler is not None:
        return partial(on_dask, address=args.scheduler)
    return in_this_process if args.workers == 1 else partial(on_all_cores, workers=args.workers)
