"""`sitmon cohort`: thousands of recordings to one table, on this machine or on a cluster."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.edges.settings import read_settings
from monitor.errors import UsageError
from monitor.terminal.output import show_progress, warn, write_json, write_line
from monitor.texts import Text

if TYPE_CHECKING:
    from monitor.analysis.cohort import Engine
    from monitor.analysis.engines import Outcome

WRITTEN: Final = Text("Written: {path}.")
MEASURED: Final = Text("Recordings: {done} of {total}. Person-days: {days}.")
WORN: Final = Text("Worn for {hours} h: {valid} of {days} days. People with {least} such days: {enough} of {people}.")


def run(args: argparse.Namespace) -> int:
    """Exit status 1 if one of the recordings failed; the others are in the table.

    Raises:
        UsageError: an extra is not installed, or a folder, the time zone or the scheduler is not there.
        RecordingError: there are no recordings.
    """
    try:
        from monitor.analysis.cohort import Cohort, find_recordings, join_tables, measure_cohort
        from monitor.analysis.metrics import ENOUGH_DAYS, VALID_DAY_S
    except ModuleNotFoundError as error:
        raise UsageError(f"`sitmon cohort` needs {error.name}: install sitting-monitor[cohort]") from error
    tr = read_settings(args.config).tr
    cohort = Cohort(_whole_path(args.folder), _whole_path(args.out), args.timezone)
    names = find_recordings(cohort)
    made = measure_cohort(cohort, names, _engine(args))
    outcomes = list(_told(show_progress(made, "measuring", len(names))))
    joined = join_tables(cohort, outcomes)
    failed = sorted(outcome.name for outcome in outcomes if outcome.problem)
    if args.json:
        write_json({"table": cohort.table, "recordings": len(names), "failed": failed, **asdict(joined)})
        return 1 if failed else 0
    counts = {"days": joined.days, "valid": joined.valid_days, "people": joined.people, "enough": joined.enough}
    write_line(tr(MEASURED, done=len(names) - len(failed), total=len(names), days=joined.days))
    write_line(tr(WORN, hours=f"{VALID_DAY_S / 3600:.0f}", least=ENOUGH_DAYS, **counts))
    write_line(tr(WRITTEN, path=cohort.table))
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
