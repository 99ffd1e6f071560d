"""`sitmon export`: the journal as tables that other programs read."""

import argparse
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from monitor.cli.options import CONFIG, command, either, option
from monitor.edges.files import make_folder, replacing
from monitor.edges.settings import read_settings
from monitor.errors import MonitorError, UsageError
from monitor.terminal.output import write_line
from monitor.texts import Text

if TYPE_CHECKING:
    import pandas as pd


@command(
    "sitmon export --out tables",
    CONFIG,
    option("--out", "by default sitmon-tables", type=Path, metavar="DIR", default=Path("sitmon-tables")),
    either(
        *(
            option(f"--{name}", f"as {name}", dest="format", action="store_const", const=name, default="csv")
            for name in ("csv", "parquet", "json")
        )
    ),
)
def run(args: argparse.Namespace) -> None:
    """Write every table into a folder, one file each, all of them their owner's only."""
    missing = [name for name in ("pandas", *(["pyarrow"] if args.format == "parquet" else [])) if not find_spec(name)]
    if missing:
        extra = "cohort" if "pyarrow" in missing else "analysis"
        raise MonitorError(f"`sitmon export` needs {missing[0]}: pip install 'sitting-monitor[{extra}]'")
    from monitor.analysis.tables import TABLES, load_journal

    settings = read_settings(args.config)
    journal = load_journal(settings.storage.journal)
    try:
        make_folder(args.out)
        for name, make in TABLES.items():
            table, path = make(journal), args.out / f"{name}.{args.format}"
            with replacing(path) as file:
                _write(table, file, args.format)
            write_line(settings.tr(Text("{path}: rows: {rows}"), path=path, rows=len(table)))
    except OSError as error:
        raise UsageError(f"{args.out}: cannot be written ({error.strerror or error})") from error


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
