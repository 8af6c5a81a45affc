"""Every place that a value could end in, filled by turns that go well and turns that go wrong, full of canaries."""

import io
import json
import logging
import re
import sqlite3
import traceback
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import generate_latest

from agent.provider.chat_model import ProviderModel
from api.app import create_app
from api.chat_service import build_service
from api.settings import Settings
from cli.log_format import ContentFreeFormatter
from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_AGENT, Principal, Role, Tokens
from guardrails.tool_gateway import ToolGateway
from rewards.app import create_app as create_rewards
from rewards.demo import DEMO_NOW
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.stores.sqlite_store import SqliteStore
from tests.scripted_model import ProviderDown, Script, ScriptedModel, Step

ORDER = "404-5550001-0000001"
_SECRET = "the secret of the canaries and of nothing else"
_SPANS = InMemorySpanExporter()

# Where each comes from, and what nobody may find anywhere.
CANARIES: Mapping[str, str] = {
    "typed telephone": "97312 45678",
    "typed e-mail": "canary.typed@example.org",
    "e-mail in a title": "canary.title@example.org",
    "telephone in a name": "97313 56789",
    "gift card": "GC-CNRY-7Q2M-9911",
    "customer name": "Canarina Recordi",
    "customer telephone": "97314 67890",
    "customer e-mail": "canarina@example.org",
    "memo": "memocanary88776",
    "body of a broken rewards API": "upstreamcanary5512",
    "text of a provider error": "providercanary7713",
    "text of a fault within": "internalcanary3391",
    "reason of a lead": "97315 78901",
    "prose of a model": "modelprosecanary, 6624!",
}
SINKS = (
    "model requests",
    "stream",
    "answer",
    "stored conversations",
    "logs",
    "exceptions",
    "traces",
    "metrics",
    "audit",
)

AGENT = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-1", customer_id="CUST-1")
LEAD = Principal(role=Role.SUPPORT_LEAD, subject="meera", reason=f"call back on {CANARIES['reason of a lead']}")
_ASKED = (
    f"Customer {CANARIES['typed telephone']} ({CANARIES['typed e-mail']}) asks for card {CANARIES['gift card']}: "
    f"what is left on {ORDER}?"
)
_SAID = (
    f"Here is {CANARIES['prose of a model']}. [[s1]] ",
    f"The card is {CANARIES['gift card']}. ",
    f"Call {CANARIES['typed telephone']} or write to {CANARIES['typed e-mail']}, {CANARIES['e-mail in a title']}. ",
)


@dataclass(slots=True)
class Overheard:
    """What stands in each sink."""

    texts: dict[str, list[str]] = field(default_factory=lambda: {sink: [] for sink in SINKS})

    def add(self, sink: str, text: str) -> None:
        self.texts[sink].append(text)

    def leaks(self) -> list[tuple[str, str]]:
        """Return each canary that stands in a sink, with the sink."""
        return [(sink, name) for sink in SINKS for name in CANARIES if self.holds(sink, name)]

    def holds(self, sink: str, name: str) -> bool:
        """Whether a canary stands in a sink, however it is spaced, dashed, cased or escaped."""
        needle = _compact(CANARIES[name])
        return any(needle in _compact(text) for text in self.texts[sink])


