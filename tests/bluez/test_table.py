"""The table: what a person reads of a run."""

from dataclasses import replace

from tests.bluez.judge import Row
from tests.bluez.table import table, verdict

ROW = Row("link drop", 0.04, 0.93, 250, 0, 0, 0, 0, 9, 1.2, "", ())


def test_a_row_shows_its_figures() -> None:
    """Times to the hundredth, the rest as whole numbers, each under its head."""
    heads, _, row, *_ = table([ROW])

    assert "link drop   0.04 s         0.93 s   250      0        0    0 s  9 s  x 1.2" == row
    for head in ("fault", "noticed", "streams again", "lost", "twice", "sockets", "false"):
        assert head in heads


def test_the_goals_stand_below() -> None:
    """Whoever reads the table sees what was to be reached."""
    assert "goal        <= 3 s         <= 3 s            0        0    0 s" == table([ROW])[-1]


def test_what_never_happened_is_a_dash() -> None:
    """No number is invented for it."""
    assert "-              -" in table([replace(ROW, noticed_s=None, back_s=None)])[2]


def test_a_missed_goal_is_marked_and_worded() -> None:
    """In the row that it is missed, in the verdict which."""
    missed = replace(ROW, back_s=3.2, unmet=("back late", "25 twice"))

    assert table([missed])[2].endswith("  MISSED")
    assert ["no recording", "link drop: back late; 25 twice"] == verdict([ROW, missed], ["no recording"])


def test_if_all_goals_hold_there_is_nothing_to_say() -> None:
    """An empty verdict is the status 0."""
    assert [] == verdict([ROW], [])


def test_notes_stand_under_the_table() -> None:
    """What was seen besides does not widen a column."""
    assert ["", "link drop: left alone"] == table([replace(ROW, note="left alone")])[-2:]
