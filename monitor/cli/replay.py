"""`sitmon replay`: the same inputs through the same stages, as fast as it goes."""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from rich import box
from rich.table import Table

from monitor.assembly import pipeline_for, recorded_settings, words_for
from monitor.cli.answering import answer
from monitor.cli.options import CONFIG, JSON, command, flag, option
from monitor.coaching.nudges import Nudge, Reply
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import SafetyNotice
from monitor.coaching.sessions import PracticeOutcome
from monitor.edges.recordings import About, Damage, Past, read_about, read_past, read_recording
from monitor.edges.settings import Settings, change_settings
from monitor.errors import UsageError
from monitor.motion.samples import Rejected
from monitor.pipeline import Event, Pipeline
from monitor.posture.labels import WEAR_SITES, PostureEpoch
from monitor.records import event_time_s, record_of
from monitor.terminal.narrate import narrate
from monitor.terminal.output import clock, console, show_progress
from monitor.wording import Words

DECISIONS: Final = (SafetyNotice, Nudge, Reply, Recommendation, Outcome, PracticeOutcome)
"""The events that settings can change."""


@command(
    "sitmon replay monday --set limit=45m",
    option("recording", "folder of the recording", type=Path, metavar="DIR"),
    CONFIG,
    flag("--epochs", "also each second's posture"),
    option(
        "--set",
        "what another setting had decided, beside what was; such as limit=45m; may be repeated",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
    ),
    JSON,
)
def run(args: argparse.Namespace) -> None:
    """Print what was decided, in order of time; beside it, if asked, what other settings had decided."""
    about, past = read_about(args.recording), read_past(args.recording)
    settings = recorded_settings(args.recording, args.config)
    changed = change_settings(settings, args.changes)
    decided = _decided(args, recorded_pipeline(about, settings, past))
    words = replace(words_for(settings), zone=about.zone)
    if not args.changes:
        records = (record_of(event, about.zone) for event in decided)
        answer(args, records, (line for event in decided for line in narrate(event, words)))
        return
    was, would = _only(decided), _only(_decided(args, recorded_pipeline(about, changed, past)))
    what = ", ".join(args.changes)
    if args.json:
        for by, events in (("recorded", was), (what, would)):
            answer(args, ({"settings": by, **record_of(event, about.zone)} for event in events), [])
    else:
        console().print(_table(was, would, what, words))


def _decided(args: argparse.Namespace, pipeline: Pipeline) -> list[Event]:
    events = [e for e in replay(args.recording, pipeline) if args.epochs or not isinstance(e, PostureEpoch)]
    return sorted(events, key=event_time_s)


def recorded_pipeline(about: About, settings: Settings, past: Sequence[Past] = ()) -> Pipeline:
    """The stages as they stood when the recording began: wear site, leg, mounting, time zone, and what was known."""
    if about.wear_site not in WEAR_SITES:
        raise UsageError(f'the recording was worn at "{about.wear_site}"; supported are {" ".join(WEAR_SITES)}')
    wearable = replace(settings.wearable, wear_site=about.wear_site, leg=about.worn_leg or settings.wearable.leg)
    person = replace(settings.person, timezone=about.timezone)
    return pipeline_for(replace(settings, wearable=wearable, person=person), about.mounting, list(past))


def replay(folder: Path, pipeline: Pipeline) -> Iterator[Event]:
    """All events of a recording; a damaged line is one of them."""
    now_s = datetime.fromisoformat(read_about(folder).created).timestamp()
    for item in show_progress(read_recording(folder), "replaying"):
        if isinstance(item, Damage):
            yield Rejected(now_s, f"line {item.line_number} of the recording: {item.what}; the rest is used")
        else:
            now_s = item.time_s
            yield from pipeline.feed(item)
    yield from pipeline.finish()


# ---------------------------------------------------------------- beside what other settings had decided
def _table(was: Sequence[Event], would: Sequence[Event], what: str, words: Words) -> Table:
    """Both in order of time, then their sums.

    What people said stays what they said, also where the nudge that they answered would not have come.
    """
    table = Table("time", "as it was", f"with {what}", box=box.SIMPLE_HEAD)
    rows: dict[float, tuple[list[str], list[str]]] = {}
    for column, events in enumerate((was, would)):
        for event in events:
            _, kind, said = next(narrate(event, words)).split(maxsplit=2)
            rows.setdefault(event_time_s(event), ([], []))[column].append(f"{kind}: {said}")
    for time_s, (one, other) in sorted(rows.items()):
        table.add_row(clock(time_s, words.zone), "\n".join(one), "\n".join(other))
    table.add_section()
    for (name, one_sum), other_sum in zip(_sums(was).items(), _sums(would).values(), strict=True):
        table.add_row(name, str(one_sum), str(other_sum))
    return table


def _only(events: Sequence[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, DECISIONS)]


def _sums(events: Sequence[Event]) -> dict[str, int]:
    results = Counter(event.result for event in events if isinstance(event, Outcome))
    return {
        "nudges": sum(isinstance(event, Nudge) for event in events),
        "verified": results[Result.VERIFIED],
        "claimed": results[Result.CLAIMED],
        "not taken": results[Result.NOT_TAKEN],
    }
