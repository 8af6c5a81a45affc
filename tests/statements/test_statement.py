"""Statement ids: the same for the same proposition in every turn, and never reused."""

from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from statements.statement import FactSlot, IdSlot, ListSlot, Part, StatementIds, Subject, statement_key

_A = Subject("A")


def test_a_proposition_keeps_its_id_in_a_later_turn() -> None:
    first = StatementIds()
    assert [first.id_of("a"), first.id_of("b"), first.id_of("a")] == ["s1", "s2", "s1"]

    later = StatementIds(first.export(limit=10))
    assert [later.id_of("c"), later.id_of("b")] == ["s3", "s2"]


def test_an_id_that_is_no_longer_kept_is_not_used_again() -> None:
    first = StatementIds()
    for key in "abc":
        first.id_of(key)

    later = StatementIds(first.export(limit=1))

    assert later.id_of("a") == "s4"


def test_the_key_does_not_depend_on_the_ids_of_facts() -> None:
    money = Money(amount_minor=3600, currency="INR")

    assert statement_key("k", _A, {"x": FactSlot("f1", money)}) == statement_key("k", _A, {"x": FactSlot("f9", money)})


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_another_value_is_another_proposition(a: int, b: int) -> None:
    keys = {statement_key("k", _A, {"x": FactSlot("f1", Money(amount_minor=n, currency="INR"))}) for n in (a, b)}

    assert len(keys) == len({a, b})


def test_kind_subject_and_parts_of_lists_distinguish_propositions() -> None:
    part = ListSlot((Part("p", {"x": IdSlot("1")}),))
    keys = [
        statement_key("k", _A, {}),
        statement_key("l", _A, {}),
        statement_key("k", Subject("B"), {}),
        statement_key("k", Subject("A", "P"), {}),
        statement_key("k", Subject("A", "P", "B"), {}),
        statement_key("k", Subject("A", "P", "B", "1"), {}),
        statement_key("k", _A, {"x": part}),
        statement_key("k", _A, {"x": ListSlot((*part.parts, *part.parts))}),
    ]

    assert len(set(keys)) == len(keys)
