"""The rules of the house, measured: small, documented, frozen, and pure where nothing may touch the world."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
SOURCES = sorted([*HOUSE.glob("monitor/**/*.py"), *HOUSE.glob("firmware_protocol/**/*.py")])
TESTS = sorted(HOUSE.glob("tests/**/test_*.py"))
PURE = ("firmware_protocol/", "monitor/motion/", "monitor/posture/", "monitor/coaching/", "monitor/pipeline.py")
WORLD = {
    "asyncio", "bleak", "logging", "os", "pathlib", "random", "socket", "sqlite3", "subprocess", "threading", "time",
    "pandas", "scipy", "matplotlib", "rich",
}  # fmt: skip
CLOCK = re.compile(r"(datetime|date|time)\.(now|utcnow|today|time|monotonic|perf_counter|sleep)$")
Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = Function | ast.ClassDef

MAX_MODULE_LINES, MAX_FUNCTION_LINES, MIN_DOCUMENTED = 400, 45, 0.95


def _name(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _nodes(path: Path, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    return (node for node in ast.walk(_tree(path)) if isinstance(node, kinds))


def _where(path: Path, node: ast.AST) -> str:
    return f"{_name(path)}:{getattr(node, 'lineno', 1)}"


def _is_mutable_value(node: ast.ClassDef) -> bool:
    """A public dataclass that is not frozen and has nothing to do: a value that somebody could change."""
    decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
    decorated = any("dataclass" in one and "frozen=True" not in one for one in decorators)
    return decorated and not any(isinstance(part, Function) for part in node.body)


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").split(".")[0])
    return names


def test_there_is_a_house() -> None:
    """The rules below are about something."""
    assert len(SOURCES) > 40
    assert len(TESTS) > 20


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_modules_are_small_and_say_what_they_are(path: Path) -> None:
    """At most 400 lines, with a docstring; no function over 45 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_MODULE_LINES
    assert ast.get_docstring(_tree(path))
    long = [
        _where(path, node)
        for node in _nodes(path, *Function.__args__)
        if (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES  # type: ignore[attr-defined]
    ]
    assert [] == long


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_the_source_neither_asserts_nor_prints(path: Path) -> None:
    """Errors are raised with their whole sentence; only the terminal's rooms speak, and not by `print`."""
    found = [_where(path, node) for node in _nodes(path, ast.Assert)]
    found += [
        _where(path, node)
        for node in _nodes(path, ast.Call)
        if getattr(node.func, "id", "") == "print"  # type: ignore[attr-defined]
    ]
    assert [] == found


def test_public_functions_and_classes_have_a_contract() -> None:
    """At least 95 % have a docstring."""
    public = [
        (_where(path, node), ast.get_docstring(node))  # type: ignore[arg-type]
        for path in SOURCES
        for node in _nodes(path, *Documented.__args__)
        if not node.name.startswith("_")  # type: ignore[attr-defined]
    ]
    bare = [where for where, docstring in public if not docstring]
    assert len(bare) <= (1.0 - MIN_DOCUMENTED) * len(public), bare


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_values_are_frozen(path: Path) -> None:
    """A dataclass that does nothing is a value, and nobody changes a value; those that `feed` are stages."""
    changeable = [
        _where(path, node)
        for node in _nodes(path, ast.ClassDef)
        if not node.name.startswith("_") and _is_mutable_value(node)  # type: ignore[attr-defined, arg-type]
    ]
    assert [] == changeable


@pytest.mark.parametrize("path", [path for path in SOURCES if _name(path).startswith(PURE)], ids=_name)
def test_the_core_touches_nothing(path: Path) -> None:
    """No clock, no disk, no radio, no log."""
    assert set() == _imported(path) & WORLD
    assert [] == [_where(path, call) for call in _nodes(path, ast.Call) if CLOCK.search(ast.unparse(call.func))]  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", TESTS, ids=_name)
def test_each_test_says_what_it_expects(path: Path) -> None:
    """Every test has a docstring."""
    silent = [
        _where(path, node)
        for node in _nodes(path, *Function.__args__)
        if node.name.startswith("test") and not ast.get_docstring(node)  # type: ignore[attr-defined, arg-type]
    ]
    assert [] == silent


def test_imports_point_down() -> None:
    """The floors of pyproject.toml hold."""
    beside = Path(sys.executable).with_name("lint-imports")
    command = str(beside) if beside.exists() else shutil.which("lint-imports")
    if command is None:
        pytest.skip("import-linter is not installed")
    run = subprocess.run([command, "--no-cache"], cwd=HOUSE, capture_output=True, text=True, timeout=60)

    assert 0 == run.returncode, run.stdout


@pytest.mark.parametrize(
    "module", ["monitor.running.daemon", "monitor.assembly", "monitor.pipeline", "monitor.posture.wear"]
)
def test_the_daemon_is_lean(module: str) -> None:
    """Whatever the daemon imports, pandas, scipy and matplotlib are not among it."""
    path = HOUSE / Path(*module.split("."))
    if not (path.with_suffix(".py").exists() or path.is_dir()):
        pytest.skip(f"there is no {module} yet")
    code = f"import sys, {module}; sys.exit(' '.join({{'pandas', 'scipy', 'matplotlib'}} & set(sys.modules)) or 0)"
    run = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, timeout=60)

    assert (0, "") == (run.returncode, run.stderr)
