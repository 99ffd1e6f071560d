"""The scene's eyes: files that grow, and waiting for what may not come."""

from pathlib import Path

import pytest

from tests.bluez.scene import LateError, Tail, wait_for


def test_a_tail_gives_each_whole_line_once(tmp_path: Path) -> None:
    """Half a line waits for its other half."""
    path = tmp_path / "log"
    tail = Tail(path)
    assert [] == tail.lines()

    path.write_text("one\ntwo\nthr")
    assert ["one", "two"] == tail.lines()
    assert [] == tail.lines()

    path.write_text("one\ntwo\nthree\n")
    assert ["three"] == tail.lines()


def test_what_is_there_is_given_at_once() -> None:
    """Also if it is nought: only None is nothing."""
    assert 0 == wait_for(lambda: 0, 1.0, "a number")


def test_what_does_not_come_is_named() -> None:
    """Whoever reads the table learns what was waited for."""
    with pytest.raises(LateError, match="for samples, in vain"):
        wait_for(lambda: None, 0.05, "samples")
