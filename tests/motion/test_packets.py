"""Which wearable speaks is told by the characteristic that it speaks on."""

from firmware_protocol import BATTERY_LEVEL_UUID, CONTROL_UUID, INFO_UUID, STREAM_UUID
from firmware_protocol.wearables import SITMON_PROFILE, Scale
from monitor.motion.arrivals import Arrival
from monitor.motion.packets import PacketReader, Rejected
from tests.support.wearer import START_S, Wearable


def test_info_gives_the_scale_and_stream_the_packets() -> None:
    """Of our profile: the packet comes with what Info said of it."""
    reader, wearable = PacketReader(), Wearable()
    assert reader.feed(wearable.info()) is None
    read = reader.feed(wearable.packet(0))

    assert read is not None
    assert not isinstance(read, Rejected)
    assert Scale(4096, 32_768, numbered=True, boot_id=7) == read[1]
    assert 25 == read[0].count


def test_what_is_no_stream_is_passed_over() -> None:
    """The battery, replies, and characteristics that nobody knows."""
    reader = PacketReader()
    for uuid in (BATTERY_LEVEL_UUID, CONTROL_UUID, "00002a00-0000-1000-8000-00805f9b34fb"):
        assert reader.feed(Arrival(START_S, uuid, b"\x50")) is None


def test_what_cannot_be_understood_is_rejected_with_its_reason() -> None:
    """Stamped with the time at which it came."""
    reader = PacketReader()
    early = reader.feed(Wearable().packet(0))
    broken = reader.feed(Arrival(START_S, INFO_UUID, b"\x02"))

    assert isinstance(early, Rejected)
    assert "before the wearable said what it is" in early.reason
    assert Rejected(START_S, "Info: major is 2, must be 1") == broken


def test_every_characteristic_belongs_to_one_kind() -> None:
    """Or a recording could be understood in two ways."""
    from firmware_protocol.wearables import WEARABLES

    uuids = [uuid for wearable in WEARABLES for uuid in wearable.characteristics]
    assert len(uuids) == len(set(uuids))
    assert {INFO_UUID, STREAM_UUID} == SITMON_PROFILE.characteristics
