"""An MQTT broker, with the discovery messages of Home Assistant.

What is told: posture, minutes in this bout, minutes of sitting today, the battery, what comes next, and whether a nudge
is due.  Never told: pain, red flags, exercises, answers; nor what holds nudges back.
"""

import asyncio
import json
import re
import zlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import aiomqtt

from monitor.coaching.coming import Next
from monitor.edges.integrations import Integration, Status, UnreachableError
from monitor.posture.labels import Posture

LOOK_S: Final = 2.0
"""How often it is looked whether there is something new (product default)."""

SAYABLE: Final = frozenset({"snooze", "skip", "done", "pause", "resume"})
"""What may be said by way of the broker; nothing of safety is among it."""

BIRTH: Final = "online"
"""What Home Assistant says under its prefix and `/status` when it has begun: it has forgotten what was announced."""


@dataclass(frozen=True, slots=True)
class Mqtt(Integration):
    """Tells a broker how things are, and hears what buttons in a home say.

    Attributes:
        host, port: of the broker.
        status: how things are now.
        say: takes `snooze`, `skip`, `done`, `pause` or `resume`.
        user, password: empty for none.
        topic: under which everything stands, such as `"sitmon"`.
        discovery: the prefix of Home Assistant's discovery; empty for no discovery.
        tls: whether the connection is encrypted.
    """

    name = "mqtt"
    host: str
    port: int
    status: Callable[[], Status]
    say: Callable[[str], Awaitable[object]]
    user: str = ""
    password: str = ""
    topic: str = "sitmon"
    discovery: str = "homeassistant"
    tls: bool = False

    async def run(self) -> None:
        """Connect, announce, and tell whatever changes.

        Raises:
            UnreachableError: the broker is not there, refuses, or left.
        """
        away = aiomqtt.Will(f"{self.topic}/available", "offline", qos=1, retain=True)
        client = aiomqtt.Client(
            self.host, self.port, username=self.user or None, password=self.password or None, identifier=None,
            will=away, tls_params=aiomqtt.TLSParameters() if self.tls else None, keepalive=30, timeout=5.0,
        )  # fmt: skip
        try:
            async with client, asyncio.TaskGroup() as tasks:
                await self._announce(client)
                if self.discovery:
                    await client.subscribe(f"{self.discovery}/status", qos=1)
                await client.subscribe(f"{self.topic}/say", qos=1)
                tasks.create_task(self._tell(client))
                tasks.create_task(self._heed(client))
        except* aiomqtt.MqttError as errors:
            where = f"{self.host}:{self.port}"
            raise UnreachableError(f"the broker at {where} is not there or refuses ({errors.exceptions[0]})") from None

    async def _announce(self, client: aiomqtt.Client) -> None:
        for topic, config in discovery_of(self.topic, self.discovery):
            await client.publish(topic, json.dumps(config), qos=1, retain=True)
        await client.publish(f"{self.topic}/available", "online", qos=1, retain=True)

    async def _tell(self, client: aiomqtt.Client) -> None:
        before: Mapping[str, object] = {}
        while True:
            now = told_of(self.status())
            if now != before:
                await client.publish(f"{self.topic}/state", json.dumps(now), qos=1, retain=True)
                before = now
            await asyncio.sleep(LOOK_S)

    async def _heed(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            said = bytes(message.payload).decode(errors="replace") if isinstance(message.payload, bytes) else ""
            if self.discovery and str(message.topic) == f"{self.discovery}/status":
                if said == BIRTH:
                    await self._announce(client)
            elif said in SAYABLE and not message.retain:  # what was said before we came is not said now
                await self.say(said)


def told_of(status: Status) -> dict[str, object]:
    """What a broker is told: whole minutes, so that there is something to say once a minute.

    While the wearable sends nothing, the posture is unknown and nothing is due.
    """
    is_seen = status.get("link") == "streaming"
    posture = status.get("bout", Posture.UNKNOWN) if is_seen else Posture.UNKNOWN
    due = posture == Posture.SITTING and status.get("next") == Next.DUE
    return {
        "posture": str(posture),
        "bout_min": int(float(str(status.get("bout_s", 0.0) if is_seen else 0.0)) // 60),
        "sitting_today_min": int(float(str(status.get("sitting_today_s", 0.0))) // 60),
        "battery": status.get("battery_percent"),
        "link": status.get("link"),
        "next": status.get("next"),
        "due": "ON" if due else "OFF",
    }


def discovery_of(topic: str, prefix: str) -> Iterator[tuple[str, dict[str, object]]]:
    """The topics and messages by which Home Assistant finds everything under one device; none without a prefix."""
    if not prefix:
        return
    state, node = f"{topic}/state", node_of(topic)
    device = {"identifiers": [node], "name": topic, "manufacturer": "sitmon", "model": "sitting-time monitor"}
    runs: dict[str, object] = {"topic": f"{topic}/available"}
    sends = {"topic": state, "value_template": "{{ 'online' if value_json.link == 'streaming' else 'offline' }}"}
    seen: dict[str, object] = {"device": device, "availability": [runs, sends], "availability_mode": "all"}
    minutes = {"unit_of_measurement": "min", "device_class": "duration", "state_class": "measurement"}
    entities: dict[tuple[str, str], dict[str, object]] = {
        ("sensor", "posture"): {"name": "Posture", "device_class": "enum", "options": [str(one) for one in Posture]},
        ("sensor", "bout_min"): {"name": "In this bout", **minutes},
        ("sensor", "sitting_today_min"): {"name": "Sitting today", **minutes},
        ("sensor", "battery"): {"name": "Battery", "unit_of_measurement": "%", "device_class": "battery"},
        ("sensor", "next"): {"name": "What comes next", "device_class": "enum", "options": [str(one) for one in Next]},
        ("binary_sensor", "due"): {"name": "Nudge due"},
    }
    for (component, key), entity in entities.items():
        value = {"state_topic": state, "value_template": f"{{{{ value_json.{key} }}}}"}
        yield f"{prefix}/{component}/{node}/{key}/config", {**seen, **entity, **value, "unique_id": f"{node}_{key}"}
    for said in sorted(SAYABLE):
        button = {"name": said.capitalize(), "command_topic": f"{topic}/say", "payload_press": said}
        about = {"device": device, "availability": [runs], "unique_id": f"{node}_{said}"}
        yield f"{prefix}/button/{node}/{said}/config", {**button, **about}


def node_of(topic: str) -> str:
    """Name a topic as Home Assistant allows it, in letters, digits, `_` and `-`; another topic has another name."""
    node = re.sub(r"[^A-Za-z0-9_-]", "_", topic)
    return node if node == topic else f"{node}_{zlib.crc32(topic.encode()):08x}"
