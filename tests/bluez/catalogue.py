"""In the guest: the faults, each with when it began and when its cause was gone.

Times are taken so that they never flatter the daemon: a fault begins when it takes hold, and its cause is gone when the
first step to undo it is *taken* (bluetoothd is started, the adapter is plugged in), not when that has had its effect.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.bluez.scene import ADDRESS, NAME, LateError, Scene

SCRIPT: Final = "sit:60s stand:50s walk:40s " * 4
"""What the person does who wears the wearable; every posture outlasts the faults within it."""


OTHER_SCRIPT: Final = "walk:5m"
"""What somebody does who is near, and wears another one."""


@dataclass(frozen=True, slots=True)
class Span:
    """How long a fault lasted.

    Attributes:
        began_s: when it took hold, UTC in POSIX seconds.
        over_s: when its cause was gone.
        note: what was seen besides.
    """

    began_s: float
    over_s: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the catalogue.

    Attributes:
        name: as the table says it.
        happen: makes it happen, and undoes its cause.
        is_noticed: whether there is a daemon that can notice.
    """

    name: str
    happen: Callable[[Scene], Span]
    is_noticed: bool = True


def link_drop(scene: Scene) -> Span:
    """The wearable parts, is off the air for 5 s, and advertises again."""
    began_s = time.time()
    scene.order("drop", who="strap", seconds=5.0)
    return Span(began_s, time.time())


def stall(scene: Scene) -> Span:
    """The wearable stays connected and answers reads, but streams nothing, until its link is ended."""
    began_s = time.time()
    scene.order("stall", who="strap")
    return Span(began_s, scene.await_air("disconnected", began_s, 30.0))


def passing_stall(scene: Scene) -> Span:
    """The same for 4 s; then it streams by itself again."""
    began_s = time.time()
    scene.order("stall", who="strap")
    time.sleep(4.0)
    over_s = time.time()
    scene.order("recover", who="strap")
    return Span(began_s, over_s)


def reboot(scene: Scene) -> Span:
    """The wearable is off for 2 s and comes back with a new boot_id and new counters."""
    began_s = time.time()
    scene.order("reboot", who="strap", seconds=2.0)
    return Span(began_s, time.time())


def adapter_off_and_on(scene: Scene) -> Span:
    """Bluetooth is switched off for 3 s."""
    began_s = time.time()
    scene.shell("bluetoothctl", "power", "off")
    time.sleep(3.0)
    over_s = time.time()
    scene.shell("bluetoothctl", "power", "on")
    return Span(began_s, over_s)


def unplug_and_replug(scene: Scene) -> Span:
    """The adapter is pulled out for 3 s; the wearable runs on."""
    began_s = time.time()
    scene.order("unplug")
    time.sleep(3.0)
    over_s = time.time()
    scene.order("plug")
    return Span(began_s, over_s)


def bluetoothd_killed(scene: Scene) -> Span:
    """The system's bluetoothd is killed and started again 3 s later."""
    began_s = time.time()
    scene.kill_bluetoothd()
    time.sleep(3.0)
    over_s = time.time()
    scene.start_bluetoothd()
    return Span(began_s, over_s)


def external_disconnect(scene: Scene) -> Span:
    """Another program disconnects the wearable.  BlueZ takes 2 s for it, and the stream runs on until it does."""
    asked_s = time.time()
    scene.shell("bluetoothctl", "disconnect", ADDRESS)
    gone_s = scene.await_air("disconnected", asked_s, 10.0)
    return Span(gone_s, gone_s, f"{gone_s - asked_s:.1f} s after it was asked")


def namesake(scene: Scene) -> Span:
    """A second wearable of the same name and kind is near while the first loses its link for 5 s."""
    scene.order("put_on", who="other", script=OTHER_SCRIPT, address="C4:11:22:33:44:66", name=NAME)
    span = link_drop(scene)
    time.sleep(3.0)
    other = scene.order("status")["other"]
    scene.order("take_off", who="other")
    if other["mtu"] or other["sent"]:
        raise LateError("the other one was connected")
    return Span(span.began_s, span.over_s, "the other one was left alone")


def least_mtu(scene: Scene) -> Span:
    """The wearable comes back with a firmware that agrees to the smallest MTU only: 50 packets a second."""
    return _other_firmware(scene, mtu=23, samples=1)


def largest_mtu(scene: Scene) -> Span:
    """The wearable comes back with a firmware that agrees to the largest MTU, in packets of 40 samples."""
    return _other_firmware(scene, mtu=517, samples=40)


def daemon_killed(scene: Scene) -> Span:
    """The daemon is killed while it is connected, and started anew: BlueZ still holds the link."""
    began_s = time.time()
    scene.kill_daemon()
    return Span(began_s, scene.start_daemon())


def bond_wanted(scene: Scene) -> Span:
    """The wearable comes back and wants a bond: the daemon says so; pairing needs an agent; then it streams."""
    began_s = time.time()
    scene.order("put_on", who="strap", script=SCRIPT, encrypted=True)
    said = scene.says("bonded computers only", 15.0)
    time.sleep(4.0)  # it parts, and rests longer and longer
    bare = scene.shell("timeout", "20", "bluetoothctl", "pair", ADDRESS)
    tries = scene.pair()
    over_s = time.time()
    refusal, told = bare.strip().rpartition(".")[2], said.partition(": ")[2].partition(": ")[2]
    return Span(began_s, over_s, f'"{told}"; without an agent {refusal}, with one paired at try {tries}')


def our_own_pairing(scene: Scene) -> Span:
    """The bond is forgotten; with the daemon stopped `sitmon setup --pair` makes another, and is the agent itself."""
    began_s = time.time()
    scene.kill_daemon()
    scene.shell("bluetoothctl", "remove", ADDRESS)
    scene.order("put_on", who="strap", script=SCRIPT, encrypted=True)
    said = scene.sitmon("setup", "--pair", ADDRESS)
    if "Paired: " not in said:
        raise LateError(f"setup --pair said: {said}")
    return Span(began_s, scene.start_daemon(), said.strip().splitlines()[1])


CATALOGUE: Final = (
    *(Fault(f"link drop for 5 s, {time_} of 5", link_drop) for time_ in range(1, 6)),
    Fault("stall that passes after 4 s", passing_stall),
    Fault("stall while connected", stall),
    Fault("wearable reboots", reboot),
    Fault("adapter off for 3 s", adapter_off_and_on),
    Fault("adapter unplugged for 3 s", unplug_and_replug),
    Fault("bluetoothd killed, dead for 3 s", bluetoothd_killed),
    Fault("bluetoothctl disconnect", external_disconnect),
    Fault("two of the same name", namesake),
    Fault("MTU 23", least_mtu),
    Fault("MTU 517", largest_mtu),
    Fault("daemon killed, started anew", daemon_killed, is_noticed=False),
    Fault("bond wanted, agent or none", bond_wanted),
    Fault("bond made by sitmon setup", our_own_pairing, is_noticed=False),
)


def _other_firmware(scene: Scene, *, mtu: int, samples: int) -> Span:
    """The wearable reboots into another firmware of the same address."""
    began_s = time.time()
    scene.order("put_on", who="strap", script=SCRIPT, mtu=mtu, samples=samples)
    over_s = time.time()
    scene.await_samples(over_s, 25.0)
    agreed = scene.order("status")["strap"]["mtu"]
    if agreed != mtu:
        raise LateError(f"the MTU is {agreed}, should be {mtu}")
    return Span(began_s, over_s)
