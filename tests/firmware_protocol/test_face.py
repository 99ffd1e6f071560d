"""The public face of the package, and what it may not touch."""

import subprocess
import sys

import firmware_protocol


def test_every_public_name_is_there_and_listed_once() -> None:
    """`from firmware_protocol import *` gives exactly what `__all__` lists, and nothing is listed twice."""
    listed = firmware_protocol.__all__

    assert len(set(listed)) == len(listed)
    assert [name for name in listed if not hasattr(firmware_protocol, name)] == []


def test_every_encoder_has_its_decoder() -> None:
    """What can be written can be read, and the other way round."""
    encoders = {name.removeprefix("encode_") for name in firmware_protocol.__all__ if name.startswith("encode_")}
    decoders = {name.removeprefix("decode_") for name in firmware_protocol.__all__ if name.startswith("decode_")}

    assert {"battery_level", "capabilities", "command", "packet", "reply"} == encoders == decoders


def test_only_the_standard_library_is_loaded() -> None:
    """Importing the package in a fresh interpreter loads no module from outside the standard library."""
    program = (
        "import sys; before = set(sys.modules); import firmware_protocol; "
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert loaded.split() == ["firmware_protocol"]


def test_no_clock_and_no_radio_is_loaded() -> None:
    """Decoding needs no socket, event loop, thread, log or database, and loads none."""
    forbidden = {"asyncio", "logging", "socket", "sqlite3", "subprocess", "threading"}
    program = "import sys; import firmware_protocol; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True).stdout

    assert forbidden.isdisjoint(loaded.split())
