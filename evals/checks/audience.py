"""A customer is shown nothing internal: no staff-only fact, no record number, no draft.

What is staff-only is fixed: a fact that says so, or that does not, wrongly, is found where a colleague asks.
"""

from collections.abc import Iterator

from core.contract import Reason
from core.identity.tokens import Role
from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.wire_vocabulary import Label

# Disagreements between records are settled internally and not shown to a customer.
_INTERNAL_REASONS = {Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE, Reason.SOURCE_CONFLICT}


_INTERNAL_LABELS = {Label.CONFLICT.value, Label.TRACKED_PROMISED.value, Label.TRACKED_ISSUED.value}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    for fact in seen.facts.values():
        is_internal = fact.label.value in _INTERNAL_LABELS or fact.value in _INTERNAL_REASONS
        if (fact.audience == "staff") is not is_internal:
            yield f"{fact.fact_id} ({fact.label.value} {fact.display}) is for {fact.audience}"
    if asked.task.principal.role is not Role.CUSTOMER or seen.answer is None:
        return
    for fact in seen.facts.values():
        if fact.audience == "staff":
            yield f"{fact.fact_id} ({fact.label.value}) is staff-only"
        if fact.sources:
            yield f"{fact.fact_id} ({fact.label.value}) names the records it is derived from"
    if any(_INTERNAL_REASONS & set(card.reasons) for card in seen.answer.cashback):
        yield "a card gives a staff-only reason"
    if seen.answer.reply_draft is not None or seen.answer.reply_drafts:
        yield "a draft of the reply is shown to a customer"
    if seen.answer.usage is not None:
        yield "the token usage is shown to a customer"
