"""Carries a recipe out.  Each way can be gone again and again: the end is the same."""

import subprocess

from monitor.edges.files import write_file
from monitor.edges.service.recipe import Command, Recipe, ServiceError

PATIENCE_S = 60.0
"""How long the system may take for one command; systemd waits for READY=1 (product default)."""


def is_current(recipe: Recipe) -> bool | None:
    """Whether the file is there and says what it would say today; None if it is not there.

    Raises:
        ServiceError: it cannot be read.
    """
    try:
        return recipe.path.read_bytes() == _content(recipe)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ServiceError(f"{recipe.path}: cannot be read ({error.strerror or error})") from error


def install(recipe: Recipe) -> None:
    """Write the file and start the program; what runs from before is started anew.

    Raises:
        ServiceError: the system has nobody who runs services (nothing is written then), or it refused.
    """
    enable(recipe)
    for command in recipe.before:
        call(command, may_fail=True)
    for command in recipe.start:
        call(command)


def enable(recipe: Recipe) -> None:
    """Write the file, so that the program starts at the next log-in; what runs goes on.

    Raises:
        ServiceError: the system has nobody who runs services (nothing is written then), or it refused.
    """
    if call(recipe.probe, may_fail=True) is None:
        raise ServiceError(f"`{' '.join(recipe.probe)}` fails here: {recipe.without}")
    try:
        recipe.path.parent.mkdir(parents=True, exist_ok=True)
        write_file(recipe.path, _content(recipe))
    except OSError as error:
        raise ServiceError(f"{recipe.path}: cannot be written ({error.strerror or error})") from error
    for command in recipe.enable:
        call(command)


def uninstall(recipe: Recipe) -> bool:
    """Stop the program and take the file away; whether there was one.

    Raises:
        ServiceError: the file cannot be removed, or the system refused.
    """
    if not recipe.path.exists():
        return False
    for command in recipe.stop:
        call(command, may_fail=True)
    try:
        recipe.path.unlink(missing_ok=True)
    except OSError as error:
        raise ServiceError(f"{recipe.path}: cannot be removed ({error.strerror or error})") from error
    for command in recipe.after:
        call(command, may_fail=True)
    return True


def look(recipe: Recipe) -> str | None:
    """What the system says of the program; None if it does not know it, or runs no services."""
    return call(recipe.status, may_fail=True)


def call(command: Command, *, may_fail: bool = False) -> str | None:
    """Run a command of the system; what it wrote, or None if it failed and may.

    Raises:
        ServiceError: it failed and may not.
    """
    try:
        done = subprocess.run(  # noqa: S603  the words are ours
            command, check=False, capture_output=True, text=True, errors="replace", timeout=PATIENCE_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        trouble = str(error)
    else:
        if done.returncode == 0:
            return done.stdout
        trouble = " ".join((done.stderr or done.stdout).split()) or f"status {done.returncode}"
    if may_fail:
        return None
    raise ServiceError(f"`{' '.join(command)}` failed: {trouble}; see `sitmon service logs`")


def _content(recipe: Recipe) -> bytes:
    return recipe.text.encode(recipe.encoding)
