"""What a professional prescribed, as a TOML file: "my physiotherapist gave me a set".

    by = "Anna Keller, physiotherapist"

    [[exercise]]                    # one of ours, with the numbers that were prescribed
    base = "glute-bridge"
    sets = 3
    per_week = 4

    [[exercise]]                    # another
    name = "Wall slide"
    pillar = "strengthen"
    side = "each"
    place = "wall"
    steps = ["Stand with the back against the wall.", "Slide down for {hold}; the {side} heel stays on the floor."]
    cues = ["Knees over toes."]
    hold = "20s"

Whatever is wrong is said in one go, one line for each fault, with the line it stands on.
"""

import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from monitor.coaching.exercises import Exercise, ExerciseId, Pillar, Place
from monitor.coaching.prescriptions import (
    NAME_CHARACTERS,
    SHORT_FORM_CHARACTERS,
    Dose,
    Prescription,
    Written,
    make_own,
    name_in_files,
    prescribe,
    put_in_force,
)
from monitor.coaching.profile import Side
from monitor.edges.toml_lines import Fault, KeyPath, Toml, read_toml, telling
from monitor.edges.toml_values import Kind, duration, either, nearest, one_of, shown_name, whole
from monitor.errors import MonitorError
from monitor.texts import ENGLISH
from monitor.wording.exercises import render

MOST_EXERCISES: Final = 50
_WORDS: Final = ("name", "pillar", "place", "side", "steps", "cues", "donts", "equipment", "images")
_DOSE: Final[Mapping[str, Kind[Any]]] = {
    "hold": duration("1s", "10m", '"20s" or "1m30s"'),
    "repetitions": whole(1, 100),
    "sets": whole(1, 20),
    "per_week": whole(1, 42),
}
"""What can be prescribed.  These and the other ranges are product defaults: wide enough for what is prescribed, narrow
enough to catch a slip."""

SIDES: Final = {"left": Side.LEFT, "right": Side.RIGHT, "both": Side.BOTH, "each": None}

TEXT_CHARACTERS: Final = 400
PLACES_IN_TEXT: Final = ("side", "Side", "other", "hold", "repetitions", "sets")
PICTURES: Final = (".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif")

T = TypeVar("T")
D = TypeVar("D")


class PrescriptionError(MonitorError):
    """A set of prescribed exercises cannot be read; `str()` is one line for each fault.

    Attributes:
        faults: each with its line, in order of lines; 0 where the file as a whole is wrong.
    """

    def __init__(self, text: str, faults: Sequence[Fault]) -> None:
        self.faults = faults
        super().__init__(text)


def read_prescription(path: Path) -> Prescription:
    """Read a set; its pictures lie beside it.

    Raises:
        PrescriptionError: the file cannot be read, or something in it is wrong; one line for each fault.
    """
    with telling(str(path), PrescriptionError) as faults:
        return _read_set(read_toml(path), faults, path.parent)


@dataclass(slots=True)
class _Table:
    """One table of the file; what is wrong with it is gathered, and reading goes on.

    Attributes:
        toml: the whole file.
        faults: of the whole file, to be added to.
        values: as `tomllib` gives them.
        path: where it stands.
        title: put before each fault.
    """

    toml: Toml
    faults: list[Fault]
    values: Mapping[str, object]
    path: KeyPath = ()
    title: str = ""

    def fault(self, what: str, *name: str) -> None:
        """Note a fault, of one key or of the table."""
        self.faults.append((self.toml.line(*self.path, *name), self.title + what))

    def take(self, name: str, read: Callable[[object], T], otherwise: D, *, needed: str = "") -> T | D:
        """The value of a key; `otherwise` if it is not there or wrong; `needed` says what to write if it must be."""
        if name not in self.values:
            if needed:
                self.fault(f"{name} is missing: write {needed}")
            return otherwise
        try:
            return read(self.values[name])
        except ValueError as error:
            self.fault(f"{name} {error}", name)
            return otherwise

    def allow(self, *names: str) -> None:
        """Note each key that is none of these."""
        for name in self.values.keys() - set(names):
            if name in _WORDS:
                self.fault(f"{name} is for an exercise with a name of its own; one of ours keeps its words", name)
            else:
                self.fault(f"{shown_name(name)} means nothing here; {nearest(name, names)}", name)


