"""The fuzz run itself: it passes on our decoders, and would have found one that breaks the invariant."""

import random
from typing import Any

import pytest

from firmware_protocol import ProtocolError
from tests.fuzz_decoders import Target, batch, fuzz, main, targets


def decode_carelessly(payload: Any) -> int:
    """A decoder with the usual mistake: it reads the third byte without asking whether there is one."""
    return int(payload[2])


def decode_without_end(payload: Any) -> int:
    """A decoder whose value is not what its encoding means."""
    if not len(payload):
        raise ProtocolError("empty")
    return int(payload[0]) + 1


def encode_one(value: int) -> bytes:
    """Write a byte, however large the number was."""
    return bytes((value % 256, 0, value % 256))


def test_our_decoders_pass(capsys: pytest.CaptureFixture[str]) -> None:
    """A short run over all decoders ends with status 0 and a line for each."""
    assert main(["--inputs", "1500", "--seed", "3"]) == 0
    shown = capsys.readouterr().out

    assert [target.name for target in targets() if target.name not in shown] == []


@pytest.mark.parametrize(
    ("decode", "what"), [(decode_carelessly, "IndexError"), (decode_without_end, "is not what its encoding decodes to")]
)
def test_a_broken_decoder_is_found(decode: Any, what: str) -> None:
    """A decoder that raises something else, or does not come back to its value, is counted and quoted."""
    tally = fuzz(Target("broken", decode, encode_one, (b"\x01\x02\x03",)), 2_000, seed=1)

    assert tally.other > 0
    assert what in tally.first_other


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_inputs_reach_both_ends(target: Target) -> None:
    """Inputs are of both sorts, values and garbage, and every one is counted once."""
    tally = fuzz(target, 2_000, seed=1)

    assert tally.decoded > 100
    assert tally.refused > 100
    assert (tally.decoded + tally.refused, 0) == (tally.inputs, tally.other)


def test_the_same_seed_gives_the_same_inputs() -> None:
    """A find can be repeated: the inputs depend on the seed alone, and come in all three kinds of buffer."""
    target = targets()[0]
    first, again, other = (batch(target, random.Random(seed), 300) for seed in (1, 1, 2))

    assert first == again != other
    assert {bytes, bytearray, memoryview} == {type(payload) for payload in first}


@pytest.mark.parametrize("inputs", ["0", "-5", "many"])
def test_a_wrong_number_of_inputs_is_refused_in_one_line(inputs: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The call is the user's mistake: exit status 2 and a line that says what is wrong."""
    with pytest.raises(SystemExit, match="2"):
        main([f"--inputs={inputs}"])

    assert f"'{inputs}' is not a whole number of at least 1" in capsys.readouterr().err
