"""Lookups in the form in which tools take them."""

from datetime import datetime

import pytest

from agent.reading.lookup_plan import MAX_LOOKUPS, PlannedLookup, plan_lookups
from agent.reading.question import ReadingContext
from agent.reading.question_reader import read_question
from tests.agent.reading.settings import CUSTOMER, FOLLOW, FRESH, LEAD, A
from tools import issuance_history, promotion_execution
from tools.promotion_execution import ExecutionArguments


def _plan(text: str, context: ReadingContext) -> list[PlannedLookup]:
    return plan_lookups(read_question(text, context), context)


def test_an_order_is_looked_up_and_its_history_where_that_is_asked_for() -> None:
    assert _plan(f"{A} kitna mila", FRESH) == [PlannedLookup(promotion_execution.NAME, {"businessReferenceId": A})]
    assert _plan(f"{A} reversal", FRESH) == [PlannedLookup(issuance_history.NAME, {"businessReferenceId": A})]


def test_a_search_states_a_closed_half_open_window_in_the_zone() -> None:
    (search,) = _plan("orders on 26 sept", FRESH)

    assert search.arguments == {
        "createdFrom": "2026-09-26T00:00:00+05:30",
        "createdTo": "2026-09-27T00:00:00+05:30",
    }


@pytest.mark.parametrize(
    "text",
    [
        "cashback before 1 October",
        "all orders since 2019",
        "orders of last year",
        "FY26 orders",
        "cashback till diwali",
    ],
)
def test_no_window_is_longer_than_a_year(text: str) -> None:
    for search in _plan(text, FRESH):
        arguments = ExecutionArguments.model_validate(search.arguments)
        assert arguments.created_from is not None
        assert arguments.created_to is not None
        assert (arguments.created_to - arguments.created_from).days <= 365


def test_no_more_orders_are_looked_up_than_a_turn_may() -> None:
    text = " ".join(f"404-1029384-556677{n}" for n in range(9))

    assert len(_plan(text, FRESH)) == MAX_LOOKUPS


def test_another_customer_is_asked_for_by_name_and_the_cases_own_is_not() -> None:
    assert "customerId" not in _plan("cashback of CUST-1001 in november", FRESH)[0].arguments
    assert _plan("cashback of CUST-2002 in november", FOLLOW)[0].arguments["customerId"] == "CUST-2002"
    assert _plan("orders of CUST-2002", CUSTOMER)[0].arguments["customerId"] == "CUST-2002"


def test_a_lead_without_a_customer_has_nothing_to_search() -> None:
    assert _plan("cashback on 26 sept", LEAD) == []
    assert _plan("cashback on 26 sept for CUST-2002", LEAD)[0].arguments["customerId"] == "CUST-2002"


@pytest.mark.parametrize("text", ["order 404/1029384", "cashback on 31 february"])
def test_what_cannot_be_is_not_replaced_by_something_else(text: str) -> None:
    assert _plan(text, FOLLOW) == []


def test_days_of_issuance_also_search_older_orders() -> None:
    made_then, made_before = _plan("what came on 2 oct", FRESH)

    assert made_before.arguments["createdTo"] == made_then.arguments["createdFrom"]
    assert datetime.fromisoformat(made_before.arguments["createdFrom"]).month == 6
