"""What people read, ready for other languages: English sentences are the keys, a catalogue holds the other tongues.

A `Text` is a literal in the code and nowhere else, so that one command finds them all (`make texts`).  A `Translator`
says it: it looks the translation up, and only then puts the values in.
"""

from collections.abc import Callable
from dataclasses import dataclass


class Text(str):
    """One text as it stands in the catalogue: a template in English, with named places such as `{hold}`.

    Whole sentences, or parts that are joined by commas or colons alone: no other language has our word order.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Translator:
    """Says texts in one language.

    Attributes:
        code: of the language, ISO 639-1.
        translate: the template in that language; the English one where there is none.
    """

    code: str = "en"
    translate: Callable[[str], str] = str

    def __call__(self, text: Text, **values: object) -> str:
        """The text, with `values` in their places; a value that is a `Text` is translated as well."""
        said = {name: self.translate(value) if isinstance(value, Text) else value for name, value in values.items()}
        return self.translate(text).format_map(said)

    def decimal(self, written: str) -> str:
        """A number that was written with a point, as this language writes it."""
        return written.replace(".", self.translate(Text("0.5"))[1])


ENGLISH = Translator()
"""The language of the keys themselves."""
