"""`sitmon.toml`: what it sets, and how it says what is wrong."""

import dataclasses
import itertools
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.coaching.exercises import Pillar
from monitor.coaching.experiment import Design, ExperimentRules
from monitor.coaching.hours import WEEKDAYS, Week
from monitor.coaching.plan import Lead, PlanTargets
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.receptivity import LearningRules
from monitor.edges.settings import (
    SETTINGS,
    MqttSettings,
    Settings,
    change_settings,
    default_toml,
    parse_settings,
    read_settings,
    settings_page,
    settings_path,
    write_settings,
)
from monitor.edges.settings.declaring import WEEK, Setting
from monitor.edges.settings.values import ActivityWatchSettings, DesktopSettings, HookSettings, PresenceSettings
from monitor.edges.toml_values import format_duration, parse_duration, to_toml
from monitor.errors import SettingsError
from monitor.posture.mounting import Mounting

EVERYTHING = """
[wearable]
address = "c4:8e:3a:00:12:7f"
name = "Thigh strap"
wear_site = "thigh"
leg = "left"
axis = [0, 1.0, 0]
forward = [0.0, 0.0, -1]
sitting_deg = 62

[person]
affected_side = "both"
equipment = ["ball", "mat"]
standing_opt_in = true
unstable_chair = true
hold = "60s"
repeats = 3
prescription = "/srv/my-set.toml"
language = "de"
room = ["floor"]
timezone = "+05:45"

[nudges]
limit = "45m"
ladder = ["5m", "1h30m"]
snooze = ["90s", "1m"]
skips = 2
daily_cap = 3
quiet_hours = "12:00 - 13:30"
working_hours = "Mon-Wed 08:00-12:00 13:00-17:30, sat 10:00-24:00, sat 07:00-08:00"
lunch = "12:15-13:00"
evening = "17:00-18:00"
load_limit = "3h"
window = "2m"
carry_gap = "0s"
cooldown = "2m"
settle = "30s"

[plan]
stretches = 3
massages = 2
strength_days = 4
long_sittings = 5
judged_after = 6
baseline_week = true
off = ["release"]
lead = "strength"

[learning]
enabled = true
wait = "15m"
floor = 0.3

[experiment]
design = "withhold"
probability = 0.4
most = 0.25
seed = "spring"

[desktop]
notifier = "plyer"
sound = true
open_page = false

[storage]
folder = "/srv/sitmon"
record = true
[presence]
sources = ["lock", "inhibitors"]
[hook]
command = ["/usr/bin/true", "-q"]
events = ["outcome"]
[mqtt]
host = "broker"
port = 8883
user = "me"
password_file = "/srv/secret"
topic = "home/sitmon"
discovery = ""
tls = true
[activity_watch]
url = "http://127.0.0.1:5600"
"""


