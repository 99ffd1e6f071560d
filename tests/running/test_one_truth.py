"""What comes next, or why nothing does: every surface says the same of it as the daemon that runs."""

import asyncio
import io
import json
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from rich.console import Console

from monitor.assembly import build_pipeline
from monitor.cli.tray import Tray
from monitor.coaching.coming import Next
from monitor.coaching.inputs import Action, Context
from monitor.coaching.nudges import Nudge
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.receptivity import LearningRules
from monitor.coaching.recommend import Recommendation
from monitor.edges.control import Message
from monitor.edges.integrations.mqtt import told_of
from monitor.edges.journal import Journal
from monitor.edges.link.machine import LinkState
from monitor.edges.settings import Settings, parse_settings
from monitor.motion.arrivals import Arrival
from monitor.page.views import PageViews
from monitor.posture.mounting import X_AXIS, Mounting
from monitor.running.answers import answer, coming_of, words_of
from monitor.running.daemon import Daemon
from monitor.terminal.live import LiveView
from monitor.terminal.status_lines import bar_line, running_lines
from monitor.wording.nudges import say_coming
from monitor.wording.safety import URGENT_TEXT
from tests.support.feeds import RULES, START_S, Kept, Screen, arrivals
from tests.support.running import Link
from tests.support.simulated_time import SimulatedClock, run_simulated

PATIENT = replace(RULES, window_s=600.0)
"""What is due waits long for a natural pause."""

AT_ONCE = LearningRules()
"""No nudge waits for a better moment."""

SAID_AFTER_S = 30.0
"""So long after the beginning it is said, or met, what the state is about."""


@dataclass(frozen=True, slots=True)
class State:
    """A state in which somebody wonders what comes next.

    Attributes:
        script: of the body until now.
        next: what comes.
        why: the whole sentence, in English.
        kind: the class of a bar.
        bar: the text of a bar.
        said: what is said or met meanwhile, if anything.
        rules: of the nudges.
        mounting: how the wearable sits; None if that is not known.
        learning: whether nudges wait for a better moment; at eight nobody ever moved, at nine every time.
        link: how the link to the wearable is.
    """

    script: str
    next: Next
    why: str
    kind: str
    bar: str
    said: Action | Context | None = None
    rules: NudgeRules = RULES
    mounting: Mounting | None = X_AXIS
    learning: LearningRules = AT_ONCE
    link: LinkState = LinkState.STREAMING


STATES = {
    "before the limit": State("sit:101s", Next.NUDGE, "next nudge after 20 s more", "sitting", "1 min sitting"),
    "due": State(
        "sit:150s", Next.DUE, "a nudge is due, and comes at the next moment of rest", "due", "2 min sitting",
        Context.TYPING, PATIENT,
    ),
    "cap reached": State(
        "sit:250s", Next.HELD, "nudges are held back: the last nudge of today has come", "held",
        "4 min sitting; held back: the last nudge of today has come", rules=replace(RULES, daily_cap=1),
    ),
    "paused": State(
        "sit:150s", Next.HELD, "nudges are held back: your pause", "held", "2 min sitting; held back: your pause",
        Action.PAUSE,
    ),
    "in a meeting": State(
        "sit:150s", Next.HELD, "nudges are held back: a meeting", "held", "2 min sitting; held back: a meeting",
        Context.MEETING,
    ),
    "quiet hours": State(
        "sit:150s", Next.HELD, "nudges are held back: quiet hours until 09:00", "held",
        "2 min sitting; held back: quiet hours until 09:00", rules=replace(RULES, quiet=(7 * 60, 9 * 60)),
    ),
    "a better moment": State(
        "sit:150s", Next.HELD, "nudges are held back: the wait for a better moment until 09:00", "held",
        "2 min sitting; held back: the wait for a better moment until 09:00",
        learning=LearningRules(enabled=True, wait_s=3600.0, floor=0.0),
    ),
    "silent": State(
        "sit:150s", Next.UNSEEN, "nothing comes from the wearable", "silent", "silent",
        Context.TYPING, PATIENT, link=LinkState.STALLED,
    ),
    "red flag": State(
        "sit:150s", Next.HELD, "nudges are held back: a red flag", "red-flag", "red flag", Action.RED_FLAG
    ),
    "not learned": State(
        "sit:150s", Next.UNLEARNED,
        "how the wearable sits is not known yet: walk ten steps, or `sitmon setup --pose`", "unknown", "2 min unknown",
        mounting=None,
    ),
    "not worn": State(
        "sit:30s off:15m", Next.UNWORN, "the wearable lies as if nobody wore it", "non-wear", "4 min non-wear"
    ),
}  # fmt: skip
BEYOND = [name for name, state in STATES.items() if state.next is not Next.NUDGE and name != "not worn"]
"""In these somebody sits beyond the limit, and no nudge has come since."""


