"""Which test shows which requirement, and where a person meets it: `python -m tests.requirements` prints the table.

The requirements are a therapist's guide to deep gluteal pain, cut into rows.  A test names those that it shows in its
docstring, as in `D7: it is held for 30 s.`, or `(F1, F2)`, or `(D1 to D7)`.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.support.surfaces import line_with

TESTS = Path(__file__).parent

REQUIREMENTS = {
    "A1": "Pain is told by quality (deep ache, numb, stabbing) and side; an unknown word is refused with those known.",
    "A2": "What brings the pain on is told: desk, driving, stairs, standing, other.",
    "A3": "No exercise is asked for at the wheel; the nudge waits for the end of the drive.",
    "A4": "Shifting in the chair is counted within a bout, and is no break.",
    "A5": "Self-care is a system: one plan of four pillars, each with its status.",
    "B1": "Each exercise says why, in one plain sentence that names the guide as its source.",
    "B2": "Pain that radiates is another thing than the ache of a stretch.",
    "B3": "Exercises are found by the muscles they are for, the neighbours of the piriformis among them.",
    "B4": "Practised for weeks and nothing better: the plan widens to the neighbours, and says why.",
    "B5": "No pillar is left out over a week, unless the user left it out.",
    "C1": "A beginning by injury is asked for; strength and massage then wait for a professional.",
    "C2": "The uninterrupted sitting and that of the whole day are both kept, and either can bring a nudge.",
    "C3": "Strength is part of the plan: a week without it is behind, and it is proposed when it suits.",
    "D1": "A sturdy chair comes first; for another chair there is another exercise.",
    "D2": "Sit tall, even on both sit bones: that is the first cue.",
    "D3": "The side is the person's, and both legs are named; both sides take turns; unknown is asked for once.",
    "D4": "The flexed foot that protects the knee is in every form, also the shortest.",
    "D5": "The back stays straight and the hips hinge, after the foot is flexed.",
    "D6": "As far as a clear, tolerable ache; too strong, or not felt, changes the next time.",
    "D7": "A hold lasts 30 to 60 s with calm breath, begins when the body does, and is measured.",
    "D8": "Do not round the back.",
    "D9": "Do not bounce: what bounces is told so and not credited.",
    "D10": "How often and how many, which the guide leaves open, is ours, says so and can be changed.",
    "D11": "The lying stretch belongs to bedtime and waking, never to the desk.",
    "D12": "Lying, both hands hold the thigh of the bottom leg, which is named.",
    "D13": "The standing stretch is for those who asked for it, and never the default.",
    "D14": "Standing, a hand holds the wall, in every form of the text.",
    "D15": "Standing counts as a stretch and ends the sitting.",
    "D16": "A hold that the guide names for another version only is marked as assumed.",
    "E1": "Ball massage is for those who own a ball.",
    "E2": "Under the sorest spot, roll, find it, stop, press steadily: in this order.",
    "E3": "Hold 30 to 60 s, or until it lets go: to be released early counts as done.",
    "E4": "Never press on bone.",
    "E5": "Pain that radiates ends it at once, for today, and is counted toward seeing somebody.",
    "E6": "The ball is offered where stretching was not enough, or the plan has it.",
    "F1": "Sudden weakness or numbness of a leg: help at once, and no exercise until the user clears it.",
    "F2": "Bladder or bowel out of control: the same.",
    "F3": "The list of red flags claims not to be complete.",
    "F4": "After an injury a card advises to see a professional.",
    "F5": "Weeks of practice and no better, or worse: a card advises so; too little practice is not judged.",
    "F6": "The card names three professions and what each is for.",
    "F7": "No text diagnoses, promises or keeps anybody from care.",
    "F8": "One page for the professional comes from the journal, offline.",
    "F9": "Numbness that is new is a red flag, one of old is written down.",
    "G1": "Stretch and strength are weighed; a week of stretching alone is told.",
    "G2": "The bridge: on the back, knees bent, squeeze, lift.",
    "G3": "The clamshell: on the other side, knees bent, open the top knee.",
    "G4": "Strength on three to four days a week; two sets on one day are one day.",
    "G5": "Doses that the guide leaves open are ours and marked; a prescribed one goes before.",
    "H1": "There are four pillars; every exercise and every tally belongs to one.",
    "H2": "The habit is measured: long bouts a day, the longest, how often one rose.",
    "H3": "A missed day takes nothing away; what counts are weeks.",
    "H4": "How an exercise felt changes what is proposed next.",
    "H5": "A fresh install begins with the guided seated figure-4.",
}
"""Each row of the guide in one sentence of ours."""


def _shown(name: str) -> str:
    return f"sitmon exercises show {name} --side right"


_SEATED, _SUPINE, _STANDING = (_shown(f"{name}-figure-4") for name in ("seated", "supine", "standing"))
_BALL, _CLAMSHELL, _BRIDGE = _shown("ball-massage"), _shown("clamshell"), "sitmon exercises show glute-bridge"
_PAIN, _WORDS, _WEEK = "sitmon pain 4 aching left desk", "sitmon pain 4 itching", "sitmon plan, after a week"
_FIRST, _FLAG = "the first notification", "sitmon red-flag leg-weakness"
_WIDER, _REFER = "the card after weeks without relief", "the card after more of them"

MET = {
    "A1": (_PAIN, "aching left"),
    "A2": (_WORDS, "desk driving stairs standing other"),
    "A3": ("the notification after a drive", "by a drive"),
    "A4": ("a line of sitmon run", "12 shifts"),
    "A5": ("sitmon plan", "Sit less"),
    "B1": (_SEATED, "piriformis, a deep muscle"),
    "B2": ("sitmon feedback radiating ball-massage", "down the leg"),
    "B3": (_WIDER, "obturator internus"),
    "B4": (_WIDER, "comprehensive"),
    "B5": ("the reminder of the evening", "0 of 3"),
    "C1": ("the notification about an injury", "injury"),
    "C2": (_FIRST, "30 min sitting"),
    "C3": (_BRIDGE, "forget its work"),
    "D1": (_SEATED, "sturdy chair"),
    "D2": (_SEATED, "both sit bones"),
    "D3": (_SEATED, "right ankle on the left thigh"),
    "D4": (_FIRST, "protect the knee"),
    "D5": (_SEATED, "hinge at the hips"),
    "D6": (_SEATED, "tolerable ache"),
    "D7": (_SEATED, "30 to 60 s"),
    "D8": (_SEATED, "round the back"),
    "D9": ("what is said of a hold that bounced", "bounced"),
    "D10": (_SEATED, "not from the guide"),
    "D11": (_SUPINE, "before bed or on waking"),
    "D12": (_SUPINE, "the bottom leg"),
    "D13": (_STANDING, "more advanced"),
    "D14": (_STANDING, "Hold the wall"),
    "D15": (_STANDING, "trains balance, the core"),
    "D16": (_SUPINE, "assumed"),
    "E1": (_BALL, "At hand: ball"),
    "E2": (_BALL, "Stop rolling"),
    "E3": (_BALL, "melts or releases"),
    "E4": (_BALL, "bone"),
    "E5": (_BALL, "radiates or tingles"),
    "E6": ("the notification after a stretch that was not felt", "the ball reaches"),
    "F1": ("the notification of a red flag", "Sudden leg weakness or numbness"),
    "F2": (_FLAG, "bladder or bowel"),
    "F3": (_FLAG, "anything sudden or worrying"),
    "F4": ("sitmon intake injury=yes", "professional look first"),
    "F5": (_REFER, "see a professional"),
    "F6": (_REFER, "A clinical massage therapist"),
    "F7": (_WIDER, "can be asked at any time"),
    "F8": ("sitmon report", "Entries: 2"),
    "F9": ("sitmon pain 5 numb", "long been there"),
    "G1": (_WEEK, "stretching without strengthening"),
    "G2": (_BRIDGE, "Lift the hips"),
    "G3": (_CLAMSHELL, "Open the right knee"),
    "G4": (_WEEK, "3 to 4, spread out"),
    "G5": (_CLAMSHELL, "product default"),
    "H1": ("sitmon plan", "four weeks"),
    "H2": ("sitmon plan", "Sittings of 30 min and more"),
    "H3": (_WEEK, "four weeks"),
    "H4": ("sitmon feedback too-strong seated-figure-4", "Less is enough"),
    "H5": (_FIRST, "begins with it"),
}
"""Where a person meets each row, and a few words by which the line is found: the line itself is what the code says."""

_ROWS = r"([A-H])(\d{1,2})(?: to [A-H](\d{1,2}))?"
_NAMED = re.compile(rf"\A({_ROWS}):|\(((?:[A-H]\d{{1,2}}(?:, | to )?)+)\)")


def named_in(docstring: str) -> Iterator[str]:
    """The ids that a docstring names; `D1 to D7` is seven of them."""
    for named in _NAMED.finditer(docstring):
        for room, first, last in re.findall(_ROWS, named[0]):
            yield from (f"{room}{number}" for number in range(int(first), int(last or first) + 1))


def find_tests(folder: Path = TESTS) -> Iterator[tuple[str, str]]:
    """Each test as pytest calls it, from the folder of all tests on, with its docstring."""
    for path in sorted(folder.rglob("test_*.py")):
        name = path.relative_to(TESTS.parent).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            inside = node.body if isinstance(node, ast.ClassDef) else [node]
            prefix = f"{name}::{node.name}" if isinstance(node, ast.ClassDef) else name
            for test in inside:
                if isinstance(test, ast.FunctionDef | ast.AsyncFunctionDef) and test.name.startswith("test"):
                    yield f"{prefix}::{test.name}", ast.get_docstring(test) or ""


def shown_by(tests: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The tests of each id, known ids first and in their order, each of them there even if nothing shows it."""
    found: dict[str, list[str]] = {id_: [] for id_ in REQUIREMENTS}
    for test, docstring in tests:
        for id_ in sorted(set(named_in(docstring))):
            found.setdefault(id_, []).append(test)
    return found


def met(id_: str) -> str:
    """Where a person meets a row, with the line that is shown there; empty if nowhere."""
    surface, fragment = MET.get(id_, ("", ""))
    line = line_with(fragment, surface)
    return f"{surface}: {line}" if line else ""


def main() -> int:
    """Print each requirement with where it is met and the tests that show it; 1 if one is not met, or not tested."""
    found = shown_by(find_tests())
    for id_, tests in found.items():
        sys.stdout.write(f"{id_:4}{REQUIREMENTS.get(id_, 'is none of the requirements')}\n")
        sys.stdout.write(f"        {met(id_) or 'MET NOWHERE'}\n")
        sys.stdout.writelines(f"        {test}\n" for test in tests or ["MISSING"])
    missing = [id_ for id_, tests in found.items() if not tests]
    tested_only = [id_ for id_ in REQUIREMENTS if not met(id_)]
    count = len(REQUIREMENTS)
    sys.stdout.write(f"Only tested, met by nobody: {tested_only or 'none'}\n")
    sys.stdout.write(f"{count - len(missing)} of {count} shown. Missing: {missing or 'none'}\n")
    return 1 if missing or tested_only or set(found) - set(REQUIREMENTS) else 0


if __name__ == "__main__":
    sys.exit(main())
