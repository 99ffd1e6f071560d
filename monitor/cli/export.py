"""`sitmon export`: the journal as tables that other programs read."""

import argparse
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from monitor.cli.options import CONFIG, command, either, option
from monitor.edges.files import make_folder, replacing
from monitor.edges.settings import read_settings
from monitor.errors import MonitorError, UsageError, to_install
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
        raise MonitorError(f"`sitmon export` needs {missing[0]}: {to_install(extra)}")
    from monitor.analysis.tables import TABLES, load_journal

    settings = read_settings(args.config)
    journal = load_journal(settings.storage.journal)
    try:
        make_folder(args.out)
        for name, make in TABLES.items():
            table, path = make(journal), args.out / f"{name}.{args.format}"
            _write(table, path)
            write_line(settings.tr(Text("{path}: rows: {rows}"), path=path, rows=len(table)))
    except OSError as error:
        raise UsageError(f"{args.out}: cannot be written ({error.strerror or error})") from error


def _write(table: "pd.DataFrame", path: Path) -> None:
    """Write a table whole, in the form that the ending of the file says; the owner's only."""
    with replacing(path) as file:
        if path.suffix == ".parquet":
            _write_parquet(table, file)
        elif path.suffix == ".json":
            table.to_json(file, orient="records", date_format="iso", date_unit="us", force_ascii=False, indent=1)
        else:
            table.to_csv(file, index=False)


def _write_parquet(table: "pd.DataFrame", file: BinaryIO) -> None:
    """Write it so that the tables of two people are one data set: an empty column has its type too."""
    import pyarrow as pa

    known = pa.Schema.from_pandas(table, preserve_index=False)
    types = [pa.date32() if field.name == "day" else field.type for field in known]
    schema = pa.schema([field.with_type(kind) for field, kind in zip(known, types, strict=True)], known.metadata)
    table.to_parquet(file, index=False, schema=schema)
