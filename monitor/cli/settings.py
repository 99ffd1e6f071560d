"""`sitmon settings`: a settings file to begin with."""

import argparse
import sys

from monitor.cli.options import CONFIG, command, flag
from monitor.edges.settings import default_toml, read_settings, settings_path
from monitor.terminal.output import warn


@command(
    "sitmon settings > sitmon.toml",
    CONFIG,
    flag("--check", "read yours instead, and say every fault with its line"),
)
def run(args: argparse.Namespace) -> None:
    """Print the commented defaults; with `--check` read yours and say whether all is well."""
    path = settings_path(args.config)
    if args.check:
        read_settings(args.config)
        warn(f"{path}: nothing is wrong" if path.exists() else f"{path}: there is none; the defaults hold")
        return
    sys.stdout.write(default_toml())
    warn(f"yours belongs at {path}")
