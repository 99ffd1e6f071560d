"""What each key of a set of prescribed exercises allows.

A reader takes the TOML value and gives ours, or raises `ValueError` with what is allowed.
"""

import string
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar

from monitor.coaching.exercises import ExerciseId, Place
from monitor.coaching.prescriptions import NAME_CHARACTERS, name_in_files
from monitor.edges.toml_values import duration, either, member_of

TEXT_CHARACTERS: Final = 400
HOLD: Final = duration("1s", "10m", '"20s" or "1m30s"')
"""What can be prescribed.  This and the other ranges are product defaults: wide enough for what is prescribed, narrow
enough to catch a slip."""

PLACES_IN_TEXT: Final = ("side", "Side", "other", "hold", "repetitions", "sets")
PICTURES: Final = (".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif")

T = TypeVar("T")


def read_text(longest: int) -> Callable[[object], str]:
    """Reads a text of at most so many characters; white space and line ends within are one blank each."""

    def _read(value: object) -> str:
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if not text or len(text) > longest or not text.isprintable():
            raise ValueError(f"should be a text in quotes of 1 to {longest} characters")
        return text

    return _read


def read_name(value: object) -> str:
    """The name of an exercise that is none of ours."""
    name = read_text(NAME_CHARACTERS)(value)
    key = name_in_files(name)
    if not key or set("{}") & set(name):
        raise ValueError("should hold a letter or a digit, and no braces")
    if key in tuple(ExerciseId):
        raise ValueError("is one of ours: prescribe other numbers for it with base, or give it another name")
    return name


def _template(value: object) -> str:
    """A text, with places in braces that we know."""
    text = read_text(TEXT_CHARACTERS)(value)
    try:
        parts = [(name, spec, how) for _, name, spec, how in string.Formatter().parse(text) if name is not None]
    except ValueError:
        parts = [("", "", "")]
    if any(name not in PLACES_IN_TEXT or spec or how for name, spec, how in parts):
        known = ", ".join(f"{{{name}}}" for name in PLACES_IN_TEXT)
        raise ValueError(f"holds a brace that means nothing: there are {known}")
    return text


def read_texts(least: int, most: int) -> Callable[[object], tuple[str, ...]]:
    """Reads a list of so many templates."""

    def _read(value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise ValueError(f'should be a list of {least} to {most} texts, such as ["Lie down.", "…"]')
        return _each(_template, value)

    return _read


def read_cues(value: object) -> tuple[tuple[str, str], ...]:
    """Cues, each as it is in full and in short."""
    if not isinstance(value, list) or len(value) > 6:
        raise ValueError('should be a list of up to 6 texts, such as ["Knees over toes."]')
    return _each(_cue, value)


def _cue(value: object) -> tuple[str, str]:
    if not isinstance(value, dict):
        text = _template(value)
        return text, text
    if value.keys() != {"text", "short"}:
        raise ValueError('should be a text, or { text = "the whole cue", short = "in short" }')
    return _template(value["text"]), _template(value["short"])


def _each(read: Callable[[object], T], values: Iterable[object]) -> tuple[T, ...]:
    """All of a list; what is wrong is said with its number."""
    made = []
    for number, value in enumerate(values, start=1):
        try:
            made.append(read(value))
        except ValueError as error:
            raise ValueError(f"number {number} {error}") from None
    return tuple(made)


def read_places(value: object) -> tuple[Place, ...]:
    """A place, or several with the best one first."""
    texts = value if isinstance(value, list) else [value]
    if not texts:
        raise ValueError(f"should be {either(Place)}, or a list of them with the best one first")
    return tuple(dict.fromkeys(member_of(Place)(text) for text in texts))


def read_equipment(value: object) -> frozenset[str]:
    """What must be at hand, in small letters."""
    if not isinstance(value, list) or len(value) > 10:
        raise ValueError('should be a list of up to 10 things, such as ["band"]')
    return frozenset(thing.casefold() for thing in _each(read_text(40), value))


def read_images(value: object, folder: Path | None) -> tuple[str, ...]:
    """Paths of pictures in `folder`; None: they are not looked for."""
    if not isinstance(value, list) or len(value) > 20:
        raise ValueError('should be a list of up to 20 pictures, such as ["start.png", "end.png"]')
    return _each(lambda name: _image(name, folder), value)


def _image(value: object, folder: Path | None) -> str:
    """A picture beside the file: nothing else on this machine is any business of the set."""
    name = read_text(200)(value)
    path = Path(name)
    if path.is_absolute() or ".." in path.parts or path.suffix.lower() not in PICTURES:
        raise ValueError(f"should be the name of a picture beside the file ({' '.join(PICTURES)})")
    if folder is None:
        return name
    try:
        is_there = (folder / path).is_file()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        raise ValueError(f'"{name}": there is no such picture beside the file')
    return str(folder / path)
