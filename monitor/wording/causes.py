"""Why it hurts, as the guide this follows explains it: a short chapter, no diagnosis; and small habits of ours."""

from dataclasses import dataclass
from typing import Final

from monitor.texts import Text


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the chapter.

    Attributes:
        name: as files and pictures name it.
        heading: in a few words.
        sentences: in order.
        picture: what its drawing shows, for whoever cannot see it; None: it has none (`monitor.drawing.draw_cause`).
    """

    name: str
    heading: Text
    sentences: tuple[Text, ...]
    picture: Text | None = None


CHAPTER: Final = (
    Section(
        "muscle",
        Text("A small muscle, deep in the buttock"),
        (
            Text("Under the big muscle of the buttock lies a small, pear-shaped one: the piriformis."),
            Text("It runs from the sacrum, at the lower end of the back, to the top of the thigh bone."),
            Text("It turns the leg outward, and works whenever you walk, climb stairs or keep your balance."),
        ),
        Text("From behind, on the right: a muscle like a pear runs from the sacrum to the top of the thigh bone."),
    ),
    Section(
        "nerve",
        Text("A nerve beneath it"),
        (
            Text("The sciatic nerve, the thickest of the body, passes right beneath this muscle."),
            Text("A muscle that is tight can press on it, and then pain or tingling may run down the leg."),
        ),
        Text("From behind, on the right: the nerve passes beneath the muscle and runs on down the thigh."),
    ),
    Section(
        "hose",
        Text("The hose and the rock"),
        (
            Text(
                "Think of a garden hose with a rock on it: what goes wrong at the far end comes from the rock, "
                "not from the end of the hose."
            ),
        ),
        Text("A garden hose with a rock on it: where the rock lies it is pressed flat, and its end only drips."),
    ),
    Section(
        "neighbours",
        Text("Its neighbours"),
        (
            Text("Beside it lie other small muscles, the gemelli and the obturator internus, which can do the same."),
            Text("So the whole is often called deep gluteal syndrome."),
            Text("If stretching the one muscle changes little after weeks, its neighbours are worth the attention."),
        ),
        Text("From behind, on the right: three smaller muscles below run to the same place; the nerve crosses them."),
    ),
    Section(
        "too-much",
        Text("Too much"),
        (
            Text("A fall, a collision or a sudden load in sport can irritate these muscles all at once."),
            Text("After such an injury a professional should look first."),
        ),
    ),
    Section(
        "too-little",
        Text("Too little"),
        (
            Text("Hours of sitting keep the muscle short and pressed, and leave it with little blood and oxygen."),
            Text("This is why sitmon counts the minutes you sit without a break, and not only the hours of the day."),
        ),
    ),
    Section(
        "forgotten",
        Text("Muscles that forgot their work"),
        (
            Text("The big muscle of the buttock and the one at the side of the hip have nothing to do while you sit."),
            Text("In time they forget their work, and the small one does it for them."),
            Text("It is like a head of department who does everybody's job: no wonder that it is tense."),
        ),
    ),
    Section(
        "pillars",
        Text("Four pillars"),
        (
            Text("Massage releases, stretching lengthens, strength gives the big muscles their work back."),
            Text("Sitting less, and in shorter stretches, takes away the root cause."),
            Text("One alone does not last: that is why the plan asks for a little of each."),
        ),
    ),
    Section(
        "patience",
        Text("Patience"),
        (
            Text("Pain is a message, and it grows quieter slowly: think in weeks, not in days."),
            Text("A little, often, and kept up for long does more than much at once."),
            Text("A day that you miss is one day."),
        ),
    ),
    Section(
        "no-diagnosis",
        Text("What this is not"),
        (
            Text("This is how the guide that sitmon follows explains it; it is no diagnosis."),
            Text("Pain in the buttock and the leg has other causes too, many of them in the back."),
            Text("If it does not get better in some weeks, or gets worse, let a professional look."),
            Text(
                "If a leg is suddenly or newly weak or numb, or control over bladder or bowel is lost, get medical "
                "help now."
            ),
        ),
    ),
)
"""The chapter (B1 to B3, C1 to C3, H1, H3)."""

TITLE: Final = Text("Why it hurts, as the guide that sitmon follows explains it")

TIPS_HEADING: Final = Text("Small habits: ours, not the guide's")

TIPS: Final = (
    Text("Take the wallet out of the back pocket before you sit down."),
    Text("Sit with the hips a little higher than the knees, both feet on the floor."),
    Text("A soft seat that sags presses more than a firm one; a flat cushion may help."),
    Text("Change sides when you cross your legs, and do not keep them crossed for long."),
    Text("On a long drive, stop and walk for a few minutes every hour."),
)
"""Product defaults: what guides and leaflets agree on, and no study was found for."""
