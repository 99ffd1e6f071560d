"""Runs in acti-motus' own environment: `python peer_runner.py FOLDER` classifies each `*.in.npz` of the folder.

Each holds `t_ms`, `xyz_g`, `sample_rate_hz`, `vendor` and `orientation`; beside it an `*.out.npz` is written with
`seconds`, `said` (1 sedentary, 0 upright, -1 non-wear) and `took_s`.  This file imports nothing of ours.
"""

import logging
import sys
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
from actimotus import Activities, Features

logging.disable(logging.CRITICAL)

for source in sorted(Path(sys.argv[1]).glob("*.in.npz")):
    with np.load(source) as given:
        index = pd.to_datetime(given["t_ms"], unit="ms", utc=True).rename("datetime")
        frame = pd.DataFrame(given["xyz_g"], index=index, columns=["acc_x", "acc_y", "acc_z"])
        rate_hz, vendor, orientation = float(given["sample_rate_hz"]), str(given["vendor"]), bool(given["orientation"])
    start = perf_counter()
    features = Features(chunking=len(frame) > 24 * 3600 * rate_hz, size=timedelta(days=1)).compute(frame, rate_hz)
    activities, _ = Activities(vendor=vendor, orientation=orientation).compute(features)
    took_s = perf_counter() - start
    seconds = (activities.index - pd.Timestamp(0, tz="UTC")) // pd.Timedelta(seconds=1)
    said = activities["activity"].map(lambda name: {"sit": 1, "lie": 1, "non-wear": -1}.get(name, 0))
    target = source.with_name(source.name.replace(".in.", ".out."))
    np.savez(target, seconds=np.asarray(seconds, dtype=np.int64), said=said.to_numpy(dtype=np.int64), took_s=took_s)
