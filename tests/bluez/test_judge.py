"""Judging: what was lost, what came twice, what was late, and which postures are false."""

from dataclasses import replace

import pytest

from monitor.posture.labels import Posture, PostureEpoch
from tests.bluez.evidence import Evidence, LinkChange, Mark, Received, Sent
from tests.bluez.judge import UNDISTURBED, Row, arrived_samples, false_epochs, gaps, judge, repeated

BOOT_ID, T0 = 7, 1_800_000_000.0
PERIOD_S = 0.02


def _sent(number: int, *, step: int = 0, posture: Posture = Posture.SITTING) -> Sent:
    """Packet `number` of 25 samples, taken in the half second that ends at T0 + (number + 1) / 2."""
    last_s = T0 + 0.5 * (number + 1) - PERIOD_S
    return Sent(BOOT_ID, 25 * number, 25, last_s, (step,) * 25, (posture,) * 25)


def _received(number: int, *, delay_s: float = 0.1) -> Received:
    return Received(T0 + 0.5 * (number + 1) + delay_s, BOOT_ID, number, 25 * number, 25)


def _stream(numbers: range | list[int]) -> list[Received]:
    return [_received(number) for number in numbers]


def _epochs(seconds: range, posture: Posture = Posture.SITTING) -> list[PostureEpoch]:
    return [PostureEpoch(T0 + second, posture, 1.0) for second in seconds]


MARK = Mark("link drop", began_s=T0 + 20.0, over_s=T0 + 25.0, sockets_before=6, sockets_after=6)


def _evidence(**parts: object) -> Evidence:
    """A link that is lost from second 20 to 25, noticed after 0.5 s, and back 0.6 s after the cause was gone."""
    kept = Evidence(
        marks=[MARK],
        sent=[_sent(number) for number in [*range(40), *range(50, 80)]],
        received=_stream([*range(40), *range(50, 80)]),
        changes=[LinkChange(T0 + 20.5, "lost", "gone"), LinkChange(T0 + 25.4, "streaming", "")],
        epochs=_epochs(range(20)) + _epochs(range(25, 40)),
        failures=[],
    )
    return replace(kept, **parts)


def _fault(evidence: Evidence) -> Row:
    return judge(evidence)[1]


def test_a_fault_well_met_meets_every_goal() -> None:
    """Noticed and back in time, nothing twice, nothing false: no goal is missed."""
    row = _fault(_evidence())

    assert (0.5, 0.6) == (pytest.approx(row.noticed_s), pytest.approx(row.back_s))
    assert (250, 0, 0, 0, 0) == (row.lost, row.twice, row.invented, row.sockets, row.false_s)
    assert () == row.unmet


def test_the_time_before_the_first_fault_is_judged_too() -> None:
    """What is twice before anything went wrong is counted there, and not with the first fault."""
    twice = [*_stream(range(40)), _received(39), *_stream(range(50, 80))]
    before, fault = judge(_evidence(received=sorted(twice, key=lambda packet: packet.time_s), marks=[MARK]))

    assert UNDISTURBED == before.fault
    assert (0, 25) == (before.twice, fault.twice)  # the last second before a fault is the fault's


@pytest.mark.parametrize(
    ("parts", "unmet"),
    [
        ({"changes": [LinkChange(T0 + 23.1, "lost", "")]}, "noticed late"),
        ({"changes": [LinkChange(T0 + 10.0, "lost", ""), LinkChange(T0 + 25.4, "streaming", "")]}, "not noticed"),
        ({"received": _stream([*range(40), *range(56, 80)]), "epochs": []}, "back late"),
        ({"received": _stream(range(40)), "epochs": []}, "not back"),
        ({"marks": [replace(MARK, sockets_after=7)]}, "1 sockets more"),
        ({"marks": [replace(MARK, failed="waited in vain")]}, "waited in vain"),
        ({"received": [*_stream(range(40)), *_stream([50]), *_stream(range(50, 80))]}, "25 twice"),
        ({"received": _stream([*range(40), *range(50, 81)])}, "25 invented"),
        ({"epochs": _epochs(range(22, 23))}, "1 false"),
    ],
)
def test_each_missed_goal_is_named(parts: dict[str, object], unmet: str) -> None:
    """Whatever is not as it should be is said, and nothing else."""
    assert (unmet,) == _fault(_evidence(**parts)).unmet


