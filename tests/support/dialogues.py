"""Performs a dialogue without a radio: what it asks for is answered from a script, or by a little wearable."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from firmware_protocol.wearables import Ask, Dialogue, Read, Request

T = TypeVar("T")

Answers = Iterable[bytes | None] | Callable[[Request], bytes | None]


def perform(dialogue: Dialogue[T], answers: Answers = ()) -> tuple[list[Request], T]:
    """Perform it to its end.

    Args:
        dialogue: not yet begun.
        answers: to each Read and Ask in turn, or a function that gives the answer to any request.  An answer to an Ask
            must be one by its own judgement.

    Returns:
        All that was asked for, in order, and what the dialogue returned.
    """
    script = None if callable(answers) else iter(answers)
    requests: list[Request] = []
    answer: bytes | None = None
    while True:
        try:
            request = dialogue.send(answer)
        except StopIteration as done:
            result: T = done.value
            return requests, result
        requests.append(request)
        if callable(answers):
            answer = answers(request)
        else:
            answer = next(script) if script is not None and isinstance(request, Read | Ask) else None
        if isinstance(request, Ask):
            assert answer is not None
            assert request.is_answer(answer), f"{answer.hex()} does not answer {request.payload.hex()}"
