"""`sitmon import`: recordings out of other makers' files."""

import argparse
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from monitor.cli.answering import answer
from monitor.cli.classify import AXIS, checked_blocks, mounting_of, warn_of
from monitor.cli.options import as_json, command, flag, moment, option, positive
from monitor.coaching.profile import Side
from monitor.converting import Converted, convert, rate_for
from monitor.edges.importing import OPENERS, ForeignFile, is_activpal, read_activpal, utc_of
from monitor.edges.reading import plain
from monitor.edges.recordings import Label, read_about, read_labels, write_labels
from monitor.edges.sample_files import read_sample_file
from monitor.edges.zones import read_zone
from monitor.errors import MonitorError, RecordingError, UsageError
from monitor.motion.holes import Reason
from monitor.posture.labels import WEAR_SITES
from monitor.records import Record
from monitor.terminal.output import say_duration, show_progress, warn

SAID: Final = {
    Reason.HELD: "Idle sleep, held as the last sample said",
    Reason.ASLEEP: "Idle sleep, left out",
    Reason.CORRUPT: "Damaged, left out",
    Reason.CLOCK_SET: "The clock was set",
    Reason.MISSING: "Missing, nobody says why",
}
"""What a hole is called."""

TOLD_FAULTS: Final = 3
"""So many faults of a file are told one by one."""

UNITS_G: Final = {"g": 1.0, "mg": 0.001, "m/s2": 1.0 / 9.80665}
"""What one of a unit is, in g."""

_TABLES: Final = (".csv", ".npz")


def _zone_name(name: str) -> str:
    try:
        read_zone(name)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return name


@command(
    "sitmon import week.cwa -o week --wear-site thigh --timezone Europe/Berlin\n"
    "  sitmon import raw/*.gt3x -o recordings\n"
    "  sitmon import week-Events.csv -o week",
    option("files", "its ending says what it is", nargs="+", type=Path, metavar="FILE"),
    option("-o --out", "folder to write; of several files, one each in it", type=Path, required=True, metavar="DIR"),
    option("--wear-site", "where it was worn, if the file does not say", choices=WEAR_SITES),
    option("--leg", "the leg that wore it, if the file does not say", choices=("left", "right")),
    AXIS,
    option(
        "--timezone",
        "of its clock, if the file does not say, and of its days; Europe/Berlin",
        type=_zone_name,
        metavar="ZONE",
    ),
    option("--start", "when it began, if it knows no date; ISO 8601 with offset", type=moment, metavar="TIME"),
    option("--unit", "of a CSV or npz (default g)", choices=("g", "mg", "m/s2"), default="g"),
    option("--sample-rate", "of a CSV or npz without times", type=positive, metavar="HZ"),
    option("--rate", "of the recording, if the file has more (default 25)", type=positive, default=25.0, metavar="HZ"),
    flag("--no-calibration", "leave the sensor's error as it is"),
    flag(
        "--sleep-is-gap", "leave time out that the wearable slept; by default its last sample stands, as nothing moved"
    ),
    as_json("what was made"),
)
def run(args: argparse.Namespace) -> int:
    """Import one file as `--out`, or several into it; exit status 1 if one of several failed.

    Raises:
        MonitorError: the only file cannot be imported; nothing is written then.
    """
    if len(args.files) == 1:
        _import(args, args.files[0], args.out)
        return 0
    status = 0
    for path in args.files:
        out = args.out / path.stem
        try:
            if out.exists() and path.suffix.lower() != ".csv":
                warn(f"{path}: {out} is there already; left as it is")
            else:
                _import(args, path, out)
        except MonitorError as error:
            warn(str(error))
            status = 1
    return status


def _import(args: argparse.Namespace, path: Path, out: Path) -> None:
    if not path.is_file():
        raise RecordingError(f"{path}: there is no such file")
    if path.suffix.lower() == ".csv" and is_activpal(path):
        _import_labels(args, path, out)
        return
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out}: exists already; give a new folder with -o")
    foreign = _open(args, path)
    leg, mounting = Side(args.leg) if args.leg else foreign.worn_leg, mounting_of(args.axis, foreign.mounting)
    rate_hz = rate_for(path, foreign.sample_rate_hz, args.rate)
    done = convert(
        replace(foreign, wear_site=_site(args, path, foreign), worn_leg=leg, mounting=mounting),
        path,
        out,
        zone_name=args.timezone,
        start=args.start,
        rate_hz=rate_hz,
        is_calibrated=not args.no_calibration,
        is_held=not args.sleep_is_gap,
        through=show_progress,
    )
    for what in done.faults[:TOLD_FAULTS]:
        warn(f"{path}: {what}; the rest is used")
    if (more := done.faults_in_all - TOLD_FAULTS) > 0:
        warn(f"{path}: and {more} more such faults")
    gaps = f", gaps: {done.gaps}, {say_duration(done.gaps_s)} in all" if done.gaps else ""
    lines = [
        f"{foreign.device}: {say_duration(done.seen_s)} at {foreign.sample_rate_hz:.4g} Hz{gaps}",
        *(f"{SAID[reason]}: {_how_often(done, reason)}" for reason in done.lasting_s()),
        done.say_calibration().capitalize(),
        f"{out}: at {rate_hz:g} Hz.  Next: sitmon classify {out}",
    ]
    answer(args, [{"file": str(path), "folder": str(out), **_record(foreign, done, rate_hz)}], lines)


