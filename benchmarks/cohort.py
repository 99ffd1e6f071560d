"""`sitmon cohort` on 200 simulated person-days: how fast, in how much memory, and what a kill costs.

    python -m benchmarks.cohort [--days 200] [--rate 12.5] [--peer-days 20] [--folder DIR] [--no-acti-motus]

The days are made once, of hours of simulated people in random order.  Peers read the same files; each
figure is from a process of its own with one thread, and counts from the file to its figures, without imports.
"""

import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import peer
from benchmarks.tables import table
from monitor.analysis.cohort import Cohort, find_recordings, join_tables, measure_cohort, measure_recording
from monitor.analysis.engines import Outcome, on_all_cores, on_dask
from monitor.coaching.profile import Side
from monitor.simulation.body import simulate_motion
from monitor.simulation.script import parse_script

COUNTS_PER_G = 4096
HOURS = (
    "sit:50m walk:4m stand:6m",
    "sit:20m walk:10m stand:10m sit:20m",
    "lie:60m",
    "sit:35m stand:5m fidget:10m walk:10m",
    "walk:20m stand:10m cycle:15m sit:15m",
)
PEOPLE = 8
MIDNIGHT_S = 1_772_409_600.0  # 2026-03-02T00:00Z
ONE_THREAD = os.environ | peer.ONE_CORE


def make(folder: Path, days: int, rate_hz: float) -> None:
    """So many files of a day each; what is there is left."""
    folder.mkdir(parents=True, exist_ok=True)
    t_ms = np.round((MIDNIGHT_S + np.arange(round(86400 * rate_hz)) / rate_hz) * 1000).astype(np.int64)
    hours_of: dict[int, list[np.ndarray]] = {}
    for day in range(days):
        path, person = folder / f"p{day:03}.npz", day % PEOPLE
        if path.exists():
            continue
        hours = hours_of.setdefault(person, [hour(script, person, rate_hz) for script in HOURS])
        order = np.random.default_rng(day).integers(0, len(hours), 24)
        xyz = np.concatenate([hours[number] for number in order])
        meta = f'{{"fs": {rate_hz}, "counts_per_g": {COUNTS_PER_G}, "axes": "x +1 g upright", "site": "thigh"}}'
        np.savez(path, xyz=xyz, t_ms=t_ms, meta=np.array(meta))


def hour(script: str, person: int, rate_hz: float) -> np.ndarray:
    """Counts of one person's hour."""
    motion = simulate_motion(parse_script(script), leg=Side.LEFT, seed=person, sample_rate_hz=rate_hz)
    return np.round(motion.xyz_g * COUNTS_PER_G).astype(np.int16)


def alone(source: str, out: str) -> None:
    """In this process alone; prints its rate, and its peak memory in MB after a tenth of the files and after all."""
    cohort = Cohort(source, out)
    names = find_recordings(cohort)
    measure_recording(Cohort(source, f"{out}-first"), names[0])  # imports, and what is loaded once
    peaks, outcomes = [], []
    start = time.perf_counter()
    for outcome in measure_cohort(cohort, names):
        outcomes.append(outcome)
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    took_s = time.perf_counter() - start
    join_tables(cohort, outcomes)
    print(f"{len(names) / took_s:.3f} {peaks[len(peaks) // 10]:.0f} {peaks[-1]:.0f}")


def together(cohort: Cohort, outcomes: object) -> float:
    """Person-days a second of an engine, from its start to the joined table."""
    start = time.perf_counter()
    done: list[Outcome] = list(outcomes)  # type: ignore[call-overload]
    rows = join_tables(cohort, done).rows
    return rows / (time.perf_counter() - start)


def killed(source: Path, out: Path, days: int) -> list[str]:
    """What was there when the command was killed in the middle, and whether the resumed one touched it."""
    command = [sys.executable, "-m", "monitor", "cohort", str(source), "--out", str(out)]
    process = subprocess.Popen(command, env=ONE_THREAD)
    while len(list(out.glob("parts/*.parquet"))) < days // 3:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    time.sleep(3)  # its workers end by themselves
    before = {path: path.stat().st_mtime_ns for path in out.glob("parts/*.parquet")}
    subprocess.run(command, env=ONE_THREAD, check=True, stdout=subprocess.DEVNULL)
    redone = sum(path.stat().st_mtime_ns != was for path, was in before.items())
    lost = days - len(list(out.glob("parts/*.parquet")))
    return [f"killed after {len(before)} of {days}", f"redone {redone}", f"lost {lost}"]


