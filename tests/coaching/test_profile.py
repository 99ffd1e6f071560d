"""Plain values that refuse what the guide or reason forbids."""

from collections.abc import Callable

import pytest

from monitor.coaching.profile import NudgeRules, Profile, Side, check_hold_s


@pytest.mark.parametrize("hold_s", [30.0, 45.0, 60.0])
def test_holds_within_the_guides_range_are_taken(hold_s: float) -> None:
    """30 to 60 s are possible, both ends included (D7)."""
    check_hold_s(hold_s)

    assert hold_s == Profile(hold_s=hold_s).hold_s


@pytest.mark.parametrize("hold_s", [0.0, 29.9, 60.1, 61.0, -45.0, float("nan"), float("inf")])
def test_holds_outside_the_guides_range_are_refused_with_the_reason(hold_s: float) -> None:
    """Any other hold is refused in one line that names it and the range (D7)."""
    with pytest.raises(ValueError, match=r"^a hold of .+ s is not possible: .+ 30 to 60 s$"):
        Profile(hold_s=hold_s)


def test_the_default_hold_is_45_s() -> None:
    """Who sets nothing holds for 45 s (D7)."""
    assert 45.0 == Profile().hold_s


@pytest.mark.parametrize(("side", "other"), [(Side.LEFT, Side.RIGHT), (Side.RIGHT, Side.LEFT), (Side.BOTH, Side.BOTH)])
def test_each_side_has_an_other(side: Side, other: Side) -> None:
    """Left and right mirror each other; both stays both."""
    assert other is side.other


@pytest.mark.parametrize(
    "make",
    [
        lambda: NudgeRules(limit_s=0.0),
        lambda: NudgeRules(snoozes_s=(-1.0,)),
        lambda: NudgeRules(ladder_s=()),
        lambda: NudgeRules(ladder_s=(600.0, 0.0)),
    ],
)
def test_rules_that_cannot_work_are_refused(make: Callable[[], NudgeRules]) -> None:
    """A limit, snooze or rung of no length, and a ladder without a rung, are the caller's mistake."""
    with pytest.raises(ValueError, match="above zero"):
        make()
