"""What became of an exercise, and how it is known."""

from typing import Final

from monitor.coaching.durations import say_duration
from monitor.coaching.practice import Finding
from monitor.coaching.profile import Side
from monitor.coaching.sessions import PracticeOutcome, PracticeResult, Reason
from monitor.texts import Text, Translator
from monitor.wording import Words
from monitor.wording.exercises import SIDE_NAMES

REASON_TEXTS: Final = {
    Reason.HELD: Text("Figure-4 pose, {held} s, seen by the sensor."),
    Reason.OWN_ACCORD: Text("Figure-4 pose of your own accord, {held} s, seen by the sensor."),
    Reason.HELD_BRIEFLY: Text("Figure-4 pose, {held} s of at least {least} s, seen by the sensor."),
    Reason.INWARD: Text("The thigh rolled inward, which is not the figure-4."),
    Reason.CROSSED_BEFORE: Text("Your legs were crossed already. Uncross, cross again, and it counts."),
    Reason.TOO_LONG: Text("Held {duration}: too long to tell a stretch from a way of sitting."),
    Reason.BOUNCED: Text("Still for {held} s, then it bounced: it counts when held still."),
    Reason.REPEATED: Text("{count} repetitions, seen by the sensor."),
    Reason.REPEATED_LESS: Text("{count} of {asked} repetitions, seen by the sensor."),
    Reason.NOT_SEEN: Text("The sensor did not recognise it."),
    Reason.MOSTLY_UNSEEN: Text("The sensor saw too little to tell."),
    Reason.NOT_RUNNING: Text("sitmon was not running, so that no sensor looked."),
    Reason.OTHER_LEG: Text("The sensor is on the other leg, which hardly moves in this exercise."),
    Reason.UNKNOWN_LEG: Text("The sensor does not know which leg it is on: tell it in the settings."),
    Reason.LIKE_REST: Text("To a thigh sensor this looks like lying at rest; only you can tell."),
    Reason.LIKE_SITTING: Text("A crossed thigh looks like sitting, and the other like standing; only you can tell."),
    Reason.LIKE_STANDING: Text("To a thigh sensor this looks like standing; only you can tell."),
    Reason.NO_PRESSURE: Text("A sensor feels no pressure, and stillness alone proves nothing; only you can tell."),
    Reason.NO_FRONT: Text(
        "The sensor does not know yet which way the thigh faces: a walk and a minute of sitting tell it, "
        "or a guided pose."
    ),
    Reason.NO_AXIS: Text("The sensor does not know yet which way the thigh points: a walk tells it, or a guided pose."),
    Reason.NOT_OURS: Text("It was prescribed to you, and the sensor does not know it; only you can tell."),
    Reason.IN_A_POCKET: Text("What is in a pocket turns by itself, so it does not tell how the thigh turns."),
    Reason.AT_THE_HIP: Text("The hip hardly moves in this exercise; only a sensor on the thigh sees it."),
    Reason.AT_THE_BACK: Text("The back hardly moves in this exercise; only a sensor on the thigh sees it."),
    Reason.AT_THE_WRIST: Text("The wrist takes no part in this exercise; only a sensor on the thigh sees it."),
}
"""What was seen, or why nothing could be."""

_RESULTS: Final = {
    PracticeResult.CONFIRMED: Text("Done, seen by the sensor."),
    PracticeResult.CLAIMED: Text("You said so."),
    PracticeResult.TOO_SHORT: Text("Too short, seen by the sensor."),
    PracticeResult.NOT_CREDITED: Text("Seen by the sensor, and not credited."),
    PracticeResult.NOT_SEEN: REASON_TEXTS[Reason.NOT_SEEN],
    PracticeResult.NOT_OBSERVABLE: Text("The sensor could not see it."),
}
"""The same where an older journal does not tell more."""

_FRAMES: Final = {
    PracticeResult.CLAIMED: Text("You said so. {reason}"),
    PracticeResult.NOT_SEEN: Text("{reason} If you did it, say done."),
}

FELT_ANSWERS: Final = {
    "good": Text("Noted."),
    "too-strong": Text("Noted. Less is enough: stop at a clear, deep, tolerable ache."),
    "not-felt": Text("Noted."),
    "released": Text("Noted as released: that counts as done."),
    "radiating": Text("Stopped for today: what shoots or tingles down the leg is no stretch."),
}
"""What can be felt, and what is answered to it."""


def say_reason(found: Finding | PracticeOutcome, tr: Translator) -> str:
    """Say what was seen of an exercise, in one sentence; before it, that the person said so if that is all."""
    if found.reason is None:
        return tr(_RESULTS[found.result])
    numbers = {
        "held": f"{found.hold_s or 0.0:.0f}",
        "least": f"{found.asked or 0.0:.0f}",
        "asked": f"{found.asked or 0.0:.0f}",
        "duration": say_duration(found.rolled_s or 0.0),
        "count": found.repetitions or 0,
    }
    reason = tr(REASON_TEXTS[found.reason], **numbers)
    if found.reason is Reason.SAID:
        return tr(_RESULTS[PracticeResult.CLAIMED])
    frame = _FRAMES.get(found.result)
    return reason if frame is None else tr(frame, reason=reason)


def say_practice(outcome: PracticeOutcome, words: Words) -> str:
    """Say what became of an exercise, and how it is known, such as `Seated figure-4, right side: Held 46 s.`."""
    name, reason = words.exercise_name(outcome.exercise), say_reason(outcome, words.tr)
    if outcome.side is Side.BOTH:
        return words(Text("{exercise}: {reason}"), exercise=name, reason=reason)
    return words(Text("{exercise}, {side}: {reason}"), exercise=name, side=SIDE_NAMES[outcome.side], reason=reason)
