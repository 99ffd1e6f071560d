"""`sitmon simulate`: the recording of a simulated person."""

import argparse
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Final

from monitor import __version__
from monitor.cli.answering import answer
from monitor.cli.options import as_json, command, flag, moment, option, reading, whole
from monitor.coaching.profile import Side
from monitor.edges.recordings import About, RecordingWriter, write_labels
from monitor.edges.toml_values import parse_duration
from monitor.errors import UsageError
from monitor.posture.mounting import Vector
from monitor.records import Record, iso_time
from monitor.simulation.body import Motion, simulate_motion
from monitor.simulation.device import simulated_capabilities
from monitor.simulation.noise import Floats
from monitor.simulation.script import labels_of, parse_script
from monitor.simulation.sensor import random_rotation
from monitor.simulation.stream import arrivals_of
from monitor.terminal.output import say_duration, show_progress

SHARE: Final[dict[str, Any]] = {"type": float, "default": 0.0, "metavar": "SHARE"}


@command(
    'sitmon simulate "sit:40m stand:70s walk:5m sit:35m" --leg left --seed 1 -o morning',
    option(
        "script",
        "steps such as sit:40m stand:70s walk:5m cycle:10m figure4-left:45s bridge:40s off:20m gap:5m; taken off "
        "it lies on a desk (off), a bumped chair (off-chair), in a buzzing charger (off-charger), cools (off-cooling), "
        "hangs (off-hook) or is carried (off-bag)",
    ),
    option("-o --out", "folder to write, must not exist", type=Path, required=True, metavar="DIR"),
    option("--wear-site", "only the thigh is simulated so far", default="thigh"),
    option("--leg", "the thigh that wears it (default left)", choices=("left", "right"), default="left"),
    option("--seed", "another person, another chance (default 1)", type=whole(0), default=1),
    option("--start", "when it began, ISO 8601 with offset (default 09:00 UTC today)", type=moment, metavar="TIME"),
    option("--sample-rate", "12.5, 25, 50 or 100 (default 50)", type=float, default=50.0, metavar="HZ"),
    option("--rotate", "turn the strap: a number for one of all rotations", type=whole(0), metavar="SEED"),
    flag("--no-pose", "leave the mounting to be learned from walking"),
    option("--drift-ppm", "how much the wearable's clock is too fast", type=float, default=0.0),
    option("--loss", "share of packets lost, 0 to 1", **SHARE),
    option("--duplicates", "share of packets that come twice", **SHARE),
    option("--reorder", "share of packets that are overtaken", **SHARE),
    option(
        "--reboot-at",
        "the wearable reboots so long after the start",
        dest="reboot_at_s",
        type=reading(parse_duration),
        metavar="TIME",
    ),
    as_json("what was written"),
)
def run(args: argparse.Namespace) -> None:
    """Write the recording; nothing is overwritten."""
    steps = parse_script(args.script)
    started = args.start or datetime.combine(datetime.now(UTC).date(), time(9), UTC)
    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        raise UsageError(f"{args.out}: exists already; give a new folder with -o")
    rotation = None if args.rotate is None else random_rotation(args.rotate)
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
        reboot_at_s=args.reboot_at_s,
        seed=args.seed,
    )
    count = 0
    with RecordingWriter(args.out, about) as writer:
        for count, arrival in enumerate(show_progress(arrivals, "simulating"), 1):  # noqa: B007  how many there were
            writer.write(arrival)
    write_labels(args.out, labels_of(steps))
    start, duration_s = iso_time(started.timestamp(), about.zone), motion.duration_s
    record: Record = {"folder": str(args.out), "start": start, "duration_s": duration_s, "arrivals": count}
    said = f"{args.out}: {say_duration(duration_s)}, {count} arrivals.  Next: sitmon replay {args.out}"
    answer(args, [record], [said])


def _about(args: argparse.Namespace, started: datetime, motion: Motion, rotation: Floats | None) -> About:
    """The birth certificate; the mounting stands in it as a guided pose would have found it."""
    posed = not args.no_pose
    return About(
        device="simulated thigh strap",
        wear_site=args.wear_site,
        timezone=started.isoformat()[-6:],
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


def _turned(rotation: Floats | None, column: int) -> Vector:
    """One axis of the thigh, as the guided pose would have found it: in the sensor frame."""
    if rotation is None:
        x, y, z = (float(column == axis) for axis in range(3))
    else:
        x, y, z = rotation[:, column].tolist()
    return x, y, z
