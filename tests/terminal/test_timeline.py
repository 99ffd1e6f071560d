"""The timeline: one line, each posture by colour and by shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.posture.labels import Posture
from monitor.terminal.timeline import GAP, INKS, NUDGE, draw_legend, draw_timeline
from monitor.texts import ENGLISH

SITTING, MOVING = [Posture.SITTING], [Posture.MOVING]


def rows(seconds: list[Posture | None], width: int, *nudges_s: float, span_s: float | None = None) -> tuple[str, str]:
    """The marks above and the line."""
    marks, line = draw_timeline(seconds, width, nudges_s, span_s=span_s).plain.split("\n")
    return marks, line


def test_each_cell_is_what_it_mostly_was() -> None:
    """Ten seconds a cell: the posture of most of them."""
    seconds = SITTING * 20 + MOVING * 6 + SITTING * 4 + MOVING * 10

    assert "▄▄██" == rows([*seconds], 4)[1]


def test_no_two_postures_share_a_shape() -> None:
    """Colour is never alone in carrying meaning."""
    assert len(INKS) == len({ink.block for ink in INKS.values()}) == len(Posture)


def test_postures_have_the_colours_of_the_house() -> None:
    """The same colours in terminal, page, report and notebook."""
    house = {"sitting": "#E0A030", "lying": "#C58A6A", "standing": "#2A9D8F", "moving": "#6BA539"}

    assert house == {str(posture): ink.colour for posture, ink in INKS.items() if posture in house}


def test_a_gap_is_hatched() -> None:
    """What nobody saw looks like neither sitting nor a break."""
    assert ("╱", "▄╱▄") == (GAP.block, rows([*SITTING * 5, *[None] * 5, *SITTING * 5], 3)[1])


def test_a_nudge_is_marked_above_its_moment() -> None:
    """The mark stands over the cell in which it came; one at the very end stays on the line."""
    marks, line = rows([*SITTING * 40], 4, 15.0, 40.0)

    assert f" {NUDGE} {NUDGE}" == marks
    assert 4 == len(line)


def test_what_has_not_been_yet_is_left_open() -> None:
    """A day that has only begun fills its part of the line."""
    assert "▄▄··" == rows([*SITTING * 20], 4, span_s=40.0)[1]


def test_nothing_seen() -> None:
    """Before the first second the line is open and the legend names the nudge alone."""
    assert ("   ", "···") == rows([], 3)
    assert f"{NUDGE} nudge" == draw_legend([], ENGLISH).plain


def test_the_legend_names_what_is_there() -> None:
    """All postures, or only those that were seen; a gap is unknown."""
    assert all(str(posture) in draw_legend(Posture, ENGLISH).plain for posture in Posture)
    assert "▄▄ sitting   ╱╱ unknown   ▿ nudge" == draw_legend([Posture.SITTING, None], ENGLISH).plain


@given(
    seconds=st.lists(st.sampled_from([*Posture, None]), max_size=300),
    width=st.integers(1, 130),
    nudges_s=st.lists(st.floats(0, 300), max_size=4),
)
def test_always_as_wide_as_asked(seconds: list[Posture | None], width: int, nudges_s: list[float]) -> None:
    """Whatever was seen: both rows have the width, and no cell shows what was not seen near it."""
    marks, line = rows(seconds, width, *nudges_s)

    assert width == len(marks) == len(line)
    seen = {GAP.block if second is None else INKS[second].block for second in seconds}
    assert set(line) <= seen | {"·"}


@pytest.mark.parametrize("days", [1, 7])
def test_a_long_watch_still_fits(days: int) -> None:
    """A week of seconds in eighty cells, quickly enough to be drawn four times a second."""
    assert "▄" * 80 == rows([*SITTING * 86_400 * days], 80)[1]