def test_every_key_reaches_its_place() -> None:
    """Profile, rules and the rest hold what was written, in seconds and minutes."""
    settings = parse_settings(EVERYTHING)

    assert ("C4:8E:3A:00:12:7F", "Thigh strap") == (settings.wearable.address, settings.wearable.name)
    assert (
        Profile(
            affected_side=Side.BOTH,
            worn_leg=Side.LEFT,
            equipment=frozenset({"ball", "mat"}),
            standing_opt_in=True,
            unstable_chair=True,
            hold_s=60.0,
            repeats=3,
            room=frozenset({"floor"}),
        )
        == settings.profile
    )
    assert (
        NudgeRules(
            limit_s=2700.0,
            ladder_s=(300.0, 5400.0),
            snoozes_s=(90.0, 60.0),
            skips=2,
            window_s=120.0,
            carry_gap_s=0.0,
            cooldown_s=120.0,
            settle_s=30.0,
            daily_cap=3,
            quiet=(720, 810),
            working=(*[((480, 720), (780, 1050))] * 3, (), (), ((600, 1440), (420, 480)), ()),
            lunch=(735, 780),
            evening=(1020, 1080),
            load_limit_s=10800.0,
        )
        == settings.nudges
    )
    assert Mounting((0.0, 1.0, 0.0), (0.0, 0.0, -1.0), 62.0) == settings.wearable.mounting
    off = frozenset({Pillar.RELEASE})
    plan = PlanTargets(3, 2, 4, 5, off, baseline_week=True, judged_weeks=6, lead=Lead.STRENGTH)
    assert plan == settings.plan
    assert LearningRules(enabled=True, wait_s=900.0, floor=0.3) == settings.learning
    assert Path("/srv/my-set.toml") == settings.person.prescription
    assert ExperimentRules(Design.WITHHOLD, 0.4, 0.25, "spring") == settings.experiment
    assert DesktopSettings("plyer", sound=True, open_page=False) == settings.desktop
    assert PresenceSettings(frozenset({"lock", "inhibitors"})) == settings.presence
    assert HookSettings(("/usr/bin/true", "-q"), frozenset({"outcome"})) == settings.hook
    broker = MqttSettings("broker", 8883, "me", Path("/srv/secret"), "home/sitmon", discovery="", tls=True)
    assert broker == settings.mqtt
    assert ActivityWatchSettings("http://127.0.0.1:5600") == settings.activity_watch
    assert (Path("/srv/sitmon"), True) == (settings.storage.folder, settings.storage.record)
    assert ("+05:45", 20700) == (settings.zone_name, settings.zone.utcoffset(None).total_seconds())  # type: ignore[union-attr]


def test_the_example_above_leaves_no_key_out() -> None:
    """`EVERYTHING` sets every key that there is, so the test above covers them all."""
    assert {name: set(keys) for name, keys in SETTINGS.items()} == {
        name: set(values) for name, values in tomllib.loads(EVERYTHING).items()
    }


def test_each_key_fills_fields_that_exist() -> None:
    """No key of the table names a section or an attribute that the values do not have."""
    for section, keys in SETTINGS.items():
        fields = {field.name for field in dataclasses.fields(getattr(Settings(), section))}
        assert {key.field for key in keys.values()} <= fields


def test_a_snooze_of_older_settings_is_read() -> None:
    """One duration stands for three snoozes as long."""
    assert (90.0, 90.0, 90.0) == parse_settings('[nudges]\nsnooze = "90s"').nudges.snoozes_s


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("stretches = 0", "should be a whole number from 1 to 12"),
        ("strength_days = 8", "should be a whole number from 1 to 7"),
        ("judged_after = 1", "should be a whole number from 2 to 26"),
        ('off = ["rest"]', 'should be a list of "release", "lengthen", "strengthen" or "habit", or []'),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_what_can(text: str, what: str) -> None:
    """The numbers of the plan are the person's to change, within a week (D10, G5)."""
    with pytest.raises(SettingsError, match=re.escape(what)):
        parse_settings(f"[plan]\n{text}")


def test_without_a_ball_no_massage_is_planned() -> None:
    """What is not at hand is not asked for, and nobody is behind in it (E1)."""
    bare, owned = Settings(), parse_settings('[person]\nequipment = ["ball"]')

    assert (frozenset({Pillar.RELEASE}), frozenset()) == (bare.targets.disabled, owned.targets.disabled)


@given(
    first=st.integers(0, 6),
    last=st.integers(0, 6),
    start=st.integers(0, 1440),
    end=st.integers(0, 1440),
    day=st.integers(0, 6),
    minute=st.integers(0, 1439),
)
def test_working_hours_are_of_any_days_and_go_over_midnight(
    first: int, last: int, start: int, end: int, day: int, minute: int
) -> None:
    """From Sunday to Thursday, from Friday to Monday, and nights, which belong to the day on which they begin."""
    assume(start % 1440 != end % 1440 or end - start == 1440)
    text = f"{WEEKDAYS[first]}-{WEEKDAYS[last]} {start // 60}:{start % 60:02}-{end // 60}:{end % 60:02}"
    week = parse_settings(f'[nudges]\nworking_hours = "{text}"').nudges.working

    days = {(first + offset) % 7 for offset in range((last - first) % 7 + 1)}
    today = day in days and (start <= minute < end if start < end else minute >= start)
    of_last_night = (day - 1) % 7 in days and start > end > minute
    assert (today or of_last_night) == any(begin <= minute < stop for begin, stop in week[day])


spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] < span[1])


@given(st.lists(st.lists(spans, max_size=3).map(tuple), min_size=7, max_size=7).map(tuple).filter(any))
def test_any_week_is_written_as_it_is_read(week: Week) -> None:
    """Days alike in a row are one range, and nothing is lost."""
    assert week == WEEK(WEEK.write(week))


def test_an_empty_file_means_the_defaults() -> None:
    """Nothing set, nothing changed: the rules are those of the coach."""
    assert Settings() == parse_settings("")
    assert NudgeRules() == parse_settings("").nudges
    assert Profile() == parse_settings("").profile


def test_the_template_equals_the_defaults() -> None:
    """The file that we hand out changes nothing."""
    assert Settings() == parse_settings(default_toml())


def test_the_template_shows_every_key_with_an_example_that_works() -> None:
    """With its commented examples put in force the template is still a valid file, and holds each key."""
    in_force = re.sub(r"^# (?=\w+ = )", "", default_toml(), flags=re.MULTILINE)

    parse_settings(in_force)
    assert {name: set(keys) for name, keys in SETTINGS.items()} == {
        name: set(values) for name, values in tomllib.loads(in_force).items()
    }


EVERY = [pytest.param(section, key, id=f"{section}.{key}") for section, keys in SETTINGS.items() for key in keys]

CANDIDATES: list[object] = [
    *(True, False, -1, 0, 1, 2, 3, 7, 12, 26, 62, 65535, 0.0, 0.05, 0.3, 0.5, 1.0, 40.0, 62.5, float("nan")),
    *(
        "",
        "none",
        "always",
        "x" * 64,
        "ß",
        '"',
        "\\",
        "\x7f",
        "0s",
        "30s",
        "45s",
        "60s",
        "90s",
        "5m",
        "1h",
        "1h30m",
        "8h",
    ),
    *("22:00-06:00", "9:00-24:00", "09:00-09:00", "sun-thu 9:00-17:00", "mon-fri 22:00-06:00, sat 10:00-24:00"),
    *("c4:8e:3a:00:12:7f", "UTC", "+05:45", "/srv/x", "~/x", "a/b-c_1", "https://h:1/", "http://127.0.0.1:5600"),
    *(["5m"], ["90s", "1h30m"], ["/bin/true", "-q"], [0, 1, 0], [0.6, 0.0, -0.8], [1.0, 1.0, 0.0], []),
]


def allowed_by(setting: Setting) -> list[object]:
    """Those of many values of TOML that a setting allows, the words that it names among them."""
    words = re.findall(r'"([^"]*)"', setting.kind.allowed)
    lists = [list(chosen) for size in (1, 2) for chosen in itertools.combinations(words, size)]
    return [one for one in [*CANDIDATES, *words, *lists] if setting.kind.parse(one) is not None]


@pytest.mark.parametrize(("section", "key"), EVERY)
def test_what_is_written_of_a_value_reads_back_equal(section: str, key: str) -> None:
    """Of each setting, whatever it allows."""
    setting = SETTINGS[section][key]
    found = allowed_by(setting)
    for one in found:
        ours = setting.kind(one)
        text = f"[{section}]\n{key} = {to_toml(setting.kind.write(ours))}\n"
        assert ours == getattr(getattr(parse_settings(text), section), setting.field), text
    assert 2 <= len(found) < len(CANDIDATES)


