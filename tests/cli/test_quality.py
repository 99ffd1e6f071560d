"""How well a recording comes: counted from what arrives, and what rest tells of the scale."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_protocol import STREAM_UUID
from firmware_protocol.wearables.sitmon_profile import SITMON_PROFILE
from monitor.cli.quality import REST_S, Quality, RestingScale
from monitor.edges.link.machine import LinkHealth, LinkState
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import SampleBlock
from tests.support.feeds import arrivals

STREAMING = LinkHealth(LinkState.STREAMING, 60.0, "", "sitmon profile", "C4:11:22:33:44:55", 0.2, 0, 0, 0)


def heard(script: str, *, loss: float = 0.0) -> Quality:
    """What has come of a scripted person."""
    quality = Quality(STREAMING)
    for arrival in arrivals(script, loss=loss):
        quality.take(arrival)
    return quality


def test_before_the_first_sample_all_is_zero() -> None:
    """Nothing is divided by nothing, and nothing is claimed: loss and drift are not known."""
    quality = Quality()

    assert (0.0, 0.0, None, None) == (quality.duration_s, quality.sample_rate_hz, quality.loss, quality.drift_ppm)
    assert "0 s, 0.0 Hz, no gap" == str(quality)
    assert "…" == quality.now()


def test_gaps_are_counted_and_left_out_of_the_rate() -> None:
    """Half a minute out of reach is one gap, not a slower sensor."""
    quality = heard("sit:60s gap:30s sit:30s")

    assert 1 == quality.gaps
    assert 30.0 == pytest.approx(quality.missing_s, abs=2.5)
    assert 12.5 == pytest.approx(quality.sample_rate_hz, abs=0.05)
    assert "1 gap (" in str(quality)


def test_loss_is_told_where_packets_are_numbered() -> None:
    """A tenth of the packets lost is about a tenth of loss, and many gaps."""
    quality = heard("walk:5m", loss=0.1)

    assert quality.wearable is SITMON_PROFILE
    assert 0.1 == pytest.approx(quality.loss, abs=0.06)
    assert quality.gaps > 3
    assert " % lost, " in str(quality)


def test_garbage_is_counted_as_rejected() -> None:
    """Bytes that are no packet count as such, and are said only where there are any."""
    quality = heard("sit:20s")
    before = str(quality)
    quality.take(Arrival(2e9, STREAM_UUID, b"garbage"))

    assert "rejected" not in before
    assert "1 rejected" in str(quality)


def test_drift_is_told_once_it_is_known() -> None:
    """The wearable's clock against ours, in ppm, signed; the simulated clock is right."""
    quality = heard("sit:20m")

    assert quality.drift_ppm is not None
    assert "clock " in str(quality)
    assert abs(quality.drift_ppm) < 50.0


def test_a_still_person_tells_the_scale() -> None:
    """Somebody who sits still reads 1 g, and there is nothing to complain of."""
    quality = heard("sit:60s")

    assert 1.0 == pytest.approx(quality.scale.rest_g, abs=0.05)
    assert "1.0" in str(quality).rpartition(", ")[2]
    assert str(quality).endswith("g at rest")
    assert "" == quality.scale.complaint


@pytest.mark.parametrize(
    ("state", "since_s", "begins"),
    [
        (LinkState.STREAMING, 60.0, "streaming; so far 20 s, "),
        (LinkState.STALLED, 2.0, "stalled for 2 s; so far 20 s, "),
        (LinkState.SCANNING, 130.0, "scanning for 2 min; so far 20 s, "),
    ],
)
def test_the_line_begins_with_the_link(state: LinkState, since_s: float, begins: str) -> None:
    """How the link is comes first, and for how long where it is not well."""
    quality = heard("sit:20s")
    quality.health = replace(STREAMING, state=state, since_s=since_s)

    assert quality.now().replace("so far 19 s", "so far 20 s").startswith(begins)


def test_before_samples_the_line_is_the_link_alone() -> None:
    """While it looks for the wearable there is nothing else to say."""
    assert "scanning for 3 s" == Quality(replace(STREAMING, state=LinkState.SCANNING, since_s=3.0)).now()


def test_reconnects_are_said() -> None:
    """Where the link was lost and came back, that is part of how well it comes."""
    quality = heard("sit:20s")
    quality.health = replace(STREAMING, reconnects=2)

    assert ", 2 reconnects" in str(quality)
    assert 2 == quality.as_record()["reconnects"]


def test_for_machines_unknown_is_null() -> None:
    """All keys are always there; what is not known is null and never 0."""
    nothing, something = Quality().as_record(), heard("sit:60s").as_record()

    assert nothing.keys() == something.keys()
    assert [None] * 4 == [nothing[key] for key in ("wearable", "loss", "drift_ppm", "rest_g")]
    assert ("sitmon profile", 12.5, 0, 0.0) == tuple(
        something[key] for key in ("kind", "sample_rate_hz", "gaps", "loss")
    )


# ------------------------------------------------------------------------------------------------------ the scale


def rest(reads: float, seconds: float, *, sd: float = 1e-6, start_s: float = 0.0) -> list[SampleBlock]:
    """Blocks of half a second at 50 Hz from a wearable that lies still and reads so much."""
    random = np.random.default_rng(1)
    direction = np.array([0.6, 0.0, 0.8]) * reads
    return [
        SampleBlock(start_s + k / 2, 50.0, direction + random.normal(0.0, sd * reads, (25, 3)))
        for k in range(round(2 * seconds))
    ]


def scale_after(*blocks: SampleBlock) -> RestingScale:
    """What it tells after these."""
    scale = RestingScale()
    for block in blocks:
        scale.feed(block)
    return scale


@pytest.mark.parametrize(
    ("reads", "complaint"),
    [
        (1.0, ""),
        (0.96, ""),
        (1.04, ""),
        (9.81, "reads 9.81 at rest: these are m/s2, not g"),
        (1000.0, "reads 1000.00 at rest: these are mg, not g"),
        (0.5, "reads 0.50 g at rest, not 1: its scale or its zero is off; calibrate it"),
        (1.1, "reads 1.10 g at rest, not 1: its scale or its zero is off; calibrate it"),
        (0.0, "reads 0.00 g at rest, not 1: its scale or its zero is off; calibrate it"),
    ],
)
def test_what_rests_reads_1_g(reads: float, complaint: str) -> None:
    """Within 5 %; another unit is named, anything else is said."""
    assert complaint == scale_after(*rest(reads, 12.0)).complaint


def test_a_short_rest_tells_nothing() -> None:
    """Less than ten seconds may be a movement at constant speed, or luck."""
    assert scale_after(*rest(9.81, REST_S - 0.5)).rest_g is None


def test_what_moves_tells_nothing() -> None:
    """Whoever walks reads more than 1 g, and rightly so."""
    assert scale_after(*rest(1.3, 30.0, sd=0.05)).rest_g is None


def test_a_gap_ends_the_rest() -> None:
    """Two rests of six seconds with a gap between them are not one of twelve: it may lie another way now."""
    assert scale_after(*rest(1.0, 6.0), *rest(1.0, 6.0, start_s=20.0)).rest_g is None


@given(reads=st.floats(0.2, 5000.0), scale=st.floats(0.01, 100.0))
def test_rest_is_rest_in_any_unit(reads: float, scale: float) -> None:
    """Whether something rests does not depend on the unit that it reads."""
    assert scale_after(*rest(reads, 10.0)).rest_g == pytest.approx(
        (scale_after(*rest(reads * scale, 10.0)).rest_g or 0.0) / scale, rel=1e-3
    )
