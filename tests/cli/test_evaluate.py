"""`sitmon evaluate`: a table, JSON, a picture; and one line where there is nothing to evaluate."""

import json
from pathlib import Path

import numpy as np
import pytest

from monitor.analysis.evaluation import evaluate
from monitor.analysis.labelled import read_labelled
from tests.analysis.test_evaluation import SCRIPT, write_person
from tests.support.commands import Commands


def test_a_recording_is_read_with_its_labels(tmp_path: Path, sitmon: Commands) -> None:
    """What `sitmon simulate` writes can be evaluated as it is."""
    assert 0 == sitmon("simulate", SCRIPT, "-o", tmp_path / "morning", "--sample-rate", "25").status
    read = read_labelled(tmp_path / "morning")
    assert ("morning", "thigh") == (read.name, read.wear_site)
    assert 245 <= len(read.seconds) <= 250
    assert evaluate(read).result.confusion.balanced_accuracy > 0.97


def test_the_command_prints_a_row_for_each_person_and_one_for_all(sitmon: Commands, tmp_path: Path) -> None:
    """Aligned, and with what the rows mean."""
    for number in (1, 2, 3):
        write_person(tmp_path, f"made_thigh_P{number}", number)
    said = sitmon("evaluate", tmp_path)
    head, *rows = said.out.splitlines()[:5]

    assert (0, "") == (said.status, said.err)
    assert head.split()[:3] == ["person", "BA", "sens"]
    assert ["made P1", "made P2", "made P3", "all"] == [row[: len("made P1")].strip() for row in rows]
    assert "Bias of 95 % of people" in said.out


def test_the_command_speaks_to_machines_and_draws(sitmon: Commands, tmp_path: Path) -> None:
    """JSON without NaN; a picture that is one."""
    write_person(tmp_path)
    picture = tmp_path / "out" / "picture.png"
    picture.parent.mkdir()
    said = sitmon("evaluate", tmp_path, "--json", "--rotate", "7", "--mounting", "pose", "--picture", picture)
    (record,) = said.records

    assert record["people"].keys() == {"made P1"}  # type: ignore[attr-defined]
    assert "NaN" not in said.out
    assert b"\x89PNG" == picture.read_bytes()[:4]


def test_a_broken_recording_is_named_and_the_rest_evaluated(sitmon: Commands, tmp_path: Path) -> None:
    """Exit status 1, one line for it."""
    write_person(tmp_path)
    (tmp_path / "torn.npz").write_bytes(b"PK")
    said = sitmon("evaluate", tmp_path)
    assert 1 == said.status
    assert "torn.npz: left out: " in said.err
    assert "made P1" in said.out


@pytest.mark.parametrize("words", [[], ["--wear-site", "wrist"]])
def test_nothing_to_evaluate_is_one_line(sitmon: Commands, tmp_path: Path, words: list[str]) -> None:
    """An empty folder, or nothing of that site."""
    if words:
        write_person(tmp_path)
    said = sitmon("evaluate", tmp_path, *words)
    assert "holds no labelled recording of a wearable at the" in said.complaint


def test_another_site_is_evaluated_by_its_rule(sitmon: Commands, tmp_path: Path) -> None:
    """A phone in the pocket: its walks are learned from, whether or not the file says how it sat."""
    path = write_person(tmp_path, "made_pocket_P1", says_axis=False)
    with np.load(path) as arrays:
        held = dict(arrays)
    held["meta"] = json.dumps({"fs": 25.0, "site": "pocket"})
    np.savez(path, **held)
    said = sitmon("evaluate", tmp_path, "--wear-site", "pocket", "--json")

    assert (0, "") == (said.status, said.err)
    assert "pocket" == said.records[0]["wear_site"]
    assert sitmon("evaluate", tmp_path).status != 0
