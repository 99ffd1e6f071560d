"""The steps of `sitmon setup` that the page takes, a form among them for place, leg, side, hours and questions."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Final

from monitor.coaching.inputs import Action
from monitor.coaching.intake import QUESTIONS
from monitor.coaching.profile import Side
from monitor.coaching.safety import Bar
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.radio import scan
from monitor.edges.service import Recipe, enable, is_current
from monitor.edges.settings import SETTINGS, Settings, read_settings, settings_path, write_settings
from monitor.errors import MonitorError, WearableError
from monitor.motion.samples import SampleBlock
from monitor.pipeline import Pipeline
from monitor.posture.labels import WEAR_SITES
from monitor.records import Record
from monitor.running.daemon import Daemon
from monitor.running.pose import GOOD, Cue, pose
from monitor.setting_up import SCAN_S, SITE_WORDS, recipe_of, say_answer, shown_and_answered
from monitor.standing import fold
from monitor.texts import Text, Translator
from monitor.wording.exercises import SIDE_NAMES

PATIENCE_S: Final = 5.0
"""How long a pose waits for samples (product default)."""

SILENT: Final = "no samples come: bring the wearable near, wake it, and begin again"

LEGS: Final = (Side.LEFT, Side.RIGHT)
FORM: Final = {
    setting.form: (section, setting) for section, keys in SETTINGS.items() for setting in keys.values() if setting.form
}
"""The settings that may be written from the page, by their names there; those with a question are asked there."""

ANSWER_WORDS: Final = {
    "yes": Text("yes"),
    "no": Text("no"),
    "sudden": Text("yes, it came suddenly"),
    "new": Text("yes, it is new"),
    "chronic": Text("yes, it has long been there"),
    "unknown": Text("yes, I cannot say since when"),
    "acknowledged": Text("a professional has looked at it"),
    **{str(side): words for side, words in SIDE_NAMES.items()},
}
"""What answers a question, as it is chosen on the page."""

WRITTEN: Final = Text("Written. It holds from the next start of sitmon.")


class PageSteps:
    """Takes them for one daemon, with its link, its settings and the file of these."""

    def __init__(self, daemon: Daemon, link: WearableLink, settings: Settings, config: Path) -> None:
        self._daemon = daemon
        self._link = link
        self._settings = settings
        self._say = settings.tr
        self._config = config

    async def form(self) -> Record:
        """What can be set up: `fields` with their choices, `questions` before an exercise, and how the `service` is."""
        return {**await asyncio.to_thread(form_of, self._config, self._say), "service": await self.service()}

    async def fill(self, said: Mapping[str, object]) -> Record:
        """Write what was filled in; `replies` to it.

        Raises:
            ValueError: something cannot be; one line.
        """
        return {"replies": await asyncio.to_thread(take_form, self._config, said, self._say)}

    async def look_around(self) -> Record:
        """The wearables near, the one in use marked.

        Raises:
            ValueError: nobody can be heard here; one line.
        """
        with _in_a_line():
            near = [one for one in await scan(SCAN_S) if one.is_wearable]
        used = self._link.address
        found = [
            {"address": one.address, "text": f"{one.name or one.address} ({one.kind})", "chosen": one.address == used}
            for one in near
        ]
        if used is not None and used not in {one.address for one in near}:  # who is connected does not advertise
            found.insert(0, {"address": used, "text": used, "chosen": True})
        return {"near": found, "text": "" if found else self._say(Text("None is near. Wake it, and look again."))}

    async def pose(self) -> AsyncIterator[Record]:
        """What to do, step by step; the mounting that it tells counts at once.

        Raises:
            ValueError: somebody takes it already, or it was no pose; one line.
        """
        if self._daemon.pipeline.sample_listener is not None:
            raise ValueError(self._say(Text("The pose is being taken already, on another page.")))
        cues: asyncio.Queue[Cue | None] = asyncio.Queue()
        async with aclosing(overheard(self._daemon.pipeline)) as blocks:
            taking = asyncio.create_task(pose(blocks, cues.put_nowait))
            taking.add_done_callback(lambda _: cues.put_nowait(None))
            try:
                while (cue := await cues.get()) is not None:
                    yield {"text": self._say(cue.text), "seconds": cue.seconds}
                with _in_a_line():
                    mounting = await taking
            finally:
                taking.cancel()
                await asyncio.gather(taking, return_exceptions=True)
        await self._daemon.say(Action.POSE, mounting.as_text())
        degrees, address = f"{mounting.sitting_deg:.0f}", self._link.address
        yield {"done": True, "text": self._say(GOOD, degrees=degrees, address=address)}

    async def notify(self) -> Record:
        """Show a test notification; `text` says which of its buttons was pressed.

        Raises:
            ValueError: none can be shown; one line.
        """
        with _in_a_line():
            return {"text": say_answer(await shown_and_answered(self._settings, self._say), self._say)}

    async def service(self) -> Record:
        """Whether sitmon starts by itself: `installed`, and `text`."""
        try:
            with _in_a_line():
                installed = await asyncio.to_thread(is_current, self._recipe()) is not None
        except ValueError as error:
            return {"installed": None, "text": str(error)}
        text = Text("sitmon starts at each log-in.") if installed else Text("sitmon does not start by itself yet.")
        return {"installed": installed, "text": self._say(text)}

    async def install(self) -> Record:
        """Have it started at each log-in; the one that runs now goes on until then, as `text` says.

        Raises:
            ValueError: this system cannot; one line.
        """
        with _in_a_line():
            await asyncio.to_thread(enable, self._recipe())
        text = Text("From the next log-in on, sitmon starts by itself. Until then this one goes on.")
        return {"text": self._say(text)}

    def _recipe(self) -> Recipe:
        """Of the service, which is told the file of the settings if somebody named another than the usual one."""
        return recipe_of(self._settings, None if self._config == settings_path() else self._config)


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
    """What is asked before an exercise, and what releases what waits for it, while it does."""
    now_s = time.time()
    coach = fold(settings, now_s)
    known, bars = coach.intake.answers, {coach.bars(exercise, now_s) for exercise in coach.exercises.values()}
    return [
        {
            "name": name,
            "text": tr(question.text),
            "why": tr(question.why),
            "answers": {answer: tr(ANSWER_WORDS[answer]) for answer in question.answers},
            "now": known.get(name, ""),
        }
        for name, question in QUESTIONS.items()
        if name not in FORM and (question.asked or Bar.REFERRED in bars)
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


async def overheard(pipeline: Pipeline) -> AsyncGenerator[SampleBlock]:
    """The samples that a running pipeline gets, as they come.

    Raises:
        WearableError: none came for a while.
    """
    heard: asyncio.Queue[SampleBlock] = asyncio.Queue()
    pipeline.sample_listener = heard.put_nowait
    try:
        while True:
            yield await asyncio.wait_for(heard.get(), PATIENCE_S)
    except TimeoutError as error:
        raise WearableError(SILENT) from error
    finally:
        pipeline.sample_listener = None


@contextmanager
def _in_a_line() -> Iterator[None]:
    """Say of what goes wrong the first line alone, as a sentence."""
    try:
        yield
    except MonitorError as error:
        line = str(error).splitlines()[0]
        raise ValueError(line[:1].upper() + line[1:]) from error
