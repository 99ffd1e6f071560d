"""The pictures of a person's own days: drawn from a journal, and what stands in them is what was counted."""

from collections.abc import Iterator

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from monitor.analysis import plots
from monitor.analysis.metrics import usual_bout_s
from monitor.analysis.pain_and_sitting import daily_pain, link_pain_to_sitting
from monitor.analysis.tables import JournalTables, bouts, daily_metrics, diary, load_journal, minutes, nudges
from tests.support.weeks import simulate_journal


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> JournalTables:
    """Sixty days of somebody who does not exist."""
    path = tmp_path_factory.mktemp("weeks") / "journal.sqlite"
    simulate_journal(path, days=60, seed=2)
    return load_journal(path)


@pytest.fixture
def axes() -> Iterator[Axes]:
    """Somewhere to draw, that is really drawn in the end."""
    figure = Figure()
    axes = figure.subplots()
    yield axes
    figure.canvas.draw()


def test_a_day_has_all_its_bouts_and_nudges(journal: JournalTables, axes: Axes) -> None:
    """A block for each bout, as wide as it was long; a mark for each nudge."""
    sat, said = bouts(journal), nudges(journal)
    day = sat["day"].iloc[0]
    plots.draw_day(axes, sat, said, day)

    of_day = sat[sat["day"] == day]
    assert of_day["duration_s"].sum() / 3600 == pytest.approx(sum(block.get_width() for block in axes.patches))
    assert (said["day"] == day).sum() == len(axes.lines)


def test_a_week_has_no_hour_of_more_than_sixty_minutes(journal: JournalTables, axes: Axes) -> None:
    """And all the sitting of it."""
    seen = minutes(journal)
    week = seen[seen["day"].isin(sorted(seen["day"].unique())[:7])]
    plots.draw_week(axes, week)
    shown = axes.collections[0].get_array()

    assert shown is not None
    assert week["sitting"].sum() / 60 == pytest.approx(float(shown.sum()))
    assert float(shown.max()) <= 60.0


def test_the_bouts_say_w50(journal: JournalTables, axes: Axes) -> None:
    """The number in the picture is that of the measure."""
    sat = bouts(journal)
    plots.draw_bouts(axes, sat)
    lengths_s = sat.loc[sat["posture"].isin(("sitting", "lying")), "duration_s"]

    assert f"W50 {usual_bout_s(lengths_s) / 60:.0f} min" in [text.get_text() for text in axes.texts]


def test_the_funnel_counts(journal: JournalTables, axes: Axes) -> None:
    """Claimed never adds to seen."""
    said = nudges(journal)
    plots.draw_funnel(axes, said)

    verified, claimed = ((said["result"] == result).sum() for result in ("verified", "claimed"))
    assert [str(len(said)), str(len(said)), str(verified), str(claimed)] == [text.get_text() for text in axes.texts]


def test_the_planted_link_is_drawn_and_a_week_is_refused(journal: JournalTables, axes: Axes) -> None:
    """Through the whole way, journal, tables and measures: at one day, and nowhere else."""
    sitting_h, pain = daily_metrics(journal)["sedentary_s"].astype(float) / 3600, daily_pain(diary(journal))
    links = link_pain_to_sitting(sitting_h, pain)
    plots.draw_links(axes, link_pain_to_sitting(sitting_h.head(7), pain.head(7)))

    assert isinstance(links, list)
    assert [False, True, False] == [link.is_found for link in links]
    assert ["Too few days to say anything:\n5 of the 35 that are needed."] == [text.get_text() for text in axes.texts]
