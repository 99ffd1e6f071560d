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
    """It stands in docs/method.md, which the benchmarks print; and each command is a benchmark of ours."""
    card, method = (DOCS / "model-card.md").read_text(), (DOCS / "method.md").read_text()
    figures = re.findall(r"`(\+?0?\.\d{4})`", card)

    assert len(figures) > 15
    assert [] == [figure for figure in figures if figure not in method]
    for benchmark in set(re.findall(r"`python -m benchmarks\.(\w+)`", card)):
        assert (DOCS.parent / "benchmarks" / f"{benchmark}.py").exists(), benchmark
