"""What systemd hears from the running sitmon."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.edges.service.notify import watched
from tests.support.commands import Commands


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket that systemd would listen on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "ear"))
        ear.settimeout(20)
        yield ear


def variables(ear: socket.socket, **more: str) -> dict[str, str]:
    """What systemd sets for a unit of Type=notify."""
    return {"NOTIFY_SOCKET": ear.getsockname(), **more}


def test_ready_is_told_once_and_the_watchdog_fed_each_time(ear: socket.socket) -> None:
    """READY=1 comes with the first turn of the loop, never before; each later turn feeds the watchdog alone."""
    watcher = watched(variables(ear))
    assert watcher is not None
    watcher.turned()
    watcher.turned()
    watcher.stopping()

    heard = [ear.recv(100).decode() for _ in range(3)]

    assert ["READY=1\nWATCHDOG=1", "WATCHDOG=1", "STOPPING=1"] == heard


def test_an_abstract_socket_is_reached_as_well() -> None:
    """Systemd may name a socket that lies in no folder: `@` stands for NUL."""
    name = f"sitmon-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(f"\0{name}")
        ear.settimeout(5)
        watcher = watched({"NOTIFY_SOCKET": f"@{name}"})
        assert watcher is not None
        watcher.stopping()

        assert b"STOPPING=1" == ear.recv(100)


@pytest.mark.parametrize(
    "environ", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:1234"}, {"NOTIFY_SOCKET": "x"}]
)
def test_who_is_not_watched_tells_nobody(environ: dict[str, str]) -> None:
    """Without a socket that we can speak to, started from a terminal, there is nobody to tell."""
    assert watched(environ) is None


def test_an_ear_that_is_gone_does_not_end_the_watching(tmp_path: Path) -> None:
    """If the message cannot be sent, the loop goes on: systemd's watchdog is the judge, not we."""
    watcher = watched({"NOTIFY_SOCKET": str(tmp_path / "gone")})
    assert watcher is not None

    watcher.turned()

    assert watcher.is_ready


@pytest.mark.parametrize(
    ("more", "every_s"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 20.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 20.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, 60.0),
        ({"WATCHDOG_USEC": "0"}, 60.0),
        ({"WATCHDOG_USEC": "soon"}, 60.0),
        ({}, 60.0),
    ],
)
def test_the_watchdog_is_fed_thrice_in_its_time(ear: socket.socket, more: dict[str, str], every_s: float) -> None:
    """The unit says how patient it is; a watchdog that is meant for another process, or none, sets no pace."""
    watcher = watched(variables(ear, **more))

    assert watcher is not None
    assert every_s == watcher.every_s


@pytest.mark.skipif(sys.platform == "win32", reason="signals and such sockets are not Windows'")
def test_the_real_command_says_ready_goes_on_saying_so_and_says_that_it_stops(
    ear: socket.socket, sitmon: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`sitmon run`, with no wearable and perhaps no adapter, keeps its watchdog fed and ends with 0 when told to."""
    for name, value in variables(ear, WATCHDOG_USEC="300000").items():
        monkeypatch.setenv(name, value)
    process = sitmon.start("run")
    try:
        heard = [ear.recv(100).decode() for _ in range(3)]
        process.send_signal(signal.SIGTERM)
        while heard[-1] != "STOPPING=1":
            heard.append(ear.recv(100).decode())
        process.communicate(timeout=20)
    finally:
        process.kill()
        process.communicate()

    assert ["READY=1\nWATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"] == heard[:3]
    assert {"WATCHDOG=1", "STOPPING=1"} == set(heard[3:]) | {"WATCHDOG=1"}
    assert 0 == process.returncode
