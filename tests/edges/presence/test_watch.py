"""What is told of the desktop: what began, what ended, and nothing else."""

import asyncio
import sys
from collections.abc import Sequence
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.inputs import Context
from monitor.edges.presence import macos, sources_of, watch, windows
from monitor.edges.presence.watch import NAMES, Seen


class Told:
    """A source that says one thing after the other, and then ends the test."""

    def __init__(self, name: str, states: Sequence[bool | None]) -> None:
        self.name = name
        self._states = list(states)

    async def look(self) -> Seen:
        """The next one."""
        if not self._states:
            raise asyncio.CancelledError
        return self._states.pop(0), "a test"


def changes(**said: Sequence[bool | None]) -> list[tuple[Context, bool]]:
    """What is told while the sources say this."""
    told: list[tuple[Context, bool]] = []
    sources = [Told(name.replace("_", "-"), states) for name, states in said.items()]

    async def run() -> None:
        try:
            await watch(sources, lambda context, *, active: told.append((context, active)), 0.0)
        except asyncio.CancelledError:
            return

    asyncio.run(run())
    return told


def test_a_beginning_and_an_end_are_told_once() -> None:
    """However long it lasts."""
    assert [(Context.LOCKED, True), (Context.LOCKED, False)] == changes(lock=[False, True, True, True, False, False])


def test_two_that_see_the_same_are_one() -> None:
    """A call with microphone and camera is one meeting, over when both are."""
    told = changes(microphone=[True, True, False, False], camera=[False, True, True, False])

    assert [(Context.MEETING, True), (Context.MEETING, False)] == told


def test_what_is_not_known_any_more_holds_nothing_back() -> None:
    """The desktop crashed while it was locked: the nudge is not held for ever."""
    assert [(Context.LOCKED, True), (Context.LOCKED, False)] == changes(lock=[True, None, None])
    assert [] == changes(lock=[None, False, None])


@given(st.lists(st.sampled_from([True, False, None]), max_size=30))
def test_begins_and_ends_alternate(states: list[bool | None]) -> None:
    """Never two beginnings in a row, and the last word is how it is."""
    told = [active for _, active in changes(full_screen=states)]

    assert told == [number % 2 == 0 for number in range(len(told))]
    assert (len(told) % 2 == 1) is bool(states and states[-1])


def test_only_what_is_wanted_is_asked() -> None:
    """Each system has its own; what it cannot know is left out, and an unknown system has none."""
    assert ["lock"] == [source.name for source in sources_of({"lock"}, "linux")]
    assert {"lock", "typing"} == {source.name for source in sources_of(NAMES, "darwin")}
    assert {"lock", "full-screen", "do-not-disturb", "typing"} == {one.name for one in sources_of(NAMES, "win32")}
    assert [] == sources_of(NAMES, "plan9")


@pytest.mark.parametrize(
    ("said", "lock", "typing"),
    [
        ('"IOConsoleLocked" = Yes\n"HIDIdleTime" = 1500000000', True, True),
        ('"IOConsoleLocked" = No\n"HIDIdleTime" = 60000000000', False, False),
        ("", None, None),
    ],
)
async def test_a_mac_is_read(
    monkeypatch: pytest.MonkeyPatch, said: str, *, lock: bool | None, typing: bool | None
) -> None:
    """From what `ioreg` prints; never run on a Mac."""

    async def registry(*_words: str) -> str:
        return said

    monkeypatch.setattr(macos, "_registry", registry)
    assert [lock, typing] == [(await source.look())[0] for source in macos.macos_sources()]


@pytest.mark.skipif(sys.platform == "win32", reason="the libraries are stood in for")
@pytest.mark.parametrize(("state", "active"), [(1, "lock"), (3, "full-screen"), (4, "do-not-disturb"), (5, None)])
async def test_windows_is_read(monkeypatch: pytest.MonkeyPatch, state: int, active: str | None) -> None:
    """From what the shell answers; never run on Windows."""

    def query(pointer: object) -> int:
        pointer._obj.value = state  # type: ignore[attr-defined]
        return 0

    def last_input(pointer: object) -> int:
        pointer._obj.dwTime = 1000  # type: ignore[attr-defined]
        return 1

    library = SimpleNamespace(
        SHQueryUserNotificationState=query, GetLastInputInfo=last_input, GetTickCount=lambda: 3000
    )
    monkeypatch.setattr(windows, "_library", lambda _name: library)
    states = {source.name: (await source.look())[0] for source in windows.windows_sources()}

    assert {"lock": False, "full-screen": False, "do-not-disturb": False, "typing": True} | (
        {} if active is None else {active: True}
    ) == states
