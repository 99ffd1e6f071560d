"""A command of one's own: real processes, real files."""

import asyncio
import json
import stat
from pathlib import Path

import pytest

from monitor.edges.integrations import UnreachableError, keep_going
from monitor.edges.integrations import hook as module
from monitor.edges.integrations.hook import MOST_WAITING, Hook
from tests.support.air import eventually

NUDGE: dict[str, object] = {"event": "nudge", "reason": "31 min sitting; $(touch /tmp/never) «é»"}
OUTCOME: dict[str, object] = {"event": "outcome", "result": "verified"}


def script(folder: Path, text: str) -> str:
    """An executable file."""
    path = folder / "on event.sh"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


async def ran(hook: Hook, *records: dict[str, object], until: Path, lines: int) -> list[str]:
    """What the command wrote after these events."""
    for record in records:
        hook.hear(record)
    running = asyncio.create_task(hook.run())

    def written() -> list[str]:
        return until.read_text().splitlines() if until.exists() else []

    await eventually(lambda: len(written()) >= lines or running.done())
    running.cancel()
    return written()


async def test_an_event_reaches_the_command_as_json(tmp_path: Path) -> None:
    """Only the kinds that were asked for, in order, on standard input; nothing in it is ever run."""
    out = tmp_path / "out"
    hook = Hook([script(tmp_path, f'echo "$1" >> "{out}"; cat >> "{out}"'), "a b"], frozenset({"nudge", "outcome"}))
    lines = await ran(hook, NUDGE, {"event": "gap"}, OUTCOME, until=out, lines=4)

    assert ["a b", NUDGE, "a b", OUTCOME] == [lines[0], json.loads(lines[1]), lines[2], json.loads(lines[3])]


async def test_a_command_need_not_read(tmp_path: Path) -> None:
    """One that ends at once is no fault, however long the event."""
    out = tmp_path / "out"
    hook = Hook([script(tmp_path, f'exec <&-; echo done >> "{out}"')], frozenset({"nudge"}))

    assert ["done"] == await ran(hook, {**NUDGE, "reason": "x" * 200_000}, until=out, lines=1)


@pytest.mark.parametrize(
    ("text", "complaint"), [("exit 3", "ended with exit status 3"), ("sleep 60", "took more than 0 s and was stopped")]
)
async def test_what_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, complaint: str) -> None:
    """A command that fails or hangs is named; none is left running."""
    monkeypatch.setattr(module, "PATIENCE_S", 0.3 if text == "sleep 60" else 10.0)
    hook = Hook([script(tmp_path, text)], frozenset({"nudge"}))
    hook.hear(NUDGE)

    with pytest.raises(UnreachableError, match=complaint):
        await hook.run()


async def test_a_command_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    """And tried again with each event: it may be there tomorrow."""
    told: list[str] = []
    hook = Hook([str(tmp_path / "none")], frozenset({"nudge"}))
    for _ in range(3):
        hook.hear(NUDGE)
    going = asyncio.create_task(keep_going(hook, told.append, (0.0,)))
    await eventually(hook._waiting.empty)
    going.cancel()

    assert [f"hook: {tmp_path / 'none'} cannot be started (No such file or directory)"] == told


def test_a_slow_command_gets_the_latest() -> None:
    """What waits is bounded; the oldest is left out."""
    hook = Hook(["/bin/true"], frozenset({"nudge"}))
    for number in range(MOST_WAITING + 5):
        hook.hear({"event": "nudge", "number": number})

    waiting = [json.loads(hook._waiting.get_nowait())["number"] for _ in range(hook._waiting.qsize())]
    assert list(range(5, MOST_WAITING + 5)) == waiting
