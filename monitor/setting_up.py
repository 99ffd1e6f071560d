"""What `sitmon setup` and the page's first steps share: a test notification, and the service."""

import asyncio
import os
from pathlib import Path
from typing import Final

from monitor.edges.desktop import Answer, Desktop, Notice, NotShown, buttons
from monitor.edges.service import Program, Recipe, recipe_for
from monitor.edges.settings import Settings, settings_path
from monitor.errors import UsageError
from monitor.texts import Text, Translator

SCAN_S: Final = 6.0
"""How long the first look around takes (product default)."""

TEST_S: Final = 60.0
"""How long the test notification waits to be answered (product default)."""

TEST_TITLE: Final = Text("This is how a nudge looks")
PRESS_ONE: Final = Text("A notification is shown now. Press one of its buttons.")
TEST_BODY: Final = Text("Press any of the buttons; nothing else follows.")
SITE_WORDS: Final = {
    "thigh": Text("thigh: knows best"),
    "pocket": Text("trouser pocket: nearly as well"),
    "hip": Text("hip: sitting and standing look much alike there"),
    "back": Text("lower back: likewise"),
    "wrist": Text("wrist: sees an arm, says only what is likely"),
}

LOG: Final = "sitmon.log"
"""Where the service writes, where the system keeps no log of its own."""


def say_answer(answer: Answer | None, tr: Translator) -> str:
    """What became of a test notification, in one sentence."""
    said = {
        Answer.EXPIRED: Text("Nothing was pressed within a minute."),
        Answer.DISMISSED: Text("It was waved away: that works too."),
        None: Text("It was shown, but without buttons here: `sitmon done`, `snooze` and `skip` say the same."),
    }
    return tr(said.get(answer, Text("It works: {answer} was pressed.")), answer=answer)


async def shown_and_answered(settings: Settings, tr: Translator, patience_s: float = TEST_S) -> Answer | None:
    """What became of the test notification; None if no answer can come.

    Raises:
        UsageError: nothing can be shown here; says why, for each way.
    """
    answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def take(answer: str) -> None:
        if not answered.done():
            answered.set_result(answer)

    desktop = Desktop(take, notifier=settings.desktop.notifier, sound=settings.desktop.sound, expire_s=patience_s)
    try:
        shown = await desktop.show(Notice(tr(TEST_TITLE), tr(TEST_BODY), buttons(tr)))
        if isinstance(shown, NotShown):
            raise UsageError(f"no notification could be shown: {shown.reason}")
        return Answer(await answered) if shown.has_buttons else None
    finally:
        await desktop.close()


def recipe_of(settings: Settings, config: Path | None) -> Recipe:
    """How this system would run sitmon with these settings; `config` is where somebody said they are.

    Raises:
        ServiceError: this system has no service that we know.
    """
    is_named = config is not None or "SITMON_CONFIG" in os.environ
    path = settings_path(config).absolute() if is_named else None
    return recipe_for(Program(path, settings.storage.folder.absolute() / LOG))