@pytest.mark.parametrize(("section", "key"), EVERY)
def test_a_setting_is_written_into_a_file_and_shows_there(tmp_path: Path, section: str, key: str) -> None:
    """Into none yet, into an empty one, and over what stands there; nothing else changes."""
    setting = SETTINGS[section][key]
    path = tmp_path / "sitmon.toml"
    for before in (None, "", f"# mine\n[{section}]  # {key} = 1\n"):
        path.unlink(missing_ok=True)
        if before is not None:
            path.write_text(before)
        for value in allowed_by(setting)[:3]:
            settings = write_settings(path, {f"{section}.{key}": value})
            assert settings == read_settings(path) == change_settings(Settings(), [f"{section}.{key}={to_toml(value)}"])
    assert path.read_text().startswith("# mine\n")


@pytest.mark.parametrize(("section", "key"), EVERY)
def test_each_setting_stands_in_template_and_reference(section: str, key: str) -> None:
    """Under its section, with what it does."""
    setting = SETTINGS[section][key]
    in_file = default_toml().partition(f"[{section}]\n")[2].partition("\n[")[0]
    on_page = settings_page().partition(f"## `[{section}]`\n")[2].partition("\n## ")[0]

    assert re.search(rf"^(# )?{key} = .*  # {re.escape(setting.comment)}$", in_file, re.MULTILINE)
    assert re.search(rf"^\| `{key}` \| .* \| {re.escape(setting.comment)} \|$", on_page, re.MULTILINE)


def test_the_page_of_reference_is_of_today() -> None:
    """To write it anew: `python -c "from monitor.edges.settings import *; print(settings_page(), end='')"`."""
    assert settings_page() == (Path(__file__).parents[2] / "docs" / "settings.md").read_text()


def test_no_line_of_the_template_is_too_wide() -> None:
    """It is read in a terminal."""
    assert [] == [line for line in default_toml().splitlines() if len(line) > 120]


def test_the_side_of_a_newer_answer_is_written_through(tmp_path: Path) -> None:
    """The settings are the one home of the side: the newest word stands there, whoever took it."""
    path = tmp_path / "sitmon.toml"
    write_settings(path, {"person.affected_side": Side.LEFT})
    settings = write_settings(path, {"person.affected_side": Side.RIGHT})

    assert Side.RIGHT is settings.profile.affected_side
    assert ['affected_side = "right"'] == re.findall(r"^affected_side = \S+", path.read_text(), re.MULTILINE)


