"""Holds the table of thresholds in docs/method.md to the code: every one is there, with the value that runs.

    python -m validation.thresholds

Exit status 1, and one line for each, if one is missing, gone or of another value.
"""

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

from monitor.posture.sites import LeanThresholds
from monitor.posture.thigh import ThighThresholds

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "method.md"
BEGIN, END = "<!-- thresholds -->", "<!-- /thresholds -->"
MODULES = (
    *("motion.samples", "motion.clock", "motion.unclocked", "motion.arrays", "motion.epochs", "motion.features"),
    *(
        "posture.labels",
        "posture.walking",
        "posture.evidence",
        "posture.mounting_tracker",
        "posture.thigh",
        "posture.pose",
    ),
    *("posture.wear", "posture.classifier", "posture.bouts"),
    *("motion.closeup", "posture.recent", "posture.figure4", "posture.repetitions", "coaching.practice"),
    *("posture.shifts", "posture.leaning", "posture.sites"),
)

Number = float | tuple[float, ...]


def in_code() -> dict[str, Number]:
    """Every threshold that runs: the rules of the sites, and the public numbers of the modules above."""
    rule = ThighThresholds()
    found: dict[str, Number] = {f"ThighThresholds.{name}": getattr(rule, name) for name in ThighThresholds.__slots__}
    for name in MODULES:
        module = importlib.import_module(f"monitor.{name}")
        for constant in _assigned(Path(str(module.__file__)).read_text(encoding="utf-8")):
            value = getattr(module, constant)
            if constant.isupper() and not constant.startswith("_") and _is_number(value):
                found[f"{name}.{constant}"] = value
            elif isinstance(value, LeanThresholds):
                found |= {f"{name}.{constant}.{member}": number for member, number in _numbers(value)}
    return found


def in_document(text: str) -> dict[str, str]:
    """Name and value of each row of the table, as written."""
    rows = text.partition(BEGIN)[2].partition(END)[0].splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("| `")]
    return {row[0].strip("`"): row[1] for row in cells}


def faults(text: str) -> list[str]:
    """One line for each way in which a text's table differs from the code; none if it does not."""
    code, document = in_code(), in_document(text)
    wrong = [f"{name} is missing; it is {written(code[name])}" for name in code if name not in document]
    wrong += [f"{name} is not in the code any more" for name in document if name not in code]
    return wrong + [
        f"{name} is {document[name]} in the table and {written(value)} in the code"
        for name, value in code.items()
        if name in document and document[name] != written(value)
    ]


def written(value: Number) -> str:
    """A threshold as the table writes it."""
    return " to ".join(f"{number:g}" for number in value) if isinstance(value, tuple) else f"{value:g}"


def _numbers(rule: LeanThresholds) -> Iterator[tuple[str, Number]]:
    """The numbers of a site's rule, and of what walking looks like there."""
    for prefix, value in (("gait.", rule.gait), ("", rule)):
        for name in value.__slots__:
            if _is_number(number := getattr(value, name)):
                yield prefix + name, number


def _assigned(source: str) -> Iterator[str]:
    """Names that a module itself sets."""
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _is_number(value: object) -> bool:
    members = value if isinstance(value, tuple) else (value,)
    return all(isinstance(member, int | float) and not isinstance(member, bool) for member in members)


def main() -> int:
    """The command."""
    found = faults(DOCUMENT.read_text(encoding="utf-8"))
    print("\n".join(found) or f"{len(in_code())} thresholds in docs/method.md are as in the code")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
