"""What must not run inside the service: a browser, which would be caught in its hardening and end with it."""

import os
import shutil
import webbrowser

from monitor.edges.service.carry_out import call


def browse(url: str) -> bool:
    """Open an address in the user's browser, and say whether it could; from a systemd unit, by the user manager."""
    opener = shutil.which("xdg-open")
    if "NOTIFY_SOCKET" in os.environ and opener is not None:
        return call(("systemd-run", "--user", "--collect", "--quiet", "--", opener, url), may_fail=True) is not None
    return webbrowser.open(url)
