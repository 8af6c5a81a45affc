import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from core.errors import InvalidIdentifier
from core.ids import (
    IDENTIFIER_PATTERN,
    SITE_IDENTIFIERS,
    Identifier,
    fold_characters,
    normalise_id,
    normalise_order_id,
    order_forms,
)

ORDER = "404-1029384-5566778"
_TYPE: TypeAdapter[str] = TypeAdapter(Identifier)


@pytest.mark.parametrize(
    "typed",
    [
        ORDER,
        " 404-1029384-5566778 ",
        "404 1029384 5566778",
        "40410293845566778",
        "404–1029384—5566778",
        "404−1029384‐5566778",
        "४०४-१०२९३८४-५५६६७७८",
        "４０４－１０２９３８４－５５６６７７８",
        "404\u200b-1029384-\ufeff5566778",
        "404-10293845566778",
    ],
)
def test_order_number_in_every_spelling(typed: str) -> None:
    assert normalise_order_id(typed) == ORDER


@pytest.mark.parametrize("text", ["CUST-1001", "GC-7F3K-9Q2M-1111", "a", "A.b_c:d@e+f-1", "x" * 80])
def test_other_identifiers_stay_as_they_are(text: str) -> None:
    assert normalise_order_id(text) == text


@pytest.mark.parametrize(
    "text", ["", " ", "-1", "a/b", "a#b", "a'b", 'a"b', "a\x00b", "x" * 81, "नमस्ते", "../etc", "a;b"]
)
def test_text_that_can_be_no_identifier_is_refused_without_an_echo(text: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        normalise_order_id(text)
    assert str(caught.value) == "not an identifier"


@given(st.text(max_size=100))
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold_characters(text)) == len(text)


@given(st.text(max_size=100))
def test_normalising_twice_changes_nothing(text: str) -> None:
    try:
        once = normalise_order_id(text)
    except InvalidIdentifier:
        return
    assert normalise_order_id(once) == once


def test_seventeen_bare_digits_are_an_orders_only_where_an_order_is_meant() -> None:
    assert normalise_id("12345678901234567") == "12345678901234567"
    assert order_forms("404 10293845566778") == (ORDER, "40410293845566778")
    assert order_forms("404-1029384-5566778") == (ORDER,)


SITE = r"[!-~]{1,200}"


@pytest.mark.parametrize("text", ["ORD/2026=1#7|a", "A&B?c%2F", "x" * 200, "#"])
def test_site_accepts_identifiers_in_its_form(text: str) -> None:
    with SITE_IDENTIFIERS.accepting(SITE, max_length=200):
        assert normalise_id(text) == text
        assert _TYPE.validate_python(text) == text
    with pytest.raises(InvalidIdentifier):
        normalise_id(text)
    with pytest.raises(ValidationError):
        _TYPE.validate_python(text)


@pytest.mark.parametrize("text", ["", "a b\x00", "x" * 201, "a\ue02fb\u202e", "नमस्ते"])
def test_site_accepts_nothing_beyond_its_form(text: str) -> None:
    with SITE_IDENTIFIERS.accepting(SITE, max_length=200), pytest.raises(InvalidIdentifier):
        normalise_id(text)


@pytest.mark.parametrize("text", ["two words", "line\nbreak", "zero\u200bwidth"])
def test_spaces_and_invisible_characters_are_in_no_identifier(text: str) -> None:
    with SITE_IDENTIFIERS.accepting(r"(?s).*", max_length=200), pytest.raises(ValidationError):
        _TYPE.validate_python(text)


def test_schema_states_the_accepted_form() -> None:
    assert _TYPE.json_schema() == {"type": "string", "pattern": IDENTIFIER_PATTERN}
    with SITE_IDENTIFIERS.accepting("#[0-9]+", max_length=9):
        assert _TYPE.json_schema()["pattern"] == f"{IDENTIFIER_PATTERN}|^(?:#[0-9]+)$"
