"""One recording to a table with a row for each local day: how much of it was sat, in which bouts, with how many breaks.

Sitting and lying are one sedentary bout, standing and moving one upright bout; a change counts after the minimum-event
time of `monitor.posture.bouts` (10 s).  A bout that crosses local midnight is cut there.
"""

from collections.abc import Iterable, Iterator
from datetime import date, tzinfo
from pathlib import Path
from typing import Final

import pandas as pd

from monitor.analysis import metrics
from monitor.analysis.bouts import days_of, recorded_bouts
from monitor.analysis.days import Spell, measure, spells_by_day
from monitor.analysis.recordings import blocks_in
from monitor.edges.importing import utc_of
from monitor.edges.reading import plain
from monitor.edges.recordings import read_about, read_holes
from monitor.edges.sample_files import read_sample_file
from monitor.edges.zones import read_zone
from monitor.errors import RecordingError
from monitor.motion.arrays import blocks_of
from monitor.motion.holes import Hole, Reason, noting
from monitor.motion.samples import SampleBlock
from monitor.pipeline import classify_blocks
from monitor.posture.classifier import PostureClassifier, classifier_for
from monitor.posture.labels import WEAR_SITES
from monitor.posture.mounting import Mounting

_COLUMNS: Final = {
    name: f"sedentary_{from_s / 60:.0f}_min_{end}"
    for from_s in metrics.LONG_S
    for name, end in ((f"bouts_{from_s / 60:.0f}_min", "bouts"), (f"time_{from_s / 60:.0f}_min_s", "s"))
}
"""What a cohort calls some of the measures of a day."""


def person_days(recording: Path | str, timezone: str = "UTC") -> pd.DataFrame:
    """The days of one recording.

    Args:
        recording: folder of a recording, an `.npz` or a CSV, as in docs/files.md.
        timezone: where days begin for a file that does not say; IANA name, or offset such as `"+01:00"`.  The folder of
            a recording says itself.  Times of a file are UTC in POSIX seconds; one without counts from 1970-01-01.

    Returns:
        One row a local day, ascending: `day` (str, ISO 8601); `seen_s`, `worn_s`, `sedentary_s`, `upright_s`,
        `unknown_s` (float, seconds in bouts of that kind, worn being all but unknown and non-wear);
        `valid` (bool: worn for `metrics.VALID_DAY_S`);
        `sedentary_share` (of wear); `sedentary_bouts`, `breaks` (int; a break is a sedentary bout that ends in an
        upright one, on the day when it ends); `breaks_per_h`, `mean_bout_s` (float, NaN without sitting);
        `longest_s` (float, 0 without); `sedentary_30_min_s`, `sedentary_60_min_s` (float, seconds in bouts of
        at least so long), `sedentary_30_min_bouts`, `sedentary_60_min_bouts` (int);
        of `monitor.motion.holes`, why there were no samples: `held_s` (idle sleep for which the last sample stands, and
        which counts above), `asleep_s`, `corrupt_s`, `missing_s` (float, seconds within the day that count nowhere
        above), `clock_sets` (int);
        `non_wear_s` (float); and of `monitor.analysis.metrics`, NaN where a day has too few bouts for them:
        `usual_bout_s` (W50), `weighted_mean_bout_s`, `power_law_alpha`, `gini`, `transition_per_min` (probability),
        `average_hazard` (float).

    Raises:
        RecordingError: it is missing, foreign or damaged, or holds not one whole second; one line says which.
        ValueError: the time zone is unknown.
    """
    path = Path(recording)
    blocks, classifier, zone, holes = _open_folder(path) if path.is_dir() else _open_file(path, timezone)
    days = spells_by_day(recorded_bouts(classify_blocks(noting(blocks, holes), classifier)), zone)
    if not days:
        raise RecordingError(f"{path}: not one whole second of samples; nothing to measure")
    why = _holes_by_day(holes, zone)
    return pd.DataFrame([_row(day, days[day]) | why.get(day, _no_holes()) for day in sorted(days)])


