"""The steps of `sitmon setup` that the page can take: place, leg, side, hours, and the questions before an exercise."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from monitor.coaching.intake import QUESTIONS
from monitor.coaching.profile import Side
from monitor.edges.settings import SETTINGS, Settings, read_settings, write_settings
from monitor.errors import MonitorError
from monitor.posture.labels import WEAR_SITES
from monitor.records import Record
from monitor.setting_up import SITE_WORDS
from monitor.standing import fold
from monitor.texts import Text, Translator
from monitor.wording.exercises import SIDE_NAMES

LEGS: Final = (Side.LEFT, Side.RIGHT)
FORM: Final = {
    setting.form: (section, setting) for section, keys in SETTINGS.items() for setting in keys.values() if setting.form
}
"""The settings that may be written from the page, by their names there; those with a question are asked there."""

WRITTEN: Final = Text("Written. It holds from the next start of sitmon.")


def form_of(path: Path, tr: Translator) -> Record:
    """What is asked, what may be answered, and what stands there now; read anew, since a form may be sent twice."""
    settings = read_settings(path) if path.exists() else Settings()
    choices = {
        "site": {site: tr(SITE_WORDS[site]) for site in WEAR_SITES},
        "leg": {str(side): tr(SIDE_NAMES[side]) for side in LEGS},
        "side": {str(side): tr(SIDE_NAMES[side]) for side in Side},
    }
    return {
        "fields": [
            {
                "name": name,
                "text": tr(setting.question),
                "choices": choices.get(name, {}),
                "now": setting.written(getattr(settings, section)) or "",
            }
            for name, (section, setting) in FORM.items()
            if setting.question
        ],
        "hint": tr(Text("Such as mon-fri 09:00-12:00 13:00-17:30; or always.")),
        "questions": _questions(settings, tr),
    }


def _questions(settings: Settings, tr: Translator) -> list[Record]:
    known = fold(settings, time.time()).intake.answers
    return [
        {
            "name": name,
            "text": tr(question.text),
            "why": tr(question.why),
            "answers": list(question.answers),
            "now": known.get(name, ""),
        }
        for name, question in QUESTIONS.items()
        if name not in FORM
    ]


def take_form(path: Path, said: Mapping[str, object], tr: Translator) -> list[str]:
    """Write what was filled in; an empty field is left as it is.

    Raises:
        ValueError: a field that is none of ours, or a value that cannot be; one line.
    """
    if strangers := set(said) - set(FORM):
        raise ValueError(f"{', '.join(sorted(strangers))} cannot be set here")
    filled = {FORM[name]: value for name, value in said.items() if value != ""}
    changes = {f"{section}.{setting.key}": value for (section, setting), value in filled.items()}
    if not all(isinstance(value, str) for value in changes.values()):
        raise ValueError("every field is a text")
    try:
        write_settings(path, changes)
    except MonitorError as error:
        raise ValueError(str(error).splitlines()[0]) from error
    return [tr(WRITTEN)]
