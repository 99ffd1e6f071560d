"""What a person can set, and what a prescription can change, is handed over: no function has its own idea of it."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor
from monitor.assembly import build_pipeline
from monitor.coaching.coach import Coach

ROOT = Path(monitor.__file__).parent
ROOMS = ("coaching", "wording", "cli", "analysis")
DOORS = {"coach.py:__init__", "assembly.py:build_pipeline"}
"""The two doors that notebooks use; their defaults are the product's, and are documented as such."""

TYPES = {
    "ExperimentRules", "Hours", "LearningRules", "Mapping[str, Exercise]", "NudgeRules", "PlanTargets", "Profile",
    "Settings", "Translator", "Words", "tzinfo",
}  # fmt: skip
NAMES = {
    "affected_side", "carry_gap_s", "equipment", "exercises", "experiment", "hours", "language", "learning", "limit_s",
    "profile", "room", "settings", "span", "targets", "tr", "tz", "wear_site", "words", "worn_leg", "zone",
}  # fmt: skip
"""What is in force, by its type and by its name.  In analysis the site and the clock are those of somebody's samples,
which no settings know: there only types count."""


def defaults(path: Path) -> Iterator[tuple[str, str, str]]:
    """Every argument and field of a file that has a default: where, its name and its type."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            ours, placed = node.args, [*node.args.posonlyargs, *node.args.args]
            named = zip(ours.kwonlyargs, ours.kw_defaults, strict=True)
            given = [one for one, default in named if default is not None]
            for one in [*placed[len(placed) - len(ours.defaults) :], *given]:
                yield f"{path.name}:{node.name}", one.arg, "" if one.annotation is None else ast.unparse(one.annotation)
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.AnnAssign) and part.value is not None:
                    yield f"{path.name}:{node.name}", "", ast.unparse(part.annotation)


def is_in_force(name: str, kind: str, room: str) -> bool:
    """Whether an argument is something that can be set or prescribed."""
    return bool(TYPES & {*re.split(r" \| ", kind)}) or (name in NAMES and room != "analysis")


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_that_is_in_force_has_a_default(room: str) -> None:
    """So the type checker lists every caller that forgets it."""
    found = [
        (where, name or kind)
        for path in sorted((ROOT / room).rglob("*.py"))
        for where, name, kind in defaults(path)
        if is_in_force(name, kind, room) and where not in DOORS
    ]

    assert [] == found


def test_a_default_would_be_found() -> None:
    """The two doors have some, so what is looked for can be seen."""
    seen = {
        where
        for path in (ROOT / "coaching" / "coach.py", ROOT / "assembly.py")
        for where, name, kind in defaults(path)
        if is_in_force(name, kind, "coaching")
    }

    assert seen >= DOORS


def test_the_product_gives_its_own_doors_everything() -> None:
    """Each call of the coach names or places every argument; the door with defaults that wraps it, nobody calls."""
    wanted = [name for name in inspect.signature(Coach.__init__).parameters if name != "self"]
    names = ("Coach", build_pipeline.__name__)
    calls = [
        (path.name, node.func.id, len(node.args) + len(node.keywords))
        for path in sorted(ROOT.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]

    assert calls
    assert [(path, "Coach", len(wanted)) for path, _, _ in calls] == calls
