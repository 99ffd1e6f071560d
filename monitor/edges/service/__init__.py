"""The service: how the system is told to start sitmon at log-in, and to start it again when it fails.

Each system has a recipe: one file, and the commands that make it count.  systemd (Linux) also hears from the running
sitmon that its work goes on.
"""

import sys

from monitor.edges.service.carry_out import enable, install, is_current, look, uninstall
from monitor.edges.service.notify import Watched, watched
from monitor.edges.service.outside import browse
from monitor.edges.service.recipe import Program, Recipe, ServiceError

__all__ = [
    "Program",
    "Recipe",
    "ServiceError",
    "Watched",
    "browse",
    "enable",
    "install",
    "is_current",
    "look",
    "recipe_for",
    "uninstall",
    "watched",
]


def recipe_for(program: Program, system: str = sys.platform) -> Recipe:
    """Say how this system, named as `sys.platform` does, runs a program as a service of the user.

    Raises:
        ServiceError: it is none of Linux, macOS and Windows.
    """
    # Each is loaded where it is used: the watching needs none of them, and has to be small.
    if system.startswith("linux"):
        from monitor.edges.service.systemd import systemd_recipe

        return systemd_recipe(program)
    if system == "darwin":
        from monitor.edges.service.launchd import launchd_recipe

        return launchd_recipe(program)
    if system == "win32":
        from monitor.edges.service.windows import windows_recipe

        return windows_recipe(program)
    raise ServiceError(f"{system}: no service is known here; let your session start `sitmon run` at log-in")
