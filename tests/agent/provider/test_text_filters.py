"""Filters of streamed text have the same result however it is cut."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.provider.text_filters import SurrogateJoiner, ThinkFilter, whole_characters

PARTS = st.sampled_from(
    ["<think>", "</think>", "<", "<th", "ink>", "</", "/think>", "think", ">", "a", " ", "[[f1]]", "<think", "<b>"]
)


def filtered(pieces: Sequence[str]) -> str:
    thoughts = ThinkFilter()
    return "".join(map(thoughts.feed, pieces)) + thoughts.close()


@given(st.lists(PARTS, max_size=20).map("".join), st.data())
@example("a<think>b", None)
def test_thoughts_are_dropped_however_the_text_is_cut(text: str, data: st.DataObject | None) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text))))) if data else list(range(len(text)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]

    assert filtered(pieces) == re.sub(r"<think>.*?(?:</think>|\Z)", "", text, flags=re.DOTALL)


def test_no_more_is_held_than_a_tag_may_need() -> None:
    thoughts = ThinkFilter()

    assert [thoughts.feed(piece) for piece in ["a", "<", "<thin", "g", "<think>x", "</thi", "nk>b"]] == [
        "a",
        "",
        "<",
        "<thing",
        "",
        "",
        "b",
    ]


@given(st.lists(st.sampled_from(["a", "\ud83d", "\ude00", "😀", "<"]), max_size=12), st.data())
def test_surrogates_are_joined_or_dropped_however_the_text_is_cut(units: list[str], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(units)))))
    joiner = SurrogateJoiner()
    pieces = ["".join(units[a:b]) for a, b in zip([0, *cuts], [*cuts, len(units)], strict=True)]
    joined = "".join(map(joiner.feed, pieces))

    assert joined == "".join(units).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


@pytest.mark.parametrize(
    ("text", "whole"), [("", ""), ("a😀", "a😀"), ("\ud83d\ude00", "😀"), ("\ude00\ud83d", ""), ("x\ud83dy", "xy")]
)
def test_halves_in_one_text(text: str, whole: str) -> None:
    assert whole_characters(text) == whole
