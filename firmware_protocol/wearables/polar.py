"""Polar H10, Verity Sense and OH1: the Polar Measurement Data service (PMD).

Ask what can be set, start with the nearest of it, stop before leaving: a sensor that is not told to stop may go on
measuring.  polar_control has the commands, polar_frames the bytes, polar_decoder the time.
"""

from typing import Final

from firmware_protocol.control import Start
from firmware_protocol.wearables.polar_control import (
    ACCELERATION,
    ANSWER,
    ANSWER_BYTES,
    CONTROL_UUID,
    DATA_UUID,
    FEATURES,
    MEASUREMENT_BITS,
    SERVICE_UUID,
    Answer,
    Op,
    Setting,
    Status,
    choose,
    decode_answer,
    encode_command,
)
from firmware_protocol.wearables.polar_decoder import PolarDecoder
from firmware_protocol.wearables.wearable import Ask, Dialogue, Read, RefusedError, Started, Subscribe, Wearable

FRAME_SAMPLES: Final = 36
"""In a raw frame of the H10 (AccDataTest.kt); compressed ones hold about twice as many."""

SILENCE_S: Final = 6.0
"""A still Verity Sense puts nearly 200 samples into a frame, and so sends one every 4 s."""

_UPDATE: Final = "update its firmware with Polar's app"
_REASONS: Final[dict[int, str]] = {
    Status.INVALID_OP: f"it does not know the command: {_UPDATE}",
    Status.INVALID_MEASUREMENT: f"it does not measure motion: {_UPDATE}, or use an H10, a Verity Sense or an OH1",
    Status.NOT_SUPPORTED: f"it does not share its motion: {_UPDATE}, or use an H10, a Verity Sense or an OH1",
    Status.ALREADY_IN_STATE: "it measures already and does not stop: close every other app that uses it, or restart it",
    Status.INVALID_MTU: "the link carries too small packets for it: restart it, or use another Bluetooth adapter",
    Status.INVALID_STATE: "it is not ready to measure: end its training or recording, or restart it",
    Status.IN_CHARGER: "it is in its charger: take it out",
}


def begin(wanted: Start) -> Dialogue[Started]:
    """Ask for the settings, choose, start; if it measures already, begin anew."""
    _require_motion((yield Read(CONTROL_UUID)) or b"")
    yield Subscribe(CONTROL_UUID)
    yield Subscribe(DATA_UUID)
    offered = yield from _ask(Op.GET_SETTINGS, encode_command(Op.GET_SETTINGS))
    _require_success(offered)
    chosen = choose(offered.settings, wanted)
    if not offered.sample_rates_hz:
        raise RefusedError(f"it offers no sample rate: {_UPDATE}")
    start = encode_command(Op.START, chosen)
    answer = yield from _ask(Op.START, start)
    if answer.status == Status.ALREADY_IN_STATE:
        yield from end()
        answer = yield from _ask(Op.START, start)
    _require_success(answer)
    rate_hz = float(chosen[Setting.SAMPLE_RATE_HZ][0])
    return Started(rate_hz, FRAME_SAMPLES / rate_hz)


def end() -> Dialogue[None]:
    """Stop the measurement; it is no error if there is none."""
    yield from _ask(Op.STOP, encode_command(Op.STOP))


def _ask(op: Op, command: bytes) -> Dialogue[Answer]:
    """Write a command about acceleration, and find its answer by the op."""

    def is_answer(payload: bytes) -> bool:
        about = payload[2] & MEASUREMENT_BITS if len(payload) >= ANSWER_BYTES else None
        return about == ACCELERATION and payload[:2] == bytes((ANSWER, op))

    answer = yield Ask(CONTROL_UUID, command, is_answer)
    return decode_answer(answer or b"")


def _require_motion(features: bytes) -> None:
    """Refuse a sensor that says, where it says anything, that it has no acceleration."""
    if features[:1] == bytes((FEATURES,)) and not sum(features[1:2]) >> ACCELERATION & 1:
        raise RefusedError(_REASONS[Status.NOT_SUPPORTED])


def _require_success(answer: Answer) -> None:
    """Say a refusal in one clause, with what the user can do."""
    if answer.status != Status.SUCCESS:
        unknown = f"it refuses what it offered (status {answer.status}): restart it, and {_UPDATE}"
        raise RefusedError(_REASONS.get(answer.status, unknown))


POLAR: Final = Wearable(
    name="Polar H10, Verity Sense or OH1",
    service=SERVICE_UUID,
    characteristics=frozenset({CONTROL_UUID, DATA_UUID}),
    begin=begin,
    decoder=PolarDecoder,
    probe=CONTROL_UUID,
    end=end,
    silence_s=SILENCE_S,
    names=("Polar H10 ", "Polar Sense ", "Polar OH1 "),
)
