"""Nudges and all that is decided about them: why they come, wait or are held back, and what became of them."""

from typing import Final

from monitor.coaching.coming import Coming, Next
from monitor.coaching.durations import say_duration
from monitor.coaching.exercises import Pillar
from monitor.coaching.experiment import Arm, Assignment
from monitor.coaching.hours import Closed, Hold, say_minute
from monitor.coaching.inputs import Action, Context
from monitor.coaching.load import Load
from monitor.coaching.nudges import MENTIONED_S, Cause, Learned, Nudge, Reply, Wait
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.profile import NudgeRules
from monitor.coaching.reminders import Reminder
from monitor.coaching.safety import Bar
from monitor.coaching.sessions import DuePillar
from monitor.posture.labels import SITTING_WORD
from monitor.posture.sites import SITES
from monitor.texts import Text, Translator
from monitor.wording import Words
from monitor.wording.safety import URGENT_TEXT

HOLD_WORDS: Final = {
    Hold.PAUSE: Text("your pause"),
    Hold.DRIVING: Text("a drive"),
    Hold.MEETING: Text("a meeting"),
    Hold.LOCKED: Text("a locked screen"),
    Hold.DO_NOT_DISTURB: Text("do not disturb"),
    Hold.FULL_SCREEN: Text("a full-screen window"),
    Hold.QUIET_HOURS: Text("quiet hours"),
    Hold.FREE_TIME: Text("your free time"),
    Hold.LUNCH: Text("lunch"),
    Hold.DAILY_CAP: Text("the last nudge of today has come"),
    Hold.FIRST_WEEK: Text("your first week, which is only watched"),
    Hold.RED_FLAG: Text("a red flag"),
    Hold.BETTER_MOMENT: Text("the wait for a better moment"),
}
"""What holds a nudge back, as people say it."""

WEEKDAY_WORDS: Final = (Text("Mon"), Text("Tue"), Text("Wed"), Text("Thu"), Text("Fri"), Text("Sat"), Text("Sun"))

ARM_WORDS: Final = {
    Arm.SHOWN: Text("shown"),
    Arm.WITHHELD: Text("withheld"),
    Arm.WORDING_A: Text("wording A"),
    Arm.WORDING_B: Text("wording B"),
}
"""The arms of an experiment as people read them."""

NONE_LEFT: Final = {Action.SNOOZE: Text("No snooze left"), Action.SKIP: Text("No skip left")}
"""The title under which a refusal is shown."""

_AFTER: Final = {
    Context.DRIVING: Text("after a drive"),
    Context.MEETING: Text("after a meeting"),
    Context.LOCKED: Text("after a locked screen"),
    Context.DO_NOT_DISTURB: Text("after do not disturb"),
    Context.FULL_SCREEN: Text("after a full-screen window"),
}
_TALLIES: Final = {
    Pillar.LENGTHEN: Text("Stretches today: {done} of {target}."),
    Pillar.RELEASE: Text("Days with massage this week: {done} of {target}."),
    Pillar.STRENGTHEN: Text("Days with strength this week: {done} of {target}."),
}
_REFUSALS: Final = {
    Action.SNOOZE: Text("No snooze is left in this sitting. A minute on your feet gives them back."),
    Action.SKIP: Text("No skip is left today. Snooze it, or stand up for a minute."),
}
BAR_WORDS: Final = {
    Bar.RED_FLAG: Text("A red flag stands: nothing is offered until you clear it with `sitmon red-flag --clear`."),
    Bar.INJURY: Text(
        "It waits until a professional has looked at the injury; then say `sitmon intake injury=acknowledged`."
    ),
    Bar.WEAKNESS: Text(
        "It waits until a professional has looked at the weak leg; then say `sitmon intake weakness=acknowledged`."
    ),
    Bar.CONDITION: Text(
        "It waits until a professional has said which exercises fit you; then say "
        "`sitmon intake condition=acknowledged`."
    ),
    Bar.REFERRED: Text(
        "Pain went down the leg again and again: it waits until a professional has looked; then say "
        "`sitmon intake radiating=acknowledged`."
    ),
    Bar.RADIATED: Text("Pain went down the leg today: stretches and massage wait until tomorrow."),
    Bar.RESTS: Text("Pain went down the leg twice this week: stretches and massage rest for two days."),
    Bar.CONSENT: Text(
        "It is ours, for a plan that got wider, and waits until you agree: `sitmon intake wider=yes`. With a hip that "
        "was replaced or operated on it is not for you; if none was, say `sitmon intake condition=no` as well."
    ),
    Bar.DRIVING: Text("Not at the wheel: it waits until the drive is over; `sitmon context driving off` ends it."),
}
"""Why an exercise may not be offered."""

