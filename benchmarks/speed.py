"""How fast, and in how much memory: a week at 50 Hz on one core, and one live second.

    python -m benchmarks.speed [--days 7] [--repeats 5] [--json] [--no-peer]

The week is two simulated hours, again and again.  Each figure is taken in a process of its own, pinned to one core
where the system can, and given as a ratio to one pass over the same array, which says more than seconds.
"""

import argparse
import json
import os
import subprocess
import sys
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks import peer
from benchmarks.tables import table
from monitor.motion.epochs import Windower
from monitor.motion.features import Floats
from monitor.motion.samples import SampleBlock
from monitor.posture.bouts import BoutTracker
from monitor.posture.classifier import classifier_for
from monitor.posture.mounting import X_AXIS, Mounting

RATE_HZ = 50.0
SCRIPT = "sit:35m stand:3m walk:6m sit:25m fidget:5m walk:4m stand:8m cycle:6m sit:20m lie:8m"
RATES_HZ = (100.0, 50.0, 25.0, 12.5)
RATE_SEEDS = (1, 2, 3, 4)
PEER_DAYS = 1
"""acti-motus is timed on one day and its rate scaled: it works in chunks of a day itself."""


def recording(days: float) -> Floats:
    """Samples of so many days, float64, made in place so that making them needs no second copy."""
    from monitor.coaching.profile import Side
    from monitor.simulation.body import simulate_motion
    from monitor.simulation.script import parse_script

    hours = simulate_motion(parse_script(SCRIPT), leg=Side.RIGHT, seed=1, sample_rate_hz=RATE_HZ).xyz_g
    xyz_g = np.empty((round(days * 24 * 3600 * RATE_HZ), 3))
    for begin in range(0, len(xyz_g), len(hours)):
        xyz_g[begin : begin + len(hours)] = hours[: len(xyz_g) - begin]
    return xyz_g


def seconds_for(xyz_g: Floats, mounting: Mounting | None, repeats: int) -> list[float]:
    """Time that each of some runs of `classify` took."""
    from monitor.analysis import classify

    def once() -> float:
        start = perf_counter()
        classify(xyz_g, RATE_HZ, mounting=mounting)
        return perf_counter() - start

    return [once() for _ in range(repeats)]


def measure_week(days: float, repeats: int) -> dict[str, object]:
    """Times of one pass and of `classify`."""
    xyz_g = recording(days)
    passes_s = []
    for _ in range(repeats):
        start = perf_counter()
        xyz_g.sum()
        passes_s.append(perf_counter() - start)
    return {
        "samples": len(xyz_g),
        "pass_s": passes_s,
        "known_s": seconds_for(xyz_g, X_AXIS, repeats),
        "learned_s": seconds_for(xyz_g, None, repeats),
    }


def measure_memory(days: float) -> dict[str, object]:
    """Peak resident memory before and after `classify`, in bytes."""
    xyz_g = recording(days)
    from monitor.analysis import classify

    before = _peak_bytes()
    classify(xyz_g, RATE_HZ, mounting=X_AXIS)
    return {"input": xyz_g.nbytes, "before": before, "after": _peak_bytes()}


def measure_live() -> dict[str, object]:
    """Microseconds, median and 90th percentile, for one live second, from samples to bouts, over two hours."""
    xyz_g = recording(2 / 24)
    return {"known_us": _live_us(xyz_g, X_AXIS), "learned_us": _live_us(xyz_g, None)}


