"""One notice when the wearable has been silent for long, one when it is back; never more."""

from dataclasses import dataclass
from typing import Final

from monitor.coaching.words import say_duration
from monitor.edges.link.machine import LinkState

NOTICE_S: Final = 180.0
"""Silence after which the user is told (product default): a walk to the kitchen and back is nothing to tell."""

_ADVICE: Final = {
    LinkState.NO_ADAPTER: "Bluetooth is off or unplugged on this computer: switch it on.",
    LinkState.STALLED: "It is connected but sends nothing: restart it.",
}
_NEAR: Final = "Charge it, bring it near, and close any phone app that may hold it."
_EMPTY_PERCENT: Final = 10
_NAME_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class LinkNotice:
    """What the user is told of the link.

    Attributes:
        title: at most 40 characters, as every desktop shows them.
        body: what is known and what to do; at most 120.
    """

    title: str
    body: str


@dataclass(slots=True)
class Incidents:
    """Watches how long nothing came; feed it every few seconds.

    Attributes:
        name: of the wearable, as the user knows it.
    """

    name: str
    _told_at_s: float | None = None

    def feed(
        self, silent_s: float, state: LinkState, battery_percent: int | None, *, may_speak: bool = True
    ) -> LinkNotice | None:
        """The notice that is due, if any.

        Args:
            silent_s: since a packet came, or since the beginning; time that the computer slept through left out.
            state: of the link, now.
            battery_percent: as last read.
            may_speak: no quiet hours; what is not told in them is told after them, if it is still so.
        """
        if self._told_at_s is not None:
            self._told_at_s = max(self._told_at_s, silent_s)
            if silent_s >= NOTICE_S:
                return None
            missing, self._told_at_s = say_duration(self._told_at_s), None
            return LinkNotice(f"{self._short} is back", f"{missing} are missing; sitting is watched again.")
        if silent_s < NOTICE_S or not may_speak:
            return None
        self._told_at_s = silent_s
        battery = "" if battery_percent is None else f"Its battery was at {battery_percent} %. "
        is_empty = battery_percent is not None and battery_percent <= _EMPTY_PERCENT
        advice = "Charge it." if is_empty else _ADVICE.get(state, _NEAR)
        return LinkNotice(f"No data from {self._short} for {say_duration(silent_s)}", battery + advice)

    @property
    def _short(self) -> str:
        """The name, cut so that it fits into a title."""
        return self.name if len(self.name) <= _NAME_LENGTH else f"{self.name[: _NAME_LENGTH - 1]}…"
