"""Questions as people write them, asked of the whole product in one process, with what the answers must contain.

The data files group the questions by subject. They were written in eight lots, all but the first of which were asked
once before anything was changed for them, to measure the selector; since then they all guard against regressions. A
question has these keys:

- ``q``: the question, ``pre``: questions asked before it in the same conversation
- ``about``: the orders whose figures the answer may contain, by their names in ``orders.yaml``; others are wrong
- ``has``: what the text must contain: a number is an amount in rupees, a string is searched verbatim
- ``says``: like ``has``, ignoring case
- ``never``: what the text must not contain, ignoring case
- ``money``: the amounts that may be stated, where not all of those orders may be
- ``else``: another right outcome, without the figures, such as asking which order is meant
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
_OF_A_CHOICE = {Label.CREATED_ON, Label.PROMISED}  # distinguishes orders where it is not clear which is meant
# The user's own words.
_FREE = {Label.CLAIMED, Label.WINDOW_FROM, Label.WINDOW_TO, Label.ASKED_FROM, Label.ASKED_TO}


@dataclass(frozen=True)
class QuestionCase:
    """One question with the expected answer."""

    world: str
    asker: Principal
    text: str
    expected: dict[str, Any] = field(hash=False)

    @property
    def before(self) -> list[str]:
        return list(self.expected.get("pre", ()))


def load_questions(name: str) -> list[QuestionCase]:
    """Return the questions of a file, in order."""
    groups = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return [QuestionCase(g["world"], _principal(g["as"]), ask["q"], ask) for g in groups for ask in g["asks"]]


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

    async def ask(self, case: QuestionCase) -> Answer:
        """Ask the questions of one conversation and return the answer to the last."""
        token = self.tokens.mint(case.asker, audiences=(AUDIENCE_AGENT,), ttl=timedelta(minutes=10))
        body: dict[str, str] = {}
        for text in [*case.before, case.text]:
            response = await self.chat.post(
                "/v1/chat", json=body | {"message": text}, headers={"Authorization": f"Bearer {token}"}
            )
            assert response.status_code == httpx.codes.OK, response.text
            answer = Answer.model_validate_json(response.content)
            body = {"conversationId": answer.conversation_id}
        return answer


@asynccontextmanager
async def run_desk(world: str, folder: Path) -> AsyncIterator[Desk]:
    """Run the service over a world, with the offline selector and a frozen clock."""
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


def faults_of(case: QuestionCase, answer: Answer) -> list[str]:
    """Return what is wrong with an answer; nothing when it is right."""
    if answer.outcome.value == case.expected.get("else"):
        return _wrong_content(case, answer)
    return [*_outcome(case, answer), *_missing(case, answer), *_wrong_content(case, answer), *_form(case, answer)]


def _outcome(case: QuestionCase, answer: Answer) -> Iterator[str]:
    right = case.expected.get("oneof") or [case.expected.get("o", "answered")]
    if answer.outcome.value not in right:
        yield f"outcome {answer.outcome.value}"


def _missing(case: QuestionCase, answer: Answer) -> Iterator[str]:
    for wanted in case.expected.get("has", ()):
        shown = _shown(wanted)
        if not _contains(shown, answer.text):
            yield f"lacks {shown}"
    for wanted in case.expected.get("says", ()):
        if wanted.lower() not in answer.text.lower():
            yield f"does not say {wanted!r}"


def _wrong_content(case: QuestionCase, answer: Answer) -> list[str]:
    return [*_forbidden(case, answer), *_wrong(case, answer)]


def _forbidden(case: QuestionCase, answer: Answer) -> Iterator[str]:
    for wrong in case.expected.get("never", ()):
        if wrong.lower() in answer.text.lower():
            yield f"states what it must not: {wrong!r}"


def _contains(shown: str, text: str) -> bool:
    return re.search(rf"(?<![\d.,]){re.escape(shown)}(?!\d)", text) is not None


def _wrong(case: QuestionCase, answer: Answer) -> Iterator[str]:
    orders = [_orders()[case.world][name] for name in case.expected["about"]]
    amounts = {_shown(n) for n in case.expected.get("money") or [n for o in orders for n in o["money"]]}
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
            yield f"states {fact.label.value} {fact.display}"


def _form(case: QuestionCase, answer: Answer) -> Iterator[str]:
    if case.expected.get("short") and len(answer.text.splitlines()) > 2:
        yield "is not short"
    language = case.expected.get("lang")
    text = _NAMES.sub("", answer.text)  # names from the records are in the language of the records
    hindi, latin = len(_DEVANAGARI.findall(text)), len(_LATIN.findall(text))
    if language == "hi" and hindi < 2 * latin:
        yield "is not in Hindi"
    if language == "hinglish" and (hindi or not _HINGLISH.search(answer.text)):
        yield "is not in Hinglish"


def _shown(wanted: float | str) -> str:
    """Return a number as an amount in rupees, and a string unchanged."""
    return wanted if isinstance(wanted, str) else display(Money(amount_minor=round(wanted * 100), currency="INR"))


@cache
def _orders() -> dict[str, dict[str, dict[str, Any]]]:
    loaded: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load((DATA / "orders.yaml").read_text(encoding="utf-8"))
    return loaded


def group_by_world(questions: Iterable[QuestionCase]) -> dict[str, list[QuestionCase]]:
    grouped: dict[str, list[QuestionCase]] = {}
    for case in questions:
        grouped.setdefault(case.world, []).append(case)
    return grouped
