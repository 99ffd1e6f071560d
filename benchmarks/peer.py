"""acti-motus beside us, in an environment of its own (its numpy and pandas are not ours).

It is offline and looks ahead; we are causal.  It takes x along the thigh, and the front of the thigh at -z when
sitting; a SENS device sits on the side of the thigh, so its samples are turned by 90 degrees about x first.
"""

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from monitor.analysis.labelled import Floats, Integers, Labelled
from monitor.analysis.scoring import ABSENT, Said

VERSION = "2.4.0"
HOME = Path(__file__).resolve().parents[1] / ".venv-actimotus"
RUNNER = Path(__file__).with_name("peer_runner.py")
QUARTER_TURN = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What acti-motus said of which seconds, and how long it took."""

    seconds: Integers
    said: Said
    took_s: float


def interpreter() -> Path | None:
    """Its environment's Python, made on first use; None, with one line that says why, where it cannot be had."""
    python = HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    marker = HOME / f".acti-motus-{VERSION}"
    if marker.exists():
        return python
    try:
        venv.create(HOME, with_pip=True)
        (HOME / ".gitignore").write_text("*\n", encoding="utf-8")
        install = [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            f"acti-motus=={VERSION}",
        ]
        subprocess.run(install, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = (getattr(error, "stderr", "") or str(error)).strip().splitlines()[-1]
        print(f"skipped: acti-motus {VERSION} cannot be installed: {reason}", file=sys.stderr)
        return None
    marker.touch()
    return python


def run(python: Path, inputs: list[dict[str, object]]) -> list[Answer]:
    """One answer for each input; an input holds what `peer_runner` reads."""
    with TemporaryDirectory() as name:
        for number, arrays in enumerate(inputs):
            np.savez(Path(name) / f"{number:03}.in.npz", **arrays)
        subprocess.run([python, "-W", "ignore", RUNNER, name], check=True, env=os.environ | ONE_CORE)
        return [_read(path) for path in sorted(Path(name).glob("*.out.npz"))]


def classify(python: Path, subjects: list[Labelled]) -> list[Said]:
    """What it says of each scored second of each person, with the settings of its authors for the device."""
    answers = run(python, [_input(subject) for subject in subjects])
    return [_at(subject.seconds, answer) for subject, answer in zip(subjects, answers, strict=True)]


def _input(subject: Labelled) -> dict[str, object]:
    sens = subject.dataset == "sens"
    return {
        "t_ms": np.round(subject.time_s * 1000.0).astype(np.int64),
        "xyz_g": subject.xyz_g @ QUARTER_TURN.T if sens else subject.xyz_g,
        "sample_rate_hz": subject.sample_rate_hz,
        "vendor": "Sens" if sens else "Other",
        "orientation": not sens,
    }


def _read(path: Path) -> Answer:
    with np.load(path) as arrays:
        return Answer(arrays["seconds"], arrays["said"], float(arrays["took_s"]))


def _at(seconds: Integers, answer: Answer) -> Said:
    said_of = dict(zip(answer.seconds.tolist(), answer.said.tolist(), strict=True))
    return np.array([said_of.get(second, ABSENT) for second in seconds.tolist()])


def rate_of(python: Path, xyz_g: Floats, sample_rate_hz: float) -> float:
    """Samples a second that it classifies, after the file is read; the best of three runs."""
    t_ms = np.round(np.arange(len(xyz_g)) * (1000.0 / sample_rate_hz)).astype(np.int64)
    given = {"t_ms": t_ms, "xyz_g": xyz_g, "sample_rate_hz": sample_rate_hz, "vendor": "Other", "orientation": True}
    return len(xyz_g) / min(answer.took_s for answer in run(python, [given] * 3))
