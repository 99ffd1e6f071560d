"""What people can say, at random: each action with a detail that it allows."""

from typing import Final

from hypothesis import strategies as st

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.diary import Quality, Situation
from monitor.coaching.inputs import Action, Felt, UserAction
from monitor.coaching.intake import QUESTIONS
from monitor.coaching.profile import Side
from monitor.posture.mounting import Mounting

ANSWERS: Final = [f"{name}={answer}" for name, question in QUESTIONS.items() for answer in question.answers]
STRETCHES: Final = [f"{exercise} {side}".strip() for exercise in CATALOGUE for side in ("", Side.LEFT, Side.RIGHT)]
FELT: Final = [f"{felt} {exercise}".strip() for felt in Felt for exercise in ("", *CATALOGUE)]
ENTRIES: Final = [f"{n} {word}".strip() for n in (0, 4, 10) for word in ("", *Quality, *Side, *Situation, "radiating")]

DETAILS: Final = {
    Action.FEEDBACK: FELT,
    Action.PAIN: ENTRIES,
    Action.INTAKE: ANSWERS,
    Action.STRETCH: STRETCHES,
    Action.DID: STRETCHES,
    Action.POSE: [Mounting((0.0, 0.0, 1.0)).as_text()],
}
"""What the actions allow whose detail is read."""


def a_detail(action: Action) -> str:
    """One detail that an action allows, and nothing that is a red flag or asks for a professional."""
    return {Action.FEEDBACK: "good", Action.INTAKE: "worrying=no"}.get(action, DETAILS.get(action, [""])[0])


def details(action: Action, text: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[str]:
    """All the details that an action allows, or `text` where any will do."""
    if action in DETAILS:
        return st.sampled_from(DETAILS[action])
    return text if text is not None else st.sampled_from(["", "leg-weakness"])


def sayings(
    actions: st.SearchStrategy[Action] | None = None, text: st.SearchStrategy[str] | None = None
) -> st.SearchStrategy[tuple[Action, str]]:
    """An action, and a detail of it."""
    chosen = st.sampled_from(Action) if actions is None else actions
    return chosen.flatmap(lambda action: st.tuples(st.just(action), details(action, text)))


def user_actions(
    times: st.SearchStrategy[float], text: st.SearchStrategy[str] | None = None
) -> st.SearchStrategy[UserAction]:
    """The same, said at some time."""
    return st.tuples(times, sayings(text=text)).map(lambda drawn: UserAction(drawn[0], *drawn[1]))
