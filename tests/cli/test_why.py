"""`sitmon why`: every past nudge explained from the journal."""

import re
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.outcomes import Outcome, Result, Stages
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import Bar
from monitor.edges.journal import Journal
from monitor.records import body_of
from monitor.running.daemon import Daemon
from monitor.texts import ENGLISH
from monitor.wording.nudges import say_bar
from monitor.wording.recommendations import say_why
from tests.support.commands import Commands
from tests.support.feeds import START_S, Kept, Screen, StillClock, arrivals, pipeline, source
from tests.support.words import WORDS

AT_UTC = replace(WORDS, zone=UTC)


async def live(store: Path, script: str) -> list[Recommendation]:
    """Live through a script with a daemon that keeps a journal; gives what was shown."""
    screen = Screen(delay_s=0.0)
    with Journal(store / "journal.sqlite") as journal:
        daemon = Daemon(pipeline(), StillClock(START_S + 150.0), UTC, screen, Kept(journal), finishes=True)
        await daemon.run(source(arrivals(script), pause_every=1))
    return [shown for shown in screen.shown if isinstance(shown, Recommendation)]


async def test_the_last_nudge_is_explained(sitmon: Commands) -> None:
    """When, what, which side, each number with where it comes from, and what became of it; in the words of now."""
    (shown,) = await live(sitmon.store, "sit:150s stand:20s sit:30s")
    said = sitmon("why")

    assert (0, "") == (said.status, said.err)
    lines = said.out.splitlines()
    assert "Nudge 2, 2026-03-02 08:02" == lines[0]
    assert "When: 2 min sitting since 08:00." == lines[1]
    assert f"What: {say_why(shown, AT_UTC)}" == lines[2]
    assert lines[3].startswith("Why this helps: The guide this follows says")
    assert "Dose: Hold 45 s: 30 to 60 s in the guide this follows; where in between is your choice." in lines
    assert "Dose: 2 repetitions, 1 set: product default, not from the guide." in lines
    assert any(line.startswith("Then: Break of 20 s, 31 s after the nudge: seen by the sensor.") for line in lines)
    assert lines[-2].startswith("And: Seated figure-4, left side: ")
    assert "Why it hurts at all: sitmon why-it-hurts" == lines[-1]


async def test_any_nudge_can_be_asked_for(sitmon: Commands) -> None:
    """By its number, also as JSON: the nudge, its recommendation, its outcome and the exercise, as journalled."""
    await live(sitmon.store, "sit:200s stand:20s sit:150s")
    with Journal(sitmon.store / "journal.sqlite", read_only=True) as journal:
        first, second, *_ = journal.events("nudge")
    said = sitmon("why", first.id, "--json")

    assert sitmon("why", first.id).out.startswith(f"Nudge {first.id}, ")
    assert ["nudge", "recommendation"] == [record["event"] for record in said.records[:2]]
    assert {"nudge", "recommendation", "outcome", "practice"} == {record["event"] for record in said.records}
    assert first.body["limit_s"] == said.records[0]["limit_s"] == 120.0
    assert "It was number 2 of this sitting" in sitmon("why", second.id).out


async def test_under_a_red_flag_no_exercise_and_no_dose_is_told(sitmon: Commands) -> None:
    """What to do comes first; why the nudge came is told all the same (F1)."""
    await live(sitmon.store, "sit:150s stand:20s sit:30s")
    sitmon("red-flag", "leg-weakness")
    said, read = sitmon("why"), sitmon("why", "--json")

    assert said.out.splitlines()[0] == say_bar(Bar.RED_FLAG, ENGLISH)
    assert "When: 2 min sitting since 08:00." in said.out
    assert not any(word in said.out for word in ("Dose:", "What:", "Why this helps:"))
    assert "recommendation" not in [record["event"] for record in read.records]


def test_a_nudge_that_never_was_is_one_line(sitmon: Commands) -> None:
    """No journal, an empty one, and a wrong number: each says what is the matter."""
    assert "there is no journal yet" in sitmon("why").err
    with Journal(sitmon.store / "journal.sqlite") as journal:
        journal.write_input(UserAction(START_S, Action.PAUSE), 0)
        assert (1, "No nudge has come yet: there is nothing to explain.\n") == (sitmon("why").status, sitmon("why").out)
        body = {"bout_start": "2026-03-02T09:00:00+01:00", "sitting_s": 1800.0, "level": 1, "reason": "30 min sitting."}
        journal.write("nudge", START_S, 3600, body)
        said = sitmon("why", 7)

    assert (2, "sitmon: there is no nudge 7 in the journal; the last ones are 1\n") == (said.status, said.err)
    assert "What became of it is not known yet." in sitmon("why").out


