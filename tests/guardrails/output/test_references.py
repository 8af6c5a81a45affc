"""References out of a model's text: read in every form that models write them, and nothing else is."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.output.references import ReferenceReader, ids_in


def _read(*pieces: str) -> list[str]:
    reader = ReferenceReader()
    return [found for piece in pieces for found in reader.feed(piece)]


@pytest.mark.parametrize(
    "text",
    [
        "[[s3]]",
        "**[[s3]]**",
        "[[ s3 ]]",
        "[s3]",
        "[[S3]]",
        "- [[s3]]",
        "| [[s3]] |",
        "1. `[[s3]]`",
        "The answer is [[s3]].",
        "[[\ns3\n]]",
        '{"statements": ["s3"]}',
        '\n {"ids":["s3"], "why": "of s4"}',
        "[[[s3]]]",
        "text [not one] [[s3]]",
        '```json\n{"statements": ["s3"]}\n```',
        '["s3"]',
        "{'statements': ['s3']}",
        "[`s3`]",
        '\ufeff{"statements": ["s3"]}',
    ],
)
def test_one_reference_is_read(text: str) -> None:
    assert _read(text) == ["s3"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("[[s1, s2]]", ["s1", "s2"]),
        ("[[s1]] [[s2]]", ["s1", "s2"]),
        ("[s1][s2]", ["s1", "s2"]),
        ("[[s1; s2 s10]]", ["s1", "s2", "s10"]),
        ('{"statements": ["s2", "s1"]}', ["s2", "s1"]),
        ('["s2",\n "s1"]', ["s2", "s1"]),
        (f"[{', '.join(f's{number}' for number in range(1001, 1017))}]", [f"s{n}" for n in range(1001, 1017)]),
        ("[[s4]] and again [[s4]]", ["s4", "s4"]),
    ],
)
def test_several_are_read_in_order(text: str, ids: list[str]) -> None:
    assert _read(text) == ids


@pytest.mark.parametrize(
    "text",
    [
        "",
        "s3",
        "[[f3]]",
        "[[s3",
        "[[s03]]",
        "[[s]]",
        "[[x3]]",
        "[[s3 or s4?]]",
        '"s3"',
        "[[s1234567]]",
        "[[s3a]]",
        "[[]]",
        "[[٣]]",
    ],
)
def test_nothing_else_is_a_reference(text: str) -> None:
    assert _read(text) == []


def test_a_reference_counts_as_soon_as_its_bracket_is_closed() -> None:
    reader = ReferenceReader()

    assert reader.feed("So [[s1") == []
    assert reader.feed("2]") == ["s12"]
    assert reader.feed("] more") == []


@given(st.text(alphabet='[]s0123456789 ,{}"abछ₹', max_size=120), st.lists(st.integers(0, 120), max_size=20))
def test_how_the_text_is_cut_changes_nothing(text: str, cuts: list[int]) -> None:
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[a:b] for a, b in itertools.pairwise(places)]

    assert _read(*pieces) == _read(text) == _read(*text)


@given(st.text(max_size=200))
def test_what_comes_out_are_ids_and_nothing_of_the_text(text: str) -> None:
    for statement_id in _read(text):
        assert ids_in(statement_id) == [statement_id]
        assert statement_id[0] == "s"
        assert statement_id[1:].isdecimal()


@given(st.text(max_size=60))
def test_no_more_is_held_than_one_bracket(text: str) -> None:
    reader = ReferenceReader()
    reader.feed("[" + text * 20)

    assert len(reader._held) <= 400
    assert reader.characters == 1 + 20 * len(text)
