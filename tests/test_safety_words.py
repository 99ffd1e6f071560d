"""What warns is not lost on the way into another language: each safety word of a text is in its translation."""

import re
from collections.abc import Iterator, Mapping

import pytest
from babel.messages.pofile import read_po

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.exercises import Exercise, SideRule
from monitor.coaching.profile import Side
from monitor.edges.languages import LOCALE, languages, read_translator
from monitor.texts import ENGLISH
from monitor.wording.exercises import SIDE_NAMES, render
from monitor.wording.safety import URGENT_BODY, URGENT_CALL, URGENT_TEXT

NOT_SAID = re.compile(r"\{\w+\}|`[^`]*`")
"""Values and commands: nobody translates them."""

ENGLISH_WORDS: Mapping[str, str] = {
    "control": r"\bcontrol\b",
    "bladder": r"\bbladder\b",
    "bowel": r"\bbowel\b",
    "water": r"\bpass water\b",
    "weakness": r"\bweak(ness)?\b",
    "numbness": r"\bnumb(ness)?\b",
    "sudden": r"\bsudden(ly)?\b",
    "new": r"\bnew(ly)?\b",
    "worrying": r"\bworr(ies|y|ying)\b",
    "knee": r"\bknees?\b",
    "heel": r"\bheels?\b",
    "lower back": r"\barch the lower back\b",
    "wall": r"\bwalls?\b",
    "bone": r"\bbones?\b",
    "down the leg": r"\bdown the leg\b",
    "radiates": r"\bradiat",
    "shoots": r"\b(shoots?|shot)\b",
    "tingles": r"\btingl",
    "stop": r"\bstop(s|ped)?\b",
    "at once": r"(?<!all )(?<!much )\bat once\b",
    "medical": r"\bmedical\b",
    "doctor": r"\bdoctor\b",
    "professional": r"\bprofessional\b",
    "emergency": r"\bemergency\b",
    "red flag": r"\bred flag\b",
    "not": r"\b(do not|never)\b",
    "injury": r"\binjury\b",
}
"""What must not be lost, as English says it."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "control": r"kontroll|im griff",
        "bladder": r"blase",
        "bowel": r"darm",
        "water": r"wasser",
        "weakness": r"schw[aä]ch",
        "numbness": r"taub",
        "sudden": r"plötzlich",
        "new": r"\bneu",
        "worrying": r"beunruhig",
        "knee": r"knie",
        "heel": r"ferse",
        "lower back": r"kein hohlkreuz",
        "wall": r"\bwand\b",
        "bone": r"knochen|sitzbein|steißbein|kreuzbein|sitzhöcker",
        "down the leg": r"ins bein",
        "radiates": r"ins bein|strahl",
        "shoots": r"schie[ßs]|schoss|zieht",
        "tingles": r"kribbel",
        "stop": r"stopp|hör|beendet|sind aus|halte|nur so weit",
        "at once": r"sofort",
        "medical": r"ärztlich|hol jetzt hilfe",
        "doctor": r"\barzt\b|ärzt",
        "professional": r"fachperson",
        "emergency": r"notruf|notaufnahme",
        "red flag": r"warnzeichen",
        "not": r"nicht|\bkein|\bnie\b",
        "injury": r"verletz",
    }
}
"""The same in each other language: any of these will do."""

SIDES: Mapping[str, Mapping[Side, str]] = {
    "en": {Side.LEFT: r"\bleft\b", Side.RIGHT: r"\bright\b"},
    "de": {Side.LEFT: r"\blink(s|e[nrs]?)\b", Side.RIGHT: r"\brecht(s|e[nrs]?)\b"},
}
TRANSLATED = [code for code in languages() if code != ENGLISH.code]


def lost(english: str, translated: str, words: Mapping[str, str]) -> list[str]:
    """Which safety words of a text its translation does not have."""
    text, said = (NOT_SAID.sub("", one) for one in (english, translated))
    return [
        name
        for name, pattern in ENGLISH_WORDS.items()
        if re.search(pattern, text, re.IGNORECASE) and not re.search(words[name], said, re.IGNORECASE)
    ]


def pairs(code: str) -> Iterator[tuple[str, str]]:
    """Each text with its translation."""
    with (LOCALE / code / "LC_MESSAGES" / "sitmon.po").open("rb") as file:
        yield from ((str(one.id), str(one.string)) for one in read_po(file, locale=code) if one.id)


def sides_in(text: str, code: str) -> set[Side]:
    """Which sides a text names."""
    return {side for side, pattern in SIDES[code].items() if re.search(pattern, text, re.IGNORECASE)}


def test_each_language_has_its_table() -> None:
    """Whoever adds a language says first how it warns."""
    assert set(TRANSLATED) == set(WORDS)
    assert {"en", *TRANSLATED} == set(SIDES)
    assert all(set(ENGLISH_WORDS) == set(words) for words in WORDS.values())


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_loses_a_safety_word(code: str) -> None:
    """Control, bladder, bowel, weak, numb, sudden, new, knee, wall, bone, down the leg, stop (D4, D14, E4, E5, F2)."""
    assert [] == [(text, said, gone) for text, said in pairs(code) if (gone := lost(text, said, WORDS[code]))]


@pytest.mark.parametrize("name", ENGLISH_WORDS)
def test_every_safety_word_is_used(name: str) -> None:
    """No row of the table watches over nothing."""
    assert any(
        re.search(ENGLISH_WORDS[name], NOT_SAID.sub("", text), re.IGNORECASE) for text, _ in pairs(TRANSLATED[0])
    )


@pytest.mark.parametrize("code", TRANSLATED)
@pytest.mark.parametrize("exercise", CATALOGUE.values(), ids=lambda exercise: str(exercise.id))
def test_left_and_right_stay_what_they_are(code: str, exercise: Exercise) -> None:
    """Each sentence of each exercise names the sides that it names in English, in every form (D3, D12, G3)."""
    for side in [Side.BOTH] if exercise.side_rule is SideRule.BOTH_LEGS else [Side.LEFT, Side.RIGHT]:
        english, said = render(exercise, side, ENGLISH), render(exercise, side, read_translator(code))
        for ours, theirs in zip((*english.steps, english.short), (*said.steps, said.short), strict=True):
            assert sides_in(ours, "en") == sides_in(theirs, code), theirs
    for side in (Side.LEFT, Side.RIGHT):
        assert {side} == sides_in(read_translator(code)(SIDE_NAMES[side]), code)


def test_the_red_flag_is_whole_in_german() -> None:
    """Loss of control, sudden, new, weak, numb, and the number to call (F1, F2)."""
    german = read_translator("de")

    assert "Kontrollverlust über Blase oder Darm" in german(URGENT_BODY)
    assert "Notruf 112" in german(URGENT_CALL)
    assert "Notruf 112" in german(URGENT_TEXT)
    assert "Verlust der Kontrolle über Blase oder Darm" in german(URGENT_TEXT)


@pytest.mark.parametrize(
    ("english", "german", "gone"),
    [
        (
            str(URGENT_BODY),
            "Plötzlich Schwäche oder Taubheit im Bein, Blase oder Darm, sonst etwas Beunruhigendes: Hol jetzt Hilfe.",
            ["control"],
        ),
        ("Stop if pain radiates or tingles.", "Stopp, wenn es kribbelt.", ["radiates"]),
        ("Flex the {side} foot to protect the knee.", "{Side}en Fuß anziehen.", ["knee"]),
        ("Hold a wall.", "Festhalten.", ["wall"]),
        ("Never press on bone.", "Auf Knochen drücken.", ["not"]),
        ("A red flag stands.", "Es ist etwas.", ["red flag"]),
        ("Is the numbness new? `numbness=new`", "Ist sie da? `numbness=taub, neu`", ["numbness", "new"]),
    ],
)  # fmt: skip
def test_a_lost_word_is_found(english: str, german: str, gone: list[str]) -> None:
    """The sentences that once lost one are caught (cases guide/22)."""
    assert gone == lost(english, german, WORDS["de"])
