"""`sitmon replay`: the same inputs through the same stages, as fast as it goes."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from monitor.assembly import pipeline_for, recorded_settings, words_for
from monitor.cli.counterfactual import print_beside
from monitor.edges.recordings import About, Damage, Past, read_about, read_past, read_recording
from monitor.edges.settings import Settings, change_settings
from monitor.errors import UsageError
from monitor.motion.samples import Rejected
from monitor.pipeline import Event, Pipeline
from monitor.posture.labels import WEAR_SITES, PostureEpoch
from monitor.records import event_time_s, record_of
from monitor.terminal.narrate import narrate
from monitor.terminal.output import show_progress, write_json, write_line


def run(args: argparse.Namespace) -> int:
    """Print what was decided, in order of time; beside it, if asked, what other settings had decided."""
    about, past = read_about(args.recording), read_past(args.recording)
    settings = recorded_settings(args.recording, args.config)
    changed = change_settings(settings, args.changes)
    decided = _decided(args, recorded_pipeline(about, settings, past))
    words = replace(words_for(settings), zone=about.zone)
    if args.changes:
        otherwise = _decided(args, recorded_pipeline(about, changed, past))
        print_beside(decided, otherwise, ", ".join(args.changes), words, as_json=args.json)
        return 0
    for event in decided:
        if args.json:
            write_json(record_of(event, about.zone))
            continue
        for line in narrate(event, words):
            write_line(line)
    return 0


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
