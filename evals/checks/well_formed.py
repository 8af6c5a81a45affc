"""What a person reads is whole: brackets and quotation marks are closed, and no template shows through."""

import re
from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.wire import Json, answer_of

_PAIRS = {")": "(", "]": "[", "”": "“", "}": "{"}
_NAME = re.compile(r"“[^”“]*”")
_HIDDEN = re.compile(r"\[hidden\]")
# A slot, a reference, a token or a value of a program that was written as it is.
_TEMPLATE = re.compile(r"[{}]|\[\[|\]\]|<[A-Z_]+\d*>|%\(\w+\)s|\b(?:None|null|undefined|NaN|True|False)\b|\\[nu]")
_SPACING = re.compile(r"[^\S\n]{2,}| [,.;:!?](?!\d)|(?<!\.)\.\.(?!\.)|,,|;;|\(\s|\s\)|^[,.;:]", re.MULTILINE)


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer = answer_of(seen.wire)
    if answer is None:
        return
    for place, text in _texts(answer):
        bare = _HIDDEN.sub("hidden", _NAME.sub("“”", text))  # what a name holds is the record's
        if problem := _unbalanced(bare):
            yield f"the {place} {problem}"
        if found := _TEMPLATE.search(bare):
            yield f"the {place} shows {_around(bare, found)!r}"
        if found := _SPACING.search(bare):
            yield f"the {place} is spaced oddly: {_around(bare, found)!r}"
        if text != text.strip():
            yield f"the {place} begins or ends with white space"


def _texts(answer: Json) -> Iterator[tuple[str, str]]:
    yield "text", answer["text"]
    yield from (("draft", draft["text"]) for draft in answer["replyDrafts"])
    yield from (("suggestion", suggestion) for suggestion in answer["suggestions"])
    if step := answer.get("nextStep"):
        yield "next step", step["text"]


def _unbalanced(text: str) -> str | None:
    open_: list[str] = []
    for character in text:
        if character in _PAIRS.values():
            open_.append(character)
        elif character in _PAIRS and (not open_ or open_.pop() != _PAIRS[character]):
            return f"closes {character} that was not opened"
    if text.count('"') % 2:
        return 'has a " without its pair'
    return f"does not close {open_[-1]}" if open_ else None


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 15) : found.end() + 15]
