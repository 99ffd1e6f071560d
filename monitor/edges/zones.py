"""Time zones by name: "after lunch" and quiet hours are questions of local time.

Settings name the zone to decide in, a recording the zone that was decided in; both read the name here.
"""

import contextlib
import datetime
import os
import re
import zoneinfo
from pathlib import Path

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
_LOCALTIME = Path("/etc/localtime")


def read_zone(name: str) -> datetime.tzinfo:
    """Turn `"Europe/Zurich"`, `"UTC"` or a fixed offset such as `"+01:00"` into a time zone.

    Raises:
        ValueError: neither an IANA name that is known here nor an offset below 24 hours; one line.
    """
    if offset := _OFFSET.fullmatch(name):
        sign, hours, minutes = offset.groups()
        if int(hours) < 24 and int(minutes) < 60:
            east = datetime.timedelta(hours=int(hours), minutes=int(minutes))
            return datetime.timezone(east if sign == "+" else -east)
    elif name:
        try:
            return zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            pass  # the one sentence below serves every way in which a name can be no zone
    raise ValueError(f'{name!r} is not a time zone; write one like "Europe/Zurich" or "+01:00"')


def local_zone_name(localtime: Path = _LOCALTIME) -> str:
    """Name the zone of this machine: its IANA name, else the fixed offset of this moment.

    `TZ` counts first, then where `localtime` links to.  An offset does not know summer time, so it is
    the last resort (Windows, or a copied /etc/localtime).
    """
    linked = str(localtime.resolve()).partition("zoneinfo/")[2] if localtime.is_symlink() else ""
    for name in (os.environ.get("TZ", "").removeprefix(":"), linked):
        with contextlib.suppress(ValueError):  # it names none: the next one counts
            read_zone(name)
            return name
    return datetime.datetime.now().astimezone().isoformat()[-6:]
