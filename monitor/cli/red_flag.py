"""`sitmon red-flag`: stop every exercise, or clear that again."""

import argparse
import difflib
import time
from typing import Final

from monitor.coaching.inputs import Action
from monitor.coaching.safety import Symptom
from monitor.edges.settings import Settings, read_settings
from monitor.errors import MonitorError, UsageError
from monitor.running.telling import tell
from monitor.standing import fold
from monitor.terminal.output import write_line
from monitor.texts import ENGLISH, Text, Translator
from monitor.wording.safety import URGENT_BODY, URGENT_CALL, URGENT_TEXT, URGENT_TITLE

CLEARED: Final = Text("Cleared. Exercises may be offered again.")
NONE_STOOD: Final = Text("No red flag stands.")
WAY_OUT: Final = Text("When a professional has looked at it: `sitmon red-flag --clear`.")
OTHERS: Final = ("worrying",)
"""Words that the intake has for what is among the symptoms by another name."""


def run(args: argparse.Namespace) -> int:
    """Keep it first, then say what to do; it holds until it is cleared.

    Raises:
        UsageError: a word that is no symptom: whoever means to raise the alarm is told how.
        MonitorError: it could not be kept; what to do is said all the same.
    """
    try:
        symptom = _symptom(args.symptom)
        settings = read_settings(args.config)
    except UsageError:
        raise
    except MonitorError:  # what is wrong with the settings comes second
        _say_what_to_do(ENGLISH)
        raise
    return _clear(settings) if args.clear else _raise(settings, symptom)


def _raise(settings: Settings, symptom: str) -> int:
    try:
        tell(settings, Action.RED_FLAG, symptom)
    except MonitorError:  # that it could not be kept is said after it
        _say_what_to_do(settings.tr)
        raise
    write_line(settings.tr(URGENT_TEXT))
    write_line(settings.tr(WAY_OUT))
    return 0


def _say_what_to_do(tr: Translator) -> None:
    """Say it without a word of what stays off: that is not known."""
    write_line(f"{tr(URGENT_TITLE)}. {tr(URGENT_BODY)} {tr(URGENT_CALL)}")


def _clear(settings: Settings) -> int:
    if not fold(settings, time.time()).locked:
        write_line(settings.tr(NONE_STOOD))
        return 0
    tell(settings, Action.CLEAR_RED_FLAG, "")
    write_line(settings.tr(CLEARED))
    return 0


def _symptom(word: str) -> str:
    """The symptom, as it is told.

    Raises:
        UsageError: it is none: a typo or another command must not raise an alarm unseen.
    """
    known = (*map(str, Symptom), *OTHERS)
    if not word or word in known:
        return word
    if word in ("clear", "off", "status"):
        raise UsageError(f"nothing was raised or cleared: {word!r} is no symptom; to clear: sitmon red-flag --clear")
    close = difflib.get_close_matches(word, known, n=1)
    asked = f"did you mean {close[0]}?" if close else f"there are: {' '.join(known)}."
    raise UsageError(f"no alarm was raised: {word!r} is no symptom; {asked} Without a word it is raised as it is")
