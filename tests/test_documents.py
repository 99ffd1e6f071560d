"""What the documents say is so: links lead somewhere, examples are accepted, what is denied is not there."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from monitor.cli.privacy import HOLDS
from monitor.coaching.inputs import Context
from monitor.edges.settings import settings_page
from tests.support.commands import Commands
from validation import sites
from validation.people import BESIDE

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not {".venv", "node_modules", "build", ".git"} & set(path.relative_to(ROOT).parts)
)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s]+)\)")
CONTEXTS = {str(context) for context in Context}

DENIED = {
    "a shared screen, a calendar": lambda: not CONTEXTS & {"shared-screen", "calendar"},
    "a word to who has stood for too long": lambda: not re.search(r"(?m)^#? ?standing\w* =", settings_page()),
    "a page tried by somebody who lives with a screen reader": lambda: True,  # nothing in here can know
}
"""What the documents say is not there yet, and how it is seen that it is not."""


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """What the build does with the README; hatchling itself is there only while it builds."""
    name = "hatchling.metadata.plugin.interface"
    for end, _ in enumerate(name.split("."), 1):
        monkeypatch.setitem(sys.modules, ".".join(name.split(".")[:end]), ModuleType("stub"))
    monkeypatch.setitem(sys.modules, name, SimpleNamespace(MetadataHookInterface=object))
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_published_readme_leads_nowhere_else(hook: ModuleType) -> None:
    """As a package index shows it: each link and picture is absolute and names a file of ours; the text is the same."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    here = (ROOT / "README.md").read_text(encoding="utf-8")
    home = project["urls"]["Source"]
    there = hook.absolute(here, home)
    ours = re.findall(re.escape(home) + r"/(?:raw|blob)/main/([^)\s#]+)", there)

    assert "readme" in project["dynamic"]
    assert [] == LINK.findall(there)
    assert len(ours) == len(LINK.findall(here)) > 20
    assert all((ROOT / path).exists() for path in ours)
    assert here == re.sub(re.escape(home) + r"/(?:raw|blob)/main/", "", there)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_leads_to_a_file(page: Path) -> None:
    """From wherever the page lies."""
    links = [link.partition("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8"))]

    assert [] == [link for link in links if not (page.parent / link).exists()]


def test_the_example_of_a_prescription_is_accepted(sitmon: Commands) -> None:
    """Copied as it stands, with nothing beside it."""
    text = (ROOT / "docs" / "prescribed.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (sitmon.folder / "my-set.toml").write_text(example, encoding="utf-8")
    said = sitmon("exercises", "check", sitmon.folder / "my-set.toml")

    assert (0, "") == (said.status, said.err)


def test_each_kind_of_file_that_is_kept_is_in_the_documents() -> None:
    """What `sitmon privacy` knows by name, and no other name beside the settings and the recordings."""
    text = (ROOT / "docs" / "files.md").read_text(encoding="utf-8").partition("\n## Yours\n")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    named = {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}

    assert {*HOLDS, "sitmon.toml", "recordings/"} == named


def test_what_is_not_there_yet_is_not_there() -> None:
    """Each sentence that says so has its row here, and its row still holds."""
    text = " ".join(" ".join(page.read_text(encoding="utf-8").split()) for page in PAGES if page.name != "CHANGELOG.md")
    denied = re.findall(r"(?i)\*\*not yet:\*\* ([^.|]+)\.", text)

    assert set(DENIED) == set(denied)
    assert [] == [what for what, is_so in DENIED.items() if not is_so()]
    assert len(denied) == len(re.findall(r"(?i)\bnot yet:", text))


@pytest.mark.shared_data
def test_the_table_of_wear_sites_is_what_its_command_prints(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every row of it, and no other; `python -m validation.sites` prints them."""
    if not list(BESIDE.glob("harth_back*.npz")):
        pytest.skip("needs the labelled recordings")
    page = (ROOT / "docs" / "wear-sites.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- sites -->\n")[2].partition("<!-- /sites -->")[0].splitlines()
    monkeypatch.setattr(sys, "argv", ["sites", "--data", str(BESIDE)])
    sites.main()

    assert shown == capsys.readouterr().out.splitlines()[: len(shown)]
    assert len(shown) == 2 + 18


@pytest.fixture
def sitmon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The commands, with settings and storage of this test alone."""
    return Commands(tmp_path, monkeypatch)
