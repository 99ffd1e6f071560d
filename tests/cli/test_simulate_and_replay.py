"""From a script to decisions: what `sitmon simulate` writes, `sitmon replay` decides about as people would."""

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from monitor.coaching.exercises import ExerciseId
from monitor.coaching.inputs import Action, UserAction
from monitor.edges.recordings import Label, RecordingWriter, read_about, read_labels
from monitor.records import Record
from tests.support.commands import Commands, Said, kinds, only

MORNING = "sit:40m stand:70s walk:5m sit:35m"
START = "2026-03-02T09:00:00+01:00"
EXERCISE_IDS = {
    "seated-figure-4",
    "supine-figure-4",
    "standing-figure-4",
    "ball-massage",
    "glute-bridge",
    "clamshell",
}
FIELDS = {
    "bout": {"posture", "start", "end", "duration_s"},
    "nudge": {"bout_start", "sitting_s", "cause", "limit_s", "held_by"},
    "recommendation": {"exercise", "side", "place", "hold_s", "asked", "choice", "side_reason"},
    "outcome": {"nudge_time", "result"},
    "practice": {"recommendation_time", "exercise", "side", "result", "reason", "hold_s", "repetitions", "bouncing"},
    "gap": {"start", "end", "duration_s"},
    "rejected": {"reason"},
    "safety-notice": {"red_flag", "card"},
}
"""What each event holds beside its kind and its time."""

Replayed = Callable[..., list[Record]]


@pytest.fixture(autouse=True)
def _without_waiting(sitmon: Commands) -> None:
    """A nudge that is due comes at once, so that its time can be told beforehand."""
    sitmon.configure('[nudges]\nwindow = "0s"')


@pytest.fixture
def replayed(sitmon: Commands) -> Replayed:
    """Simulates a script at 12.5 Hz and gives what its replay says."""

    def _replay(script: str, *options: str) -> list[Record]:
        folder = sitmon.folder / "simulated"
        rate = () if "--sample-rate" in options else ("--sample-rate", "12.5")
        assert 0 == sitmon("simulate", script, "--start", START, *rate, *options, "-o", folder).status
        return succeed(sitmon("replay", folder, "--json"))

    return _replay


def succeed(said: Said) -> list[Record]:
    """The events of a replay that went well."""
    assert (0, "") == (said.status, said.err)
    return said.records


def clocks(events: list[Record], kind: str) -> list[str]:
    """Local times of day of the events of one kind."""
    return [str(event["time"])[11:19] for event in only(events, kind)]


def seconds_of(time: object) -> float:
    """An ISO time as POSIX seconds."""
    return datetime.fromisoformat(str(time)).timestamp()


def assert_near(expected: list[str], clock: list[str], within_s: float) -> None:
    """Times of day agree within so many seconds."""
    day = "2026-03-02T"
    assert len(expected) == len(clock), clock
    for one, other in zip(expected, clock, strict=True):
        assert within_s >= abs(seconds_of(day + one) - seconds_of(day + other)), (expected, clock)


def assert_as_labelled(events: list[Record], labels: list[Label], within_s: float = 3.0) -> None:
    """Every bout is a labelled step, and every step a bout, their ends within so many seconds."""
    start_s = seconds_of(START)
    bouts = [(seconds_of(bout["start"]) - start_s, bout) for bout in only(events, "bout")]
    assert [str(label.posture) for label in labels] == [bout["posture"] for _, bout in bouts]
    for label, (begins_s, bout) in zip(labels, bouts, strict=True):
        assert within_s >= abs(begins_s - label.start_s), bout
        assert within_s >= abs(seconds_of(bout["end"]) - start_s - label.end_s), bout


def test_a_morning(replayed: Replayed, sitmon: Commands) -> None:
    """A nudge at 30 min of sitting, again at 40, a break seen by the sensor, and the next nudge 30 min after it."""
    events = replayed(MORNING, "--sample-rate", "50")

    assert_near(["09:30:00", "09:40:00", "10:16:10"], clocks(events, "nudge"), 3.0)
    assert ["1800.0", "2400.0", "1800.0"] == [str(nudge["sitting_s"]) for nudge in only(events, "nudge")]
    assert ["not_taken", "verified", "not_observable"] == [outcome["result"] for outcome in only(events, "outcome")]
    assert clocks(events, "nudge") == clocks(events, "recommendation")
    assert_as_labelled(events, read_labels(sitmon.folder / "simulated"))


