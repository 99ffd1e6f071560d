"""What happens to a nudge in every scenario, whatever the body does meanwhile: the table of docs/scenarios.md, lived.

Each cell is one morning of raw samples through the whole pipeline, with the settings that are handed out:

    walk  sit 30 min  nudge  1 min  [ the scenario, a quarter of an hour ]  sit on for more than a limit

The body does in the scenario what the column says, five seconds longer at both ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import pytest

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.practice import PracticeOutcome, PracticeResult
from monitor.coaching.profile import NudgeRules, Side
from monitor.motion.samples import SampleBlock
from monitor.pipeline import Event, Input
from monitor.posture.labels import MUTE_S
from monitor.simulation.body import simulate_motion
from monitor.simulation.script import duration_s, parse_script
from tests.support.commands import ROOT
from tests.support.feeds import START_S, pipeline
from tests.support.motions import cut_samples
from tests.support.words import reason_of

DOINGS = ("sitting", "standing", "walking", "stretching")

HELD = ("silent, at once, goes on, not taken", "silent, at once, goes on, figure-4")
RISEN = "silent, after a limit, anew, break"
LOST = "silent, after a limit, anew, not known"

EXPECTED: dict[str, tuple[str, str, str, str]] = {
    "sleep": (LOST, LOST, LOST, LOST),
    "locked": (HELD[0], RISEN, RISEN, HELD[1]),
    "idle": ("nudged, on the ladder, goes on, not taken", RISEN, RISEN, "nudged, on the ladder, goes on, figure-4"),
    "meeting": (HELD[0], RISEN, RISEN, HELD[1]),
    "do not disturb": (HELD[0], RISEN, RISEN, HELD[1]),
    "full screen": (HELD[0], RISEN, RISEN, HELD[1]),
    "driving": (HELD[0], RISEN, RISEN, HELD[1]),
    "gap": ("silent, after a minute, kept, not known", LOST, LOST, "silent, after a minute, kept, not known"),
    "non-wear": (LOST, LOST, LOST, LOST),
    "snoozed": (HELD[0], RISEN, RISEN, HELD[1]),
    "paused": (HELD[0], RISEN, RISEN, HELD[1]),
    "quiet hours": (HELD[0], RISEN, RISEN, HELD[1]),
    "red flag": (HELD[0], RISEN, RISEN, "silent, at once, goes on, not seen"),
}
"""For sitting, standing, walking, stretching: what is said meanwhile, when the next nudge comes after it, what becomes
of the count of sitting, and what the answer to the nudge of before is found to be."""

CELLS = [(scenario, doing) for scenario in EXPECTED for doing in DOINGS]

# -------------------------------------------------------------------------------- the mornings
BEGIN_S, QUARTER_S, SLEEP_S, EDGE_S = 31 * 60, 15 * 60, 45 * 60, 5
RULES = NudgeRules(window_s=0.0, snoozes_s=(float(QUARTER_S),))
"""The defaults, but a snooze lasts as long as the scenario, and what is due is said at once."""

QUIET = replace(RULES, quiet=(8 * 60 + BEGIN_S // 60, 8 * 60 + (BEGIN_S + QUARTER_S) // 60))
CONTEXTS = {
    "sleep": Context.LOCKED,
    "locked": Context.LOCKED,
    "meeting": Context.MEETING,
    "do not disturb": Context.DO_NOT_DISTURB,
    "full screen": Context.FULL_SCREEN,
    "driving": Context.DRIVING,
}
SAID = {
    "snoozed": (Action.SNOOZE, None),
    "paused": (Action.PAUSE, Action.RESUME),
    "red flag": (Action.RED_FLAG, Action.CLEAR_RED_FLAG),
}
UNSEEN = {"sleep": f"gap:{SLEEP_S}s", "gap": f"gap:{QUARTER_S}s", "non-wear": f"off:{QUARTER_S}s"}
ON_AGAIN = "sit:10m walk:20s"
"""After non-wear a walk must tell how the wearable sits now."""

EDGES = {"sitting": "sit", "standing": "stand", "walking": "walk", "stretching": "sit"}
"""How the body is seen before and after; who stretches does so unseen if the scenario is not seen."""


def script(scenario: str, doing: str) -> str:
    """What the body, which wears the wearable on the left thigh, does."""
    edge = f"{EDGES[doing]}:{EDGE_S}s"
    during = f"{edge} {UNSEEN.get(scenario)} {edge} {ON_AGAIN if scenario == 'non-wear' else ''}"
    if scenario not in UNSEEN:
        whole_s = QUARTER_S + 2 * EDGE_S
        stretch = f"sit:15s figure4-left:45s sit:{whole_s - 60}s"
        during = stretch if doing == "stretching" else f"{EDGES[doing]}:{whole_s}s"
    return f"walk:20s sit:{BEGIN_S - 20 - EDGE_S}s {during} sit:36m"


def told(scenario: str, begin_s: float, end_s: float) -> list[UserAction | ContextChange]:
    """What the desktop or the person says of the scenario."""
    if scenario in CONTEXTS:
        context = CONTEXTS[scenario]
        return [ContextChange(begin_s, context, active=True), ContextChange(end_s, context, active=False)]
    actions = zip((begin_s, end_s), SAID.get(scenario, ()), strict=False)
    return [UserAction(time_s, action) for time_s, action in actions if action is not None]


@cache
def samples(steps: str) -> tuple[SampleBlock, ...]:
    """What the wearable measures of it."""
    motion = simulate_motion(parse_script(steps), leg=Side.LEFT, seed=1, sample_rate_hz=12.5)
    return tuple(motion.blocks(START_S))


def cut_at(block: SampleBlock, *times_s: float) -> Iterator[SampleBlock]:
    """The block in pieces that begin at these times."""
    yield from cut_samples(block, [round((time_s - block.start_s) * block.sample_rate_hz) for time_s in times_s])


@dataclass(frozen=True, slots=True)
class Morning:
    """What one morning brought.

    Attributes:
        said: the nudges that were said before, in and after the scenario.
        sat_s: the count of sitting right before the scenario, and a minute after the body was seen to sit again.
        events: all.
        end_s: when the scenario ended.
    """

    said: tuple[list[Nudge], list[Nudge], list[Nudge]]
    sat_s: tuple[float, float]
    events: list[Event]
    end_s: float


@cache
def live(scenario: str, doing: str) -> Morning:
    """Live through one cell."""
    steps = script(scenario, doing)
    begin_s = START_S + BEGIN_S
    end_s = begin_s + (SLEEP_S if scenario == "sleep" else QUARTER_S)
    settled_s = START_S + duration_s(parse_script(steps)) - 36 * 60 + 60.0
    cuts_s = (begin_s, end_s, settled_s)
    inputs: list[tuple[float, Input]] = [
        (piece.start_s, piece) for block in samples(steps) for piece in cut_at(block, *cuts_s)
    ]
    inputs = sorted([*((item.time_s, item) for item in told(scenario, begin_s, end_s)), *inputs], key=lambda at: at[0])
    stages = pipeline(rules=QUIET if scenario == "quiet hours" else RULES)
    said: tuple[list[Nudge], list[Nudge], list[Nudge]] = ([], [], [])
    sat_s = [0.0, 0.0]
    events: list[Event] = []
    for time_s, item in inputs:
        part = stages.feed(item)
        events += part
        said[(time_s >= begin_s) + (time_s >= end_s)].extend(event for event in part if isinstance(event, Nudge))
        for place, until_s in enumerate((begin_s, settled_s)):
            if time_s < until_s - 0.1:  # a cut falls on a sample
                sat_s[place] = stages.coach.sitting_s
    return Morning(said, (sat_s[0], sat_s[1]), [*events, *stages.finish()], end_s)


# -------------------------------------------------------------------------------- in the table's words
ANSWERS = {
    Result.NOT_TAKEN: "not taken",
    Result.VERIFIED: "break",
    Result.NOT_OBSERVABLE: "not known",
    PracticeResult.CONFIRMED: "figure-4",
    PracticeResult.NOT_SEEN: "not seen",
    PracticeResult.NOT_OBSERVABLE: "not known",
}


def when(morning: Morning) -> str:
    """When the first nudge after the scenario comes."""
    if not (after := morning.said[2]):
        return "never"
    nudge = after[0]
    wait_s = nudge.time_s - morning.end_s
    if nudge.level == 1 and nudge.sitting_s == RULES.limit_s:
        return "after a limit"
    if wait_s <= 3.0:
        return "at once"
    if RULES.settle_s - 3.0 <= wait_s <= RULES.settle_s + EDGE_S:
        return "after a minute"
    before = [*morning.said[0], *morning.said[1]]
    late_s = nudge.time_s - before[-1].time_s - RULES.ladder_s[len(before) - 1]
    return "on the ladder" if 0.0 <= late_s < MUTE_S else f"after {wait_s:.0f} s"


def count(morning: Morning, whole_s: float) -> str:
    """What became of the count of sitting."""
    before_s, after_s = morning.sat_s
    if after_s < before_s:
        return "anew"
    lived_s = after_s - before_s - 60.0  # the minute after it
    if abs(lived_s) <= 2 * EDGE_S + 3.0:
        return "kept"
    return "goes on" if abs(lived_s - whole_s) <= 2 * EDGE_S + 3.0 else f"{lived_s:.0f} s more"


def answer(morning: Morning, doing: str) -> str:
    """What the first nudge's answer was found to be: the stretch's if one was done, else the break's."""
    kind = PracticeOutcome if doing == "stretching" else Outcome
    first = next(event for event in morning.events if isinstance(event, kind))
    return ANSWERS[first.result]


