"""Speaking to the coach: kept in the journal first, then heard by the running sitmon, if one runs."""

import time
from pathlib import Path

from monitor.assembly import words_for
from monitor.coaching.exercises import Exercise
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.profile import Side
from monitor.coaching.sessions import PracticeOutcome, PracticeResult, Reason
from monitor.edges.control import Message, NotRunningError, ask
from monitor.edges.journal import Journal
from monitor.edges.journal import tell as keep
from monitor.edges.settings import Settings, write_settings
from monitor.errors import JournalError, MonitorError
from monitor.records import body_of, kind_of, utc_offset_s
from monitor.standing import fold
from monitor.terminal.output import warn
from monitor.wording.events import answers_to


def tell(settings: Settings, action: Action, detail: str) -> list[str]:
    """Say one thing; gives what is answered to it, such as the text of a red flag, once it is kept.

    Raises:
        ValueError: the detail is none of this action.
        MonitorError: it could not be kept; also where the running sitmon heeds it all the same.
    """
    said = UserAction(time.time(), action, detail)
    try:
        number = keep(settings.storage.journal, said, utc_offset_s(said.time_s, settings.zone))
    except JournalError as error:
        try:
            return say(settings, said.action, said.detail)  # the running sitmon holds what cannot be kept
        except NotRunningError:
            raise error from None
    try:
        return _texts(ask(settings.storage.socket, {"do": "heard", "number": number}))
    except NotRunningError:
        pass
    except MonitorError as error:  # it hangs, or is about to end
        warn(f"kept; {error}")
    return answers_to(fold(settings, said.time_s, before=number).feed(said), words_for(settings))


def say(settings: Settings, action: Action, detail: str = "") -> list[str]:
    """Say one thing to the running sitmon, which keeps it; gives what is answered to it.

    Raises:
        NotRunningError: sitmon is not running.
        MonitorError: it does not answer, or could not keep it yet.
    """
    answer = ask(settings.storage.socket, {"do": "say", "action": action, "detail": detail})
    check_kept(answer)
    return _texts(answer)


def claim(settings: Settings, exercise: Exercise, side: Side, reason: Reason) -> None:
    """Keep, without a running sitmon, that an exercise was done: it was said, and no sensor looked.

    Raises:
        JournalError: it could not be kept.
    """
    now_s = time.time()
    outcome = PracticeOutcome(now_s, now_s, exercise.id, side, PracticeResult.CLAIMED, reason)
    with Journal(settings.storage.journal) as journal:
        journal.write(kind_of(outcome), now_s, utc_offset_s(now_s, settings.zone), body_of(outcome, settings.zone))


def check_kept(answer: Message) -> None:
    """Refuse an answer to what the running sitmon heeds and has not kept.

    Raises:
        JournalError: it is not kept; why.
    """
    if reason := answer.get("not_kept"):
        raise JournalError(f"the running sitmon heeds it, and it is NOT kept yet; that is tried again: {reason}")


def _texts(answer: Message) -> list[str]:
    replies = answer.get("replies")
    return [str(reply) for reply in replies] if isinstance(replies, list) else []


def write_side(path: Path, answer: str) -> None:
    """Write an answer that names the side into the settings: they are its one home, and show the newest word.

    Raises:
        SettingsError: they cannot be written.
    """
    question, _, side = answer.partition("=")
    if question == "side":
        write_settings(path, {"person.affected_side": side})