def skdh_rate(files: list[Path]) -> float | None:
    """Person-days a second of scikit-digital-health; None, with the reason, where it is not installed."""
    command = [sys.executable, "-m", "benchmarks.cohort_skdh", str(files[0]), *map(str, files)]
    run = subprocess.run(command, env=ONE_THREAD, capture_output=True, text=True, check=False)
    if run.returncode:
        print(f"skipped: scikit-digital-health: {run.stderr.strip().splitlines()[-1]}")
        return None
    return len(files) / sum(map(float, run.stdout.split()[1:]))


def acti_motus_rate(files: list[Path], rate_hz: float) -> float | None:
    """Person-days a second of acti-motus, its reading of the file left out."""
    python = peer.interpreter()
    if python is None:
        return None
    took_s = 0.0
    for path in files:
        with np.load(path) as arrays:
            given = {"t_ms": arrays["t_ms"], "xyz_g": arrays["xyz"] / COUNTS_PER_G}
        given |= {"sample_rate_hz": rate_hz, "vendor": "Other", "orientation": True}
        took_s += sum(answer.took_s for answer in peer.run(python, [given]))
    return len(files) / took_s


def measured(source: Path, out: Path, options: argparse.Namespace) -> None:
    """All figures, each printed when it is known."""
    files = sorted(source.glob("*.npz"))[: options.peer_days]
    command = [sys.executable, "-m", "benchmarks.cohort", "--alone", str(source), str(out / "one")]
    run = subprocess.run(command, env=ONE_THREAD, capture_output=True, text=True, check=True)
    rate, early_mb, late_mb = map(float, run.stdout.split())
    rows: list[list[object]] = [["sitmon cohort, one process", options.days, f"{rate:.2f}"]]
    for name, found in (
        ("scikit-digital-health", skdh_rate(files)),
        ("acti-motus", None if options.no_acti_motus else acti_motus_rate(files, options.rate)),
    ):
        rows.append([name, len(files), "-" if found is None else f"{found:.2f}"])
    print(table(["person-days a second, one core", "days", "rate"], rows), flush=True)
    print(f"\npeak memory of the process: {early_mb:.0f} MB after a tenth of the files, {late_mb:.0f} MB after all")
    everyone = Cohort(str(source), str(out / "all"))
    names = find_recordings(everyone)
    print(f"all cores: {together(everyone, measure_cohort(everyone, names, on_all_cores)):.2f} person-days a second")
    print(", ".join(killed(source, out / "killed", options.days)), flush=True)
    tables = ["one", "all", "killed"]
    if options.scheduler:
        cluster = Cohort(str(source), str(out / "dask"))
        engine = partial(on_dask, address=options.scheduler)
        print(f"Dask: {together(cluster, measure_cohort(cluster, names, engine)):.2f} person-days a second")
        tables.append("dask")
    same = len({(out / name / "days.parquet").read_bytes() for name in tables}) == 1
    print(f"the tables of {', '.join(tables)}: {'the same bytes' if same else 'DIFFERENT'}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cohort", description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=200)
    parser.add_argument("--rate", type=float, default=12.5, help="of the samples, Hz")
    parser.add_argument("--peer-days", type=int, default=20, help="the peers measure the first so many")
    parser.add_argument("--folder", type=Path, help="keep the days there; by default they go when all is measured")
    parser.add_argument("--scheduler", help="also on this Dask cluster")
    parser.add_argument("--no-acti-motus", action="store_true", help="leave it out")
    parser.add_argument("--alone", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        alone(*options.alone)
        return
    with TemporaryDirectory() as temporary:
        source = options.folder or Path(temporary) / "days"
        make(source, options.days, options.rate)
        out = Path(temporary) / "tables"
        measured(source, out, options)
        shutil.rmtree(out)


if __name__ == "__main__":
    main()
