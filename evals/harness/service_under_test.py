"""The service of one task: rewards API, agent and chat service, with a fixed clock and separate files."""

import re
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

import httpx
from pydantic import TypeAdapter, ValidationError
from starlette.types import ASGIApp

from agent.provider.chat_model import ProviderModel
from agent.provider.timeouts import ModelTimeouts
from agent.turn_events import Answer, AnswerCompleted, RunFailed, RunStarted, TurnEvent
from api.app import create_app
from api.chat_service import build_service
from api.conversation_storage import open_conversations
from api.routes.conversations import StoredConversation
from api.settings import Settings
from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_AGENT, Principal, Tokens
from evals.harness.injected_faults import RouteFault, SourceFault
from evals.harness.rewards_app import rewards_app
from evals.harness.rewards_double import RewardsDouble
from evals.harness.shared_setup import approved_texts, with_shared_routes
from evals.harness.task import Task
from evals.harness.transcript import SeenTurn
from evals.harness.turn_observer import ObservedPolicy, observed_turn
from evals.tiers.live.relay import Relay
from evals.tiers.scripted.scripted_server import ScriptedProvider
from evals.tiers.tier import Tier
from guardrails.audit.record import AuditRecord
from guardrails.audit.verification import entries
from guardrails.key_derivation import derived
from guardrails.pii.plain_detector import PlainDetector
from rewards.stores.base import Store

SECRET = "a secret of the eval suite and of nothing else"  # noqa: S105 -- it protects nothing
_TOKEN_TTL = timedelta(minutes=10)
_EVENT: TypeAdapter[TurnEvent] = TypeAdapter(TurnEvent)
_CONVERSATIONS = "conversations.sqlite3"
UNREADABLE = "unreadableAnswer"  # the code of a turn whose response breaks the contract
_UNUSED = re.compile(rb"\x00{2,}")  # the unused part of a small database's pages


class ModelServer(Protocol):
    """A model behind the product's own client, and the bodies of the requests it received."""

    requests: list[str]

    async def model(self) -> ProviderModel: ...

    async def aclose(self) -> None: ...


class ServiceUnderTest:
    """Asks the questions of one conversation over HTTP and records all that can be observed of each turn."""

    def __init__(
        self,
        task: Task,
        *,
        chat: httpx.AsyncClient,
        double: RewardsDouble,
        folder: Path,
        server: ModelServer | None,
        model: str,
        conversation_id: str | None = None,
    ) -> None:
        """``conversation_id``: that of the conversation in which the first question is asked; None begins one."""
        self._task = task
        self._chat = chat
        self._double = double
        self._folder = folder
        self._server = server
        self._asked_model = model
        self.conversation_id = conversation_id
        self.turns: list[SeenTurn] = []
        self._known: list[SeenTurn] = []  # those of them that the conversation holds

    async def ask(self, question: str, *, replaces_last: bool = False) -> SeenTurn:
        """Run one turn to its end. With ``replaces_last``, later turns do not know the one before."""
        replaced = self._known.pop() if replaces_last else None
        requests, audited = len(self._double.requests), len(self._audit())
        unexpected = len(self._double.unexpected_requests)
        modelled = len(self._server.requests) if self._server else 0
        body: dict[str, str | int | None] = {"message": question, "conversationId": self.conversation_id}
        if replaced is not None and replaced.answer is not None:
            body["replacesTurn"] = replaced.answer.turn
        accept = "text/event-stream" if self._task.stream else "application/json"
        with observed_turn() as observations:
            response = await self._chat.post("/v1/chat", json=body, headers={"Accept": accept})
        events, answer, failure = read_response(response)
        self.conversation_id = self.conversation_id or _conversation_id(events, answer)
        turn = SeenTurn(
            question=question,
            status=response.status_code,
            wire=response.text,
            headers=dict(response.headers),
            events=events,
            answer=answer,
            failure=failure,
            requests=tuple(self._double.requests[requests:]),
            unexpected_requests=tuple(self._double.unexpected_requests[unexpected:]),
            model_requests=tuple(self._server.requests[modelled:]) if self._server else (),
            asked_model=self._asked_model,
            audit=self._audit()[audited:],
            logs=tuple(observations.logs),
            steps=tuple(observations.steps),
            stored=stored_conversations(self._folder),
            reread=await self._reread(answer) if answer else None,
            earlier=tuple(self._known),
        )
        self.turns.append(turn)
        self._known.append(turn)
        return turn

    async def _reread(self, answer: Answer) -> Answer | None:
        """Read the conversation again and return its answer for the same turn; None if it holds none."""
        response = await self._chat.get(f"/v1/conversations/{self.conversation_id}")
        if response.status_code != httpx.codes.OK:
            return None
        try:
            stored = StoredConversation.model_validate_json(response.content)
        except ValidationError:
            return None
        answers = {turn.turn: turn.answer for turn in stored.turns}
        return answers.get(answer.turn)

    def _audit(self) -> tuple[AuditRecord, ...]:
        return audit_records(self._folder)


@asynccontextmanager
async def staged(
    task: Task, store: Store, folder: Path, tier: Tier = Tier.OFFLINE, server: ModelServer | None = None
) -> AsyncIterator[ServiceUnderTest]:
    """Start the service of a task over a store that holds its world, with its files in an empty folder.

    ``server`` is the model that answers; without one the scripted tier starts a scripted model.
    """
    if tier is Tier.SCRIPTED and server is None:
        server = ScriptedProvider(task.behaviour)
    async with serving(task, store, folder, server) as served, served.chat(task.principal.principal()) as chat:
        yield ServiceUnderTest(task, chat=chat, double=served.double, folder=folder, server=server, model=served.model)


