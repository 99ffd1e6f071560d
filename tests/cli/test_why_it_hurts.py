"""`sitmon why-it-hurts`: the chapter as it is read, in English and in German."""

import re
from itertools import chain

import pytest

from monitor.cli.why_it_hurts import tell_chapter
from monitor.coaching.catalogue import CATALOGUE
from monitor.edges.languages import languages, read_translator
from monitor.texts import ENGLISH
from monitor.wording.causes import CHAPTER, TIPS, TIPS_HEADING, TITLE
from tests.coaching.test_voice import BANNED
from tests.support.commands import Commands


def test_the_chapter_is_read_from_the_muscle_to_the_habits(sitmon: Commands) -> None:
    """Every heading in its order, each sentence under its own, and the habits, which are ours, at the end."""
    said = sitmon("why-it-hurts")
    lines = said.out.splitlines()
    headings = [line for line in lines if line and not line.startswith(" ")]
    prose = " ".join(said.out.split())

    assert (0, "") == (said.status, said.err)
    assert [TITLE, *(one.heading for one in CHAPTER), TIPS_HEADING] == headings
    assert all(sentence in prose for one in CHAPTER for sentence in one.sentences)
    assert [f"– {tip}" for tip in TIPS] == re.findall(r"– [^–]+[.]", prose.split(TIPS_HEADING)[1])
    assert "ours, not the guide's" in TIPS_HEADING
    assert "  The sciatic nerve, the thickest of the body," in said.out


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("code", languages())
def test_it_fits_the_terminal(code: str, width: int) -> None:
    """No line is wider than there is room."""
    assert width >= max(map(len, tell_chapter(read_translator(code), width)))


def test_it_is_read_in_german(sitmon: Commands) -> None:
    """All of it, the habits too."""
    sitmon.configure('[person]\nlanguage = "de"')
    said = " ".join(sitmon("why-it-hurts").out.split())

    assert said.startswith("Warum es schmerzt, wie es der Leitfaden erklärt, dem sitmon folgt ")
    assert "Der Ischiasnerv, der dickste des Körpers, läuft direkt unter diesem Muskel hindurch." in said
    assert "Kleine Gewohnheiten: von uns, nicht aus dem Leitfaden" in said
    assert not re.search(r"\b(the|of|with|muscle|guide)\b", said)


def test_machines_read_whose_each_part_is(sitmon: Commands) -> None:
    """One object for each part; the habits are a product default."""
    records = sitmon("why-it-hurts", "--json").records

    assert [one.name for one in CHAPTER] == [record["section"] for record in records[:-1]]
    assert {"guide"} == {record["source"] for record in records[:-1]}
    assert ("habits", "product default", list(TIPS)) == tuple(
        records[-1][name] for name in ("section", "source", "sentences")
    )


def test_it_names_what_the_guide_names() -> None:
    """Nerve, hose and rock, neighbours, blood and oxygen, forgotten work, four pillars (B1 to B3, C1 to C3, H1)."""
    said = " ".join(chain(*(one.sentences for one in CHAPTER)))
    for word in (
        "piriformis", "sacrum", "thigh bone", "sciatic nerve", "garden hose", "rock", "gemelli", "obturator internus",
        "deep gluteal syndrome", "injury", "blood and oxygen", "forget their work", "Massage", "stretching", "strength",
        "Sitting less", "weeks, not in days",
    ):  # fmt: skip
        assert word in said


def test_the_chapter_diagnoses_nobody_and_names_what_cannot_wait() -> None:
    """The same tone as all else; two exceptions: that it is no diagnosis, and what a syndrome is called (F7)."""
    texts = [*chain(*(one.sentences for one in CHAPTER)), *TIPS, *(one.heading for one in CHAPTER)]
    found = {
        (name, text) for name, pattern in BANNED.items() for text in texts if re.search(pattern, text, re.IGNORECASE)
    }
    last = " ".join(CHAPTER[-1].sentences)

    assert {
        ("a diagnosis", "This is how the guide that sitmon follows explains it; it is no diagnosis."),
        ("a diagnosis", "So the whole is often called deep gluteal syndrome."),
    } == found
    assert not re.search(r"\byou have\b|\byour (piriformis|nerve|muscle)\b", " ".join(texts))
    assert "other causes too" in last
    assert all(word in last for word in ("suddenly or newly weak or numb", "bladder or bowel", "get medical help now"))


def test_no_step_of_an_exercise_stands_in_it() -> None:
    """It may be read under a red flag too: nothing in it is to be done now (F1)."""
    said = " ".join(tell_chapter(ENGLISH, 80))

    assert [] == [step for exercise in CATALOGUE.values() for step in exercise.steps if step in said]
