"""What holds for all tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.commands import Commands

NO_SKIPS = "SITMON_NO_SKIPS"
"""Set by .ci/run, which has installed every part: a skip is then a failure."""

settings.register_profile("sitmon", deadline=None)  # what a loaded machine takes says nothing about what is tested
settings.load_profile("sitmon")


@pytest.fixture(scope="session", autouse=True)
def _runtime_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have a runtime folder of our own: no test meets the session of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped where nothing may be."""
    if os.environ.get(NO_SKIPS) and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line(f"{NO_SKIPS} is set, but tests were skipped: see above", red=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail where something was skipped that may not be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get(NO_SKIPS) and exitstatus == 0 and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def sitmon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The commands, with settings and storage of this test alone."""
    return Commands(tmp_path, monkeypatch)
