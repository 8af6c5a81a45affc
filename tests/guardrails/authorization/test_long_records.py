"""What is kept of a very long record: sums and counts of all of it, tokens and facts of what is listed."""

import asyncio

import pytest

from core.identity.tokens import Role
from evals.menu_oracle.worlds import NOW, ZONE, World
from guardrails.authorization.field_projection import Projection
from guardrails.pii import PiiType
from guardrails.pii.vault import Vault
from tests.agent.large_orders import as_execution, gathered_rows, of_closures, of_installments, of_reversals
from tests.harness import detector
from tools.fact_builder import build_outcome
from tools.facts import FactBook
from tools.listing_limits import MAX_CLOSURES, MAX_INSTALLMENTS, MAX_REVERSALS
from tools.order_record import LookupResult, from_execution
from tools.tool_outcome import FoundBenefit, ToolOutcome

pytestmark = pytest.mark.slow

_LENGTH = 300


def _found(of: World, vault: Vault) -> tuple[ToolOutcome, FoundBenefit]:
    record = from_execution(as_execution(asyncio.run(gathered_rows(of))))
    lookup = LookupResult((record,), partial=False, sources=())
    projected = Projection(Role.SUPPORT_AGENT, vault).lookup(lookup, lookup.orders)
    outcome = build_outcome("details", projected, FactBook(ZONE), as_of=NOW)
    return outcome, outcome.orders[0].benefits[0]


def test_only_cards_of_listed_installments_get_tokens() -> None:
    vault = Vault(detector(), key=b"v" * 32)
    _, benefit = _found(of_installments(_LENGTH), vault)

    assert len(vault.export()) == MAX_INSTALLMENTS
    assert {found.issuance.gift_card_id for found in benefit.installments} == set(vault.export())
    assert {one.gift_card_id for one in benefit.record.issuances} == {*vault.export(), None}


def test_card_that_the_conversation_knows_keeps_its_token() -> None:
    vault = Vault(detector(), key=b"v" * 32)
    token = vault.token_for(f"GC-7F3K-9Q2M-{_LENGTH // 2:04}", PiiType.GIFT_CARD)
    _, benefit = _found(of_installments(_LENGTH), vault)

    assert token not in {found.issuance.gift_card_id for found in benefit.installments}
    assert [one.gift_card_id for one in benefit.record.issuances].count(token) == 1


def test_closures_are_listed_in_part_and_counted() -> None:
    outcome, benefit = _found(of_closures(_LENGTH), Vault(detector(), key=b"v" * 32))

    assert (len(benefit.closures), benefit.closures_left_out) == (MAX_CLOSURES, _LENGTH - MAX_CLOSURES)
    assert len(outcome.facts) < 3 * MAX_CLOSURES


def test_reversals_of_one_installment_are_listed_in_part_and_counted() -> None:
    outcome, benefit = _found(of_reversals(_LENGTH), Vault(detector(), key=b"v" * 32))
    (card,) = outcome.installments
    (found,) = benefit.installments

    assert (len(card.reversals), card.reversals_left_out) == (MAX_REVERSALS, _LENGTH - MAX_REVERSALS)
    assert card.reversed is not None
    assert card.reversed.amount_minor == 100 * _LENGTH
    assert len(found.issuance.reversals) == len(found.reversals) == MAX_REVERSALS
