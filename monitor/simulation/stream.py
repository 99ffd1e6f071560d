"""From motion to arrivals: what the central would have heard of it.

Notifications travel at connection events, in order, mostly.  A packet waits for the next event.  One that fails (the
other device did not hear) delays it to the one after, and several packets then come at once.  The link itself repeats
what was lost; what the central's stack drops, doubles or swaps is up to chance here.
"""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, TypeVar

import numpy as np

from firmware_protocol import (
    BATTERY_LEVEL_UUID,
    INFO_UUID,
    STREAM_UUID,
    Capabilities,
    encode_battery_level,
    encode_capabilities,
    encode_packet,
)
from monitor.errors import UsageError
from monitor.motion.arrivals import Arrival
from monitor.simulation.body import Motion, Span
from monitor.simulation.device import U32, Boot

T = TypeVar("T")

REBOOT_S: Final = 3.0
"""How long the wearable takes to boot and to be connected again (product default)."""

UPTIME_S: Final = 60.0
"""How long the wearable ran before the motion began (product default)."""

BOOT_TO_SAMPLE_S: Final = 0.5
"""How long it takes from the boot to the first sample (product default)."""

BATTERY_PERCENT: Final = 80
"""The charge that the simulated wearable reports."""

SUPERVISION_S: Final = 6.0
"""Silence after which the link is lost: the central connects again, and reads Info again (our profile asks for 6 s)."""

SPACING_S: Final = 0.002
"""Least time between two packets: one of 25 samples, its acknowledgement and the spaces take 2 ms at 1 Mbit/s."""

HOST_S: Final = 0.002
"""Mean time from the air to the program (product default; exponential)."""

MOST_MISSED: Final = 20
"""Connection events that may fail in a row; after more of them a real link would be lost (product default)."""


