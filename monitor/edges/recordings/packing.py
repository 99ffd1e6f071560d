"""Samples as a recording: packets of our own profile, as a wearable would have sent them that takes such samples.

So whatever reads recordings reads other people's data too, with the times that it had.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from firmware_protocol import (
    INFO_UUID,
    MAJOR,
    MAX_SAMPLES_PER_PACKET,
    RANGES_G,
    STREAM_UUID,
    AccelPacket,
    Capabilities,
    Features,
    PacketFlags,
    WearSite,
    encode_capabilities,
    encode_packet,
)
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import SampleBlock

TICK_HZ: Final = 10_000
"""Rate of the clock in the packets: 0.1 ms, and five days until its 32 bits wrap (product default)."""

_LIMIT: Final = 32767
_U16, _U32 = 2**16, 2**32


def pack_capabilities(sample_rate_hz: float, range_g: float, wear_site: str) -> Capabilities:
    """What a wearable that sends such samples says of itself.

    Args:
        sample_rate_hz: nominal, one of `RATES_HZ`.
        range_g: the largest acceleration in them; the next full scale above it is taken, 16 g at most.
        wear_site: where it was worn.

    Raises:
        ValueError: the rate or the wear site is none of our profile.
    """
    full_g = next((full for full in RANGES_G if full >= range_g), RANGES_G[-1])
    return Capabilities(
        major=MAJOR,
        minor=0,
        features=Features(0),
        counts_per_g=(_LIMIT + 1) // full_g,
        tick_hz=TICK_HZ,
        sample_rates_hz=(sample_rate_hz,),
        ranges_g=(full_g,),
        max_samples=MAX_SAMPLES_PER_PACKET,
        wear_site=WearSite(wear_site),
        boot_id=1,
    )


def pack_samples(blocks: Iterable[SampleBlock], capabilities: Capabilities) -> Iterator[Arrival]:
    """Sample blocks as arrivals, in order of time; nothing if there are none.

    A gap between two blocks is one in the numbers of the samples as well.  What is beyond the range is cut off there,
    and the packet says so.

    Args:
        blocks: in order of time, UTC in POSIX seconds.
        capabilities: of `pack_capabilities`.
    """
    nominal_hz, sequence, index = capabilities.sample_rates_hz[0], 0, 0
    origin_s = end_s = arrived_s = 0.0
    for number, block in enumerate(blocks):
        if number == 0:
            origin_s = end_s = arrived_s = block.start_s
            yield Arrival(origin_s, INFO_UUID, encode_capabilities(capabilities))
        missing = max(round((block.start_s - end_s) * block.sample_rate_hz), 0)
        index, end_s = index + missing, block.end_s
        for begin in range(0, len(block.xyz_g), MAX_SAMPLES_PER_PACKET):
            counts = np.rint(block.xyz_g[begin : begin + MAX_SAMPLES_PER_PACKET] * capabilities.counts_per_g)
            start_s = block.start_s + begin / block.sample_rate_hz
            flags = PacketFlags.OVERFLOW if missing and not begin else PacketFlags(0)
            flags |= PacketFlags.CLIP if (np.abs(counts) >= _LIMIT).any() else PacketFlags(0)
            packet = AccelPacket(
                sequence=sequence % _U16,
                first_sample_index=index % _U32,
                tick=round((start_s - origin_s) * TICK_HZ) % _U32,
                flags=flags,
                sample_rate_hz=nominal_hz,
                samples=np.clip(counts, -_LIMIT, _LIMIT).astype("<i2").tobytes(),
            )
            # It comes when its last sample would have been taken at the nominal rate: the clock then never moves.
            arrived_s = max(arrived_s, start_s + (len(counts) - 1) / nominal_hz)
            yield Arrival(arrived_s, STREAM_UUID, encode_packet(packet))
            sequence, index = sequence + 1, index + len(counts)
