"""activPAL's event files: postures with their times, in both layouts; a line that is none is named."""

from pathlib import Path

import pytest

from monitor.edges.importing import is_activpal, read_activpal
from monitor.errors import RecordingError
from monitor.posture.labels import Posture
from tests.support.foreign import wall

EVENTS = """\
"Time","DataCount (samples)","Interval (s)","ActivityCode (0=sedentary, 1= standing, 2=stepping)","CumulativeStepCount"
45663.375,0,1800.0,0,0
45663.3958333333,18000,60.5,1,0
45663.3965277778,18605,0.0,2,0
45663.3965335648,18605,12.3,2,14
"""

EVENTS_EX = """\
**header**
Device serial,AP123456
Time;Time(approx);Data Count;Event Type;Duration (s);Waking Day
#2025-01-06 09:00:00#;2025-01-06;0;3.1;3600,5;1
#2025-01-06 10:00:00#;2025-01-06;0;2.1;30,0;1

#2025-01-06 10:00:30#;2025-01-06;0;4;9000;1
"""


def written(folder: Path, text: str) -> Path:
    """A file of events."""
    path = folder / "week-Events.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_events_of_the_older_layout_are_read(tmp_path: Path) -> None:
    """Days since 1899-12-30 become seconds; an event without length is passed over."""
    events = read_activpal(written(tmp_path, EVENTS))

    assert ["sedentary", "standing", "stepping"] == [event.label for event in events]
    assert [Posture.SITTING, Posture.STANDING, Posture.MOVING] == [event.posture for event in events]
    assert (wall("2025-01-06T09:00:00"), wall("2025-01-06T09:30:00")) == (events[0].start_s, events[0].end_s)
    assert 12.3 == pytest.approx(events[2].end_s - events[2].start_s)


def test_events_of_the_newer_layout_are_read(tmp_path: Path) -> None:
    """Behind settings, with semicolons, dates between # and decimal commas; blank lines are passed over."""
    events = read_activpal(written(tmp_path, EVENTS_EX))

    assert [Posture.LYING, Posture.MOVING, Posture.NON_WEAR] == [event.posture for event in events]
    assert wall("2025-01-06T09:00:00") == events[0].start_s
    assert 3600.5 == events[0].end_s - events[0].start_s


def test_samples_are_not_taken_for_events(tmp_path: Path) -> None:
    """A CSV of samples, and a file that is not there, are no event files."""
    assert is_activpal(written(tmp_path, EVENTS))
    assert is_activpal(written(tmp_path, EVENTS_EX))
    assert not is_activpal(written(tmp_path, "time_s,x,y,z\n0,1,0,0\n"))
    assert not is_activpal(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("time_s,x,y,z\n0,1,0,0\n", "", "not an event file of an activPAL"),
        (EVENTS.splitlines()[0] + "\n", "", "has a header and no events"),
        (EVENTS + "45663.4,18605\n", ":6", "ends before its code"),
        (EVENTS + "45663.4,18605,12.3,nine,14\n", ":6", "is no time, duration and code"),
        (EVENTS + "noon,18605,12.3,1,14\n", ":6", "is no time, duration and code"),
        (EVENTS + "7,18605,12.3,1,14\n", ":6", "is no time, duration and code"),
        (EVENTS + "45663.4,18605,-3,1,14\n", ":6", "lasts -3 s, should be 0 or more"),
        (EVENTS + "\n45662.0,18605,12.3,1,14\n", ":7", "begins before the event above it"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: str, what: str) -> None:
    """One clear line, with the number that an editor shows."""
    path = written(tmp_path, text)

    with pytest.raises(RecordingError, match=what) as refused:
        read_activpal(path)

    assert str(refused.value).startswith(f"{path}{line}: ")
