"""The commands, each with its options in one module, loaded when it is called: `sitmon --help` stays quick."""

from monitor.cli.no_openssl import leave_out_openssl
from monitor.cli.parser import build_parser


def run_command(argv: list[str]) -> int:
    """Parse and run one command; returns its exit status.

    Raises:
        MonitorError: what went wrong, in one line.
        SystemExit: `--help` (0), or a call that makes no sense (2); argparse has printed why.
    """
    called = next((word for word in argv if not word.startswith("-")), "")
    if called == "run":
        leave_out_openssl()
    args = build_parser(called).parse_args(argv)
    status: int | None = args.run(args)
    return status or 0