_NO_BREAK: Final = {
    Result.CLAIMED: Text("You said that it was done; the sensor saw no break."),
    Result.NOT_TAKEN: Text("No break within 5 min: the sensor saw you stay seated."),
    Result.NOT_OBSERVABLE: Text("Not observable: the sensor did not see the minutes after the nudge."),
}


def sitting_word(wear_site: str | None) -> Text:
    """Say how sitting is called where the wearable is worn: less surely where it does not see posture."""
    return SITES[wear_site].sitting_word if wear_site in SITES else SITTING_WORD


def say_nudge(nudge: Nudge, words: Words) -> str:
    """Say in one sentence why a nudge came, from what was in force then."""
    sat, since = say_duration(nudge.sitting_s), words.clock(nudge.bout_start_s)
    head = Text("{duration} {sitting} since {clock}")
    reason = [words(head, duration=sat, sitting=sitting_word(nudge.wear_site), clock=since)]
    if nudge.left_out_s >= MENTIONED_S:
        text = Text("with {duration} lying or unobserved left out")
        reason.append(words(text, duration=say_duration(nudge.left_out_s)))
    if nudge.held_s >= MENTIONED_S and nudge.held_by is not None:
        text = Text("held back for {duration} by {what}")
        reason.append(words(text, duration=say_duration(nudge.held_s), what=HOLD_WORDS[nudge.held_by]))
    if nudge.waited_s > 0.0:
        reason.append(words(Text("waited {duration} for a better moment"), duration=say_duration(nudge.waited_s)))
    if nudge.cause is Cause.LOAD and nudge.load_s is not None:
        text = Text("today {duration} in all that no moving has paid back")
        reason.append(words(text, duration=say_duration(nudge.load_s)))
    return f"{', '.join(reason)}."


def say_limit(nudge: Nudge, words: Words) -> str:
    """Say which limit made a nudge due, and where the number comes from; empty if an older journal does not tell."""
    if nudge.cause is Cause.LOAD and nudge.load_limit_s is not None:
        text = Text(
            "Limit of the day: {limit} of sitting that no moving has paid back; your choice, not from the guide."
        )
        return words(text, limit=say_duration(nudge.load_limit_s))
    if nudge.limit_s is None:
        return ""
    text = Text("Limit: {limit} of sitting; your choice, not from the guide.")
    if nudge.limit_s == NudgeRules().limit_s:
        text = Text("Limit: {limit} of sitting; a product default, not from the guide.")
    return words(text, limit=say_duration(nudge.limit_s))


def say_held(closed: Closed, words: Words) -> str:
    """Say what holds nudges back and until when: `quiet hours until 07:00`, `your free time until Mon 09:00`."""
    what = HOLD_WORDS[closed.what]
    if closed.until_min is None:
        return words(what)
    clock = say_minute(closed.until_min)
    if closed.weekday is None:
        return words(Text("{what} until {clock}"), what=what, clock=clock)
    return words(Text("{what} until {day} {clock}"), what=what, day=WEEKDAY_WORDS[closed.weekday], clock=clock)


def say_coming(coming: Coming, words: Words) -> str:
    """Say what comes next, or why nothing does; empty if nobody sits, and nothing is wrong."""
    if coming.held_by is not None:
        return words(Text("nudges are held back: {what}"), what=say_held(coming.held_by, words))
    if coming.next is Next.NUDGE:
        return words(Text("next nudge after {wait} more"), wait=say_duration(coming.wait_s))
    return words(COMING_WORDS[coming.next]) if coming.next in COMING_WORDS else ""


COMING_WORDS: Final = {
    Next.DUE: Text("a nudge is due, and comes at the next moment of rest"),
    Next.UNSEEN: Text("nothing comes from the wearable"),
    Next.UNLEARNED: Text("how the wearable sits is not known yet: walk ten steps, or `sitmon setup --pose`"),
    Next.UNCLEAR: Text("the posture cannot be told just now"),
    Next.UNWORN: Text("the wearable lies as if nobody wore it"),
}


