"""The dialogues with a Polar sensor, and how it is recognised."""

from dataclasses import dataclass, field

import pytest

from firmware_protocol import ProtocolError, Start
from firmware_protocol.wearables import (
    WEARABLES,
    Ask,
    Read,
    RefusedError,
    Request,
    Started,
    Subscribe,
    wearable_advertised,
    wearable_of,
    wearable_with,
)
from firmware_protocol.wearables.polar import POLAR, begin, end
from firmware_protocol.wearables.polar_control import (
    CONTROL_UUID,
    DATA_UUID,
    SERVICE_UUID,
    Answer,
    Op,
    Setting,
    Settings,
    Status,
    decode_settings,
    encode_answer,
)
from tests.firmware_protocol.wearables.test_polar_control import H10, VERITY
from tests.support.dialogues import perform

WANTED = Start(50.0, 8, 25)
H10_FEATURES = bytes.fromhex("0f 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")
"""ECG and acceleration: read from a real H10 (issue 360 of polarofficial/polar-ble-sdk)."""


@dataclass(slots=True)
class Sensor:
    """Answers as a sensor does; a start is answered with `starts` in turn, the last one again and again."""

    offered: Settings = field(default_factory=lambda: H10)
    starts: list[int] = field(default_factory=lambda: [Status.SUCCESS])
    features: bytes | None = H10_FEATURES
    settings_status: int = Status.SUCCESS

    def __call__(self, request: Request) -> bytes | None:
        """Give the answer to one request."""
        match request:
            case Read(uuid) if uuid == CONTROL_UUID:
                return self.features
            case Ask(_, payload) if payload[0] == Op.GET_SETTINGS:
                return encode_answer(Answer(Op.GET_SETTINGS, 2, self.settings_status, settings=self.offered))
            case Ask(_, payload) if payload[0] == Op.START:
                return encode_answer(Answer(Op.START, 2, self.starts.pop(0) if self.starts[1:] else self.starts[0]))
            case Ask(_, payload):
                return encode_answer(Answer(payload[0], 2, Status.SUCCESS))
            case _:
                return None


def commands(requests: list[Request]) -> list[bytes]:
    """What was written."""
    return [request.payload for request in requests if isinstance(request, Ask)]


def test_it_asks_chooses_and_starts() -> None:
    """Both characteristics are listened to before anything is asked, and the start names one value of each setting."""
    requests, started = perform(begin(WANTED), Sensor())

    assert Started(50.0, 0.72) == started
    assert [Read(CONTROL_UUID), Subscribe(CONTROL_UUID), Subscribe(DATA_UUID)] == requests[:3]
    get, start = commands(requests)
    assert (bytes.fromhex("01 02"), bytes.fromhex("02 02")) == (get, start[:2])
    assert {
        Setting.SAMPLE_RATE_HZ: (50,),
        Setting.RESOLUTION_BITS: (16,),
        Setting.RANGE_G: (8,),
    } == decode_settings(start[2:])


def test_the_rate_in_force_is_the_nearest_one() -> None:
    """A Verity Sense has 52 Hz; nobody is refused for having wanted 50."""
    _, started = perform(begin(WANTED), Sensor(offered=VERITY))

    assert Started(52.0, pytest.approx(36 / 52)) == started


def test_a_sensor_that_measures_already_is_stopped_and_started_again() -> None:
    """After a lost link it still streams with whatever was chosen then: begin anew."""
    requests, started = perform(begin(WANTED), Sensor(starts=[Status.ALREADY_IN_STATE, Status.SUCCESS]))

    assert 50.0 == started.sample_rate_hz
    _, first, stop, second = commands(requests)
    assert bytes.fromhex("03 02") == stop
    assert first == second


@pytest.mark.parametrize(
    ("sensor", "advice"),
    [
        (Sensor(starts=[Status.ALREADY_IN_STATE]), "does not stop: close every other app"),
        (Sensor(starts=[Status.IN_CHARGER]), "in its charger: take it out"),
        (Sensor(starts=[Status.INVALID_STATE]), "end its training or recording"),
        (Sensor(starts=[Status.INVALID_MTU]), "use another Bluetooth adapter"),
        (Sensor(starts=[Status.NOT_SUPPORTED]), "update its firmware"),
        (Sensor(starts=[8]), r"refuses what it offered \(status 8\): restart it"),
        (Sensor(settings_status=Status.INVALID_MEASUREMENT), "does not measure motion"),
        (Sensor(offered={}), "offers no sample rate"),
        (Sensor(features=bytes.fromhex("0f 01 00")), "does not share its motion"),
    ],
)
def test_a_refusal_says_in_one_line_what_to_do(sensor: Sensor, advice: str) -> None:
    """Whatever the status byte says becomes one clause with an advice."""
    with pytest.raises(RefusedError, match=advice) as refusal:
        perform(begin(WANTED), sensor)

    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("features", [None, b"", b"\x00", bytes.fromhex("0f 05")])
def test_a_sensor_that_does_not_list_its_features_is_asked_all_the_same(features: bytes | None) -> None:
    """Only a list that leaves acceleration out refuses."""
    _, started = perform(begin(WANTED), Sensor(features=features))

    assert 50.0 == started.sample_rate_hz


def test_an_answer_that_nobody_understands_is_a_protocol_error() -> None:
    """Settings cut short are no settings."""

    def cut(request: Request) -> bytes | None:
        answer = Sensor()(request)
        return answer[:-1] if isinstance(request, Ask) and answer else answer

    with pytest.raises(ProtocolError, match="cut short"):
        perform(begin(WANTED), cut)


def test_it_is_stopped_before_leaving() -> None:
    """Stop acceleration; that nothing was running is no error."""
    answer = encode_answer(Answer(Op.STOP, 2, Status.ALREADY_IN_STATE))
    requests, _ = perform(end(), [answer])

    assert [bytes.fromhex("03 02")] == commands(requests)


@pytest.mark.parametrize("other", ["f0 01 00 00", "f0 02 02 00", "0f 05 00 00", "f0 01", ""])
def test_only_its_own_answer_is_one(other: str) -> None:
    """Answers about other measurements and to other commands, and the features, are not taken for it."""
    dialogue = begin(WANTED)
    request: Request = dialogue.send(None)
    while not isinstance(request, Ask):
        request = dialogue.send(None)

    assert not request.is_answer(bytes.fromhex(other))
    assert request.is_answer(bytes.fromhex("f0 01 02 00 00"))


@pytest.mark.parametrize("name", ["Polar H10 12345678", "Polar Sense 12345678", "Polar OH1 12345678"])
def test_it_is_recognised_by_name_and_service(name: str) -> None:
    """The service is not advertised, so the name must do; once connected the service tells."""
    assert POLAR in WEARABLES
    assert POLAR is wearable_advertised(name, ["0000180d-0000-1000-8000-00805f9b34fb"])
    assert POLAR is wearable_with({SERVICE_UUID})
    assert [POLAR, POLAR] == [wearable_of(CONTROL_UUID), wearable_of(DATA_UUID)]


@pytest.mark.parametrize("name", ["Polar Vantage V3 12345678", "Polar", "H10", ""])
def test_other_polars_are_not(name: str) -> None:
    """A watch, or any heart rate strap, is not mistaken for one."""
    assert wearable_advertised(name, ["0000180d-0000-1000-8000-00805f9b34fb"]) is None
