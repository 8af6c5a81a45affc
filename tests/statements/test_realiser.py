"""Rendering: only what was not named just before is named, lists are joined, and nothing is repeated."""

from typing import Any

import pytest

from core.money import Money
from language.message_catalogue import Catalogue, Joining
from language.template import Template, parse_template
from statements.realiser import Realiser, realise
from statements.statement import FactSlot, IdSlot, ListSlot, Part, Slots, Statement, Subject, TermSlot


def _catalogue(parts: dict[str, str] | None = None, **sentences: str) -> Catalogue:
    statements: dict[str, dict[str, Template]] = {
        kind: {"staff": parse_template(text), "customer": parse_template(text)} for kind, text in sentences.items()
    }
    return Catalogue(
        language="en",
        joining=Joining(separator=", ", last=" and "),
        terms={"benefit.CARD": "scratch card"},
        parts={name: parse_template(text) for name, text in (parts or {}).items()},
        questions={},
        statements=statements,  # type: ignore[arg-type]
    )


def _statement(number: int, kind: str, *, order: str = "A", **slots: object) -> Statement:
    given: Slots = {"order": IdSlot(order), **slots}  # type: ignore[dict-item]
    return Statement(f"s{number}", kind, given, Subject(order), frozenset(), "all", must_say=False)


def _money(fact: str, minor: int = 100) -> FactSlot:
    return FactSlot(fact, Money(amount_minor=minor, currency="INR"))


def _text(catalogue: Catalogue, *statements: Statement) -> str:
    return realise(list(statements), catalogue, "staff").text


def test_an_order_is_named_once() -> None:
    catalogue = _catalogue(a="<on order {order}, >{x} remains.", b="<on order {order}, >{x} was granted.")

    text = _text(catalogue, _statement(1, "a", x=_money("f1")), _statement(2, "b", x=_money("f2")))

    assert text == "On order A, [[f1]] remains. [[f2]] was granted."


def test_another_order_is_named_again_on_a_separate_line() -> None:
    catalogue = _catalogue(a="<on order {order}, >{x} remains.")
    statements = [
        _statement(1, "a", x=_money("f1")),
        _statement(2, "a", order="B", x=_money("f2")),
        _statement(3, "a", x=_money("f3")),
    ]

    assert _text(catalogue, *statements) == (
        "On order A, [[f1]] remains.\nOn order B, [[f2]] remains.\nOn order A, [[f3]] remains."
    )


def test_an_optional_part_is_left_out_with_its_value() -> None:
    catalogue = _catalogue(a="{x} issued[ on {day}][, card {card}].")

    assert _text(catalogue, _statement(1, "a", x=_money("f1"))) == "[[f1]] issued."
    assert _text(catalogue, _statement(1, "a", x=_money("f1"), card=_money("f2"))) == "[[f1]] issued, card [[f2]]."


@pytest.mark.parametrize(("count", "form"), [(1, "part"), (2, "parts"), (0, "parts")])
def test_a_number_chooses_the_form(count: int, form: str) -> None:
    catalogue = _catalogue(a="in {n} {n|part|parts}.")

    assert _text(catalogue, _statement(1, "a", n=FactSlot("f1", count))) == f"In [[f1]] {form}."


@pytest.mark.parametrize(
    ("layout", "text"),
    [("inline", "[[f1]], [[f2]] and [[f3]]."), ("sum", "[[f1]] + [[f2]] + [[f3]].")],
)
def test_a_list_within_a_sentence(layout: str, text: str) -> None:
    catalogue = _catalogue({"part": "{x}"}, a="{items}.")
    items = ListSlot(tuple(Part("part", {"x": _money(f"f{n}")}) for n in (1, 2, 3)), layout)  # type: ignore[arg-type]

    assert _text(catalogue, _statement(1, "a", items=items)) == text


