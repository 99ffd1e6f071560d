"""`sitmon service`: the system starts `sitmon run` at log-in, and again if it fails."""

import argparse
import subprocess

from monitor.cli.answering import write_lines
from monitor.cli.options import CONFIG, command, flag, option
from monitor.edges.service import Recipe, ServiceError, install, is_current, look, uninstall
from monitor.edges.settings import read_settings
from monitor.errors import UsageError
from monitor.running.asking import running_status
from monitor.setting_up import recipe_of
from monitor.terminal.output import write_line
from monitor.texts import Text, Translator


@command(
    "sitmon service install",
    CONFIG,
    option("do", "what is to be done", choices=("install", "uninstall", "status", "logs")),
    flag("--print", "write what would be done, do nothing"),
    flag("--follow", "with logs: go on until Ctrl-C"),
)
def run(args: argparse.Namespace) -> int:
    """Do what is asked; exit status 1 for a status that is not good."""
    settings = read_settings(args.config)
    recipe, tr = recipe_of(settings, args.config), settings.tr
    if args.follow and args.do != "logs":
        raise UsageError("--follow goes with `sitmon service logs`")
    if args.print:
        _print(recipe, args.do, follow=args.follow)
        return 0
    match args.do:
        case "install":
            # two would want the same journal and the same wearable, and the service would fail until it is given up
            if look(recipe) is None and running_status(settings) is not None:
                raise UsageError(
                    "sitmon runs already, started by hand: end it first (Ctrl-C), then `sitmon service install`"
                )
            install(recipe)
            write_line(tr(Text("Installed and started: {path}"), path=recipe.path))
        case "uninstall":
            was_there = uninstall(recipe)
            text = Text("Stopped and removed: {path}") if was_there else Text("It was not installed: {path}")
            write_line(tr(text, path=recipe.path))
        case "status":
            return _status(recipe, tr)
        case _:
            return _logs(recipe, follow=args.follow)
    return 0


def _print(recipe: Recipe, do: str, *, follow: bool) -> None:
    """The file and the commands, for those who rather do it themselves."""
    if do == "install":
        write_line(recipe.text)
    commands = {
        "install": (*recipe.enable, *recipe.before, *recipe.start),
        "uninstall": (*recipe.stop, *recipe.after),
        "status": (recipe.status,),
        "logs": (recipe.follow if follow else recipe.logs,),
    }[do]
    write_lines(f"# {said}" for said in (recipe.path, *map(" ".join, commands)))


def _status(recipe: Recipe, tr: Translator) -> int:
    current = is_current(recipe)
    if current is None:
        write_line(tr(Text("Not installed. To do so: sitmon service install")))
        return 1
    write_line(tr(Text("Installed: {path}"), path=recipe.path))
    if not current:
        write_line(tr(Text("It is from another version or setting. To renew it: sitmon service install")))
    said = look(recipe)
    write_line(tr(Text("It does not run. To see why: sitmon service logs")) if said is None else said.rstrip())
    return 1 if said is None else 0


def _logs(recipe: Recipe, *, follow: bool) -> int:
    """What the service said last, as the system shows it."""
    command = recipe.follow if follow else recipe.logs
    try:
        return min(1, subprocess.run(command, check=False).returncode)  # noqa: S603  the words are ours
    except OSError as error:
        raise ServiceError(f"`{command[0]}` cannot be started ({error.strerror or error})") from error
