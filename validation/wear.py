"""Is real sitting left alone, and is a strap that nobody wears found?

    python -m validation.wear [--data DIR]

People: seconds labelled sitting or lying by what the wear detector says.  Straps: simulated, each for 40 minutes, by
several people; there are no labelled recordings of non-wear.
"""

import argparse
from collections import Counter

import numpy as np

from benchmarks.tables import table
from monitor.analysis import X_AXIS, classify
from monitor.coaching.profile import Side
from monitor.posture.labels import MUTE_S, NON_WEAR_S, SUSPECT_S, Posture
from monitor.posture.wear import WearDetector
from monitor.simulation.body import simulate_motion
from monitor.simulation.script import StepKind, parse_script
from validation.people import DATASETS, Integers, Subject, add_data_option, read_thighs

SEEDS = 6
BEFORE_S, OFF_S = 420, 2400


def still_of(subject: Subject) -> Integers:
    """How long the wearable had been desk-still in each second that is labelled sitting or lying."""
    detector, epochs = WearDetector(), subject.epochs()
    still_s = np.concatenate([detector.feed(block) for block in epochs])
    seconds = np.concatenate([block.start_s + np.arange(len(block)) for block in epochs])
    return still_s[np.isin(seconds, subject.seconds[subject.sedentary])]


def people_rows(subjects: list[Subject]) -> list[list[str]]:
    """Per data set: seconds muted, suspected and certain, though worn, and the longest still run."""
    rows = []
    for dataset in DATASETS:
        parts = [still_of(subject) for subject in subjects if subject.dataset == dataset]
        if not parts:
            continue
        still_s = np.concatenate(parts)
        counts = [int((still_s >= limit_s).sum()) for limit_s in (MUTE_S, SUSPECT_S, NON_WEAR_S)]
        rows.append([f"{dataset} ({len(parts)})", str(len(still_s)), *map(str, counts), str(int(still_s.max()))])
    return rows


def strap_rows() -> list[list[str]]:
    """Per place that a strap can lie: what is said of those seconds, and when non-wear was certain at last."""
    rows = []
    for kind in StepKind:
        if kind.worn:
            continue
        said, certain_s = Counter[str](), []
        for seed in range(SEEDS):
            steps = parse_script(f"sit:5m walk:2m {kind}:{OFF_S}s")
            motion = simulate_motion(steps, leg=Side.RIGHT, seed=seed)
            epochs = classify(motion.xyz_g, motion.sample_rate_hz, mounting=X_AXIS)
            epochs = epochs[epochs.start_s >= BEFORE_S]
            said.update(epochs.posture.astype(str))
            certain = epochs.start_s[epochs.posture == Posture.NON_WEAR.value]
            certain_s += [float(certain.iloc[0]) + 1.0 - BEFORE_S] if len(certain) else []
        total = sum(said.values())
        upright = said[Posture.STANDING.value] + said[Posture.MOVING.value]
        sedentary = said[Posture.SITTING.value] + said[Posture.LYING.value]
        parts = (said[Posture.NON_WEAR.value], said[Posture.UNKNOWN.value], sedentary, upright)
        found = f"{len(certain_s)} of {SEEDS}" + (f", {max(certain_s):.0f} s" if certain_s else "")
        rows.append([str(kind), *(f"{100 * part / total:.1f} %" for part in parts), found])
    return rows


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m validation.wear", description=__doc__.splitlines()[0])
    add_data_option(parser)
    options = parser.parse_args()
    subjects = read_thighs(options.data)
    if subjects:
        print("Worn, and labelled sitting or lying, in seconds\n")
        head = ["data (people)", "labelled", f"still {MUTE_S} s: muted", f"{SUSPECT_S} s: unknown"]
        print(table([*head, f"{NON_WEAR_S} s: non-wear", "longest"], people_rows(subjects)))
    else:
        print(f"skipped: no labelled thigh recordings in {options.data}; say where they are with --data DIR")
    print(f"\nNot worn, simulated: {SEEDS} people, {OFF_S // 60} min each; as said at the time\n")
    head = ["where", "non-wear", "unknown", "sedentary", "upright", "found, the last after"]
    print(table(head, strap_rows()))


if __name__ == "__main__":
    main()
