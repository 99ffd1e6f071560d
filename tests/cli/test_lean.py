"""A sitmon that runs all day loads no OpenSSL; whoever needs it later still gets it."""

import subprocess
import sys

import pytest

from tests.support.commands import ROOT

LEAN = "from monitor.cli.no_openssl import leave_out_openssl; leave_out_openssl()\n"
MAPPED = "'libcrypto' in open('/proc/self/maps').read()"


def said(code: str) -> list[str]:
    """What a new Python prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "" == done.stderr
    return done.stdout.split()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_daemon_loads_no_openssl() -> None:
    """With all that `sitmon run` loads on Linux, the buses included, libcrypto is not mapped; without this it is."""
    loads = "import monitor.cli.run, dbus_fast.aio, desktop_notifier.backends.dbus\n"

    assert ["False"] == said(f"{LEAN}{loads}print({MAPPED})")
    assert ["True"] == said(f"{loads}print({MAPPED})")


def test_whoever_needs_it_later_gets_it() -> None:
    """Hashes are right, an event loop runs, and TLS is there for whoever imports it."""
    code = (
        "import asyncio, hashlib\n"
        "print(hashlib.sha256(b'sitmon').hexdigest(), hashlib.blake2b(b'x', key=b'k').digest_size)\n"
        "print(asyncio.run(asyncio.sleep(0, 'awake')))\n"
        "import ssl\n"
        "print(ssl.create_default_context().verify_mode.name)\n"
    )

    assert said(code) == said(LEAN + code)
    assert "CERT_REQUIRED" == said(LEAN + code)[-1]


def test_what_is_loaded_is_left_alone() -> None:
    """In a process that has both, nothing changes."""
    code = "import asyncio, hashlib, ssl, sys\nbefore = dict(sys.modules)\n"
    after = "print(all(sys.modules[name] is module for name, module in before.items()), ssl is sys.modules['ssl'])"

    assert ["True", "True"] == said(f"{code}{LEAN}{after}")
