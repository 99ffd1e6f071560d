"""`sitmon export`: the journal for other programs."""

import pandas as pd
import pytest

from monitor.analysis.tables import TABLES, load_journal
from monitor.edges.journal import Journal
from tests.analysis.test_tables import lived
from tests.support.commands import Commands


@pytest.mark.parametrize("form", ["csv", "parquet", "json"])
async def test_the_export_reads_back(sitmon: Commands, form: str) -> None:
    """Each table in each form, the same rows again, for its owner only."""
    await lived(sitmon.store / "journal.sqlite")
    said = sitmon("export", f"--{form}", "--out", sitmon.folder / "tables")
    readers = {"csv": pd.read_csv, "parquet": pd.read_parquet, "json": pd.read_json}
    journal = load_journal(sitmon.store / "journal.sqlite")

    assert (0, "") == (said.status, said.err)
    for name, make in TABLES.items():
        read = readers[form](sitmon.folder / "tables" / f"{name}.{form}")  # type: ignore[operator]
        assert len(make(journal)) == len(read), name
        assert 0o600 == (sitmon.folder / "tables" / f"{name}.{form}").stat().st_mode & 0o777
        assert list(make(journal).columns) == list(read.columns) or not len(read), name


def test_an_export_that_cannot_be_is_one_line(sitmon: Commands) -> None:
    """No journal; a file where the folder should be."""
    assert "there is no journal yet" in sitmon("export").complaint
    with Journal(sitmon.store / "journal.sqlite"):
        pass
    (sitmon.folder / "file").write_text("")
    assert "cannot be written" in sitmon("export", "--out", sitmon.folder / "file").complaint