@dataclass(frozen=True, slots=True)
class Surfaces:
    """What each surface says at one moment.

    Attributes:
        said: the sentence for what comes next, of the daemon's own coach.
        status: as JSON, over the socket.
        lines: of `sitmon status`.
        bars: plain, waybar and i3, one after the other.
        page: what the page shows of now.
        home: what a broker is told.
        menu: the tray's entries.
        live: the live view, as one text.
        nudges: how many were shown so far.
    """

    said: str
    status: Message
    lines: list[str]
    bars: tuple[Message | str, Message | str, Message | str]
    page: Message
    home: dict[str, object]
    menu: list[str]
    live: str
    nudges: int


def _past() -> Iterator[Nudge | Outcome]:
    """Ten earlier days with a nudge at half past eight, and one at half past nine."""
    for day in range(10, 0, -1):
        for hours, result in ((0.5, Result.NOT_TAKEN), (1.5, Result.VERIFIED)):
            time_s = START_S - 86_400.0 * day + 3600.0 * hours
            yield Nudge(time_s, time_s - 1800.0, 1800.0, 1)
            yield Outcome(time_s + 300.0, time_s, result, 60.0, 120.0)


async def _told(daemon: Daemon, said: Action | Context | None) -> None:
    if isinstance(said, Action):
        assert "" == (await daemon.say(said, "leg-weakness" if said is Action.RED_FLAG else "")).not_kept
    elif said is not None:
        assert "" == (await daemon.change(said, active=True)).not_kept


async def _lived(state: State, settings: Settings) -> Surfaces:
    clock, screen, items = SimulatedClock(START_S), Screen(), arrivals(state.script)
    profile = Profile(affected_side=Side.LEFT, worn_leg=Side.LEFT)
    stages = build_pipeline(profile, state.rules, settings.zone, state.mounting, list(_past()), learning=state.learning)

    async def source() -> AsyncGenerator[Arrival]:
        for item in items:
            await asyncio.sleep(item.time_s - clock.now_s())
            yield item
        await asyncio.sleep(3600.0)

    with Journal(settings.storage.journal) as journal:
        daemon = Daemon(stages, clock, settings.zone, screen, Kept(journal), tr=settings.tr)
        view = LiveView(lambda: daemon.pipeline, words_of(daemon))
        daemon.watch = view.watch
        running = asyncio.create_task(daemon.run(source()))
        await asyncio.sleep(SAID_AFTER_S)
        await _told(daemon, state.said)
        await asyncio.sleep(items[-1].time_s + 0.5 - clock.now_s())
        nudges = sum(isinstance(shown, Recommendation) for shown in screen.shown)
        surfaces = await _surfaces(daemon, view, settings, state, nudges)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return surfaces


