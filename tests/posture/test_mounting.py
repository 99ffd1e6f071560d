"""A mounting as one line: what a pose told, kept among the inputs."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.posture.mounting import X_AXIS, Mounting, Vector, parse_mounting

angles = st.floats(0.0, 2.0 * math.pi)


def direction(turn: float, tilt: float) -> Vector:
    """A unit vector."""
    return (math.cos(turn) * math.cos(tilt), math.sin(turn) * math.cos(tilt), math.sin(tilt))


mountings = st.builds(
    Mounting,
    st.builds(direction, angles, angles),
    st.none() | st.builds(direction, angles, angles),
    st.none() | st.floats(40.0, 140.0),
)


@given(mountings)
def test_what_is_written_is_read(mounting: Mounting) -> None:
    """To the last bit, in one line."""
    assert mounting == parse_mounting(mounting.as_text())
    assert "\n" not in mounting.as_text()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "upright",
        "{}",
        "[1, 0, 0]",
        '{"axis": [1, 0], "forward": null, "sitting_deg": null}',
        '{"axis": [2, 0, 0], "forward": null, "sitting_deg": null}',
        '{"axis": [1, 0, 0], "forward": [0, 0, 0], "sitting_deg": null}',
        '{"axis": [NaN, 0, 0], "forward": null, "sitting_deg": null}',
        '{"axis": [1, 0, 0], "forward": null, "sitting_deg": "much"}',
    ],
)
def test_what_is_none_is_refused(text: str) -> None:
    """With the text, in one line."""
    with pytest.raises(ValueError, match="is no mounting"):
        parse_mounting(text)


@given(angles)
def test_the_angle_between_two_is_that_of_their_axes(turn: float) -> None:
    """From 0 to 180 degrees, whichever way."""
    expected = math.degrees(min(turn, 2.0 * math.pi - turn))

    assert expected == pytest.approx(X_AXIS.off_deg(Mounting(direction(turn, 0.0))), abs=1e-5)
