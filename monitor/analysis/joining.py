"""Many small tables to one, as a stream: memory does not grow with their number, but for who wore it on which day."""

import io
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from monitor.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

AT_ONCE: Final = 100
"""Parts that become one row group (product default)."""

_OTHERS: Final = "the parts have different columns, of different sitmons; give another --out"

Worn = dict[tuple[str, str], float]
"""Seconds of wear by person and day."""


def join_parts(parts: Iterable[bytes], whole: Path, kind: str, worn: Worn) -> int:
    """Write one table of many, in their order.

    Args:
        parts: the content of each.
        whole: the file to write.
        kind: of all of them, csv or parquet.
        worn: takes up who wore it on which day for how long.

    Returns:
        How many rows there are.

    Raises:
        UsageError: the parts have different columns.
    """
    return _join_csv(parts, whole, worn) if kind == "csv" else _join_parquet(parts, whole, worn)


def _note(worn: Worn, people: Iterable[str], days: Iterable[str], worn_s: Iterable[float]) -> None:
    for person, day, seconds in zip(people, days, worn_s, strict=True):
        worn[person, day] = worn.get((person, day), 0.0) + float(seconds)


def _join_csv(parts: Iterable[bytes], whole: Path, worn: Worn) -> int:
    """All columns are text, so that it stays the same text."""
    rows, head = 0, b""
    with whole.open("wb") as file:
        for part in parts:
            first, _, rest = part.partition(b"\n")
            if head and first != head:
                raise UsageError(_OTHERS)
            file.write(rest if head else part)
            head = first
            table = pd.read_csv(io.BytesIO(part), dtype=str, keep_default_na=False)
            _note(worn, table["person"], table["day"], table["worn_s"].astype("float64"))
            rows += len(table)
        if not head:
            file.write(b"person,file,day,worn_s\n")
    return rows


def _join_parquet(parts: Iterable[bytes], whole: Path, worn: Worn) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = (pq.read_table(io.BytesIO(part)) for part in parts)
    if (first := next(tables, None)) is None:
        pd.DataFrame(columns=["person", "file", "day", "worn_s"]).to_parquet(whole, index=False, engine="pyarrow")
        return 0
    rows = 0
    with pq.ParquetWriter(whole, first.schema) as writer:
        for some in _in_groups(chain([first], tables)):
            if any(table.schema.names != first.schema.names for table in some):
                raise UsageError(_OTHERS)
            try:
                group = pa.concat_tables([table.cast(first.schema) for table in some]).combine_chunks()
            except pa.ArrowInvalid as error:
                raise UsageError(_OTHERS) from error
            writer.write_table(group)
            _note(worn, *(group.column(name).to_pylist() for name in ("person", "day", "worn_s")))
            rows += len(group)
    return rows


def _in_groups(tables: "Iterable[pa.Table]") -> "Iterator[list[pa.Table]]":
    group = []
    for table in tables:
        group.append(table)
        if len(group) == AT_ONCE:
            yield group
            group = []
    if group:
        yield group
