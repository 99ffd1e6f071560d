"""A file of another maker becomes an ordinary recording: its own times, gaps and faults; its sensor made true.

The file is read twice, so that memory does not grow with it: once to see what it holds and to learn the calibration,
once to write.  What is written lies beside its place until it is whole.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np

from firmware_protocol import (
    INFO_UUID,
    MAJOR,
    MAX_SAMPLES_PER_PACKET,
    RANGES_G,
    RATES_HZ,
    STREAM_UUID,
    AccelPacket,
    Capabilities,
    Features,
    PacketFlags,
    WearSite,
    encode_capabilities,
    encode_packet,
)
from monitor import __version__
from monitor.edges.files import make_draft_folder
from monitor.edges.importing import Fault, ForeignFile, Timed, utc_of
from monitor.edges.recordings import About, RecordingWriter, compress_recording, write_holes
from monitor.edges.zones import read_zone
from monitor.errors import RecordingError, UsageError
from monitor.motion.arrivals import Arrival
from monitor.motion.calibration import Calibration, StillWindows, Uncalibrated, calibrate
from monitor.motion.holes import Hole, Reason, noting
from monitor.motion.resampling import Resampler
from monitor.motion.samples import SampleBlock

NEARLY: Final = 1.05
"""A rate so little above the wanted one is left as it is: cheap clocks are off by that much."""

MOST_FAULTS: Final = 1000
"""So many faults of a file are kept in words (product default): a file of nothing else must not fill the memory."""

HELD_AT_ONCE_S: Final = 60.0
"""Seconds of declared sleep that are held as one block, so that memory does not grow with it (product default)."""

TICK_HZ: Final = 10_000
"""Rate of the clock in the packets: 0.1 ms, and five days until its 32 bits wrap (product default)."""

_LIMIT: Final = 32767
_U16, _U32 = 2**16, 2**32

Through = Callable[[Iterable[Timed], str], Iterator[Timed]]
"""Passes on what a file holds, and shows how far it is."""


@dataclass(slots=True)
class Converted:
    """What became of a file.

    Attributes:
        samples, seen_s: how many were written, and how long they last.
        holes: times in between without samples of their own, on the wearable's clock, each with its reason.
        calibration: of the sensor; why there is none; None if none was wanted.
        faults: parts of the file that could not be used, in its order; the first `MOST_FAULTS` of them.
        faults_in_all: how many there are.
    """

    samples: int = 0
    seen_s: float = 0.0
    holes: list[Hole] = field(default_factory=list)
    calibration: Calibration | Uncalibrated | None = None
    faults: list[str] = field(default_factory=list)
    faults_in_all: int = 0

    def say_calibration(self) -> str:
        """What was done about the sensor's error, as one clause."""
        found = self.calibration
        if isinstance(found, Calibration):
            before_mg, after_mg = 1000.0 * found.error_before_g, 1000.0 * found.error_after_g
            return f"calibrated on {found.windows} still windows, error {before_mg:.1f} mg, now {after_mg:.1f} mg"
        return f"not calibrated: {'not wanted' if found is None else found.reason}"

    @property
    def gaps(self) -> int:
        """How often there were no samples, nor anything that stands for them."""
        return sum(hole.is_gap for hole in self.holes)

    @property
    def gaps_s(self) -> float:
        """For how long in all there were none, in seconds."""
        return sum(hole.duration_s for hole in self.holes if hole.is_gap)

    def lasting_s(self) -> dict[Reason, float]:
        """How long the holes of each reason last in all, in seconds; those reasons that there are."""
        return {
            reason: sum(hole.duration_s for hole in self.holes if hole.reason is reason)
            for reason in Reason
            if any(hole.reason is reason for hole in self.holes)
        }

    def _count(self, blocks: Iterable[SampleBlock]) -> Iterator[SampleBlock]:
        for block in blocks:
            self.samples += len(block.xyz_g)
            self.seen_s += block.end_s - block.start_s
            yield block


def rate_for(path: Path, found_hz: float, wanted_hz: float) -> float:
    """The rate of the recording: the highest of our profile that is neither above what is wanted nor what the file has.

    Raises:
        RecordingError: there is none so low.
    """
    possible = [rate for rate in RATES_HZ if rate <= min(wanted_hz, found_hz * NEARLY)]
    if not possible:
        raise RecordingError(f"{path}: {found_hz:.4g} Hz is too slow; from {RATES_HZ[0]:g} Hz on it can be used")
    return possible[-1]


