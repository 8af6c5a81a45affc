"""What a declared recognizer reads: where a value may stand, and what ends the search for it."""

import pytest

from guardrails.pii import PiiType
from guardrails.pii.cued_values import RECOGNIZERS
from guardrails.pii.entities.cue_recognizer import CueRecognizer

LOCKER = CueRecognizer(type=PiiType.UAN, cues=("locker", "safe deposit"), value="[0-9]{6}")
FAR = CueRecognizer(type=PiiType.UAN, cues=("locker",), value="[0-9]{6}", reach=3)


def found(text: str, recognizer: CueRecognizer = LOCKER) -> list[str]:
    return [text[span.start : span.end] for span in recognizer.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "locker 123456",
        "locker no. is: 123456",
        "locker_no=123456",
        '{"lockerNumber":"123456"}'.lower(),
        "safe-deposit (123456)",
        "मेरा locker नंबर 123456 है",
        "locker for the flat of 2 sisters is 123456",
        "123456 is my locker",
        "123456, the locker",
        "123456 (locker)",
        "123456 locker hai",
    ],
)
def test_a_value_beside_its_cue_is_found(text: str) -> None:
    assert found(text) == ["123456"]


@pytest.mark.parametrize(
    "text",
    [
        "lockers 123456",
        "blocker 123456",
        "locker 123456.78",
        "locker 1234567",
        "locker 123456 rupees",
        "locker 123456 minutes",
        "locker ₹123456",
        "locker opened. 123456",
        "locker and 123456",
        "order 123456 locker",
        "123456 is the locker limit",
        "x123456 is my locker",
    ],
)
def test_anything_else_beside_a_cue_is_not(text: str) -> None:
    assert found(text) == []


def test_a_second_value_in_a_list_is_found() -> None:
    assert found("locker 123456 and 654321, 111111") == ["123456", "654321", "111111"]


def test_words_between_are_read_as_far_as_a_recognizer_reaches() -> None:
    assert found("locker opened by asha 123456", FAR) == ["123456"]
    assert found("locker opened by asha today 123456", FAR) == []
    assert found("locker opened by asha 123456") == []


@pytest.mark.parametrize("word", ["order", "invoice", "not", "without", "amount"])
def test_words_about_something_else_end_the_search(word: str) -> None:
    assert found(f"locker {word} 123456", FAR) == []


def test_each_recognizer_names_the_words_that_a_text_must_hold() -> None:
    assert {"locker", "lockerno", "deposit", "safedeposit"} <= LOCKER.anchors
    assert all(recognizer.anchors for recognizer in RECOGNIZERS)
