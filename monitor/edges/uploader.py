"""Brings our app onto a Bangle.js 2 or a Puck.js."""

from importlib.resources import files
from typing import Final

from firmware_protocol.wearables import espruino
from monitor import __version__
from monitor.edges.link.peripheral import LinkError, Peripheral
from monitor.edges.radio import Backends, NotFoundError, NotUsableError, Sighting, scan
from monitor.errors import WearableError

SCAN_S: Final = 6.0
"""How long the boards near are listened for (product default): each advertises several times a second."""


def read_app() -> bytes:
    """The app, as it is in the package."""
    return (files("firmware_protocol") / "reference" / "bangle" / "sitmon.app.js").read_bytes()


async def upload_app(address: str | None, *, backend: Backends | None = None) -> tuple[str, str]:
    """Upload our app and start it.

    Args:
        address: of the board; None for the only one near.
        backend: bleak's platform part; None for the real one.

    Returns:
        Its address, and what it is, as people say it.

    Raises:
        WearableError: not found, no Espruino, locked, full, or it did not keep what was sent: what, and what to do.
    """
    found = await _find(address, backend)
    board = Peripheral(found.device, lambda *_: None, backend=backend)
    try:
        if espruino.UART_UUID not in await board.connect_any():
            raise NotUsableError(f"{board.address} has no Espruino console: check the address with `sitmon scan`")
        try:
            return board.address, await board.perform(espruino.upload(read_app(), __version__))
        except LinkError as error:
            raise WearableError(
                f"{error}; or its console is locked by a password, or its Bluetooth settings do not let it be "
                "programmed: allow it there, and try again"
            ) from error
    finally:
        await board.part()


async def _find(address: str | None, backend: Backends | None) -> Sighting:
    """The board that is meant.

    Raises:
        WearableError: no adapter, not found, or several near and no address.
    """
    near = await scan(SCAN_S, backend=backend)
    if address is None:
        meant = [seen for seen in near if seen.name.startswith(espruino.NAMES)]
    else:
        meant = [seen for seen in near if seen.address.lower() == address.lower()]
    if len(meant) > 1:
        raise NotUsableError(f"{len(meant)} boards are near: {', '.join(map(str, meant))}; name the one that is meant")
    if not meant:
        raise NotFoundError(
            f"{address or 'no Bangle.js or Puck.js'} not found within {SCAN_S:g} s: wake it, bring it near, and close "
            "any page or phone app that may hold it"
        )
    return meant[0]