@pytest.mark.parametrize("word", ["x", "1.5"])
def test_a_number_is_asked_for(sitmon: Commands, word: str) -> None:
    """Anything else is refused by the parser."""
    assert 2 == sitmon("why", word).status


def test_a_reminder_a_wait_and_a_lot_are_explained_too(sitmon: Commands) -> None:
    """Whatever spoke, or kept a nudge from being shown, can be asked for."""
    with Journal(sitmon.store / "journal.sqlite") as journal:
        learned = {"moment": 10, "moved": 8, "nudges": 9}
        journal.write("wait", START_S, 3600, {"until": "2026-03-02T10:00:00+01:00", "there": learned, "here": None})
        body = {"bout_start": "2026-03-02T08:00:00+00:00", "sitting_s": 60.0, "level": 1}
        journal.write("nudge", START_S + 60.0, 3600, body)
        journal.write("assignment", START_S + 60.0, 3600, {"arm": "withheld", "probability": 0.3})
        journal.write("reminder", START_S + 600.0, 3600, {"pillar": "strengthen", "done": 0, "target": 3})
        nudge = journal.events("nudge")[0]
    told = sitmon("why", nudge.id).out
    reminder = sitmon("why").out

    assert "This nudge waits for a better moment, until 10:00 at the latest. Nudges from 10:00 to 11:00: " in told
    assert "Withheld by your experiment: this nudge was not shown." in told
    assert reminder.startswith("Reminder of the plan ")
    assert "When: Days with strength this week: 0 of 3." in reminder
    assert "Limit: " not in reminder


async def test_the_limit_of_then_and_where_it_comes_from(sitmon: Commands) -> None:
    """A limit that was changed since is told as it was, and as the choice that it was."""
    await live(sitmon.store, "sit:150s")
    sitmon.configure('[nudges]\nlimit = "45m"')

    assert "Limit: 2 min of sitting; your choice, not from the guide.\n" in sitmon("why").out


async def test_it_speaks_the_language_of_now(sitmon: Commands) -> None:
    """What was decided under English is told in German once that is set, in every line."""
    await live(sitmon.store, "sit:150s stand:20s sit:30s")
    sitmon.configure('[person]\nlanguage = "de"')
    said = sitmon("why").out

    assert "Wann: 2 min Sitzen seit 08:00." in said
    assert "Der Leitfaden, dem sitmon folgt, beginnt damit." in said
    assert not re.search(r"\b(the|of|with|seen|left)\b", said)


@pytest.mark.parametrize(("language", "line"), [("en", "It was: delivered, seen."), ("de", "Zugestellt, gesehen.")])
def test_how_far_a_nudge_came_is_told(sitmon: Commands, language: str, line: str) -> None:
    """As a sentence of the language, not as a word behind a label."""
    sitmon.configure(f'[person]\nlanguage = "{language}"')
    outcome = Outcome(START_S + 300.0, START_S, Result.NOT_TAKEN, stages=Stages(delivered=True, seen=True))
    with Journal(sitmon.store / "journal.sqlite") as journal:
        body = {"bout_start": "2026-03-02T08:00:00+00:00", "sitting_s": 2700.0, "level": 1}
        journal.write("nudge", START_S, 0, body)
        journal.write("outcome", START_S + 300.0, 0, body_of(outcome, UTC))

    assert line in sitmon("why").out.splitlines()


def test_an_older_journal_is_told_without_what_it_does_not_tell(sitmon: Commands) -> None:
    """Its own sentences, in whatever language, are not mixed in; a prescribed hold of 20 s stops nothing (G5)."""
    (sitmon.folder / "set.toml").write_text(
        'by = "Anna Keller"\n[[exercise]]\nbase = "seated-figure-4"\nhold = "20s"\n', encoding="utf-8"
    )
    sitmon.configure(f'[person]\nprescription = "{sitmon.folder / "set.toml"}"')
    with Journal(sitmon.store / "journal.sqlite") as journal:
        body = {"bout_start": "2026-03-02T08:00:00+00:00", "sitting_s": 2700.0, "level": 1, "reason": "45 min Sitzen."}
        journal.write("nudge", START_S, 0, body)
        offered = {"exercise": "seated-figure-4", "side": "left", "place": "desk", "hold_s": 20.0, "why": "Links."}
        journal.write("recommendation", START_S, 0, offered)
    said = sitmon("why")

    assert (0, "") == (said.status, said.err)
    assert [
        "When: 45 min sitting since 08:00.",
        said.out.splitlines()[2],
        "What became of it is not known yet.",
        "Why it hurts at all: sitmon why-it-hurts",
    ] == said.out.splitlines()[1:]
    assert said.out.splitlines()[2].startswith("Why this helps: ")
