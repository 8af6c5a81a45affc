"""Approved texts as statements, on the menu where their reasons, benefit types and audience apply."""

from collections.abc import Iterator

from statements.approved_texts import ApprovedText, other_language_term
from statements.kind import Family, Scope
from statements.situation import BenefitScope, Situation
from statements.statement import Slots, TermSlot
from statements.topics import Topic

family = Family()


def applies(text: ApprovedText, situation: Situation) -> bool:
    """Whether a text may be shown to this viewer and applies to a benefit that was found."""
    audiences = ("all", "staff") if situation.is_for_staff else ("all", "customer")
    if text.audience not in audiences or Topic.OTHER_LANGUAGE in text.answers:
        return False
    return any(applies_to(text, benefit) for order in situation.orders for benefit in order.benefits)


def applies_to(text: ApprovedText, benefit: BenefitScope) -> bool:
    """Whether a text applies to a benefit, by its type and its reasons."""
    is_type = not text.benefit_types or benefit.found.record.benefit_type in text.benefit_types
    return is_type and (not text.reasons or benefit.has(*text.reasons))


@family.kind("approved.language", Scope.TURN, must_say=True)
def other_language(situation: Situation) -> Iterator[Slots]:
    """One sentence in the language of a question that is answered in another one."""
    tag = situation.asked.other_language
    text = situation.knowledge.in_other_language(tag, is_for_staff=situation.is_for_staff) if tag else None
    if text:
        yield {"text": TermSlot(other_language_term(text, tag))}


@family.kind("approved.text", Scope.TURN)
def approved_text(situation: Situation) -> Iterator[Slots]:
    for text in situation.knowledge.texts:
        if applies(text, situation):
            yield {"text": TermSlot(f"approved.{text.id}")}
