"""That the time of a search grows with the text and no faster, by counts and not by the clock.

A regular expression of Python's takes its steps out of sight. So the expressions that the searches use are read as the
standard library parses them and run by a matcher of a few lines that tries what ``re`` tries, in its order, and counts;
what the searches do around them is counted in calls.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from types import FrameType

import pytest

from guardrails.pii.cued_values import RECOGNIZERS
from guardrails.pii.detection import find_all
from tests.step_counter import StepCounter
from tests.thoroughness import share

pytestmark = [pytest.mark.slow, pytest.mark.wide]

MODULES = (
    "email_and_upi", "identity_codes", "cues", "gift_card_codes", "misread", "person_names", "digit_numbers",
    "digit_runs", "detection", "spoken_addresses", "spoken_numbers", "names_before_cues", "entities.abha",
    "entities.cue_recognizer", "entities.date_of_birth", "entities.driving_licence", "entities.postal_address",
    "entities.upi_number",
)  # fmt: skip
SHORT, LONG = 100, 200  # code points; beyond these the reach of every expression is used up
# Steps a code point where an expression meets its worst text, and the growth from the short text to the long one.
MOST_STEPS, MOST_GROWTH = 400, 2.3
# Looked for in a window of fixed size only, so that their own growth does not matter: but they are held to the steps.
IN_WINDOWS = {"spoken_addresses._LOCAL", "spoken_addresses._HOST", "digit_numbers._LEAD", "cues._KEY"}
PLAIN = (
    "call 98450 12345 or asha@okaxis, asha dot verma at gmail dot com; gc-7f3k-9q2m-1111, pan abcpe1234f, order"
    " 404-1029384-5566778, nine eight four five, 9845o12345, mr sharma, regards, asha"
)
HOSTILE = (
    "9", "9 ", "98 ", "9-", "9.", "(9", "+", "+9", "9845012345 ", "9,", "1800 ", "404-", "a", "ab", "a1", "a-",
    "abcde1234",
    "hdfc0", "ka01", "gc ", "gc-ab", "gift card ", "a@", "@", "a.", "a.@", "at ", "a at ", "a at a dot ", "dot ",
    " dot a",
    "(at)", "[", "[[f", "<A_", "nine ", "double ", "nine-", "plus ", "o", "l", "o0", " ", "\n", "name ", "name:", "mr ",
    "i am A ", "Asha ", "regards, ", "नौ ", "आ", "-", "_", ".", "'", "0123abcd-", "६", "\u200b", "ph", "order ", "is ",
    "otp ", "otp for ", "otp is ", "1 is otp ", "cvv 1 ", "dob 1/", "vid 1234 ", "dl ka01 ", "ka01 2019", "flat 1 ",
    "flat no ", "address ", "address a ", "road 411001 ", "411001 ", "road, ", "1, road ", "asha this side ",
    "name on a ", "आशा जी ",
)  # fmt: skip


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for name in MODULES:
        for attribute, value in vars(import_module(f"guardrails.pii.{name}")).items():
            if isinstance(value, re.Pattern):
                yield f"{name}.{attribute}", value
    for number, recognizer in enumerate(RECOGNIZERS):
        yield f"{recognizer.type.value}{number}.after", recognizer.after
        yield f"{recognizer.type.value}{number}.before", recognizer.before


PATTERNS = dict(_patterns())


def test_every_expression_is_looked_at() -> None:
    assert len(PATTERNS) >= 40


@pytest.mark.parametrize("name", PATTERNS)
def test_the_counter_finds_what_python_finds(name: str) -> None:
    pattern = PATTERNS[name]
    expected = [match.span() for match in pattern.finditer(PLAIN) if match.group()]

    assert StepCounter(pattern, PLAIN).find_all() == expected


@pytest.mark.parametrize("name", PATTERNS)
def test_the_steps_grow_with_the_text_and_no_faster(name: str) -> None:
    for hostile in share(HOSTILE, of=4, place=list(PATTERNS).index(name)):
        short, long = (_steps(PATTERNS[name], hostile, length) for length in (SHORT, LONG))

        assert long <= MOST_STEPS * LONG, hostile
        assert name in IN_WINDOWS or name.endswith(".before") or long <= MOST_GROWTH * short + LONG, hostile


def test_a_pattern_that_explodes_is_noticed() -> None:
    pattern = re.compile(r"(?:a+)+b")
    short, long = (_steps(pattern, "a", length) for length in (8, 12))

    assert long > 10 * short


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_calls_grow_with_the_text_and_no_faster(hostile: str) -> None:
    base = hostile * (1000 // len(hostile))  # whole repeats: a cut one in the middle would end what grows
    find_all(base)  # what is worked out once a character is no part of the growth
    counts = [_calls(partial(find_all, base * times)) for times in (1, 2, 4)]

    assert counts[1] <= 2.2 * counts[0] + 200
    assert counts[2] <= 2.2 * counts[1] + 200


def _steps(pattern: re.Pattern[str], hostile: str, length: int) -> int:
    counter = StepCounter(pattern, (hostile * length)[:length])
    counter.find_all()
    return counter.steps


def _calls(work: Callable[[], object]) -> int:
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
