"""What ended the due of a sum is on the card of its benefit, for those who may see the amounts."""

from datetime import timedelta

import pytest

from core.contract import Closure
from core.identity.tokens import Role
from guardrails.authorization.field_projection import Projection
from guardrails.pii.vault import Vault
from tests.harness import detector
from tests.story_order import CREATED_AT, NOW, SECOND_AT, benefit, cashback, execution, inr
from tools import wording
from tools.cards import CashbackCard, Label
from tools.fact_builder import build_outcome
from tools.facts import FactBook
from tools.order_record import LookupResult, from_execution
from tools.tool_outcome import ToolOutcome

RESERVED_AT = CREATED_AT + timedelta(hours=1)
CANCELLED = Closure(
    event_id="EV-3", type="CANCELLED", amount=inr(3400), closed_at=SECOND_AT, reason_code="call 98765 43210"
)
EXPIRED = Closure(event_id="EV-4", type="EXPIRED", amount=inr(3000), closed_at=SECOND_AT + timedelta(days=1))


def _outcome(role: Role, **changes: object) -> ToolOutcome:
    closed = benefit(reserved_at=RESERVED_AT, closures=[CANCELLED, EXPIRED], **changes)
    record = from_execution(execution(benefit=closed))
    lookup = LookupResult((record,), partial=False, sources=())
    projected = Projection(role, Vault(detector())).lookup(lookup, lookup.orders)
    return build_outcome("details", projected, FactBook(wording.get_zone("en-IN")), as_of=NOW)


def _card(outcome: ToolOutcome) -> CashbackCard:
    (card,) = outcome.cashback
    return card


@pytest.mark.parametrize("role", list(Role))
def test_a_card_has_its_reservation_and_its_closures(role: Role) -> None:
    card = _card(_outcome(role))

    assert card.reserved_at == RESERVED_AT
    assert [(closure.type, closure.amount, closure.closed_at) for closure in card.closures] == [
        ("CANCELLED", inr(3400), CANCELLED.closed_at),
        ("EXPIRED", inr(3000), EXPIRED.closed_at),
    ]
    assert (card.closures_left_out, card.installments_left_out) == (0, 0)


def test_the_amount_and_the_day_of_a_closure_are_facts_with_the_record_of_its_event() -> None:
    outcome = _outcome(Role.SUPPORT_AGENT)
    facts = {fact.fact_id: fact for fact in outcome.facts}
    closure = _card(outcome).closures[0]

    amount, day = facts[closure.fact_ids[Label.CLOSED]], facts[closure.fact_ids[Label.CLOSED_ON]]

    assert (amount.value, day.display) == (inr(3400), "12 Nov 2026")
    assert [source.record_id for source in amount.sources] == ["EV-3"]


def test_what_was_cancelled_or_expired_names_the_events_that_closed_it_and_not_the_issuances() -> None:
    closed = {"cancelled": inr(3400), "expired": inr(3000)}
    position = cashback(eligible=10000, issued=3600, remaining=0).model_copy(update=closed)
    facts = {fact.label: fact for fact in _outcome(Role.SUPPORT_AGENT, cashback=position).facts}

    named = {label: {source.record_id for source in facts[label].sources} for label in (Label.CANCELLED, Label.EXPIRED)}
    assert named == {Label.CANCELLED: {"EV-3"}, Label.EXPIRED: {"EV-4"}}
    assert {"EV-3", "EV-4"} <= {source.record_id for source in facts[Label.REMAINING].sources}


def test_the_code_that_a_writer_gave_is_not_on_the_card() -> None:
    assert "98765" not in _card(_outcome(Role.SUPPORT_LEAD)).model_dump_json()


def test_an_unrevealed_card_shows_its_customer_no_history() -> None:
    unissued = cashback(eligible=10000, issued=0, remaining=10000)
    unrevealed = {"benefit_type": "SCRATCH_CARD", "issuances": [], "gift_cards": [], "cashback": unissued}

    of_customer, of_staff = (
        _card(_outcome(Role.CUSTOMER, **unrevealed)),
        _card(_outcome(Role.SUPPORT_AGENT, **unrevealed)),
    )

    assert (of_customer.reserved_at, of_customer.closures) == (None, [])
    assert len(of_staff.closures) == 2
