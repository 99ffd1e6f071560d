"""The local page: on demand, on loopback, for one person.

`PageServer` serves it; what it shows comes from `Views`, which its owner provides.  Who may ask, and how, says `guard`.
"""

from monitor.edges.page.server import PageServer
from monitor.edges.page.views import Views

__all__ = ["PageServer", "Views"]