def test_lines_begin_with_a_bullet_and_what_follows_stands_below() -> None:
    catalogue = _catalogue({"part": "an attempt of {x}"}, a="{lines}", b="{x} remains.")
    lines = ListSlot(tuple(Part("part", {"x": _money(f"f{n}")}) for n in (1, 2)), "lines")

    text = _text(catalogue, _statement(1, "a", lines=lines), _statement(2, "b", x=_money("f3")))

    assert text == "- An attempt of [[f1]]\n- An attempt of [[f2]]\n[[f3]] remains."


def test_nothing_is_repeated() -> None:
    catalogue = _catalogue(a="{x} remains.")
    statement = _statement(1, "a", x=_money("f1"))

    assert _text(catalogue, statement, statement) == "[[f1]] remains."


def test_spans_are_those_of_the_text() -> None:
    catalogue = _catalogue(a="<on order {order}, >{x} remains.", b="it ends.")
    realiser = realise([_statement(1, "a", x=_money("f1")), _statement(2, "b")], catalogue, "staff")

    assert [realiser.text[said.start : said.end] for said in realiser.spans] == [
        "On order A, [[f1]] remains.",
        "It ends.",
    ]


def test_what_say_returns_adds_up_to_the_text() -> None:
    catalogue = _catalogue(a="<on order {order}, >{x} remains.", b="- a line\n- another", c="the end:")
    realiser = realise([], catalogue, "staff")
    added = [realiser.append(s) for s in (_statement(1, "a", x=_money("f1")), _statement(2, "b"), _statement(3, "c"))]

    assert "".join(added) == realiser.text


def test_an_unknown_term_reads_as_its_code() -> None:
    catalogue = _catalogue(a="because {code}.")

    assert _text(catalogue, _statement(1, "a", code=TermSlot("reason_code.NEW_ONE"))) == "Because NEW_ONE."
    assert _text(catalogue, _statement(1, "a", code=TermSlot("x.y", "benefit.CARD"))) == "Because scratch card."


def test_a_word_stands_for_what_the_sentence_before_named_last() -> None:
    catalogue = _catalogue(a="{remaining} remains.", b="<The {remaining} is|That is> for shoes.", c="{x} came.")
    left, received = _statement(1, "a", remaining=_money("f1")), _statement(3, "c", x=_money("f2", 200))
    shoes = _statement(2, "b", remaining=_money("f1"))

    assert _text(catalogue, left, shoes) == "[[f1]] remains. That is for shoes."
    assert _text(catalogue, left, received, shoes) == "[[f1]] remains. [[f2]] came. The [[f1]] is for shoes."
    assert _text(catalogue, shoes) == "The [[f1]] is for shoes."


def test_a_word_stands_for_no_other_value() -> None:
    catalogue = _catalogue(a="{remaining} remains.", b="<The {remaining} is|That is> for shoes.")

    text = _text(catalogue, _statement(1, "a", remaining=_money("f1")), _statement(2, "b", remaining=_money("f2", 200)))

    assert text == "[[f1]] remains. The [[f2]] is for shoes."


def test_an_order_that_is_understood_is_not_named_but_another_is() -> None:
    catalogue = _catalogue(a="<On order {order}, >{x} remains.")
    realiser = Realiser(catalogue, "staff")
    realiser.mark_as_named("A")

    realiser.append(_statement(1, "a", x=_money("f1")))
    realiser.append(_statement(2, "a", order="B", x=_money("f2")))

    assert realiser.text == "[[f1]] remains.\nOn order B, [[f2]] remains."


def test_greeting_and_closing_of_a_letter_are_on_separate_lines() -> None:
    letter: dict[str, Any] = {"draft.hello": "Hello.", "a": "{x} remains.", "draft.regards": "Yours, the team"}
    catalogue = _catalogue(**letter)
    hello, regards = _statement(1, "draft.hello"), _statement(3, "draft.regards")

    assert _text(catalogue, hello, _statement(2, "a", x=_money("f1")), regards) == (
        "Hello.\n[[f1]] remains.\nYours, the team"
    )
