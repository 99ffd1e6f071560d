"""The face for notebooks and evaluations: arrays in, tables out.  Needs the extra `[analysis]`.

>>> from monitor.analysis import classify, learn_mounting
>>> mounting = learn_mounting(standing_xyz_g, sitting_xyz_g)      # doctest: +SKIP
>>> epochs = classify(xyz_g, sample_rate_hz=50.0, mounting=mounting)  # doctest: +SKIP
"""

from monitor.analysis.recordings import classify, epochs, load_recording
from monitor.posture.mounting import X_AXIS, Mounting
from monitor.posture.pose import learn_mounting

__all__ = ["X_AXIS", "Mounting", "classify", "epochs", "learn_mounting", "load_recording"]
