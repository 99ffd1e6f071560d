"""The local socket through which other commands speak to the running daemon: one JSON line each way.

A Unix socket that only its owner may open (mode 0600, in a folder of mode 0700): whoever can connect is the user.
Where there are no Unix sockets (Windows) it is a port of this machine and a key in a file: `loopback`.
"""

import asyncio
import contextlib
import json
import socket
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


class NotRunningError(MonitorError):
    """No daemon listens at the socket."""


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

    try:
        make_folder(path.parent)
        path.unlink(missing_ok=True)  # of a daemon that was killed; the journal's lock keeps out a second one
        server = await _listening(path, attend)
    except OSError as error:
        raise MonitorError(f"{path}: the control socket cannot be made ({error.strerror or error})") from error
    try:
        async with server:
            yield
    finally:
        path.unlink(missing_ok=True)


def ask(path: Path, request: Message) -> Message:
    """Send one request to the daemon and wait for its answer.

    Raises:
        NotRunningError: nobody listens at `path`.
        MonitorError: it does not answer in time, or not in our terms, or it refuses.
    """
    try:
        connection = _connected(path)
    except OSError as error:
        raise NotRunningError("sitmon is not running: start it with `sitmon run`") from error
    with connection:
        try:
            connection.sendall(_line(request))
            with connection.makefile("rb") as lines:
                answer = _parsed(lines.readline(LONGEST_LINE))
        except (OSError, ValueError) as error:
            raise MonitorError(f"the running sitmon does not answer ({error}): restart it") from error
    if "error" in answer:
        raise MonitorError(f"the running sitmon refuses: {answer['error']}")
    return answer


async def _listening(
    path: Path, attend: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
) -> asyncio.Server:
    if not hasattr(socket, "AF_UNIX"):
        from monitor.edges import loopback  # Windows alone needs it, and what it loads

        return await loopback.start(path, attend, LONGEST_LINE, PATIENCE_S)
    server = await asyncio.start_unix_server(attend, path, limit=LONGEST_LINE)
    path.chmod(0o600)
    return server


def _connected(path: Path) -> socket.socket:
    if not hasattr(socket, "AF_UNIX"):
        from monitor.edges import loopback

        return loopback.connect(path, PATIENCE_S)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(PATIENCE_S)
        connection.connect(str(path))
    except BaseException:
        connection.close()
        raise
    return connection


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
