"""`sitmon export`: the journal as tables that other programs read."""

import argparse
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from monitor.edges.files import make_folder, replacing
from monitor.edges.settings import read_settings
from monitor.errors import MonitorError, UsageError
from monitor.terminal.output import write_line
from monitor.texts import Text

if TYPE_CHECKING:
    import pandas as pd


def run(args: argparse.Namespace) -> int:
    """Write every table into a folder, one file each, all of them their owner's only.

    Raises:
        MonitorError: a package is missing, or there is no journal.
        UsageError: the folder cannot be written.
    """
    missing = [name for name in ("pandas", *(["pyarrow"] if args.format == "parquet" else [])) if not find_spec(name)]
    if missing:
        extra = "cohort" if "pyarrow" in missing else "analysis"
        raise MonitorError(f"`sitmon export` needs {missing[0]}: pip install 'sitting-monitor[{extra}]'")
    from monitor.analysis.tables import TABLES, load_journal

    settings = read_settings(args.config)
    journal = load_journal(settings.storage.journal)
    out = Path(args.out)
    try:
        make_folder(out)
        for name, make in TABLES.items():
            table, path = make(journal), out / f"{name}.{args.format}"
            with replacing(path) as file:
                _write(table, file, args.format)
            write_line(settings.tr(Text("{path}: rows: {rows}"), path=path, rows=len(table)))
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror or error})") from error
    return 0


def _write(table: "pd.DataFrame", file: BinaryIO, form: str) -> None:
    """Write a table in the form that was asked for."""
    if form == "parquet":
        table.to_parquet(file, index=False)
    elif form == "json":
        table.to_json(
            file, orient="records", lines=True, date_format="iso", date_unit="us", force_ascii=False, mode="w"
        )
    else:
        table.to_csv(file, index=False)
