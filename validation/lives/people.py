"""The planted people: settings as they would write them, what they do, and how they answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.coaching.inputs import Action
from validation.lives.days import NIGHT_WEEK, OFFICE_WEEK, ROAD_WEEK, Week

PRESCRIPTION = Path(__file__).with_name("prescription.toml")

Saying = tuple[int, float, Action, str]
"""The day, counted from 0, the hour of its clock, what is said, and its detail."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is planted.

    Attributes:
        name: on the command line.
        settings: sections of `sitmon.toml`, each with its keys.
        week: the days from Monday on.
        rises: share of nudges after which the body gets up ...
        after_s: ... so many seconds later.
        does: share of the exercises offered that are done, where there is room for them.
        claims: says "done" after an exercise, or how it felt.
        snoozes: share of nudges that are snoozed.
        roll_deg: how far the thigh rolls in the figure-4.
        pain: the level in the evening of a day, before the noise of the day.
        diary: the words of the diary beside the level.
        radiates: exercises in which pain goes down the leg.
        says: what is said at its time, in order.
        follows: does all that is asked, so that the plan should be reached.
    """

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    week: Week = OFFICE_WEEK
    rises: float = 1.0
    after_s: int = 60
    does: float = 1.0
    claims: bool = True
    snoozes: float = 0.0
    roll_deg: float = 52.0
    pain: Callable[[int], float] = lambda day: max(2.0, 6.0 - 0.06 * day)
    diary: str = "aching left desk"
    radiates: frozenset[str] = frozenset()
    says: tuple[Saying, ...] = ()
    follows: bool = True

    @property
    def toml(self) -> str:
        """The settings as a file has them."""
        sections = {
            "person": f'timezone = "Europe/Zurich"\n{self.settings.get("person", LEFT)}',
            "wearable": self.settings.get("wearable", 'leg = "left"'),
            "nudges": self.settings.get("nudges", ""),
        }
        return "\n".join(f"[{name}]\n{keys}" for name, keys in sections.items())


LEFT = 'affected_side = "left"\nequipment = ["ball"]'
_NIGHTS = 'working_hours = "mon-fri 22:00-06:00"\nquiet_hours = "08:00-15:30"'

PEOPLE = (
    Person("adherent"),
    Person("stays-seated", rises=0.3),
    Person("half", rises=0.5, does=0.35, snoozes=0.15, claims=False, follows=False, pain=lambda _: 5.0),
    Person("never", rises=0.0, does=0.0, follows=False, pain=lambda day: 5.0 + 0.03 * day),
    Person("both-sides", {"person": 'affected_side = "both"\nequipment = ["ball"]'}, diary="aching both desk"),
    Person("no-ball", {"person": 'affected_side = "left"'}),
    Person("wheels", {"person": f"{LEFT}\nunstable_chair = true"}),
    Person("night", {"nudges": _NIGHTS}, NIGHT_WEEK),
    Person("driver", week=ROAD_WEEK, diary="aching left driving"),
    Person("stiff", roll_deg=31.0),
    Person("supple", {"person": f"{LEFT}\nstanding_opt_in = true"}, roll_deg=85.0),
    Person("other-leg", {"wearable": 'leg = "right"'}),
    Person("wrist", {"wearable": 'wear_site = "wrist"'}),
    Person("prescribed", {"person": f'{LEFT}\nprescription = "{PRESCRIPTION}"'}),
    Person(
        "numb",
        {"person": 'affected_side = "right"\nequipment = ["ball"]', "wearable": 'leg = "right"'},
        does=0.8,
        diary="numb right desk",
        says=((0, 8.0, Action.INTAKE, "numbness=chronic"), (0, 8.0, Action.INTAKE, "injury=no")),
        follows=False,
    ),
    Person(
        "radiating",
        radiates=frozenset({"seated-figure-4", "ball-massage"}),
        pain=lambda _: 7.0,
        diary="stabbing left desk radiating",
        says=((9, 11.0, Action.RED_FLAG, "leg-weakness"), (11, 14.0, Action.CLEAR_RED_FLAG, "")),
        follows=False,
    ),
)
