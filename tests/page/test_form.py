"""The questions on the page, and how they release what waits for a professional."""

import time
from pathlib import Path

import pytest

from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.intake import ACKNOWLEDGED
from monitor.edges.journal import Journal
from monitor.edges.languages import read_translator
from monitor.page.steps import form_of
from monitor.texts import ENGLISH, Translator

DAY_S = 86_400.0


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings of a journal of their own."""
    path = tmp_path / "sitmon.toml"
    path.write_text(f'[storage]\nfolder = "{tmp_path}"\n')
    return path


def questions(config: Path, tr: Translator = ENGLISH) -> dict[str, dict[str, str]]:
    """What each question on the page may be answered by, and in which words."""
    form = form_of(config, tr)["questions"]
    assert isinstance(form, list)
    return {one["name"]: one["answers"] for one in form}


def say(config: Path, action: Action, detail: str, days_ago: float = 0.0) -> None:
    """Something that was said."""
    with Journal(config.parent / "journal.sqlite") as journal:
        journal.write_input(UserAction(time.time() - days_ago * DAY_S, action, detail), 0)


def test_what_waits_for_a_professional_can_be_released_here(config: Path) -> None:
    """An injury, a weak leg, a condition: each has `acknowledged` among its answers (F4)."""
    for name in ("injury", "weakness", "condition"):
        assert "a professional has looked at it" == questions(config)[name][ACKNOWLEDGED]


def test_pain_down_the_leg_is_released_here_while_it_waits(config: Path) -> None:
    """Asked only once a professional should look, and no longer when one has (E5)."""
    assert "radiating" not in questions(config)
    for days_ago in (3.0, 2.0, 1.0):
        say(config, Action.PAIN, "6 radiating", days_ago)
    assert {ACKNOWLEDGED: "a professional has looked at it"} == questions(config)["radiating"]
    say(config, Action.INTAKE, "radiating=acknowledged")
    assert "radiating" not in questions(config)


def test_answers_are_words_of_the_person(config: Path) -> None:
    """And not the names under which they are kept."""
    assert {"yes": "ja", "no": "nein"} == questions(config, read_translator("de"))["saddle"]
