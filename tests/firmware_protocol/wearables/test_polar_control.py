"""Polar's control point: settings offered and chosen, and its answers.

Golden bytes: PmdSettingTest.kt, BlePmdClientControlPointResponseTest.kt and issue 443 of polarofficial/polar-ble-sdk.
"""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polar_python.constants import PmdMeasurementType, PmdSettingType
from polar_python.models import MeasurementSettings

from firmware_protocol import ProtocolError, Start
from firmware_protocol.wearables.polar_control import (
    Answer,
    Op,
    Setting,
    Settings,
    Status,
    choose,
    decode_answer,
    decode_settings,
    encode_answer,
    encode_command,
    encode_settings,
)

SDK_SETTINGS = bytes.fromhex("00 01 34 00 01 01 10 00 02 04 f5 00 f4 01 e8 03 d0 07 04 01 03")
"""PmdSettingTest.kt, testPmdSettingsWithRange."""

H10: Settings = {
    Setting.SAMPLE_RATE_HZ: (25, 50, 100, 200),
    Setting.RESOLUTION_BITS: (16,),
    Setting.RANGE_G: (2, 4, 8),
}
VERITY: Settings = {
    Setting.SAMPLE_RATE_HZ: (52,),
    Setting.RESOLUTION_BITS: (16,),
    Setting.RANGE_G: (8,),
    Setting.CHANNELS: (3,),
}


def some_settings() -> st.SearchStrategy[dict[Setting, tuple[int, ...]]]:
    """Any settings with values that fit into their bytes."""
    narrow = st.lists(st.integers(0, 255), max_size=6).map(tuple)
    return st.dictionaries(st.sampled_from(Setting), narrow)


def test_settings_are_read_as_polars_own_test_says() -> None:
    """52 Hz, 16 bits, four ranges, three channels (PmdSettingTest.kt)."""
    expected = {
        Setting.SAMPLE_RATE_HZ: (52,),
        Setting.RESOLUTION_BITS: (16,),
        Setting.RANGE_G: (245, 500, 1000, 2000),
        Setting.CHANNELS: (3,),
    }
    assert expected == decode_settings(SDK_SETTINGS)
    assert SDK_SETTINGS == encode_settings(expected)


def test_a_refusal_has_no_settings() -> None:
    """A magnetometer's refusal 07 has its op, measurement and status only (BlePmdClientControlPointResponseTest.kt)."""
    answer = decode_answer(bytes.fromhex("f0 01 06 07 00"))

    assert Answer(Op.GET_SETTINGS, 6, 7) == answer
    assert (None, ()) == (answer.factor, answer.sample_rates_hz)


def test_a_start_may_be_answered_without_a_factor() -> None:
    """A newer Verity Sense says F0 02 02 00 00, and no more (issue 443)."""
    answer = decode_answer(bytes.fromhex("f0 02 02 00 00"))

    assert Answer(Op.START, 2, Status.SUCCESS) == answer
    assert answer.factor is None


def test_the_factor_is_a_float() -> None:
    """Setting 5 holds the bits of an IEEE 754 number, such as 2.44E-4 (AccDataTest.kt)."""
    answer = decode_answer(bytes.fromhex("f0 02 02 00 00 05 01") + struct.pack("<f", 2.44e-4))

    assert answer.factor == pytest.approx(2.44e-4, rel=1e-6)


def test_rates_that_nobody_can_have_are_passed_over() -> None:
    """0 Hz and 65 535 Hz are no sample rates; the others come ascending, once each."""
    answer = Answer(Op.GET_SETTINGS, 2, 0, settings={Setting.SAMPLE_RATE_HZ: (52, 0, 26, 65_535, 52)})

    assert (26.0, 52.0) == answer.sample_rates_hz


@given(settings=some_settings(), op=st.sampled_from(Op))
def test_answers_come_back(settings: dict[Setting, tuple[int, ...]], op: Op) -> None:
    """What a sensor says is read as it was meant."""
    answer = Answer(op, 2, Status.SUCCESS, settings=settings)

    assert answer == decode_answer(encode_answer(answer))


@given(settings=some_settings())
def test_answers_are_read_as_an_independent_decoder_reads_them(settings: dict[Setting, tuple[int, ...]]) -> None:
    """polar-python finds the same settings, in the same order."""
    payload = encode_answer(Answer(Op.GET_SETTINGS, 2, Status.SUCCESS, settings=settings))
    theirs = MeasurementSettings.from_bytes(bytearray(payload))

    assert [(int(one.type), tuple(one.values)) for one in theirs.settings] == [
        (int(setting), values) for setting, values in decode_answer(payload).settings.items()
    ]


