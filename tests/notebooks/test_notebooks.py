"""The notebooks run, hold no outputs, and define nothing."""

import ast
import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

pytestmark = pytest.mark.slow

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def name(path: Path) -> str:
    """How a case is called."""
    return path.name


@pytest.mark.filterwarnings("default")  # of the machinery of Jupyter, which is not ours
@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_it_runs_from_top_to_bottom(path: Path) -> None:
    """Every cell runs, in the folder of the notebooks."""
    notebook = nbformat.read(path, as_version=4)

    done = NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(path.parent)}}).execute()

    assert all(cell.execution_count for cell in done.cells if cell.cell_type == "code")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_it_is_stored_without_outputs(path: Path) -> None:
    """What it shows is made anew by whoever runs it."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]

    assert [] == [cell["outputs"] for cell in cells if cell.get("outputs")]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_it_defines_nothing(path: Path) -> None:
    """What is worth a function belongs into monitor.analysis, where it is tested."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    tree = ast.parse("\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))

    assert [] == [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
