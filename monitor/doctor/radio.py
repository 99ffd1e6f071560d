"""What the doctor looks at in the air: adapter, permission, wearable, its rate.

A sitmon that runs is asked what it sees, and the radio is left to it; else it is listened for some seconds.
"""

from typing import Final

from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason

from monitor.doctor.findings import Finding, Verdict
from monitor.edges.control import Message
from monitor.edges.link.known import read_known
from monitor.edges.radio import Sighting, scan
from monitor.edges.settings import Settings
from monitor.errors import WearableError
from monitor.motion.arrays import MIN_RATE_HZ
from monitor.texts import Text, Translator

ADAPTER, PERMISSION = Text("adapter"), Text("permission")
WEARABLE, RATE = Text("wearable"), Text("data rate")
RADIO: Final = (ADAPTER, PERMISSION, WEARABLE, RATE)

LISTEN_S: Final = 6.0
"""How long it is listened (product default): wearables advertise each second or two."""

MOST_LOSS: Final = 0.05
"""Share of samples that may be lost on the way (product default)."""

NOT_KNOWN: Final = Text("not known")
FIRST: Final = Text("put right what failed above, then ask again")
LATER: Final = Text("ask again when the wearable streams")
NEARER: Final = Text("charge it, wake it, bring it near; close any phone app that may hold it")
_DENIED: Final = (BleakBluetoothNotAvailableReason.DENIED_BY_USER, BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM)


async def check_radio(settings: Settings, running: Message | None) -> list[Finding]:
    """One finding for each of `RADIO`; `running` is what the running sitmon says, None if none runs."""
    tr = settings.tr
    if running is not None and running["link"] == "streaming":
        works = [Finding(about, Verdict.OK, tr(Text("sitmon uses it now"))) for about in (ADAPTER, PERMISSION)]
        return [*works, _streaming(running, tr), _rate(running, tr)]
    if running is not None:
        return _searching(running, tr)
    try:
        near = await scan(LISTEN_S)
    except WearableError as error:
        return _without_radio(error, tr)
    listens = Finding(ADAPTER, Verdict.OK, tr(Text("it listens")))
    allowed = Finding(PERMISSION, Verdict.OK, tr(Text("this program may use Bluetooth")))
    return [listens, allowed, _near(near, settings), *_unknown(tr, Text("start sitmon, then ask again"), RATE)]


def _unknown(tr: Translator, to_do: Text, *which: Text) -> list[Finding]:
    return [Finding(about, Verdict.WARNING, tr(NOT_KNOWN), tr(to_do)) for about in which]


def _without_radio(error: WearableError, tr: Translator) -> list[Finding]:
    """What is wrong stands with the adapter, or with the permission; the rest cannot be known."""
    cause = error.__cause__
    denied = isinstance(cause, BleakBluetoothNotAvailableError) and cause.reason in _DENIED
    found, colon, to_do = str(error).rpartition(": ")  # an error of the radio says last what to do
    wrong = (Verdict.FAILED, found, to_do) if colon else (Verdict.FAILED, to_do)
    if denied:
        there = Finding(ADAPTER, Verdict.OK, tr(Text("it is there")))
        return [there, Finding(PERMISSION, *wrong), *_unknown(tr, FIRST, WEARABLE, RATE)]
    return [Finding(ADAPTER, *wrong), *_unknown(tr, FIRST, PERMISSION, WEARABLE, RATE)]


def _searching(running: Message, tr: Translator) -> list[Finding]:
    """A sitmon runs and does not stream: it knows why."""
    found = tr(Text("sitmon looks for it: {why}"), why=running["link_reason"] or running["link"])
    wearable = Finding(WEARABLE, Verdict.FAILED, found, tr(NEARER))
    return [*_unknown(tr, LATER, ADAPTER, PERMISSION), wearable, *_unknown(tr, LATER, RATE)]


def _streaming(running: Message, tr: Translator) -> Finding:
    found = tr(Text("{kind} at {address}"), kind=running["kind"], address=running["wearable"])
    if (percent := running["battery_percent"]) is not None:
        found = tr(Text("{wearable}, battery {percent} %"), wearable=found, percent=percent)
    return Finding(WEARABLE, Verdict.OK, found)


def _rate(running: Message, tr: Translator) -> Finding:
    rate_hz, loss = float(str(running["sample_rate_hz"])), float(str(running["loss"]))
    rate, lost = map(tr.decimal, (f"{rate_hz:.1f}", f"{100 * loss:.1f}"))
    found = tr(Text("{rate} samples each second, lost: {lost} %"), rate=rate, lost=lost)
    if rate_hz == 0.0:
        return Finding(RATE, Verdict.WARNING, tr(NOT_KNOWN), tr(Text("ask again in a minute")))
    if rate_hz < MIN_RATE_HZ:
        return Finding(RATE, Verdict.FAILED, found, tr(Text("set a higher rate on the wearable")))
    if loss > MOST_LOSS:
        to_do = tr(Text("bring it nearer; a USB 3 cable or a microwave oven beside the adapter disturbs it"))
        return Finding(RATE, Verdict.WARNING, found, to_do)
    return Finding(RATE, Verdict.OK, found)


def _near(near: list[Sighting], settings: Settings) -> Finding:
    """Yours is near, or one that could be."""
    tr = settings.tr
    try:
        known = read_known(settings.storage.folder)
    except WearableError as error:
        return Finding(WEARABLE, Verdict.FAILED, str(error))
    yours = settings.wearable.address or (known.address if known else None)
    heard = [one for one in near if one.is_wearable and (yours is None or one.address.lower() == yours.lower())]
    if heard:
        return Finding(WEARABLE, Verdict.OK, tr(Text("heard: {wearable}"), wearable=heard[0]))
    text = Text("none that is supported was heard") if yours is None else Text("yours was not heard: {address}")
    return Finding(WEARABLE, Verdict.WARNING, tr(text, address=yours), tr(NEARER))
