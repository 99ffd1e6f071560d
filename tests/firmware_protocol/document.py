"""Reads PROTOCOL.md: its tables, its golden examples and the byte table that each example stands under."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import firmware_protocol

TEXT = (Path(firmware_protocol.__file__).parent / "PROTOCOL.md").read_text(encoding="utf-8")
BYTE_TABLE = ["offset", "bytes", "type", "field", "value"]

Table = list[list[str]]


@dataclass(frozen=True, slots=True)
class Golden:
    """One example: ```` ```golden message ````, hex, `->`, and the value as one writes it in Python.

    Attributes:
        message: which codec it belongs to.
        payload: its bytes.
        value: what they mean.
        rows: the byte table right above it, without its head.
    """

    message: str
    payload: bytes
    value: Any
    rows: Table

    def __str__(self) -> str:
        return f"{self.message}-{self.payload[:8].hex()}"


def tables() -> list[Table]:
    """All tables, each a list of rows of cells; the head is the first row, back-ticks are taken off."""
    blocks = re.findall(r"(?:^\|.*\|\n)+", TEXT, flags=re.MULTILINE)
    return [_rows(block) for block in blocks]


def table(*head: str) -> Table:
    """The rows of the one table with this head."""
    (found,) = [rows[1:] for rows in tables() if rows[0] == list(head)]
    return found


def golden_examples() -> list[Golden]:
    """All examples in their order."""
    pattern = r"((?:^\|[^\n]*\|\n)+)\n```golden (\w+)\n([0-9a-f \n]+)->\n(.*?)```"
    return [
        Golden(message, bytes.fromhex(octets), eval(value, vars(firmware_protocol)), _rows(rows)[1:])
        for rows, message, octets, value in re.findall(pattern, TEXT, flags=re.MULTILINE | re.DOTALL)
    ]


def _rows(block: str) -> Table:
    lines = [line for line in block.splitlines() if not re.fullmatch(r"[|\- ]+", line)]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]
