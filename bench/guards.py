"""The CPU time of each guard of a turn, of one policy decision and of one streamed chunk.

``python -m bench.guards`` looks up three orders of the demo world, then repeats the work that a turn does on them: the
question is tokenized; each lookup is decided, projected, turned into facts and audited; the menu is proven, rendered
and redacted; the references of a model's answer are read, and what they leave out is selected and rendered. The parts
are interleaved in every round.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agent.answer_builder import AnswerBuilder, EarlierTurns
from agent.provider.prompt import build_instructions
from agent.reading.question import ReadingContext
from agent.reading.question_reader import read_question
from bench.bench_report import Goal, Row, keep, median_ratio, quantile, show
from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_REWARDS, Principal, Role, Tokens
from guardrails.audit.file import AuditFile
from guardrails.audit.record import AuditRecord
from guardrails.audit.writer import AuditWriter
from guardrails.authorization.cedar import CedarPolicy
from guardrails.authorization.field_projection import Projection
from guardrails.model_gateway import _swept
from guardrails.output.references import ReferenceReader
from guardrails.pii import build_detector
from guardrails.pii.vault import Vault
from guardrails.turn_scope import TurnScope
from rewards.app import create_app
from rewards.demo import DEMO_NOW, DEMO_WORLD, SCRATCH_CARD_ORDER, STORY_ORDER
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.stores.sqlite_store import SqliteStore
from statements.approved_texts import NO_KNOWLEDGE
from statements.realiser import realise
from statements.statement import StatementIds
from tools import wording
from tools.fact_builder import build_outcome
from tools.facts import FactBook
from tools.order_record import LookupResult, OrderRecord, from_execution
from tools.registry import ToolRequest
from tools.rewards_client import RewardsClient

RESULTS = Path(__file__).parent / "results" / "guards.json"
QUESTION = (
    f"Customer 98450 12345 says order {STORY_ORDER} was promised 100 rupees cashback but only got 36, what happened?"
)
_AGENT = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-9001", customer_id="CUST-1001")
_ZONE = wording.get_zone("en-IN")
_TTL = timedelta(minutes=1)
_TOOL = "get_promotion_execution_details"
_ORDERS = (STORY_ORDER, SCRATCH_CARD_ORDER, STORY_ORDER)
_CHUNK = 4  # code points, about a token
_TURN_GOAL_MS, _DECISION_GOAL_US, _CHUNK_GOAL_US = 2, 60, 10
_REPEATS = 5  # of a part within a round, so that the clock's resolution does not matter
_AUDIT, _INLINE = "audit: three records, sealed and written", "audit, in the event loop"
_SINGLE = ("decision", _INLINE)
_RECORD = AuditRecord(
    at=DEMO_NOW.isoformat(),
    request_id="request",
    conversation_id="conv",
    subject="ravi",
    role="support_agent",
    case_id="CASE-9001",
    reason=None,
    tool=_TOOL,
    resource="0" * 24,
    decision="allow",
    policy="own-case",
    status="ok",
    result_digest="0" * 24,
)
_SETTING = ReadingContext(DEMO_NOW, _ZONE, Role.SUPPORT_AGENT, "CUST-1001", "CASE-9001")


def main() -> int:
    """Measure, print a table and write the figures to the ``--json`` file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    rows = _measure(arguments.rounds)
    show(rows, title="guards")
    keep(rows, arguments.json, settings={"rounds": arguments.rounds, "repeats": _REPEATS})
    return 0


@dataclass(frozen=True, slots=True)
class _World:
    """The data that the parts share."""

    records: Sequence[OrderRecord]
    body_bytes: int
    vault: Callable[[], Vault]
    tokens: Tokens
    policy: CedarPolicy
    audit: AuditFile
    writer: AuditWriter  # the same log, written on its thread
    loop: asyncio.Runner

    def looked_up(self) -> AnswerBuilder:
        """Return a turn in the state after its lookups."""
        vault, book = self.vault(), FactBook(_ZONE)
        question = read_question(vault.admit(QUESTION), _SETTING)
        for amount in question.claims:
            book.add_claim(amount, DEMO_NOW)
        scope = TurnScope(_AGENT, vault, book, conversation_id="conv", request_id="request")
        for record in self.records[:2]:
            found = LookupResult(orders=(record,), partial=False, sources=())
            projected = Projection(_AGENT.role, vault).lookup(found, found.orders)
            scope.outcomes.append(build_outcome(_TOOL, projected, book, as_of=DEMO_NOW))
        return AnswerBuilder(scope, _SETTING, question, StatementIds(), EarlierTurns(), NO_KNOWLEDGE)


