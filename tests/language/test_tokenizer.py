"""Splitting texts into tokens."""

from hypothesis import given
from hypothesis import strategies as st

from language.tokenizer import TokenKind, fold, normalise_spelling, tokenize


def _shown(text: str) -> list[tuple[str, str]]:
    return [(token.kind.value, token.text) for token in tokenize(text)]


def test_words_numbers_and_signs_are_separate_tokens() -> None:
    assert _shown("Got ₹1,000.50 on 26sept!") == [
        ("word", "got"),
        ("symbol", "₹"),
        ("number", "1"),
        ("punctuation", ","),
        ("number", "000"),
        ("punctuation", "."),
        ("number", "50"),
        ("word", "on"),
        ("number", "26"),
        ("word", "sept"),
        ("punctuation", "!"),
    ]


def test_digits_dashes_and_quotes_are_folded() -> None:
    assert [text for _, text in _shown("४०४–１２ customer’s")] == ["404", "-", "12", "customer's"]


def test_a_word_of_devanagari_has_one_spelling() -> None:
    assert normalise_spelling("हाँ") == normalise_spelling("हां")
    assert normalise_spelling("ज़्यादा") == normalise_spelling("ज्यादा") == normalise_spelling("ज\u200d्यादा")
    assert _shown("कैशबैक कितना?") == [("word", "कैशबैक"), ("word", "कितना"), ("punctuation", "?")]


@given(st.text(max_size=80))
def test_every_character_that_is_no_space_is_in_exactly_one_token(text: str) -> None:
    tokens = tokenize(text)
    places = [place for token in tokens for place in range(token.start, token.end)]

    assert places == sorted(set(places))
    assert all(text[place].isspace() for place in set(range(len(text))) - set(places))
    assert all(token.start < token.end for token in tokens)


@given(st.text(max_size=80))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="0123456789०१२३४५६७८९", min_size=1, max_size=12))
def test_digits_of_any_script_are_one_number(text: str) -> None:
    (token,) = tokenize(text)

    assert token.kind is TokenKind.NUMBER
    assert token.text.isascii()
    assert int(token.text) == int(text)
