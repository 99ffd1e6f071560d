"""`sitmon doctor`: everything that sitmon needs is looked at, and what lacks is said with what to do."""

import argparse
import asyncio
from dataclasses import asdict
from pathlib import Path

from monitor.cli.answering import answer
from monitor.cli.options import CONFIG, JSON, command
from monitor.doctor.checks import (
    check_buses,
    check_clock,
    check_disk,
    check_notifications,
    check_presence,
    check_service,
    check_storage,
)
from monitor.doctor.findings import Finding, Verdict, lines
from monitor.doctor.radio import RADIO, check_radio
from monitor.edges.settings import Settings, read_settings, settings_path
from monitor.errors import MonitorError, SettingsError
from monitor.running.asking import running_status
from monitor.texts import Text

SETTINGS = Text("settings")


@command("sitmon doctor", CONFIG, JSON)
def run(args: argparse.Namespace) -> int:
    """Look, and say; exit status 1 if anything failed.  It changes nothing and stops nothing."""
    settings, first = _read(args.config)
    findings = asyncio.run(_look(settings, first, args.config))
    answer(args, map(asdict, findings), lines(findings, settings.tr))
    return 1 if any(one.verdict is Verdict.FAILED for one in findings) else 0


async def _look(settings: Settings, first: Finding, config: Path | None) -> list[Finding]:
    """All findings, in the order in which things depend on each other."""
    try:
        running, silent = running_status(settings), ""
    except MonitorError as error:  # who may hold the radio does not answer: it is left alone
        running, silent = None, str(error)
    unasked = [Finding(about, Verdict.WARNING, silent) for about in RADIO]
    return [
        first,
        check_storage(settings),
        check_disk(settings),
        check_clock(settings),
        *await check_buses(settings.tr),
        *(unasked if silent else await check_radio(settings, running)),
        await check_notifications(settings),
        *await check_presence(settings),
        check_service(settings, config, silent or ("" if running is None else "running")),
    ]


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
