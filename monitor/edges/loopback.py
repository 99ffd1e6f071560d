"""Where there are no Unix sockets (Windows): a port of this machine, and a key in a file that only its owner may read.

Anybody on the machine can connect to the port, and anybody can take it once sitmon has ended.  So each side proves that
it has read the file before a word is said: no red flag is told to a stranger, and no stranger is told how things are.

    client  -> a number used once
    server  -> another one, and the proof of the first: HMAC-SHA256 by the key (RFC 2104)
    client  -> the proof of the second; then as over a Unix socket
"""

import asyncio
import hmac
import json
import secrets
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from monitor.edges.files import write_file

Attend = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HOST: Final = "127.0.0.1"

LONGEST: Final = 256
"""Characters of a line of the proof."""


async def start(path: Path, attend: Attend, limit: int, patience_s: float) -> asyncio.Server:
    """Listen on any free port, and say in the file which, and by what key; `attend` sees only who has proved it.

    Raises:
        OSError: there is no port, or the file cannot be written.
    """
    key = secrets.token_bytes(32)

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(patience_s):
                theirs, ours = await reader.readline(), secrets.token_hex(32)
                writer.write(f"{ours} {_proof(key, 'server', theirs.decode().strip())}\n".encode())
                is_known = _same(await reader.readline(), _proof(key, "client", ours))
        except (OSError, TimeoutError, ValueError):
            is_known = False
        if is_known:
            await attend(reader, writer)
        writer.close()

    server = await asyncio.start_server(meet, HOST, 0, limit=limit)
    port = server.sockets[0].getsockname()[1]
    try:
        write_file(path, json.dumps({"port": port, "key": key.hex()}))
    except OSError:
        server.close()
        raise
    return server


def connect(path: Path, patience_s: float) -> socket.socket:
    """Connect to the sitmon that wrote the file.

    Raises:
        OSError: there is no file, nobody listens, or somebody else does.
    """
    try:
        said = json.loads(path.read_bytes())
        port, key = int(said["port"]), bytes.fromhex(said["key"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ConnectionRefusedError(f"{path} does not say where sitmon listens") from error
    connection = socket.create_connection((HOST, port), patience_s)
    try:
        _prove(connection, key)
    except BaseException:
        connection.close()
        raise
    return connection


def _prove(connection: socket.socket, key: bytes) -> None:
    ours = secrets.token_hex(32)
    connection.sendall(f"{ours}\n".encode())
    theirs, _, proof = _read_line(connection).partition(b" ")
    if not _same(proof, _proof(key, "server", ours)):
        raise ConnectionRefusedError("somebody else listens where sitmon did")
    connection.sendall(f"{_proof(key, 'client', theirs.decode(errors='replace'))}\n".encode())


def _read_line(connection: socket.socket) -> bytes:
    """One line and no byte more: what follows is read by whoever gets the connection."""
    line = b""
    while not line.endswith(b"\n"):
        if len(line) > LONGEST or not (part := connection.recv(1)):
            raise ConnectionRefusedError("somebody else listens where sitmon did")
        line += part
    return line


def _proof(key: bytes, side: str, number: str) -> str:
    return hmac.new(key, f"{side} {number}".encode(), "sha256").hexdigest()


def _same(given: bytes, proof: str) -> bool:
    return hmac.compare_digest(given.strip(), proof.encode())
