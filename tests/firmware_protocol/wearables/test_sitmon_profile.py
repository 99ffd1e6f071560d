"""Our own profile as a kind of wearable: what is said to it, and what its bytes give."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_protocol import (
    CONTROL_UUID,
    INFO_UUID,
    LEASE_DEFAULT_S,
    RANGES_G,
    RATES_HZ,
    STREAM_UUID,
    Capabilities,
    Features,
    KeepLease,
    ProtocolError,
    Reply,
    Start,
    Status,
    Stop,
    WearSite,
    decode_command,
    encode_capabilities,
    encode_reply,
)
from firmware_protocol.wearables import (
    SITMON_PROFILE,
    Ask,
    Read,
    RefusedError,
    Request,
    RequireBond,
    Scale,
    Started,
    Subscribe,
)
from firmware_protocol.wearables.sitmon_profile import ProfileDecoder
from tests.support.dialogues import perform

BOARD = Capabilities(1, 0, Features(0), 4096, 32_768, (26.0, 52.0), (2, 4), 19, WearSite.THIGH, 9)
WANTED = Start(50.0, 8, 25)


class Firmware:
    """Answers as a wearable of our profile does.

    Attributes:
        said: the commands that it was given.
    """

    def __init__(self, capabilities: Capabilities = BOARD, status: Status = Status.OK) -> None:
        self.info = encode_capabilities(capabilities)
        self.status = status
        self.said: list[object] = []

    def __call__(self, request: Request) -> bytes | None:
        """The answer to a request."""
        match request:
            case Read():
                return self.info
            case Ask(_, payload):
                request_id, command = decode_command(payload)
                self.said.append(command)
                actual = command if self.status is Status.OK and not isinstance(command, Stop) else None
                return encode_reply(Reply(payload[0], request_id, self.status, actual))
        return None


def test_it_is_started_with_what_it_has() -> None:
    """Info first, both subscriptions before Start, and the nearest of its own to what is wanted."""
    firmware = Firmware()
    requests, started = perform(SITMON_PROFILE.begin(WANTED), firmware)

    assert [Read(INFO_UUID), Subscribe(CONTROL_UUID), Subscribe(STREAM_UUID)] == requests[:3]
    assert [Start(52.0, 4, 19)] == firmware.said
    assert Started(52.0, 19 / 52.0) == started


@given(
    st.sets(st.sampled_from(RATES_HZ), min_size=1),
    st.sets(st.sampled_from(RANGES_G), min_size=1),
    st.integers(1, 83),
    st.builds(Start, st.sampled_from(RATES_HZ), st.sampled_from(RANGES_G), st.integers(1, 83)),
)
def test_nothing_is_asked_that_it_does_not_offer(
    rates_hz: set[float], ranges_g: set[int], most: int, wanted: Start
) -> None:
    """Whatever a board offers and whatever is wanted; what is offered is asked for as it is."""
    board = replace(BOARD, sample_rates_hz=tuple(sorted(rates_hz)), ranges_g=tuple(sorted(ranges_g)), max_samples=most)
    firmware = Firmware(board)
    perform(SITMON_PROFILE.begin(wanted), firmware)
    (asked,) = firmware.said

    assert isinstance(asked, Start)
    assert asked.sample_rate_hz in rates_hz
    assert asked.range_g in ranges_g
    assert asked.range_g >= min(wanted.range_g, max(ranges_g))
    assert asked.samples_per_packet <= most
    if wanted.sample_rate_hz in rates_hz:
        assert wanted.sample_rate_hz == asked.sample_rate_hz


def test_one_that_wants_a_bond_is_asked_for_it_before_anything_is_written() -> None:
    """Between Info and the first subscription."""
    shy = replace(BOARD, features=Features.ENCRYPTED)
    requests, _ = perform(SITMON_PROFILE.begin(WANTED), Firmware(shy))
    assert [Read(INFO_UUID), RequireBond(), Subscribe(CONTROL_UUID)] == requests[:3]


@pytest.mark.parametrize("status", [Status.BUSY, Status.FAULT, Status.NOT_BONDED])
def test_a_refusal_is_told_in_words(status: Status) -> None:
    """With its status."""
    with pytest.raises(RefusedError, match=f"it refuses to start \\({status.name}\\): restart it"):
        perform(SITMON_PROFILE.begin(WANTED), Firmware(status=status))


def test_an_unreadable_info_is_no_info() -> None:
    """A board without Info, or with bytes that are none, is not guessed at."""
    with pytest.raises(ProtocolError, match="Info"):
        perform(SITMON_PROFILE.begin(WANTED), [None])


def test_the_lease_is_renewed_and_its_end_noticed() -> None:
    """KeepLease for the usual time; GONE is a reason to begin anew."""
    firmware = Firmware()
    perform(SITMON_PROFILE.keep(), firmware)
    assert [KeepLease(LEASE_DEFAULT_S)] == firmware.said
    assert LEASE_DEFAULT_S / 3 >= SITMON_PROFILE.keep_s
    with pytest.raises(RefusedError, match="no longer streams"):
        perform(SITMON_PROFILE.keep(), Firmware(status=Status.GONE))


def test_it_is_told_to_stop() -> None:
    """Before we leave."""
    firmware = Firmware()
    perform(SITMON_PROFILE.end(), firmware)
    assert [Stop()] == firmware.said


def test_a_reply_to_another_command_is_not_taken() -> None:
    """Each command has a number of its own, and only its own reply answers it."""
    (first,), (second,) = (perform(SITMON_PROFILE.end(), Firmware())[0] for _ in range(2))
    assert isinstance(first, Ask)
    assert isinstance(second, Ask)
    reply = Firmware()(first)
    assert reply is not None
    assert first.is_answer(reply)
    assert not second.is_answer(reply)
    assert not first.is_answer(b"\x00")


def test_info_gives_the_scale() -> None:
    """Unknown before it, and anew after each boot."""
    decoder = ProfileDecoder()
    assert decoder.scale is None
    for boot_id in (9, 10):
        decoder.feed(INFO_UUID, encode_capabilities(replace(BOARD, boot_id=boot_id)))
        assert Scale(4096, 32_768, numbered=True, boot_id=boot_id) == decoder.scale
