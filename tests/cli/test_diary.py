"""`sitmon pain`, `diary`, `feedback` and `intake`: what people say is kept and answered, also when sitmon rests."""

import json
import time
from datetime import datetime

import pytest

from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal import Journal, tell
from monitor.wording.safety import INJURY_CARD, URGENT_TEXT
from tests.support.commands import Commands


def typing(monkeypatch: pytest.MonkeyPatch, answers: list[str]) -> None:
    """Somebody sits at the terminal and types these answers, one a line."""
    lines = iter(answers)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _prompt: next(lines))


def kept(sitmon: Commands) -> list[tuple[Action, str]]:
    """What the journal holds of what was said."""
    with Journal(sitmon.store / "journal.sqlite", read_only=True) as journal:
        return [(item.action, item.detail) for item in journal.inputs() if isinstance(item, UserAction)]


def test_an_entry_is_kept_and_listed(sitmon: Commands) -> None:
    """In the order of the diary's words, whatever the order in which they were typed (A1, A2)."""
    assert (0, "Noted: 4 aching left desk.\n", "") == sitmon("pain", 4, "desk", "left", "aching").whole
    assert 0 == sitmon("pain", "7").status
    said, records = sitmon("diary"), sitmon("diary", "--json").records

    assert [(Action.PAIN, "4 aching left desk"), (Action.PAIN, "7")] == kept(sitmon)
    assert "Week by week, the median of 0 to 10, this week last: 5.5" == said.out.splitlines()[0]
    assert said.out.splitlines()[1].endswith("  4 aching left desk")
    assert [4, 7] == [record["level"] for record in records]
    assert datetime.fromisoformat(str(records[0]["time"])).utcoffset() is not None


def test_pain_down_the_leg_stops_what_loads_the_nerve(sitmon: Commands) -> None:
    """It is another thing than an ache (B2, E5)."""
    assert "Stopped for today" in sitmon("pain", 5, "radiating").out


def test_an_empty_diary_says_how_to_begin(sitmon: Commands) -> None:
    """Exit status 1, and an example."""
    with Journal(sitmon.store / "journal.sqlite"):
        pass

    assert (1, "The diary is empty. An entry takes ten seconds: sitmon pain 4 aching left desk\n") == (
        sitmon("diary").status,
        sitmon("diary").out,
    )


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["pain", "eleven"], "an entry begins with the level"),
        (["pain", "4", "dull"], "'dull' is no word of the diary; there are: aching numb"),
        (["intake", "age=40"], "'age' is no question of the intake"),
        (["intake", "injury=perhaps"], "injury is answered by one of: yes no acknowledged"),
        (["intake"], "nobody is there to ask: answer by flags, such as `sitmon intake bladder-or-bowel=no`"),
        (["feedback", "great"], "invalid choice: 'great'"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_nothing_is_kept(sitmon: Commands, words: list[str], what: str) -> None:
    """It says what is allowed."""
    said = sitmon(*words)

    assert 2 == said.status
    assert what in said.err
    assert not (sitmon.store / "journal.sqlite").exists()


def test_answers_are_kept_and_what_is_for_a_doctor_is_said_at_once(sitmon: Commands) -> None:
    """The urgent text, and from then on the red flag stands (F1, F9); the card after an injury (F4)."""
    injury = sitmon("intake", "injury=yes", "side=left")
    numb = sitmon("intake", "numbness=sudden")

    assert (0, f"{INJURY_CARD}\n", "") == injury.whole
    assert (0, f"{URGENT_TEXT}\n", "") == numb.whole
    assert [(Action.INTAKE, "injury=yes"), (Action.INTAKE, "side=left"), (Action.INTAKE, "numbness=sudden")] == kept(
        sitmon
    )
    assert sitmon("status", "--json").records[0]["red_flag"]
    assert 0 == sitmon("red-flag", "--clear").status
    assert not sitmon("status", "--json").records[0]["red_flag"]


def test_what_is_missing_is_asked_for(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """One question after the other, the urgent ones first; a wrong word is asked again; what is answered is not."""
    sitmon("intake", "worrying=no", "side=left")
    typing(monkeypatch, ["no", "no", "no", "perhaps", "chronic", "no", "no"])
    said = sitmon("intake")

    assert (0, "") == (said.status, said.err)
    assert "Please one of: no sudden new chronic unknown" in said.out
    assert said.out.index("bladder or bowel?") < said.out.index("Is a leg weak?") < said.out.index("Is a leg numb?")
    assert [
        "bladder-or-bowel=no",
        "saddle=no",
        "weakness=no",
        "numbness=chronic",
        "injury=no",
        "condition=no",
    ] == [detail for _, detail in kept(sitmon)][2:]
    assert "Everything is answered" in sitmon("intake").out


@pytest.mark.parametrize("felt", ["good", "too-strong", "not-felt", "released", "radiating"])
def test_how_it_felt_is_kept(sitmon: Commands, felt: str) -> None:
    """With the exercise, if it was named; the answer says what follows (D6, E3, E5, H4)."""
    assert 0 == sitmon("feedback", felt, "ball-massage").status
    assert 0 == sitmon("feedback", felt).status

    assert [(Action.FEEDBACK, f"{felt} ball-massage"), (Action.FEEDBACK, felt)] == kept(sitmon)


def test_the_third_pain_down_the_leg_in_a_week_brings_the_card(sitmon: Commands) -> None:
    """Also when sitmon does not run (E5, F6)."""
    sitmon("feedback", "good", "ball-massage")
    for days in (3, 1):
        tell(
            sitmon.store / "journal.sqlite", UserAction(time.time() - days * 86_400.0, Action.FEEDBACK, "radiating"), 0
        )
    said = sitmon("feedback", "radiating", "ball-massage").out

    assert "until a professional has looked" in said
    assert json.dumps(said).count("Stopped for today") == 1