def test_settings_behind_a_link_stay_there(tmp_path: Path) -> None:
    """Who keeps them in a folder of dotfiles finds the change there, for the owner only."""
    real, path = tmp_path / "dotfiles.toml", tmp_path / "sitmon.toml"
    real.write_text("# mine\n")
    path.symlink_to(real)
    write_settings(path, {"wearable.leg": "left"})

    assert path.is_symlink()
    assert '# mine\n\n[wearable]\nleg = "left"\n' == real.read_text()
    assert 0o600 == real.stat().st_mode & 0o777


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("limit = 30", "limit = 30 should be a duration from"),
        ('limit = "30"', 'limit = "30" should be a duration'),
        ('limit = "30h"', 'should be a duration from "1m" to "8h"'),
        ('limit = ""', "should be a duration"),
        ('ladder = "10m"', "should be a list of durations"),
        ("ladder = []", "should be a list of durations"),
        ('ladder = ["10m", "x"]', 'should be a list of durations from "1m" to "8h"'),
        ("daily_cap = true", "daily_cap = true should be a whole number from 0 to 200"),
        ("daily_cap = -1", "should be a whole number"),
        ("daily_cap = 1.5", "should be a whole number"),
        ('snooze = "5s"', 'should be a list of durations from "1m" to "4h"'),
        ("snooze = []", "should be a list of durations"),
        *(
            (f"working_hours = {hours}", 'should be days and spans such as "mon-fri 09:00-12:00')
            for hours in (
                '"mon"',
                '"mon-fry 09:00-10:00"',
                '"mon 9-10"',
                '"mon 10:00-10:00"',
                '"mon 09:00-10:00, "',
                "9",
            )
        ),
        ('lunch = "noon"', "should be a span such as"),
        ('quiet_hours = "22-7"', 'should be a span such as "22:00-07:00", or "none"'),
        ('quiet_hours = "22:00-24:01"', "should be a span"),
        ("quiet_hours = 22", "should be a span"),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_what_is_allowed(line: str, what: str) -> None:
    """File, line, section, key, value, and what would be right."""
    with pytest.raises(SettingsError) as caught:
        parse_settings(f"# a comment\n\n[nudges]\n{line}\n", "/etc/sitmon.toml")

    assert str(caught.value).startswith("/etc/sitmon.toml:4: [nudges] ")
    assert what in str(caught.value)
    assert 2 == caught.value.exit_status


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            '[wearable]\naddress = "the left one"',
            ':2: [wearable] address = "the left one" should be an address such as',
        ),
        ('[wearable]\nname = " "', ":2: [wearable] name"),
        ('[wearable]\nwear_site = "ankle"', ':2: [wearable] wear_site = "ankle" should be "thigh"'),
        ('[wearable]\nleg = "both"', 'leg = "both" should be "left" or "right"'),
        ("[wearable]\naxis = [1.0, 0.0]", ":2: [wearable] axis = [1.0, 0.0] should be a direction: three numbers"),
        ("[wearable]\naxis = [1, 1, 0]", "should be a direction"),
        ("[wearable]\naxis = [nan, 0, 0]", "should be a direction"),
        ("[wearable]\nforward = [true, 0, 0]", "should be a direction"),
        ('[wearable]\nforward = [1.0, 0, 0, "x"]', "should be a direction"),
        ('[wearable]\nforward = "up"', 'forward = "up" should be a direction'),
        ('[person]\naffected_side = "middle"', 'should be "left", "right" or "both"'),
        ('[person]\nequipment = ["sofa"]', 'should be a list of "ball" or "mat", or []'),
        ('[person]\nequipment = "ball"', 'should be a list of "ball" or "mat", or []'),
        ('[person]\nprescription = "set.toml"', "should be a file with its whole path"),
        ('[person]\nprescription = "~nobody-at-all/set.toml"', "should be a file with its whole path"),
        ('[person]\nstanding_opt_in = "yes"', 'standing_opt_in = "yes" should be true or false'),
        ('[person]\ntimezone = "Mars/Olympus"', 'should be a time zone such as "Europe/Zurich" or "+01:00"'),
        ("[person]\ntimezone = 1", "should be a time zone"),
        ('[desktop]\nnotifier = "growl"', 'should be "auto", "desktop-notifier", "plyer" or "terminal"'),
        ('[storage]\nfolder = "here"', "should be a folder with its whole path"),
        ('[storage]\nfolder = "~nobody-at-all/x"', "should be a folder with its whole path"),
        ('[storage]\nfolder = "/tmp/a\\u0000b"', ':2: [storage] folder = "/tmp/a\\u0000b" should be a folder'),
        ('[desktop]\nnotifier = "\\u009b2J"', 'notifier = "\\u009b2J" should be "auto"'),
        ('["\\u001b[2J"]', ":1: ['\\x1b[2J'] is no section of ours"),
        (f"[wearable]\naxis = [1{'0' * 400}, 0, 0]", "should be a direction"),
        (f"[plan]\nmassages = {'9' * 5000}", ":2: not TOML of this kind: a number or name has more than 1000 signs"),
        (f"\na = {'[' * 5000}{']' * 5000}", ":2: is nested too deeply"),
        (f"\n\n[{'a.' * 5000}a]", ":3: is nested too deeply"),
        (f"nudges = {'{a=' * 5000}1{'}' * 5000}", ":1: is nested too deeply"),
        ("[nudges]\nlimt = 3", ":2: [nudges] limt is no setting; did you mean limit?"),
        ("[nudges]\nsound = true", ":2: [nudges] sound is no setting of this section; it belongs under [desktop]"),
        ("[desktop]\nxyzzy = 1", ":2: [desktop] xyzzy is no setting; there are notifier, sound, open_page"),
        ("[nudge]\n", ":1: [nudge] is no section of ours; did you mean nudges?"),
        ("[xyzzy]\n", ":1: [xyzzy] is no section of ours; there are wearable, person"),
        ('\nlimit = "3m"', ":2: limit stands outside of its section; put it under [nudges]"),
        ("nudges = 3", ":1: nudges should be a section"),
        ("[[nudges]]", ":1: nudges should be a section"),
        ("[nudges.limit]\nx = 1", ":1: [nudges] limit = { … } should be a duration"),
        ("\nnudges.limit = 3", ":2: [nudges] limit = 3"),
        ('\nnudges = { limit = "soon" }', ':2: [nudges] limit = "soon"'),
        ('["nudges"]\n"limit" = 3', ":2: [nudges] limit = 3"),
        ("[nudges]\nlimit = = 3", ":2: not TOML: Invalid value"),
        ("[nudges]\nlimit = 3\nlimit = 4", ":3: not TOML: Cannot overwrite a value"),
        ('[nudges]\nlimit = "', ":2: not TOML: "),
    ],
)
def test_each_kind_of_fault_has_its_sentence(text: str, what: str) -> None:
    """One fault, one line, which says where and what to write instead."""
    with pytest.raises(SettingsError) as caught:
        parse_settings(text)

    assert what in str(caught.value)
    assert 1 == len(str(caught.value).splitlines())


