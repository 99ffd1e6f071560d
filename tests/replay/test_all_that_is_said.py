"""Whatever people and desktops say meanwhile: the same recording gives the same events, to the last bit."""

from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.cli.replay import replay
from monitor.coaching.exercises import ExerciseId
from monitor.coaching.inputs import OF_THE_DESKTOP, Action, Context, ContextChange, UserAction
from monitor.coaching.nudges import Nudge, Reply
from monitor.coaching.outcomes import Outcome
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import SafetyNotice
from monitor.coaching.sessions import PracticeOutcome
from monitor.edges.recordings import RecordingWriter, read_recording
from monitor.motion.arrivals import Arrival
from monitor.pipeline import Event, Gap
from monitor.posture.labels import PostureEpoch
from monitor.posture.mounting import Mounting
from monitor.running.daemon import Daemon
from tests.support.feeds import Screen, StillClock, arrivals, pipeline, source
from tests.support.recordings import ABOUT
from tests.support.said import sayings

MORNING = "walk:20s sit:150s figure4-left:40s sit:150s stand:20s gap:40s sit:200s off:30s sit:200s walk:15s sit:3m"

SAID: dict[int, tuple[Action, str]] = {
    10: (Action.INTAKE, "injury=no"),
    11: (Action.INTAKE, "side=left"),
    12: (Action.INTAKE, "numbness=chronic"),
    50: (Action.PAIN, "4 aching left desk"),
    160: (Action.START, ""),
    215: (Action.DONE, ""),
    220: (Action.FEEDBACK, "too-strong"),
    290: (Action.SNOOZE, ""),
    360: (Action.STRETCH, f"{ExerciseId.SEATED_FIGURE_4} left"),
    470: (Action.DID, f"{ExerciseId.GLUTE_BRIDGE}"),
    480: (Action.SKIP, ""),
    485: (Action.POSE, Mounting((0.96, 0.0, 0.28), (-0.28, 0.0, 0.96), 80.0).as_text()),
    490: (Action.SKIP, ""),
    500: (Action.PAUSE, ""),
    560: (Action.RESUME, ""),
    630: (Action.FEEDBACK, "radiating seated-figure-4"),
    640: (Action.INTAKE, "injury=yes"),
    650: (Action.RED_FLAG, "leg-weakness"),
    700: (Action.PAIN, "9 numb left radiating"),
    720: (Action.CLEAR_RED_FLAG, ""),
    725: (Action.INTAKE, "weakness=sudden"),
    760: (Action.CLEAR_RED_FLAG, ""),
}
"""What is said after so many seconds that were seen: every kind of thing that a person can say."""

CHANGES = {1 + 100 * number: context for number, context in enumerate(Context)}
"""Each context begins after so many seconds that were seen, and ends 30 later."""


async def lived(folder: Path) -> list[Event]:
    """What the daemon tells of the morning, while it records it."""
    live: list[Event] = []
    clock = StillClock()
    seconds = 0

    def watch(event: Event) -> None:
        nonlocal seconds
        live.append(event)
        if not isinstance(event, PostureEpoch):
            return
        seconds, clock.time_s = seconds + 1, event.end_s + 0.125
        if seconds in SAID:
            daemon.say(*SAID[seconds])
        for active, begin in ((True, seconds), (False, seconds - 30)):
            if begin in CHANGES:
                daemon.change(CHANGES[begin], active=active)

    with RecordingWriter(folder, ABOUT) as recording:
        daemon = Daemon(pipeline(), clock, UTC, Screen(0.0), recording=recording, watch=watch, finishes=True)
        await daemon.run(source(arrivals(MORNING), pause_every=1))
    return live


async def test_what_was_lived_is_replayed_with_all_that_was_said(tmp_path: Path) -> None:
    """Every kind of action and of context, what the desktop told, a gap, a while off: the same events, bit for bit."""
    live = await lived(tmp_path / "r")
    said = [item for item in read_recording(tmp_path / "r") if isinstance(item, UserAction)]
    contexts = {item.context for item in read_recording(tmp_path / "r") if isinstance(item, ContextChange)}

    for _ in range(2):  # nothing of one replay is left behind for the next
        assert repr(live) == repr([*replay(tmp_path / "r", pipeline())])
    assert set(Action) - OF_THE_DESKTOP | {Action.DELIVERED} == {item.action for item in said}
    assert set(Context) == contexts
    kinds = {type(event) for event in live}
    assert {Nudge, Recommendation, Outcome, PracticeOutcome, Reply, SafetyNotice, Gap} <= kinds


THINGS = st.one_of(
    sayings(text=st.text(max_size=12)),
    st.tuples(st.sampled_from(Context), st.booleans()),
)


Item = Arrival | UserAction | ContextChange


def told(items: Iterable[Item]) -> list[Event]:
    """Everything that new stages make of these inputs."""
    stages = pipeline()
    return [*(event for item in items for event in stages.feed(item)), *stages.finish()]


@settings(max_examples=10)
@given(things=st.lists(st.tuples(st.integers(0, 250), THINGS), max_size=25))
def test_whatever_is_said_whenever_is_replayed(
    things: list[tuple[int, tuple[Action, str] | tuple[Context, bool]]],
) -> None:
    """Random words at random moments, kept in a file and read back: the events of the first time, bit for bit."""
    heard = [*arrivals("sit:150s figure4-left:20s sit:60s stand:20s sit:2m")]
    items: list[Item] = [*heard]
    for number, (what, how) in sorted(things, key=lambda thing: thing[0], reverse=True):
        number = min(number, len(heard) - 1)
        time_s = heard[number].time_s
        said = UserAction(time_s, what, how) if isinstance(what, Action) else ContextChange(time_s, what, active=how)
        items.insert(number, said)
    with TemporaryDirectory() as folder:
        with RecordingWriter(Path(folder) / "r", ABOUT) as recording:
            for item in items:
                recording.write(item)
        again = [*replay(Path(folder) / "r", pipeline())]

    assert repr(told(items)) == repr(again)