@pytest.mark.parametrize(("leg", "seed"), [("left", "2"), ("right", "3")])
def test_the_same_decisions_whoever_wears_it(replayed: Replayed, leg: str, seed: str) -> None:
    """Other people, other legs, other straps: nudges within 3 s of where the script has them."""
    events = replayed(MORNING, "--seed", seed, "--leg", leg, "--rotate", seed)

    assert_near(["09:30:00", "09:40:00", "10:16:10"], clocks(events, "nudge"), 3.0)
    assert_as_labelled([event for event in events if event["event"] == "bout"], LABELS, 4.0)


LABELS = [
    Label(0, 2400, "sit", "sitting"),  # type: ignore[arg-type]  a StrEnum's value is as good here
    Label(2400, 2470, "stand", "standing"),  # type: ignore[arg-type]
    Label(2470, 2770, "walk", "moving"),  # type: ignore[arg-type]
    Label(2770, 4870, "sit", "sitting"),  # type: ignore[arg-type]
]


def test_a_bad_radio_changes_no_decision(replayed: Replayed) -> None:
    """Drift of 100 ppm, 2 % loss, duplicates, reordering, a reboot, a turned strap: the same breaks to some seconds."""
    radio = ["--drift-ppm=100", "--loss=0.02", "--duplicates=0.01", "--reorder=0.01", "--reboot-at=20m", "--rotate=7"]
    events = replayed("sit:41m stand:70s walk:5m sit:31m", "--sample-rate", "50", *radio)

    assert_near(["09:30:00", "09:40:00", "10:17:10"], clocks(events, "nudge"), 45.0)  # it waits for a movement
    assert ["not_taken", "verified", "not_observable"] == [outcome["result"] for outcome in only(events, "outcome")]
    assert ["sitting", "standing", "moving", "sitting"] == [bout["posture"] for bout in only(events, "bout")]
    assert_near(["09:41:00", "09:42:10", "09:47:10", "10:18:10"], clocks(events, "bout"), 5.0)
    assert [] != only(events, "gap")


@pytest.mark.parametrize("seed", ["1", "2"])
@pytest.mark.parametrize("where", ["off", "off-chair", "off-charger", "off-cooling", "off-hook"])
def test_taken_off_it_never_nudges(replayed: Replayed, where: str, seed: str) -> None:
    """On a desk, a bumped chair, a charger or a hook it is not worn: no sitting, no nudge, however long."""
    events = replayed(f"sit:10m walk:2m {where}:45m walk:2m", "--seed", seed)

    assert [] == only(events, "nudge")
    assert "non-wear" in [bout["posture"] for bout in only(events, "bout")]


@pytest.mark.parametrize("seed", ["1", "2"])
@pytest.mark.parametrize("where", ["off", "off-charger", "off-cooling"])
def test_taken_off_shortly_before_a_nudge_it_does_not_come(
    replayed: Replayed, sitmon: Commands, where: str, seed: str
) -> None:
    """After 25 min of sitting the strap lies on a desk: it never stirs, so nothing is said to it."""
    sitmon.configure()

    assert [] == only(replayed(f"sit:25m {where}:45m", "--seed", seed), "nudge")


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_carried_in_a_bag_it_never_nudges(replayed: Replayed, seed: str) -> None:
    """What jolts for minutes and seems to sit is not believed."""
    events = replayed("sit:5m walk:2m off-bag:45m walk:2m", "--seed", seed)

    assert [] == only(events, "nudge")
    assert_sitting_at_most(events, 420.0)


def assert_sitting_at_most(events: list[Record], seconds: float) -> None:
    """No more sitting than that is told."""
    assert seconds >= sum(
        float(str(bout["duration_s"])) for bout in only(events, "bout") if bout["posture"] == "sitting"
    )


def test_a_gap_is_neither_sitting_nor_a_break(replayed: Replayed) -> None:
    """15 min that nobody saw neither bring the nudge nearer nor start the count anew."""
    events = replayed("sit:20m gap:15m sit:12m")

    assert_near(["09:45:00"], clocks(events, "nudge"), 3.0)
    assert [900.0] == [gap["duration_s"] for gap in only(events, "gap")]
    assert ["sitting", "sitting"] == [bout["posture"] for bout in only(events, "bout")]
    assert [1200.0, 720.0] == pytest.approx([bout["duration_s"] for bout in only(events, "bout")], abs=2.0)


def test_each_event_holds_what_machines_need(replayed: Replayed) -> None:
    """Each line has its kind and a time with offset, in order of time, and all fields of its kind."""
    events = replayed("sit:31m gap:1m sit:5m stand:1m sit:1m")

    assert {"bout", "nudge", "recommendation", "outcome", "practice", "gap"} == set(kinds(events))
    assert [] == [event for event in events if FIELDS[str(event["event"])] - event.keys()]
    assert all(str(event["time"]).endswith("+01:00") for event in events)
    times = [seconds_of(event["time"]) for event in events]
    assert sorted(times) == times


