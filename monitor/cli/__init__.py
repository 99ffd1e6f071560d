"""The commands: each is one module, loaded when it is called, so that `sitmon --help` stays quick."""

from importlib import import_module

from monitor.cli.no_openssl import leave_out_openssl
from monitor.cli.parser import build_parser


def run_command(argv: list[str]) -> int:
    """Parse and run one command; returns its exit status.

    Raises:
        MonitorError: what went wrong, in one line.
        SystemExit: `--help` (0), or a call that makes no sense (2); argparse has printed why.
    """
    args = build_parser().parse_args(argv)
    if args.command == "run":
        leave_out_openssl()
    command = import_module(f"monitor.cli.{args.module or args.command.replace('-', '_')}")
    status: int = command.run(args)
    return status
