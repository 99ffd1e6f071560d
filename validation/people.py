"""Labelled recordings of real people, read where they lie and never copied into the repository."""

import argparse
from pathlib import Path

from monitor.analysis.labelled import LIE, SIT, STAND, Floats, Integers, Labelled, read_labelled

__all__ = ["DATASETS", "LIE", "SIT", "STAND", "Floats", "Integers", "Subject", "add_data_option", "read_thighs"]

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
DATASETS = ("harth", "sens")

Subject = Labelled


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """`--data DIR`."""
    parser.add_argument(
        "--data", type=Path, default=BESIDE, metavar="DIR", help="labelled recordings (default: %(default)s)"
    )


def read_thighs(folder: Path) -> list[Labelled]:
    """All thigh recordings of a folder; none where there is no such folder."""
    return [read_labelled(path) for dataset in DATASETS for path in sorted(folder.glob(f"{dataset}_thigh_*.npz"))]