def test_a_recommendation_tells_the_exercise_and_why(replayed: Replayed) -> None:
    """Exercise and side from the known ones, a hold within the guide's range (D7), and the nudge that it answers."""
    said = only(replayed("sit:31m"), "recommendation")[0]

    assert EXERCISE_IDS == {str(exercise) for exercise in ExerciseId if exercise in EXERCISE_IDS}
    assert said["exercise"] in EXERCISE_IDS
    assert said["side"] in ("left", "right", "both")
    assert isinstance(said["hold_s"], float)
    assert 30.0 <= said["hold_s"] <= 60.0
    assert isinstance(said["asked"], dict)
    assert ("nudge", START, 1800.0) == tuple(said["asked"][name] for name in ("event", "bout_start", "limit_s"))


def test_one_script_gives_one_recording(sitmon: Commands) -> None:
    """The same call writes the same bytes, and the same bytes are decided about in the same bytes."""
    said = []
    for folder in (sitmon.folder / "one", sitmon.folder / "other"):
        assert (
            0 == sitmon("simulate", "sit:31m walk:1m", "--sample-rate", "12.5", "--start", START, "-o", folder).status
        )
        said.append(sitmon("replay", folder, "--json", "--epochs").out)

    assert said[0] == said[1]
    for name in ("arrivals.jsonl", "about.toml", "labels.csv"):
        assert (sitmon.folder / "one" / name).read_bytes() == (sitmon.folder / "other" / name).read_bytes()


def test_another_seed_is_another_person(sitmon: Commands) -> None:
    """The seed counts."""
    for seed in (1, 2):
        sitmon("simulate", "sit:1m", "--seed", seed, "--start", START, "-o", sitmon.folder / str(seed))

    one, other = ((sitmon.folder / seed / "arrivals.jsonl").read_bytes() for seed in "12")
    assert one != other


def test_a_simulated_recording_has_its_birth_certificate(sitmon: Commands) -> None:
    """What a replay must know stands in `about.toml`, the strap's turn as a guided pose would have found it."""
    sitmon("simulate", "sit:1m", "--start", START, "--leg", "right", "--rotate", "5", "-o", sitmon.folder / "a")
    about = read_about(sitmon.folder / "a")

    assert ("thigh", "right", "+01:00", "sit:1m") == (about.wear_site, about.worn_leg, about.timezone, about.script)
    assert seconds_of(START) == about.start_s
    assert about.axis is not None
    assert pytest.approx(1.0) == sum(part * part for part in about.axis)
    assert about.axis != (1.0, 0.0, 0.0)


def test_without_a_pose_the_mounting_is_learned_from_walking(replayed: Replayed) -> None:
    """A turned strap that nobody measured is unknown at first, and right after some walking."""
    events = replayed("walk:4m sit:32m", "--no-pose", "--rotate", "3")

    assert "sitting" == only(events, "bout")[-1]["posture"]
    assert_near(["09:34:00"], clocks(events, "nudge"), 10.0)


def test_simulate_says_what_it_wrote(sitmon: Commands) -> None:
    """For people with the next step, for machines as JSON."""
    plain = sitmon("simulate", "sit:1m", "-o", sitmon.folder / "a")
    record = sitmon("simulate", "sit:1m", "--start", START, "--json", "-o", sitmon.folder / "b").records[0]

    assert plain.out.endswith(f"Next: sitmon replay {sitmon.folder / 'a'}\n")
    assert (str(sitmon.folder / "b"), START, 60.0) == (record["folder"], record["start"], record["duration_s"])


def test_nothing_is_overwritten(sitmon: Commands) -> None:
    """A folder with something in it stays as it is."""
    (sitmon.folder / "mine").mkdir()
    (sitmon.folder / "mine" / "letter.txt").write_text("dear")

    assert "exists already" in sitmon("simulate", "sit:1m", "-o", sitmon.folder / "mine").complaint
    assert ["letter.txt"] == [path.name for path in (sitmon.folder / "mine").iterdir()]


def test_replay_reads_for_people(replayed: Replayed, sitmon: Commands) -> None:
    """Without --json each event begins with its time of day; steps, cues, don'ts and the reason follow the nudge."""
    replayed("sit:31m stand:1m")
    lines = sitmon("replay", sitmon.folder / "simulated").out.splitlines()

    assert "09:30:00  nudge     30 min sitting since 09:00." == lines[0]
    assert "09:30:00  stretch   Seated figure-4" == lines[1]
    assert any(line.strip().startswith("Why: ") for line in lines)
    assert len(lines) == len({line for line in lines if line})


