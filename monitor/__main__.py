"""The command `sitmon`: the one place where errors of the world become a line and an exit status."""

import contextlib
import errno
import io
import os
import sys
from pathlib import Path

from monitor.cli import run_command
from monitor.errors import MonitorError
from monitor.terminal.output import warn


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit status: 0, 1 (failed), 2 (the call or the settings are wrong)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us: what was said is heard all the same
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  it lasts as long as we do
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a sign that the terminal does not know is no reason to end
            stream.reconfigure(errors="replace")
    try:
        status = run_command(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()  # what cannot be written is found here, not when nobody listens any more
    except MonitorError as error:
        for line in str(error).splitlines():
            warn(line)
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output left, as `head` does
        _mute()
        return 0
    except OSError as error:  # our output is full
        if error.errno != errno.ENOSPC:
            raise
        _mute()
        return 1
    return status


def _mute() -> None:
    """Write no more: what is still to be flushed would fail again."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
