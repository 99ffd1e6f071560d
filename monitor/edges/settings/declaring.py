"""How a setting is declared: once, beside its type and default; reader, template, form and reference follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.edges.toml_values import Kind
from monitor.texts import Text


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes:
        kind: what is allowed, and how it is read and written.
        comment: what it does, in a few words; units stand in `kind`, or here.
        key: its name in the file; empty: that of its field.
        example: a value of TOML that shows how it is written, where nothing is the default.
        is_off: the template has a # in front of it although there is a default.
        form: its name in the page's form; empty: it is not there.
        question: as set-up and page ask for it.
        field: the attribute that it fills.
        default: of that attribute.
    """

    kind: Kind[Any]
    comment: str
    key: str = ""
    example: object = None
    is_off: bool = False
    form: str = ""
    question: Text = Text("")
    field: str = ""
    default: object = None

    def written(self, section: object) -> object:
        """Write what a section holds as a value of TOML; None if it is not set."""
        value = getattr(section, self.field)
        return None if value is None else self.kind.write(value)


@dataclass(frozen=True, slots=True)
class Section:
    """One section.

    Attributes:
        intro: what is to be known of all of it.
        settings: those of a rule of the coach, by its attribute; our own values declare theirs themselves.
    """

    intro: str = ""
    settings: Mapping[str, Setting] = field(default_factory=dict)
