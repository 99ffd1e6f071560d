"""What `sitmon doctor` finds: one line for each thing, and what to do where it lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from monitor.texts import Text, Translator


class Verdict(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


VERDICTS: Final = {
    Verdict.OK: Text("ok"),
    Verdict.WARNING: Text("warning"),
    Verdict.FAILED: Text("failed"),
}
"""How a verdict is said."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing.

    Attributes:
        about: the thing; in English, the key of its name.
        verdict: how bad it is.
        found: what was found, said in the person's tr; what the system or an error says stays as it is.
        to_do: what to do, in the same; empty if nothing.
    """

    about: Text
    verdict: Verdict
    found: str
    to_do: str = ""


def lines(findings: list[Finding], tr: Translator) -> Iterator[str]:
    """The findings as people read them; verdicts stand under each other."""
    width = max(len(tr(text)) for text in VERDICTS.values())
    for one in findings:
        yield f"{tr(VERDICTS[one.verdict]):{width}}  {tr(one.about)}: {one.found}"
        if one.to_do:
            yield f"{'':{width}}  → {one.to_do}"
