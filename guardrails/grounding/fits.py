"""Whether a fact's label fits the words that speak of a figure, beyond what the table alone can tell."""

from guardrails.grounding.evidence import Evidence
from guardrails.grounding.lexicon import DATE_CONCEPTS, FITS, MONEY_CONCEPTS, NEEDS_WORDS, Concept
from rewards.money import Money
from tools.result import Fact, Label

C = Concept
# These name the kind of a figure, or where it stands; they contradict no verb.
_NEUTRAL = frozenset({C.INSTALLMENT, C.RECORD})
_ONLY_TRACKED = (Label.TRACKED_PROMISED, Label.TRACKED_ISSUED)
_ONLY_ASKED = (Label.ASKED_FROM, Label.ASKED_TO)


def money_fits(fact: Fact, concepts: frozenset[Concept], evidence: Evidence, *, needs_word: bool) -> bool:
    """Tell whether an amount may stand with these words; a total always needs one of its own."""
    if fact.label in _ONLY_TRACKED:
        return False  # of what ranks behind another source only a set sentence speaks
    allowed = _allowed(fact, evidence)
    said = concepts & MONEY_CONCEPTS
    if not said - _NEUTRAL <= allowed:
        return False
    return bool(said & allowed) or not (needs_word or fact.label in NEEDS_WORDS)


def items_make_up_the_rest(items: list[Fact], evidence: Evidence) -> bool:
    """Tell whether the promises of these items sum to what remains: then they may be called remaining."""
    values = [fact.value for fact in items if isinstance(fact.value, Money)]
    total = sum(value.amount_minor for value in values)
    return total in evidence.amounts(Label.REMAINING)


def date_fits(fact: Fact, concept: Concept | None) -> bool:
    """Tell whether a date may stand after this word; without one it may, unless it is only what the user asked for."""
    if fact.label in _ONLY_ASKED:
        return False  # of these days only a set sentence speaks
    return concept is None or concept in FITS.get(fact.label, DATE_CONCEPTS)


def _allowed(fact: Fact, evidence: Evidence) -> frozenset[Concept]:
    """Give the words for this amount, where gross and net, or pending and remaining, may or may not be the same."""
    allowed = FITS.get(fact.label, MONEY_CONCEPTS)

    def differs(label: Label) -> bool:
        return any(other.value != fact.value for other in evidence.same_scope(fact, label))

    def equals(label: Label) -> bool:
        return any(other.value == fact.value for other in evidence.same_scope(fact, label))

    if fact.label is Label.GRANTED and differs(Label.ISSUED):
        return allowed - {C.ISSUE}
    if fact.label is Label.ISSUED and equals(Label.GRANTED):
        return allowed | {C.GRANT}
    if fact.label is Label.REMAINING and differs(Label.PENDING):
        return allowed - {C.PENDING}
    if fact.label is Label.PENDING and equals(Label.REMAINING):
        return allowed | {C.REMAIN}
    return allowed
