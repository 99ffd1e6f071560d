"""`sitmon scan`: who is near."""

import argparse
import asyncio

from monitor.cli.output import warn, write_json, write_line
from monitor.edges.radio import scan


def run(args: argparse.Namespace) -> int:
    """List what advertises, supported ones first, then by signal; exit status 1 if there is nothing at all."""
    sightings = asyncio.run(scan(args.seconds))
    for seen in sightings:
        if args.json:
            record = {"address": seen.address, "name": seen.name, "rssi_dbm": seen.rssi_dbm}
            write_json({**record, "supported": seen.is_wearable})
        else:
            mark = "sitmon profile" if seen.is_wearable else ""
            write_line(f"{seen.address}  {seen.rssi_dbm:4d} dBm  {seen.name or '(no name)':<20} {mark}".rstrip())
    if not sightings:
        warn(f"nothing advertised within {args.seconds:g} s; bring the wearable near and wake it")
    return 0 if sightings else 1