def _measure(rounds: int) -> list[Row]:
    detector = build_detector()
    tokens = Tokens("the secret of a benchmark, long enough for HMAC", clock=FixedClock(DEMO_NOW))
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as loop:
        records, body_bytes = loop.run(_records(Path(folder), tokens))
        audit = AuditFile(Path(folder), key=b"a" * 32)
        writer = AuditWriter(audit)

        def vault() -> Vault:
            return Vault(detector, key=b"b" * 32)

        world = _World(records, body_bytes, vault, tokens, CedarPolicy(), audit, writer, loop)
        try:
            return _rows(world, _figures(world, rounds))
        finally:
            writer.close()


def _figures(world: _World, rounds: int) -> dict[str, list[float]]:
    parts = {**_parts(world), **_single(world)}
    figures: dict[str, list[float]] = {name: [] for name in parts}
    for number in range(rounds + 5):
        names = list(parts)
        first = number % len(names)
        for name in (*names[first:], *names[:first]):
            spent = _spent(parts[name])
            if number >= 5:  # the first rounds warm up
                figures[name].append(spent)
    return figures


Part = Callable[[], Callable[[], object]]  # prepares without being measured, and returns what is measured


def _parts(world: _World) -> dict[str, Part]:
    """Return the parts of one turn by name."""
    made = world.looked_up()
    menu = "\n".join(made.menu_lines())
    reply = _reply(made)
    messages = _messages(made, menu)
    whole = made.task

    def answered() -> AnswerBuilder:
        made = world.looked_up()
        _ = made.menu.statements
        return made

    return {
        "tokens: the question and the names of three records": lambda: lambda: _tokenized(world),
        "policy: three lookups, decided before and after, and their tokens": lambda: lambda: _decided(world),
        _AUDIT: lambda: lambda: world.loop.run(_audited(world)),
        "menu: proven and rendered": lambda: _menu_of(world.looked_up()),
        "redaction: the messages to the model": lambda: lambda: [_swept(each, made.scope) for each in messages],
        "references: an answer of a model, read": lambda: lambda: _read(reply),
        "selection: what a model left out": lambda: _finished(answered()),
        "realise: the sentences of an answer": lambda: (
            lambda: realise([whole.menu.by_id[each] for each in _ids(reply)], made.realiser.catalogue, "staff")
        ),
    }


def _single(world: _World) -> dict[str, Part]:
    fresh = [CedarPolicy() for _ in range(8)]

    def decide() -> Callable[[], object]:
        for policy in fresh:
            policy._decision.cache_clear()
        return lambda: [policy.may_see(_AGENT, world.records[0]) for policy in fresh]

    return {"decision": decide, _INLINE: lambda: lambda: _audited_inline(world)}


