"""The sitmon that runs already: asked often, by bars each second, so that nothing else is loaded."""

from monitor.edges.control import Message, NotRunningError, ask
from monitor.edges.settings import Settings


def running_status(settings: Settings) -> Message | None:
    """What the running sitmon says of itself (the keys of `sitmon status --json`); None if none runs.

    Raises:
        MonitorError: one runs and does not answer.
    """
    try:
        return ask(settings.storage.socket, {"do": "status"})
    except NotRunningError:
        return None
