"""How each wearable was last known to sit is kept for the next run."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.edges.link.known import MOUNTINGS, read_mounting, write_mounting
from monitor.errors import WearableError
from monitor.posture.mounting import Mounting

STRAP, OTHER = "C4:00:00:00:00:01", "C4:00:00:00:00:02"
TOLD = Mounting((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), 88.0)
FOUND = Mounting((0.0, 1.0, 0.0), None, None)

numbers = st.floats(-1.0, 1.0)
vectors = st.tuples(numbers, numbers, numbers)
mountings = st.builds(Mounting, vectors, st.none() | vectors, st.none() | st.floats(0.0, 180.0))


@given(told=st.none() | mountings, found=mountings)
def test_what_is_kept_is_read_back(tmp_path_factory: pytest.TempPathFactory, told: Mounting, found: Mounting) -> None:
    """To the last bit, whatever was told and found."""
    folder = tmp_path_factory.mktemp("storage")
    write_mounting(folder, STRAP, told, found)

    assert found == read_mounting(folder, STRAP, told)


def test_each_wearable_has_its_own(tmp_path: Path) -> None:
    """One that was never seen sits as the settings say."""
    write_mounting(tmp_path, STRAP, None, FOUND)
    write_mounting(tmp_path, OTHER, None, TOLD)

    assert [FOUND, TOLD, None] == [read_mounting(tmp_path, one, None) for one in (STRAP, OTHER, None)]


def test_new_settings_go_before_what_was_found_out_of_the_old_ones(tmp_path: Path) -> None:
    """Who tells another axis means it."""
    write_mounting(tmp_path, STRAP, TOLD, FOUND)

    assert FOUND == read_mounting(tmp_path, STRAP, TOLD)
    assert Mounting((0.0, 0.0, 1.0)) == read_mounting(tmp_path, STRAP, Mounting((0.0, 0.0, 1.0)))


def test_nothing_kept_is_nothing_known(tmp_path: Path) -> None:
    """On a new machine the settings count."""
    assert TOLD == read_mounting(tmp_path / "new", STRAP, TOLD)


@pytest.mark.parametrize("text", ["{", "[]", '{"C4:00:00:00:00:01": {"told": null}}', '{"C4:00:00:00:00:01": 7}'])
def test_a_broken_file_is_one_clear_line(tmp_path: Path, text: str) -> None:
    """Which file, and what to do; the next thing that is found out mends it."""
    (tmp_path / MOUNTINGS).write_text(text)

    with pytest.raises(WearableError, match=r"mountings\.json cannot be read .*: delete it, and do the guided pose"):
        read_mounting(tmp_path, STRAP, None)
    write_mounting(tmp_path, STRAP, None, FOUND)
    assert FOUND == read_mounting(tmp_path, STRAP, None)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """One line that names the file."""
    (tmp_path / "file").write_text("")

    with pytest.raises(WearableError, match=r"mountings\.json cannot be written"):
        write_mounting(tmp_path / "file", STRAP, None, FOUND)


def test_what_is_kept_is_its_owners_only(tmp_path: Path) -> None:
    """An address and the angles of a body are nobody else's business; the folder is so from birth."""
    write_mounting(tmp_path / "store", STRAP, None, FOUND)

    assert 0o700 == (tmp_path / "store").stat().st_mode & 0o777
    assert 0o600 == (tmp_path / "store" / MOUNTINGS).stat().st_mode & 0o777
