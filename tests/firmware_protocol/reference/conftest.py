"""The reference firmware as parts to test with; what needs a compiler or Node skips where there is none."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.firmware_protocol.reference.oracle import Oracle, compiled
from tests.firmware_protocol.reference.sketch import Sketch
from tests.firmware_protocol.reference.sketch import compiled as compiled_sketch
from tests.firmware_protocol.reference.watch import Watch


@pytest.fixture(scope="session")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    """The header in a process of its own, which must end clean."""
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed")
    running = Oracle(compiled(tmp_path_factory.mktemp("oracle")))
    yield running
    assert running.close() == 0


def _board(name: str) -> Iterator[Watch]:
    """The app on a stubbed board under Node."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    watch = Watch(name)
    yield watch
    watch.close()


@pytest.fixture(scope="module")
def running_bangle() -> Iterator[Watch]:
    """A Bangle.js 2, one process for a module's tests."""
    yield from _board("BANGLEJS2")


@pytest.fixture(scope="module")
def running_puck() -> Iterator[Watch]:
    """A Puck.js v2, one process for a module's tests."""
    yield from _board("PUCKJS")


@pytest.fixture
def bangle(running_bangle: Watch) -> Watch:
    """A Bangle.js 2 as fresh from the shop, with the app just started."""
    return _fresh(running_bangle)


@pytest.fixture
def puck(running_puck: Watch) -> Watch:
    """A Puck.js v2 as fresh from the shop, with the app just started."""
    return _fresh(running_puck)


@pytest.fixture(params=["BANGLEJS2", "PUCKJS"])
def board(request: pytest.FixtureRequest) -> Watch:
    """Each of the two boards."""
    watch: Watch = request.getfixturevalue({"BANGLEJS2": "bangle", "PUCKJS": "puck"}[request.param])
    return watch


def _fresh(watch: Watch) -> Watch:
    """Forget what was stored, and boot."""
    watch.do("store", files={})
    watch.boot()
    return watch


@pytest.fixture(scope="session")
def sketch_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The XIAO sketch compiled for this computer."""
    if shutil.which("g++") is None:
        pytest.skip("g++ is not installed")
    return compiled_sketch(tmp_path_factory.mktemp("sketch"))


@pytest.fixture
def sketch(sketch_program: Path) -> Iterator[Sketch]:
    """A new board, which must end clean."""
    running = Sketch(sketch_program)
    yield running
    assert running.close() == 0


@pytest.fixture(scope="module")
def running_sketch(sketch_program: Path) -> Iterator[Sketch]:
    """One board for all examples of a property, with a central that has subscribed."""
    running = Sketch(sketch_program)
    running.meet()
    yield running
    assert running.close() == 0