def _compact(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


async def overhear(folder: Path) -> Overheard:
    """Run turns of every kind and give what stands in the sinks after them."""
    heard, script = Overheard(), Script([])
    _trace_into_memory()
    with _logged(heard):
        async with _service(folder, script) as (http, token, upstream):
            await _turns_that_go_well(http, token, script, heard)
            await _turns_that_go_wrong(http, token, script, heard, upstream)
            heard.add("metrics", (await http.get("/metrics")).text)
    heard.add("model requests", script.seen_text)
    heard.add("stored conversations", _stored(folder))
    heard.add("audit", (folder / "audit.jsonl").read_text(encoding="utf-8"))
    heard.add("traces", "\n".join(span.to_json() for span in _SPANS.get_finished_spans()))
    heard.add("metrics", generate_latest().decode())
    return heard


async def _turns_that_go_well(http: httpx.AsyncClient, token: Any, script: Script, heard: Overheard) -> None:
    prose = CANARIES["prose of a model"]
    look_up = Step(
        calls=[
            ("get_issuance_history", json.dumps({"businessReferenceId": ORDER, "promotionId": prose})),
            ("get_issuance_history", json.dumps({"businessReferenceId": ORDER})),
            (prose, json.dumps({prose: prose})),
        ]
    )
    for principal in (AGENT, LEAD):
        script.steps[:] = [look_up, Step(text=_SAID)]
        first = await http.post("/v1/chat", json={"message": _ASKED}, headers=token(principal))
        heard.add("answer", first.text)
        conversation = first.json()["conversationId"]
        script.steps[:] = [look_up, Step(text=("I have looked it up. ", *_SAID))]
        body = {"message": "and what is left?", "conversationId": conversation}
        events = {"Accept": "text/event-stream"}
        heard.add("stream", (await http.post("/v1/chat", json=body, headers=token(principal) | events)).text)


async def _turns_that_go_wrong(
    http: httpx.AsyncClient, token: Any, script: Script, heard: Overheard, upstream: "_Upstream"
) -> None:
    headers = token(AGENT) | {"Accept": "text/event-stream"}
    for upstream.breaks in ("error", "garbage"):
        script.steps[:] = [Step(text=_SAID)]
        heard.add("stream", (await http.post("/v1/chat", json={"message": _ASKED}, headers=headers)).text)
    upstream.breaks = None
    script.steps[:] = [Step(text=("Let me see. ",), fails=True)]
    heard.add("stream", (await http.post("/v1/chat", json={"message": _ASKED}, headers=headers)).text)
    with mock.patch.object(ToolGateway, "call", _fault_within(heard)):
        script.steps[:] = [Step(text=_SAID)]
        heard.add("stream", (await http.post("/v1/chat", json={"message": _ASKED}, headers=headers)).text)


def _fault_within(heard: Overheard) -> Any:
    async def broken(*_: object) -> None:
        try:
            raise ValueError(CANARIES["text of a fault within"])
        except ValueError as error:
            raise RuntimeError(f"order of {CANARIES['typed telephone']}") from error

    return broken


class _Upstream(httpx.AsyncBaseTransport):
    """The rewards API, until it breaks."""

    def __init__(self, app: Any) -> None:
        self._service = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self.breaks: str | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        canary = CANARIES["body of a broken rewards API"]
        if self.breaks == "error":
            return httpx.Response(500, json={"code": canary, "title": canary, "detail": canary})
        if self.breaks == "garbage":
            return httpx.Response(200, json={"businessReferenceId": canary, "customerId": 7, "promotions": canary})
        return await self._service.handle_async_request(request)


@asynccontextmanager
async def _service(folder: Path, script: Script) -> AsyncIterator[tuple[httpx.AsyncClient, Any, _Upstream]]:
    clock = FixedClock(DEMO_NOW)
    tokens = Tokens(_SECRET, clock=clock)
    store = SqliteStore.open(folder / "rewards.sqlite3")
    load_jsonl(_rows(), store)
    settings = RewardsSettings.model_construct()
    upstream = _Upstream(create_rewards(store=store, tokens=tokens, clock=clock, settings=settings))
    failures: tuple[type[Exception], ...] = (ProviderDown,)
    service = build_service(
        Settings.model_construct(environment="development", token_secret=None, openai_api_key=None),
        data=folder,
        secret=_SECRET,
        tokens=tokens,
        clock=clock,
        rewards=httpx.AsyncClient(base_url="http://rewards.test/", transport=upstream),
        provider=ProviderModel(_FailingLoudly(script=script), "scripted-1", failures),
    )
    app = create_app(agent=service.agent, tokens=tokens, on_close=service.aclose)

    def token(principal: Principal) -> dict[str, str]:
        minted = tokens.mint(principal, audiences=(AUDIENCE_AGENT,), ttl=timedelta(minutes=5))
        return {"Authorization": f"Bearer {minted}"}

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    try:
        async with httpx.AsyncClient(base_url="http://chat.test", transport=transport) as http:
            yield http, token, upstream
    finally:
        await service.aclose()
        store.close()


class _FailingLoudly(ScriptedModel):
    """A provider whose errors quote what they were about."""

    async def _astream(self, messages: Any, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        try:
            async for chunk in super()._astream(messages, *args, **kwargs):
                yield chunk
        except ProviderDown as error:
            raise ProviderDown(CANARIES["text of a provider error"]) from error


def _rows() -> Iterator[str]:
    key = {"businessReferenceId": ORDER, "promotionId": "P-1", "benefitId": "B-1", "currency": "INR"}
    card = CANARIES["gift card"]
    at = "2026-11-10T10:00:00+05:30"
    ped = {
        "customerId": "CUST-1",
        "promotionName": f"Reward, call {CANARIES['telephone in a name']}",
        "benefitType": "INSTANT_CASHBACK",
        "eligibleMinor": 5000,
        "benefitIssuanceStatus": "ISSUED",
        "createdAt": at,
        "lastUpdatedTime": at,
        "gcId": card,
        "customerName": CANARIES["customer name"],
        "customerPhone": CANARIES["customer telephone"],
        "customerEmail": CANARIES["customer e-mail"],
        "memo": CANARIES["memo"],
    }
    item = {
        "lineItemId": "LI-1",
        "title": f"Box for {CANARIES['e-mail in a title']}",
        "eligibleMinor": 5000,
        "issuedMinor": 2000,
        "status": "ISSUED",
        "updatedAt": at,
        "gcId": card,
    }
    event = {"eventId": "EV-1", "type": "ISSUED", "customerId": "CUST-1", "amountMinor": 2000, "eventTime": at}
    event |= {"gcId": card, "memo": f"{CANARIES['memo']} for {CANARIES['customer name']}"}
    for store, row in (("ped", ped), ("lineItems", item), ("concessions", event)):
        yield json.dumps({"store": store, "row": key | row})


@contextmanager
def _logged(heard: Overheard) -> Iterator[None]:
    """Keep the lines that the process would log, and the chains of all exceptions that its records carry."""
    lines, root = io.StringIO(), logging.getLogger()
    handler = _Keeping(lines, heard)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        heard.add("logs", lines.getvalue())


class _Keeping(logging.StreamHandler[io.StringIO]):
    def __init__(self, lines: io.StringIO, heard: Overheard) -> None:
        super().__init__(lines)
        self.setFormatter(ContentFreeFormatter())
        self._heard = heard


def _stored(folder: Path) -> str:
    """Return all that conversations left on disk: the rows, whole, and the bytes of the files."""
    files = [path for path in sorted(folder.glob("conversations*")) if path.is_file()]
    texts = [path.read_bytes().decode("utf-8", errors="replace") for path in files]
    with closing(sqlite3.connect(f"file:{folder / 'conversations.sqlite3'}?mode=ro", uri=True)) as database:
        return "\n".join([*database.iterdump(), *texts])


def _trace_into_memory() -> None:
    """Have every span of the process kept in memory, content and all."""
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(TracerProvider())
    provider = trace.get_tracer_provider()
    assert isinstance(provider, TracerProvider)
    _SPANS.clear()
    if provider not in _TRACED:
        provider.add_span_processor(SimpleSpanProcessor(_SPANS))
        _TRACED.append(provider)


_TRACED: list[TracerProvider] = []


def chain_of(error: BaseException) -> str:
    """Return an exception as a careless log would have it: with all its causes, their texts and arguments."""
    return "".join(traceback.format_exception(error)) + repr(error.args)