def convert(
    foreign: ForeignFile,
    path: Path,
    out: Path,
    *,
    zone_name: str | None,
    start: datetime | None,
    rate_hz: float,
    is_calibrated: bool,
    is_held: bool,
    through: Through,
) -> Converted:
    """Make the recording `out`, whole or not at all.

    Args:
        foreign: the file, opened, with where it was worn, and what else is known and the file does not say.
        path: of the file.
        out: the folder; must not exist, or be empty.
        zone_name: where days begin; None takes the zone of the file's clock.
        start: when the first sample was taken, for a file whose clock knows no date.
        rate_hz: of the recording, as `rate_for` gives it.
        is_calibrated: whether the sensor's error is to be found and taken out.
        is_held: whether the last sample stands for the time that the wearable says it slept: it watched for movement,
            and there was none.
        through: shows how far it is.

    Raises:
        RecordingError: the file cannot be read or holds too little; the disk is full.
        UsageError: its clock shows local time and nobody says whose, or knows no date and nobody says which.
    """
    done = Converted()
    first_s, windows = _surveyed(through(foreign.blocks(), f"reading {path.name}"), path, done, is_held=is_held)
    if is_calibrated:
        done.calibration = calibrate(windows.means_g())
    zone_name, shift_s = _clock(foreign, path, zone_name, start, first_s)
    _write(foreign, path, out, done, zone_name, shift_s, rate_hz, through, is_held=is_held)
    return done


def _write(
    foreign: ForeignFile,
    path: Path,
    out: Path,
    done: Converted,
    zone_name: str,
    shift_s: float,
    rate_hz: float,
    through: Through,
    *,
    is_held: bool,
) -> None:
    """Read the file again, and write what it holds."""
    items = through(foreign.blocks(), f"writing {out.name}")
    corrected = _corrected(_held(items) if is_held else _samples(items), shift_s, done.calibration)
    blocks = done._count(_slowed(corrected, rate_hz))  # noqa: SLF001  of this module
    first = next(blocks, None)
    if first is None:
        raise RecordingError(f"{path}: not one whole sample at {rate_hz:g} Hz; nothing to import")
    capabilities = pack_capabilities(rate_hz, foreign.range_g, str(foreign.wear_site))
    made_by = f"sitmon import {__version__} of {path.name}, sha256 {_digest(path)}; {done.say_calibration()}"
    made_by += "; idle sleep held" if Reason.HELD in done.lasting_s() else ""
    about = _about(foreign, capabilities, zone_name, first.start_s, made_by)
    with _draft_of(out) as draft, RecordingWriter(draft, about) as writer:
        for arrival in pack_samples(chain([first], blocks), capabilities):
            writer.write(arrival)
        write_holes(draft, (hole.moved(shift_s - first.start_s) for hole in done.holes))


def _surveyed(items: Iterator[Timed], path: Path, done: Converted, *, is_held: bool) -> tuple[float, StillWindows]:
    """Read the file for what has to be known before: when it begins, how its sensor errs, and what it lacks."""
    windows, first_s = StillWindows(), None
    for block in noting(_told(items, done, is_held=is_held), done.holes):
        first_s = block.start_s if first_s is None else first_s
        windows.feed(block)
    if first_s is None:
        raise RecordingError("; ".join([f"{path}: holds no samples that can be used", *done.faults[:1]]))
    return first_s, windows


def _told(items: Iterable[Timed], done: Converted, *, is_held: bool) -> Iterator[SampleBlock]:
    """The blocks; faults and holes are noted on the way."""
    for item in items:
        if isinstance(item, Fault):
            done.faults_in_all += 1
            if len(done.faults) < MOST_FAULTS:
                done.faults.append(item.what)
        elif isinstance(item, Hole):
            slept = is_held and item.reason is Reason.ASLEEP
            done.holes.append(replace(item, reason=Reason.HELD) if slept else item)
        else:
            yield item


def _clock(
    foreign: ForeignFile, path: Path, zone_name: str | None, start: datetime | None, first_s: float
) -> tuple[str, float]:
    """Whose midnight it is, and what to add to the file's seconds to have UTC.

    A wearable's clock is set once and knows nothing of summer time: what held at the beginning holds to the end.
    """
    if not foreign.is_dated:
        if start is None:
            raise UsageError(f"{path}: does not say when it began; say --start 2026-03-02T09:00:00+01:00")
        return zone_name or start.isoformat()[-6:], start.timestamp() - first_s
    zone_name = zone_name or foreign.zone
    if zone_name is None:
        raise UsageError(f"{path}: its clock shows local time and does not say whose; say --timezone Europe/Berlin")
    return zone_name, utc_of(first_s, read_zone(foreign.zone or zone_name)) - first_s


def _samples(items: Iterable[Timed]) -> Iterator[SampleBlock]:
    return (item for item in items if isinstance(item, SampleBlock))


def _held(items: Iterable[Timed]) -> Iterator[SampleBlock]:
    """The blocks, and in the place of declared sleep the last sample, for as long as it stands."""
    last: SampleBlock | None = None
    for item in items:
        if isinstance(item, SampleBlock):
            last = item
            yield item
        elif isinstance(item, Hole) and item.reason is Reason.ASLEEP and last is not None:
            count = max(round(item.duration_s * last.sample_rate_hz), 1)
            rate_hz, step = count / item.duration_s, max(round(HELD_AT_ONCE_S * last.sample_rate_hz), 1)
            for begin in range(0, count, step):
                xyz_g = np.broadcast_to(last.xyz_g[-1], (min(step, count - begin), 3))
                yield SampleBlock(item.start_s + begin / rate_hz, rate_hz, xyz_g)


