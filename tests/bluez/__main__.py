"""`make bluez`: boot the bed, let everything happen to the daemon, print the table; status 0 only if all goals hold."""

import argparse
import sys
import time
from pathlib import Path

from tests.bluez.bed import BED, TRIES, BedError, Kernel, boot, build_initramfs, fetch_kernel, lay_out, require_parts
from tests.bluez.catalogue import OTHER_SCRIPT, SCRIPT
from tests.bluez.evidence import read_evidence
from tests.bluez.judge import judge
from tests.bluez.table import table, verdict


def main() -> int:
    """Give 0 if all goals hold, 1 if one does not, 2 if the bed cannot be made."""
    parser = argparse.ArgumentParser(prog="python -m tests.bluez", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="only the faults with one of these words")
    only = parser.parse_args().only
    try:
        require_parts()
        kernel = fetch_kernel()
        initramfs = build_initramfs(kernel)
    except BedError as error:
        say(f"make bluez: {error}")
        return 2
    for number in range(1, TRIES + 1):
        missed = attempt(kernel, initramfs, BED / f"out-{number}", only)
        if not missed:
            say(f"all goals hold{', at the second try: what the first one missed stands above' if number > 1 else ''}")
            return 0
        say(*missed, f"not all goals hold at try {number} of {TRIES}; what the guest left is in {BED}/out-{number}")
    return 1


def attempt(kernel: Kernel, initramfs: Path, out: Path, only: list[str]) -> list[str]:
    """Boot once, go through the catalogue, print what was measured; gives what was missed, a line each."""
    began_s = time.monotonic()
    lay_out(out, "-m tests.bluez.guest", (SCRIPT, OTHER_SCRIPT))
    (out / "only").write_text("".join(f"{word}\n" for word in only))
    say(f"booting Linux {kernel.release} (emulated): this takes about 5 minutes")
    silence = []
    try:
        boot(kernel, initramfs, out, lambda line: say(f"  {time.monotonic() - began_s:5.0f} s  {line}"))
    except BedError as error:
        silence = [str(error)]
    evidence = read_evidence(out)
    rows = judge(evidence)
    say("", *table(rows), "", f"{len(evidence.marks)} faults in {time.monotonic() - began_s:.0f} s{evidence.held_up}")
    return [*silence, *verdict(rows, evidence.failures)]


def say(*lines: str) -> None:
    """Print lines, and let them be seen at once."""
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
