"""The engines alone: all names once, in bounded number, and through the death of workers."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from monitor.analysis import engines
from monitor.analysis.engines import KILLED, Measure, Outcome, in_this_process, on_all_cores, on_dask
from monitor.errors import UsageError
from tests.support.cohorts import dask_cluster

pytestmark = pytest.mark.slow

NAMES = [f"p{number}" for number in range(9)]
Engine = Callable[[Measure, Iterable[str]], Iterator[Outcome]]


def measure(name: str) -> Outcome:
    """Nothing to do."""
    return Outcome(name)


def die_of_one(folder: Path, times: int, name: str) -> Outcome:
    """The process that is given p3 is killed, so many times; each name that is done leaves a line."""
    deaths = folder / "deaths"
    if name == "p3" and len(deaths.read_text() if deaths.exists() else "") < times:
        with deaths.open("a") as file:
            file.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    with (folder / "done").open("a") as file:
        file.write(f"{name}\n")
    return Outcome(name)


def stumble(name: str) -> Outcome:
    """A fault of ours."""
    raise KeyError(name)


@pytest.mark.parametrize("engine", [in_this_process, partial(on_all_cores, workers=2)], ids=["one", "all"])
def test_each_name_has_its_outcome(engine: Engine) -> None:
    """None is left out and none comes twice; no names are no work."""
    assert list(map(Outcome, NAMES)) == sorted(engine(measure, NAMES), key=lambda outcome: outcome.name)
    assert [] == list(engine(measure, []))


def test_a_killed_worker_costs_nothing(tmp_path: Path) -> None:
    """What was under way when a worker died is done again."""
    outcomes = list(on_all_cores(partial(die_of_one, tmp_path, 1), NAMES, workers=2))

    assert set(map(Outcome, NAMES)) == set(outcomes)
    assert len(NAMES) == len(outcomes)
    assert set(NAMES) == set((tmp_path / "done").read_text().split())


def test_a_file_that_kills_every_worker_is_named_and_the_rest_done(tmp_path: Path) -> None:
    """Two deaths are enough: a third try would be in vain."""
    outcomes = list(on_all_cores(partial(die_of_one, tmp_path, 99), NAMES, workers=2))
    problems = [outcome for outcome in outcomes if outcome.problem]

    assert [Outcome("p3", KILLED)] == problems
    assert len(NAMES) == len(outcomes)
    assert 2 == len((tmp_path / "deaths").read_text())


def test_a_killed_worker_of_a_cluster_costs_nothing(tmp_path: Path) -> None:
    """Its scheduler gives the work to the other one."""
    with dask_cluster(tmp_path) as address:
        outcomes = list(on_dask(partial(die_of_one, tmp_path, 1), NAMES, address))

    assert "x" == (tmp_path / "deaths").read_text()
    assert list(map(Outcome, NAMES)) == sorted(outcomes, key=lambda outcome: outcome.name)


def test_a_fault_in_a_worker_is_the_problem_of_its_name() -> None:
    """The study goes on."""
    (outcome,) = on_all_cores(stumble, ["p1"], workers=1)

    assert Outcome("p1", "KeyError: 'p1'") == outcome


def test_a_scheduler_that_is_not_there_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens on port 1."""
    monkeypatch.setattr(engines, "ANSWER_S", 0.5)
    with pytest.raises(UsageError, match="no Dask scheduler answers there") as caught:
        list(on_dask(measure, NAMES, "tcp://127.0.0.1:1"))

    assert "\n" not in str(caught.value)
