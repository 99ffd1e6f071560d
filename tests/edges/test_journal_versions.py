"""Journals of other versions, and rows that this one cannot read."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.edges.journal import Journal, JournalWriter, tell
from monitor.edges.journal.schema import SCHEMA_VERSION
from monitor.errors import JournalError
from monitor.packed import POSTURES
from monitor.posture.labels import Posture
from monitor.records import KINDS
from tests.support.minutes import add_seconds, told_seconds

NINE_S = 1772438400.0
OLDER = sorted((Path(__file__).parent / "journals").glob("*.sqlite"))
"""Journals that older commits wrote, each under the name of its commit: every action, context and kind of event that it
knew, once; then packed into small pages."""

DETAILS = {
    Action.FEEDBACK: "good",
    Action.PAIN: "3 aching left",
    Action.INTAKE: "injury=no",
    Action.STRETCH: "seated-figure-4 left",
    Action.DID: "seated-figure-4 left",
    Action.POSE: '{"axis": [0.0, 0.0, 1.0], "forward": null, "sitting_deg": null}',
}
"""What these actions say in them; of every other one it is "said", and its name."""

WORDS = {
    3: {
        "actions": "start snooze skip done pause resume red-flag clear-red-flag feedback pain intake stretch did "
        "pose delivered not-delivered seen expired",
        "contexts": "locked do-not-disturb meeting full-screen driving typing",
        "events": "epoch bout gap relabel mounting rejected nudge wait assignment judgement reminder reply "
        "recommendation outcome practice safety-notice link",
        "postures": "sitting lying standing moving non-wear unknown",
        "tables": "events(id kind time_s utc_offset_s body after_second) "
        "inputs(id time_s utc_offset_s action detail context active after_second) "
        "minutes(minute_s utc_offset_s sitting_s lying_s standing_s moving_s non_wear_s unknown_s) "
        "seconds(number start_s utc_offset_s packed) context_days(day context midnight_s times active_s)",
    },
}
"""What belongs to a number of the schema.  Whoever adds a word gives it the next number, with its step in
`monitor/edges/journal/schema.py`; then an older sitmon refuses the journal in one line, in place of misreading it."""


def tables(rows: sqlite3.Connection) -> str:
    """Each table with its columns."""
    names = [name for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")]
    columns = {name: " ".join(row[1] for row in rows.execute(f"PRAGMA table_info({name})")) for name in names}
    return " ".join(f"{name}({columns[name]})" for name in names if not name.startswith("sqlite_"))


def test_a_word_more_is_a_number_more(tmp_path: Path) -> None:
    """Actions, contexts, kinds of events, postures and tables are those of the schema's number, and of no other."""
    Journal(tmp_path / "journal.db").close()
    rows = sqlite3.connect(tmp_path / "journal.db")
    found = {
        "actions": " ".join(Action),
        "contexts": " ".join(Context),
        "events": " ".join([*KINDS, "link"]),
        "postures": " ".join(POSTURES),
        "tables": tables(rows),
    }
    rows.close()

    assert WORDS[SCHEMA_VERSION] == found
    assert set(Posture) == set(POSTURES)


def test_there_are_journals_of_five_older_commits() -> None:
    """The tests below are about something."""
    assert 5 == len(OLDER)


def contents(path: Path) -> tuple[object, ...]:
    """All that a reader gets."""
    with Journal(path, read_only=True) as journal:
        return journal.events(), journal.input_rows(), journal.minutes(), told_seconds(journal), journal.passed_over


@pytest.mark.parametrize("older", OLDER, ids=lambda path: path.stem)
def test_an_older_journal_is_read_as_it_is(older: Path, tmp_path: Path) -> None:
    """Every word of it is understood, and not a byte of it changes."""
    path = shutil.copy(older, tmp_path / "journal.db")
    events, inputs, minutes, seconds, passed_over = contents(path)

    assert isinstance(events, list)
    assert isinstance(inputs, list)
    said = [row.item for row in inputs if isinstance(row.item, UserAction)]
    assert [DETAILS.get(item.action, f"said {item.action}") for item in said] == [item.detail for item in said]
    assert len(said) >= 8
    assert [row.body["kind"] for row in events] == [row.kind for row in events]
    assert [dict.fromkeys(Posture, 10)] == [minute.seconds for minute in minutes]  # type: ignore[attr-defined]
    assert ([], ()) == (seconds, passed_over)
    assert older.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("by", ["journal", "tell", "writer"])
@pytest.mark.parametrize("older", OLDER, ids=lambda path: path.stem)
def test_whoever_writes_brings_an_older_journal_up(older: Path, by: str, tmp_path: Path) -> None:
    """Nothing of what it held is lost, its tables are those of a new journal, and what is said goes in behind."""
    path, said = shutil.copy(older, tmp_path / "journal.db"), UserAction(NINE_S, Action.PAIN, "3 aching left")
    events, inputs, minutes, *_ = contents(path)
    if by == "tell":
        tell(path, said, 0)
    elif by == "writer":
        JournalWriter(path, lambda: NINE_S).close()
    else:
        Journal(path).close()
    if by != "tell":
        tell(path, said, 0)
    Journal(tmp_path / "new.db").close()

    now_events, now_inputs, now_minutes, *_ = contents(path)
    assert (events, minutes) == (now_events, now_minutes)
    assert isinstance(inputs, list)
    assert isinstance(now_inputs, list)
    assert inputs == now_inputs[:-1]
    assert said == now_inputs[-1].item
    made = [sqlite3.connect(tmp_path / name).execute("SELECT sql FROM sqlite_master").fetchall() for name in
            ("journal.db", "new.db")]  # fmt: skip
    assert sorted(map(str, made[1])) == sorted(map(str, made[0]))


