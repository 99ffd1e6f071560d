"""`sitmon scan`: who is near, which are supported and as what, how well they are heard, and their batteries."""

import argparse
import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.text import Text as Line

from monitor.cli.answering import answer, columns
from monitor.cli.options import CONFIG, JSON, command, flag, option, positive
from monitor.edges.control import Message
from monitor.edges.link.known import read_known
from monitor.edges.link.visits import read_battery
from monitor.edges.radio import Sighting, scan
from monitor.edges.settings import Settings, read_settings
from monitor.errors import WearableError
from monitor.running.asking import running_status
from monitor.terminal.live_line import LiveLine
from monitor.terminal.output import console, warn, write_line

MOST_VISITS: Final = 4
"""How many are connected to for their battery (product default): each may take some seconds."""

BARS: Final = "▂▄▆█"
BAR_DBM: Final = (-90, -80, -70, -60)
"""The signal from which on each bar is shown (product default): links break under -90, -60 is the same desk."""

LONGEST_NAME: Final = 24
"""Cells of a name in the table; few advertise more."""

HEADER: Final = (" ", "NAME", "SIGNAL", "BATTERY", "ADDRESS", "SUPPORTED AS")
YOURS: Final = "→"


@dataclass(frozen=True, slots=True)
class Near:
    """One device in the list.

    Attributes:
        seen: what it advertised.
        battery_percent: 0 to 100, as advertised or as read; None if it is not known.
        yours: the settings name its address, or sitmon belongs to it from before.
    """

    seen: Sighting
    battery_percent: int | None
    yours: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """Its line of the table, a text for each column."""
        seen, percent = self.seen, self.battery_percent
        battery = f"{percent} %" if percent is not None else "unknown" if seen.is_wearable else ""
        return (
            YOURS if self.yours else " ",
            _cut(seen.name or "(no name)"),
            f"{draw_bars(seen.rssi_dbm)} {seen.rssi_dbm:4d} dBm",
            f"{battery:>{len('BATTERY')}}",
            seen.address,
            seen.kind or "–",
        )


@command(
    "sitmon scan --seconds 10",
    CONFIG,
    option("--seconds", "how long to listen (default 6)", type=positive, default=6.0),
    flag("--no-battery", "connect to nobody to read a battery"),
    JSON,
)
def run(args: argparse.Namespace) -> int:
    """List what advertises, supported ones first, then by signal; exit status 1 if there is nothing at all."""
    settings = read_settings(args.config)
    running, yours = running_status(settings), _yours(settings)
    near = asyncio.run(_look(args.seconds, yours, running, batteries=not args.no_battery))
    held = str(running["wearable"]) if running and running["wearable"] and running["link"] == "streaming" else None
    if held is not None:
        warn(f"the running sitmon is connected to {held}, which therefore does not advertise")
    if not near:
        warn(f"nothing advertised within {args.seconds:g} s; bring the wearable near and wake it")
        return 1
    if args.json:
        answer(args, map(_record, near), [])
    else:
        _show(near, None if held else yours)
    _warn(near, held)
    return 0


async def _look(seconds: float, yours: str | None, running: Message | None, *, batteries: bool) -> list[Near]:
    """Listen, and ask some for their battery; nobody whom the running sitmon may be about to connect to."""
    with LiveLine() as line:
        line.show(f"listening for {seconds:g} s …")
        sightings = await scan(seconds)
        reserved = _reserved(running, sightings)
        visits = [one for one in sightings if one.is_wearable and one.battery_percent is None and not one.is_connected]
        visits = [one for one in visits if one.address.lower() not in reserved] if batteries else []
        read: dict[str, int | None] = {}
        for one in sorted(visits, key=lambda one: not _same(one.address, yours))[:MOST_VISITS]:
            line.show(f"asking {one} for its battery …")
            try:
                read[one.address] = await read_battery(one.device)
            except WearableError as error:
                line.wipe()
                warn(f"battery unknown: {error}")
    known = [read.get(one.address) if one.battery_percent is None else one.battery_percent for one in sightings]
    return [Near(one, percent, _same(one.address, yours)) for one, percent in zip(sightings, known, strict=True)]


def _reserved(running: Message | None, sightings: list[Sighting]) -> Collection[str]:
    """Addresses that are the running sitmon's: its wearable, or whoever is near while it looks for one."""
    if running is None:
        return set()
    if running["wearable"]:
        return {str(running["wearable"]).lower()}
    return {one.address.lower() for one in sightings}


def _yours(settings: Settings) -> str | None:
    """The address in the settings, else of the wearable that sitmon belongs to."""
    known = read_known(settings.storage.folder)
    return settings.wearable.address or (None if known is None else known.address)


def _same(address: str, other: str | None) -> bool:
    return other is not None and address.lower() == other.lower()


def _record(one: Near) -> dict[str, object]:
    seen = one.seen
    return {
        "address": seen.address,
        "name": seen.name,
        "rssi_dbm": seen.rssi_dbm,
        "supported": seen.is_wearable,
        "kind": seen.kind,
        "battery_percent": one.battery_percent,
        "yours": one.yours,
    }


def _show(near: list[Near], yours: str | None) -> None:
    """The table, and what to do next; a terminal that is too narrow cuts the end, a pipe gets all."""
    out = console()
    styles = ["dim", *("bold" if one.yours else "" if one.seen.is_wearable else "dim" for one in near)]
    for line, style in zip(columns([HEADER, *(one.cells for one in near)]), styles, strict=True):
        out.print(Line(line, style=style), overflow="ellipsis" if out.is_terminal else "ignore", no_wrap=True)
    if text := _next_step(near, yours):
        write_line(f"\n{text}")


def _next_step(near: list[Near], yours: str | None) -> str:
    supported = [one.seen for one in near if one.seen.is_wearable]
    if any(one.yours for one in near):
        return f"{YOURS} is yours."
    if yours is not None:
        return f"Yours, {yours}, was not heard: charge it, bring it near, and close any phone app that may hold it."
    if len(supported) == 1:
        return f"`sitmon run` will watch through {supported[0]}, the only supported one, and keep to it."
    return "Set `address` under [wearable] in sitmon.toml to the one that is yours." if supported else ""


def _warn(near: list[Near], held: str | None) -> None:
    """Say what may go wrong: none that is supported, or several of one name."""
    supported = [one for one in near if one.seen.is_wearable]
    if not supported and held is None:
        warn("none of these is supported: wake your wearable, bring it near, and close any phone app that may hold it")
    by_name = sorted((one for one in supported if one.seen.name), key=lambda one: one.seen.name)
    for name, group in groupby(by_name, key=lambda one: one.seen.name):
        alike = list(group)
        if len(alike) > 1:
            addresses = ", ".join(one.seen.address for one in alike)
            mine = [one.seen.address for one in alike if one.yours]
            what = f"yours is {mine[0]}" if mine else "set `address` to the one that is yours"
            warn(f"{len(alike)} supported ones are called {name!r} ({addresses}): {what}")


def draw_bars(rssi_dbm: int) -> str:
    """Strength as bars, of the same width always."""
    reached = sum(rssi_dbm >= least_dbm for least_dbm in BAR_DBM)
    return BARS[:reached] + "·" * (len(BARS) - reached)


def _cut(name: str) -> str:
    return name if cell_len(name) <= LONGEST_NAME else set_cell_size(name, LONGEST_NAME - 1) + "…"
