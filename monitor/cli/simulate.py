"""`sitmon simulate`: the recording of a simulated person."""

import argparse
from datetime import UTC, datetime, time

from monitor import __version__
from monitor.coaching.profile import Side
from monitor.edges.recordings import About, RecordingWriter, write_labels
from monitor.edges.settings.readers import parse_duration
from monitor.errors import UsageError
from monitor.posture.mounting import Vector
from monitor.records import iso_time
from monitor.simulation.body import Motion, simulate_motion
from monitor.simulation.device import simulated_capabilities
from monitor.simulation.noise import Floats
from monitor.simulation.script import labels_of, parse_script
from monitor.simulation.sensor import random_rotation
from monitor.simulation.stream import arrivals_of
from monitor.terminal.output import say_duration, show_progress, write_json, write_line


def run(args: argparse.Namespace) -> int:
    """Write the recording; nothing is overwritten."""
    steps = parse_script(args.script)
    started = parse_start(args.start)
    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        raise UsageError(f"{args.out}: exists already; give a new folder with -o")
    rotation = None if args.rotate is None else random_rotation(_whole("--rotate", args.rotate))
    motion = simulate_motion(
        steps,
        leg=Side(args.leg),
        seed=args.seed,
        wear_site=args.wear_site,
        sample_rate_hz=args.sample_rate,
        strap_rotation=rotation,
    )
    about = _about(args, started, motion, rotation)
    arrivals = arrivals_of(
        motion,
        start_s=started.timestamp(),
        capabilities=simulated_capabilities(args.seed, motion.sensor),
        clock_drift_ppm=args.drift_ppm,
        loss=args.loss,
        duplicates=args.duplicates,
        reorder=args.reorder,
        reboot_at_s=None if args.reboot_at is None else _duration("--reboot-at", args.reboot_at),
        seed=args.seed,
    )
    count = 0
    with RecordingWriter(args.out, about) as writer:
        for arrival in show_progress(arrivals, "simulating"):
            writer.write(arrival)
            count += 1
    write_labels(args.out, labels_of(steps))
    _report(args, about, count, motion.duration_s)
    return 0


def _about(args: argparse.Namespace, started: datetime, motion: Motion, rotation: Floats | None) -> About:
    """The birth certificate; the mounting stands in it as a guided pose would have found it."""
    posed = not args.no_pose
    return About(
        device="simulated thigh strap",
        wear_site=args.wear_site,
        timezone=_zone_name(started),
        created=started.isoformat(),
        made_by=f"sitmon simulate {__version__}",
        worn_leg=Side(args.leg),
        sample_rate_hz=args.sample_rate,
        range_g=motion.sensor.range_g,
        counts_per_g=motion.sensor.counts_per_g,
        axis=_turned(rotation, 0) if posed else None,
        forward=_turned(rotation, 2) if posed else None,
        start_s=started.timestamp(),
        seed=args.seed,
        script=args.script,
    )


def _report(args: argparse.Namespace, about: About, arrivals: int, duration_s: float) -> None:
    if args.json:
        start = iso_time(about.start_s or 0.0, about.zone)
        write_json({"folder": str(args.out), "start": start, "duration_s": duration_s, "arrivals": arrivals})
    else:
        write_line(f"{args.out}: {say_duration(duration_s)}, {arrivals} arrivals.  Next: sitmon replay {args.out}")


def parse_start(text: str | None) -> datetime:
    """A time with an offset; without one, nine o'clock UTC today.

    Raises:
        UsageError: it is no such time.
    """
    if text is None:
        return datetime.combine(datetime.now(UTC).date(), time(9), UTC)
    try:
        started = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--start {text!r} is not a time; write it like 2026-03-02T09:00:00+01:00") from error
    if started.tzinfo is None:
        raise UsageError(f"--start {text!r} has no offset; write it like {text}+01:00")
    if not 1970 < started.year < 2100:
        raise UsageError(f"--start {text!r} is not within 1971 to 2099")
    return started


def _zone_name(started: datetime) -> str:
    """The offset of the start, as a time zone."""
    return started.isoformat()[-6:]


def _turned(rotation: Floats | None, column: int) -> Vector:
    """One axis of the thigh, as the guided pose would have found it: in the sensor frame."""
    if rotation is None:
        x, y, z = (float(column == axis) for axis in range(3))
    else:
        x, y, z = rotation[:, column].tolist()
    return x, y, z


def _whole(option: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r} should be a whole number") from error


def _duration(option: str, text: str) -> float:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r} {error}") from error
