"""What these tests share."""

from pathlib import Path

import pytest

from monitor.edges.service import Program
from tests.support.commands import Commands

PYTHON = "/opt/sit mon/bin/python"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program whose paths are as unkind as people's folders can be."""
    return Program(tmp_path / "50% of $HOME" / 'my "own" sitmon.toml', tmp_path / "store & more" / "sitmon.log", PYTHON)


@pytest.fixture
def sitmon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The commands, with settings and storage of this test alone."""
    return Commands(tmp_path, monkeypatch)