@dataclass(frozen=True, slots=True)
class ServedService:
    """A chat service over a world, and the double of the rewards API behind it."""

    app: ASGIApp
    double: RewardsDouble
    tokens: Tokens
    model: str  # the name of the model that is asked

    def token(self, principal: Principal) -> str:
        return self.tokens.mint(principal, audiences=(AUDIENCE_AGENT,), ttl=_TOKEN_TTL)

    def chat(self, principal: Principal) -> httpx.AsyncClient:
        """Return a client that is authenticated as this principal."""
        return httpx.AsyncClient(
            base_url="http://chat.eval",
            # A crash of the service is a response like any other, with status 500; the checks report what is missing.
            transport=httpx.ASGITransport(app=self.app, raise_app_exceptions=False),
            headers={"Authorization": f"Bearer {self.token(principal)}"},
        )


@asynccontextmanager
async def serving(
    task: Task, store: Store, folder: Path, server: ModelServer | None = None
) -> AsyncIterator[ServedService]:
    """Start the service of a task, for any number of callers."""
    clock = FixedClock(task.now)
    tokens = Tokens(SECRET, clock=clock)
    sources = [fault for fault in task.faults if isinstance(fault, SourceFault)]
    routes = [fault for fault in task.faults if isinstance(fault, RouteFault)]
    rewards = rewards_app(store, tokens=tokens, clock=clock, faults=sources)
    double = RewardsDouble(rewards, tokens=tokens, faults=routes)
    provider = await server.model() if server else None
    (folder / _CONVERSATIONS).write_bytes(empty_conversations())
    service = build_service(
        settings_for(server),
        data=folder,
        secret=SECRET,
        tokens=tokens,
        clock=clock,
        rewards=double.client(),
        provider=provider,
        knowledge=approved_texts(),
        make_policy=ObservedPolicy,
    )
    try:
        app = create_app(agent=service.agent, tokens=tokens, on_close=service.aclose)
        yield ServedService(with_shared_routes("chat", app), double, tokens, service.agent.model_name)
    finally:
        await service.aclose()
        if provider is not None:
            await provider.aclose()
        if server is not None:
            await server.aclose()


@cache
def empty_conversations() -> bytes:
    """Return the file of an empty conversation database; its tables are created once a process, not once a task."""
    with tempfile.TemporaryDirectory(prefix="rewards-conversations-") as folder:
        conversations = open_conversations(Path(folder), url=None, secret=SECRET, make_detector=PlainDetector)
        conversations.close()
        return (Path(folder) / _CONVERSATIONS).read_bytes()


def settings_for(server: ModelServer | None) -> Settings:
    """Return settings that depend on no environment variable and no file of the machine.

    A live model has the time that its endpoint names: a slow one needs more than the default of a turn.
    """
    turn_s = server.times.turn_s if isinstance(server, Relay) else ModelTimeouts().turn_s
    return Settings.model_construct(
        environment="development",
        token_secret=None,
        openai_api_key=None,
        openai_base_url=None,
        model_turn_ms=round(turn_s * 1000),
    )


def read_response(response: httpx.Response) -> tuple[tuple[TurnEvent, ...], Answer | None, str | None]:
    """Return the events, the answer and the failure code, as far as the response has them.

    A response that is not as the contract has it is no answer: the checks then say so.
    """
    if response.status_code != httpx.codes.OK:
        return (), None, _problem_code(response)
    try:
        return _parsed(response)
    except ValidationError:
        return (), None, UNREADABLE


def _parsed(response: httpx.Response) -> tuple[tuple[TurnEvent, ...], Answer | None, str | None]:
    if not response.headers.get("content-type", "").startswith("text/event-stream"):
        return (), Answer.model_validate_json(response.content), None
    lines = response.text.splitlines()
    events = tuple(_EVENT.validate_json(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))
    answer = next((event.answer for event in events if isinstance(event, AnswerCompleted)), None)
    failure = next((event.code for event in events if isinstance(event, RunFailed)), None)
    return events, answer, failure


def _problem_code(response: httpx.Response) -> str | None:
    try:
        return str(response.json()["code"])
    except (ValueError, KeyError, TypeError):
        return None


def _conversation_id(events: Sequence[TurnEvent], answer: Answer | None) -> str | None:
    started = next((event.conversation_id for event in events if isinstance(event, RunStarted)), None)
    return answer.conversation_id if answer else started


def audit_records(folder: Path) -> tuple[AuditRecord, ...]:
    """Return what the audit log of a service holds."""
    return tuple(entry.record for entry in entries(folder, key=derived(SECRET, "audit-chain")))


def stored_conversations(folder: Path) -> str:
    """Return all that the conversation left on disk: whole rows, and the bytes of the database and log files.

    A long value is split over several pages of the file, so the bytes alone could hide it.
    """
    path = folder / _CONVERSATIONS
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        rows = "\n".join(database.iterdump())
    files = (_UNUSED.sub(b"\n", file.read_bytes()) for file in sorted(folder.glob(f"{_CONVERSATIONS}*")))
    return "\n".join([rows, *(content.decode("utf-8", errors="replace") for content in files)])
