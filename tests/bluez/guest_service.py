"""In the guest: `sitmon service` with a real systemd user manager, and what that does for a sitmon that fails.

The manager is one process of the guest's, under the guest's own process 1.  Standard library only, as in `scene`.
"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from tests.bluez.pace import PACE
from tests.bluez.scene import HOME, OUT, SETTINGS, Scene, wait_for

SCRIPT: Final = "sit:20m"
RUNTIME: Final = Path("/run/user/0")
UNIT: Final = "sitmon.service"
FAST: Final = RUNTIME / f"systemd/user/{UNIT}.d/fast.conf"
FAST_S: Final = 15
"""The watchdog's patience in the guest: the unit's own minute would be waited for twice."""


class Service:
    """The service, as systemd and sitmon itself see it."""

    def __init__(self) -> None:
        self.scene = Scene()

    def begin(self) -> None:
        """Put the wearable on, and start the user manager."""
        HOME.mkdir(parents=True, exist_ok=True)
        HOME.with_name("sitmon.toml").write_text(SETTINGS)
        PACE.begin()
        wait_for(lambda: Path("/run/bed/air.sock").exists() or None, 120.0, "the air")
        self.scene.await_adapter()
        self.scene.order("put_on", who="strap", script=SCRIPT)
        # What it wants of a machine: control groups, a runtime folder, and that systemd is what boots such machines.
        Path("/run/systemd/system").mkdir(parents=True)
        FAST.parent.mkdir(parents=True)
        FAST.write_text(f"[Service]\nWatchdogSec={FAST_S}\n")
        self.scene.shell("mount", "-t", "cgroup2", "cgroup2", "/sys/fs/cgroup")
        group = Path("/sys/fs/cgroup/user")
        group.mkdir()
        (group / "cgroup.procs").write_text(str(os.getpid()))
        os.environ |= {"XDG_RUNTIME_DIR": str(RUNTIME), "PYTHONPATH": str(Path.cwd()), "SYSTEMD_COLORS": "0"}
        log = (OUT / "manager.log").open("w")
        subprocess.Popen(["/lib/systemd/systemd", "--user", "--log-target=console"], stdout=log, stderr=log)
        wait_for(lambda: (RUNTIME / "systemd/private").exists() or None, 60.0, "the user manager")

    def sitmon(self, *words: str) -> str:
        """One of our commands."""
        return self.scene.sitmon(*words, within_s=180.0)

    def asked(self, name: str) -> str:
        """One property of the unit."""
        return self.scene.shell("systemctl", "--user", "show", UNIT, "--value", "-p", name).strip()

    def await_state(self, state: str, within_s: float = 90.0) -> str:
        """Wait until the unit is so; gives the process that runs."""
        wait_for(lambda: self.asked("ActiveState") == state or None, within_s, f"the unit to be {state}")
        return self.asked("MainPID")

    def await_stream(self, within_s: float = 60.0) -> str:
        """Wait until the wearable streams; gives how often the person's posture was told."""

        def streams() -> str | None:
            with suppress(ValueError):
                status = json.loads(self.sitmon("status", "--json"))
                if status.get("link") == "streaming" and status["last_arrival_age_s"] is not None:
                    return f"{status['link']}, posture {status.get('posture', 'not yet')}"
            return None

        return wait_for(streams, within_s, "the stream")


def installed(service: Service) -> str:
    """Install it: active, since READY came, and streaming through BlueZ from within the hardened unit."""
    said = service.sitmon("service", "install")
    pid = service.await_state("active")
    return f"{said.strip()}; process {pid}; {service.await_stream()}"


def fed(service: Service) -> str:
    """The watchdog is fed: longer than its patience the same process runs, and the last time it ate is new."""
    pid, first = service.await_state("active"), int(service.asked("WatchdogTimestampMonotonic"))
    time.sleep(FAST_S * 1.5)
    last = int(service.asked("WatchdogTimestampMonotonic"))
    _require(last > first and service.await_state("active") == pid, f"fed at {first}, then at {last}")
    return f"fed again {(last - first) / 1e6:.1f} s later, process {pid} as before"


def killed(service: Service) -> str:
    """Killed with -9, it is started again, and streams again."""
    return _restarted(service, signal.SIGKILL)


