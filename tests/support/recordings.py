"""A birth certificate and a few items, for tests that need any recording."""

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.profile import Side
from monitor.edges.recordings import About
from monitor.motion.arrivals import Arrival

ABOUT = About(
    device="virtual thigh wearable",
    wear_site="thigh",
    timezone="Europe/Zurich",
    created="2026-03-02T09:00:00+01:00",
    made_by="a test",
    worn_leg=Side.LEFT,
    sample_rate_hz=50.0,
    range_g=8,
    counts_per_g=4096,
)

ITEMS: list[Arrival | UserAction | ContextChange] = [
    Arrival(1772438400.000001, "7ae90101-be4c-492f-a786-69776b18097e", bytes(range(20))),
    Arrival(1772438400.5, "7ae90102-be4c-492f-a786-69776b18097e", bytes(164)),
    ContextChange(1772438401.0, Context.MEETING, True),
    Arrival(1772438401.1, "00002a19-0000-1000-8000-00805f9b34fb", b"\x5f"),
    UserAction(1772438402.25, Action.SNOOZE),
]
