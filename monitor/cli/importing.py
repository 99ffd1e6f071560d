"""`sitmon import`: recordings out of other makers' files."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Final

import numpy as np

from monitor.cli.classify import mounting_of, refuse_constant
from monitor.cli.simulate import parse_start
from monitor.coaching.profile import Side
from monitor.converting import Converted, convert, rate_for
from monitor.edges.importing import OPENERS, Fault, ForeignFile, PalEvent, is_activpal, read_activpal, utc_of
from monitor.edges.recordings import Label, read_about, read_labels, write_labels
from monitor.edges.sample_files import read_sample_file
from monitor.edges.zones import read_zone
from monitor.errors import MonitorError, RecordingError, UsageError
from monitor.motion.arrays import blocks_of
from monitor.motion.samples import SampleBlock
from monitor.posture.labels import WEAR_SITES
from monitor.terminal.output import say_duration, show_progress, warn, write_json, write_line

TOLD_FAULTS: Final = 3
"""So many faults of a file are told one by one."""

UNITS_G: Final = {"g": 1.0, "mg": 0.001, "m/s2": 1.0 / 9.80665}
"""What one of a unit is, in g."""

_TABLES: Final = (".csv", ".npz")
_YEAR_2001_S: Final = 978_307_200.0
"""Times beyond this are of the calendar: nothing counts so many seconds from a beginning of its own."""


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
        zone_name=_zone_name(args.timezone),
        start=None if args.start is None else parse_start(args.start),
        rate_hz=rate_hz,
        is_calibrated=not args.no_calibration,
        through=show_progress,
    )
    _tell_faults(path, done)
    _tell(args, path, out, foreign, done, rate_hz)


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
    refuse_constant(path, table)
    xyz_g = table.xyz_g * UNITS_G[unit]

    def blocks() -> Iterator[SampleBlock | Fault]:
        try:
            yield from blocks_of(xyz_g, table.sample_rate_hz, table.time_s)
        except ValueError as error:
            hint = ", or say --unit" if "not in g" in str(error) else ""
            raise RecordingError(f"{path}: {error}{hint}") from error

    is_dated = table.time_s is not None and len(table.time_s) > 0 and float(table.time_s[0]) > _YEAR_2001_S
    return ForeignFile(
        device=f"of {path.name}",
        sample_rate_hz=table.sample_rate_hz,
        range_g=float(np.abs(xyz_g).max(initial=1.0)),
        blocks=blocks,
        zone="UTC" if is_dated else None,
        is_dated=is_dated,
        wear_site=table.wear_site,
        mounting=table.mounting,
    )


def _site(args: argparse.Namespace, path: Path, foreign: ForeignFile) -> str:
    site: str | None = args.wear_site or foreign.wear_site
    if site is None:
        raise UsageError(f"{path}: does not say where it was worn; say --wear-site {'|'.join(WEAR_SITES)}")
    if site not in WEAR_SITES:
        raise UsageError(f"{path}: worn at the {site}; supported are {' '.join(WEAR_SITES)}: say --wear-site")
    return site


def _zone_name(name: str | None) -> str | None:
    try:
        return None if name is None else (read_zone(name), name)[1]
    except ValueError as error:
        raise UsageError(f"--timezone {error}") from error


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
    zone_name = _zone_name(args.timezone)
    labels = _labels(events, read_zone(zone_name) if zone_name else about.zone, about.start_s or 0.0)
    if not labels or labels[-1].end_s <= 0.0:
        raise RecordingError(f"{path}: ends before {out} begins; is its --timezone another?")
    write_labels(out, labels)
    if args.json:
        write_json({"file": str(path), "folder": str(out), "labels": len(labels)})
    else:
        write_line(f"{out}: {len(labels)} labels of {path}.  Next: sitmon evaluate {out.parent}")


def _labels(events: list[PalEvent], zone: tzinfo, start_s: float) -> list[Label]:
    shift_s = utc_of(events[0].start_s, zone) - events[0].start_s - start_s
    return [Label(one.start_s + shift_s, one.end_s + shift_s, one.label, one.posture) for one in events]


# ---------------------------------------------------------------- what was done
def _tell_faults(path: Path, done: Converted) -> None:
    for what in done.faults[:TOLD_FAULTS]:
        warn(f"{path}: {what}; the rest is used")
    if (more := len(done.faults) - TOLD_FAULTS) > 0:
        warn(f"{path}: and {more} more such faults")


def _tell(
    args: argparse.Namespace, path: Path, out: Path, foreign: ForeignFile, done: Converted, rate_hz: float
) -> None:
    if args.json:
        write_json(
            {
                "file": str(path),
                "folder": str(out),
                "device": foreign.device,
                "found_hz": foreign.sample_rate_hz,
                "sample_rate_hz": rate_hz,
                "samples": done.samples,
                "seen_s": round(done.seen_s, 3),
                "gaps": done.gaps,
                "gaps_s": round(done.gaps_s, 3),
                "calibration": done.say_calibration(),
                "faults": done.faults,
            }
        )
        return
    gaps = f", gaps: {done.gaps}, {say_duration(done.gaps_s)} in all" if done.gaps else ""
    write_line(f"{foreign.device}: {say_duration(done.seen_s)} at {foreign.sample_rate_hz:.4g} Hz{gaps}")
    write_line(f"{done.say_calibration()}".capitalize())
    write_line(f"{out}: at {rate_hz:g} Hz.  Next: sitmon classify {out}")