def say_wait(wait: Wait, words: Words) -> str:
    """Say until when a nudge waits, and what was learned of both moments."""
    text = Text("This nudge waits for a better moment, until {clock} at the latest.")
    known = [one for one in (wait.there, wait.here) if one is not None]
    return " ".join([words(text, clock=words.clock(wait.until_s)), *(say_learned(one, words) for one in known)])


def say_learned(learned: Learned, words: Words) -> str:
    """Say what became of the nudges of one moment."""
    if isinstance(learned.moment, Context):
        when = words(_AFTER[learned.moment])
    else:
        start, end = (say_minute(60 * hour) for hour in (learned.moment, learned.moment + 1))
        when = words(Text("from {start} to {end}"), start=start, end=end)
    text = Text("Nudges {when}: you moved after {moved} of {nudges}.")
    return words(text, when=when, moved=learned.moved, nudges=learned.nudges)


def say_reply(reply: Reply, words: Words) -> str:
    """Say what a snooze, a skip or a wish for an exercise brought about, in one or two sentences."""
    if reply.action is Action.SNOOZE and reply.granted and reply.until_s is not None:
        text = Text("Snoozed until {clock}. Snoozes left in this sitting: {left}.")
        return words(text, clock=words.clock(reply.until_s), left=reply.left)
    if reply.action is Action.SKIP and reply.granted and reply.sitting_s is not None:
        text = Text("Skipped: nothing for the next {duration} of sitting. Skips left today: {left}.")
        return words(text, duration=say_duration(reply.sitting_s), left=reply.left)
    if reply.action in _REFUSALS:
        return words(_REFUSALS[reply.action])
    if reply.bar is not None:
        return say_bar(reply.bar, words.tr)
    return words(Text("There is no such exercise: {name}."), name=reply.exercise)


def say_bar(bar: Bar, tr: Translator) -> str:
    """Say why an exercise may not be done now, who may release it and how; of a red flag, what to do first."""
    return " ".join(map(tr, (URGENT_TEXT, BAR_WORDS[bar]))) if bar is Bar.RED_FLAG else tr(BAR_WORDS[bar])


def say_due(due: DuePillar, tr: Translator) -> str:
    """Say why a pillar is due, in one sentence; of sitting less, which is always due, nothing."""
    return tr(_TALLIES[due.pillar], done=due.done, target=due.target) if due.pillar in _TALLIES else ""


def say_reminder(reminder: Reminder, words: Words) -> str:
    """Say why the plan asks for an exercise; empty if an older journal does not tell."""
    if reminder.done is None or reminder.target is None:
        return ""
    return say_due(DuePillar(reminder.pillar, reminder.done, reminder.target), words.tr)


def say_lot(assignment: Assignment, words: Words) -> str:
    """Say what an experiment drew for a nudge, in one sentence."""
    if assignment.arm is Arm.WITHHELD:
        return words(Text("Withheld by your experiment: this nudge was not shown."))
    if assignment.probability >= 1.0:
        return words(Text("Shown: your experiment has withheld enough for now."))
    text = Text("Your experiment drew: {arm}, with a chance of {share}.")
    return words(text, arm=ARM_WORDS[assignment.arm], share=f"{assignment.probability:.0%}")


def say_outcome(outcome: Outcome, tr: Translator) -> str:
    """Say what became of a nudge, and how it is known, in one sentence."""
    if outcome.result is not Result.VERIFIED:
        return tr(_NO_BREAK[outcome.result])
    latency, length = say_duration(outcome.latency_s or 0.0), say_duration(outcome.break_s or 0.0)
    text = Text("Break of {length}, {latency} after the nudge: seen by the sensor.")
    return tr(text, length=length, latency=latency)


def say_load(load: Load, tr: Translator) -> str:
    """Say the day so far in plain sentences: the raw time first, then what is left of it."""
    sat = tr(
        Text("Sitting today: {sitting}; standing: {standing}; moving: {moving}."),
        sitting=say_duration(load.sitting_s),
        standing=say_duration(load.standing_s),
        moving=say_duration(load.moving_s),
    )
    if load.sitting_s < 60.0:  # nothing was sat, so there is nothing to pay back
        return sat
    if load.load_s < 60.0:
        return " ".join([sat, tr(Text("By our rule of thumb, moving has paid all of it back."))])
    left = tr(
        Text("By our rule of thumb, {left} of sitting is not paid back yet; {walk} of walking would do."),
        left=say_duration(load.load_s),
        walk=say_duration(load.walk_s),
    )
    return f"{sat} {left}"
