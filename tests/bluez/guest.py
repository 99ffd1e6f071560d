"""In the guest: goes through the catalogue, one fault after another, and writes down what happened when."""

import json
import shutil
import subprocess
import time
import traceback
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from tests.bluez.catalogue import CATALOGUE, SCRIPT, Fault
from tests.bluez.pace import PACE
from tests.bluez.scene import HOME, OUT, LateError, Scene, wait_for

SETTLE_S: Final = 5.5
"""The stream runs for so long before the next fault."""

BACK_S: Final = 25.0
"""Longest wait for the stream to come back; then the next fault is tried all the same."""


def main() -> None:
    """Start the daemon, let everything happen to it, and carry out what it kept."""
    scene = Scene()
    try:
        _begin(scene)
        for fault in _wanted():
            _try(scene, fault)
        _mark(end=time.time(), exit_status=scene.stop_daemon())
    except Exception:  # noqa: BLE001  the guest is about to be switched off: whatever it was, the host must hear of it
        _mark(failed=traceback.format_exc())
    finally:
        scene.kill_daemon()
        shutil.copytree(HOME, OUT / "home", ignore=shutil.ignore_patterns("*.sock"), dirs_exist_ok=True)


def _begin(scene: Scene) -> None:
    HOME.mkdir(parents=True, exist_ok=True)
    PACE.begin()
    wait_for(lambda: Path("/run/bed/air.sock").exists() or None, 120.0, "the air")
    scene.await_adapter()
    _say(f"adapter up, a second of a quiet machine takes {PACE.second_s:.1f} s")
    scene.order("put_on", who="strap", script=SCRIPT)
    scene.start_daemon()
    _say("daemon up")
    scene.settle(SETTLE_S)


def _try(scene: Scene, fault: Fault) -> None:
    """Let one fault happen, wait until it is over, and write it down."""
    mark: dict[str, Any] = {"fault": fault.name, "is_noticed": fault.is_noticed, "sockets_before": scene.sockets()}
    PACE.forget()
    try:
        mark |= asdict(fault.happen(scene))
        scene.await_samples(mark["over_s"], BACK_S)
        scene.settle(SETTLE_S)
        mark["sockets_after"] = scene.sockets()
    except (LateError, AssertionError, KeyError, subprocess.SubprocessError) as error:
        mark["failed"] = str(error) or type(error).__name__
    mark["second_s"] = round(PACE.worst_s, 2)
    _mark(**mark)
    _say(fault.name)


def _wanted() -> Iterable[Fault]:
    """The whole catalogue, or what the host asks for alone."""
    only = OUT / "only"
    words = only.read_text().splitlines() if only.exists() else []
    return [fault for fault in CATALOGUE if not words or any(word in fault.name for word in words)]


def _mark(**mark: object) -> None:
    with (OUT / "marks.jsonl").open("a") as file:
        file.write(json.dumps(mark) + "\n")


def _say(what: str) -> None:
    with Path("/dev/ttyS0").open("w") as console:
        console.write(f"== {what} at {time.monotonic():.1f} s\n")


if __name__ == "__main__":
    main()
