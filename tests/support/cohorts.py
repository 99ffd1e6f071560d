"""Small studies: a few simulated people, each a file; and a cluster of real processes to measure them on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from monitor.coaching.profile import Side
from monitor.simulation.body import simulate_motion
from monitor.simulation.script import parse_script

HOUSE = Path(__file__).parents[2]
RATE_HZ = 12.5
NOON_S = 1_772_452_800.0
"""2026-03-02T12:00:00Z."""


def write_day(path: Path, script: str, seed: int = 1, start_s: float = NOON_S) -> None:
    """An `.npz` of somebody."""
    motion = simulate_motion(parse_script(script), leg=Side.LEFT, seed=seed, sample_rate_hz=RATE_HZ)
    path.parent.mkdir(parents=True, exist_ok=True)
    meta = '{"axes": "x +1 g upright", "site": "thigh"}'
    time_s = start_s + np.arange(len(motion.xyz_g)) / RATE_HZ
    np.savez(path, xyz=motion.xyz_g.astype(np.float32), time_s=time_s, meta=np.array(meta))


def write_study(folder: Path, people: int = 5) -> Path:
    """A study of so many people, one of whom lies in a folder of his own."""
    for number in range(people):
        name = "ben/monday.npz" if number == 1 else f"p{number}.npz"
        write_day(folder / name, f"sit:{8 + number}m walk:2m sit:5m stand:1m sit:3m", seed=number)
    return folder


@contextmanager
def dask_cluster(folder: Path, workers: int = 2) -> Iterator[str]:
    """The address of a scheduler with workers, each a process of its own."""
    address_file = folder / "scheduler.json"
    beside = ["--scheduler-file", str(address_file)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": HOUSE}
    dask = [sys.executable, "-m", "dask"]
    environment = os.environ | {"PYTHONPATH": str(HOUSE), "OMP_NUM_THREADS": "1"}
    commands = [[*dask, "scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard", *beside]]
    worker = [
        *dask,
        "worker",
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
        "--local-directory",
        str(folder),
        *beside,
    ]
    commands += [worker] * workers
    processes = [subprocess.Popen(command, env=environment, **quiet) for command in commands]  # type: ignore[call-overload]
    try:
        yield _address(address_file, workers)
    finally:
        for process in reversed(processes):  # nothing is worth a farewell
            process.kill()
            process.wait()


def _address(address_file: Path, workers: int) -> str:
    from distributed import Client

    with Client(scheduler_file=str(address_file), timeout=30) as client:
        client.wait_for_workers(workers, timeout=30)
        return str(client.scheduler.address)
