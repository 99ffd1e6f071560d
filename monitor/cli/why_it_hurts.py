"""`sitmon why-it-hurts`: the chapter on muscle, nerve and sitting, and small habits."""

import argparse
import shutil
import textwrap
from collections.abc import Iterator
from typing import Final

from monitor.cli.answering import answer
from monitor.cli.options import CONFIG, JSON, command
from monitor.edges.settings import read_settings
from monitor.terminal.output import Record
from monitor.texts import Text, Translator
from monitor.wording.causes import CHAPTER, TIPS, TIPS_HEADING, TITLE

LONGEST_LINE: Final = 80
"""Characters: prose that is wider tires the eye."""


@command("sitmon why-it-hurts", CONFIG, JSON)
def run(args: argparse.Namespace) -> None:
    """Print the chapter, wrapped to the terminal."""
    tr = read_settings(args.config).tr
    width = max(20, min(shutil.get_terminal_size().columns - 1, LONGEST_LINE))
    answer(args, _records(tr), tell_chapter(tr, width))


def tell_chapter(tr: Translator, width: int) -> Iterator[str]:
    """Say the chapter in lines of at most `width` characters: headings, what stands under them, and habits of ours."""
    yield from textwrap.wrap(tr(TITLE), width)
    for section in CHAPTER:
        yield from ("", *textwrap.wrap(tr(section.heading), width))
        said = " ".join(map(tr, section.sentences))
        yield from textwrap.wrap(said, width, initial_indent="  ", subsequent_indent="  ")
    yield from ("", *textwrap.wrap(tr(TIPS_HEADING), width))
    for tip in TIPS:
        yield from textwrap.wrap(tr(tip), width, initial_indent="  – ", subsequent_indent="    ")


def _records(tr: Translator) -> Iterator[Record]:
    def record(name: str, heading: Text, sentences: tuple[Text, ...], source: str) -> Record:
        return {"section": name, "heading": tr(heading), "sentences": list(map(tr, sentences)), "source": source}

    yield from (record(one.name, one.heading, one.sentences, "guide") for one in CHAPTER)
    yield record("habits", TIPS_HEADING, TIPS, "product default")
