"""The documents about measures say what the code does and what was measured."""

import re
from pathlib import Path

from monitor.analysis.tables import daily_metrics, load_journal
from tests.support.weeks import simulate_journal

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_measure_of_a_day_is_defined(tmp_path: Path) -> None:
    """Each column has its row in docs/metrics.md, and no row is of a column that is not there."""
    simulate_journal(tmp_path / "journal.sqlite", days=2)
    columns = set(daily_metrics(load_journal(tmp_path / "journal.sqlite")).columns)
    rows = [line.split("|")[1] for line in (DOCS / "metrics.md").read_text().splitlines() if line.startswith("| `")]

    assert columns == {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_every_figure_of_the_model_card_was_measured() -> None:
    """It stands in docs/method.md, which the validation prints."""
    card, method = (DOCS / "model-card.md").read_text(), (DOCS / "method.md").read_text()
    figures = re.findall(r"`(\+?0?\.\d{4})`", card)

    assert len(figures) > 15
    assert [] == [figure for figure in figures if figure not in method]


DOCUMENTS = [*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md"), DOCS.parent / "Makefile", DOCS.parent / ".ci" / "run"]


def test_every_command_that_is_named_can_be_run() -> None:
    """Whatever `python -m` of ours a document, the Makefile or the CI names is a module that is run as one."""
    texts = [path.read_text(encoding="utf-8") for path in DOCUMENTS]
    named = {name for text in texts for name in re.findall(r"python -m ((?:benchmarks|validation|tests)[.\w]*)", text)}

    assert {"benchmarks", "validation", "tests.soak"} <= named
    assert [] == [name for name in named if 'if __name__ == "__main__":' not in _source_of(name)]


def _source_of(name: str) -> str:
    """The file that `python -m name` runs; empty if there is none."""
    path = DOCS.parent / name.replace(".", "/")
    found = [file for file in (path.with_suffix(".py"), path / "__main__.py") if file.exists()]
    return found[0].read_text(encoding="utf-8") if found else ""
