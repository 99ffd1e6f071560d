"""The commands about wearables' data and recordings."""

import argparse
from pathlib import Path

from monitor.cli.arguments import JSON, SITES, Commands, add, add_config, positive, seed, whole


def add_data(commands: Commands) -> None:
    """All of them."""
    _add_scan(commands)
    _add_record(commands)
    _add_replay(commands)
    _add_classify(commands)
    _add_evaluate(commands)
    _add_import(commands)
    _add_simulate(commands)
    _add_cohort(commands)


def _add_scan(commands: Commands) -> None:
    parser = add(commands, "scan", "list the Bluetooth devices near, supported ones first", "sitmon scan --seconds 10")
    add_config(parser)
    parser.add_argument("--seconds", type=positive, default=6.0, help="how long to listen (default 6)")
    parser.add_argument("--no-battery", action="store_true", help="connect to nobody to read a battery")
    parser.add_argument("--json", action="store_true", help=JSON)


def _add_record(commands: Commands) -> None:
    parser = add(
        commands, "record", "record what the wearable sends, without nudges", "sitmon record -o monday --for 1h"
    )
    add_config(parser)
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="DIR", help="folder to record into")
    parser.add_argument("--for", dest="duration", metavar="TIME", help='how long, such as "90s" or "1h30m"')
    parser.add_argument("--json", action="store_true", help=f"what was recorded, {JSON}")


def _add_replay(commands: Commands) -> None:
    parser = add(
        commands, "replay", "decide again what was decided during a recording", "sitmon replay monday --set limit=45m"
    )
    parser.add_argument("recording", type=Path, metavar="DIR", help="folder of the recording")
    add_config(parser)
    parser.add_argument("--epochs", action="store_true", help="also each second's posture")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
        help="what another setting had decided, beside what was; such as limit=45m; may be repeated",
    )
    parser.add_argument("--json", action="store_true", help=JSON)


def _add_classify(commands: Commands) -> None:
    parser = add(
        commands,
        "classify",
        "print the bouts in a recording, an .npz or a CSV of samples",
        "sitmon classify walk.csv --sample-rate 50 --axis x",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="folder of a recording, .npz, or CSV with x, y, z in g")
    parser.add_argument("--wear-site", help="where it was worn, if the file does not say: thigh pocket hip back wrist")
    _add_axis(parser)
    parser.add_argument("--sample-rate", type=positive, metavar="HZ", help="of a CSV without times")
    parser.add_argument("--epochs", action="store_true", help="each second's posture instead of bouts")
    parser.add_argument("--json", action="store_true", help=JSON)


def _add_axis(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--axis",
        choices=("file", "learn", "x", "y", "z", "-x", "-y", "-z"),
        default="file",
        help="which sensor axis points up along the thigh while standing; `learn` finds it from walking; "
        "by default what the file says of itself, else learn",
    )


def _add_evaluate(commands: Commands) -> None:
    parser = add(
        commands,
        "evaluate",
        "say how well postures are told on labelled recordings: accuracy, transitions, agreement",
        "sitmon evaluate recordings --mounting learn --rotate 1 --picture evaluation.png",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="holds .npz or recordings with labels")
    parser.add_argument("--wear-site", default="thigh", help="only recordings from there (default thigh)")
    parser.add_argument(
        "--mounting",
        choices=("known", "pose", "learn"),
        default="known",
        help="as the recording says, from a pose in it, or learned from walking (default known)",
    )
    parser.add_argument("--rotate", metavar="SEED", help="turn each strap in another way, the same for the same number")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw confusion and reliability, PNG, SVG or PDF")
    parser.add_argument("--json", action="store_true", help=JSON)