def _read_set(toml: Toml, faults: list[Fault], folder: Path) -> Prescription:
    table = _Table(toml, faults, toml.values)
    table.allow("by", "exercise")
    by = table.take("by", _text(60), "", needed='by = "Anna Keller, physiotherapist" at the top of the file')
    tables = table.values.get("exercise", [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        table.fault("exercise should be a table: begin each exercise with a line [[exercise]]", "exercise")
        return Prescription(by, ())
    if not 1 <= len(tables) <= MOST_EXERCISES:
        table.fault(
            f"a set has 1 to {MOST_EXERCISES} exercises, each beginning with [[exercise]]; here are {len(tables)}"
        )
        return Prescription(by, ())
    exercises: dict[str, Exercise] = {}
    for number, values in enumerate(tables):
        one = _Table(toml, faults, values, ("exercise", number), f"[exercise {number + 1}] ")
        exercise = _read_ours(one, by) if "base" in values else _read_own(one, by, folder)
        if exercise is not None and exercises.setdefault(exercise.id, exercise) is not exercise:
            one.fault(f"{exercise.id} stands in the set already: put all of it into one [[exercise]]")
    return Prescription(by, tuple(exercises.values()))


def _read_dose(table: _Table) -> Dose:
    return Dose(*(table.take(name, kind, None) for name, kind in _DOSE.items()))


def _read_ours(table: _Table, by: str) -> Exercise | None:
    ours = put_in_force(None)
    base = table.take("base", one_of(ours), None)
    table.title = table.title if base is None else f"[{base}] "
    table.allow("base", *_DOSE)
    dose = _read_dose(table)
    if not table.values.keys() & set(_DOSE):
        table.fault("nothing is prescribed: add hold, repetitions, sets or per_week")
    return None if base is None else prescribe(ours[base], dose, by)


def _read_own(table: _Table, by: str, folder: Path) -> Exercise | None:
    before = len(table.faults)
    name = table.take("name", _name, "", needed='name = "Wall slide", or base = "glute-bridge" for one of ours')
    table.title = f"[{name}] " if name else table.title
    table.allow(*_WORDS, *_DOSE)
    pillar = table.take("pillar", one_of(Pillar), Pillar.RELEASE, needed=f"pillar = {either(Pillar)}")
    places = table.take("place", _places, (), needed=f"place = {either(Place)}")
    side = table.take("side", one_of(SIDES), "both", needed=f"side = {either(SIDES)}")
    texts = 'texts, such as ["Lie down.", "…"]'
    steps = table.take(
        "steps", _list_of(_template, 1, 20, texts), (), needed='steps = ["Lie down.", "…"], in their order'
    )
    cues = table.take("cues", _list_of(_cue, 0, 6, 'texts, such as ["Knees over toes."]'), ())
    donts = table.take("donts", _list_of(_template, 0, 20, texts), ())
    things = table.take("equipment", _list_of(_text(40), 0, 10, 'things, such as ["band"]'), ())
    pictures = 'pictures, such as ["start.png", "end.png"]'
    images = table.take("images", _list_of(lambda name: _image(name, folder), 0, 20, pictures), ())
    dose = _read_dose(table)
    _check_places(table)
    if len(table.faults) > before:
        return None
    written = Written(
        name, pillar, places, SIDES[side], steps, cues, donts, frozenset(map(str.casefold, things)), images
    )
    exercise = make_own(written, dose, by)
    _check_short_form(table, exercise)
    return exercise


def _check_places(table: _Table) -> None:
    """What stands in braces must have something to stand for."""
    for key in ("steps", "cues", "donts"):
        said = str(table.values.get(key, ""))
        if "{hold}" in said and "hold" not in table.values:
            table.fault(f'{key} name {{hold}}, and no hold is prescribed: add hold = "20s"', key)
        if re.search(r"{(side|Side|other)}", said) and table.values.get("side") == "both":
            table.fault(f'{key} name a side, and both legs work alike: write side = "each", or no side', key)


def _check_short_form(table: _Table, exercise: Exercise) -> None:
    """No cue may be lost for want of room, however short the form in which it is said."""
    side = Side.BOTH if SIDES[str(table.values["side"])] is Side.BOTH else Side.RIGHT
    too_many = len(render(exercise, side, ENGLISH).short) - SHORT_FORM_CHARACTERS
    if too_many > 0:
        table.fault(
            f"cues are {too_many} characters too long for a desktop notification, which holds all of them beside our "
            'own: put some into steps, or write { text = "the whole cue", short = "in short" }',
            "cues",
        )


# ---------------------------------------------------------------- what each key allows
# A reader takes the TOML value and gives ours, or raises `ValueError` with what is allowed.


def _text(longest: int) -> Callable[[object], str]:
    """Reads a text of at most so many characters; white space and line ends within are one blank each."""

    def _read(value: object) -> str:
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if not text or len(text) > longest or not text.isprintable():
            raise ValueError(f"should be a text in quotes of 1 to {longest} characters")
        return text

    return _read


def _name(value: object) -> str:
    """The name of an exercise that is none of ours."""
    name = _text(NAME_CHARACTERS)(value)
    key = name_in_files(name)
    if not key or set("{}") & set(name):
        raise ValueError("should hold a letter or a digit, and no braces")
    if key in tuple(ExerciseId):
        raise ValueError("is one of ours: prescribe other numbers for it with base, or give it another name")
    return name


def _template(value: object) -> str:
    """A text, with places in braces that we know."""
    text = _text(TEXT_CHARACTERS)(value)
    try:
        parts = [(name, spec, how) for _, name, spec, how in string.Formatter().parse(text) if name is not None]
    except ValueError:
        parts = [("", "", "")]
    if any(name not in PLACES_IN_TEXT or spec or how for name, spec, how in parts):
        known = ", ".join(f"{{{name}}}" for name in PLACES_IN_TEXT)
        raise ValueError(f"holds a brace that means nothing: there are {known}")
    return text


def _cue(value: object) -> tuple[str, str]:
    if not isinstance(value, dict):
        text = _template(value)
        return text, text
    if value.keys() != {"text", "short"}:
        raise ValueError('should be a text, or { text = "the whole cue", short = "in short" }')
    return _template(value["text"]), _template(value["short"])


def _list_of(read: Callable[[object], T], least: int, most: int, what: str) -> Callable[[object], tuple[T, ...]]:
    """Reads a list of so many; what is wrong with one of them is said with its number."""

    def _read(value: object) -> tuple[T, ...]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise ValueError(f"should be a list of {f'{least} to' if least else 'up to'} {most} {what}")
        made = []
        for number, item in enumerate(value, start=1):
            try:
                made.append(read(item))
            except ValueError as error:
                raise ValueError(f"number {number} {error}") from None
        return tuple(made)

    return _read


def _places(value: object) -> tuple[Place, ...]:
    """A place, or several with the best one first."""
    texts = value if isinstance(value, list) else [value]
    if not texts:
        raise ValueError(f"should be {either(Place)}, or a list of them with the best one first")
    return tuple(dict.fromkeys(one_of(Place)(text) for text in texts))


def _image(value: object, folder: Path) -> str:
    """A picture beside the file: nothing else on this machine is any business of the set."""
    name = _text(200)(value)
    path = Path(name)
    if path.is_absolute() or ".." in path.parts or path.suffix.lower() not in PICTURES:
        raise ValueError(f"should be the name of a picture beside the file ({' '.join(PICTURES)})")
    try:
        is_there = (folder / path).is_file()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        raise ValueError(f'"{name}": there is no such picture beside the file')
    return str(folder / path)
