# ruff: noqa: ASYNC240  a file or two, of this machine
"""The local socket: one line each way, for its owner only, and robust against whatever is written to it."""

import asyncio
import contextlib
import json
import os
import socket
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
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


@pytest.fixture
def brief() -> Iterator[Path]:
    """A folder of a short name, in which a socket finds room however deep tests lie."""
    with tempfile.TemporaryDirectory(prefix="s", dir="/tmp") as folder:
        yield Path(folder)


@pytest.mark.parametrize("folder", ["x" * 200, "höme 日本" * 20, "short"])
@pytest.mark.parametrize("runtime", [None, "given", "r" * 150, "nowhere", "open"])
async def test_any_home_and_any_runtime_folder(
    brief: Path, monkeypatch: pytest.MonkeyPatch, folder: str, runtime: str | None
) -> None:
    """However long the home and whatever the runtime folder: it listens in private, no socket lies with the data."""
    tmp_path = brief
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


# -------------------------------------------------------------------------------- without Unix sockets
@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The socket module as Windows has it."""
    monkeypatch.setattr(control, "socket", SimpleNamespace(socket=socket.socket))


@pytest.mark.usefixtures("loopback")
async def test_a_system_without_such_sockets_is_asked_at_a_port(path: Path) -> None:
    """The same requests and answers; the key lies in a file of the owner alone, which goes with the daemon."""
    async with serve(path, echo):
        mode = stat.S_IMODE(path.stat().st_mode)
        answers = [await beside(ask, path, {"number": number}) for number in range(3)]
        with pytest.raises(MonitorError, match="refuses: bad is not good"):
            await beside(ask, path, {"bad": True})

    assert 0o600 == mode
    assert [{"heard": {"number": number}} for number in range(3)] == answers
    assert not path.exists()
    with pytest.raises(NotRunningError, match="is not running"):
        ask(path, {})


@pytest.mark.usefixtures("loopback")
async def test_who_has_not_read_the_file_is_told_nothing(path: Path) -> None:
    """Another user of the machine: a wrong proof, none, nonsense; and the next in order is answered."""
    heard: list[Message] = []

    async def hear(request: Message) -> Message:
        heard.append(request)
        return {"secret": "of this person"}

    async with serve(path, hear):
        port = json.loads(path.read_bytes())["port"]
        for lines in (b'{"do":"status"}\n', b"a\nb\n", b"a\n" + b"0" * 64 + b'\n{"do":"status"}\n', *NONSENSE.values()):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(lines)
            writer.write_eof()
            with contextlib.suppress(ConnectionError):
                assert b"secret" not in await asyncio.wait_for(reader.read(), 5.0)
            writer.close()
        assert [] == heard
        assert {"secret": "of this person"} == await beside(ask, path, {"do": "status"})


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("answer", [b"", b"x\n", b"a " + b"0" * 64 + b"\n", b"y" * 1000])
async def test_who_took_the_port_of_a_killed_sitmon_hears_nothing(path: Path, answer: bytes) -> None:
    """The file is still there, and somebody else listens: no red flag is told to him, and none is taken for kept."""
    heard: list[bytes] = []

    async def impostor(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readline())
        writer.write(answer)
        with contextlib.suppress(ConnectionError):
            heard.append(await reader.read())
        writer.close()

    async with serve(path, echo):
        written = json.loads(path.read_bytes())
    server = await asyncio.start_server(impostor, "127.0.0.1", 0)
    async with server:
        path.write_text(json.dumps(written | {"port": server.sockets[0].getsockname()[1]}))
        with pytest.raises(NotRunningError):
            await beside(ask, path, {"do": "say", "action": "red-flag", "detail": "leg-weakness"})

    assert b"red-flag" not in b"".join(heard)


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"port":"x","key":"zz"}', b"[" * 50_000, b"\xff"])
def test_a_file_that_says_no_port_is_no_running_sitmon(path: Path, content: bytes) -> None:
    """One line, as if there were none."""
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(NotRunningError, match="is not running"):
        ask(path, {})
