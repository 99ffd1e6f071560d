"""`sitmon settings`: a settings file to begin with."""

import argparse
import sys

from monitor.edges.settings import default_toml, read_settings, settings_path
from monitor.terminal.output import warn


def run(args: argparse.Namespace) -> int:
    """Print the commented defaults; with `--check` read yours and say whether all is well."""
    path = settings_path(args.config)
    if args.check:
        read_settings(args.config)
        warn(f"{path}: nothing is wrong" if path.exists() else f"{path}: there is none; the defaults hold")
        return 0
    sys.stdout.write(default_toml())
    warn(f"yours belongs at {path}")
    return 0
