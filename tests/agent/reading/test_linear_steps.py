"""Reading a question takes a number of steps that is linear in its length. Calls are counted, not time."""

import sys
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.reading.lookup_plan import plan_lookups
from agent.reading.question import ReadingContext
from agent.reading.question_reader import read_question
from tests.agent.reading.settings import FOLLOW, LEAD, SECOND, A, B
from tests.thoroughness import share

pytestmark = [pytest.mark.slow, pytest.mark.wide]

LONGEST = 4000
MOST_GROWTH = 2.2
COUNTED_LENGTH = 700
# Texts that are repeated to make a long question.
UNITS = (
    *(
        "a",
        "1",
        ".",
        ",",
        "-",
        "_",
        "/",
        "'",
        '"',
        "`",
        "?",
        "!",
        "*",
        "#",
        "₹",
        "<",
        "‹",
        "x",
        "न",
        "ि",
        "कि",
        "०",
        "\u200d",
    ),
    *(
        "1.",
        "1,",
        "1-",
        "1/",
        "1/2/",
        "-1",
        "a1",
        "1a",
        "a-",
        "x-1-",
        "<A_1>",
        "<a",
        "₹1,",
        "rs ",
        "5%",
        "1 ",
        "12 ",
        "123 ",
    ),
    *(
        "1234567 ",
        "404-",
        "404-1029384-",
        f"{A} ",
        f"not {A} ",
        f"{A} nahi ",
        "CUST-1 ",
        "cust ",
        "P09-20260930-71264 ",
    ),
    *(
        "order ",
        "order 1a2b3 ",
        "order-",
        "ending ",
        "ending 1234 ",
        "gc 1111 ",
        "first ",
        "first scratch card ",
        "2nd ",
    ),
    *(
        "to ",
        "se ",
        "tak ",
        "and ",
        "before ",
        "5 nov ",
        "5 nov to ",
        "nov ",
        "last week ",
        "week of ",
        "kal ",
        "kal hoga ",
    ),
    *(
        "diwali ",
        "diwali cashback ",
        "on the ",
        "26 ",
        "31 feb ",
        "q2 fy27 ",
        "one ",
        "hundred ",
        "lakh ",
        "thirty six ",
    ),
    *(
        "kya ",
        "is ",
        "what is ",
        "only ",
        "only ka ",
        "or not ",
        "hi ",
        "kitna ",
        "kyu ",
        "cashback ",
        "ka ",
        "credit kar do ",
    ),
    *(
        "de do ",
        "phone ",
        "phone do ",
        "give ",
        "not ",
        "mcuh ",
        "abcdefgh ",
        "xyzzyx ",
        "earbuds ",
        "the ",
        "\n",
        " ",
        "\u0301",
    ),
    *(
        "got 1 ",
        "1 of ",
        "15 + ",
        "one two ",
        "das bees ",
        "दो ",
        "रुपये ",
        "मिला ",
        "दिवाली ",
        "किस्त ",
        "twice ",
        "called ",
    ),
)


class _Calls:
    """Counts the Python and C calls that are made while the context is active."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> "_Calls":
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, argument: Any) -> None:
        if event in ("call", "c_call"):
            self.count += 1


def _steps(text: str, context: ReadingContext) -> int:
    read_question(text, context)  # typo corrections are cached
    with _Calls() as calls:
        plan_lookups(read_question(text, context), context)
    return calls.count


@pytest.mark.parametrize("unit", share(UNITS, of=4), ids=repr)
def test_twice_the_text_takes_twice_the_steps(unit: str) -> None:
    text = unit * (2 * COUNTED_LENGTH // len(unit))
    half = text[: len(text) // 2]

    assert _steps(text, SECOND) <= MOST_GROWTH * _steps(half, SECOND)


def test_twice_a_mixed_text_takes_twice_the_steps() -> None:
    text = "".join(UNITS)

    assert _steps(text * 2, SECOND) <= MOST_GROWTH * _steps(text, SECOND)


@pytest.mark.parametrize("unit", share(UNITS, of=4, place=2), ids=repr)
def test_the_longest_question_is_read(unit: str) -> None:
    text = (unit * (LONGEST // len(unit) + 1))[:LONGEST]
    read = read_question(text, replace(FOLLOW, last_question=text))

    assert len(plan_lookups(read, FOLLOW)) <= 5


@given(st.text(max_size=120))
@settings(max_examples=200)
def test_any_text_is_read(text: str) -> None:
    for context in (FOLLOW, LEAD):
        read = read_question(text, context)
        assert len(plan_lookups(read, context)) <= 5
        assert read.days is None or read.days.first <= read.days.last


@given(st.lists(st.sampled_from([*UNITS, f"{B} ", "kitna mila ", "why ", "last monday "]), max_size=12))
@settings(max_examples=200)
def test_any_words_are_read(words: list[str]) -> None:
    text = "".join(words)
    read = read_question(text, replace(FOLLOW, last_question=text[::-1]))

    assert set(read.orders).isdisjoint(read.excluded_orders)
    assert len(set(read.orders)) == len(read.orders)
