"""Lives at random through the real commands: nothing is guided that harms, and each harm that is planted is found."""

import sys
from collections.abc import Sequence
from typing import Final

import pytest

from monitor.cli import stretch
from monitor.coaching.gate import SafetyGate
from monitor.coaching.intake import Intake
from monitor.coaching.profile import Side
from tests.lives_of_commands import FAULTS, live

PLANTED: Final[dict[str, Sequence[tuple[object, str, object]]]] = {
    "red-flag": ((stretch, "is_locked", lambda *_: False), (SafetyGate, "bars", lambda *_: None)),
    "radiated": ((SafetyGate, "_bars_radiating", lambda *_: None),),
    "barred": ((Intake, "waits_for", ()),),
    "side": ((stretch, "find_sides", lambda *_: (Side.RIGHT,)),),
    "broken": ((stretch, "has_keys", lambda: sys.exit(3)),),
}


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_harms_is_guided(seed: int) -> None:
    """Whatever was said before, by whichever command, in either language (D3, E5, F1, F2, F4)."""
    assert [] == live(seed)[0].found


@pytest.mark.parametrize("fault", FAULTS)
def test_a_harm_that_is_planted_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge knows each of its faults: within a few lives one of them has it."""
    for home, name, worse in PLANTED[fault]:
        monkeypatch.setattr(home, name, worse)

    assert any(fault in dict(live(seed)[0].found) for seed in range(40))
