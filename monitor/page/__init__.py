"""The local page: on demand, on loopback, for one person.

`PageServer` serves it; what it shows comes from `Views`, which its owner provides.  Who may ask, and how, says `guard`.
"""

from monitor.page.asked import Views
from monitor.page.server import PageServer

__all__ = ["PageServer", "Views"]
