"""The pain diary: how much, where, what kind, in what situation; ten seconds for an entry, the number alone will do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from statistics import median

from monitor.coaching.profile import Side

MOST_LEVEL = 10
"""0 is no pain, 10 the worst that can be imagined: the numeric rating scale."""


class Quality(StrEnum):
    """What the pain is like (A1), in the words of the guide and the usual ones beside them."""

    ACHING = "aching"
    NUMB = "numb"
    STABBING = "stabbing"
    TINGLING = "tingling"
    BURNING = "burning"
    TIGHT = "tight"


class Situation(StrEnum):
    """What it came with (A2)."""

    DESK = "desk"
    DRIVING = "driving"
    STAIRS = "stairs"
    STANDING = "standing"
    OTHER = "other"


RADIATING = "radiating"
"""The word for pain that shoots or tingles down the leg; it is not the ache of a stretch (B2)."""


@dataclass(frozen=True, slots=True)
class PainEntry:
    """One entry of the diary; the place is always the buttock.

    Attributes:
        time_s: UTC in POSIX seconds.
        level: 0 to 10.
        quality, side, situation: None if not said.
        radiating: it went down the leg.
    """

    time_s: float
    level: int
    quality: Quality | None = None
    side: Side | None = None
    situation: Situation | None = None
    radiating: bool = False

    @property
    def detail(self) -> str:
        """The entry in words, as `parse_pain` reads them: `4 aching left desk`."""
        words = (self.quality, self.side, self.situation, RADIATING if self.radiating else None)
        return " ".join([str(self.level), *(str(word) for word in words if word is not None)])


def parse_pain(time_s: float, detail: str) -> PainEntry:
    """Read an entry from words: a number from 0 to 10, then any of the known words, in any order.

    Raises:
        ValueError: no number, a word that is not known, or two of a kind; one line says what is allowed.
    """
    level, *words = detail.lower().split() or [""]
    if not (level.isascii() and level.isdecimal() and int(level) <= MOST_LEVEL):
        raise ValueError(f"an entry begins with the level, 0 (none) to {MOST_LEVEL} (the worst): {detail!r} does not")
    found: dict[str, str] = {}
    for word in words:
        kind = next((kind for kind, known in _WORDS.items() if word in known), None)
        if kind is None:
            every = "; ".join(" ".join(known) for known in _WORDS.values())
            raise ValueError(f"{word!r} is no word of the diary; there are: {every}")
        if kind in found:
            raise ValueError(f"{found[kind]!r} and {word!r} are two of a kind; make two entries of it")
        found[kind] = word
    return PainEntry(
        time_s,
        int(level),
        Quality(found["quality"]) if "quality" in found else None,
        Side(found["side"]) if "side" in found else None,
        Situation(found["situation"]) if "situation" in found else None,
        radiating="radiating" in found,
    )


_WORDS = {
    "quality": tuple(map(str, Quality)),
    "side": tuple(map(str, Side)),
    "situation": tuple(map(str, Situation)),
    "radiating": (RADIATING,),
}


def weekly_medians(entries: Iterable[PainEntry], today: date, weeks: int, tz: tzinfo) -> list[float | None]:
    """The median level of each of the last weeks, seven days each, the one that ends today last.

    A median, since one bad evening is no bad week.  None for a week without an entry.
    """
    levels: list[list[int]] = [[] for _ in range(weeks)]
    first = today - timedelta(days=7 * weeks - 1)
    for entry in entries:
        day = datetime.fromtimestamp(entry.time_s, tz).date()
        if first <= day <= today:
            levels[(day - first).days // 7].append(entry.level)
    return [float(median(week)) if week else None for week in levels]
