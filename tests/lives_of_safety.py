"""Lives at random, judged by what a person would know of safety: `python -m tests.lives_of_safety 20000`.

All that people say, meet and do, in any order, with restarts from the real journal and a clock that is set, through the
product's own stages; `tests/support/safety_judge.py` says what may never happen.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable
from multiprocessing import Pool
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.coaching.inputs import Action, Context
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.posture.labels import Posture
from monitor.posture.sites import SITES
from tests.support.lives import Step
from tests.support.safety_judge import FAULTS, SAYS, Judged, sets
from tests.support.said import DETAILS
from tests.support.stories import ZURICH, at

RADIATES = ((Action.PAIN, "4 radiating"), (Action.FEEDBACK, "radiating"), (Action.STRETCH, "seated-figure-4"))
WAITS = ((Action.INTAKE, "injury=yes"), (Action.INTAKE, "condition=yes"), (Action.STRETCH, "clamshell"))
SIDES = ((Action.INTAKE, "side=left"), (Action.INTAKE, "side=right"), (Action.STRETCH, "seated-figure-4"))
THEMES = (RADIATES, WAITS, SIDES)
"""What somebody says again and again."""


def a_person(rng: random.Random) -> tuple[Profile, NudgeRules]:
    """Anybody: each side, place and equipment; in a hurry, so that what takes half an hour takes half a minute."""
    profile = Profile(
        rng.choice([None, *Side]),
        rng.choice([None, Side.LEFT, Side.RIGHT]),
        frozenset(rng.choice([(), ("ball",), ("ball", "mat")])),
        standing_opt_in=rng.random() < 0.5,
        unstable_chair=rng.random() < 0.3,
        hold_s=rng.choice([30.0, 45.0, 60.0]),
        room=frozenset(rng.choice([(), (), ("floor",), ("bed", "floor")])),
        wear_site=rng.choice([*SITES, "thigh"]),
    )
    span = rng.choice([(9 * 60, 17 * 60), (12 * 60, 21 * 60), (0, 6 * 60)])
    rules = NudgeRules(
        limit_s=rng.choice([20.0, 40.0]),
        ladder_s=(15.0, 30.0),
        snoozes_s=(20.0, 10.0),
        skips=2,
        window_s=0.0,
        carry_gap_s=rng.choice([60.0, 1800.0]),
        daily_cap=rng.choice([3, 6, 12]),
        quiet=rng.choice([(22 * 60, 7 * 60), (0, 0)]),
        working=rng.choice([(), (), ((span,),) * 7]),
        load_limit_s=rng.choice([float("inf"), 60.0]),
        cooldown_s=5.0,
        settle_s=3.0,
    )
    return profile, rules


def a_life(rng: random.Random, *, clock: bool) -> list[Step]:
    """Sitting again and again over some days, with all that can be said and met between; few seconds, many moments."""
    life = [Step(Posture.SITTING, 25, rng.getrandbits(32))]
    theme = rng.choice([(), *THEMES])
    for _ in range(rng.randint(10, 40)):
        drawn, seed = rng.random(), rng.getrandbits(32)
        if drawn < 0.32:
            life.append(Step(Posture.SITTING, rng.randint(20, 50), seed))
        elif drawn < 0.40:
            life.append(Step(rng.choice(list(Posture)), rng.choice([5, 15, 70]), seed))
        elif drawn < 0.60:
            gap_s = rng.choice([10, 600, 1900, 3700, 3700, 7200, 30_000, 90_000])
            life.append(Step("gap", -gap_s if rng.random() < 0.25 else gap_s))
        elif drawn < 0.88:
            action = rng.choice(SAYS)
            said = action, rng.choice(DETAILS.get(action, ["", "leg-weakness"]))
            life.append(Step(*(rng.choice(theme) if theme and rng.random() < 0.75 else said)))
        elif clock and drawn < 0.91:
            life.append(Step("clock", rng.choice([-3600, -7200, 3600, 40_000, -90_000, 365 * 86_400])))
        elif drawn < 0.95:
            life.append(Step(Context.DRIVING, rng.random() < 0.6))
        else:
            life.append(Step(rng.choice(list(Context)), rng.random() < 0.3))
    return life


def live(seed: int, life: list[Step] | None = None) -> tuple[Judged, list[Step]]:
    """The life of a seed, or another one of the same person; each fourth with a clock that is set now and then."""
    rng = random.Random(seed)
    profile, rules = a_person(rng)
    start_s = at(rng.choice(["06:50", "09:00", "11:30", "18:20", "19:50", "21:40", "23:58"]))
    exercises_at, clock = rng.randrange(len(sets())), seed % 4 == 0
    life = a_life(rng, clock=clock) if life is None else life
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.sqlite" if seed % 2 == 0 else Path()
        judged = Judged(ZURICH, start_s, frozenset(), profile, rules, path=path, exercises_at=exercises_at)
        try:
            judged.live(life)
        finally:
            judged.close()
    return judged, life


def shrink(seed: int, fault: str) -> tuple[list[Step], str]:
    """The shortest life that is found by leaving steps out, and what is still wrong in it."""
    judged, life = live(seed)
    at_step = 0
    while at_step < len(life):
        shorter = life[:at_step] + life[at_step + 1 :]
        tried, _ = live(seed, shorter)
        if any(name == fault for name, _ in tried.found):
            judged, life = tried, shorter
        else:
            at_step += 1
    return life, next(what for name, what in judged.found if name == fault)


def faults_of(seed: int) -> tuple[int, set[str], Counter[str]]:
    """The seed, the faults of its life, and how much there was in it."""
    judged, _ = live(seed)
    return seed, {name for name, _ in judged.found}, judged.counts


def many(seeds: range, each: Callable[[str], object] = lambda _: None) -> tuple[Counter[str], Counter[str]]:
    """Live them in two processes; how many have each fault, and how much there was in all."""
    faults: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    with Pool(2) as pool:
        for seed, found, had in pool.imap_unordered(faults_of, seeds, chunksize=20):
            faults.update(found)
            counts.update(had)
            for fault in found:
                shown[fault] += 1
                if shown[fault] <= 2:
                    each(f"seed {seed}: {fault}\n")
    return faults, counts


def main() -> int:
    """Live as many lives as asked for, from a seed on; print the faults, and the shortest life with each of them."""
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    seeds: dict[str, int] = {}

    def note(line: str) -> None:
        seed, fault = line.removeprefix("seed ").strip().split(": ")
        seeds.setdefault(fault, int(seed))

    faults, counts = many(range(first, first + count), note)
    sys.stdout.write(f"{count} lives: {', '.join(f'{n} {kind}' for kind, n in counts.most_common())}\n")
    for fault, what in FAULTS.items():
        sys.stdout.write(f"{faults[fault]:6} {what}\n")
    for fault, seed in seeds.items():
        life, what = shrink(seed, fault)
        sys.stdout.write(f"\nseed {seed}, {fault}: {what}\n{live(seed, life)[0].profile}\n")
        sys.stdout.writelines(f"    {step.what} {step.how}\n" for step in life)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
