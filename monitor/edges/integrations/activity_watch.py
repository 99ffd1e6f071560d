"""A watcher of ActivityWatch: one event for as long as a posture lasts, in a bucket beside those of its own watchers.

Its server's interface: https://docs.activitywatch.net/en/latest/api/rest.html.
"""

import asyncio
import json
import platform
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Final
from urllib.parse import quote

from monitor.edges.integrations import Integration, Status, UnreachableError

LOOK_S: Final = 5.0
"""How often the posture is told; heartbeats that are alike are joined by the server."""

PULSE_S: Final = 15.0
"""A silence up to which two heartbeats are one event: three lost ones."""

PATIENCE_S: Final = 5.0

MOST_WAITING: Final = 4096
"""Postures that wait while the server is away; of more than some weeks the oldest are left out (product default)."""

KIND: Final = "sitmon.posture"


@dataclass(slots=True)
class _Span:
    """A posture from one moment to another, UTC in POSIX seconds."""

    posture: str
    start_s: float
    end_s: float


class ActivityWatch(Integration):
    """Tells ActivityWatch's server the posture; what it missed while it was away is told when it is back.

    Args:
        url: of the server, such as `"http://127.0.0.1:5600"`.
        status: how things are now.
    """

    name = "activity-watch"

    def __init__(self, url: str, status: Callable[[], Status]) -> None:
        self._bucket = f"{url.rstrip('/')}/api/0/buckets/{quote(f'sitmon_{platform.node()}', safe='')}"
        self._status = status
        self._waiting: deque[_Span] = deque(maxlen=MOST_WAITING)
        self._last: _Span | None = None

    async def look(self) -> None:
        """Put each posture that is seen behind those that wait to be told; one that goes on is made longer."""
        while True:
            self._take(heartbeat_of(self._status()), time.time())
            await asyncio.sleep(LOOK_S)

    def _take(self, posture: str | None, now_s: float) -> None:
        last = self._last
        if posture is None:
            self._last = None
            return
        goes_on = last is not None and last.posture == posture and 0.0 <= now_s - last.end_s <= PULSE_S
        if last is not None and goes_on and self._waiting and self._waiting[-1] is last:
            last.end_s = now_s
            return
        self._last = _Span(posture, last.end_s if last is not None and goes_on else now_s, now_s)
        self._waiting.append(self._last)

    async def run(self) -> None:
        """Make the bucket if it is not there, then tell.

        Raises:
            UnreachableError: the server is not there, or refuses.
        """
        about = {"client": "sitmon", "type": KIND, "hostname": platform.node()}
        await asyncio.to_thread(_post, self._bucket, about)
        while True:
            while self._waiting:
                span = replace(self._waiting[0])
                await asyncio.to_thread(_post, f"{self._bucket}/heartbeat?pulsetime={PULSE_S:g}", _event(span))
                self._has_told(span)
            await asyncio.sleep(LOOK_S)

    def _has_told(self, told: _Span) -> None:
        """Take one that was told from those that wait, but for what came to it meanwhile."""
        if self._waiting and self._waiting[0].start_s == told.start_s:
            if self._waiting[0].end_s > told.end_s:
                self._waiting[0].start_s = told.end_s
            else:
                self._waiting.popleft()


def _event(span: _Span) -> dict[str, object]:
    start = datetime.fromtimestamp(span.start_s, UTC)
    return {
        "timestamp": start.isoformat(),
        "duration": round(span.end_s - span.start_s, 3),
        "data": {"posture": span.posture},
    }


def heartbeat_of(status: Status) -> str | None:
    """The posture that is told; None while nothing is seen, so that a gap stays a gap."""
    return None if "posture" not in status or status.get("link") != "streaming" else str(status["bout"])


def _post(url: str, body: Mapping[str, object]) -> None:
    kind = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), kind)  # noqa: S310  a URL of the settings
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S):  # noqa: S310
            return
    except urllib.error.HTTPError as error:
        if error.code == 304:  # the bucket is there already
            return
        raise UnreachableError(f"ActivityWatch at {url} refuses ({error.code} {error.reason})") from error
    except (OSError, ValueError, HTTPException) as error:
        raise UnreachableError(f"ActivityWatch at {url} is not there ({error}): is aw-server running?") from error
