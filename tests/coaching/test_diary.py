"""The pain diary takes ten seconds, and loses nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.diary import PainEntry, Quality, Situation, parse_pain, weekly_medians
from monitor.coaching.profile import Side
from tests.support.stories import ZURICH, at

entries = st.builds(
    PainEntry,
    st.just(at("09:00")),
    st.integers(0, 10),
    st.none() | st.sampled_from(Quality),
    st.none() | st.sampled_from(Side),
    st.none() | st.sampled_from(Situation),
    radiating=st.booleans(),
)


@given(entries, st.randoms())
def test_an_entry_is_read_back_from_its_words_in_any_order(entry: PainEntry, random: "st.DrawFn") -> None:
    """Each quality, side and situation (A1, A2), and what went down the leg (B2)."""
    level, *words = entry.detail.split()
    random.shuffle(words)  # type: ignore[attr-defined]

    assert entry == parse_pain(entry.time_s, " ".join([level, *words]))


def test_the_number_alone_will_do() -> None:
    """Nothing else is asked for."""
    assert PainEntry(at("09:00"), 4) == parse_pain(at("09:00"), "4")


def test_a_radiating_pain_is_another_thing_than_an_ache() -> None:
    """The two can be said apart (B2)."""
    assert (False, True) == tuple(parse_pain(0.0, text).radiating for text in ("5 aching", "5 aching radiating"))


@pytest.mark.parametrize(
    ("detail", "what"),
    [
        ("", "begins with the level, 0 .none. to 10 .the worst.: '' does not"),
        ("11", "'11' does not"),
        ("-1", "'-1' does not"),
        ("aching 4", "begins with the level"),
        (
            "4 dull",
            "'dull' is no word of the diary; there are: aching numb stabbing tingling burning tight; left right",
        ),
        ("4 left right", "'left' and 'right' are two of a kind"),
        ("²", "begins with the level"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_is_allowed(detail: str, what: str) -> None:
    """An unknown quality is refused with the list (A1)."""
    with pytest.raises(ValueError, match=what):
        parse_pain(0.0, detail)


def test_weeks_end_today_and_are_summed_up_by_their_median() -> None:
    """One bad evening is no bad week; a week without an entry is not known."""
    days = {"2026-03-01": 2, "2026-03-14": 5, "2026-03-15": 5, "2026-03-21": 9, "2026-03-22": 3, "2026-02-01": 10}
    diary = [PainEntry(at("23:30", day), level) for day, level in days.items()]

    assert [2.0, None, 5.0, 6.0] == weekly_medians(diary, date(2026, 3, 22), 4, ZURICH)
