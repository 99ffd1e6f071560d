"""Who does the work of a cohort: this process, all cores of this machine, or a Dask cluster that is there already.

An engine takes a function and names, and yields what the function returned for each, in any order.  The function is
plain and picklable, and so are its names and outcomes: Spark's `map` or a Ray task take it as it is.  No engine holds
more than a few names at once, so memory does not grow with their number.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Final

from monitor.errors import UsageError, to_install

AHEAD: Final = 2
"""So many names for each worker wait at its door, so that it never does (product default)."""

ANSWER_S: Final = 10.0
"""A scheduler answers within this time (product default)."""

KILLED: Final = "its worker process was killed, twice; it may need more memory than there is"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Attributes:
        name: of the file, relative to the cohort's folder.
        problem: why there is no table of it, one line; empty if there is.
    """

    name: str
    problem: str = ""


Measure = Callable[[str], Outcome]


def in_this_process(measure: Measure, names: Iterable[str]) -> Iterator[Outcome]:
    """One after the other."""
    return map(measure, names)


def on_all_cores(measure: Measure, names: Iterable[str], workers: int | None = None) -> Iterator[Outcome]:
    """In processes of this machine, as many as it has cores unless said otherwise.

    A worker that is killed loses nothing: what was under way is done again, each name in a process of its own, and
    only the name that kills that one too becomes a problem.
    """
    waiting = deque(names)
    while waiting:
        for name in (yield from _pool(measure, waiting, workers or _cores())):
            for killer in (yield from _pool(measure, deque([name]), 1)):
                yield Outcome(killer, KILLED)


def on_dask(measure: Measure, names: Iterable[str], address: str) -> Iterator[Outcome]:
    """On the workers of a running scheduler; they need sitmon and must reach the storage by the same paths.

    Dask itself gives a dead worker's work to another one; what kills several becomes a problem.

    Raises:
        UsageError: Dask is not installed, or nobody answers at that address.
    """
    try:
        from distributed import Client, as_completed
    except ModuleNotFoundError as error:
        raise UsageError(f"--scheduler needs {error.name}: {to_install('cohort')}") from error
    try:
        client = Client(address, timeout=ANSWER_S)
    except (OSError, ValueError) as error:
        raise UsageError(f"--scheduler {address}: no Dask scheduler answers there ({error})") from error
    waiting = deque(names)
    named: dict[str, str] = {}
    with client:
        running = as_completed([])
        while True:
            room = AHEAD * max(1, sum(client.nthreads().values()))
            while waiting and len(named) < room:
                future = client.submit(measure, waiting[0], pure=False)
                named[future.key] = waiting.popleft()
                running.add(future)
            if not named:
                return
            future = next(running)
            yield _outcome(named.pop(future.key), future)


def _pool(measure: Measure, waiting: deque[str], workers: int) -> Generator[Outcome, None, list[str]]:
    """Outcomes until all is done or a worker dies; returns the names that were under way then."""
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_end_with_parent)
    running: dict[Future[Outcome], str] = {}
    lost: list[str] = []
    try:
        while (waiting or running) and not lost:
            while waiting and len(running) < AHEAD * workers:
                running[pool.submit(measure, waiting[0])] = waiting[0]
                waiting.popleft()
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    lost.append(name)
                else:
                    yield _outcome(name, future)
    except BrokenProcessPool:  # by `submit`: it died between two looks
        pass
    finally:
        pool.shutdown(cancel_futures=True)
    return lost + list(running.values())


def _outcome(name: str, future: "Future[Outcome]") -> Outcome:
    error = future.exception()
    return future.result() if error is None else Outcome(name, f"{type(error).__name__}: {error}".splitlines()[0])


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _end_with_parent() -> None:
    """Nobody is left behind when the parent is killed: a pool's worker would wait for ever.  Ctrl-C is the parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    Thread(target=follow, daemon=True).start()