def test_all_faults_are_said_in_one_go() -> None:
    """Three faults, three lines, in the order of the file."""
    text = '[desktop]\nsound = 1\n[nudges]\nlimit = "soon"\nsnoze = "5m"\n'

    with pytest.raises(SettingsError) as caught:
        parse_settings(text)
    assert [
        "sitmon.toml:2: [desktop] sound = 1 should be true or false",
        'sitmon.toml:4: [nudges] limit = "soon" should be a duration from "1m" to "8h", '
        'such as "45m", "90s" or "1h30m"',
        "sitmon.toml:5: [nudges] snoze is no setting; did you mean snooze?",
    ] == str(caught.value).splitlines()


@given(st.text(max_size=200) | st.text("[]=\"'.#\n abclimtnudges0123", max_size=80))
def test_any_text_is_settings_or_a_settings_error(text: str) -> None:
    """Whatever stands in the file, no other error leaves."""
    try:
        parse_settings(text)
    except SettingsError as error:
        message = str(error)
    else:
        message = "sitmon.toml:1: "
    assert re.match(r"sitmon\.toml:\d+: ", message)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[learning]\nenabled = 1", "enabled = 1 should be true or false"),
        ('[learning]\nwait = "2h"', 'should be a duration from "0s" to "1h"'),
        ("[learning]\nfloor = 1.5", "floor = 1.5 should be a share from 0 to 1, such as 0.5"),
        ("[learning]\nfloor = nan", "should be a share from 0 to 1"),
        ("[learning]\nfloor = true", "floor = true should be a share"),
        ('[experiment]\ndesign = "on"', 'design = "on" should be "off", "withhold" or "words"'),
        ("[experiment]\nprobability = 0", "probability = 0 should be a share from 0.05 to 0.5"),
        ("[experiment]\nmost = 0.6", "most = 0.6 should be a share from 0 to 0.5"),
        ('[experiment]\nseed = ""', "should be a text of at most 64 bytes"),
        (f'[experiment]\nseed = "{"x" * 65}"', "should be a text of at most 64 bytes"),
    ],
)
def test_learning_and_experiments_stay_within_their_bounds(text: str, what: str) -> None:
    """Never more than half is withheld, and no nudge waits for hours."""
    with pytest.raises(SettingsError, match=re.escape(what)):
        parse_settings(text)


def test_nothing_is_learned_from_or_tried_unless_somebody_says_so() -> None:
    """Both are off by default."""
    assert (False, Design.OFF) == (Settings().learning.enabled, Settings().experiment.design)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("45m", 2700.0), ("90s", 90.0), ("1h30m", 5400.0), ("1h 30m", 5400.0), (" 2h ", 7200.0), ("1h1m1s", 3661.0)],
)
def test_durations_are_written_as_people_do(text: str, seconds: float) -> None:
    """Hours, minutes and seconds, alone or together."""
    assert seconds == parse_duration(text)


