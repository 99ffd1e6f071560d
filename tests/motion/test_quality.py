"""How well the stream comes: counted by sequence, measured by the clocks."""

import pytest

from firmware_protocol import AccelPacket, PacketFlags
from monitor.motion.quality import StreamQuality
from monitor.motion.samples import SampleAssembler
from tests.support.wearer import Wearable


def heard(*sequences: int, numbered: bool = True) -> StreamQuality:
    """The quality after packets with these sequences, five samples each."""
    quality = StreamQuality()
    for sequence in sequences:
        quality.count(AccelPacket(sequence, 0, 0, PacketFlags(0), 50.0, bytes(30)), numbered=numbered)
    return quality


@pytest.mark.parametrize(
    ("sequences", "lost"),
    [
        ((), 0),
        ((5,), 0),
        ((5, 6, 7), 0),
        ((5, 8), 2),
        ((65_535, 0), 0),
        ((65_534, 1), 2),
        ((5, 8, 6), 1),  # one of the two was late
        ((5, 8, 8), 1),  # twice: counted as one found again, never below nothing lost
        ((5, 5, 5), 0),
    ],
)
def test_a_jump_in_the_sequence_is_a_loss(sequences: tuple[int, ...], lost: int) -> None:
    """Missing packets are counted until they come late; the sequence may wrap."""
    quality = heard(*sequences)
    assert (len(sequences), 5 * len(sequences), lost) == (quality.packets, quality.samples, quality.lost)
    assert quality.loss == (lost / (len(sequences) + lost) if sequences else 0.0)


def test_without_numbers_no_loss_is_known() -> None:
    """A wearable that does not number its packets is not accused of losing them."""
    assert 0 == heard(5, 50, 500, numbered=False).lost


def test_a_new_boot_loses_nothing() -> None:
    """After its counters began anew the first packet follows nothing."""
    quality = heard(500)
    quality.begin()
    quality.count(AccelPacket(0, 0, 0, PacketFlags(0), 50.0, bytes(6)), numbered=True)
    assert 0 == quality.lost


@pytest.mark.parametrize("drift_ppm", [-80.0, 0.0, 80.0])
def test_rate_and_drift_are_measured(drift_ppm: float) -> None:
    """After ten minutes the wearable's clock is known to a few ppm, its rate to a thousandth."""
    wearable, assembler = Wearable(true_hz=50.4, drift_ppm=drift_ppm), SampleAssembler()
    for arrival in [wearable.info(), *wearable.stream(600)]:
        assembler.feed(arrival)

    assert 50.4 == pytest.approx(assembler.quality.sample_rate_hz, rel=1e-3)
    assert drift_ppm == pytest.approx(assembler.quality.drift_ppm, abs=10.0)


def test_before_two_minutes_no_drift_is_told() -> None:
    """What cannot be known yet is not shown."""
    wearable, assembler = Wearable(), SampleAssembler()
    for arrival in [wearable.info(), *wearable.stream(60)]:
        assembler.feed(arrival)
    assert assembler.quality.drift_ppm is None


def test_what_is_rejected_is_counted() -> None:
    """Garbage and duplicates."""
    wearable, assembler = Wearable(), SampleAssembler()
    for arrival in (wearable.packet(0), wearable.info(), wearable.packet(0), wearable.packet(0)):
        assembler.feed(arrival)
    assert (2, 2) == (assembler.quality.rejected, assembler.quality.packets)
