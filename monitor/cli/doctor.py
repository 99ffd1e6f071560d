"""`sitmon doctor`: everything that sitmon needs is looked at, and what lacks is said with what to do."""

import argparse
import asyncio
from pathlib import Path

from monitor.doctor.checks import check_clock, check_disk, check_service, check_storage
from monitor.doctor.desktop import check_buses, check_notifications, check_presence
from monitor.doctor.findings import Finding, Verdict, lines
from monitor.doctor.radio import RADIO, check_radio
from monitor.edges.control import Message
from monitor.edges.settings import Settings, read_settings, settings_path
from monitor.errors import MonitorError, SettingsError
from monitor.running.telling import running_status
from monitor.terminal.output import write_json, write_line
from monitor.texts import Text

SETTINGS = Text("settings")


def run(args: argparse.Namespace) -> int:
    """Look, and say; exit status 1 if anything failed.  It changes nothing and stops nothing."""
    settings, first = _read(args.config)
    findings = asyncio.run(_look(settings, first, args.config))
    if args.json:
        for one in findings:
            write_json(one.record)
    else:
        for line in lines(findings, settings.tr):
            write_line(line)
    return 1 if any(one.verdict is Verdict.FAILED for one in findings) else 0


async def _look(settings: Settings, first: Finding, config: Path | None) -> list[Finding]:
    """All findings, in the order in which things depend on each other."""
    try:
        running, silent = running_status(settings), ""
    except MonitorError as error:
        running, silent = None, str(error)
    return [
        first,
        check_storage(settings),
        check_disk(settings),
        check_clock(settings),
        *await check_buses(settings.tr),
        *(await check_radio(settings, running) if not silent else _unasked(silent)),
        await check_notifications(settings),
        *await check_presence(settings),
        check_service(settings, config, _state(running, silent)),
    ]


def _unasked(silent: str) -> list[Finding]:
    """Who holds the radio does not answer: it is left alone, and what is wrong is said once for each."""
    return [Finding(about, Verdict.WARNING, silent) for about in RADIO]


def _state(running: Message | None, silent: str) -> str:
    return silent or ("running" if running is not None else "")


def _read(config: Path | None) -> tuple[Settings, Finding]:
    """The settings, and how they are; with wrong ones the other checks go on with the defaults."""
    path = settings_path(config)
    try:
        settings = read_settings(config)
    except SettingsError as error:
        return Settings(), Finding(
            SETTINGS, Verdict.FAILED, "; ".join(str(error).splitlines()), "sitmon settings --check"
        )
    if path.exists():
        return settings, Finding(SETTINGS, Verdict.OK, str(path))
    found = settings.tr(Text("there are none yet; the defaults hold"))
    return settings, Finding(SETTINGS, Verdict.WARNING, found, "sitmon setup")