def _how_often(done: Converted, reason: Reason) -> str:
    times = sum(hole.reason is reason for hole in done.holes)
    lasting_s = done.lasting_s()[reason]
    return f"{times} time{'' if times == 1 else 's'}" + (f", {say_duration(lasting_s)} in all" if lasting_s else "")


# ---------------------------------------------------------------- what is to be imported
def _open(args: argparse.Namespace, path: Path) -> ForeignFile:
    ending = path.suffix.lower()
    if ending in OPENERS:
        return OPENERS[ending](path)
    if ending in _TABLES:
        return _open_table(path, args.sample_rate, args.unit)
    raise RecordingError(f"{path}: of no kind that can be imported; those are {' '.join((*OPENERS, *_TABLES))}")


def _open_table(path: Path, sample_rate_hz: float | None, unit: str) -> ForeignFile:
    """A CSV or an `.npz`; unlike the others it is held in memory as a whole."""
    table = read_sample_file(path, sample_rate_hz)
    warn_of(path, table)
    table = replace(table, xyz_g=table.xyz_g * (1.0 if table.tells_unit else UNITS_G[unit]))
    return ForeignFile(
        device=f"of {path.name}",
        sample_rate_hz=table.sample_rate_hz,
        range_g=float(np.abs(table.xyz_g).max(initial=0.0)),
        blocks=partial(checked_blocks, path, table, ", or say --unit"),
        zone="UTC" if table.is_dated and not table.is_local else None,
        is_dated=table.is_dated,
        wear_site=table.wear_site,
        mounting=table.mounting,
    )


def _site(args: argparse.Namespace, path: Path, foreign: ForeignFile) -> str:
    site: str | None = args.wear_site or foreign.wear_site
    if site is None:
        raise UsageError(f"{path}: does not say where it was worn; say --wear-site {'|'.join(WEAR_SITES)}")
    if site not in WEAR_SITES:
        raise UsageError(f"{path}: worn at the {plain(site)}; supported are {' '.join(WEAR_SITES)}: say --wear-site")
    return site


# ---------------------------------------------------------------- postures beside samples
def _import_labels(args: argparse.Namespace, path: Path, out: Path) -> None:
    """Postures that another method found become the labels of the recording that was made at the same time.

    Raises:
        RecordingError, UsageError: there is none, it has labels already, or was made at another time.
    """
    events = read_activpal(path)
    if not (out / "about.toml").exists():
        raise UsageError(f"{path}: holds postures, no samples; import samples of the same time into {out} first")
    if read_labels(out):
        raise UsageError(f"{out}: has labels already; move its labels.csv away first")
    about = read_about(out)
    zone = read_zone(args.timezone) if args.timezone else about.zone
    shift_s = utc_of(events[0].start_s, zone) - events[0].start_s - (about.start_s or 0.0)
    labels = [Label(one.start_s + shift_s, one.end_s + shift_s, one.label, one.posture) for one in events]
    if not labels or labels[-1].end_s <= 0.0:
        raise RecordingError(f"{path}: ends before {out} begins; is its --timezone another?")
    write_labels(out, labels)
    record: Record = {"file": str(path), "folder": str(out), "labels": len(labels)}
    answer(args, [record], [f"{out}: {len(labels)} labels of {path}.  Next: sitmon evaluate {out.parent}"])


def _record(foreign: ForeignFile, done: Converted, rate_hz: float) -> Record:
    """What was made of a file."""
    return {
        "device": foreign.device,
        "found_hz": foreign.sample_rate_hz,
        "sample_rate_hz": rate_hz,
        "samples": done.samples,
        "seen_s": round(done.seen_s, 3),
        "gaps": done.gaps,
        "gaps_s": round(done.gaps_s, 3),
        "holes_s": {str(reason): round(lasting_s, 3) for reason, lasting_s in done.lasting_s().items()},
        "calibration": done.say_calibration(),
        "faults": done.faults,
    }
