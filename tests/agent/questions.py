"""Questions as people write them, asked of the whole product in one process, and held against what must be said.

A question of the data files has these keys:

- ``q``: the question, ``pre``: questions asked before it in the same conversation
- ``about``: the orders whose figures may stand in the answer, by their names in ``orders.yaml``; others are wrong
- ``has``: what must stand in the text: a number is an amount in rupees, a text is looked for as it is
- ``says``: like ``has``, without regard to case
- ``never``: what must not stand in it, without regard to case
- ``money``: where only some amounts of those orders may be told
- ``else``: an outcome that is right as well, without the figures: asking back, say
- ``o``: the outcome (``answered`` unless given), ``oneof``: several that are right
- ``lang``: ``hi`` or ``hinglish`` for the language of the answer, ``short``: no more than two lines
"""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import yaml

from agent.turn_events import Answer
from api.app import create_app
from api.chat_service import build_service
from api.settings import Settings
from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_AGENT, Principal, Role, Tokens
from core.money import Money, display
from evals.harness.rewards_app import rewards_app
from evals.harness.rewards_double import RewardsDouble
from evals.harness.world import load_world
from tools.cards import FactKind, Label

DATA = Path(__file__).parent / "data"
DEMO = Path(__file__).resolve().parents[2] / "rewards" / "demo"
NOW = datetime.fromisoformat("2026-11-23T10:00:00+05:30")  # a Monday
_SECRET = "a secret of these questions and of nothing else"
_DEVANAGARI = re.compile(r"[\u0900-\u097f]+")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_NAMES = re.compile(r"“[^”]*”")
_HINGLISH = re.compile(r"\b(?:hai|hain|tha|mila|nahi|ka|ki|ke|par|aur|baaki|abhi)\b")
_OF_A_CHOICE = {Label.CREATED_ON, Label.PROMISED}  # what tells orders apart, where it is not clear which is meant
# The words of the one who asked.
_FREE = {Label.CLAIMED, Label.WINDOW_FROM, Label.WINDOW_TO, Label.ASKED_FROM, Label.ASKED_TO}


@dataclass(frozen=True)
class Asked:
    """One question with what must come of it."""

    world: str
    asker: Principal
    text: str
    expected: dict[str, Any] = field(hash=False)

    @property
    def before(self) -> list[str]:
        return list(self.expected.get("pre", ()))


def load_questions(name: str) -> list[Asked]:
    """Read a file of questions, in order."""
    groups = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return [Asked(g["world"], _principal(g["as"]), ask["q"], ask) for g in groups for ask in g["asks"]]


def _principal(asker: dict[str, str]) -> Principal:
    role = Role(asker["role"])
    return Principal(
        role=role,
        subject="asker",
        case_id="CASE-1" if role is Role.SUPPORT_AGENT else None,
        customer_id=asker.get("customer"),
        reason="escalation" if role is Role.SUPPORT_LEAD else None,
    )


@dataclass(frozen=True)
class Desk:
    """A running service over one world."""

    chat: httpx.AsyncClient
    tokens: Tokens

    async def ask(self, asked: Asked) -> Answer:
        """Ask the questions of one conversation and give the answer to the last."""
        token = self.tokens.mint(asked.asker, audiences=(AUDIENCE_AGENT,), ttl=timedelta(minutes=10))
        body: dict[str, str] = {}
        for text in [*asked.before, asked.text]:
            response = await self.chat.post(
                "/v1/chat", json=body | {"message": text}, headers={"Authorization": f"Bearer {token}"}
            )
            assert response.status_code == httpx.codes.OK, response.text
            answer = Answer.model_validate_json(response.content)
            body = {"conversationId": answer.conversation_id}
        return answer


@asynccontextmanager
async def desk(world: str, folder: Path) -> AsyncIterator[Desk]:
    """Put the service up over a world, with the offline selector and a clock that stands still."""
    clock = FixedClock(NOW)
    tokens = Tokens(_SECRET, clock=clock)
    store = (load_world("world", DEMO) if world == "demo" else load_world(world)).store(folder)
    double = RewardsDouble(rewards_app(store, tokens=tokens, clock=clock, faults=[]), tokens=tokens, faults=[])
    settings = Settings.model_construct(
        environment="development", token_secret=None, openai_api_key=None, openai_base_url=None
    )
    service = build_service(settings, data=folder, secret=_SECRET, tokens=tokens, clock=clock, rewards=double.client())
    app = create_app(agent=service.agent, tokens=tokens, on_close=service.aclose)
    try:
        async with httpx.AsyncClient(base_url="http://chat.test", transport=httpx.ASGITransport(app=app)) as chat:
            yield Desk(chat, tokens)
    finally:
        await service.aclose()
        store.close()


