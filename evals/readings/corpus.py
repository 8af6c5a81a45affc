"""Questions and how each has to be read: ``evals/readings/*.yaml``, worked out by hand.

A task asks the whole service, which takes a tenth of a second a question. That is too long for every way in which
people name a day, an order, a sum or what they want to know, so these questions are only read.

A file is a list of groups. A group has:

- kind: what its questions have in common
- in: the name of a conversation (``CONVERSATIONS``), ``fresh`` unless given, or its parts (``Conversation``)
- looks: what has to be looked up: orders (A, B, C or an id) and windows ("first..last", after a customer that is named)
- topics: exactly these; has: these among others; lacks: none of these
- every other key: a field of the question and its value
- asks: the questions; or
- ask: one question with {word}, and words: what people write there, separated by commas
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from evals.harness.errors import HarnessError

FOLDER = Path(__file__).parent
ORDERS: Mapping[str, str] = MappingProxyType(
    {"A": "404-1029384-5566778", "B": "171-5550123-9988776", "C": "402-3334445-1112223"}
)
_OF_A_GROUP = {"kind", "in", "asks", "ask", "words"}


class ReadingInvalid(HarnessError):
    """A file of readings cannot be used."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The conversation in which a question is asked. Orders may be written as A, B or C."""

    recent: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    last: str = ""
    role: str = "support_agent"
    locale: str = "en-IN"
    today: date = date(2026, 11, 23)  # a Monday


CONVERSATIONS: Mapping[str, Conversation] = MappingProxyType(
    {
        "fresh": Conversation(),
        "follow": Conversation(recent=("A",), last="order A"),
        "second": Conversation(recent=("B",), earlier=("A",), last="order B"),
        "listed": Conversation(listed=("A", "B", "C"), last="cashback?"),
        "lead": Conversation(recent=("A",), last="order A", role="support_lead"),
        "customer": Conversation(recent=("A",), last="order A", role="customer"),
    }
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One question, where it is asked, and what is expected, by the keys of a group."""

    kind: str
    question: str
    conversation: Conversation
    expected: Mapping[str, Any]


def files() -> dict[str, Path]:
    """Return the files of readings by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}


def readings(path: Path) -> Iterator[Reading]:
    """Yield the readings of a file.

    Raises:
        ReadingInvalid: a group has no questions, expects nothing, or is asked in an unknown conversation.
    """
    for group in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
        shared = {key: value for key, value in group.items() if key not in _OF_A_GROUP}
        asked = list(_asked(group))
        if not asked:
            raise ReadingInvalid(f"{path.name}: {group['kind']}: no questions")
        for question, own in asked:
            conversation = _conversation({**group, **own}.get("in", "fresh"))
            expected = {**shared, **{key: value for key, value in own.items() if key not in _OF_A_GROUP}}
            if not expected:
                raise ReadingInvalid(f"{path.name}: {question}: nothing is expected")
            yield Reading(group["kind"], question, conversation, expected)


def _asked(group: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for ask in group.get("asks", ()):
        own = {} if isinstance(ask, str) else {key: value for key, value in ask.items() if key != "q"}
        yield _with_orders(str(ask if isinstance(ask, str) else ask["q"])), own
    for word in str(group.get("words", "")).split(","):
        if word.strip():
            yield _with_orders(group["ask"].replace("{word}", word.strip())), {}


def _with_orders(question: str) -> str:
    for name, order in ORDERS.items():
        question = question.replace(f"#{name}", order)
    return question


def _conversation(named: str | Mapping[str, Any]) -> Conversation:
    if isinstance(named, str):
        if named not in CONVERSATIONS:
            raise ReadingInvalid(f"no conversation is called {named!r}")
        return CONVERSATIONS[named]
    lists = {key: tuple(value) for key, value in named.items() if isinstance(value, list)}
    return Conversation(**{**named, **lists})
