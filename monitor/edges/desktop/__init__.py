"""The desktop: how a recommendation reaches the person, and what the person answers.

Three ways, tried in this order unless the settings name one: desktop-notifier, which draws buttons where the desktop
can; plyer, the portable baseline, without buttons; and plain text on a terminal.  What cannot be shown is told as
`NotShown` and never raised: the watching goes on.
"""

from monitor.edges.desktop.desktop import Desktop
from monitor.edges.desktop.notice import Answer, Notice, NotShown, Shown, buttons
from monitor.edges.desktop.server import Abilities, ask_abilities

__all__ = ["Abilities", "Answer", "Desktop", "NotShown", "Notice", "Shown", "ask_abilities", "buttons"]
