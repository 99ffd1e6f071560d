"""The integrations that the settings want, beside the watching."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from importlib.util import find_spec
from pathlib import Path

from monitor.coaching.inputs import Action
from monitor.edges.integrations import Integration, Status, keep_going
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.settings import MqttSettings, Settings
from monitor.errors import SettingsError, to_install
from monitor.pipeline import Event
from monitor.posture.labels import PostureEpoch
from monitor.records import record_of
from monitor.running.answers import status_of, words_of
from monitor.running.daemon import Daemon
from monitor.terminal.output import warn
from monitor.wording.events import spoken


def begin(settings: Settings, daemon: Daemon, link: WearableLink, stack: AsyncExitStack) -> None:
    """Begin them, each in a task of its own that ends with the stack.

    Raises:
        SettingsError: a file that the settings name cannot be read, or a package is missing.
    """
    every = list(_wanted(settings, daemon, link))
    if not every:
        return
    before = daemon.watch

    def watch(event: Event) -> None:
        before(event)
        if not isinstance(event, PostureEpoch):
            record = record_of(event, settings.zone) | spoken(event, words_of(daemon))
            for one in every:
                one.hear(record)

    daemon.watch = watch
    for one in every:
        stack.callback(asyncio.create_task(keep_going(one, warn)).cancel)


def _wanted(settings: Settings, daemon: Daemon, link: WearableLink) -> Iterator[Integration]:
    def status() -> Status:
        return status_of(daemon, link)

    async def say(word: str) -> None:
        await daemon.say(Action(word))

    if settings.hook.command:
        from monitor.edges.integrations.hook import Hook

        yield Hook(settings.hook.command, settings.hook.events)
    if settings.mqtt.host:
        if find_spec("aiomqtt") is None:
            raise SettingsError(f"[mqtt] needs one more package: {to_install('mqtt')}")
        from monitor.edges.integrations.mqtt import Mqtt

        mqtt = settings.mqtt
        yield Mqtt(
            mqtt.host, mqtt.port, user=mqtt.user, password=_password(mqtt), topic=mqtt.topic,
            discovery=mqtt.discovery, status=status, say=say, tls=mqtt.tls,
        )  # fmt: skip
    if settings.activity_watch.url:
        from monitor.edges.integrations.activity_watch import ActivityWatch

        yield ActivityWatch(settings.activity_watch.url, status)


def _password(mqtt: MqttSettings) -> str:
    path: Path | None = mqtt.password_file
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: the password of [mqtt] cannot be read ({error})") from error
