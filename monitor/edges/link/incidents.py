"""One notice when the wearable has been silent for long, one when it is back; never more."""

from dataclasses import dataclass
from typing import Final

from monitor.coaching.durations import say_duration
from monitor.edges.link.machine import LinkState
from monitor.texts import Text, Translator

NOTICE_S: Final = 180.0
"""Silence after which the user is told (product default): a walk to the kitchen and back is nothing to tell."""

_ADVICE: Final = {
    LinkState.NO_ADAPTER: Text("Bluetooth is off or unplugged on this computer: switch it on."),
    LinkState.STALLED: Text("It is connected but sends nothing: restart it."),
}
_NEAR: Final = Text("Charge it, bring it near, and close any phone app that may hold it.")
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
    """Watches how long nothing came from the wearable that the user knows as `name`; feed it every few seconds."""

    name: str
    tr: Translator
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
            return LinkNotice(
                self.tr(Text("{name} is back"), name=self._short),
                self.tr(Text("Missing: {duration}. Sitting is watched again."), duration=missing),
            )
        if silent_s < NOTICE_S or not may_speak:
            return None
        self._told_at_s = silent_s
        is_empty = battery_percent is not None and battery_percent <= _EMPTY_PERCENT
        body = [self.tr(Text("Charge it.") if is_empty else _ADVICE.get(state, _NEAR))]
        if battery_percent is not None:
            body.insert(0, self.tr(Text("Its battery was at {percent} %."), percent=battery_percent))
        silent = say_duration(silent_s)
        title = self.tr(Text("No data from {name} for {duration}"), name=self._short, duration=silent)
        return LinkNotice(title, " ".join(body))

    @property
    def _short(self) -> str:
        """The name, cut so that it fits into a title."""
        return self.name if len(self.name) <= _NAME_LENGTH else f"{self.name[: _NAME_LENGTH - 1]}…"
