"""The birth certificate and the labels of a recording."""

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.profile import Side
from monitor.edges.recordings import About, Label, read_about, read_labels, write_about, write_labels
from monitor.errors import RecordingError
from monitor.posture.labels import Posture
from tests.support.recordings import ABOUT

directions = st.sampled_from([(1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.6, 0.0, 0.8)])
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(
    st.builds(
        About,
        device=texts,
        wear_site=texts,
        timezone=st.sampled_from(["UTC", "Europe/Zurich", "+05:45", "-03:00"]),
        created=st.datetimes(timezones=st.just(datetime.UTC)).map(datetime.datetime.isoformat),
        made_by=texts,
        worn_leg=st.sampled_from([None, Side.LEFT, Side.RIGHT]),
        sample_rate_hz=st.none() | st.floats(1, 1000),
        counts_per_g=st.none() | st.integers(1, 32767),
        axis=st.none() | directions,
        forward=st.none() | directions,
        start_s=st.none() | st.floats(0, 4e9),
        seed=st.none() | st.integers(-(2**63), 2**63 - 1),
        script=st.none() | texts,
    )
)
def test_about_survives_the_file(tmp_path_factory: pytest.TempPathFactory, about: About) -> None:
    """Any birth certificate reads back as it was written, whatever signs its texts hold."""
    folder = tmp_path_factory.getbasetemp()
    write_about(folder, about)

    assert about == read_about(folder)


def test_the_zone_of_a_recording_is_where_it_was_made() -> None:
    """A replay counts quiet hours in the zone of the recording: 2026-03-02 12:00 UTC is 13:00 in Zurich."""
    noon = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)

    assert 13 == noon.astimezone(ABOUT.zone).hour


@pytest.mark.parametrize(
    ("extra", "what"),
    [
        ('colour = "red"\n', "colour is no key of a recording; there are device"),
        ("seed = 1.5\n", "seed = 1.5 should be a whole number"),
        ("seed = true\n", "seed = true should be a whole number"),
        ("axis = [1, 0]\n", r"axis = \[1, 0\] should be a direction: three numbers"),
        ("axis = [3, 4, 0]\n", r"axis = \[3, 4, 0\] should be a direction"),
        ('forward = [1, 0, "0"]\n', r'forward = \[1, 0, "0"\] should be a direction'),
        ("start_s = nan\n", "start_s = nan should be a number"),
        ("start_s = 1" + 400 * "0" + "\n", "start_s = 1000"),
        ("firmware = 3\n", "firmware = 3 should be a text"),
        ("worn_leg\n", "not TOML: Expected"),
        (f"script = {'[' * 5000}", "is nested too deeply"),
    ],
)
def test_a_wrong_about_names_the_key(tmp_path: Path, extra: str, what: str) -> None:
    """Each wrong key or value is named, in one line with the file and the line it stands on."""
    (tmp_path / "about.toml").write_text(ABOUT.as_toml() + extra, encoding="utf-8")

    with pytest.raises(RecordingError, match=what) as caught:
        read_about(tmp_path)
    line = len(ABOUT.as_toml().splitlines()) + 1
    assert str(caught.value).startswith(f"{tmp_path}/about.toml:{line}: ")
    assert 1 == len(str(caught.value).splitlines())


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"Europe/Zurich"', '"Atlantis"', 'timezone = "Atlantis" should be a time zone'),
        ("+01:00", "", "created = .* should be a time with its offset"),
        ("device", "# device", "device missing"),
        ('"left"', '"both"', 'worn_leg = "both" should be "left" or "right"'),
    ],
)
def test_about_without_what_a_replay_needs_is_refused(tmp_path: Path, old: str, new: str, what: str) -> None:
    """A time zone, a dated start and a device there must be."""
    (tmp_path / "about.toml").write_text(ABOUT.as_toml().replace(old, new, 1), encoding="utf-8")

    with pytest.raises(RecordingError, match=what):
        read_about(tmp_path)


def test_a_recording_without_about_says_so(tmp_path: Path) -> None:
    """A missing birth certificate is an error, not a guess."""
    with pytest.raises(RecordingError, match=r"about.toml: missing"):
        read_about(tmp_path)


def test_about_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """Writing into a folder that is not there names the file."""
    with pytest.raises(RecordingError, match=r"nowhere/about.toml: cannot be written"):
        write_about(tmp_path / "nowhere", ABOUT)


LABELS = [
    Label(0.0, 2400.0, "sit", Posture.SITTING),
    Label(2400.0, 2470.5, 'stand, "at ease"', Posture.STANDING),
    Label(2470.5, 2500.25, "off", Posture.NON_WEAR),
]


def test_labels_survive_the_file(tmp_path: Path) -> None:
    """Labels read back as written, commas and quotes included."""
    write_labels(tmp_path, LABELS)

    assert LABELS == read_labels(tmp_path)
    assert (tmp_path / "labels.csv").read_text().startswith("start_s,end_s,label,posture\n0.0,2400.0,sit,sitting\n")


def test_a_recording_without_labels_has_none(tmp_path: Path) -> None:
    """Labels are optional."""
    assert [] == read_labels(tmp_path)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("start_s,end_s,label\n0,1,sit\n", "column posture missing"),
        ("", "column start_s, end_s, label, posture missing"),
        ("start_s,end_s,label,posture\n0,1,sit,sitting\n1,2,sit,dozing\n", "labels.csv:3: 'dozing'"),
        ("start_s,end_s,label,posture\n0,one,sit,sitting\n", "labels.csv:2: end_s is 'one', should be a number"),
        ("start_s,end_s,label,posture\n5,5,sit,sitting\n", "labels.csv:2: ends at 5 s"),
        ("start_s,end_s,label,posture\n5\n", "labels.csv:2: "),
        ("start_s,end_s,label,posture\n0,inf,a,sitting\n", "labels.csv:2: end_s is 'inf', should be a number"),
        ("start_s,end_s,label,posture\n-1e300,5,a,sitting\n", "labels.csv:2: start_s is -1e\\+300 s, which is farther"),
        ("start_s,end_s,label,posture\n0,nan,a,sitting\n", "labels.csv:2: end_s is 'nan', should be a number"),
    ],
)
def test_wrong_labels_name_the_line(tmp_path: Path, text: str, what: str) -> None:
    """A missing column or a wrong line is named."""
    (tmp_path / "labels.csv").write_text(text, encoding="utf-8")

    with pytest.raises(RecordingError, match=what):
        read_labels(tmp_path)


def test_labels_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A binary file is not a CSV file."""
    (tmp_path / "labels.csv").write_bytes(b"\x89PNG\xff\xfe")

    with pytest.raises(RecordingError, match="not a CSV file"):
        read_labels(tmp_path)


def test_what_stands_beside_a_recording_is_its_owners_only(tmp_path: Path) -> None:
    """Who was recorded, and what was true of them."""
    write_about(tmp_path, ABOUT)
    write_labels(tmp_path, LABELS)

    assert {0o600} == {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
