"""`make bluez`: boot the bed, let everything happen to the daemon, print the table; status 0 only if all goals hold."""

import argparse
import sys
import time
from pathlib import Path
from typing import Final

from tests.bluez.bed import BED, BedError, boot, build_initramfs, fetch_kernel, lay_out, require_parts
from tests.bluez.evidence import read_evidence
from tests.bluez.judge import judge
from tests.bluez.table import table, verdict

LIMIT_S: Final = 345.0
"""The guest is switched off after this time, so that all of it stays under 6 minutes."""


def main() -> int:
    """Give 0 if all goals hold, 1 if one does not, 2 if the bed cannot be made."""
    parser = argparse.ArgumentParser(prog="python -m tests.bluez", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="only the faults with one of these words")
    only = parser.parse_args().only
    began_s = time.monotonic()
    out = BED / "out"
    try:
        require_parts()
        kernel = fetch_kernel()
        initramfs = build_initramfs(kernel)
        lay_out(out, "-m tests.bluez.guest")
        (out / "only").write_text("".join(f"{word}\n" for word in only))
        _say(f"booting Linux {kernel.release} (emulated): this takes about 4 minutes")
        boot(kernel, initramfs, out, LIMIT_S, lambda line: _say(f"  {time.monotonic() - began_s:5.0f} s  {line}"))
    except BedError as error:
        _say(f"make bluez: {error}")
        return 2
    return _report(out, time.monotonic() - began_s)


def _report(out: Path, took_s: float) -> int:
    """Print what the evidence proves."""
    evidence = read_evidence(out)
    rows = judge(evidence)
    _say("", *table(rows), "")
    missed = verdict(rows, evidence.failures)
    _say(*missed, *([""] if missed else []))
    result = "not all goals hold" if missed else "all goals hold"
    _say(f"{len(evidence.marks)} faults in {took_s:.0f} s: {result}; everything the guest left is in {out}")
    return 1 if missed else 0


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
