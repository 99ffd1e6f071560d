"""`sitmon cohort`: thousands of recordings to one table, on this machine or on a cluster."""

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.cli.output import show_progress, warn, write_json, write_line
from monitor.edges.settings import read_settings
from monitor.errors import UsageError
from monitor.texts import Text

if TYPE_CHECKING:
    from monitor.analysis.cohort import Engine
    from monitor.analysis.engines import Outcome

WRITTEN: Final = Text("Written: {path}.")
MEASURED: Final = Text("Recordings: {done} of {total}. Person-days: {days}.")


def run(args: argparse.Namespace) -> int:
    """Exit status 1 if one of the recordings failed; the others are in the table.

    Raises:
        UsageError: an extra is not installed, or a folder, the time zone or the scheduler is not there.
        RecordingError: there are no recordings.
    """
    try:
        from monitor.analysis.cohort import Cohort, find_recordings, join_tables, measure_cohort
    except ModuleNotFoundError as error:
        raise UsageError(f"`sitmon cohort` needs {error.name}: install sitting-monitor[cohort]") from error
    tongue = read_settings(args.config).tongue
    cohort = Cohort(_whole_path(args.folder), _whole_path(args.out), args.timezone)
    names = find_recordings(cohort)
    made = measure_cohort(cohort, names, _engine(args))
    outcomes = list(_told(show_progress(made, "measuring", len(names))))
    days = join_tables(cohort, outcomes)
    failed = [outcome.name for outcome in outcomes if outcome.problem]
    if args.json:
        write_json({"table": cohort.table, "recordings": len(names), "person_days": days, "failed": sorted(failed)})
    else:
        write_line(tongue(MEASURED, done=len(names) - len(failed), total=len(names), days=days))
        write_line(tongue(WRITTEN, path=cohort.table))
    return 1 if failed else 0


def _whole_path(path: str) -> str:
    """Workers elsewhere do not share our current folder."""
    return path if ":" in path else str(Path(path).absolute())


def _engine(args: argparse.Namespace) -> "Engine":
    from monitor.analysis.engines import in_this_process, on_all_cores, on_dask

    if args.scheduler is not None:
        return partial(on_dask, address=args.scheduler)
    return in_this_process if args.workers == 1 else partial(on_all_cores, workers=args.workers)


def _told(outcomes: "Iterator[Outcome]") -> "Iterator[Outcome]":
    """The same, each problem said as soon as it is known."""
    for outcome in outcomes:
        if outcome.problem:
            named = outcome.problem if outcome.name in outcome.problem else f"{outcome.name}: {outcome.problem}"
            warn(f"left out: {named}")
        yield outcome
