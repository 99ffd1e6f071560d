"""`python -m tests.bluez.service`: the service under a real systemd user manager, in the bed; status 0 if all holds."""

import json
import shutil
import sys
from pathlib import Path
from typing import Final

from tests.bluez.bed import BED, TRIES, BedError, boot, build_initramfs, fetch_kernel, lay_out, require_parts
from tests.bluez.guest_service import CHECKS, SCRIPT

MANAGER: Final = Path("/lib/systemd/systemd")


def main() -> int:
    """Give 0 if every check holds, 1 if one does not, 2 if the bed cannot be made."""
    try:
        require_parts()
        require_manager()
        kernel = fetch_kernel()
        initramfs = build_initramfs(kernel)
    except BedError as error:
        _say(f"the service in the bed: {error}")
        return 2
    for number in range(1, TRIES + 1):
        out = BED / f"service-{number}"
        lay_out(out, "-m tests.bluez.guest_service", [SCRIPT])
        try:
            boot(kernel, initramfs, out, lambda line: _say(f"  {line}"))
        except BedError as error:
            _say(str(error))
        if report(out) == 0:
            return 0
        _say(f"not all of it holds at try {number} of {TRIES}")
    return 1


def require_manager() -> None:
    """See that systemd is there, which the guest runs as a user manager.

    Raises:
        BedError: it is not installed.
    """
    if not MANAGER.exists() or shutil.which("systemctl") is None:
        raise BedError("systemd missing: `apt-get install --no-install-recommends systemd`, then try again")


def report(out: Path) -> int:
    """Print what the guest saw."""
    path = out / "service.jsonl"
    marks = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    for mark in marks:
        _say(f"{mark.get('check', 'FAILED')}: {mark.get('saw', mark.get('failed'))}")
    missing = [check.__name__ for check in CHECKS if check.__name__ not in {mark.get("check") for mark in marks}]
    _say(f"not shown: {', '.join(missing)}; see {out}" if missing else "all of it holds")
    return 1 if missing else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
