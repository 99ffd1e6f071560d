"""What the user is told of the link: once when it has long been silent, once when it is back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.edges.link.incidents import NOTICE_S, Incidents, LinkNotice
from monitor.edges.link.machine import LinkState
from monitor.texts import ENGLISH

LOST, STREAMING = LinkState.LOST, LinkState.STREAMING


def test_one_notice_and_one_when_it_is_back() -> None:
    """After 3 min of silence it is told once, whatever the link does meanwhile; then once that it is back."""
    incidents = Incidents("Thigh strap", ENGLISH)
    told = [incidents.feed(float(s), LOST, 4) for s in range(0, 800, 5)]
    back = [incidents.feed(0.5, STREAMING, 80) for _ in range(10)]

    assert [LinkNotice("No data from Thigh strap for 3 min", "Its battery was at 4 %. Charge it.")] == list(
        filter(None, told)
    )
    assert LinkNotice("Thigh strap is back", "Missing: 13 min. Sitting is watched again.") == back[0]
    assert not any(back[1:])


def test_a_short_loss_is_nothing_to_tell() -> None:
    """A walk to the kitchen: nothing is told, neither then nor after."""
    incidents = Incidents("Thigh strap", ENGLISH)
    assert not any(incidents.feed(float(s), LOST, None) for s in range(int(NOTICE_S)))
    assert incidents.feed(0.0, STREAMING, None) is None


@pytest.mark.parametrize(
    ("state", "battery_percent", "advice"),
    [
        (LinkState.NO_ADAPTER, None, "Bluetooth is off or unplugged on this computer: switch it on."),
        (LinkState.STALLED, 60, "Its battery was at 60 %. It is connected but sends nothing: restart it."),
        (LinkState.SCANNING, 60, "Its battery was at 60 %. Charge it, bring it near, and close any phone app"),
        (LinkState.SCANNING, 10, "Its battery was at 10 %. Charge it."),
    ],
)
def test_the_advice_fits_the_state(state: LinkState, battery_percent: int | None, advice: str) -> None:
    """What to do follows from what is known: the adapter, a hanging wearable, distance, the battery."""
    notice = Incidents("it", ENGLISH).feed(NOTICE_S, state, battery_percent)
    assert notice is not None
    assert notice.body.startswith(advice)


def test_in_quiet_hours_nothing_is_told() -> None:
    """It is told after them if it is still so, and never if it is not."""
    incidents = Incidents("it", ENGLISH)
    assert incidents.feed(600.0, LOST, None, may_speak=False) is None
    assert incidents.feed(601.0, LOST, None) is not None

    other = Incidents("it", ENGLISH)
    other.feed(600.0, LOST, None, may_speak=False)
    assert other.feed(0.0, STREAMING, None) is None


@given(st.text(min_size=1, max_size=60), st.floats(NOTICE_S, 1e7), st.none() | st.integers(0, 100))
def test_notices_fit_on_every_desktop(name: str, silent_s: float, battery_percent: int | None) -> None:
    """However long the name and the silence, a title has at most 40 characters and a body 120."""
    incidents = Incidents(name, ENGLISH)
    for notice in (incidents.feed(silent_s, LOST, battery_percent), incidents.feed(0.0, STREAMING, None)):
        assert notice is not None
        assert len(notice.title) <= 40
        assert len(notice.body) <= 120
