"""A browser that the service opens runs outside of it."""

import os
import webbrowser
from pathlib import Path

import pytest

from monitor.edges.service import browse

URL = "http://127.0.0.1:4711/figure4/left"


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where `systemd-run` writes down how it was called; `xdg-open` is there, and no webbrowser is."""
    for name, text in (("systemd-run", f'echo "$@" > "{tmp_path}/asked"'), ("xdg-open", "exit 9")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(webbrowser, "open", lambda url: url == "")
    return tmp_path / "asked"


def test_from_the_unit_the_user_manager_opens_it(asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the unit's restrictions nor its end reach the browser."""
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/user/1000/systemd/notify")

    assert browse(URL)
    assert f"--user --collect --quiet -- {asked.parent / 'xdg-open'} {URL}\n" == asked.read_text()


def test_a_user_manager_that_refuses_is_told(asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the guide in the terminal is named instead."""
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/user/1000/systemd/notify")
    (asked.parent / "systemd-run").write_text("#!/bin/sh\nexit 1\n")

    assert not browse(URL)


def test_from_a_terminal_it_is_opened_as_always(asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a unit there is nothing to get out of."""
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)

    assert not browse(URL)
    assert not asked.exists()
