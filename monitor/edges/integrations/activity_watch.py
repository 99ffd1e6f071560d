"""A watcher of ActivityWatch: one event for as long as a posture lasts, in a bucket beside those of its own watchers.

Its server's interface: https://docs.activitywatch.net/en/latest/api/rest.html.
"""

import asyncio
import json
import platform
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from monitor.edges.integrations import Integration, Status, UnreachableError

LOOK_S: Final = 5.0
"""How often the posture is told; heartbeats that are alike are joined by the server."""

PULSE_S: Final = 15.0
"""A silence up to which two heartbeats are one event: three lost ones."""

PATIENCE_S: Final = 5.0

KIND: Final = "sitmon.posture"


class ActivityWatch(Integration):
    """Tells ActivityWatch's server the posture.

    Args:
        url: of the server, such as `"http://127.0.0.1:5600"`.
        status: how things are now.
    """

    name = "activity-watch"

    def __init__(self, url: str, status: Callable[[], Status]) -> None:
        self._bucket = f"{url.rstrip('/')}/api/0/buckets/sitmon_{platform.node()}"
        self._status = status

    async def run(self) -> None:
        """Make the bucket if it is not there, then tell.

        Raises:
            UnreachableError: the server is not there, or refuses.
        """
        about = {"client": "sitmon", "type": KIND, "hostname": platform.node()}
        await asyncio.to_thread(_post, self._bucket, about)
        while True:
            if (beat := heartbeat_of(self._status())) is not None:
                await asyncio.to_thread(_post, f"{self._bucket}/heartbeat?pulsetime={PULSE_S:g}", beat)
            await asyncio.sleep(LOOK_S)


def heartbeat_of(status: Status, now: datetime | None = None) -> dict[str, object] | None:
    """One heartbeat; None while nothing is seen, so that a gap stays a gap."""
    if "posture" not in status or status.get("link") != "streaming":
        return None
    time = now or datetime.now(UTC)
    return {"timestamp": time.isoformat(), "duration": 0, "data": {"posture": str(status["bout"])}}


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
    except (OSError, ValueError) as error:
        raise UnreachableError(f"ActivityWatch at {url} is not there ({error}): is aw-server running?") from error
