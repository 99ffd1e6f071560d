"""Feeds every decoder with bytes of any kind.  The invariant: a value or `ProtocolError`, never anything else.

    python -m tests.fuzz_decoders [--inputs 1000000 --seed 1]

Half of the inputs are random, of any length up to a little over the longest attribute; half are valid
payloads, bent: bytes changed, cut off, put in, doubled.  They come as bytes, bytearray or memoryview.  A
decoded value is encoded and decoded again and must be the same; the decoders of wearables, which remember what came
before, are fed with all of it in a row instead.  Exit status 1 if a decoder did anything else.
"""

import argparse
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Column, Table

import firmware_protocol as fp
from firmware_protocol.wearables import WEARABLES, Wearable, movesense, polar_control, polar_frames, three_int16

BATCH = 1_000
LONGEST = 520  # bytes: a little more than any attribute


@dataclass(frozen=True, slots=True)
class Target:
    """A decoder, its encoder if its values can be written back, and valid payloads to bend."""

    name: str
    decode: Callable[[Any], Any]
    encode: Callable[[Any], bytes] | None
    seeds: tuple[bytes, ...]


@dataclass(slots=True)
class Tally:
    """What became of the inputs of one decoder."""

    inputs: int = 0
    decoded: int = 0
    refused: int = 0
    other: int = 0
    seconds: float = 0.0
    first_other: str = ""

    def note_other(self, payload: bytes, what: str) -> None:
        """Count one break of the invariant and keep the first, to be repeated by hand."""
        self.other += 1
        self.first_other = self.first_other or f"{payload.hex()}: {what}"


def seeds_of_info() -> tuple[bytes, ...]:
    """Info of a small and of a full-grown wearable."""
    small = fp.Capabilities(1, 0, fp.Features(0), 1024, 1000, (12.5,), (2,), 1, fp.WearSite.UNKNOWN, 0)
    grown = fp.Capabilities(
        1, 255, fp.Features(0xFFFF), 4096, 32768, fp.RATES_HZ, fp.RANGES_G, 83, fp.WearSite.WRIST, 0xFFFF_FFFF
    )
    return fp.encode_capabilities(small), fp.encode_capabilities(grown)


def seeds_of_stream() -> tuple[bytes, ...]:
    """Packets with no, one, 25 and as many samples as can be."""
    heartbeat = fp.AccelPacket(7, 8, 9, fp.PacketFlags.HEARTBEAT, 12.5, b"")
    full = (
        fp.AccelPacket(0xFFFF, 1 << 31, 1 << 31, fp.PacketFlags.CLIP, 50.0, bytes(range(6)) * count)
        for count in (1, 25, fp.MAX_SAMPLES_PER_PACKET)
    )
    return tuple(map(fp.encode_packet, (heartbeat, *full)))


COMMANDS: tuple[fp.Command, ...] = (
    fp.Start(50.0, 8, 25),
    fp.Stop(),
    fp.Configure(fp.WearSite.THIGH),
    fp.TimeSync(1_772_438_400_000),
    fp.Resend(100_000, 500),
    fp.Identify(),
    fp.KeepLease(120),
)


def seeds_of_replies() -> tuple[bytes, ...]:
    """The reply of success to every command, and a refusal of every kind."""
    in_force: dict[fp.Op, fp.Actual] = dict(zip(fp.Op, COMMANDS, strict=True))
    in_force |= {fp.Op.STOP: None, fp.Op.IDENTIFY: None, fp.Op.TIME_SYNC: fp.DeviceTick(7)}
    good = [fp.Reply(op, 7, fp.Status.OK, actual) for op, actual in in_force.items()]
    bad = [fp.Reply(fp.Op.START, 7, status) for status in fp.Status if status != fp.Status.OK]
    return tuple(map(fp.encode_reply, good + bad))


def seeds_of_polar() -> tuple[bytes, ...]:
    """A frame of each type, and the answers that its decoder listens to."""
    samples = [(3 * number, -number, 100) for number in range(36)]
    raw = (polar_frames.encode_raw(kind, kind, samples[:10]) for kind in polar_frames.AXIS_BYTES)
    blocks = [polar_frames.block_of(samples[:30]), polar_frames.block_of(samples[29:])]
    kinds = (polar_frames.COMPRESSED_G, polar_frames.COMPRESSED_MG)
    compressed = (polar_frames.encode_compressed(kind, kind, samples[0], blocks) for kind in kinds)
    settings = {polar_control.Setting.SAMPLE_RATE_HZ: (25, 50), polar_control.Setting.FACTOR: (0x397F_DA40,)}
    ops = (polar_control.Op.GET_SETTINGS, polar_control.Op.START)
    answers = (polar_control.encode_answer(polar_control.Answer(op, 2, 0, settings=settings)) for op in ops)
    return *raw, *compressed, *answers


def seeds_of_movesense() -> tuple[bytes, ...]:
    """A message in one and in several parts, and an answer."""
    xyz_m_s2 = [(0.1, -0.2, 9.8)] * 8
    parts = (part for longest in (158, 20) for part in movesense.encode_message(77, xyz_m_s2, longest))
    return *parts, movesense.encode_answer(movesense.ACCELERATION, 200)


def seeds_of_row(row: three_int16.ThreeInt16) -> tuple[bytes, ...]:
    """One sample, several, and a period."""
    return three_int16.encode_samples(row, (1, -2, 1000)), three_int16.encode_samples(row, *[(0, 0, 1)] * 9), b"\x14\0"


