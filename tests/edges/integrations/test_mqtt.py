"""The broker: a real mosquitto on a port of its own."""

import asyncio
import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import aiomqtt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.edges.integrations import UnreachableError
from monitor.edges.integrations.mqtt import SAYABLE, Mqtt, discovery_of, told_of
from tests.support.air import eventually

pytestmark = pytest.mark.system("mosquitto")
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")

STATUS: dict[str, object] = {
    "running": True, "link": "streaming", "bout": "sitting", "bout_s": 1830.0, "next_nudge_s": 0.0, "next": "due",
    "sitting_today_s": 7265.0, "battery_percent": 80, "red_flag": True, "wearable": "C4:11:22:33:44:55",
}  # fmt: skip


@dataclass
class Broker:
    """A running mosquitto."""

    port: int
    process: "subprocess.Popen[bytes]"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A mosquitto of its own, with a user and a password."""
    if MOSQUITTO is None:
        pytest.skip("needs mosquitto")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    passwords = tmp_path / "passwords"
    passwords.write_text("me:secret\n")
    passwords.chmod(0o600)
    subprocess.run(["mosquitto_passwd", "-U", str(passwords)], check=True, capture_output=True)
    config = tmp_path / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\npassword_file {passwords}\nuser root\nallow_anonymous false\n")
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([MOSQUITTO, "-c", str(config)], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    end_s = time.monotonic() + 10.0
    while time.monotonic() < end_s:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            break
        time.sleep(0.05)
    yield Broker(port, process)
    process.terminate()
    process.wait(5)


class Home:
    """What sits beside the broker: knows what is said, and can press buttons."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self._client = client

    async def heard(self, topic: str) -> str:
        """The next message under a topic."""
        async for message in self._client.messages:
            if str(message.topic) == topic:
                assert isinstance(message.payload, bytes)
                return message.payload.decode()
        raise AssertionError("the broker left")

    async def begin_anew(self) -> None:
        """Say, as Home Assistant does, that it has begun."""
        await self._client.publish("homeassistant/status", "online", qos=1)

    async def press(self, said: str, *, retain: bool = False) -> None:
        """Say something to sitmon."""
        await self._client.publish("sitmon/say", said, qos=1, retain=retain)


@contextlib.asynccontextmanager
async def home(broker: Broker) -> AsyncIterator[Home]:
    """Connected, and listening to everything."""
    async with aiomqtt.Client("127.0.0.1", broker.port, username="me", password="secret") as client:
        await client.subscribe("#", qos=1)
        yield Home(client)


def sitmon(broker: Broker, status: dict[str, object], said: list[str], password: str = "secret") -> Mqtt:
    """Ours."""

    async def say(word: str) -> None:
        said.append(word)

    return Mqtt("127.0.0.1", broker.port, user="me", password=password, status=lambda: status, say=say)


async def stop(task: asyncio.Task[None]) -> None:
    """Cancel until it ends: a library may take one of these for its own."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=1.0)


async def test_a_home_sees_how_things_are(broker: Broker) -> None:
    """State, availability and discovery; a change is told, and when sitmon is gone it is said to be away."""
    status = dict(STATUS)
    async with asyncio.timeout(20.0), home(broker) as there:
        running = asyncio.create_task(sitmon(broker, status, []).run())
        discovered = json.loads(await there.heard("homeassistant/sensor/sitmon/posture/config"))
        assert "online" == await there.heard("sitmon/available")
        first = json.loads(await there.heard("sitmon/state"))
        status |= {"bout": "moving", "next": "nothing"}
        second = json.loads(await there.heard("sitmon/state"))
        await stop(running)

    assert "sitmon/state" == discovered["state_topic"]
    assert ["sitmon/available", "sitmon/state"] == [one["topic"] for one in discovered["availability"]]
    expected = {"posture": "sitting", "bout_min": 30, "sitting_today_min": 121, "battery": 80}
    expected |= {"next": "due", "due": "ON"}
    assert expected == {key: first[key] for key in expected}
    assert ("moving", "nothing", "OFF") == (second["posture"], second["next"], second["due"])


async def test_a_killed_sitmon_is_away(broker: Broker) -> None:
    """The broker itself says so (last will), without a word from us."""
    async with asyncio.timeout(20.0), home(broker) as there:
        code = (
            "import asyncio, sys; sys.path.insert(0, '.')\n"
            "from tests.edges.integrations.test_mqtt import Broker, STATUS, sitmon\n"
            f"asyncio.run(sitmon(Broker({broker.port}, None), STATUS, []).run())\n"
        )
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
        while "online" != await there.heard("sitmon/available"):
            pass
        process.kill()
        await process.wait()
        assert "offline" == await there.heard("sitmon/available")


async def test_a_button_of_the_home_is_heard(broker: Broker) -> None:
    """Only harmless words; nothing unknown, and nothing that was said before sitmon came."""
    said: list[str] = []
    async with asyncio.timeout(20.0), home(broker) as there:
        await there.press("skip", retain=True)
        running = asyncio.create_task(sitmon(broker, dict(STATUS), said).run())
        await there.heard("sitmon/state")
        for word in ("clear-red-flag", "red-flag", "", "\x00", "snooze"):
            await there.press(word)
        await eventually(lambda: said)
        running.cancel()

    assert ["snooze"] == said


async def test_a_wrong_password_is_one_line(broker: Broker) -> None:
    """With the broker's name, and no traceback."""
    with pytest.raises(
        UnreachableError, match=rf"^the broker at 127.0.0.1:{broker.port} is not there or refuses \(.+\)$"
    ):
        await sitmon(broker, dict(STATUS), [], password="wrong").run()