def _corrected(
    blocks: Iterable[SampleBlock], shift_s: float, calibration: Calibration | Uncalibrated | None
) -> Iterator[SampleBlock]:
    """Samples in UTC, without the sensor's error."""
    for block in blocks:
        moved = SampleBlock(block.start_s + shift_s, block.sample_rate_hz, block.xyz_g)
        yield calibration.apply(moved) if isinstance(calibration, Calibration) else moved


def _slowed(blocks: Iterable[SampleBlock], rate_hz: float) -> Iterator[SampleBlock]:
    """Blocks of at most `rate_hz`; where the rate of a file changes, each part by its own."""
    resampler = Resampler(rate_hz)
    for block in blocks:
        if block.sample_rate_hz <= NEARLY * rate_hz:
            yield block
        else:
            yield from resampler.feed(block)


@contextmanager
def _draft_of(out: Path) -> Iterator[Path]:
    """A folder beside `out` that becomes it if all goes well, and is gone if not."""
    draft = make_draft_folder(out)
    try:
        yield draft
        compress_recording(draft)
        if out.exists():
            out.rmdir()
        draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _about(foreign: ForeignFile, sent: Capabilities, zone_name: str, start_s: float, made_by: str) -> About:
    return About(
        device=foreign.device,
        wear_site=sent.wear_site,
        timezone=zone_name,
        created=datetime.fromtimestamp(start_s, read_zone(zone_name)).isoformat(),
        made_by=made_by,
        firmware=foreign.firmware,
        worn_leg=foreign.worn_leg,
        sample_rate_hz=sent.sample_rates_hz[0],
        range_g=sent.ranges_g[0],
        counts_per_g=sent.counts_per_g,
        axis=foreign.mounting.axis if foreign.mounting else None,
        start_s=start_s,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# ---------------------------------------------------------------- samples as packets of our own profile
# So whatever reads recordings reads other people's data too, with the times that it had.


def pack_capabilities(sample_rate_hz: float, range_g: float, wear_site: str) -> Capabilities:
    """What a wearable that sends samples of up to `range_g` says of itself; its full scale is the next one above.

    Raises:
        ValueError: the rate or the wear site is none of our profile.
    """
    full_g = next((full for full in RANGES_G if full >= range_g), RANGES_G[-1])
    return Capabilities(
        major=MAJOR,
        minor=0,
        features=Features(0),
        counts_per_g=(_LIMIT + 1) // full_g,
        tick_hz=TICK_HZ,
        sample_rates_hz=(sample_rate_hz,),
        ranges_g=(full_g,),
        max_samples=MAX_SAMPLES_PER_PACKET,
        wear_site=WearSite(wear_site),
        boot_id=1,
    )


def pack_samples(blocks: Iterable[SampleBlock], capabilities: Capabilities) -> Iterator[Arrival]:
    """Sample blocks as arrivals, in order of time; nothing if there are none.

    A gap between two blocks is one in the numbers of the samples as well.  What is beyond the range is cut off there,
    and the packet says so.  Blocks and arrivals are in UTC, POSIX seconds.
    """
    nominal_hz, sequence, index = capabilities.sample_rates_hz[0], 0, 0
    origin_s = end_s = arrived_s = 0.0
    for number, block in enumerate(blocks):
        if number == 0:
            origin_s = end_s = arrived_s = block.start_s
            yield Arrival(origin_s, INFO_UUID, encode_capabilities(capabilities))
        missing = max(round((block.start_s - end_s) * block.sample_rate_hz), 0)
        index, end_s = index + missing, block.end_s
        for begin in range(0, len(block.xyz_g), MAX_SAMPLES_PER_PACKET):
            counts = np.rint(block.xyz_g[begin : begin + MAX_SAMPLES_PER_PACKET] * capabilities.counts_per_g)
            start_s = block.start_s + begin / block.sample_rate_hz
            flags = PacketFlags.OVERFLOW if missing and not begin else PacketFlags(0)
            flags |= PacketFlags.CLIP if (np.abs(counts) >= _LIMIT).any() else PacketFlags(0)
            packet = AccelPacket(
                sequence=sequence % _U16,
                first_sample_index=index % _U32,
                tick=round((start_s - origin_s) * TICK_HZ) % _U32,
                flags=flags,
                sample_rate_hz=nominal_hz,
                samples=np.clip(counts, -_LIMIT, _LIMIT).astype("<i2").tobytes(),
            )
            # It comes when its last sample would have been taken at the nominal rate: the clock then never moves.
            arrived_s = max(arrived_s, start_s + (len(counts) - 1) / nominal_hz)
            yield Arrival(arrived_s, STREAM_UUID, encode_packet(packet))
            sequence, index = sequence + 1, index + len(counts)