def _no_holes() -> dict[str, float | int]:
    """The columns of holes, for a day without one."""
    return {**{_column(reason): 0.0 for reason in Reason if reason is not Reason.CLOCK_SET}, "clock_sets": 0}


def _column(reason: Reason) -> str:
    return f"{reason}_s"


def _holes_by_day(holes: Iterable[Hole], zone: tzinfo) -> dict[date, dict[str, float | int]]:
    """The columns of holes, by local day; a hole over midnight is cut there."""
    days: dict[date, dict[str, float | int]] = {}
    for hole in holes:
        for day, start_s, end_s in days_of(hole.start_s, hole.end_s, zone):
            row = days.setdefault(day, _no_holes())
            if hole.reason is Reason.CLOCK_SET:
                row["clock_sets"] += 1
            else:
                row[_column(hole.reason)] += end_s - start_s
    return days


def wear_of_people(days: pd.DataFrame) -> pd.DataFrame:
    """Who wore it for long enough.

    Args:
        days: `person`, `day` and `worn_s` of any number of recordings; those of one person and day are added up.

    Returns:
        One row a person, in the order of names: `person` (str), `days`, `valid_days` (int), `enough` (bool: at least
        `metrics.ENOUGH_DAYS` valid days).
    """
    worn = days.groupby(["person", "day"], as_index=False)["worn_s"].sum()
    worn["valid"] = worn["worn_s"] >= metrics.VALID_DAY_S
    found = worn.groupby("person").agg(days=("day", "size"), valid_days=("valid", "sum")).reset_index()
    found["enough"] = found["valid_days"] >= metrics.ENOUGH_DAYS
    return found


_Opened = tuple[Iterator[SampleBlock], PostureClassifier, tzinfo, list[Hole]]
"""Samples, what classifies them, where days begin, and why some samples are missing."""


def _open_folder(folder: Path) -> _Opened:
    about = read_about(folder)
    holes = [hole.moved(about.start_s or 0.0) for hole in read_holes(folder)]
    return blocks_in(folder), _classifier(folder, about.wear_site, about.mounting), about.zone, holes


def _open_file(path: Path, timezone: str) -> _Opened:
    if not path.exists():
        raise RecordingError(f"{path}: there is no such file or folder")
    samples = read_sample_file(path)
    if len(samples.xyz_g) > 1 and (samples.xyz_g == samples.xyz_g[0]).all():
        raise RecordingError(f"{path}: a constant signal: all {len(samples.xyz_g)} samples are the same")
    zone, time_s = read_zone(timezone), samples.time_s
    if time_s is not None and len(time_s) and samples.is_local:
        time_s = time_s + (utc_of(float(time_s[0]), zone) - float(time_s[0]))
    blocks = _named(path, blocks_of(samples.xyz_g, samples.sample_rate_hz, time_s))
    return blocks, _classifier(path, samples.wear_site or WEAR_SITES[0], samples.mounting), zone, []


def _classifier(path: Path, wear_site: str, mounting: Mounting | None) -> PostureClassifier:
    if wear_site not in WEAR_SITES:
        raise RecordingError(f"{path}: worn at the {plain(wear_site)}, it says; supported are {' '.join(WEAR_SITES)}")
    return classifier_for(mounting, wear_site)


def _named(path: Path, blocks: Iterator[SampleBlock]) -> Iterator[SampleBlock]:
    try:
        yield from blocks
    except ValueError as error:
        raise RecordingError(f"{path}: {error}") from error


def _row(day: date, spells: list[Spell]) -> dict[str, object]:
    """The day and its measures, by the names of a cohort's columns."""
    found = measure(spells)
    found["non_wear_s"] = sum(spell.duration_s for spell in spells if spell.kind == "non-wear")
    return {"day": day.isoformat(), **{_COLUMNS.get(name, name): value for name, value in found.items()}}
