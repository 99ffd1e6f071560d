"""The integrations beside a daemon that watches."""

import asyncio
import json
import stat
from contextlib import AsyncExitStack
from importlib.util import find_spec as real_find_spec
from pathlib import Path

import pytest

from monitor.edges.settings import Settings, parse_settings
from monitor.errors import SettingsError
from monitor.running import integrations as outside
from monitor.running.daemon import Daemon
from tests.support.air import eventually
from tests.support.feeds import START_S, Screen, StillClock, arrivals, pipeline, source
from tests.support.running import Link


def settings(text: str) -> Settings:
    """Those of a person in UTC."""
    return parse_settings(f'[person]\ntimezone = "UTC"\n{text}')


async def test_a_hook_hears_what_the_daemon_decides(tmp_path: Path) -> None:
    """A nudge of a real daemon reaches a real command; what was watched before is still watched."""
    out, hook = tmp_path / "out", tmp_path / "hook.sh"
    hook.write_text(f'#!/bin/sh\ncat >> "{out}"\n')
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    kinds: list[str] = []
    daemon = Daemon(pipeline(), StillClock(START_S), settings("").zone, Screen())
    daemon.watch = lambda event: kinds.append(type(event).__name__)
    async with AsyncExitStack() as stack:
        outside.begin(settings(f'[hook]\ncommand = ["{hook}"]\nevents = ["nudge"]'), daemon, Link(), stack)  # type: ignore[arg-type]
        running = asyncio.create_task(daemon.run(source(arrivals("sit:3m"))))
        await eventually(lambda: out.exists() and out.read_text().endswith("\n"), 20.0)
        await running

    heard = [json.loads(line) for line in out.read_text().splitlines()]
    first = heard[0]

    assert ("nudge", "2 min sitting since 08:00.", 120.0) == (first["event"], first["text"], first["limit_s"])
    assert {"nudge"} == {one["event"] for one in heard}
    assert {"PostureEpoch", "Nudge"} <= set(kinds)


async def test_without_any_nothing_is_begun() -> None:
    """The watching costs no more than before."""
    daemon = Daemon(pipeline(), StillClock(START_S), settings("").zone, Screen())
    before = daemon.watch
    async with AsyncExitStack() as stack:
        outside.begin(settings(""), daemon, Link(), stack)  # type: ignore[arg-type]

    assert before is daemon.watch


@pytest.mark.parametrize(
    ("text", "without", "complaint"),
    [
        ('[mqtt]\nhost = "x"\npassword_file = "/nowhere/secret"', "", "/nowhere/secret: the password of [mqtt]"),
        ('[mqtt]\nhost = "x"', "aiomqtt", "-m pip install 'aiomqtt"),
    ],
)
async def test_what_is_missing_is_one_line(
    monkeypatch: pytest.MonkeyPatch, text: str, without: str, complaint: str
) -> None:
    """At the start, before anything is watched."""
    monkeypatch.setattr(outside, "find_spec", lambda name: None if name == without else real_find_spec(name))
    daemon = Daemon(pipeline(), StillClock(START_S), settings("").zone, Screen())

    with pytest.raises(SettingsError) as told:
        async with AsyncExitStack() as stack:
            outside.begin(settings(text), daemon, Link(), stack)  # type: ignore[arg-type]
    assert complaint in str(told.value)
