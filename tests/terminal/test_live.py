"""The live view: one big thing first, then the day, then the next step, at every width."""

import io
from dataclasses import replace
from datetime import UTC

import pytest
from rich.console import Console

from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.profile import NudgeRules
from monitor.motion.arrivals import Arrival
from monitor.terminal.live import AIRY_LINES, LiveView
from monitor.wording.recommendations import say_why
from tests.support.feeds import START_S, arrivals, pipeline
from tests.support.words import WORDS, rendered, title_of

NUDGED = "walk:30s sit:150s"
ANSWERED = "walk:30s sit:150s stand:30s sit:30s"
SIZES = [(60, 24), (80, 24), (120, 24), (60, AIRY_LINES + 4), (80, AIRY_LINES), (120, 50)]

AT_UTC = replace(WORDS, zone=UTC)


def view_of(script: str, *, said: UserAction | None = None, rules: NudgeRules | None = None) -> LiveView:
    """A view that has watched a script."""
    stages = pipeline() if rules is None else pipeline(rules=rules)
    view = LiveView(lambda: stages, AT_UTC, span_s=600.0)
    items: list[Arrival | UserAction] = [*arrivals(script)]
    for item in [*items, said] if said else items:
        for event in stages.feed(item):
            view.watch(event)
    return view


def draw(view: LiveView, width: int = 80, height: int = 50) -> list[str]:
    """What the terminal shows, without what is left blank at the right."""
    console = Console(width=width, height=height, record=True, file=io.StringIO(), force_terminal=True)
    console.print(view)
    return [line.rstrip() for line in console.export_text().splitlines()]


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("script", ["sit:1s", "sit:30s", NUDGED, ANSWERED, "sit:30s gap:60s sit:30s"])
def test_fits_every_terminal(script: str, width: int, height: int) -> None:
    """No line is wider than the terminal, and the view is no taller than one that is at least 60 by 34 or 80 by 24."""
    lines = draw(view_of(script), width, height)

    assert max(map(len, lines)) <= width
    assert len(lines) <= height or (width, height) == (60, 24)


def test_the_bout_comes_first() -> None:
    """The first thing to be seen is how long this bout lasts; below it the time and the next nudge."""
    first, second, *_ = (line for line in draw(view_of("sit:101s")) if line)

    assert "  ▄ 1 min sitting" == first
    assert "  08:01   next nudge after 20 s more" == second


def test_then_the_day_with_its_marks() -> None:
    """Timeline, hours and a legend of what there was."""
    text = "\n".join(draw(view_of(ANSWERED)))

    assert "▿" in text
    assert "08:00" in text
    assert "08:10" in text
    assert "▄▄ sitting   ▆▆ standing   ██ moving   ▿ nudge" in text


def test_a_gap_is_hatched_not_joined() -> None:
    """The minutes that nobody saw stand hatched in the day."""
    assert any("▄╱╱╱" in line for line in draw(view_of("sit:60s gap:60s sit:60s")))


@pytest.mark.parametrize("height", [24, 50])
def test_then_what_to_do_and_why(height: int) -> None:
    """All steps in order, the cues once each, the reason last."""
    view = view_of(NUDGED)
    said = view.recommendation
    assert said is not None
    text = " ".join(" ".join(draw(view, 100, height)).split())

    places = [text.index(step) for step in (title_of(said), *rendered(said).steps, f"Why: {say_why(said, AT_UTC)}")]
    assert sorted(places) == places
    assert [1] * len(rendered(said).cues) == [text.count(cue) for cue in rendered(said).cues]


def test_then_what_became_of_it() -> None:
    """A break that the sensor saw has a filled mark and says so."""
    assert any("●" in line and "seen by the sensor" in line for line in draw(view_of(ANSWERED)))


@pytest.mark.parametrize(
    ("result", "mark"),
    [(Result.VERIFIED, "●"), (Result.CLAIMED, "○"), (Result.NOT_TAKEN, "–"), (Result.NOT_OBSERVABLE, "?")],
)
def test_what_is_known_and_what_was_said_look_different(result: Result, mark: str) -> None:
    """Each outcome has its own mark beside its words."""
    view = view_of(NUDGED)
    view.watch(Outcome(START_S + 300.0, START_S + 150.0, result, 20.0, 60.0))

    assert [mark] == [line.split()[0] for line in draw(view) if "08:05  " in line]


def test_a_small_terminal_drops_what_is_over() -> None:
    """Once answered, the steps make room for what became of them."""
    tall, small = draw(view_of(ANSWERED)), draw(view_of(ANSWERED), 80, 24)

    assert any("1. " in line for line in tall)
    assert not any("1. " in line for line in small)
    assert any("●" in line for line in small)


def test_a_red_flag_stands_alone() -> None:
    """The urgent text and nothing else: no nudge is announced, no stretch shown (F2)."""
    view = view_of(NUDGED, said=UserAction(START_S + 200.0, Action.RED_FLAG, "leg-weakness"))
    text = " ".join(" ".join(draw(view)).split())

    assert text.startswith("Get medical help now.")
    assert "nudge after" not in text
    assert "Seated figure-4" not in text


def test_a_cleared_red_flag_is_gone() -> None:
    """Afterwards the day is shown again."""
    view = view_of(NUDGED, said=UserAction(START_S + 200.0, Action.RED_FLAG, "leg-weakness"))
    view.pipeline().feed(UserAction(START_S + 300.0, Action.CLEAR_RED_FLAG))

    assert "sitting" in draw(view)[1]


def test_a_red_flag_of_yesterday_stands_alone_too() -> None:
    """One that an earlier run left behind is shown, though no event tells of it."""
    view = LiveView(lambda: pipeline([UserAction(START_S - 86_400.0, Action.RED_FLAG, "")]), AT_UTC)

    assert "Get medical help now." in " ".join(draw(view))


def test_a_lost_link_is_not_shown_as_sitting_on() -> None:
    """Without data it says since when, instead of announcing a nudge."""
    view = view_of("sit:101s")
    view.link_state = lambda: "lost"
    text = "\n".join(draw(view))

    assert "No data since 08:01:40 (lost)." in text
    assert "next nudge" not in text


def test_before_the_first_second() -> None:
    """It says what it is doing."""
    view = LiveView(pipeline, AT_UTC, link_state=lambda: "scanning")

    assert "  scanning …" in draw(view)


def test_the_end_adds_up() -> None:
    """The summary has the minutes of each posture, the longest sit, and how many breaks were seen."""
    view = view_of(ANSWERED)
    for event in view.pipeline().finish():
        view.watch(event)

    assert [
        "2 min sitting, 30 s standing, 31 s moving.",
        "Longest sit 2 min; bouts of sitting: 2.",
        "Nudges: 1; breaks seen by the sensor: 1 of 1.",
    ] == view.summary()
    nothing = LiveView(pipeline, AT_UTC).summary()
    assert ["Nothing was seen.", "Nudges: 0; breaks seen by the sensor: 0 of 0."] == nothing
