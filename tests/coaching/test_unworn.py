"""A strap that nobody wears earns nothing: raw samples of simulated straps, through the whole pipeline."""

from datetime import UTC
from functools import cache
from typing import TypeVar

import pytest

from monitor.assembly import build_pipeline
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.sessions import PracticeOutcome, PracticeResult
from monitor.pipeline import Event, Pipeline
from tests.support.feeds import POSED, START_S
from tests.support.simulated import simulate

pytestmark = pytest.mark.slow

Kind = TypeVar("Kind")
SAT_S = 31 * 60
HANDLED_S = 15
"""Taking it off, and the seconds around it."""


@cache
def live(steps: str, seed: int = 1) -> tuple[list[Event], Pipeline]:
    """Somebody who has sat for half an hour, is nudged, and then does this."""
    stages = build_pipeline(Profile(Side.LEFT, Side.LEFT), NudgeRules(window_s=0.0), UTC, POSED)
    blocks = simulate(f"walk:20s sit:{SAT_S}s {steps}", seed=seed, sample_rate_hz=12.5).blocks(START_S)
    events = [event for block in blocks for event in stages.feed(block)]
    return [*events, *stages.finish()], stages


def first(steps: str, kind: type[Kind], seed: int = 1) -> Kind:
    """The first event of a kind."""
    return next(event for event in live(steps, seed)[0] if isinstance(event, kind))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("minutes", [2, 15])
def test_a_strap_hung_on_a_hook_is_no_break(minutes: int, seed: int) -> None:
    """Either end up, and though a door sets it swinging (C1)."""
    outcome = first(f"off-hook:{minutes}m walk:20s sit:5m", Outcome, seed)

    assert outcome.result is not Result.VERIFIED or (outcome.latency_s or 0.0) > 60.0 * minutes


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("steps", ["off:45s sit:6m", "off:60s sit:6m", "off:3m sit:6m", "off:15m"])
def test_a_strap_laid_on_the_desk_is_no_figure_4(steps: str, seed: int) -> None:
    """On whichever side it lies (C3)."""
    outcome = first(steps, PracticeOutcome, seed)

    assert (0.0, False) == (outcome.hold_s, outcome.is_done)


@pytest.mark.parametrize("seed", range(12))
def test_what_lay_on_the_desk_was_no_sitting(seed: int) -> None:
    """What was counted until it was known is taken back (A4)."""
    assert live("off:15m", seed)[1].coach.sitting_s <= SAT_S + HANDLED_S


@pytest.mark.parametrize("seed", range(12))
def test_a_nudge_before_the_desk_is_not_observable(seed: int) -> None:
    """Nobody knows what the body did then, and nobody is said not to have risen (A2)."""
    assert Result.NOT_OBSERVABLE is first("off:15m", Outcome, seed).result
    assert PracticeResult.NOT_OBSERVABLE is first("off:15m", PracticeOutcome, seed).result


def test_most_real_figure_4s_are_seen() -> None:
    """Of 100 simulated people 86 are (validation/practice.py); those who sit rolled outward anyway are missed."""
    results = [first("sit:2m figure4-left:45s sit:6m", PracticeOutcome, seed).result for seed in range(20)]

    assert 16 <= results.count(PracticeResult.CONFIRMED)
