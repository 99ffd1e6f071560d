"""The table of thresholds in docs/method.md is what runs."""

import pytest

from validation.thresholds import DOCUMENT, faults


@pytest.fixture(scope="module")
def text() -> str:
    """The document as it stands."""
    return DOCUMENT.read_text(encoding="utf-8")


def test_the_document_is_held_to_the_code(text: str) -> None:
    """Every threshold is in docs/method.md with the value that runs, and no other."""
    assert faults(text) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("sit_deg` | 48 |", "sit_deg` | 45 |", "ThighThresholds.sit_deg is 45 in the table and 48 in the code"),
        ("`posture.labels.NON_WEAR_S`", "`posture.labels.OFF_S`", "posture.labels.NON_WEAR_S is missing; it is 600"),
        ("`posture.labels.NON_WEAR_S`", "`posture.labels.OFF_S`", "posture.labels.OFF_S is not in the code any more"),
    ],
)
def test_a_row_that_lags_behind_is_named(text: str, old: str, new: str, fault: str) -> None:
    """A changed, missing or stale row is told in one line."""
    assert fault in faults(text.replace(old, new))
