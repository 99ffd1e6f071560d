"""The measures of one local day, for a journal and for a recording alike.

Sitting and lying are one sedentary spell, standing and moving one upright spell; a change counts after the
minimum-event time of `monitor.posture.bouts` (10 s).  A spell that crosses local midnight is cut there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Final

import numpy as np

from monitor.analysis import metrics
from monitor.analysis.bouts import days_of
from monitor.posture.bouts import Bout

JOIN_S: Final = 1.0
"""Bouts that follow each other within so much are neighbours."""

MEASURES: Final[dict[str, str]] = {
    "seen_s": "float64",
    "worn_s": "float64",
    "sedentary_s": "float64",
    "upright_s": "float64",
    "unknown_s": "float64",
    "sedentary_share": "float64",
    "sedentary_bouts": "int64",
    "breaks": "int64",
    "breaks_per_h": "float64",
    "longest_s": "float64",
    **{f"bouts_{from_s / 60:.0f}_min": "int64" for from_s in metrics.LONG_S},
    **{f"time_{from_s / 60:.0f}_min_s": "float64" for from_s in metrics.LONG_S},
    **dict.fromkeys(metrics.MEASURES, "float64"),
    "valid": "bool",
}
"""What `measure` gives, and of which type each is in a table."""


@dataclass(frozen=True, slots=True)
class Spell:
    """Time `[start_s, end_s)` of one kind: sedentary, upright, unknown or non-wear.

    Attributes:
        kind: as `Posture.family` says.
        start_s, end_s: UTC in POSIX seconds.
        broken: it was sedentary and ended in an upright one.
    """

    kind: str
    start_s: float
    end_s: float
    broken: bool = False

    @property
    def duration_s(self) -> float:
        """How long it took, in seconds."""
        return self.end_s - self.start_s


def spells(bouts: Iterable[Bout]) -> Iterator[Spell]:
    """Put bouts of one kind that follow upon each other together, as one."""
    last: Spell | None = None
    for bout in bouts:
        kind = bout.posture.family
        if last is not None and abs(bout.start_s - last.end_s) <= JOIN_S:
            if kind == last.kind:
                last = Spell(kind, last.start_s, bout.end_s)
                continue
            last = Spell(last.kind, last.start_s, last.end_s, last.kind == "sedentary" and kind == "upright")
        if last is not None:
            yield last
        last = Spell(kind, bout.start_s, bout.end_s)
    if last is not None:
        yield last


def spells_by_day(bouts: Iterable[Bout], zone: tzinfo) -> dict[date, list[Spell]]:
    """Cut the spells of bouts in order of time at each local midnight; a break is counted where the last piece ends."""
    days: dict[date, list[Spell]] = {}
    for spell in spells(bouts):
        for day, start_s, end_s in days_of(spell.start_s, spell.end_s, zone):
            broken = spell.broken and end_s == spell.end_s
            days.setdefault(day, []).append(Spell(spell.kind, start_s, end_s, broken))
    return days


def measure(day: Iterable[Spell]) -> dict[str, float]:
    """Measure the spells of one day.

    Returns:
        The columns of `MEASURES`.  What too little is known for is NaN, never zero; docs/metrics.md has each.
    """
    every = list(day)
    total_s = dict.fromkeys(("sedentary", "upright", "unknown", "non-wear"), 0.0)
    for spell in every:
        total_s[spell.kind] += spell.duration_s
    lengths_s = np.array([spell.duration_s for spell in every if spell.kind == "sedentary"])
    sedentary_s, breaks = total_s["sedentary"], sum(spell.broken for spell in every)
    worn_s = sedentary_s + total_s["upright"]
    found: dict[str, float] = {
        "seen_s": sum(total_s.values()),
        "worn_s": worn_s,
        "sedentary_s": sedentary_s,
        "upright_s": total_s["upright"],
        "unknown_s": total_s["unknown"],
        "sedentary_share": sedentary_s / worn_s if worn_s else float("nan"),
        "sedentary_bouts": len(lengths_s),
        "breaks": breaks,
        "breaks_per_h": metrics.breaks_per_hour(breaks, sedentary_s),
        "longest_s": float(lengths_s.max(initial=0.0)),
        "valid": worn_s >= metrics.VALID_DAY_S,
    }
    for from_s in metrics.LONG_S:
        number, time_s = metrics.prolonged(lengths_s, from_s)
        found |= {f"bouts_{from_s / 60:.0f}_min": number, f"time_{from_s / 60:.0f}_min_s": time_s}
    return found | {name: of_lengths(lengths_s) for name, of_lengths in metrics.MEASURES.items()}
