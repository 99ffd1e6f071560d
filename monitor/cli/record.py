"""`sitmon record`: what the wearable sends, into a folder, with its quality while it comes."""

import argparse
import asyncio
import contextlib
import shutil
import sys
from contextlib import aclosing
from dataclasses import dataclass, field

from monitor.assembly import about_live
from monitor.cli.output import say_duration, warn, write_json, write_line
from monitor.cli.run import cancel_on_signals
from monitor.edges.host_clock import HostClock
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.recordings import RecordingWriter
from monitor.edges.settings import Settings, read_settings
from monitor.edges.settings.keys import parse_duration
from monitor.errors import UsageError, WearableError
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import Rejected, SampleAssembler
from monitor.records import Record


@dataclass(slots=True)
class Quality:
    """What has come so far."""

    assembler: SampleAssembler = field(default_factory=SampleAssembler)
    arrivals: int = 0
    samples: int = 0
    rejected: int = 0
    missing_s: float = 0.0
    first_s: float | None = None
    end_s: float = 0.0

    def take(self, arrival: Arrival) -> None:
        """Count one arrival."""
        self.arrivals += 1
        for made in self.assembler.feed(arrival):
            if isinstance(made, Rejected):
                self.rejected += 1
                continue
            if self.first_s is None:
                self.first_s = made.start_s
            else:
                self.missing_s += made.start_s - self.end_s
            self.samples += len(made.xyz_g)
            self.end_s = made.end_s

    @property
    def duration_s(self) -> float:
        """From the first sample to the end of the last."""
        return 0.0 if self.first_s is None else self.end_s - self.first_s

    @property
    def sample_rate_hz(self) -> float:
        """As measured, gaps left aside; 0 before the first sample."""
        seen_s = self.duration_s - self.missing_s
        return self.samples / seen_s if seen_s > 0.0 else 0.0

    def as_record(self) -> Record:
        """The same for machines."""
        return {
            "duration_s": round(self.duration_s, 3),
            "sample_rate_hz": round(self.sample_rate_hz, 2),
            "missing_s": round(self.missing_s, 3),
            "arrivals": self.arrivals,
            "rejected": self.rejected,
        }

    def __str__(self) -> str:
        counted = f"{self.missing_s:.1f} s missing, {self.rejected} rejected"
        return f"{say_duration(self.duration_s)}, {self.sample_rate_hz:.1f} Hz, {counted}"


def run(args: argparse.Namespace) -> int:
    """Record until interrupted, or for as long as asked."""
    settings = read_settings(args.config)
    try:
        limit_s = None if args.duration is None else parse_duration(args.duration)
    except ValueError as error:
        raise UsageError(f"--for {args.duration!r} {error}") from error
    quality = Quality()
    is_new = not args.out.exists()
    try:
        _fill(args, settings, quality, limit_s)
    except WearableError:
        if is_new and not quality.arrivals:
            shutil.rmtree(args.out)  # ours, and empty
        raise
    _report(args, quality)
    return 0 if quality.samples else 1


def _fill(args: argparse.Namespace, settings: Settings, quality: Quality, limit_s: float | None) -> None:
    with RecordingWriter(args.out, about_live(settings, "sitmon record")) as writer:
        if writer.repaired is not None:
            warn(f"{args.out}: the {writer.repaired.what} was cut away; the recording goes on")
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            asyncio.run(_record(settings, writer, quality, limit_s))


def _report(args: argparse.Namespace, quality: Quality) -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    if args.json:
        write_json({"folder": str(args.out), **quality.as_record()})
    elif quality.samples:
        write_line(f"{args.out}: {quality}")
    if not quality.samples:
        warn(f"{args.out}: no samples came; look with `sitmon scan` whether the wearable is awake and near")


async def _record(settings: Settings, writer: RecordingWriter, quality: Quality, limit_s: float | None) -> None:
    cancel_on_signals()
    link = WearableLink(settings.wearable.address, settings.wearable.name, clock=HostClock())
    async with asyncio.timeout(limit_s), aclosing(link.arrivals()) as arrivals:
        async for arrival in arrivals:
            writer.write(arrival)
            quality.take(arrival)
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{quality}  ")