SEEDS: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "Polar H10, Verity Sense or OH1": seeds_of_polar,
    "Movesense": seeds_of_movesense,
    **{row.name: partial(seeds_of_row, row) for row in (three_int16.PINETIME_ROW, three_int16.MICROBIT_ROW)},
}
"""Valid payloads of wearables, by their name; the others are bent out of our own packets."""


def target_of(wearable: Wearable) -> Target:
    """A wearable's decoder, fed on its characteristics in turn."""
    decoder = wearable.decoder()
    turns = cycle(sorted(wearable.characteristics))

    def decode(payload: Any) -> None:
        decoder.feed(next(turns), bytes(payload))

    seeds = SEEDS.get(wearable.name, lambda: seeds_of_info() + seeds_of_stream())()
    return Target(wearable.name, decode, None, seeds)


def targets() -> tuple[Target, ...]:
    """Every decoder that the package has; another one without a target here is a mistake."""
    found = (
        Target("decode_capabilities", fp.decode_capabilities, fp.encode_capabilities, seeds_of_info()),
        Target("decode_packet", fp.decode_packet, fp.encode_packet, seeds_of_stream()),
        Target(
            "decode_command",
            fp.decode_command,
            lambda pair: fp.encode_command(pair[1], pair[0]),
            tuple(fp.encode_command(command, 7) for command in COMMANDS),
        ),
        Target("decode_reply", fp.decode_reply, fp.encode_reply, seeds_of_replies()),
        Target("decode_battery_level", fp.decode_battery_level, fp.encode_battery_level, (b"\x57",)),
    )
    missing = {name for name in fp.__all__ if name.startswith("decode_")} - {target.name for target in found}
    if missing:
        raise SystemExit(f"no target for {', '.join(sorted(missing))}")
    return found + tuple(map(target_of, WEARABLES))


def bend(seed: bytes, chance: random.Random) -> bytes:
    """Damage a valid payload in one to four places, or leave it as it is."""
    payload = bytearray(seed)
    for _ in range(chance.randrange(5)):
        place = chance.randrange(len(payload) + 1)
        match chance.randrange(4):
            case 0 if place < len(payload):
                payload[place] = chance.choice((0x00, 0xFF, 0x80, payload[place] ^ 1 << chance.randrange(8)))
            case 1:
                del payload[place:]
            case 2:
                payload[place:place] = chance.randbytes(chance.randrange(1, 7))
            case 3:
                payload += payload[place:]
    return bytes(payload[:LONGEST])


def batch(target: Target, chance: random.Random, size: int) -> list[bytes | bytearray | memoryview]:
    """Make inputs: half of them random, half bent, in all three kinds of buffer."""
    made: list[bytes | bytearray | memoryview] = []
    for _ in range(size):
        if chance.random() < 0.5:
            payload = chance.randbytes(chance.randrange(chance.choice((4, 40, LONGEST))))
        else:
            payload = bend(chance.choice(target.seeds), chance)
        made.append(chance.choice((bytes, bytearray, memoryview))(payload))
    return made


def feed(target: Target, payload: bytes | bytearray | memoryview, tally: Tally) -> None:
    """Decode one input and, if it is a value, there and back again."""
    try:
        value = target.decode(payload)
    except fp.ProtocolError:
        tally.refused += 1
        return
    except Exception as error:  # noqa: BLE001  the very thing that is looked for
        tally.note_other(bytes(payload), repr(error))
        return
    tally.decoded += 1
    if target.encode is None:
        return
    try:
        if target.decode(target.encode(value)) != value:
            tally.note_other(bytes(payload), f"{value!r} is not what its encoding decodes to")
    except Exception as error:  # noqa: BLE001  a value that cannot be encoded is as wrong
        tally.note_other(bytes(payload), repr(error))


def fuzz(target: Target, inputs: int, seed: int) -> Tally:
    """Feed one decoder; only the time within `feed` counts."""
    tally = Tally()
    chance = random.Random(f"{seed} {target.name}")
    starts = range(0, inputs, BATCH)
    console = Console(stderr=True)
    for start in track(
        starts, description=target.name, console=console, transient=True, disable=not console.is_terminal
    ):
        made = batch(target, chance, min(BATCH, inputs - start))
        began_s = perf_counter()
        for payload in made:
            feed(target, payload, tally)
        tally.seconds += perf_counter() - began_s
        tally.inputs += len(made)
    return tally


def positive(text: str) -> int:
    """Read a whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Fuzz all decoders, print the table, and give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz_decoders", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--inputs", type=positive, default=1_000_000, help="inputs for each decoder (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same inputs (default %(default)s)")
    options = parser.parse_args(arguments)

    tallies = {target.name: fuzz(target, options.inputs, options.seed) for target in targets()}
    table = Table(Column("decoder", no_wrap=True), title=f"seed {options.seed}")
    for head in ("inputs", "decoded", "refused", "other errors", "inputs/s"):
        table.add_column(head, justify="right")
    for name, tally in tallies.items():
        counts = (tally.inputs, tally.decoded, tally.refused, tally.other, round(tally.inputs / tally.seconds))
        table.add_row(name, *(f"{count:,}" for count in counts))
    console = Console(width=None if sys.stdout.isatty() else 110)
    console.print(table)
    for name, tally in tallies.items():
        if tally.other:
            console.print(f"{name}: first other error at {tally.first_other}", markup=False)
    return 1 if any(tally.other for tally in tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
