"""What the virtual wearable shows before anybody asks."""

from monitor.simulation.attributes import NAME_BYTES, advertisement


def test_advertisement_is_the_one_of_the_protocol() -> None:
    """Flags, service and name stand as in PROTOCOL.md 7, byte for byte."""
    expected = bytes.fromhex("02 01 06  11 07 7e 09 18 6b 77 69 86 a7 2f 49 4c be 00 01 e9 7a  07 08 73 69 74 6d 6f 6e")
    assert expected == advertisement("sitmon")


def test_longest_name_fills_the_primary_packet() -> None:
    """With the longest name allowed the packet has exactly the 31 bytes that legacy advertising carries."""
    assert 31 == len(advertisement("n" * NAME_BYTES))
