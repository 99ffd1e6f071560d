"""How often ordinary life is taken for an exercise: figure-4, glute bridge and clamshell, looked for all the time.

    python -m validation.practice [--data DIR] [--people N]

In the product an exercise is looked for in the minutes after a prompt only.  Here it is looked for in every second of
labelled recordings in which nobody was asked to stretch, and with both directions of roll counted, so that every hit is
a false one.  Each recording is also turned by a random rotation and posed anew, by the same seconds: this must change
nothing.

The last tables are of simulated people, since no labelled figure-4 exists: they show what the rules do with what is
reasoned, not how well they do on people.  In the very last they have sat for half an hour and are nudged, and all of
the product follows what they do then, or where they put the strap.  Before them: how often the real people shifted in
their chairs, and how often a half-minute of their sitting is as dead as a desk.
"""

import argparse
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC

import numpy as np

from benchmarks.tables import table
from monitor.assembly import build_pipeline
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.practice import LONGEST_HOLD_S, MISCOUNT, TRIED_REPETITIONS
from monitor.coaching.profile import HOLD_RANGE_S, NudgeRules, Profile, Side
from monitor.coaching.sessions import PracticeOutcome, PracticeResult
from monitor.coaching.sitting import UNSEEN
from monitor.motion.arrays import blocks_of
from monitor.motion.epochs import EpochBlock, Windower
from monitor.motion.samples import SampleBlock
from monitor.posture.angles import ThighFrame
from monitor.posture.bouts import Bout
from monitor.posture.classifier import classifier_for
from monitor.posture.figure4 import ROLL_DEG, STILL_SD_G, Figure4Watch, Hold, Life
from monitor.posture.labels import Posture
from monitor.posture.mounting import Mounting
from monitor.posture.pose import learn_mounting
from monitor.posture.recent import Recent, Second
from monitor.posture.repetitions import Angles, RepetitionCounter, bridge_angles, clamshell_angles
from monitor.posture.shifts import ShiftCounter
from monitor.simulation.body import simulate_motion
from monitor.simulation.rest import SET
from monitor.simulation.script import parse_script
from monitor.simulation.sensor import random_rotation
from validation.accuracy import posed
from validation.people import LIE, SIT, STAND, Subject, add_data_option, read_thighs

