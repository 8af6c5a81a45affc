"""Whole sentences, whatever the chunks."""

import pytest
from guardrails.stream import SentenceGate
from hypothesis import example, given
from hypothesis import strategies as st

_PIECES = (
    *(
        "Rs. ",
        "No. ",
        "approx. ",
        "e.g. ",
        "12 Nov. 2026",
        "1. ",
        "\n2. ",
        "36.00",
        "₹1,00,000.50",
        ".",
        "!",
        "?",
        "।",
        "...",
    ),
    *(
        " ",
        "\n",
        "\n\n",
        "\t",
        '"',
        "”",
        ")",
        "**",
        "[[f3]]",
        "[[f12]]",
        "<GIFT_CARD_1>",
        "<PHONE_2>",
        "[[",
        "<",
        ",",
        ":",
    ),
    *(
        "98450 12345",
        "+91 98450-12345",
        "GC-7F3K-9Q2M-1111",
        "404-1029384-5566778",
        "बाकी है",
        "granted",
        "The rest",
        "GC7F3K9Q2M",
    ),
)
texts = st.lists(st.sampled_from(_PIECES) | st.text(max_size=5), max_size=60).map("".join)


def whole(text: str, *, longest_hold: int = 600) -> list[str]:
    gate = SentenceGate(longest_hold=longest_hold)
    return gate.feed(text) + gate.close()


@st.composite
def chunked(draw: st.DrawFn) -> tuple[str, list[str]]:
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    return text, [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


@given(chunked(), st.sampled_from([1, 7, 40, 600]))
@example(("Rs. 100. The rest", ["Rs", ".", " 100", ".", " The rest"]), 600)
@example(("a.\nb", ["a.", "\nb"]), 600)
def test_the_chunking_changes_nothing(case: tuple[str, list[str]], longest_hold: int) -> None:
    text, chunks = case
    gate = SentenceGate(longest_hold=longest_hold)

    sentences = [sentence for chunk in chunks for sentence in gate.feed(chunk)] + gate.close()

    assert "".join(sentences) == text
    assert sentences == whole(text, longest_hold=longest_hold)


@given(texts)
def test_one_character_at_a_time_gives_the_same(text: str) -> None:
    gate = SentenceGate()

    assert [s for character in text for s in gate.feed(character)] + gate.close() == whole(text)


@given(texts, st.sampled_from([20, 600]))
def test_nothing_is_held_longer_than_the_cap(text: str, longest_hold: int) -> None:
    assert all(0 < len(sentence) <= longest_hold for sentence in whole(text, longest_hold=longest_hold)[:-1])


@given(texts)
def test_a_reference_and_a_token_are_never_cut(text: str) -> None:
    marks = ("[[f3]]", "[[f12]]", "<GIFT_CARD_1>", "<PHONE_2>")
    sentences = whole(text)

    assert all(sum(s.count(mark) for s in sentences) == text.count(mark) for mark in marks)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", " Two!", " Three?", " Four"]),
        ("You got ₹36.00. The rest is due.", ["You got ₹36.00.", " The rest is due."]),
        ("You got Rs. 36 of Rs. 100.", ["You got Rs. 36 of Rs. 100."]),
        ("Order No. 5, approx. ten, e.g. one. Done.", ["Order No. 5, approx. ten, e.g. one.", " Done."]),
        ("Issued on 12 Nov. 2026. Done.", ["Issued on 12 Nov. 2026.", " Done."]),
        ("1. First one\n2. Second one", ["1. First one", "\n2. Second one"]),
        ("Steps: 1. Wait. 2. Look.", ["Steps: 1. Wait.", " 2. Look."]),
        ("₹36 मिला। ₹64 बाकी है।", ["₹36 मिला।", " ₹64 बाकी है।"]),
        ("[[f2]] was granted. [[f3]] remains.", ["[[f2]] was granted.", " [[f3]] remains."]),
        ('He said "Done." Then left.', ['He said "Done."', " Then left."]),
        ("**Done.** Next.", ["**Done.**", " Next."]),
        ("Wait... what?! Yes.", ["Wait...", " what?!", " Yes."]),
        ("Two lines\n\nNext", ["Two lines", "\n\nNext"]),
        ("Ends with a space. ", ["Ends with a space.", " "]),
        ("", []),
    ],
)
def test_where_a_sentence_ends(text: str, sentences: list[str]) -> None:
    assert whole(text) == sentences


def test_a_sentence_comes_out_as_soon_as_it_is_known_to_have_ended() -> None:
    gate = SentenceGate()

    assert gate.feed("You got ₹36.") == []
    assert gate.feed("00 so far.") == []
    assert gate.feed(" ") == ["You got ₹36.00 so far."]
    assert gate.feed("The rest") == []
    assert gate.close() == [" The rest"]
    assert gate.close() == []


def test_an_overlong_sentence_is_not_cut_within_a_number_or_a_code() -> None:
    text = "call me on +91 98450 12345 please or send GC 7F3K 9Q2M 1111 now"

    for longest in range(12, len(text)):
        pieces = whole(text, longest_hold=longest)
        if longest >= 24:
            assert any("+91 98450 12345" in piece for piece in pieces)
            assert any("GC 7F3K 9Q2M 1111" in piece for piece in pieces)


def test_a_run_without_a_space_is_cut_where_it_is_longest() -> None:
    assert [len(piece) for piece in whole("x" * 25, longest_hold=10)] == [10, 10, 5]


@pytest.mark.parametrize("mark", ["[[f12]]", "<GIFT_CARD_1>"])
def test_not_even_such_a_run_is_cut_within_a_mark(mark: str) -> None:
    for longest in range(len(mark), 20):
        assert sum(mark in piece for piece in whole(f"xxxxxxx{mark}xxxxxxxxxxx", longest_hold=longest)) == 1


def test_a_gate_that_holds_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        SentenceGate(longest_hold=0)