async def test_a_broker_that_leaves_is_told(broker: Broker) -> None:
    """The task ends with one line, so that it is tried again."""
    async with asyncio.timeout(20.0):
        running = asyncio.create_task(sitmon(broker, dict(STATUS), []).run())
        async with home(broker) as there:
            await there.heard("sitmon/state")
        broker.process.kill()
        with pytest.raises(UnreachableError, match="is not there or refuses"):
            await running


def test_what_is_told_says_nothing_of_health() -> None:
    """No red flag, no pain, no exercise, no address."""
    told = told_of({**STATUS, "pain": 7})

    assert {"posture", "bout_min", "sitting_today_min", "battery", "link", "next", "due"} == set(told)
    held = told_of({**STATUS, "next": "held", "held_by": "a red flag", "next_text": "nudges are held back: a red flag"})
    assert ("held", "OFF") == (held["next"], held["due"])
    assert "flag" not in json.dumps(held)
    assert "unknown" == told_of({"running": True, "link": "scanning"})["posture"]


async def test_a_home_that_begins_anew_is_announced_to_again(broker: Broker) -> None:
    """It says so under its prefix; what it had forgotten is told, though the broker kept nothing of it."""
    async with asyncio.timeout(20.0), home(broker) as there:
        running = asyncio.create_task(sitmon(broker, dict(STATUS), []).run())
        await there.heard("homeassistant/binary_sensor/sitmon/due/config")
        await there.begin_anew()
        assert "Nudge due" in await there.heard("homeassistant/binary_sensor/sitmon/due/config")
        await stop(running)


def test_while_the_wearable_is_gone_nothing_is_shown_and_nothing_is_due() -> None:
    """Its last posture is no posture, and what it tells of is unavailable; the buttons stay."""
    told = told_of({**STATUS, "link": "lost"})
    found = dict(discovery_of("sitmon", "homeassistant"))

    assert ("unknown", 0, "OFF") == (told["posture"], told["bout_min"], told["due"])
    assert "value_json.link" in json.dumps(found["homeassistant/sensor/sitmon/posture/config"]["availability"])
    assert "value_json.link" not in json.dumps(found["homeassistant/button/sitmon/resume/config"]["availability"])


@given(st.lists(st.from_regex(r"[a-zäöü ./_-]{1,12}", fullmatch=True), min_size=2, max_size=4, unique=True))
def test_each_topic_is_a_device_of_its_own_that_a_home_finds(topics: list[str]) -> None:
    """Whatever the topic: Home Assistant looks for letters, digits, `_` and `-` there, and merges by identifier."""
    every = [dict(discovery_of(topic, "homeassistant")) for topic in topics]
    paths = [path for one in every for path in one]
    devices = {json.dumps(config["device"]["identifiers"]) for one in every for config in one.values()}

    assert all(re.fullmatch(r"homeassistant/\w+/[a-zA-Z0-9_-]+/[a-zA-Z0-9_-]+/config", path) for path in paths)
    assert len(topics) == len(devices)
    assert len(paths) == len({config["unique_id"] for one in every for config in one.values()})


def test_everything_that_is_discovered_has_a_name_of_its_own() -> None:
    """Unique identifiers, one device, a template that the state has; without a prefix nothing is announced."""
    found = dict(discovery_of("sitmon", "homeassistant"))
    keys = [str(config["value_template"])[14:-3] for config in found.values() if "value_template" in config]

    assert len(found) == len({config["unique_id"] for config in found.values()})
    assert 1 == len({json.dumps(config["device"]) for config in found.values()})
    assert set(keys) <= set(told_of(STATUS))
    assert SAYABLE == {config["payload_press"] for config in found.values() if "payload_press" in config}
    assert [] == list(discovery_of("sitmon", ""))
