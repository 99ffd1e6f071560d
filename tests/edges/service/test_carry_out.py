"""A recipe carried out, with real commands in place of the system's."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.edges.service import Recipe, ServiceError, enable, install, is_current, look, uninstall

FAILS = ("sh", "-c", "echo no bus here >&2; exit 3")


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    """Its commands write down that they were called."""

    def note(word: str) -> tuple[str, ...]:
        return "sh", "-c", f"echo {word} >> '{tmp_path}/called'"

    return Recipe(
        path=tmp_path / "made when needed" / "unit",
        text="ünit\n",
        probe=note("probe"),
        without="log in first",
        enable=(note("enable"),),
        before=(FAILS, note("before")),
        start=(note("start"),),
        stop=(FAILS, note("stop")),
        after=(note("after"),),
        status=("echo", "running"),
        logs=("true",),
        follow=("true",),
    )


def called(recipe: Recipe) -> list[str]:
    """Which commands were called, in order."""
    return (recipe.path.parents[1] / "called").read_text().split()


def test_installing_twice_ends_as_once(recipe: Recipe) -> None:
    """The same file, and the program started anew; what fails since nothing ran before is no failure."""
    assert is_current(recipe) is None
    install(recipe)
    install(recipe)

    assert is_current(recipe) is True
    assert "ünit\n" == recipe.path.read_text(encoding="utf-8")
    assert ["probe", "enable", "before", "start"] * 2 == called(recipe)


def test_what_is_enabled_leaves_what_runs_alone(recipe: Recipe) -> None:
    """As the page does it, which is served by the very program that runs."""
    enable(recipe)

    assert is_current(recipe) is True
    assert ["probe", "enable"] == called(recipe)


def test_uninstalling_twice_ends_as_once(recipe: Recipe) -> None:
    """The first stops it and takes the file away; the second finds nothing to do."""
    install(recipe)

    assert [True, False] == [uninstall(recipe), uninstall(recipe)]
    assert ["stop", "after"] == called(recipe)[4:]
    assert not recipe.path.exists()


def test_where_nobody_runs_services_nothing_is_written(recipe: Recipe) -> None:
    """What to do instead is said, and no file is left that would count some day."""
    with pytest.raises(ServiceError, match="fails here: log in first"):
        install(replace(recipe, probe=FAILS))

    assert not recipe.path.exists()


@pytest.mark.parametrize("command", [FAILS, ("no-such-command-of-a-system",)])
def test_a_start_that_fails_is_told_in_one_line(recipe: Recipe, command: tuple[str, ...]) -> None:
    """The command and what the system said of it."""
    with pytest.raises(ServiceError, match=r"no bus here|No such file") as told:
        install(replace(recipe, start=(command,)))

    assert command[0] in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_of_another_version_is_known(recipe: Recipe) -> None:
    """So that `status` can say that it wants to be renewed."""
    install(recipe)

    assert is_current(replace(recipe, text="new")) is False


def test_a_folder_that_cannot_be_written_is_told(recipe: Recipe) -> None:
    """A file where the folder should be: the path is named."""
    recipe.path.parent.write_text("in the way")

    with pytest.raises(ServiceError, match=r"unit: cannot be written \("):
        install(recipe)


def test_how_it_is_comes_from_the_system(recipe: Recipe) -> None:
    """Its own words; None where it does not know of the program."""
    assert "running\n" == look(recipe)
    assert look(replace(recipe, status=FAILS)) is None