def test_settings_recorded_along_count_in_a_replay(replayed: Replayed, sitmon: Commands) -> None:
    """A `sitmon.toml` in the recording beats yours, a named one beats both."""
    replayed("sit:25m")
    folder = sitmon.folder / "simulated"
    (folder / "sitmon.toml").write_text('[nudges]\nlimit = "10m"\nwindow = "0s"\n')
    named = sitmon.folder / "named.toml"
    named.write_text('[nudges]\nlimit = "20m"\nwindow = "0s"\n')

    assert "09:10:00" == clocks(succeed(sitmon("replay", folder, "--json")), "nudge")[0]
    assert "09:20:00" == clocks(succeed(sitmon("replay", folder, "--json", "--config", named)), "nudge")[0]


def test_quiet_hours_are_those_of_the_recording(replayed: Replayed, sitmon: Commands) -> None:
    """Time of day is counted where the recording was made, wherever it is replayed."""
    sitmon.configure('[person]\ntimezone = "Asia/Tokyo"\n[nudges]\nwindow = "0s"\nquiet_hours = "09:00-09:40"')

    assert "09:40:00" == clocks(replayed("sit:41m"), "nudge")[0]


def test_a_red_flag_in_a_recording_silences_it(replayed: Replayed, sitmon: Commands) -> None:
    """From the red flag on there is one notice and no nudge, until it is cleared (F1, F2, F9)."""
    sitmon.configure('[nudges]\nlimit = "10m"\nwindow = "0s"')
    replayed("sit:22m")
    folder = sitmon.folder / "simulated"
    start_s = seconds_of(START)
    say(folder, UserAction(start_s + 300.0, Action.RED_FLAG, "leg-weakness"))
    flagged, told = succeed(sitmon("replay", folder, "--json")), sitmon("replay", folder).out
    say(folder, UserAction(start_s + 1200.0, Action.CLEAR_RED_FLAG))
    cleared = succeed(sitmon("replay", folder, "--json"))

    assert ["09:05:00"] == clocks(flagged, "safety-notice")
    assert [] == only(flagged, "nudge") + only(flagged, "recommendation")
    assert "urgent" == only(flagged, "safety-notice")[0]["card"]
    assert "SAFETY    Get medical help now." in told
    assert_near(["09:20:00"], clocks(cleared, "nudge"), 2.0)


def say(folder: Path, action: UserAction) -> None:
    """Put what a person said into a recording, where it belongs in time."""
    path = folder / "arrivals.jsonl"
    scratch = folder / "scratch"
    with RecordingWriter(scratch, read_about(folder)) as writer:
        writer.write(action)
    said = (scratch / "arrivals.jsonl").read_text().splitlines()[1]
    shutil.rmtree(scratch)
    header, *lines = path.read_text().splitlines()
    path.write_text("\n".join([header, *sorted([*lines, said], key=lambda line: float(json.loads(line)["t"]))]) + "\n")


def test_another_setting_is_shown_beside_what_was(replayed: Replayed, sitmon: Commands) -> None:
    """Both columns in order of time, then their sums; as JSON each record says which settings decided it."""
    replayed("sit:31m stand:70s")
    folder = sitmon.folder / "simulated"
    said = sitmon("replay", folder, "--set", "limit=20m", "--set", "ladder=['1h']")
    records = succeed(sitmon("replay", folder, "--set", "limit=20m", "--json"))

    assert 0 == said.status
    header, *_, nudges, verified, _, not_taken = [line.split() for line in said.out.splitlines() if line.strip()]
    assert ["time", "as", "it", "was", "with", "limit=20m,", "ladder=['1h']"] == header
    assert [["nudges", "1", "1"], ["verified", "1", "0"]] == [nudges, verified]
    assert ["not", "taken", "0", "1"] == not_taken
    assert ["09:30:00"] == clocks([r for r in records if r["settings"] == "recorded"], "nudge")
    assert "09:20:00" == clocks([r for r in records if r["settings"] == "limit=20m"], "nudge")[0]


def test_a_setting_that_cannot_be_is_one_line(replayed: Replayed, sitmon: Commands) -> None:
    """Named, with what is allowed, and nothing is printed."""
    replayed("sit:1m")
    said = sitmon("replay", sitmon.folder / "simulated", "--set", "limit=9")

    assert (2, "") == (said.status, said.out)
    assert said.err.startswith("sitmon: --set limit=9: limit = 9 should be a duration")
