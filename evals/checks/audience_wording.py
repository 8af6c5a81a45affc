"""A customer is spoken to as "you" and in no word of the back office; a colleague is not addressed as the customer.

A reply draft is the customer's, whoever reads it first.
"""

import re
from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.wire import Json, answer_of

_NAME = re.compile(r"“[^”]*”")
# Words of the staff: the third person for the reader, databases, and what is settled internally.
_OFFICE = re.compile(
    r"\b(?:the|this|your) customer(?:'s)?\b|\bcustomers?\b(?! (?:care|service|support))"
    r"|\bPED\b|\btracker\b|\bconcessions?\b|\bledger\b|\bdatabases?\b|\bescalat\w+|\bduplicates?\b|\bover-?issu\w+"
    r"|\bthe case\b|\bnext step\b|\bgrahak\b|ग्राहक",
    re.IGNORECASE,
)
# What would make the reader the owner of the order.
_OWNER = re.compile(
    r"\byour (?:order|cashback|item|gift card|scratch card)s?\b|\byou (?:have )?(?:received|got|were promised)\b"
    r"|\baapk[aeio] (?:order|cashback|gift card)|\baapko .{0,30}\bmila\b|आपके ऑर्डर|आपको .{0,30}मिला",
    re.IGNORECASE,
)
_SUGGESTED = "approved."  # may quote what a colleague could say to the customer


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer = answer_of(seen.wire)
    if answer is None:
        return
    if asked.task.principal.role == "customer":
        texts = {"text": answer["text"], "suggestions": "\n".join(answer["suggestions"])}
    else:
        texts = {f"{each['length']} draft in {each['language']}": each["text"] for each in answer["replyDrafts"]}
        for words in words_to_an_owner(_of_the_product(answer)):
            yield f"the text says {words!r} to a colleague"
    for place, text in texts.items():
        for words in words_of_the_office(text):
            yield f"the {place} says {words!r} to a customer"


def _of_the_product(answer: Json) -> str:
    spans = (span for span in answer["statements"] if not span["kind"].startswith(_SUGGESTED))
    return "\n".join(answer["text"][span["start"] : span["end"]] for span in spans)


def words_of_the_office(text: str) -> list[str]:
    """Return the words of the staff in a text for a customer."""
    return _found(_OFFICE, text)


def words_to_an_owner(text: str) -> list[str]:
    """Return the words that address the reader of a text as the owner of the order."""
    return _found(_OWNER, text)


def _found(words: re.Pattern[str], text: str) -> list[str]:
    return [match[0] for match in words.finditer(_NAME.sub("", text))]
