"""Recordings: what the wearable sent, when it came, and what the person did meanwhile.

A recording is a folder:

    arrivals.jsonl   one line a thing, in the order in which things came (or arrivals.jsonl.gz, once closed)
    about.toml       its birth certificate: which device, worn where, in which time zone, made by what
    past.jsonl       optional: what was known before (nudges, sides, a red flag that stands)
    labels.csv       optional: what a human (or the simulated script) says was true
    holes.csv        optional: why there are no samples at some times, where that is known

It holds exactly what the pipeline is fed with, so replaying it takes the same decisions again.
"""

from monitor.edges.recordings.about import About, read_about, write_about
from monitor.edges.recordings.holes import read_holes, write_holes
from monitor.edges.recordings.labels import Label, read_labels, write_labels
from monitor.edges.recordings.lines import Damage, Item, read_recording
from monitor.edges.recordings.past import Past, read_past, write_past
from monitor.edges.recordings.writer import RecordingWriter, compress_recording

__all__ = [
    "About",
    "Damage",
    "Item",
    "Label",
    "Past",
    "RecordingWriter",
    "compress_recording",
    "read_about",
    "read_holes",
    "read_labels",
    "read_past",
    "read_recording",
    "write_about",
    "write_holes",
    "write_labels",
    "write_past",
]
