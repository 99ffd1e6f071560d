"""How the four pillars stand, and where the numbers of the plan come from."""

from typing import Final

from monitor.coaching.durations import say_duration
from monitor.coaching.exercises import Pillar
from monitor.coaching.habit import HabitMean
from monitor.coaching.plan import MOST_STRENGTH_DAYS, HabitStatus, Off, PillarStatus, PlanTargets, State
from monitor.coaching.sessions import Balance, DuePillar
from monitor.texts import Text, Translator
from monitor.wording.exercises import PRODUCT_DEFAULT
from monitor.wording.nudges import BAR_WORDS, say_due

PILLAR_NAMES: Final = {
    Pillar.RELEASE: Text("Massage"),
    Pillar.LENGTHEN: Text("Stretch"),
    Pillar.STRENGTHEN: Text("Strength"),
    Pillar.HABIT: Text("Sit less"),
}
"""The pillars as people read them."""

STATE_WORDS: Final = {
    State.BEHIND: Text("behind"),
    State.ON_THE_WAY: Text("on the way"),
    State.MET: Text("met"),
    State.UNKNOWN: Text("not known yet"),
    State.OFF: Text("off"),
}
"""The states as people read them."""

_OFF: Final = {
    Off.NOTHING_FITS: Text(
        'It needs a tennis or massage ball. Have one? Write it into your settings: equipment = ["ball"].'
    ),
    Off.NOT_WANTED: Text("Not wanted, as set."),
}
_NUMBERS: Final = {
    "strength_days": Text("Days with strength a week, {number}"),
    "stretches_a_day": Text("Stretches a day, {number}"),
    "massages_a_week": Text("Days with massage a week, {number}"),
    "prolonged_a_day": Text("Sittings of 30 min and more a day, at most {number}"),
    "judged_weeks": Text("Weeks until the pain is judged, {number}"),
}
_PRESCRIBED: Final = Text("as prescribed to you.")
_OF_STRENGTH: Final = Text("the guide this follows says 3 to 4, spread out; the number is your choice.")
_DEFAULTS: Final = {
    "strength_days": _OF_STRENGTH,
    "judged_weeks": Text("product default; the guide says several."),
}
_CHOSEN: Final = {
    "strength_days": _OF_STRENGTH,
    "judged_weeks": Text("your choice; the guide says several."),
}
_WIDER_ORIGIN: Final = Text(
    "The plan is wider than it was set: the guide this follows says to be comprehensive when stretches do little; "
    "how much wider is a product default."
)
_ONE_SIDED: Final = Text(
    "Stretches in seven days: {stretches}, strength: none. "
    "The guide this follows says that stretching without strengthening does not last."
)
_BALANCE: Final = Text("In seven days: stretches {stretches}, strength {strength}.")


def say_pillar(status: PillarStatus, tr: Translator) -> str:
    """Say how a pillar stands, in whole sentences."""
    if status.waits_for is not None:
        return tr(BAR_WORDS[status.waits_for])
    if status.off is not None:
        return tr(_OFF[status.off])
    if status.pillar is Pillar.HABIT:
        return _say_habit(status.habit, tr)
    said = [say_due(DuePillar(status.pillar, status.done, status.target), tr)]
    if status.claimed:
        said.append(tr(Text("{claimed} of them on your word."), claimed=status.claimed))
    if status.pillar is Pillar.STRENGTHEN and status.done > MOST_STRENGTH_DAYS:  # G4
        said.append(tr(Text("The guide this follows says 3 to 4, spread out.")))
    if status.pillar is Pillar.STRENGTHEN and status.sessions > status.done:
        said.append(tr(Text("Two sessions in one day count as one day: our rule, not the guide's.")))
    return " ".join(said)


def _say_habit(habit: HabitStatus | None, tr: Translator) -> str:
    if habit is None:
        return tr(Text("Known after a day with the wearable."))
    today = habit.today
    text = Text("Today: {prolonged} long sits (30 min and more), the longest {longest}. Got up: {got_up}.")
    said = tr(text, prolonged=today.prolonged, longest=say_duration(today.longest_s), got_up=today.got_up)
    return f"{said} {_compare(habit, tr)}"


def _compare(habit: HabitStatus, tr: Translator) -> str:
    if habit.in_first_week:
        return tr(Text("Your first week is what later ones stand beside."))
    if habit.recent is None:
        return tr(Text("Worn too little in the last seven days to compare."))
    text = Text(
        "Long sits a day: {prolonged} (first week {first_prolonged}). Longest {longest} ({first_longest}). "
        "Got up {got_up} times ({first_got_up})."
    )
    first = {f"first_{name}": said for name, said in _means(habit.first, tr).items()}
    return tr(text, **_means(habit.recent, tr), **first)


def _means(mean: HabitMean, tr: Translator) -> dict[str, str]:
    return {
        "prolonged": tr.decimal(f"{mean.prolonged:.1f}".removesuffix(".0")),
        "longest": say_duration(mean.longest_s),
        "got_up": f"{mean.got_up:.0f}",
    }


def say_plan_origins(targets: PlanTargets, tr: Translator) -> tuple[str, ...]:
    """Say of each number of the plan where it comes from, one sentence each (D10, G5)."""
    usual = PlanTargets().widened() if targets.is_wider else PlanTargets()
    sentences = []
    for name, text in _NUMBERS.items():
        number = getattr(targets, name)
        if name in targets.as_prescribed:
            origin = _PRESCRIBED
        elif number == getattr(usual, name):
            origin = _DEFAULTS.get(name, PRODUCT_DEFAULT)
        else:
            origin = _CHOSEN.get(name, Text("your choice, not from the guide."))
        sentences.append(f"{tr(text, number=number)}: {tr(origin)}")
    if targets.is_wider:
        sentences.append(tr(_WIDER_ORIGIN))
    return tuple(sentences)


def say_balance(balance: Balance, tr: Translator) -> str:
    """Say stretches beside strength in seven days, with the warning of G1 where there is one."""
    text = _ONE_SIDED if balance.one_sided else _BALANCE
    return tr(text, stretches=balance.stretches, strength=balance.strength)