def test_commands_are_written_as_an_independent_encoder_writes_them() -> None:
    """Start of a Verity Sense: the bytes of the specification's example, and those of polar-python."""
    ours = encode_command(Op.START, choose(VERITY, Start(50.0, 8, 25)))
    setting = MeasurementSettings.SettingType
    theirs = MeasurementSettings(
        PmdMeasurementType.ACC,
        [
            setting(PmdSettingType.SAMPLE_RATE, [52]),
            setting(PmdSettingType.RESOLUTION, [16]),
            setting(PmdSettingType.RANGE, [8]),
            setting(PmdSettingType.CHANNELS, [3]),
        ],
    )

    assert bytes.fromhex("02 02 00 01 34 00 01 01 10 00 02 01 08 00 04 01 03") == ours
    assert bytes(theirs.to_bytes()) == ours


@pytest.mark.parametrize(
    ("offered", "wanted", "expected"),
    [
        (H10, Start(50.0, 8, 25), (50, 8)),
        (H10, Start(52.0, 2, 25), (50, 2)),
        (H10, Start(12.5, 4, 25), (25, 4)),
        (H10, Start(416.0, 16, 25), (200, 8)),
        (VERITY, Start(25.0, 2, 25), (52, 8)),
        ({Setting.SAMPLE_RATE_HZ: (40, 60), Setting.RANGE_G: (2,)}, Start(50.0, 8, 25), (60, 2)),
    ],
    ids=["offered", "nearest", "slowest", "beyond", "only one", "between"],
)
def test_the_nearest_of_what_is_offered_is_chosen(offered: Settings, wanted: Start, expected: tuple[int, int]) -> None:
    """The nearest rate, the higher of two; the least range that holds the wanted one, else the widest."""
    chosen = choose(offered, wanted)

    assert expected == (chosen[Setting.SAMPLE_RATE_HZ][0], chosen[Setting.RANGE_G][0])


def test_everything_offered_is_chosen_but_the_factor() -> None:
    """One value of each setting, the greatest where nothing is wanted; a factor is never sent back."""
    offered = {Setting.FACTOR: (7,), Setting.CHANNELS: (1, 3), Setting.RESOLUTION_BITS: (), Setting.RANGE_MILLI: (5,)}

    assert {Setting.RANGE_MILLI: (5,), Setting.CHANNELS: (3,)} == choose(offered, Start(50.0, 8, 25))


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("", "length is 0 bytes"),
        ("f0 01 02", "length is 3 bytes"),
        ("0f 05 00 00", "begins with 0x0f"),
        ("f0 01 02 00 00 00 02 34 00 1a", "SAMPLE_RATE_HZ are cut short"),
        ("f0 01 02 00 00 01", "RESOLUTION_BITS are cut short"),
    ],
)
def test_what_is_no_answer_is_refused(payload: str, reason: str) -> None:
    """Something else, or cut short: one line that names it."""
    with pytest.raises(ProtocolError, match=reason):
        decode_answer(bytes.fromhex(payload))


def test_an_answer_of_which_more_follows_may_be_cut_anywhere() -> None:
    """Where the link carries only 20 bytes, what is whole is used."""
    answer = decode_answer(bytes.fromhex("f0 01 02 00 01 00 02 34 00 1a 00 01 01 10"))

    assert answer.more
    assert {Setting.SAMPLE_RATE_HZ: (52, 26)} == answer.settings


def test_a_setting_new_to_us_ends_the_reading() -> None:
    """Its length is not known, so what follows it is passed over, and what came before it is kept."""
    answer = decode_answer(bytes.fromhex("f0 01 02 00 00 00 01 34 00 06 01 00 01 01 10 00"))

    assert {Setting.SAMPLE_RATE_HZ: (52,)} == answer.settings


@given(payload=st.one_of(st.binary(max_size=80), st.binary(max_size=80).map(b"\xf0\x01\x02\x00\x00".__add__)))
def test_garbage_raises_only_protocol_error(payload: bytes) -> None:
    """Any bytes are an answer, or a ProtocolError; factor and rates can always be asked for."""
    try:
        answer = decode_answer(payload)
    except ProtocolError:
        return
    assert answer.factor is None or isinstance(answer.factor, float)
    assert all(1.0 <= rate_hz <= 1000.0 for rate_hz in answer.sample_rates_hz)