def measure_rates() -> dict[str, object]:
    """Share of seconds with the same label as at 50 Hz, of people simulated at 100 Hz.

    50, 25 and 12.5 Hz are every second, fourth and eighth of its samples, each the mean since the one before, as a
    sensor's own filter does.
    """
    from monitor.analysis import classify
    from monitor.coaching.profile import Side
    from monitor.simulation.body import simulate_motion
    from monitor.simulation.script import parse_script

    shares: dict[str, list[float]] = {}
    for seed in RATE_SEEDS:
        full = simulate_motion(parse_script(SCRIPT), leg=Side.RIGHT, seed=seed, sample_rate_hz=RATES_HZ[0]).xyz_g
        for name, mounting in (("known", X_AXIS), ("learned", None)):
            said = {}
            for rate_hz in RATES_HZ:
                every = round(RATES_HZ[0] / rate_hz)
                xyz_g = full[: len(full) // every * every].reshape(-1, every, 3).mean(axis=1)
                said[rate_hz] = classify(xyz_g, rate_hz, mounting=mounting).posture.to_numpy().astype(str)
            for rate_hz in RATES_HZ:
                same = float(np.mean(said[rate_hz] == said[RATE_HZ]))
                shares.setdefault(f"{rate_hz:g} Hz, mounting {name}", []).append(same)
    return {name: [float(np.mean(each)), min(each)] for name, each in shares.items()}


def _live_us(xyz_g: Floats, mounting: Mounting | None) -> tuple[float, float]:
    windower, classifier, bouts = Windower(), classifier_for(mounting), BoutTracker()
    size, took_s = round(RATE_HZ), []
    for second in range(len(xyz_g) // size):
        block = SampleBlock(float(second), RATE_HZ, xyz_g[second * size : (second + 1) * size])
        start = perf_counter()
        for epochs in windower.feed(block):
            for epoch in classifier.feed(epochs).epochs():
                bouts.feed(epoch)
        took_s.append(perf_counter() - start)
    return 1e6 * median(took_s), 1e6 * float(np.percentile(took_s, 90))


def _peak_bytes() -> int:
    import resource  # not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def alone(part: str, options: argparse.Namespace) -> dict[str, Any]:
    """One part, measured in a process of its own on one core."""
    command = [sys.executable, "-m", "benchmarks.speed", "--part", part]
    command += ["--days", str(options.days), "--repeats", str(options.repeats)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | peer.ONE_CORE)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def pin() -> None:
    """Stay on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def run_part(options: argparse.Namespace) -> dict[str, object]:
    """The part that the process was started for."""
    pin()
    match options.part:
        case "week":
            return measure_week(options.days, options.repeats)
        case "memory":
            return measure_memory(options.days)
        case "rates":
            return measure_rates()
        case _:
            return measure_live()


def rows(week: dict[str, Any], memory: dict[str, Any], live: dict[str, Any], peer_hz: float | None) -> list[list[str]]:
    """What was measured, for people."""
    pass_s, samples = min(week["pass_s"]), week["samples"]
    found = [["one pass, `xyz_g.sum()`", _seconds(week["pass_s"]), "1"]]
    for name, key in (("classify, mounting known", "known_s"), ("classify, mounting learned", "learned_s")):
        found.append([name, _seconds(week[key]), f"{min(week[key]) / pass_s:.1f}"])
    if peer_hz is not None:
        peer_s = samples / peer_hz
        name = f"acti-motus {peer.VERSION}, {PEER_DAYS} d ({peer_hz / 1e6:.2f} M samples/s), scaled"
        found.append([name, f"{peer_s:.1f}", f"{peer_s / pass_s:.0f}"])
        found.append(["acti-motus / classify, mounting known", f"{peer_s / min(week['known_s']):.0f} times", ""])
    if memory:
        size = memory["input"]
        found.append(["peak memory of the process / input", f"{memory['after'] / size:.2f} ({size / 1e6:.0f} MB)", ""])
        found.append(
            ["what classify added to the peak / input", f"{(memory['after'] - memory['before']) / size:.2f}", ""]
        )
    for name in ("known", "learned"):
        middle_us, most_us = live[f"{name}_us"]
        found.append([f"one live second, mounting {name}, median (p90)", f"{middle_us:.0f} ({most_us:.0f}) µs", ""])
    return found


def _seconds(times_s: list[float]) -> str:
    return f"{min(times_s):.3f} ({median(times_s):.3f})"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=float, default=7.0, help="length of the recording (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--no-peer", action="store_true", help="leave acti-motus out")
    parser.add_argument("--part", choices=("week", "memory", "live", "rates"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(run_part(options)))
        return
    memory = {} if sys.platform == "win32" else alone("memory", options)
    week, live, rates = (alone(part, options) for part in ("week", "live", "rates"))
    python = None if options.no_peer else peer.interpreter()
    pin()
    peer_hz = None if python is None else peer.rate_of(python, recording(PEER_DAYS), RATE_HZ)
    if options.json:
        print(json.dumps({"week": week, "memory": memory, "live": live, "rates": rates, "peer_hz": peer_hz}, indent=1))
        return
    print(f"{options.days:g} days at {RATE_HZ:g} Hz ({week['samples'] / 1e6:.2f} M samples), one core\n")
    print(table(["what", "s, best (median)", "passes"], rows(week, memory, live, peer_hz)))
    print(f"\nThe same labels as at {RATE_HZ:g} Hz, share of seconds, {len(RATE_SEEDS)} simulated people\n")
    print(
        table(
            ["rate", "mean", "least"],
            [[name, *(f"{100 * share:.2f} %" for share in both)] for name, both in rates.items()],
        )
    )


if __name__ == "__main__":
    main()
