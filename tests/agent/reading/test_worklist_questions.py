"""A lead's questions over customers: read in each language, for leads only, and never where somebody is named."""

import pytest

from agent.finished_answer import get_outcome
from agent.turn_events import Outcome
from core.identity.tokens import Principal
from tests.agent.scene import in_progress
from tests.harness import AGENT, LEAD, SHOPPER
from tests.story_order import CASE, CUSTOMER, ORDER, execution

LEAD_OF_CASE = LEAD.model_copy(update={"case_id": CASE, "customer_id": CUSTOMER})
OVER_CUSTOMERS = (
    "which customers have failed cashback?",
    "show me all customers with duplicate cashback",
    "kin customers ka cashback fail hua?",
    "kis kis customer ko cashback do baar mila?",
    "किन ग्राहकों का कैशबैक फेल हुआ?",
    "any conflicts across customers?",
)


def said(message: str, principal: Principal, *, recent: tuple[str, ...] = ()) -> list[str]:
    answer = in_progress(message, principal=principal, recent=recent)
    answer.add_offline_answer()
    return [span.statement.kind for span in answer.realiser.spans]


@pytest.mark.parametrize("message", OVER_CUSTOMERS)
@pytest.mark.parametrize("lead", [LEAD, LEAD_OF_CASE], ids=["without a case", "with a case"])
def test_lead_is_sent_to_the_worklist(message: str, lead: Principal) -> None:
    answer = in_progress(message, principal=lead)
    answer.add_offline_answer()
    assert [span.statement.kind for span in answer.realiser.spans] == ["lead.worklist"]
    assert (answer.question.is_over_customers, get_outcome(answer)) == (True, Outcome.ANSWERED)
    assert "lead.worklist" in said(message, lead, recent=(ORDER,))


@pytest.mark.parametrize(
    "message", ["show duplicates this week", "which cashback failed?", "is hafte ke duplicate dikhao"]
)
def test_lead_without_a_case_is_sent_there_by_what_the_list_holds(message: str) -> None:
    assert said(message, LEAD) == ["lead.worklist"]


def test_period_may_be_about_the_customer_of_the_case_too() -> None:
    answer = in_progress("show duplicates this week", execution(), principal=LEAD_OF_CASE)
    answer.add_offline_answer()
    kinds = [span.statement.kind for span in answer.realiser.spans]
    assert (kinds[0], answer.question.is_over_customers) == ("lead.worklist", False)
    assert len(kinds) > 1


@pytest.mark.parametrize("principal", [AGENT, SHOPPER], ids=["agent", "customer"])
@pytest.mark.parametrize("message", OVER_CUSTOMERS)
def test_nobody_else_hears_of_it(message: str, principal: Principal) -> None:
    assert "lead.worklist" not in said(message, principal)


@pytest.mark.parametrize(
    "message",
    [
        f"did anything fail on order {ORDER}?",
        "which of CUST-1001's orders have failed cashback, and do other customers?",
        "what is left for the customer?",
        "tell me a joke about customers",
    ],
)
def test_question_that_names_somebody_or_nothing_of_the_list_is_read_as_before(message: str) -> None:
    assert "lead.worklist" not in said(message, LEAD_OF_CASE)


def test_follow_up_about_an_order_stays_with_it() -> None:
    assert "lead.worklist" not in said("did it fail?", LEAD, recent=(ORDER,))
