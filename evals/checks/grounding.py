"""Nothing in a text looks like a figure unless a fact supports it at exactly that place."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.places import BENEFIT_PLACE, ITEM_PLACES
from evals.oracles.written_figures import fold_digits

_ORDER = re.compile(r"(?<![\w-])\d{3}[\s-]{0,2}\d{7}[\s-]{0,2}\d{7}(?![\w-])")
_FIGURE_LIKE = re.compile(
    r"\d|[₹$€£%]|\b(?:rs|inr|usd|eur|rupees?|paise|hundred|thousand|lakhs?|crores?)\b", re.IGNORECASE
)


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if seen.answer is None:
        return
    facts = seen.facts
    rest: list[str] = []
    position = 0
    for figure in seen.answer.figures:
        fact = facts.get(figure.fact_id)
        if fact is None:
            yield f"a figure refers to {figure.fact_id}, which is no fact of the answer"
        elif seen.answer.text[figure.start : figure.end] != fact.display:
            yield f"the figure of {figure.fact_id} is not where it says"
        if figure.start < position:
            yield "figures overlap or are out of order"
        rest.append(seen.answer.text[position : figure.start])
        position = max(position, figure.end)
    rest.append(seen.answer.text[position:])
    yield from _unsupported("text", _without_places(" ".join(rest), seen), _orders(asked, seen), records=_records(seen))
    drafts = {"draft": seen.answer.reply_draft or ""}
    drafts |= {f"{each.length} draft in {each.language}": each.text for each in seen.answer.reply_drafts}
    for name, text in drafts.items():
        yield from _unsupported(name, _without_places(text, seen), _orders(asked, seen), _displays(seen))


def _without_places(text: str, seen: SeenTurn) -> str:
    """Remove the numbers that distinguish benefits of one order, and items of one benefit, up to their number."""
    cards = Counter(card.business_reference_id for card in seen.answer.cashback) if seen.answer else Counter()
    most = max(cards.values(), default=0)
    items = seen.answer.items if seen.answer else []
    counts = Counter((item.business_reference_id, item.promotion_id, item.benefit_id) for item in items).values()
    for pattern in ITEM_PLACES:
        text = pattern.sub(lambda match: " " if _is_place(match, set(counts)) else match[0], text)
    return BENEFIT_PLACE.sub(lambda match: " " if 1 <= int(match["place"]) <= most else match[0], text)


def _is_place(match: re.Match[str], counts: set[int]) -> bool:
    return int(match["count"]) in counts and 1 <= int(match["place"]) <= int(match["count"])


def _unsupported(
    place: str, text: str, orders: set[str], displays: Sequence[str] = (), records: Sequence[str] = ()
) -> Iterator[str]:
    """Yield what no fact supports in a text whose figures were removed before, or are among the ``displays``."""
    folded = fold_digits(text)
    for order in _ORDER.findall(folded):
        if _canonical(order) not in orders:
            yield f"the {place} names an order that was neither asked for nor found"
    rest = _ORDER.sub(" ", folded)
    for known in (*orders, *records):
        rest = rest.replace(known, " ")
    for shown in displays:
        rest = re.sub(rf"(?<![\w.,]){re.escape(fold_digits(shown))}(?!\w)", " ", rest)
    if found := _FIGURE_LIKE.search(rest):
        yield f"the {place} holds {found.group()!r} without a fact behind it"


def _records(seen: SeenTurn) -> list[str]:
    """Return the numbers of records that facts are derived from: staff may ask for them."""
    return sorted({source.record_id for fact in seen.facts.values() for source in fact.sources}, key=len, reverse=True)


def _displays(seen: SeenTurn) -> list[str]:
    """Return what a draft, which has no figures, may contain; longest first ("12 Nov 2026" before "12")."""
    return sorted({fact.display for fact in seen.facts.values()}, key=len, reverse=True)


def _orders(asked: AskedTurn, seen: SeenTurn) -> set[str]:
    """Return the orders that may be named: those of facts and cards, and those of the questions so far."""
    found = {fact.business_reference_id for fact in seen.facts.values() if fact.business_reference_id}
    found |= {card.business_reference_id for card in (seen.answer.cashback if seen.answer else ())}
    for question in (seen.question, *(turn.question for turn in seen.earlier)):
        found |= {_canonical(order) for order in _ORDER.findall(fold_digits(question))}
    return found


def _canonical(order: str) -> str:
    digits = re.sub(r"\D", "", order)
    return f"{digits[:3]}-{digits[3:10]}-{digits[10:]}"