def _add_import(commands: Commands) -> None:
    parser = add(
        commands,
        "import",
        "make recordings of other makers' files: ActiGraph GT3X, Axivity CWA, GENEActiv BIN, CSV, npz, activPAL events",
        "sitmon import week.cwa -o week --wear-site thigh --timezone Europe/Berlin\n"
        "  sitmon import raw/*.gt3x -o recordings\n"
        "  sitmon import week-Events.csv -o week",
    )
    parser.set_defaults(module="importing")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="its ending says what it is")
    parser.add_argument(
        "-o", "--out", type=Path, required=True, metavar="DIR", help="folder to write; of several files, one each in it"
    )
    parser.add_argument("--wear-site", choices=SITES, help="where it was worn, if the file does not say")
    parser.add_argument("--leg", choices=("left", "right"), help="the leg that wore it, if the file does not say")
    _add_axis(parser)
    parser.add_argument(
        "--timezone", metavar="ZONE", help="of its clock, if the file does not say, and of its days; Europe/Berlin"
    )
    parser.add_argument("--start", metavar="TIME", help="when it began, if it knows no date; ISO 8601 with offset")
    parser.add_argument("--unit", choices=("g", "mg", "m/s2"), default="g", help="of a CSV or npz (default g)")
    parser.add_argument("--sample-rate", type=positive, metavar="HZ", help="of a CSV or npz without times")
    parser.add_argument(
        "--rate", type=positive, default=25.0, metavar="HZ", help="of the recording, if the file has more (default 25)"
    )
    parser.add_argument("--no-calibration", action="store_true", help="leave the sensor's error as it is")
    parser.add_argument("--json", action="store_true", help=f"what was made, {JSON}")


def _add_simulate(commands: Commands) -> None:
    parser = add(
        commands,
        "simulate",
        "write the recording of a simulated person",
        'sitmon simulate "sit:40m stand:70s walk:5m sit:35m" --leg left --seed 1 -o morning',
    )
    parser.add_argument(
        "script",
        help="steps such as sit:40m stand:70s walk:5m cycle:10m figure4-left:45s bridge:40s off:20m gap:5m; taken off "
        "it lies on a desk (off), a bumped chair (off-chair), in a buzzing charger (off-charger), cools (off-cooling), "
        "hangs (off-hook) or is carried (off-bag)",
    )
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="DIR", help="folder to write, must not exist")
    parser.add_argument("--wear-site", default="thigh", help="only the thigh is simulated so far")
    parser.add_argument(
        "--leg", choices=("left", "right"), default="left", help="the thigh that wears it (default left)"
    )
    parser.add_argument("--seed", type=seed, default=1, help="another person, another chance (default 1)")
    parser.add_argument("--start", metavar="TIME", help="when it began, ISO 8601 with offset (default 09:00 UTC today)")
    parser.add_argument(
        "--sample-rate", type=float, default=50.0, metavar="HZ", help="12.5, 25, 50 or 100 (default 50)"
    )
    parser.add_argument("--rotate", metavar="SEED", help="turn the strap: a number for one of all rotations")
    parser.add_argument("--no-pose", action="store_true", help="leave the mounting to be learned from walking")
    parser.add_argument("--drift-ppm", type=float, default=0.0, help="how much the wearable's clock is too fast")
    parser.add_argument("--loss", type=float, default=0.0, metavar="SHARE", help="share of packets lost, 0 to 1")
    parser.add_argument(
        "--duplicates", type=float, default=0.0, metavar="SHARE", help="share of packets that come twice"
    )
    parser.add_argument(
        "--reorder", type=float, default=0.0, metavar="SHARE", help="share of packets that are overtaken"
    )
    parser.add_argument("--reboot-at", metavar="TIME", help="the wearable reboots so long after the start")
    parser.add_argument("--json", action="store_true", help=f"what was written, {JSON}")


def _add_cohort(commands: Commands) -> None:
    parser = add(
        commands,
        "cohort",
        "measure thousands of recordings: one table, a row for each person and day",
        "sitmon cohort recordings --out tables\n  sitmon cohort s3://study/raw --out s3://study/days --scheduler tcp://head:8786",
    )
    add_config(parser)
    parser.add_argument("folder", metavar="DIR", help="holds recordings, .npz and CSV; a path, or an address of fsspec")
    parser.add_argument("--out", metavar="DIR", required=True, help="where the tables go; the same again resumes")
    parser.add_argument("--timezone", metavar="ZONE", default="UTC", help="of files that do not say (default UTC)")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=whole, metavar="N", help="processes on this machine (default: all cores)")
    where.add_argument("--scheduler", metavar="ADDRESS", help="of a running Dask cluster, such as tcp://head:8786")
    parser.add_argument("--json", action="store_true", help=f"what was made, {JSON}")