def test_a_newer_journal_is_not_written(tmp_path: Path) -> None:
    """Telling and the running sitmon refuse it in one line, and leave it as it is."""
    path = tmp_path / "journal.db"
    with Journal(path) as journal:
        journal._rows.execute("PRAGMA user_version = 4")
    before = path.read_bytes()

    with pytest.raises(JournalError, match=r"not kept.*newer sitmon \(schema 4, this one knows 3\)") as caught:
        tell(path, UserAction(NINE_S, Action.RED_FLAG), 0)
    with pytest.raises(JournalError, match="update sitmon"):
        JournalWriter(path, lambda: NINE_S)
    assert 1 == len(str(caught.value).splitlines())
    assert before == path.read_bytes()


DAMAGE = {
    "an action of tomorrow": (
        "UPDATE inputs SET action = 'breathe' WHERE id = 2",
        "inputs with the action 'breathe', which this sitmon does not know: 1 passed over",
    ),
    "a detail that says nothing": (
        "UPDATE inputs SET detail = 'much' WHERE id = 2",
        "inputs with the action 'pain' and a detail that is none of it: 1 passed over",
    ),
    "a context of tomorrow": (
        "UPDATE inputs SET context = 'asleep' WHERE id = 3",
        "inputs with the context 'asleep', which this sitmon does not know: 1 passed over",
    ),
    "a time that is none": (
        "UPDATE inputs SET time_s = 'noon' WHERE id = 2",
        "inputs with a damaged time: 1 passed over",
    ),
    "a time without a day": (
        "UPDATE inputs SET time_s = 9e999 WHERE id = 2",
        "inputs with a damaged time: 1 passed over",
    ),
    "an offset of weeks": (
        "UPDATE inputs SET utc_offset_s = 1000000",
        "inputs with a damaged time: 3 passed over",
    ),
    "a body that lost a byte": (
        "UPDATE events SET body = substr(body, 2)",
        "events with a damaged body: 2 passed over",
    ),
    "a body that is a list": ("UPDATE events SET body = '[1]'", "events with a damaged body: 2 passed over"),
    "a body with NaN": ("UPDATE events SET body = '{\"a\":NaN}'", "events with a damaged body: 2 passed over"),
    "a body nested deeply": (
        f"UPDATE events SET body = '{'[' * 40000}' WHERE id = 1",
        "events with a damaged body: 1 passed over",
    ),
    "a body that is no text": (
        "UPDATE events SET body = CAST(x'7bff7d' AS TEXT) WHERE id = 2",
        "events with a damaged body: 1 passed over",
    ),
    "a minute of words": ("UPDATE minutes SET sitting_s = 'many'", "minutes with damaged counts: 1 passed over"),
    "seconds cut short": ("UPDATE seconds SET packed = x'000102'", "seconds that are damaged: 1 passed over"),
    "seconds of a new posture": ("UPDATE seconds SET packed = x'0f010000'", "seconds that are damaged: 1 passed over"),
    "seconds of text": ("UPDATE seconds SET packed = 'abcd'", "seconds that are damaged: 1 passed over"),
}


def journal_to_damage(path: Path) -> None:
    """Two events, three inputs, a minute and a second."""
    with Journal(path) as journal:
        for number in range(2):
            journal.write("bout", NINE_S + number, 0, {"number": number})
        journal.write_input(UserAction(NINE_S, Action.RED_FLAG, "leg-weakness"), 0)
        journal.write_input(UserAction(NINE_S, Action.PAIN, "3"), 0)
        journal.write_input(ContextChange(NINE_S, Context.LOCKED, True), 0)
        add_seconds(journal, Posture.SITTING, NINE_S, 0)
        journal._rows.execute("INSERT INTO seconds (start_s, utc_offset_s, packed) VALUES (1, 0, x'00000000')")


@pytest.mark.parametrize(("sql", "line"), DAMAGE.values(), ids=DAMAGE)
def test_what_cannot_be_read_is_passed_over_and_counted(sql: str, line: str, tmp_path: Path) -> None:
    """No reader and no writer ends by it; the rest is read, and one line tells how much was not, however often read."""
    path = tmp_path / "journal.db"
    journal_to_damage(path)
    rows = sqlite3.connect(path)
    rows.execute(sql)
    rows.commit()
    rows.close()
    with JournalWriter(path, lambda: NINE_S) as writer:
        assert writer.flush(10.0)
        assert writer.trouble is None
    with Journal(path, read_only=True) as journal:
        for _ in range(2):
            read = [journal.events(), journal.inputs(), journal.minutes(), journal.seconds_rows()]
        journal.last()

        count = int(re.findall(r": (\d+) passed over", line)[0])
        assert (line,) == journal.passed_over
        assert 7 - count == sum(map(len, read))
