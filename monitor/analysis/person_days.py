"""One recording to a table with a row for each local day: how much of it was sat, in which bouts, with how many breaks.

Sitting and lying are one sedentary bout, standing and moving one upright bout; a change counts after the minimum-event
time of `monitor.posture.bouts` (10 s).  A bout that crosses local midnight is cut there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path

import numpy as np
import pandas as pd

from monitor.analysis import metrics
from monitor.analysis.bouts import days_of, recorded_bouts
from monitor.analysis.recordings import blocks_in
from monitor.edges.recordings import read_about
from monitor.edges.sample_files import read_sample_file
from monitor.edges.zones import read_zone
from monitor.errors import RecordingError
from monitor.motion.arrays import blocks_of
from monitor.motion.samples import SampleBlock
from monitor.pipeline import classify_blocks
from monitor.posture.bouts import Bout
from monitor.posture.classifier import PostureClassifier, classifier_for
from monitor.posture.labels import WEAR_SITES
from monitor.posture.mounting import Mounting


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
        `sedentary_bouts`, `breaks` (int; a break is a sedentary bout that ends in an upright one, on the day when it
        ends); `breaks_per_h` (float, NaN without sitting); `mean_bout_s`,
        `longest_s` (float, 0 without); `sedentary_30_min_s`, `sedentary_60_min_s` (float, seconds in bouts of
        at least so long), `sedentary_30_min_bouts`, `sedentary_60_min_bouts` (int);
        and of `monitor.analysis.metrics`, NaN where a day has too few bouts for them: `usual_bout_s` (W50),
        `weighted_mean_bout_s`, `power_law_alpha`, `gini`, `transition_per_min` (probability), `average_hazard` (float).

    Raises:
        RecordingError: it is missing, foreign or damaged, or holds not one whole second; one line says which.
        ValueError: the time zone is unknown.
    """
    path = Path(recording)
    blocks, classifier, zone = _open_folder(path) if path.is_dir() else _open_file(path, timezone)
    bouts = recorded_bouts(classify_blocks(blocks, classifier))
    days: dict[date, list[_Spell]] = {}
    for spell in _spells(bouts):
        for day, start_s, end_s in days_of(spell.start_s, spell.end_s, zone):
            broken = spell.broken and end_s == spell.end_s  # it is the last piece that ended so
            days.setdefault(day, []).append(_Spell(spell.kind, start_s, end_s, broken))
    if not days:
        raise RecordingError(f"{path}: not one whole second of samples; nothing to measure")
    return pd.DataFrame([_row(day, days[day]) for day in sorted(days)])


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


@dataclass(frozen=True, slots=True)
class _Spell:
    """Time `[start_s, end_s)` of one kind: sedentary, upright, unknown or non-wear; what it ended in, if seen."""

    kind: str
    start_s: float
    end_s: float
    broken: bool = False

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


def _open_folder(folder: Path) -> tuple[Iterator[SampleBlock], PostureClassifier, tzinfo]:
    about = read_about(folder)
    return blocks_in(folder), _classifier(folder, about.wear_site, about.mounting), about.zone


def _open_file(path: Path, timezone: str) -> tuple[Iterator[SampleBlock], PostureClassifier, tzinfo]:
    if not path.exists():
        raise RecordingError(f"{path}: there is no such file or folder")
    samples = read_sample_file(path)
    if len(samples.xyz_g) > 1 and (samples.xyz_g == samples.xyz_g[0]).all():
        raise RecordingError(f"{path}: a constant signal: all {len(samples.xyz_g)} samples are the same")
    blocks = _named(path, blocks_of(samples.xyz_g, samples.sample_rate_hz, samples.time_s))
    return blocks, _classifier(path, samples.wear_site or WEAR_SITES[0], samples.mounting), read_zone(timezone)


def _classifier(path: Path, wear_site: str, mounting: Mounting | None) -> PostureClassifier:
    if wear_site not in WEAR_SITES:
        raise RecordingError(f"{path}: worn at the {wear_site}, it says; supported are {' '.join(WEAR_SITES)}")
    return classifier_for(mounting, wear_site)


def _named(path: Path, blocks: Iterator[SampleBlock]) -> Iterator[SampleBlock]:
    try:
        yield from blocks
    except ValueError as error:
        raise RecordingError(f"{path}: {error}") from error


def _spells(bouts: Iterable[Bout]) -> Iterator[_Spell]:
    """Bouts of one kind that follow upon each other, as one."""
    last: _Spell | None = None
    for bout in bouts:
        kind = bout.posture.family
        if last is not None and bout.start_s == last.end_s:
            if kind == last.kind:
                last = _Spell(kind, last.start_s, bout.end_s)
                continue
            last = _Spell(last.kind, last.start_s, last.end_s, last.kind == "sedentary" and kind == "upright")
        if last is not None:
            yield last
        last = _Spell(kind, bout.start_s, bout.end_s)
    if last is not None:
        yield last


def _row(day: date, spells: list[_Spell]) -> dict[str, object]:
    total_s = dict.fromkeys(("sedentary", "upright", "unknown", "non-wear"), 0.0)
    for spell in spells:
        total_s[spell.kind] += spell.duration_s
    lengths_s = np.array([spell.duration_s for spell in spells if spell.kind == "sedentary"])
    sedentary_s, breaks = total_s["sedentary"], sum(spell.broken for spell in spells)
    row: dict[str, object] = {
        "day": day.isoformat(),
        "seen_s": sum(total_s.values()),
        "worn_s": sedentary_s + total_s["upright"],
        "sedentary_s": sedentary_s,
        "upright_s": total_s["upright"],
        "unknown_s": total_s["unknown"],
        "valid": sedentary_s + total_s["upright"] >= metrics.VALID_DAY_S,
        "sedentary_bouts": len(lengths_s),
        "breaks": breaks,
        "breaks_per_h": metrics.breaks_per_hour(breaks, sedentary_s),
        "mean_bout_s": float(lengths_s.mean()) if len(lengths_s) else 0.0,
        "longest_s": float(lengths_s.max(initial=0.0)),
    }
    for from_s in metrics.LONG_S:
        number, time_s = metrics.prolonged(lengths_s, from_s)
        row |= {f"sedentary_{from_s / 60:.0f}_min_s": time_s, f"sedentary_{from_s / 60:.0f}_min_bouts": number}
    row["usual_bout_s"] = metrics.usual_bout_s(lengths_s)
    return row | {name: measure(lengths_s) for name, measure in metrics.MEASURES.items() if name not in row}
