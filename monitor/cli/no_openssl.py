"""What a program that runs all day leaves out: OpenSSL, 4 MB for a program that talks to no network."""

import sys
from importlib.util import find_spec
from typing import Final

_OWN_HASHES: Final = ("_md5", "_sha1", "_sha3", "_blake2")
"""Python's own code for hashes, without which `hashlib` needs OpenSSL's; some distributions leave it out."""


def leave_out_openssl() -> None:
    """Load asyncio without TLS, and hashlib with Python's own hashes, so that neither loads OpenSSL.

    Both go without where its module cannot be imported (`try: import` in each), and that an entry of None in
    `sys.modules` says so is how Python documents it.  Whoever imports `ssl` later, such as the page's server, gets it.
    Does nothing for what is loaded already.
    """
    if "asyncio" not in sys.modules:
        _load_without("asyncio", "ssl")
    if "hashlib" not in sys.modules and all(map(find_spec, _OWN_HASHES)):
        _load_without("hashlib", "_hashlib")


def _load_without(name: str, missing: str) -> None:
    if missing in sys.modules:
        return
    sys.modules[missing] = None  # type: ignore[assignment]
    try:
        __import__(name)
    finally:
        del sys.modules[missing]
