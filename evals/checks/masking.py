"""Nothing that a reader needs is masked, and no redaction token or reference is left in what is shown."""

import re
from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.written_figures import fold_digits

_TOKEN = re.compile(r"<[A-Z][A-Z_]+_\d+>")
_MACHINE = re.compile(r'[{\[]\s*"\w+"\s*[:,]')
_NAMES = re.compile(r"“[^”]*”")
_REFERENCE = re.compile(r"\[\[f\d+\]\]")


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer = seen.answer
    if answer is None:
        return
    names = [item.title or "" for item in answer.items] + [card.promotion_name or "" for card in answer.cashback]
    drafts = "\n".join([answer.reply_draft or "", *(draft.text for draft in answer.reply_drafts)])
    shown = {"text": answer.text, "draft": drafts, "cards": "\n".join(names)}
    for place, text in shown.items():
        if _TOKEN.search(text):
            yield f"a token was left in the {place}"
        if place != "cards" and _REFERENCE.search(text):
            yield f"a reference was left in the {place}"
    if "[hidden]" in _NAMES.sub("", answer.text):
        yield "something is hidden in a sentence of the product"
    if _MACHINE.search(answer.text):
        yield "the text holds machine-readable output"
    for order in sorted(_nameless(seen)):
        yield f"something is said about order {order}, and the order is not named"
    for phrase in asked.turn.expect.unmasked:
        if not any(phrase in text for text in shown.values()):
            yield f"{phrase!r} is not shown as it is"


def _nameless(seen: SeenTurn) -> set[str]:
    """Return the orders that the text is about and does not name.

    If it is about one order, the question or an earlier answer may have named it.
    """
    assert seen.answer is not None
    named = {span.business_reference_id for span in seen.answer.statements if span.business_reference_id}
    orders = named or {card.business_reference_id for card in seen.answer.cashback}
    known = [seen.answer.text]
    if len(orders) == 1:
        asked = fold_digits(seen.question)
        known += [asked, asked.replace(" ", "-"), *(turn.answer.text for turn in seen.earlier if turn.answer)]
    return {order for order in orders if not any(order in text for text in known)}
