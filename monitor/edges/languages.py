"""The languages that there are: one catalogue each, in `monitor/locale`, as gettext and its tools have them.

A `.po` file is what translators work on; the `.mo` beside it is the same, compiled (`make texts`).
"""

import gettext
from pathlib import Path
from typing import Final

from monitor.texts import ENGLISH, Translator

LOCALE: Final = Path(__file__).parents[1] / "locale"
DOMAIN: Final = "sitmon"


def languages() -> tuple[str, ...]:
    """Every language that can be set, ISO 639-1, English first."""
    return (ENGLISH.code, *sorted(found.parent.parent.name for found in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


def read_translator(code: str) -> Translator:
    """The tr of a language.

    Raises:
        OSError: there is no such language.
    """
    if code == ENGLISH.code:
        return ENGLISH
    return Translator(code, gettext.translation(DOMAIN, LOCALE, [code]).gettext)
