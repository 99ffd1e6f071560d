"""Lives at random through the real commands: `python -m tests.lives_of_commands 200`, `--processes 3` as real ones.

Each word is a command of its own, so that all that is known lies in the journal between any two; the clock is set now
and then, and the language changes.  After each word somebody asks to be guided, and what is guided is held against what
a person would know.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

import pytest

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.exercises import Pillar
from monitor.coaching.inputs import Action
from monitor.coaching.profile import Side
from monitor.edges.languages import languages
from tests.support.commands import Commands, Said
from tests.support.safety_judge import NERVE, RED_ANSWERS, WAITS
from tests.support.said import DETAILS
from tests.support.stories import ZURICH, at

FAULTS: Final = {
    "red-flag": "guided, shown or left out of what a command says under a red flag",
    "radiated": "of the same rotators and nerve on a day on which pain went down the leg",
    "side": "to another side than the one said last",
    "barred": "what waits for a professional",
    "broken": "a command that failed without a line of its own",
}
STEP: Final = re.compile(r"^  1\. ", re.MULTILINE)
"""How the first step of an exercise looks, in every language."""

OTHER_SIDE: Final = {"en": {Side.LEFT: "right side", Side.RIGHT: "left side"}}
OTHER_SIDE["de"] = {Side.LEFT: "rechte Seite", Side.RIGHT: "linke Seite"}

WORDS: Final[tuple[tuple[str, Action], ...]] = (
    *(("red-flag", Action.RED_FLAG), ("red-flag --clear", Action.CLEAR_RED_FLAG)) * 2,
    *(("intake", Action.INTAKE), ("pain", Action.PAIN), ("feedback", Action.FEEDBACK), ("did", Action.DID)) * 2,
)

Call = Callable[..., Said]


@dataclass(slots=True)
class Known:
    """What a person would know, who said all of it and reads what is shown.

    Attributes:
        side: which hurts, by the newest word.
        found: the faults, each with what it was.
    """

    side: Side
    found: list[tuple[str, str]] = field(default_factory=list)
    _flagged: bool = False
    _radiated: date | None = None
    _answers: dict[str, str] = field(default_factory=dict)

    def hear(self, action: Action, detail: str, today: date) -> None:
        """Take what was said."""
        match action:
            case Action.RED_FLAG:
                self._flagged = True
            case Action.CLEAR_RED_FLAG:
                self._flagged = False
            case Action.INTAKE:
                question, _, answer = detail.partition("=")
                self._answers[question] = answer
                self._flagged = self._flagged or detail in RED_ANSWERS
                self.side = Side(answer) if question == "side" else self.side
        if "radiating" in detail and action in (Action.PAIN, Action.FEEDBACK):
            self._radiated = today

    def judge(self, said: Said, exercise: str, today: date, language: str, *, guides: bool) -> None:
        """Hold what a command said about an exercise against what is known."""
        what = f"{exercise} on {today}: {said.out[:200]!r}"
        if said.status not in (0, 1, 2) or "Traceback" in said.err:
            self.found.append(("broken", said.err[-300:]))
        if not STEP.search(said.out):
            return
        pillar = CATALOGUE[exercise].pillar
        if self._flagged:
            self.found.append(("red-flag", what))
        if not guides:
            return
        if pillar in NERVE and self._radiated == today:
            self.found.append(("radiated", what))
        if any(self._waits(name, pillar) for name in WAITS):
            self.found.append(("barred", what))
        if self.side is not Side.BOTH and OTHER_SIDE[language][self.side] in said.out.splitlines()[0]:
            self.found.append(("side", what))

    def _waits(self, name: str, pillar: Pillar) -> bool:
        return self._answers.get(name) == WAITS[name] and (name == "condition" or pillar is not Pillar.LENGTHEN)


def live(seed: int, *, process: bool = False) -> tuple[Known, int]:
    """Live one life; what was found, and how many commands it was."""
    rng = random.Random(seed)
    known = Known(rng.choice(list(Side)))
    person = f'[person]\naffected_side = "{known.side}"\nequipment = ["ball", "mat"]\nstanding_opt_in = true\n'
    now_s, count = (time.time() if process else at("09:00")), 0
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        sitmon = Commands(Path(folder), patched)
        call: Call = sitmon.run if process else sitmon
        for _ in range(rng.randint(5, 12)):
            language = rng.choice(languages())
            sides = f'affected_side = "{known.side}"'
            sitmon.configure(f'{re.sub("affected_side = .*", sides, person)}language = "{language}"')
            if not process:
                now_s += rng.choice([5, 600, 7200, 40_000, 90_000, *((-3600, 200_000) if seed % 4 == 0 else ())])
            with nullcontext() if process else patch("time.time", lambda now_s=now_s: now_s):
                today = datetime.fromtimestamp(now_s, ZURICH).date()
                words, action = rng.choice(WORDS)
                detail = rng.choice(DETAILS.get(action, [""]))
                answer = call(*words.split(), *detail.split())
                if answer.status == 0:
                    known.hear(action, detail, today)
                exercise = rng.choice([name for name in CATALOGUE if name != "movement-break"])
                known.judge(call("stretch", exercise), exercise, today, language, guides=True)
                known.judge(
                    call("exercises", "show", exercise, "--side", "left"), exercise, today, language, guides=False
                )
                count += 3
    return known, count


def main() -> int:
    """Live as many as are asked for; print how many have each fault, and the first of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lives", type=int)
    parser.add_argument("--processes", type=int, default=0, metavar="LIVES", help="so many more, each word a process")
    parser.add_argument("--first", type=int, default=0, help="seed")
    args = parser.parse_args()
    faults: Counter[str] = Counter()
    commands = 0
    for seed in range(args.first, args.first + args.lives + args.processes):
        known, count = live(seed, process=seed >= args.first + args.lives)
        commands += count
        for fault, what in dict(reversed(known.found)).items():
            faults[fault] += 1
            if faults[fault] == 1:
                sys.stdout.write(f"seed {seed}, {fault}: {what}\n")
    sys.stdout.write(f"{args.lives + args.processes} lives, {commands} commands\n")
    for fault, meaning in FAULTS.items():
        sys.stdout.write(f"{faults[fault]:6} {meaning}\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
