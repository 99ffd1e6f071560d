"""What a day of sitmon costs a desktop, beside Safe Eyes and Workrave, each measured in the same way.

    python -m benchmarks.desktop                    one minute each, on a screen of its own
    python -m benchmarks.desktop --seconds 300

Each is a process of its own, left alone for a while, then watched from outside: memory and processor time as Linux
counts them (/proc).  sitmon is given a wearable's packets at 50 Hz as they come in life, with journal and desktop, once
without its page and once with its page open in a reader of the live view.  Those that are not installed are left out
(Debian: safeeyes, workrave, xvfb, dbus).  The radio library's own traffic is not in it: there is no radio here.
"""

import argparse
import contextlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.daemon import RUNS, median_s

SETTLE_S = 15.0
"""From the start to the beginning of the count."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process costs.

    Attributes:
        name: of what was measured.
        rss_mb: resident memory, what it shares with others included.
        pss_mb: its fair part of it.
        core_percent: of one core.
    """

    name: str
    rss_mb: float
    pss_mb: float
    core_percent: float


def cost_of(name: str, pid: int, seconds: float) -> Cost:
    """Watch a process for so long.

    Raises:
        OSError: it ended.
    """
    before, began_s = _ticks(pid), time.monotonic()
    time.sleep(seconds)
    took_s = time.monotonic() - began_s
    core = 100.0 * (_ticks(pid) - before) / os.sysconf("SC_CLK_TCK") / took_s
    memory = {
        line.split()[0]: int(line.split()[1]) / 1024.0
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    }
    return Cost(name, memory["Rss:"], memory["Pss:"], core)


def _ticks(pid: int) -> int:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])


@contextlib.contextmanager
def running(*command: str, environment: dict[str, str] | None = None) -> Iterator["subprocess.Popen[str]"]:
    """A process, as long as the context lasts."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ | (environment or {})
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def read_page(url: str) -> None:
    """Read the live view as a browser does, until the server ends."""
    address, _, token = url.partition("#")
    host = address.split("/")[2]
    origin = {"Origin": f"http://{host}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection(host)
    connection.request("POST", "/session", json.dumps({"token": token}), origin)
    session = json.loads(connection.getresponse().read())["session"]
    connection.request("GET", "/live", headers={"Authorization": f"Bearer {session}"})
    stream = connection.getresponse()
    with contextlib.suppress(OSError, http.client.HTTPException):
        while stream.readline():
            pass


def ours(folder: Path, seconds: float, *, page: bool) -> Cost:
    """sitmon, with or without its page."""
    with tempfile.TemporaryDirectory() as storage:
        bus = f"unix:path={storage}/bus"
        words = [sys.executable, "-m", "benchmarks.desktop_live", str(folder), storage, *(["--page"] * page)]
        environment = {"OPENBLAS_NUM_THREADS": "1", "DBUS_SESSION_BUS_ADDRESS": bus, "DBUS_SYSTEM_BUS_ADDRESS": bus}
        with (
            running("dbus-daemon", "--session", "--nofork", f"--address={bus}"),
            running(*words, environment=environment) as process,
        ):
            said = (process.stdout.readline() if process.stdout else "").strip()
            if page:
                threading.Thread(target=read_page, args=(said,), daemon=True).start()
            time.sleep(SETTLE_S)
            return cost_of("sitmon, page open" if page else "sitmon", process.pid, seconds)


def peers(seconds: float) -> Iterator[Cost]:
    """Safe Eyes and Workrave, each on a screen and a bus of its own."""
    for name in ("safeeyes", "workrave"):
        if not (shutil.which(name) and shutil.which("Xvfb") and shutil.which("dbus-run-session")):
            print(f"{name} is not installed, or Xvfb or dbus-run-session is not: left out", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as home, running("Xvfb", ":97", "-screen", "0", "1024x768x24"):
            time.sleep(1.0)
            with running("dbus-run-session", name, environment={"DISPLAY": ":97", "HOME": home}) as session:
                time.sleep(SETTLE_S)
                children = Path(f"/proc/{session.pid}/task/{session.pid}/children").read_text().split()
                found = [int(child) for child in children if name in Path(f"/proc/{child}/cmdline").read_text()]
                if found:
                    yield cost_of({"safeeyes": "Safe Eyes", "workrave": "Workrave"}[name], found[0], seconds)
                else:
                    print(f"{name} did not stay up: left out", file=sys.stderr)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "sitting"
        script = f"walk:30s sit:{int(args.seconds + SETTLE_S) + 60}s"
        subprocess.run(
            [sys.executable, "-m", "monitor", "simulate", script, "-o", str(folder)], check=True, capture_output=True
        )
        costs = [ours(folder, args.seconds, page=False), ours(folder, args.seconds, page=True), *peers(args.seconds)]
    head = f"{SETTLE_S:.0f} s after the start, for {args.seconds:.0f} s"
    print(f"| {head:26} | RSS MB | PSS MB | % of a core |")
    print(f"|{'-' * 28}|--------|--------|-------------|")
    for cost in costs:
        print(f"| {cost.name:26} | {cost.rss_mb:6.1f} | {cost.pss_mb:6.1f} | {cost.core_percent:11.2f} |")
    for words in (["--help"], ["status"]):
        print(f"sitmon {words[0]}: {1000.0 * median_s(*words):.0f} ms, median of {RUNS}")


if __name__ == "__main__":
    main()
