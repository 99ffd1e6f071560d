"""The command `sitmon`: the one place where errors of the world become a line and an exit status."""

import contextlib
import os
import sys

from monitor.cli import run_command
from monitor.errors import MonitorError


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit status: 0, 1 (failed), 2 (the call or the settings are wrong)."""
    try:
        return run_command(sys.argv[1:] if argv is None else argv)
    except MonitorError as error:
        sys.stderr.write("".join(f"sitmon: {line}\n" for line in str(error).splitlines()))
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output left, as `head` does
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