@pytest.mark.parametrize("text", ["", " ", "45", "m", "-5m", "1.5h", "5m3h", "5 minutes", "٥m", "1e3s"])
def test_other_durations_are_refused(text: str) -> None:
    """A number without a unit is not guessed at."""
    with pytest.raises(ValueError, match="should be a duration"):
        parse_duration(text)


@given(st.integers(0, 9999 * 3600))
def test_durations_round_trip(seconds: int) -> None:
    """What we write we read."""
    assert seconds == parse_duration(format_duration(seconds))


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without any settings; gives the path at which they would lie."""
    monkeypatch.delenv("SITMON_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "sitmon" / "sitmon.toml"


def test_a_missing_file_means_the_defaults(nowhere: Path) -> None:
    """Without any file sitmon runs."""
    assert Settings() == read_settings()


def test_the_users_file_is_found(nowhere: Path) -> None:
    """Under the user's configuration folder, byte order mark or not."""
    nowhere.parent.mkdir(parents=True)
    nowhere.write_text('[nudges]\nlimit = "20m"\n', encoding="utf-8-sig")

    assert nowhere == settings_path()
    assert 1200.0 == read_settings().nudges.limit_s


def test_a_named_file_counts_before_the_users(nowhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line counts before SITMON_CONFIG, and that before the user's configuration."""
    monkeypatch.setenv("SITMON_CONFIG", str(tmp_path / "mine.toml"))
    (tmp_path / "mine.toml").write_text("[nudges]\ndaily_cap = 5\n")

    assert 5 == read_settings().nudges.daily_cap
    assert tmp_path / "other.toml" == settings_path(tmp_path / "other.toml")


def test_a_named_file_that_is_missing_is_said(nowhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who names a file wants that one: no silent defaults, neither by argument nor by SITMON_CONFIG."""
    with pytest.raises(SettingsError, match=r"typo.toml: there is no such file"):
        read_settings(tmp_path / "typo.toml")
    monkeypatch.setenv("SITMON_CONFIG", str(tmp_path / "typo.toml"))
    with pytest.raises(SettingsError, match=r"typo.toml: there is no such file"):
        read_settings()


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    """A folder in its place, or bytes that are no text."""
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(tmp_path)
    (tmp_path / "sitmon.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="not text in UTF-8"):
        read_settings(tmp_path / "sitmon.toml")


def test_the_storage_folder_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By default the journal lies where this desktop keeps data of users; ~ is understood."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", "/home/ada")

    assert tmp_path / "sitmon" == Settings().storage.folder
    assert Path("/home/ada/s") == parse_settings('[storage]\nfolder = "~/s"').storage.folder


# -------------------------------------------------------------------------------- changed for a while
def test_single_keys_can_be_changed() -> None:
    """With or without the section, with or without quotes; the rest stays."""
    settings = change_settings(
        Settings(), ["limit=45m", 'nudges.ladder = ["5m"]', "daily_cap=3", "person.standing_opt_in=true"]
    )

    assert (2700.0, (300.0,), 3) == (settings.nudges.limit_s, settings.nudges.ladder_s, settings.nudges.daily_cap)
    assert settings.person.standing_opt_in
    assert Settings().wearable == settings.wearable


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("limmit=3", "--set limmit=3: limmit is no setting; did you mean limit?"),
        ("limit", "--set limit: write it like limit=45m"),
        ("limit=", "--set limit=: write it like limit=45m"),
        ("limit=99h", '--set limit=99h: limit = "99h" should be a duration from "1m" to "8h"'),
        ("person.limit=45m", "--set person.limit=45m: person.limit is no setting"),
    ],
)
def test_a_change_that_cannot_be_is_named(change: str, what: str) -> None:
    """One line for each, with what is allowed; the good ones among them do not hide the bad."""
    with pytest.raises(SettingsError, match=re.escape(what)):
        change_settings(Settings(), ["hold=40s", change])
