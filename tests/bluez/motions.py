"""What the wearables of the bed measure, simulated on this machine before the guest boots.

The loop in which the guest plays its Bluetooth controller must answer the kernel within 2 s; simulating a script there
takes 3 s and more.  So the guest only reads.
"""

import pickle
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from monitor.coaching.profile import Side
from monitor.simulation.body import Motion, simulate_motion
from monitor.simulation.script import parse_script

NAME: Final = "motions.pickle"


def lay_out_motions(out: Path, scripts: Iterable[str]) -> None:
    """Simulate each script once, and put all of them into the folder that the guest shares."""
    motions = {script: simulate_motion(parse_script(script), leg=Side.LEFT, seed=1) for script in scripts}
    (out / NAME).write_bytes(pickle.dumps(motions))


def read_motions(out: Path) -> Mapping[str, Motion]:
    """The motion of each script that the host laid out."""
    motions: dict[str, Motion] = pickle.loads((out / NAME).read_bytes())
    return motions