async def _surfaces(daemon: Daemon, view: LiveView, settings: Settings, state: State, nudges: int) -> Surfaces:
    folder, link = settings.storage.folder, Link()
    link.state, link.health = state.link, replace(Link.health, state=state.link)
    view.link_state = lambda: link.state
    coming = coming_of(daemon, link)  # type: ignore[arg-type]
    status: Message = json.loads(json.dumps(await answer({"do": "status"}, daemon, link)))  # type: ignore[arg-type]
    tray = Tray(settings)
    tray.status = status
    page = PageViews(daemon, link, settings, settings.storage.journal, folder / "sitmon.toml")  # type: ignore[arg-type]
    screen = Console(width=200, height=50, record=True, file=io.StringIO(), force_terminal=True)
    screen.print(view)
    return Surfaces(
        say_coming(coming, words_of(daemon)),
        status,
        running_lines(status, settings.tr),
        (*(bar_line(status, form, settings.tr) for form in ("plain", "waybar", "i3")),),  # type: ignore[arg-type]
        page.now(),
        told_of(status),
        [text for text, _ in tray.entries()],
        " ".join(screen.export_text().split()),
        nudges,
    )


def surfaces_of(state: State, folder: Path, language: str = "en") -> Surfaces:
    """Live through a state, and look at everything at its end."""
    settings = parse_settings(
        f'[person]\ntimezone = "UTC"\nlanguage = "{language}"\n[storage]\nfolder = "{folder / "store"}"\n'
    )
    settings.storage.folder.mkdir(mode=0o700)
    return run_simulated(_lived(state, settings))


@pytest.mark.parametrize("name", STATES)
def test_every_surface_says_the_same_of_what_comes_next(name: str, tmp_path: Path) -> None:
    """The lines, JSON, the bars, the page, a home, the tray and the live view, in words and in their classes."""
    state = STATES[name]
    seen = surfaces_of(state, tmp_path)
    plain, waybar, blocks = seen.bars
    assert isinstance(waybar, dict)
    assert isinstance(blocks, dict)

    assert state.why == seen.said
    assert (state.next, state.why) == (seen.status["next"], seen.status["next_text"])
    assert seen.lines[0].endswith(f"; {state.why}")
    assert seen.lines[0] == seen.menu[0] == str(waybar["tooltip"]).splitlines()[0]
    assert state.bar == plain == waybar["text"] == blocks["full_text"]
    assert (state.kind, state.kind in ("due", "red-flag")) == (waybar["class"], blocks["urgent"])
    assert (state.next, state.why) == (seen.page["next"], seen.page["next_text"])
    assert (state.next, "ON" if state.next is Next.DUE else "OFF") == (seen.home["next"], seen.home["due"])
    if state.kind == "red-flag":  # what to do comes before all else there
        assert seen.live.startswith(" ".join(str(URGENT_TEXT).split()))
    elif state.kind == "silent":  # it tells since when
        assert "No data since 08:02:29 (stalled)." in seen.live
    else:
        assert state.why in seen.live


@pytest.mark.parametrize("name", BEYOND)
def test_whoever_sits_beyond_the_limit_without_a_nudge_is_told_why(name: str, tmp_path: Path) -> None:
    """In no such state any surface is silent, or speaks of a nudge after some more sitting."""
    state = STATES[name]
    seen = surfaces_of(state, tmp_path)

    assert ("cap reached" == name) is (seen.nudges > 0)
    assert state.mounting is None or 0.0 == seen.status["next_nudge_s"]
    said = [seen.lines[0], seen.menu[0], seen.status["next_text"], seen.page["next_text"], seen.live]
    assert [] == [text for text in said if not text or "next nudge after" in str(text)]
    assert Next.NUDGE != seen.home["next"]


@pytest.mark.parametrize("name", STATES)
def test_it_is_said_in_the_language_of_the_person(name: str, tmp_path: Path) -> None:
    """One sentence on every surface, and not the English one."""
    state = STATES[name]
    seen = surfaces_of(state, tmp_path, "de")
    said = seen.said

    assert said not in ("", state.why)
    assert said == seen.status["next_text"] == seen.page["next_text"]
    assert seen.lines[0] == seen.menu[0]
    assert seen.lines[0].endswith(f"; {said}")
    assert said in seen.live or state.kind in ("red-flag", "silent")
