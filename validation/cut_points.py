"""ENMO cut-points as a sitting detector, as people use them; they were made for energy, and see no posture.

ENMO is ‖a‖ less 1 g, at least 0, its mean over 5 s (van Hees 2013, doi 10.1371/journal.pone.0061691).  Below the
cut-point an epoch is sedentary: hip 46.9 mg, wrist 44.8 mg (Hildebrand 2017, doi 10.1111/sms.12795) or wrist 50 mg
(Migueles 2019, doi 10.1038/s41598-019-54267-y).  Computed here from the
published numbers, without the auto-calibration that those pipelines put before it; the ENMO of skdh 0.17.18 is the
same to 1e-13 g, and so are these cut-points in it.
"""

import numpy as np

from monitor.analysis.scoring import ABSENT, SEDENTARY, UPRIGHT, Said
from validation.people import Floats, Subject

EPOCH_S = 5
CUT_POINTS_G = {"Hildebrand hip 46.9 mg": 0.0469, "Hildebrand wrist 44.8 mg": 0.0448, "Migueles wrist 50 mg": 0.050}


def enmo_g(subject: Subject) -> tuple[Floats, Floats]:
    """Number of each 5-s epoch that has samples, and its mean ENMO."""
    excess_g = np.maximum(np.linalg.norm(subject.xyz_g, axis=1) - 1.0, 0.0)
    epochs, place = np.unique(np.floor(subject.time_s / EPOCH_S), return_inverse=True)
    return epochs, np.bincount(place, excess_g) / np.bincount(place)


def said(subject: Subject, cut_g: float) -> Said:
    """What a cut-point says of each scored second."""
    epochs, mean_g = enmo_g(subject)
    wanted = subject.seconds // EPOCH_S
    at = np.minimum(np.searchsorted(epochs, wanted), len(epochs) - 1)
    return np.where(epochs[at] != wanted, ABSENT, np.where(mean_g[at] < cut_g, SEDENTARY, UPRIGHT))