@pytest.mark.parametrize(("second_s", "unmet"), [(1.0, ("noticed late",)), (1.5, ())])
def test_a_slower_guest_has_as_much_more_time(second_s: float, unmet: tuple[str, ...]) -> None:
    """Noticed after 3.1 s: too late on a quiet machine, in time where a second takes one and a half."""
    late = LinkChange(T0 + 23.1, "lost", "")

    row = _fault(_evidence(changes=[late], marks=[replace(MARK, second_s=second_s)]))

    assert (second_s, unmet) == (row.second_s, row.unmet)


def test_nobody_notices_the_death_of_the_daemon_itself() -> None:
    """A fault without a daemon to notice it is not judged by it."""
    assert () == _fault(_evidence(marks=[replace(MARK, is_noticed=False)], changes=[])).unmet


def test_a_state_written_down_a_moment_early_counts_as_noticed_at_once() -> None:
    """Two processes see the same event; whose clock reads first means nothing."""
    row = _fault(_evidence(changes=[LinkChange(MARK.began_s - 0.02, "lost", "")]))

    assert 0.0 == row.noticed_s


def test_what_happens_after_the_next_fault_began_is_the_next_one_s() -> None:
    """A loss counts where its gap ends."""
    second = replace(MARK, fault="another", began_s=T0 + 30.0, over_s=T0 + 31.0)
    received = _stream([*range(40), *range(50, 60), *range(64, 80)])
    _, first, other = judge(_evidence(marks=[MARK, second], received=received))

    assert (250, 100) == (first.lost, other.lost)


def test_samples_that_arrived_twice_are_there_once() -> None:
    """Whatever the radio does, a sample was taken once."""
    samples = arrived_samples([_sent(0), _sent(1)], _stream([0, 1, 1]))

    assert 50 == len(samples)
    assert [_received(1)] == repeated(_stream([0, 1, 1]))
    assert [] == list(gaps(samples))


def test_a_gap_is_counted_in_samples() -> None:
    """Between packets 0 and 3 there are two packets of 25."""
    samples = arrived_samples([_sent(number) for number in range(4)], _stream([0, 3]))

    assert [(pytest.approx(T0 + 1.5), 50)] == list(gaps(samples))


class TestFalsePostures:
    """A posture is false without samples, or against the truth far from a transition."""

    SAMPLES = arrived_samples(
        [_sent(n) for n in range(40)] + [_sent(n, step=1, posture=Posture.STANDING) for n in range(40, 80)],
        _stream(range(80)),
    )

    def test_the_truth_is_not_false(self) -> None:
        """Twenty seconds of sitting, then twenty of standing, as they were."""
        epochs = _epochs(range(20)) + _epochs(range(20, 40), Posture.STANDING)

        false, judged = false_epochs(epochs, self.SAMPLES)

        assert [] == false
        assert 24 == judged  # of each twenty, the first eight are too near to the beginning of the step

    def test_a_late_change_near_a_transition_is_forgiven(self) -> None:
        """No classifier can know it at once."""
        assert ([], 0) == false_epochs(_epochs(range(20, 28)), self.SAMPLES)

    def test_a_wrong_posture_far_from_a_transition_is_false(self) -> None:
        """Standing for ten seconds, and called sitting."""
        wrong = _epochs(range(30, 31))

        assert (wrong, 1) == false_epochs(wrong, self.SAMPLES)

    def test_a_posture_of_a_second_without_samples_is_false(self) -> None:
        """Nobody can know it."""
        invented = _epochs(range(45, 46))

        assert (invented, 0) == false_epochs(invented, self.SAMPLES)

    def test_unknown_is_never_false(self) -> None:
        """To say that one does not know is right without samples."""
        assert ([], 0) == false_epochs(_epochs(range(45, 46), Posture.UNKNOWN), self.SAMPLES)
