"""Scripts: one line says what the simulated person does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import UsageError
from monitor.simulation.script import (
    MAX_SCRIPT_S,
    Step,
    StepKind,
    duration_s,
    parse_script,
)

scripts = st.lists(
    st.builds(Step, st.sampled_from(StepKind), st.integers(1, MAX_SCRIPT_S // 8)), min_size=1, max_size=8
)


def test_a_morning_is_read_step_by_step() -> None:
    """The example of the help text gives its four steps, in order, in seconds."""
    assert (
        Step(StepKind.SIT, 2400),
        Step(StepKind.STAND, 70),
        Step(StepKind.WALK, 300),
        Step(StepKind.SIT, 2100),
    ) == parse_script("sit:40m stand:70s walk:5m sit:35m")


@pytest.mark.parametrize(
    ("duration", "expected_s"),
    [
        ("1s", 1),
        ("70s", 70),
        ("40m", 2400),
        ("1h", 3600),
        ("1h30m", 5400),
        ("1h5s", 3605),
        ("2h3m4s", 7384),
        ("90m", 5400),
    ],
)
def test_durations(duration: str, expected_s: int) -> None:
    """Hours, minutes and seconds may be combined, in this order, each at most once."""
    assert (Step(StepKind.LIE, expected_s),) == parse_script(f"lie:{duration}")


@given(scripts)
def test_a_script_that_is_written_is_read_as_the_same_steps(steps: list[Step]) -> None:
    """Writing and reading any script gives back its steps, and their durations add up."""
    read = parse_script(" ".join(map(str, steps)))
    assert tuple(steps) == read
    assert sum(step.duration_s for step in steps) == duration_s(read)


@given(scripts, st.sampled_from(["\n", "\t ", "   "]))
def test_any_blanks_may_stand_between_steps(steps: list[Step], blanks: str) -> None:
    """Scripts may be spread over lines and columns."""
    assert tuple(steps) == parse_script(blanks + blanks.join(map(str, steps)) + blanks)


@pytest.mark.parametrize(
    ("script", "parts"),
    [
        ("", ["the script is empty", "sit:40m stand:70s"]),
        ("   ", ["the script is empty"]),
        ("sit:40m stnd:70s", ['step 2 of the script, "stnd:70s"', 'no such step as "stnd"', 'did you mean "stand"?']),
        ("hover:5m", ['step 1 of the script, "hover:5m"', 'no such step as "hover"; allowed: sit, stand, walk', "gap"]),
        ("Sit:5m", ['no such step as "Sit"', 'did you mean "sit"?']),
        (":5m", ['no such step as ""', "allowed:"]),
        ("sit", ['step 1 of the script, "sit"', 'how long is missing; write "sit:40m"']),
        ("walk:5m sit:", ['step 2 of the script, "sit:"', '"" is not a duration', "70s, 40m, 1h or 1h30m"]),
        ("sit:40", ['"40" is not a duration']),
        ("sit:1.5h", ['"1.5h" is not a duration']),
        ("sit:30m1h", ['"30m1h" is not a duration']),
        ("sit:-5m", ['"-5m" is not a duration']),
        ("sit:5m:5m", ['"5m:5m" is not a duration']),
        ("sit:५m", ["is not a duration"]),
        ("sit:" + "9" * 5000 + "s", ["is not a duration"]),
        ("walk:0m", ['step 1 of the script, "walk:0m"', "at least 1s"]),
        ("sit:12h walk:12h stand:1s", ["the script takes 86401 s", "allowed are up to 24h"]),
    ],
)
def test_a_wrong_script_is_refused_in_one_line(script: str, parts: list[str]) -> None:
    """The line names the step and its place and says what is allowed."""
    with pytest.raises(UsageError) as refused:
        parse_script(script)
    line = str(refused.value)
    assert "\n" not in line
    assert [] == [part for part in parts if part not in line]


@given(st.text(alphabet="sitwalk:0123456789hms -4gap\n", max_size=40))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    """No text leads to anything but steps or a UsageError."""
    try:
        steps = parse_script(text)
    except UsageError:
        return
    assert 1 <= duration_s(steps) <= MAX_SCRIPT_S


@pytest.mark.parametrize("duration", [0, -1, 0.5, 90.0, float("inf")])
def test_a_step_takes_whole_seconds(duration: float) -> None:
    """A step that the labels could not tile by seconds cannot be made."""
    with pytest.raises(ValueError, match="whole number of seconds"):
        Step(StepKind.SIT, duration)  # type: ignore[arg-type]
