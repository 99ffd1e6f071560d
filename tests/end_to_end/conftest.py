"""A browser and a desktop, for all that end to end goes through them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from tests.support.commands import Commands
from tests.support.desktop_session import DesktopSession, desktop_session, missing_parts
from tests.support.page import browsing


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    """One browser for all that look at a wide and light page."""
    with browsing() as browser:
        yield browser


@pytest.fixture
def dunst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DesktopSession]:
    """A desktop that shows notifications."""
    if missing := missing_parts("dunst"):
        pytest.skip(f"needs {missing}")
    folder = tmp_path / "desktop"
    folder.mkdir()
    with desktop_session(folder, "dunst") as session:
        for name, value in session.environment.items():
            monkeypatch.setenv(name, value)
        yield session


@pytest.fixture
def sitmon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The commands, with settings and storage of this test alone."""
    return Commands(tmp_path, monkeypatch)
