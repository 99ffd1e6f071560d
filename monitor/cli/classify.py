"""`sitmon classify`: the bouts in somebody's samples."""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import chain
from pathlib import Path
from typing import Final

from monitor.cli.answering import answer
from monitor.cli.options import JSON, command, flag, option, positive
from monitor.edges.reading import plain
from monitor.edges.recordings import Damage, read_about, read_holes, read_recording
from monitor.edges.sample_files import YEAR_2001_S, SampleFile, read_sample_file
from monitor.errors import RecordingError, UsageError
from monitor.motion.arrays import blocks_of
from monitor.motion.arrivals import Arrival
from monitor.motion.holes import Hole, noting
from monitor.motion.samples import SampleBlock
from monitor.pipeline import assemble, classify_blocks
from monitor.posture.bouts import Bout, BoutTracker
from monitor.posture.classifier import classifier_for
from monitor.posture.labels import WEAR_SITES, PostureEpoch
from monitor.posture.mounting import Mounting
from monitor.records import Record, iso_time
from monitor.terminal.output import say_duration, warn

TOLD_LINES: Final = 20
"""So many damaged lines of a recording are told one by one (product default)."""

AXIS: Final = option(
    "--axis",
    "which sensor axis points up along the thigh while standing; `learn` finds it from walking; "
    "by default what the file says of itself, else learn",
    choices=("file", "learn", "x", "y", "z", "-x", "-y", "-z"),
    default="file",
)


@command(
    "sitmon classify walk.csv --sample-rate 50 --axis x",
    option("file", "folder of a recording, .npz, or CSV with x, y, z in g", type=Path, metavar="FILE"),
    option("--wear-site", "where it was worn, if the file does not say", choices=WEAR_SITES),
    AXIS,
    option("--sample-rate", "of a CSV without times", type=positive, metavar="HZ"),
    flag("--epochs", "each second's posture instead of bouts"),
    JSON,
)
def run(args: argparse.Namespace) -> int:
    """Print bouts, or each second's posture, in order of time."""
    if not args.file.exists():
        raise RecordingError(f"{args.file}: there is no such file or folder")
    source = _open_recording(args.file) if args.file.is_dir() else _open_samples(args)
    if (site := args.wear_site or source.site) not in WEAR_SITES:
        raise UsageError(
            f"{args.file}: worn at the {plain(site)}, it says; supported are {' '.join(WEAR_SITES)} "
            f"(--wear-site {WEAR_SITES[0]} takes it for one)"
        )
    classifier = classifier_for(mounting_of(args.axis, source.mounting), site)
    postures = classify_blocks(noting(source.blocks, source.holes), classifier)
    epochs = (epoch for found in postures for epoch in found.epochs())
    every: Iterator[Bout | PostureEpoch] = epochs if args.epochs else _bouts(epochs)
    if (first := next(every, None)) is None:
        warn(f"{args.file}: not one whole second of samples; nothing to classify")
        return 1
    found = _with_holes(chain([first], every), source.holes)
    zone = source.zone
    if args.json:
        answer(args, (_record(item, holes, zone) for item, holes in found), ())
    else:
        answer(args, (), (line for item, holes in found for line in _lines(item, holes, zone)))
    return 0


@dataclass(frozen=True, slots=True)
class _Source:
    """What is to be classified; `holes` grows with what is missing, as the blocks are read."""

    blocks: Iterator[SampleBlock]
    holes: list[Hole]
    mounting: Mounting | None
    zone: tzinfo | None
    site: str


def _open_recording(folder: Path) -> _Source:
    about = read_about(folder)
    holes = [hole.moved(about.start_s or 0.0) for hole in read_holes(folder)]
    return _Source(assemble(_arrivals(folder)), holes, about.mounting, about.zone, about.wear_site)


def _with_holes(
    items: Iterable[Bout | PostureEpoch], holes: list[Hole]
) -> Iterator[tuple[Bout | PostureEpoch, list[Hole]]]:
    """Each item with the holes that begin before its end and after the one before; the last with the rest."""
    before: tuple[Bout | PostureEpoch, list[Hole]] | None = None
    told = 0
    for item in items:
        if before is not None:
            yield before
        begin = told
        while told < len(holes) and holes[told].start_s < item.end_s:
            told += 1
        before = item, holes[begin:told]
    if before is not None:
        yield before[0], [*before[1], *holes[told:]]


