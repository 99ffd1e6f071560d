"""Other programs that may know: a command of one's own, an MQTT broker, ActivityWatch.  All of them off by default.

None of them is ever waited for by the watching: each runs in a task of its own, and one that fails is told once and
tried again.  Each is loaded only when it is wanted.
"""

from monitor.edges.integrations.integrations import Integration, Status, UnreachableError, keep_going

__all__ = ["Integration", "Status", "UnreachableError", "keep_going"]