def hung(service: Service) -> str:
    """Stopped, it lives but its loop does not turn: the watchdog bites, and it is started again."""
    return _restarted(service, signal.SIGSTOP)


def again(service: Service) -> str:
    """Installed a second time, it runs as it did after the first."""
    service.sitmon("service", "install")
    service.await_state("active")
    status = service.sitmon("service", "status")
    _require("Active: active (running)" in status, status)
    return service.await_stream()


def hardened(service: Service) -> str:
    """Under the unit's own restrictions both buses are reached: the doctor, run under the same, says so."""
    unit = service.scene.shell("systemctl", "--user", "cat", UNIT)
    keys = ("NoNewPrivileges=", "Restrict", "LockPersonality=", "SystemCall", "UMask=")
    limits = [line for line in unit.splitlines() if line.startswith(keys) and not line.startswith("RestartPrevent")]
    _require(len(limits) >= 8, unit)
    run = ["systemd-run", "--user", "--quiet", "--wait", "--pipe", *(f"--property={limit}" for limit in limits)]
    doctor = [sys.executable, "-m", "monitor", "doctor", "--json", "--config", str(HOME.with_name("sitmon.toml"))]
    said = service.scene.shell(*run, *doctor, within_s=120.0)
    found = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    verdicts = {one["about"]: one["verdict"] for one in found}
    _require({"system bus": "ok", "session bus": "ok"}.items() <= verdicts.items(), said)
    return f"{len(limits)} restrictions; {verdicts}"


def examined(service: Service) -> str:
    """The doctor finds the service in order, without disturbing it."""
    found = [json.loads(line) for line in service.sitmon("doctor", "--json").splitlines()]
    verdicts = {one["about"]: one["verdict"] for one in found}
    wanted = {"service": "ok", "system bus": "ok", "adapter": "ok", "wearable": "ok", "settings": "ok"}
    _require(wanted.items() <= verdicts.items(), str(found))
    return str(verdicts)


def gone(service: Service) -> str:
    """Uninstalled, it ended in good order, and nothing of it is left."""
    pid = service.await_state("active")
    said = service.sitmon("service", "uninstall")
    _require(not Path(f"/proc/{pid}").exists(), f"process {pid} lives")
    _require(service.asked("LoadState") == "not-found" and service.asked("ActiveState") == "inactive", said)
    _require(
        "failed" not in service.scene.shell("systemctl", "--user", "--no-pager", "list-units", "--all", UNIT), said
    )
    return said.strip()


CHECKS: Final[tuple[Callable[[Service], str], ...]] = (installed, fed, killed, hung, again, hardened, examined, gone)


def main() -> None:
    """Go through the checks, and carry out what was seen; after a failure the rest would show nothing."""
    service = Service()
    try:
        service.begin()
        for check in CHECKS:
            _mark(check=check.__name__, saw=check(service))
    except Exception:  # noqa: BLE001  the guest is about to be switched off: whatever it was, the host must hear of it
        _mark(
            failed=traceback.format_exc(),
            status=service.scene.shell("systemctl", "--user", "--no-pager", "status", UNIT),
        )


def _restarted(service: Service, number: signal.Signals) -> str:
    before, began_s = service.await_state("active"), time.monotonic()
    os.kill(int(before), number)

    def another() -> str | None:
        pid = service.asked("MainPID")
        return pid if pid not in ("0", before) and service.asked("ActiveState") == "active" else None

    pid = wait_for(another, 120.0, "another process")
    took_s = time.monotonic() - began_s
    restarts, stream = service.asked("NRestarts"), service.await_stream()
    return f"process {before} became {pid} in {took_s:.0f} s; restarts: {restarts}; {stream}"


def _require(holds: bool, saw: str) -> None:
    if not holds:
        raise LookupError(saw)


def _mark(**mark: object) -> None:
    with (OUT / "service.jsonl").open("a") as file:
        file.write(json.dumps(mark) + "\n")
    with Path("/dev/ttyS0").open("w") as console:
        console.write(f"== {mark.get('check', 'failed')} at {time.monotonic():.1f} s\n")


if __name__ == "__main__":
    main()
