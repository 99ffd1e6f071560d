"""Tables as Markdown, so that what is printed is what the documents show."""

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table, its columns padded to be read in a terminal too."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(3, *(len(row[column]) for row in cells)) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def score(value: float) -> str:
    """A score between 0 and 1, as `.9921`; a dash where there is none."""
    if value != value:
        return "-"
    return f"{value:.4f}" if value >= 1 else f"{value:.4f}"[1:]