@dataclass(frozen=True, slots=True)
class Radio:
    """How good the link is.

    Attributes:
        connection_interval_s: time between connection events, 0.0075 to 4 s (Bluetooth Core, Vol 6 Part B, 4.5.1).
        missed: share of connection events that fail.
        loss: share of packets that never come.
        duplicates: share of packets that come twice.
        reorder: share of packets that come after the one that follows them.

    Raises:
        UsageError: a share outside 0 to 1, or an interval that Bluetooth does not have.
    """

    connection_interval_s: float = 0.1
    missed: float = 0.05
    loss: float = 0.0
    duplicates: float = 0.0
    reorder: float = 0.0

    def __post_init__(self) -> None:
        for name in ("missed", "loss", "duplicates", "reorder"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise UsageError(f"{name} is {getattr(self, name):g}; allowed are shares from 0 to 1")
        if not 0.0075 <= self.connection_interval_s <= 4.0:
            raise UsageError(f"connection interval is {self.connection_interval_s:g} s; allowed are 0.0075 to 4 s")

    def deliver(self, sent: Iterable[tuple[float, T]], rng: np.random.Generator) -> Iterator[tuple[float, T]]:
        """When each packet comes, given when it was ready, in order of coming; times never go back."""
        held: T | None = None
        last_s = float("-inf")
        offset_s = rng.uniform(0.0, self.connection_interval_s)
        for ready_s, packet in sent:
            if rng.random() < self.loss:
                continue
            last_s = max(self._event_s(ready_s, offset_s, rng), last_s + SPACING_S)
            if held is None and rng.random() < self.reorder:
                held = packet
                continue
            coming = [packet] if held is None else [packet, held]
            held = None
            for one in coming:
                for _ in range(2 if rng.random() < self.duplicates else 1):
                    yield last_s, one
                    last_s += SPACING_S
        if held is not None:
            yield last_s, held

    def _event_s(self, ready_s: float, offset_s: float, rng: np.random.Generator) -> float:
        """When the first connection event that works, from `ready_s` on, has reached the host."""
        failed = 0
        while rng.random() < self.missed and failed < MOST_MISSED:
            failed += 1
        event = np.ceil((ready_s - offset_s) / self.connection_interval_s) + failed
        return float(offset_s + event * self.connection_interval_s + rng.exponential(HOST_S))


def arrivals_of(
    motion: Motion,
    *,
    start_s: float,
    capabilities: Capabilities,
    samples_per_packet: int = 25,
    clock_drift_ppm: float = 0.0,
    connection_interval_s: float = 0.1,
    missed: float = 0.05,
    loss: float = 0.0,
    duplicates: float = 0.0,
    reorder: float = 0.0,
    reboot_at_s: float | None = None,
    seed: int = 0,
) -> Iterator[Arrival]:
    """What came over the air, in order of time, and never before it was measured.

    Each connection begins with reading Info and the battery, the first at `start_s`.  In a gap nothing comes.

    Args:
        motion: what was measured.
        start_s: when the motion began, UTC in POSIX seconds.
        capabilities: of the wearable at its first boot.
        samples_per_packet: 1 to `capabilities.max_samples`.
        clock_drift_ppm: how much the device clock is too fast.
        connection_interval_s: time between two chances to send, as in `Radio`.
        missed: share of these chances that fail, so that packets pile up and come at once.
        loss: share of packets that never come.
        duplicates: share of packets that come twice.
        reorder: share of packets that come after the one that follows them.
        reboot_at_s: when, after `start_s`, the wearable reboots; it is back `REBOOT_S` later with another boot_id
            and new counters, and what it had not yet sent is lost.
        seed: chooses all chance of the radio, 0 or more.

    Raises:
        UsageError: a value that this wearable or a radio cannot have.
    """
    if seed < 0:
        raise UsageError(f"seed is {seed}; allowed are whole numbers from 0")
    radio = Radio(connection_interval_s, missed, loss, duplicates, reorder)
    rng = np.random.default_rng([seed, 2])
    boot = Boot(motion, capabilities, samples_per_packet, clock_drift_ppm, UPTIME_S)
    boots, silences = _lives(boot, reboot_at_s, rng)
    return _arrivals(boots, silences, start_s, radio, rng)


def _lives(boot: Boot, reboot_at_s: float | None, rng: np.random.Generator) -> tuple[list[Boot], tuple[Span, ...]]:
    """One boot, or two instead of one; and when nothing can be heard."""
    gaps = boot.motion.gaps
    if reboot_at_s is None:
        return [boot], gaps
    duration_s = boot.motion.duration_s
    if not 0.0 < reboot_at_s < duration_s:
        raise UsageError(f"reboot is at {reboot_at_s:g} s; allowed is within the script, 0 to {duration_s:g} s")
    silence = Span(reboot_at_s, reboot_at_s + REBOOT_S)
    boot_id = (boot.capabilities.boot_id + int(rng.integers(1, U32))) & U32
    second = replace(
        boot,
        capabilities=replace(boot.capabilities, boot_id=boot_id),
        uptime_s=BOOT_TO_SAMPLE_S,
        begin_s=silence.end_s,
    )
    return [replace(boot, end_s=silence.start_s), second], (*gaps, silence)


def _arrivals(
    boots: Sequence[Boot], silences: Sequence[Span], start_s: float, radio: Radio, rng: np.random.Generator
) -> Iterator[Arrival]:
    """One connection after the other, for each boot and after each silence that outlasts the link."""
    long = (silence for silence in silences if silence.end_s - silence.start_s >= SUPERVISION_S)
    connects_s = sorted([0.0, *(silence.end_s for silence in long)])
    now_s = 0.0
    for boot in boots:
        # Times of packets only grow, so packets of one connection follow each other.
        for number, packets in groupby(boot.packets(), key=lambda sent: bisect(connects_s, sent[0])):
            now_s = max(now_s, boot.begin_s, connects_s[number - 1])
            yield Arrival(start_s + now_s, INFO_UUID, encode_capabilities(boot.capabilities))
            yield Arrival(start_s + now_s, BATTERY_LEVEL_UUID, encode_battery_level(BATTERY_PERCENT))
            for now_s, packet in radio.deliver(packets, rng):
                if not any(silence.start_s <= now_s < silence.end_s for silence in silences):
                    yield Arrival(start_s + now_s, STREAM_UUID, encode_packet(packet))