HOLDERS = {
    "locked": "a locked screen",
    "meeting": "a meeting",
    "do not disturb": "do not disturb",
    "full screen": "a full-screen window",
    "driving": "a drive",
    "paused": "your pause",
    "quiet hours": "quiet hours",
}
"""What the nudge after it says that it was held back by."""


# -------------------------------------------------------------------------------- the table
@pytest.mark.parametrize(("scenario", "doing"), CELLS)
def test_what_is_said_in_a_scenario_and_after_it(scenario: str, doing: str) -> None:
    """Nothing in what holds a nudge back, deferred and not dropped, and nothing out of what was not seen (A2, A3)."""
    morning = live(scenario, doing)
    expected = EXPECTED[scenario][DOINGS.index(doing)].split(", ")

    assert 1 == len(morning.said[0])
    assert expected[:2] == ["nudged" if morning.said[1] else "silent", when(morning)]


@pytest.mark.parametrize(("scenario", "doing"), CELLS)
def test_what_becomes_of_the_sitting_in_a_scenario(scenario: str, doing: str) -> None:
    """It goes on while the body sits, also in a stretch on the chair; what was not seen is no sitting (A4)."""
    whole_s = SLEEP_S if scenario == "sleep" else QUARTER_S

    assert EXPECTED[scenario][DOINGS.index(doing)].split(", ")[2] == count(live(scenario, doing), whole_s)


@pytest.mark.parametrize(("scenario", "doing"), CELLS)
def test_what_the_answer_to_a_nudge_is_found_to_be_in_a_scenario(scenario: str, doing: str) -> None:
    """What the body did counts in every scenario; what nobody saw is not known, and no fault of anybody."""
    assert EXPECTED[scenario][DOINGS.index(doing)].split(", ")[3] == answer(live(scenario, doing), doing)


@pytest.mark.parametrize("scenario", EXPECTED)
def test_a_nudge_after_a_scenario_says_what_held_it_back(scenario: str) -> None:
    """Who was in a meeting for a quarter of an hour reads so; a lock says nothing but the truth about the sitting."""
    reason = reason_of(live(scenario, "sitting").said[2][0])
    words = HOLDERS.get(scenario)

    assert ("held back" in reason) == (words is not None)
    assert words is None or reason.endswith(f" by {words}.")


def test_the_documented_table_is_the_lived_one() -> None:
    """docs/scenarios.md has the same cells, row by row."""
    lines = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]

    assert ["scenario", *DOINGS] == rows[0]
    assert [[scenario, *cells] for scenario, cells in EXPECTED.items()] == rows[1:]
