"""The steps of `sitmon setup`, each of which can be taken alone and again: what it asks, and what it does with it."""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.edges.desktop import Answer, Desktop, Notice, NotShown, buttons
from monitor.edges.radio import Sighting, scan
from monitor.edges.service import Program, Recipe, recipe_for
from monitor.edges.settings import SETTINGS, Settings, parse_settings, settings_path, write_settings
from monitor.errors import SettingsError, UsageError, WearableError
from monitor.posture.labels import WEAR_SITES
from monitor.terminal.output import write_line
from monitor.texts import Text, Translator

SCAN_S: Final = 6.0
"""How long the first look around takes (product default)."""

TEST_S: Final = 60.0
"""How long the test notification waits to be answered (product default)."""

WEARABLE: Final = SETTINGS["wearable"]
SIDE: Final = SETTINGS["person"]["affected_side"]
HOURS: Final = SETTINGS["nudges"]["working_hours"]

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


@dataclass(slots=True)
class Dialogue:
    """A person at a terminal.

    Attributes:
        tr: what is said is said in.
        read: asks for a line.
    """

    tr: Translator
    read: Callable[[str], str] = input

    def choose(self, question: Text, answers: Sequence[str], now: str | None = None) -> str:
        """One of the answers; the empty line keeps what is set now, or takes the first."""
        kept = now if now is not None and now in answers else answers[0]
        while True:
            said = self.read(f"{self.tr(question)}  ({' / '.join(answers)}) [{kept}] ").strip().lower() or kept
            if said in answers:
                return said
            write_line(self.tr(Text("Please one of: {answers}"), answers=" ".join(answers)))

    def confirm(self, question: Text) -> bool:
        """Yes or no; the empty line is yes."""
        return self.choose(question, ("yes", "no")) == "yes"

    def line(self, question: Text, now: str) -> str:
        """A line of text; the empty one keeps what is set now."""
        return self.read(f"{self.tr(question)} [{now}] ").strip() or now


@dataclass(slots=True)
class Setup:
    """What is being set up.

    Attributes:
        path: of the settings.
        settings: as they are now.
    """

    path: Path
    settings: Settings

    def write(self, **changes: object) -> None:
        """Set keys, named `section__key`.

        Raises:
            SettingsError: a value cannot be.
        """
        self.settings = write_settings(self.path, {name.replace("__", "."): value for name, value in changes.items()})


def choose_wearable(setup: Setup, dialogue: Dialogue) -> None:
    """Look around, and let one be chosen; whoever is alone is suggested."""
    say = dialogue.tr
    write_line(say(Text("Looking for wearables for {seconds} s …"), seconds=f"{SCAN_S:.0f}"))
    try:
        near = [one for one in asyncio.run(scan(SCAN_S)) if one.is_wearable]
    except WearableError as error:
        write_line(f"  {error}")
        write_line(say(Text("  Go on without; `sitmon setup --wearable` looks again.")))
        return
    if not near:
        write_line(say(Text("  None is near. Wake it, and `sitmon setup --wearable` looks again.")))
        return
    for number, one in enumerate(near, 1):
        write_line(f"  {number}  {_told(one)}")
    numbers = [str(number) for number in range(1, len(near) + 1)]
    chosen = dialogue.choose(Text("Which one is yours?"), [*numbers, "none"])
    if chosen != "none":
        setup.write(wearable__address=near[int(chosen) - 1].address)


def _told(one: Sighting) -> str:
    return f"{one.name or one.address} ({one.kind}), {one.address}, {one.rssi_dbm} dBm"


def choose_site(setup: Setup, dialogue: Dialogue) -> None:
    """Where it is worn, and on which leg."""
    wearable = setup.settings.wearable
    for site in WEAR_SITES:
        write_line(f"  {dialogue.tr(SITE_WORDS[site])}")
    site = dialogue.choose(WEARABLE["wear_site"].question, WEAR_SITES, wearable.wear_site)
    setup.write(wearable__wear_site=site)
    if site in ("thigh", "pocket", "hip"):
        leg = dialogue.choose(WEARABLE["leg"].question, ("left", "right"), wearable.leg)
        setup.write(wearable__leg=leg)


def choose_side(setup: Setup, dialogue: Dialogue) -> None:
    """Which side hurts."""
    side = dialogue.choose(SIDE.question, ("left", "right", "both"), setup.settings.person.affected_side)
    setup.write(person__affected_side=side)


def choose_hours(setup: Setup, dialogue: Dialogue) -> None:
    """When nudges are wanted; what cannot be read is asked for again."""
    write_line(dialogue.tr(Text("Such as mon-fri 09:00-12:00 13:00-17:30; or always.")))
    while True:
        said = dialogue.line(HOURS.question, str(HOURS.written(setup.settings.nudges)))
        try:
            parse_settings(f'[nudges]\nworking_hours = "{said}"\n')
        except SettingsError as error:
            write_line(str(error).partition("working_hours ")[2])
            continue
        setup.write(nudges__working_hours=said)
        return


def try_notification(settings: Settings, tr: Translator) -> None:
    """Show a notification with the three buttons, and say what was pressed.

    Raises:
        UsageError: nothing can be shown here.
    """
    write_line(tr(PRESS_ONE))
    write_line(say_answer(asyncio.run(shown_and_answered(settings, tr)), tr))


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
