"""From the bytes of a set to a `Prescription`, or to all that is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from monitor.coaching.exercises import Exercise, Pillar, Place
from monitor.coaching.prescriptions import (
    SHORT_FORM_CHARACTERS,
    Dose,
    Prescription,
    Written,
    make_own,
    prescribe,
    put_in_force,
)
from monitor.coaching.profile import Side
from monitor.edges.prescriptions.values import (
    HOLD,
    read_cues,
    read_equipment,
    read_images,
    read_name,
    read_places,
    read_text,
    read_texts,
)
from monitor.edges.toml_lines import Fault, KeyPath, Toml, parse_toml, read_toml, telling
from monitor.edges.toml_values import either, member_of, nearest, one_of, shown_name, whole
from monitor.errors import MonitorError
from monitor.texts import ENGLISH
from monitor.wording.exercises import render

MOST_EXERCISES: Final = 50
_WORDS: Final = ("name", "pillar", "place", "side", "steps", "cues", "donts", "equipment", "images")
_DOSE: Final = ("hold", "repetitions", "sets", "per_week")
SIDES: Final = {"left": Side.LEFT, "right": Side.RIGHT, "both": Side.BOTH, "each": None}

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


def parse_prescription(raw: bytes, where: str = "prescription.toml", folder: Path | None = None) -> Prescription:
    """Read the bytes of a set.

    Args:
        raw: TOML in UTF-8.
        where: how faults name the file.
        folder: where its pictures lie; None: they are not looked for.

    Raises:
        PrescriptionError: one line for each fault, as `where:line: what; what is allowed`, in order of lines.
    """
    with telling(where, PrescriptionError) as faults:
        return _read_set(parse_toml(raw), faults, folder)


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


def _read_set(toml: Toml, faults: list[Fault], folder: Path | None) -> Prescription:
    table = _Table(toml, faults, toml.values)
    table.allow("by", "exercise")
    by = table.take("by", read_text(60), "", needed='by = "Anna Keller, physiotherapist" at the top of the file')
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
    return Dose(
        table.take("hold", HOLD, None),
        table.take("repetitions", whole(1, 100), None),
        table.take("sets", whole(1, 20), None),
        table.take("per_week", whole(1, 42), None),
    )


def _read_ours(table: _Table, by: str) -> Exercise | None:
    ours = put_in_force(None)
    base = table.take("base", one_of(ours), None)
    table.title = table.title if base is None else f"[{base}] "
    table.allow("base", *_DOSE)
    dose = _read_dose(table)
    if not table.values.keys() & set(_DOSE):
        table.fault("nothing is prescribed: add hold, repetitions, sets or per_week")
    return None if base is None else prescribe(ours[base], dose, by)


def _read_own(table: _Table, by: str, folder: Path | None) -> Exercise | None:
    before = len(table.faults)
    name = table.take("name", read_name, "", needed='name = "Wall slide", or base = "glute-bridge" for one of ours')
    table.title = f"[{name}] " if name else table.title
    table.allow(*_WORDS, *_DOSE)
    pillar = table.take("pillar", member_of(Pillar), Pillar.RELEASE, needed=f"pillar = {either(Pillar)}")
    places = table.take("place", read_places, (), needed=f"place = {either(Place)}")
    side = table.take("side", one_of(SIDES), "both", needed=f"side = {either(SIDES)}")
    steps = table.take("steps", read_texts(1, 20), (), needed='steps = ["Lie down.", "…"], in their order')
    cues = table.take("cues", read_cues, ())
    donts = table.take("donts", read_texts(0, 20), ())
    equipment = table.take("equipment", read_equipment, frozenset[str]())
    images = table.take("images", lambda value: read_images(value, folder), ())
    dose = _read_dose(table)
    _check_places(table)
    if len(table.faults) > before:
        return None
    written = Written(name, pillar, places, SIDES[side], steps, cues, donts, equipment, images)
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