def _rows(world: _World, figures: dict[str, list[float]]) -> list[Row]:
    made = world.looked_up()
    reply, statements = _reply(made), len(made.menu.statements)
    group = f"a turn: question, three records of {world.body_bytes:,} bytes, {statements} statements on the menu"
    middle = {name: quantile(of, 0.5) for name, of in figures.items()}
    parts = [name for name in figures if name not in _SINGLE]
    whole = [sum(each) for each in zip(*(figures[name] for name in parts), strict=True)]
    chunk = middle["references: an answer of a model, read"] / -(-len(reply) // _CHUNK)
    single, off_loop = "one at a time", "off the event loop: CPU against the same work done in it"
    inline = [sum(each) for each in zip(*(figures[_INLINE if n == _AUDIT else n] for n in parts), strict=True)]
    return [
        *(Row(group, name, middle[name] * 1000, "ms") for name in parts),
        Row(group, "all guard work", quantile(whole, 0.5) * 1000, "ms", Goal("at most", _TURN_GOAL_MS)),
        Row(single, "a streamed chunk", chunk * 1e6, "us", Goal("at most", _CHUNK_GOAL_US)),
        Row(
            single,
            "a policy decision, not cached",
            middle["decision"] / 8 * 1e6,
            "us",
            Goal("at most", _DECISION_GOAL_US),
        ),
        Row(off_loop, "three audit records", median_ratio(figures[_AUDIT], of=figures[_INLINE]), "x"),
        Row(off_loop, "all guard work of a turn", median_ratio(whole, of=inline), "x", Goal("at most", 1.1)),
    ]


def _spent(part: Part) -> float:
    """Return the CPU seconds of one run of a part, without its preparation."""
    runs = [part() for _ in range(_REPEATS)]
    started = time.process_time()
    for run in runs:
        run()
    return (time.process_time() - started) / _REPEATS


def _tokenized(world: _World) -> None:
    vault = world.vault()
    vault.admit(QUESTION)
    for record in world.records:
        found = LookupResult(orders=(record,), partial=False, sources=())
        Projection(_AGENT.role, vault).lookup(found, found.orders)


def _decided(world: _World) -> None:
    for record in world.records:
        world.policy.may_request(_AGENT, _TOOL, ToolRequest(order=record.business_reference_id, customer_id=None))
        world.tokens.mint(_AGENT, audiences=(AUDIENCE_REWARDS,), ttl=_TTL)
        world.policy.may_see(_AGENT, record)


async def _audited(world: _World) -> None:
    for _ in world.records:
        await world.writer.record(_RECORD)


def _audited_inline(world: _World) -> None:
    for _ in world.records:
        world.audit.record(_RECORD)


def _menu_of(made: AnswerBuilder) -> Callable[[], object]:
    return made.menu_lines


def _finished(made: AnswerBuilder) -> Callable[[], object]:
    return made.add_missing


def _read(reply: str) -> list[str]:
    reader = ReferenceReader()
    return [each for chunk in _chunks(reply) for each in reader.feed(chunk)]


def _ids(reply: str) -> list[str]:
    return ReferenceReader().feed(reply)


def _chunks(text: str) -> Iterable[str]:
    return (text[place : place + _CHUNK] for place in range(0, len(text), _CHUNK))


def _reply(made: AnswerBuilder) -> str:
    """Return the text of a well-behaved model, with some prose before its references."""
    chosen = [
        made.menu.of(kind)[0].statement_id for kind in ("installments.lines", "items.waiting", "record.promotion")
    ]
    return "Here is what answers the question: " + " ".join(f"[[{each}]]" for each in chosen)


def _messages(made: AnswerBuilder, menu: str) -> list[BaseMessage]:
    return [
        SystemMessage(build_instructions(_SETTING)),
        HumanMessage(made.scope.vault.admit(QUESTION)),
        ToolMessage(content=f"Menu:\n{menu}", name=_TOOL, tool_call_id="call-1"),
    ]


async def _records(folder: Path, tokens: Tokens) -> tuple[list[OrderRecord], int]:
    """Return the orders, looked up in the demo world, and the bytes of the largest body."""
    store = SqliteStore.open(folder / "rewards.sqlite3")
    load_jsonl(DEMO_WORLD.read_text(encoding="utf-8").splitlines(), store)
    app = create_app(store=store, tokens=tokens, clock=FixedClock(DEMO_NOW), settings=RewardsSettings.model_construct())
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(base_url="http://rewards.bench/", transport=transport) as http:
        token = tokens.mint(_AGENT, audiences=(AUDIENCE_REWARDS,), ttl=_TTL)
        executions = [await RewardsClient(http).with_token(token).execution(order) for order in _ORDERS]
    store.close()
    return [from_execution(each) for each in executions], max(len(each.model_dump_json()) for each in executions)


if __name__ == "__main__":
    raise SystemExit(main())