def faults_of(asked: Asked, answer: Answer) -> list[str]:
    """Say what is wrong with an answer; nothing when it is right."""
    if answer.outcome.value == asked.expected.get("else"):
        return _told_wrong(asked, answer)
    return [*_outcome(asked, answer), *_missing(asked, answer), *_told_wrong(asked, answer), *_form(asked, answer)]


def _outcome(asked: Asked, answer: Answer) -> Iterator[str]:
    right = asked.expected.get("oneof") or [asked.expected.get("o", "answered")]
    if answer.outcome.value not in right:
        yield f"outcome {answer.outcome.value}"


def _missing(asked: Asked, answer: Answer) -> Iterator[str]:
    for wanted in asked.expected.get("has", ()):
        shown = _shown(wanted)
        if not _stands(shown, answer.text):
            yield f"lacks {shown}"
    for wanted in asked.expected.get("says", ()):
        if wanted.lower() not in answer.text.lower():
            yield f"does not say {wanted!r}"


def _told_wrong(asked: Asked, answer: Answer) -> list[str]:
    return [*_forbidden(asked, answer), *_wrong(asked, answer)]


def _forbidden(asked: Asked, answer: Answer) -> Iterator[str]:
    for wrong in asked.expected.get("never", ()):
        if wrong.lower() in answer.text.lower():
            yield f"tells what it must not: {wrong!r}"


def _stands(shown: str, text: str) -> bool:
    return re.search(rf"(?<![\d.,]){re.escape(shown)}(?!\d)", text) is not None


def _wrong(asked: Asked, answer: Answer) -> Iterator[str]:
    orders = [_orders()[asked.world][name] for name in asked.expected["about"]]
    amounts = {_shown(n) for n in asked.expected.get("money") or [n for o in orders for n in o["money"]]}
    right = {
        FactKind.MONEY: amounts,
        FactKind.DATE: {day for order in orders for day in order["days"]},
        FactKind.GIFT_CARD: {f"•••• {card}" for order in orders for card in order["cards"]},
    }
    facts = {fact.fact_id: fact for fact in answer.facts}
    is_asking = answer.outcome.value == "needsInput"
    for figure in answer.figures:
        fact = facts[figure.fact_id]
        is_total = fact.kind is FactKind.MONEY and fact.business_reference_id is None
        is_free = fact.label in _FREE or is_total or (is_asking and fact.label in _OF_A_CHOICE)
        if fact.kind in right and not is_free and fact.display not in right[fact.kind]:
            yield f"tells {fact.label.value} {fact.display}"


def _form(asked: Asked, answer: Answer) -> Iterator[str]:
    if asked.expected.get("short") and len(answer.text.splitlines()) > 2:
        yield "is not short"
    language = asked.expected.get("lang")
    text = _NAMES.sub("", answer.text)  # names from the records are in the language of the records
    hindi, latin = len(_DEVANAGARI.findall(text)), len(_LATIN.findall(text))
    if language == "hi" and hindi < 2 * latin:
        yield "is not in Hindi"
    if language == "hinglish" and (hindi or not _HINGLISH.search(answer.text)):
        yield "is not in Hinglish"


def _shown(wanted: float | str) -> str:
    """Return a number as an amount in rupees, and a text as it is."""
    return wanted if isinstance(wanted, str) else display(Money(amount_minor=round(wanted * 100), currency="INR"))


@cache
def _orders() -> dict[str, dict[str, dict[str, Any]]]:
    loaded: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load((DATA / "orders.yaml").read_text(encoding="utf-8"))
    return loaded


def by_world(questions: Iterable[Asked]) -> dict[str, list[Asked]]:
    grouped: dict[str, list[Asked]] = {}
    for asked in questions:
        grouped.setdefault(asked.world, []).append(asked)
    return grouped