def _arrivals(folder: Path) -> Iterator[Arrival]:
    damaged = 0
    for item in read_recording(folder):
        if isinstance(item, Arrival):
            yield item
        elif isinstance(item, Damage):
            damaged += 1
            if damaged <= TOLD_LINES:
                warn(f"{folder}: line {item.line_number}: {item.what}; the rest is used")
    if damaged > TOLD_LINES:
        warn(f"{folder}: and {damaged - TOLD_LINES} more such lines")


def _open_samples(args: argparse.Namespace) -> _Source:
    samples = read_sample_file(args.file, args.sample_rate)
    zone = UTC if samples.is_dated and not samples.is_local else None
    site = samples.wear_site or WEAR_SITES[0]
    return _Source(checked_blocks(args.file, samples), [], samples.mounting, zone, site)


def warn_of(path: Path, samples: SampleFile) -> None:
    """Say how a table was read, where its header did not say it in our words."""
    if samples.reading:
        warn(f"{path}: {samples.reading}")


def checked_blocks(path: Path, samples: SampleFile, hint: str = "") -> Iterator[SampleBlock]:
    """The samples that may have been measured.

    Raises:
        RecordingError: they cannot be (with the `hint` if they are not in g), or all of them are the same.
    """
    count = len(samples.xyz_g)
    try:
        for number, block in enumerate(blocks_of(samples.xyz_g, samples.sample_rate_hz, samples.time_s)):
            if number == 0 and count > 1 and (samples.xyz_g == samples.xyz_g[0]).all():
                raise RecordingError(
                    f"{path}: a constant signal: all {count} samples are the same; nothing was measured"
                )
            yield block
    except ValueError as error:
        raise RecordingError(f"{path}: {error}{hint if 'not in g' in str(error) else ''}") from error


def mounting_of(choice: str, found: Mounting | None) -> Mounting | None:
    """What `--axis` says; by `file` what the file says, by `learn` None."""
    if choice == "file":
        return found
    if choice == "learn":
        return None
    sign = -1.0 if choice.startswith("-") else 1.0
    x, y, z = (sign * (choice[-1] == name) for name in "xyz")
    return Mounting((x, y, z))


def _bouts(epochs: Iterator[PostureEpoch]) -> Iterator[Bout]:
    tracker = BoutTracker()
    for epoch in epochs:
        yield from tracker.feed(epoch)
    yield from tracker.finish()


def _line(item: Bout | PostureEpoch, zone: tzinfo | None) -> str:
    detail = say_duration(item.duration_s) if isinstance(item, Bout) else f"{item.confidence:.2f}"
    return f"{_when(item.start_s, zone)}  {_when(item.end_s, zone)}  {item.posture:<9} {detail}"


def _lines(item: Bout | PostureEpoch, holes: list[Hole], zone: tzinfo | None) -> Iterator[str]:
    """The item, and the holes before, in and after it, in order of time."""
    for hole in holes:
        if hole.start_s <= item.start_s:
            yield _hole_line(hole, zone)
    yield _line(item, zone)
    for hole in holes:
        if hole.start_s > item.start_s:
            yield _hole_line(hole, zone)


def _hole_line(hole: Hole, zone: tzinfo | None) -> str:
    lasts = f" {say_duration(hole.duration_s)}" if hole.duration_s else ""
    return f"{_when(hole.start_s, zone)}  {_when(hole.end_s, zone)}  ({hole.reason}{lasts})"


def _record(item: Bout | PostureEpoch, holes: list[Hole], zone: tzinfo | None) -> Record:
    """Start and end as seconds of the file, and as times where the file knows the date; and its holes."""
    record: Record = {"event": "bout" if isinstance(item, Bout) else "epoch", "posture": str(item.posture)}
    if zone is not None:
        record |= {"time": iso_time(item.end_s if isinstance(item, Bout) else item.start_s, zone)}
        record |= {"start": iso_time(item.start_s, zone), "end": iso_time(item.end_s, zone)}
    record |= {"start_s": item.start_s, "end_s": item.end_s, "duration_s": item.end_s - item.start_s}
    if isinstance(item, PostureEpoch):
        record["confidence"] = round(item.confidence, 3)
    if holes:
        record["holes"] = [{"reason": str(hole.reason), "start_s": hole.start_s, "end_s": hole.end_s} for hole in holes]
    return record


def _when(time_s: float, zone: tzinfo | None) -> str:
    """Local time, or the time since the file's own zero."""
    if zone is not None:
        return datetime.fromtimestamp(time_s, zone).strftime("%Y-%m-%d %H:%M:%S")
    if time_s > YEAR_2001_S:  # a clock on the spot
        return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%d %H:%M:%S")
    minutes, seconds = divmod(int(time_s), 60)
    return f"{minutes // 60:3d}:{minutes % 60:02d}:{seconds:02d}"
