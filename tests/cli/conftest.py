"""What these tests share."""

from pathlib import Path

import pytest

from tests.support.commands import Commands


@pytest.fixture
def sitmon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The commands, with settings and storage of this test alone."""
    return Commands(tmp_path, monkeypatch)
