"""Runs scikit-digital-health alone: `python -m benchmarks.cohort_skdh FILE...` prints the seconds that each file took.

Its chain for the same question: wear, activity levels in windows of 5 s, sedentary fragmentation per day.  It knows no
posture: its levels are ENMO cut-points of the hip or wrist, so only the time is compared.
"""

import sys
import warnings
from time import perf_counter

import numpy as np
from skdh.activity import ActivityLevelClassification, FragmentationEndpoints
from skdh.preprocessing import AccelThresholdWearDetection, GetDayWindowIndices

CUTPOINTS = "hildebrand_hip_adult_actigraph"
DAY_S = 86400.0


def measure(path: str) -> int:
    """Number of figures that come out for one file."""
    with np.load(path) as arrays:
        accel, time_s = arrays["xyz"] / 4096.0, arrays["t_ms"] / 1000.0
    fs = (len(time_s) - 1) / (time_s[-1] - time_s[0])
    given = {"time": time_s, "accel": accel, "fs": fs}
    given |= GetDayWindowIndices(bases=(0,), periods=(24,)).predict(**given)
    given |= AccelThresholdWearDetection().predict(**given)
    levels = ActivityLevelClassification(cutpoints=CUTPOINTS, min_wear_time=1)
    levels.add(FragmentationEndpoints("sed", CUTPOINTS))
    return len(levels.predict(**given))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for name in sys.argv[1:]:
        start = perf_counter()
        measure(name)
        print(f"{perf_counter() - start:.3f}", flush=True)
