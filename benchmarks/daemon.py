"""What the daemon costs: memory and processor time of watching, and how long the small commands take.

    python -m benchmarks.daemon              simulates ten minutes in another process, then measures
    python -m benchmarks.daemon DIR --json   measures with a recording, for tests

The daemon is fed with a recording's arrivals as fast as they go, with everything loaded that `sitmon run` loads, a
journal and a recording on the disk.  Only Linux tells the memory.
"""

import argparse
import asyncio
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import monitor.cli.run  # noqa: F401  all that `sitmon run` loads
from monitor.assembly import Shower, about_live, build_pipeline, words_for
from monitor.edges.desktop import Desktop
from monitor.edges.host_clock import HostClock
from monitor.edges.journal import JournalWriter
from monitor.edges.recordings import Damage, RecordingWriter, read_about, read_recording
from monitor.edges.settings import Settings
from monitor.motion.arrivals import Arrival
from monitor.running.daemon import Daemon

SCRIPT = "walk:30s sit:9m stand:30s"
RUNS = 7


async def arrivals_of(folder: Path) -> AsyncGenerator[Arrival]:
    """What was recorded, as a link gives it."""
    for item in read_recording(folder):
        if isinstance(item, Arrival) and not isinstance(item, Damage):
            yield item
            await asyncio.sleep(0)


async def watch(folder: Path, storage: Path) -> int:
    """Let the daemon watch a recording; how many seconds of posture it saw."""
    settings, about, epochs = Settings(), read_about(folder), 0

    def _count(event: object) -> None:
        nonlocal epochs
        epochs += type(event).__name__ == "PostureEpoch"

    pipeline = build_pipeline(settings.profile, settings.nudges, about.zone, about.mounting)
    desktop = Desktop(lambda _answer: None)
    about_now = about_live(settings, "benchmark")
    path, clock = storage / "journal.sqlite", HostClock()
    with JournalWriter(path, clock.now_s) as journal, RecordingWriter(storage / "recording", about_now) as recording:
        shower = Shower(desktop, words_for(settings))
        daemon = Daemon(pipeline, clock, about.zone, shower, journal, recording, watch=_count)
        await daemon.run(arrivals_of(folder))
        await desktop.close()
    return epochs


def memory_mb() -> float | None:
    """Resident memory of this process; None where nobody tells."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return None
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return None if found is None else int(found[1]) / 1024.0


def measure(folder: Path) -> dict[str, object]:
    """Memory after, and processor time during, the watching of a recording."""
    with tempfile.TemporaryDirectory() as storage:
        before_s = time.process_time()
        epochs = asyncio.run(watch(folder, Path(storage)))
        cpu_s = time.process_time() - before_s
    return {
        "memory_mb": memory_mb(),
        "epochs": epochs,
        "cpu_ms_per_second": 1000.0 * cpu_s / max(epochs, 1),
        "modules": sorted(sys.modules),
    }


def median_s(*words: str) -> float:
    """How long a command takes, from start to end, as the median of some runs."""
    took = []
    for _ in range(RUNS):
        before_s = time.perf_counter()
        subprocess.run([sys.executable, "-m", "monitor", *words], capture_output=True, check=False)
        took.append(time.perf_counter() - before_s)
    return statistics.median(took)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recording", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.recording or Path(scratch) / "ten-minutes"
        if args.recording is None:
            simulate = [sys.executable, "-m", "monitor", "simulate", SCRIPT, "-o", str(folder)]
            subprocess.run(simulate, check=True, capture_output=True)
        measured = measure(folder)
    if args.json:
        print(json.dumps(measured))
        return
    memory = "unknown here" if measured["memory_mb"] is None else f"{measured['memory_mb']:.1f} MB (limit 60)"
    print(f"daemon, after {measured['epochs']} s watched: resident memory {memory}")
    print(f"daemon, processor time per watched second: {measured['cpu_ms_per_second']:.2f} ms")
    for words in (["--help"], ["status"]):
        print(f"sitmon {words[0]}: {1000.0 * median_s(*words):.0f} ms, median of {RUNS}")


if __name__ == "__main__":
    main()