ROLLS_DEG = (25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 60.0)
HOLDS_S = (10, 15, 20, 30)
SET_GAP_S = 30.0
AT_EASE_S = 30
MORNING_S = 1_772_438_400.0  # 2026-03-02, 08:00 UTC
SCRIPT = "walk:20s sit:90s figure4-right:50s sit:30s"
NUDGED = "walk:20s sit:33m {} sit:6m"
DOINGS = ("figure4-left:45s", "off:45s", "off-hook:45s", "off-hook:3m")
RATES_HZ = (12.5, 50.0)
UPRIGHT = Mounting((1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


@dataclass(frozen=True)
class Seen:
    """What one person's recording shows, second by second."""

    name: str
    mounting: Mounting
    seconds: list[Second]
    labels: dict[int, int]

    def label(self, hold: Hold) -> int:
        """The label of the middle of a hold; 0 if it has none."""
        return self.labels.get(int(hold.start_s + hold.end_s) // 2, 0)

    def hours(self, *codes: int) -> float:
        """Labelled hours."""
        return sum(code in codes for code in self.labels.values()) / 3600.0


def seconds_of(blocks: Iterable[SampleBlock], mounting: Mounting) -> Iterator[Second]:
    """Every second that says something of the body, seen closely."""
    windower, recent, classifier = Windower(), Recent(), classifier_for(mounting)

    def look(block: EpochBlock) -> Iterator[Second]:
        recent.feed_epochs(block, classifier.feed(block))
        seen = map(recent.second, range(len(block)))
        return (second for second in seen if second.posture not in UNSEEN)

    for block in blocks:
        recent.feed_samples(block)
        for epochs in windower.feed(block):
            yield from look(epochs)
    for epochs in windower.finish():
        yield from look(epochs)


def see(subject: Subject, mounting: Mounting) -> Seen:
    """A recording, and how its strap sat."""
    blocks = blocks_of(subject.xyz_g, subject.sample_rate_hz, subject.time_s)
    labels = dict(zip(subject.seconds.tolist(), subject.labels.tolist(), strict=True))
    return Seen(subject.name, mounting, list(seconds_of(blocks, mounting)), labels)


def see_turned(subject: Subject) -> Seen:
    """The same recording turned somehow, and posed by the same seconds."""
    rotation = random_rotation(zlib.crc32(subject.name.encode()))
    stood, sat = (subject.quietest(label) @ rotation.T for label in (STAND, SIT))
    return see(subject.turned(rotation), learn_mounting(stood, sat))


def holds_of(seen: Seen, roll_deg: float = ROLL_DEG) -> list[Hold]:
    """All holds of a recording, as if it were worn on the right leg; an inward one is outward on the left."""
    watch = Figure4Watch(_thigh(seen.mounting), roll_deg)
    holds = [hold for second in seen.seconds for hold in watch.feed(second)]
    return holds + watch.finish()


def _thigh(mounting: Mounting) -> ThighFrame:
    return ThighFrame(mounting.axis, mounting.forward or mounting.axis, right=True)


def hold_rows(people: list[Seen]) -> list[list[object]]:
    """Per roll and direction, how many holds lasted, and of how many people."""
    rows: list[list[object]] = []
    for roll_deg in ROLLS_DEG:
        found = [(seen, hold) for seen in people for hold in holds_of(seen, roll_deg)]
        found = [(seen, hold) for seen, hold in found if hold.seen_s <= LONGEST_HOLD_S]
        for direction, outward in (("right", True), ("left", False)):
            ours = [(seen, hold) for seen, hold in found if hold.outward is outward]
            row: list[object] = [f"{roll_deg:.0f}", direction]
            for held_s in HOLDS_S:
                labels = [seen.label(hold) for seen, hold in ours if hold.held_s >= held_s]
                row.append(" / ".join(str(count) for count in _split(labels)))
            rows.append(row)
    return rows


def _split(labels: list[int]) -> tuple[int, int, int]:
    sitting, lying = labels.count(SIT), labels.count(LIE)
    return sitting, lying, len(labels) - sitting - lying


def repetition_rows(people: list[Seen]) -> list[list[object]]:
    """Per exercise, repetitions counted, and how many followed each other closely enough for a try or a set."""
    rows: list[list[object]] = []
    for name, angles_of in (("glute bridge", _bridge), ("clamshell, right", _clam), ("clamshell, left", _clam_left)):
        runs = [run for seen in people for run in _runs(seen.seconds, angles_of(seen.mounting))]
        tries, sets = (sum(run >= least for run in runs) for least in (TRIED_REPETITIONS, SET - MISCOUNT))
        rows.append([name, sum(runs), max(runs, default=0), tries, sets])
    return rows


def _bridge(mounting: Mounting) -> Angles:
    return bridge_angles(mounting.axis)


def _clam(mounting: Mounting) -> Angles:
    return clamshell_angles(_thigh(mounting))


def _clam_left(mounting: Mounting) -> Angles:
    return clamshell_angles(ThighFrame(mounting.axis, mounting.forward or mounting.axis, right=False))


def _runs(seconds: list[Second], angles: Angles) -> list[int]:
    """Lengths of the runs of repetitions with no longer rest than `SET_GAP_S` between."""
    counter, runs, last_s = RepetitionCounter(angles), [], float("-inf")
    for second in seconds:
        before = counter.count
        counter.feed(second)
        if counter.count > before and counter.last_s is not None:
            if counter.last_s - last_s > SET_GAP_S:
                runs.append(0)
            runs[-1] += counter.count - before
            last_s = counter.last_s
    return runs


def shift_row(subject: Subject) -> list[object]:
    """One person: hours told as sitting, shifts in them, and how many an hour."""
    windower, classifier, counter, seated_s = Windower(), classifier_for(posed(subject)), ShiftCounter(), 0
    blocks = blocks_of(subject.xyz_g, subject.sample_rate_hz, subject.time_s)
    for epochs in [*(epochs for block in blocks for epochs in windower.feed(block)), *windower.finish()]:
        postures = classifier.feed(epochs)
        counter.feed(epochs, postures)
        seated_s += sum(epoch.posture is Posture.SITTING for epoch in postures.epochs())
    shifts = counter.counted(Bout(Posture.SITTING, float("-inf"), float("inf"))).shifts or 0
    return [subject.name, f"{seated_s / 3600.0:.2f}", shifts, f"{3600.0 * shifts / seated_s:.0f}" if seated_s else "-"]


def simulated_rows(number: int) -> list[list[object]]:
    """Per roll, of how many simulated people a figure-4 of 50 s is seen at all, and held for 30 s."""
    people = []
    for seed in range(number):
        motion = simulate_motion(parse_script(SCRIPT), leg=Side.RIGHT, seed=seed, sample_rate_hz=12.5)
        people.append(Seen(str(seed), UPRIGHT, list(seconds_of(motion.blocks(), UPRIGHT)), {}))
    rows: list[list[object]] = []
    for roll_deg in ROLLS_DEG:
        held_s = [max((hold.held_s for hold in holds_of(seen, roll_deg) if hold.outward), default=0) for seen in people]
        confirmed = sum(held >= HOLD_RANGE_S[0] for held in held_s)
        rows.append([f"{roll_deg:.0f}", f"{100 * confirmed / number:.0f} %", f"{np.median(held_s):.0f}"])
    return rows


def deadness(people: list[Seen]) -> tuple[int, int]:
    """Of the half-minutes in which somebody sat at ease, how many are as dead as a desk, and how many can be judged."""
    dead = judged = 0
    for seen in people:
        runs: list[list[Second]] = [[]]
        for second in seen.seconds:
            at_ease = seen.labels.get(int(second.start_s)) == SIT and second.sd_g < STILL_SD_G
            if not at_ease or (runs[-1] and runs[-1][-1].end_s != second.start_s):
                runs.append([])
            if at_ease:
                runs[-1].append(second)
        for run in runs:
            for begin in range(0, len(run) - AT_EASE_S + 1, AT_EASE_S):
                life = Life()
                for second in run[begin : begin + AT_EASE_S]:
                    life.add(second)
                dead, judged = dead + life.is_missing, judged + life.can_tell
    return dead, judged


def after_nudge(doing: str, seed: int, rate_hz: float) -> tuple[PracticeResult, Result]:
    """What the first exercise and the first nudge of one simulated person came to."""
    steps = parse_script(NUDGED.format(doing))
    motion = simulate_motion(steps, leg=Side.LEFT, seed=seed, sample_rate_hz=rate_hz)
    way = build_pipeline(Profile(Side.LEFT, Side.LEFT), NudgeRules(window_s=0.0), UTC, UPRIGHT)
    events = [event for block in motion.blocks(MORNING_S) for event in way.feed(block)] + way.finish()
    exercise = next(event for event in events if isinstance(event, PracticeOutcome))
    return exercise.result, next(event for event in events if isinstance(event, Outcome)).result


def nudged_rows(number: int) -> list[list[object]]:
    """Per what is done after a nudge, of how many simulated people a stretch is confirmed, and a break verified."""
    rows: list[list[object]] = []
    for doing in DOINGS:
        for rate_hz in RATES_HZ:
            results = [result for seed in range(number) for result in after_nudge(doing, seed, rate_hz)]
            shares = (results.count(found) for found in (PracticeResult.CONFIRMED, Result.VERIFIED))
            rows.append([doing, f"{rate_hz:g}", *(f"{100 * share / number:.0f} %" for share in shares)])
    return rows


def report(subjects: list[Subject]) -> None:
    """Print the tables of people."""
    people = [see(subject, posed(subject)) for subject in subjects]
    sitting, lying = sum(seen.hours(SIT) for seen in people), sum(seen.hours(LIE) for seen in people)
    others = sum(len(seen.labels) for seen in people) / 3600.0 - sitting - lying
    print(
        f"{len(people)} people: {sitting:.1f} h of sitting, {lying:.1f} h of lying, {others:.1f} h of anything else\n"
    )
    print("False figure-4s, while labelled sitting / lying / anything else, by least roll and least time held\n")
    holds, repetitions = hold_rows(people), repetition_rows(people)
    print(table(["roll deg", "outward is", *(f"{held_s} s" for held_s in HOLDS_S)], holds))
    print(f"\nFalse repetitions; a run has no rest of more than {SET_GAP_S:.0f} s\n")
    head = ["exercise", "in all", "longest run", f"runs of {TRIED_REPETITIONS}", f"of {SET - MISCOUNT}"]
    print(table(head, repetitions))
    turned_people = list(map(see_turned, subjects))
    same = (holds, repetitions) == (hold_rows(turned_people), repetition_rows(turned_people))
    print(f"\nTurned by a random rotation each, and posed anew: {'all the same' if same else 'NOT THE SAME'}")
    dead, judged = deadness(people)
    print(f"\nHalf-minutes of sitting at ease: {dead} of the {judged} that can be judged are as dead as a desk")
    print("\nShifts in the chair\n")
    print(table(["person", "sitting, h", "shifts", "an hour"], [shift_row(subject) for subject in subjects]))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m validation.practice", description=__doc__.splitlines()[0])
    add_data_option(parser)
    parser.add_argument("--people", type=int, default=100, help="simulated people (default: %(default)s)")
    options = parser.parse_args()
    subjects = read_thighs(options.data)
    if subjects:
        report(subjects)
    else:
        print(f"skipped: no labelled thigh recordings in {options.data}; say where they are with --data DIR")
    print(f"\nOf {options.people} simulated people who hold it for 50 s\n")
    print(table(["roll deg", "confirmed", "held s, median"], simulated_rows(options.people)))
    print(
        f"\nOf {options.people} simulated people who were nudged after half an hour of sitting, by what they then do\n"
    )
    print(table(["they do", "at Hz", "stretch confirmed", "break verified"], nudged_rows(options.people)))


if __name__ == "__main__":
    main()
