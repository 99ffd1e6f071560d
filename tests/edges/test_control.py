# ruff: noqa: ASYNC240  a file or two, of this machine
"""The local socket: one line each way, for its owner only, and robust against whatever is written to it."""

import asyncio
import contextlib
import json
import os
import socket
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from monitor.edges import control
from monitor.edges.control import LONGEST_LINE, Message, NotRunningError, ask, serve
from monitor.errors import MonitorError

T = TypeVar("T")

NONSENSE = {
    "text": b"hello\n",
    "a number": b"1\n",
    "a list": b"[]\n",
    "an empty line": b"\n",
    "deep": b"[" * 60_000 + b"\n",
    "no text": b"\xff\xfe\n",
}


async def echo(request: Message) -> Message:
    """Answer with what was asked, or refuse."""
    if "bad" in request:
        raise ValueError("bad is not good")
    return {"heard": request}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the socket is, in a folder that is not there yet."""
    return tmp_path / "sitmon" / "control.sock"


async def beside(call: Callable[..., T], *args: object) -> T:
    """Call it as another process would: while the loop serves."""
    return await asyncio.to_thread(call, *args)


def send(path: Path, line: bytes) -> bytes:
    """Send raw bytes; what comes back until the other side hangs up."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5.0)
        connection.connect(str(path))
        connection.sendall(line)
        answer = b""
        while part := connection.recv(4096):
            answer += part
        return answer


async def test_a_request_is_answered(path: Path) -> None:
    """What is asked comes to the daemon, its answer comes back, any number of times."""
    async with serve(path, echo):
        for number in range(3):
            request: Message = {"do": "status", "text": "länger", "number": number}
            assert {"heard": request} == await beside(ask, path, request)


async def test_only_its_owner_may_speak(path: Path) -> None:
    """The socket has mode 0600, its folder 0700, and so has the folder with the link to it."""
    async with serve(path, echo):
        assert 0o600 == stat.S_IMODE(path.stat().st_mode)
        assert {0o700} == {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.readlink().parent)}


async def test_afterwards_nobody_listens(path: Path) -> None:
    """The socket is gone with the daemon."""
    async with serve(path, echo):
        pass

    assert not path.exists()
    with pytest.raises(NotRunningError, match="start it with `sitmon run`"):
        ask(path, {})


def test_nobody_ever_listened(path: Path) -> None:
    """No socket means that none runs."""
    with pytest.raises(NotRunningError):
        ask(path, {})


def leave_stale(path: Path) -> None:
    """Leave the socket of a daemon that was killed."""
    path.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))


def test_a_stale_socket_is_nobody(path: Path) -> None:
    """The socket of a killed daemon is not taken for a running one."""
    leave_stale(path)

    with pytest.raises(NotRunningError):
        ask(path, {})


async def test_a_stale_socket_is_replaced(path: Path) -> None:
    """The next daemon takes its place."""
    leave_stale(path)

    async with serve(path, echo):
        assert {"heard": {}} == await beside(ask, path, {})


async def test_a_refusal_is_told(path: Path) -> None:
    """What the daemon refuses is an error in its words."""
    async with serve(path, echo):
        with pytest.raises(MonitorError, match="refuses: bad is not good"):
            await beside(ask, path, {"bad": True})


@pytest.mark.parametrize("line", NONSENSE.values(), ids=NONSENSE)
async def test_nonsense_is_refused_and_harms_nobody(path: Path, line: bytes) -> None:
    """Any line is answered by an error, and the next client is served."""
    async with serve(path, echo):
        assert "error" in json.loads(await beside(send, path, line))
        assert {"heard": {}} == await beside(ask, path, {})


async def test_a_line_without_end_is_cut(path: Path) -> None:
    """A line longer than any of ours is not kept in memory; its client is left without an answer."""
    async with serve(path, echo):
        with contextlib.suppress(ConnectionError):  # hung up on before it had said all
            assert b"" == await beside(send, path, b"x" * (3 * LONGEST_LINE))
        assert {"heard": {}} == await beside(ask, path, {})


async def test_a_client_that_says_nothing_is_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who connects and stalls is hung up on; others are served meanwhile."""
    monkeypatch.setattr(control, "PATIENCE_S", 0.2)
    async with serve(path, echo):
        stalled = asyncio.create_task(beside(send, path, b'{"do":'))
        assert {"heard": {}} == await beside(ask, path, {})
        assert b"" == await asyncio.wait_for(stalled, 3.0)


def test_a_daemon_that_hangs_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the daemon does not answer in time, that is said, and what to do."""
    monkeypatch.setattr(control, "PATIENCE_S", 0.1)
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(path))
        deaf.listen()
        with pytest.raises(MonitorError, match=r"does not answer \(timed out\): restart it") as fault:
            ask(path, {})
    assert not isinstance(fault.value, NotRunningError)


async def test_a_place_that_cannot_be(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no socket can be made, the last place is named, and what to do."""
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(control, "socket_places", lambda _: [tmp_path / "file" / "x.sock"])

    with pytest.raises(MonitorError, match=r"the control socket cannot be made \(.*x.sock: .*XDG_RUNTIME_DIR"):
        async with serve(path, echo):
            pass


@pytest.mark.parametrize("folder", ["x" * 200, "höme 日本" * 20, "short"])
@pytest.mark.parametrize("runtime", [None, "given", "r" * 150, "nowhere", "open"])
async def test_any_home_and_any_runtime_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, runtime: str | None
) -> None:
    """However long the home and whatever the runtime folder: it listens in private, no socket lies with the data."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    if runtime is not None:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / runtime))
        if runtime != "nowhere":
            (tmp_path / runtime).mkdir(mode=0o700)
        if runtime == "open":
            (tmp_path / runtime).chmod(0o777)
    path = tmp_path / folder / "sitmon" / "control.sock"
    async with serve(path, echo):
        assert {"heard": {}} == await beside(ask, path, {})
        place = path.readlink()
        assert 0 == place.parent.stat().st_mode & 0o077
        assert path.parent not in place.parents
        assert (runtime == "given") == (tmp_path / "given" in place.parents)
        monkeypatch.setenv("XDG_RUNTIME_DIR", "/another")  # a client with another environment
        monkeypatch.setattr(tempfile, "tempdir", "/another")
        assert {"heard": {}} == await beside(ask, path, {})


async def test_a_folder_that_cannot_be_written_is_no_reason_not_to_hear(path: Path, tmp_path: Path) -> None:
    """Without the link, commands of the same environment still find it."""
    (tmp_path / "sitmon").write_text("")
    async with serve(path, echo):
        assert {"heard": {}} == await beside(ask, path, {})


async def test_a_runtime_folder_that_somebody_planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link, or a folder that others may write into, is not taken for ours in a folder that everybody shares."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nowhere")
    (tmp_path / "theirs").mkdir()
    (tmp_path / f"sitmon-{os.getuid()}").symlink_to(tmp_path / "theirs")
    path = tmp_path / "data" / "control.sock"
    async with serve(path, echo):
        assert [] == list((tmp_path / "theirs").iterdir())


async def test_systems_without_such_sockets(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are no Unix sockets the daemon runs without, and nobody finds it."""
    monkeypatch.delattr(control.socket, "AF_UNIX")
    async with serve(path, echo):
        assert not path.exists()
        with pytest.raises(NotRunningError, match="no control socket on this system"):
            ask(path, {})
