"""One line of a recording, written and read back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.edges.recordings.lines import LONGEST_LINE, decode_line, encode_line
from monitor.motion.arrivals import Arrival
from tests.support.said import user_actions

BATTERY = "00002a19-0000-1000-8000-00805f9b34fb"
OURS = "7ae90102-be4c-492f-a786-69776b18097e"

times = st.floats(0, 1e11) | st.integers(0, 4 * 10**15).map(lambda us: us / 1e6)
things = st.one_of(
    st.builds(
        Arrival,
        times,
        st.uuids().map(str) | st.integers(0, 2**32 - 1).map(lambda n: f"{n:08x}{BATTERY[8:]}"),
        st.binary(max_size=512),
    ),
    user_actions(times, st.text(max_size=40)),
    st.builds(ContextChange, times, st.sampled_from(Context), st.booleans()),
)


@given(things)
def test_what_is_written_is_read_back_exactly(thing: Arrival | UserAction | ContextChange) -> None:
    """Any item survives being written, to the last bit of its time."""
    assert thing == decode_line(encode_line(thing))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_an_item_or_a_value_error(line: bytes) -> None:
    """Foreign bytes give ValueError and no other error."""
    try:
        decode_line(line)
    except ValueError:
        return


@pytest.mark.parametrize(
    ("item", "line"),
    [
        (Arrival(1772438400.25, BATTERY, b"\x5f"), b'{"t":1772438400.25,"c":"2a19","b":"5f"}\n'),
        (
            Arrival(0.1, "12345678-0000-1000-8000-00805f9b34fb", b""),
            b'{"t":0.1,"c":"12345678","b":""}\n',
        ),
        (Arrival(1772438400.123457, OURS, b"\x01"), f'{{"t":1772438400.123457,"c":"{OURS}","b":"01"}}\n'.encode()),
        (UserAction(5.0, Action.RED_FLAG, "numb"), b'{"t":5.0,"action":"red-flag","detail":"numb"}\n'),
        (ContextChange(6.5, Context.MEETING, True), b'{"t":6.5,"context":"meeting","active":true}\n'),
    ],
)
def test_a_line_is_plain_json(item: Arrival | UserAction | ContextChange, line: bytes) -> None:
    """The format is the one that is documented, in both directions."""
    assert line == encode_line(item)
    assert item == decode_line(line)


@pytest.mark.parametrize("uuid", ["2a19", "2A19", "00002a19", BATTERY.upper()])
def test_short_and_long_forms_are_one_characteristic(uuid: str) -> None:
    """A characteristic may be written short, long or in capitals; it reads as one 128-bit form."""
    arrival = decode_line(f'{{"t":1,"c":"{uuid}","b":"5f"}}'.encode())

    assert Arrival(1.0, BATTERY, b"\x5f") == arrival


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 50_000, "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"t":true,"c":"2a19","b":""}', '"t" is not a time'),
        (b'{"t":NaN,"c":"2a19","b":""}', "NaN is no finite number"),
        (b'{"t":1e999,"c":"2a19","b":""}', "1e999 is no finite number"),
        (b'{"t":' + b"9" * 400 + b',"c":"2a19","b":""}', '"t" is not a time'),
        (b'{"c":"2a19","b":""}', '"t" is not a time'),
        (b'{"t":1,"c":"battery","b":""}', '"c" is not a UUID'),
        (b'{"t":1,"c":"2a19","b":"5"}', '"b" is not hex'),
        (b'{"t":1,"c":"2a19","b":"","x":1}', "neither an arrival"),
        (b'{"t":1,"action":"dance","detail":""}', "'dance' is not a valid Action"),
        (b'{"t":1,"context":"meeting","active":1}', "neither an arrival"),
    ],
)
def test_a_wrong_line_says_what_is_wrong(line: bytes, what: str) -> None:
    """Each way of being wrong is told apart."""
    with pytest.raises(ValueError, match=what):
        decode_line(line)


@pytest.mark.parametrize("time_s", [math.nan, math.inf, -math.inf, 1e12])
def test_a_time_that_cannot_be_read_is_not_written(time_s: float) -> None:
    """The writer refuses what the reader would."""
    with pytest.raises(ValueError, match="not a time"):
        encode_line(Arrival(time_s, BATTERY, b""))


def test_a_line_that_cannot_be_read_is_not_written() -> None:
    """A detail of a hundred kilobytes is refused, since the reader takes such lines for foreign ones."""
    with pytest.raises(ValueError, match="bytes"):
        encode_line(UserAction(1.0, Action.SKIP, "x" * LONGEST_LINE))
