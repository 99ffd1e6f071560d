"""The reference firmware as parts to test with; what needs a compiler or Node skips where there is none."""

import shutil
from collections.abc import Iterator

import pytest

from tests.firmware_protocol.reference.oracle import Oracle, compiled


@pytest.fixture(scope="session")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    """The header in a process of its own, which must end clean."""
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed")
    running = Oracle(compiled(tmp_path_factory.mktemp("oracle")))
    yield running
    assert running.close() == 0
