"""The local socket through which other commands speak to the running daemon: one JSON line each way.

A Unix socket that only its owner may open (mode 0600, in a folder of mode 0700): whoever can connect is the user.
It lies in the runtime folder, since a path of more than some hundred bytes is none that a socket can have; where it is
asked for, with what is kept, stands a link to it, by which every command finds it, whatever its environment.
Where there are no Unix sockets (Windows) it is a port of this machine and a key in a file: `loopback`.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import socket
import stat
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from monitor.edges.files import make_folder
from monitor.errors import MonitorError

Message = dict[str, object]

LONGEST_LINE: Final = 65536
"""Bytes of one request or answer."""

PATIENCE_S: Final = 2.0
"""How long a command waits for the daemon's answer, and the daemon for a request (product default)."""


LONGEST_PATH: Final = 103
"""Bytes of a socket's path: macOS has 104 with the NUL, Linux 108 (unix(7))."""


class NotRunningError(MonitorError):
    """No daemon listens at the socket."""


def socket_places(path: Path) -> list[Path]:
    """Name the places of the socket that `path` stands for, the best first: each is short, private, and of this path.

    The folder that the session gives (XDG_RUNTIME_DIR, or where systemd would have it), else one of our own below the
    folder for passing files.
    """
    name = f"{hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:16]}.sock"
    given = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    user = os.getuid() if hasattr(os, "getuid") else 0
    usual = Path("/run/user") / str(user)
    folders = [folder / "sitmon" for folder in (given, usual) if folder.is_absolute() and _is_private(folder)]
    passing = [Path(tempfile.gettempdir()) / f"sitmon-{user}", Path("/tmp") / f"sitmon-{user}"]  # noqa: S108  ours is private
    places = dict.fromkeys(folder / name for folder in (*folders, *passing))
    return [place for place in places if len(os.fsencode(place)) <= LONGEST_PATH]


def _is_private(folder: Path) -> bool:
    """Whether it is a folder of this user that nobody else may write into; a link is none."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


@asynccontextmanager
async def serve(path: Path, answer: Callable[[Message], Awaitable[Message]]) -> AsyncIterator[None]:
    """Answer requests at `path` while the context lasts; `answer` must be done within `PATIENCE_S`.

    Raises:
        MonitorError: the socket cannot be made.
    """

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, ValueError):  # a client that left, stalls or talks nonsense
            line = await asyncio.wait_for(reader.readline(), PATIENCE_S)
            writer.write(_line(await asyncio.wait_for(_answered(line, answer), PATIENCE_S)))
            await writer.drain()
        writer.close()

    server, place = await _listen(path, attend)
    try:
        if place != path:
            _leave_link(path, place)
        async with server:
            yield
    finally:
        for name in (place, path):
            with contextlib.suppress(OSError):
                name.unlink()


async def _listen(path: Path, attend: Callable[..., Awaitable[None]]) -> tuple[asyncio.Server, Path]:
    """Listen at the first place where that can be done.

    Raises:
        MonitorError: there is none; with the last reason.
    """
    if not hasattr(socket, "AF_UNIX"):
        return await _listen_at_port(path, attend), path
    reason = "no folder for it has a short name and is yours alone"
    for place in socket_places(path):
        try:
            make_folder(place.parent)
            if not _is_private(place.parent):
                continue
            place.unlink(missing_ok=True)  # of a daemon that was killed; the journal's lock keeps out a second one
            server = await asyncio.start_unix_server(attend, place, limit=LONGEST_LINE)
            place.chmod(0o600)
        except OSError as error:
            reason = f"{place}: {error.strerror or error}"
        else:
            return server, place
    raise MonitorError(f"the control socket cannot be made ({reason}): let XDG_RUNTIME_DIR name a folder of yours")


async def _listen_at_port(path: Path, attend: Callable[..., Awaitable[None]]) -> asyncio.Server:
    from monitor.edges import loopback  # Windows alone needs it, and what it loads

    try:
        make_folder(path.parent)
        path.unlink(missing_ok=True)
        return await loopback.start(path, attend, LONGEST_LINE, PATIENCE_S)
    except OSError as error:
        raise MonitorError(f"{path}: the control channel cannot be made ({error.strerror or error})") from error


def _leave_link(path: Path, place: Path) -> None:
    """Let commands with another environment find it; where nothing can be written they look in the same places."""
    with contextlib.suppress(OSError):
        make_folder(path.parent)
        path.unlink(missing_ok=True)
        path.symlink_to(place)


def _connect(path: Path) -> socket.socket:
    """Connect to the daemon that `path` stands for.

    Raises:
        NotRunningError: nobody listens at any of its places.
    """
    if not hasattr(socket, "AF_UNIX"):
        from monitor.edges import loopback

        with contextlib.suppress(OSError):
            return loopback.connect(path, PATIENCE_S)
        raise NotRunningError("sitmon is not running: start it with `sitmon run`")
    linked = path.readlink() if path.is_symlink() else path
    for place in dict.fromkeys((linked, *socket_places(path))):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE_S)
        try:
            connection.connect(str(place))
        except OSError:
            connection.close()
        else:
            return connection
    raise NotRunningError("sitmon is not running: start it with `sitmon run`")


def ask(path: Path, request: Message) -> Message:
    """Send one request to the daemon and wait for its answer.

    Raises:
        NotRunningError: nobody listens at `path`.
        MonitorError: it does not answer in time, or not in our terms, or it refuses.
    """
    with _connect(path) as connection:
        try:
            connection.sendall(_line(request))
            with connection.makefile("rb") as lines:
                answer = _parsed(lines.readline(LONGEST_LINE))
        except (OSError, ValueError) as error:
            raise MonitorError(f"the running sitmon does not answer ({error}): restart it") from error
    if "error" in answer:
        raise MonitorError(f"the running sitmon refuses: {answer['error']}")
    return answer


async def _answered(line: bytes, answer: Callable[[Message], Awaitable[Message]]) -> Message:
    try:
        return await answer(_parsed(line))
    except ValueError as error:
        return {"error": str(error)}


def _parsed(line: bytes) -> Message:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(message, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  one kind of error for one kind of fault
    return message


def _line(message: Message) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"
