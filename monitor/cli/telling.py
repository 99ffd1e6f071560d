"""Telling the coach something: through the running sitmon, or into the journal for the next one."""

import time

from monitor.assembly import storage_paths
from monitor.coaching.gate import SafetyGate
from monitor.coaching.inputs import Action, UserAction
from monitor.edges.control import NotRunningError, ask
from monitor.edges.journal import Journal
from monitor.edges.settings import Settings
from monitor.records import utc_offset_s
from monitor.wording.safety import say_safety


def tell(settings: Settings, action: Action, detail: str) -> list[str]:
    """Say one thing; gives what is answered to it, such as the text of a red flag.

    Raises:
        MonitorError: it could not be kept.
    """
    journal_path, socket_path, _ = storage_paths(settings)
    try:
        answer = ask(socket_path, {"do": "say", "action": action, "detail": detail})
    except NotRunningError:
        said = UserAction(time.time(), action, detail)
        with Journal(journal_path) as journal:
            past = [item for item in journal.inputs() if isinstance(item, UserAction)]
            gate = SafetyGate(settings.zone, past)
            journal.write_input(said, utc_offset_s(said.time_s, settings.zone))
        return [say_safety(notice, settings.tongue) for notice in gate.feed(said)]
    replies = answer.get("replies")
    return [str(reply) for reply in replies] if isinstance(replies, list) else []
