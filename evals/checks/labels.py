"""The words around a figure match its label. For English answers only, by patterns of this module."""

import re
from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from tools.cards import Label

# For a clause with one sum: the words that say which of the three it is.
_SUMS = {
    Label.PROMISED: re.compile(r"\bpromised\b"),
    Label.GRANTED: re.compile(r"\b(?:granted|received)\b"),
    Label.REMAINING: re.compile(r"\b(?:remains|remaining|to come)\b"),
}
# "issued on {issuedOn}": what happened on a day.
_HAPPENED = {
    "issued": {Label.ISSUED_ON},
    "recorded": {Label.RECORDED_ON},
    "reversed": {Label.REVERSED_ON},
    "scratched": {Label.REVEALED_ON},
    "created": {Label.CREATED_ON, Label.WINDOW_FROM, Label.WINDOW_TO},
    "expired": {Label.EXPIRES_ON, Label.CLOSED_ON},
    "cancelled": {Label.CLOSED_ON},
    "failed": {Label.ATTEMPTED_ON},
    "until": {Label.EXPIRES_ON},
}
_FIGURE = re.compile(r"\{(\w+)\}")
_CLAUSE = re.compile(r"[,;:.\n]| and ")
_DAY = re.compile(rf"\b({'|'.join(_HAPPENED)})(?: on|(?<=until)) \{{(\w+)\}}")
_PART_OF_WHOLE = re.compile(r"\{(\w+)\} of \{(\w+)\}")


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    if seen.answer is None or seen.answer.language != "en":
        return
    text = _with_labels(seen)
    for clause in _CLAUSE.split(text):
        yield from _sum(clause)
    for match in _PART_OF_WHOLE.finditer(text):
        if {match[1], match[2]} == {Label.PROMISED.value, Label.GRANTED.value} and match[1] != Label.GRANTED:
            yield f"the promised sum is stated as a part of the granted one: {match[0]}"
    for match in _DAY.finditer(text):
        if match[2] in {label.value for label in Label} and Label(match[2]) not in _HAPPENED[match[1]]:
            yield f"the day of {match[2]} stands after {match[1]!r}"


def _sum(clause: str) -> Iterator[str]:
    figures = [name for name in _FIGURE.findall(clause) if name in {label.value for label in _SUMS}]
    words = _FIGURE.sub(" ", clause)
    said = {label for label, pattern in _SUMS.items() if pattern.search(words)}
    if len(figures) == 1 and len(said) == 1 and figures[0] not in {label.value for label in said}:
        yield f"the sum of {figures[0]} is stated as {next(iter(said)).value}"


def _with_labels(seen: SeenTurn) -> str:
    """Return the text with each figure replaced by its label."""
    assert seen.answer is not None
    parts, position = [], 0
    for fact, figure in seen.mentions():
        parts += [seen.answer.text[position : figure.start], f"{{{fact.label.value}}}"]
        position = max(position, figure.end)
    return "".join(parts) + seen.answer.text[position:]
