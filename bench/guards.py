"""What the guards cost: a typical turn, one policy decision, one streamed chunk. CPU time, not time on the clock.

``python -m bench.guards`` looks up three orders of the demo world, then guards over and over what a turn with them has:
the question, the three records, what is sent to the model, and an answer of about 120 tokens in chunks of four
characters. The parts take turns in every round.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.outputs import ChatGenerationChunk

from agent.offline.compose import compose
from agent.offline.understand import understand
from bench.report import Goal, Row, keep, quantile, show
from guardrails.cedar import CedarPolicy
from guardrails.grounding import figures_of
from guardrails.model_seam import _swept
from guardrails.pii import build_detector
from guardrails.projection import Projection
from guardrails.release import Release
from guardrails.scope import TurnScope
from guardrails.vault import Vault
from rewards.clock import FixedClock
from rewards.demo import DEMO_NOW, DEMO_WORLD, SCRATCH_CARD_ORDER, STORY_ORDER
from rewards.identity import AUDIENCE_REWARDS, Principal, Role, Tokens
from rewards.loader import load_jsonl
from rewards.service import create_app
from rewards.settings import RewardsSettings
from rewards.stores.sqlite import SqliteStore
from tools import phrases
from tools.client import RewardsClient
from tools.facts import FactBook
from tools.outcome import build_outcome
from tools.record import Lookup, OrderRecord, from_execution
from tools.registry import Request

RESULTS = Path(__file__).parent / "results" / "guards.json"
QUESTION = (
    f"Customer 98450 12345 says order {STORY_ORDER} was promised 100 rupees cashback but only got 36, what happened?"
)
_AGENT = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-9001", customer_id="CUST-1001")
_TTL = timedelta(minutes=1)
_TOOL = "get_promotion_execution_details"
_ORDERS = (STORY_ORDER, SCRATCH_CARD_ORDER, STORY_ORDER)
_ANSWER_CHARACTERS, _CHUNK = 480, 4  # about 120 tokens
_TURN_GOAL_MS, _DECISION_GOAL_US, _CHUNK_GOAL_US = 2, 60, 10
_REPEATS = 5  # of a part within a round, so that the clock's own step does not count


def main() -> int:
    """Measure, print a table and keep the figures; ``--json`` says where."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    rows = asyncio.run(_measure(arguments.rounds))
    show(rows, title="guards")
    keep(rows, arguments.json, settings={"rounds": arguments.rounds, "repeats": _REPEATS})
    return 0


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a turn hands to the guards, made beforehand."""

    records: Sequence[OrderRecord]
    body_bytes: int
    messages: Sequence[BaseMessage]
    answer: str
    book: FactBook


async def _measure(rounds: int) -> list[Row]:
    vault_of = _vaults()
    policy, tokens = CedarPolicy(), Tokens("the secret of a benchmark, of nothing else", clock=FixedClock(DEMO_NOW))
    with tempfile.TemporaryDirectory() as folder:
        turn = await _prepared(Path(folder), vault_of(), tokens)
    fresh_policies = [CedarPolicy() for _ in range(8)]
    parts: dict[str, Callable[[], object]] = {
        "question": lambda: figures_of(vault_of().admit(QUESTION)),
        "three lookups": lambda: _looked_up(turn, vault_of(), policy, tokens),
        "what goes to the model": lambda: [_swept(message, scope) for message in turn.messages],
        "decision, new question": lambda: [each.may_see(_AGENT, turn.records[0]) for each in _emptied(fresh_policies)],
    }
    scope = _scope(turn.book, vault_of())
    figures: dict[str, list[float]] = {name: [] for name in (*parts, "answer")}
    for number in range(rounds + 5):
        names = [*parts, "answer"]
        first = number % len(names)
        for name in (*names[first:], *names[:first]):
            spent = await _released(turn, vault_of()) if name == "answer" else _spent(parts[name])
            if number >= 5:  # the first rounds warm up
                figures[name].append(spent)
    return _rows(turn, figures, decisions=len(fresh_policies))


def _rows(turn: _Turn, figures: dict[str, list[float]], *, decisions: int) -> list[Row]:
    group = f"a turn: question, three records of {turn.body_bytes:,} bytes, {len(turn.answer)} characters of answer"
    middle = {name: quantile(of, 0.5) for name, of in figures.items()}
    parts = ("question", "three lookups", "what goes to the model", "answer")
    whole = [sum(each) for each in zip(*(figures[name] for name in parts), strict=True)]
    decision = middle["decision, new question"] / decisions
    single = "one at a time"
    chunks = -(-len(turn.answer) // _CHUNK)
    return [
        *(Row(group, name, middle[name] * 1000, "ms") for name in parts),
        Row(group, "all guard work", quantile(whole, 0.5) * 1000, "ms", Goal("at most", _TURN_GOAL_MS)),
        Row(single, "a streamed chunk", middle["answer"] / chunks * 1e6, "us", Goal("at most", _CHUNK_GOAL_US)),
        Row(single, "a policy decision, not asked before", decision * 1e6, "us", Goal("at most", _DECISION_GOAL_US)),
    ]


def _spent(part: Callable[[], object]) -> float:
    """Give the CPU seconds of one run."""
    started = time.process_time()
    for _ in range(_REPEATS):
        part()
    return (time.process_time() - started) / _REPEATS


async def _released(turn: _Turn, vault: Vault) -> float:
    """Give the CPU seconds of the release of an answer, less those of a stream that is only passed on."""
    started = time.process_time()
    async for _ in _chunks(turn.answer):
        pass
    bare = time.process_time() - started
    scope = _scope(turn.book, vault)
    started = time.process_time()
    release = Release(scope)
    async for _ in release.through(_chunks(turn.answer)):
        pass
    spent = time.process_time() - started
    if release.rejected:
        raise SystemExit(f"the answer was not released: {release.rejected}")
    return spent - bare


def _looked_up(turn: _Turn, vault: Vault, policy: CedarPolicy, tokens: Tokens) -> None:
    for record in turn.records:
        request = Request(order=record.business_reference_id, customer_id=None)
        policy.may_request(_AGENT, _TOOL, request)
        tokens.mint(_AGENT, audiences=(AUDIENCE_REWARDS,), ttl=_TTL)
        policy.may_see(_AGENT, record)
        found = Lookup(orders=(record,), partial=False, sources=())
        Projection(_AGENT.role, vault).lookup(found, found.orders)


def _emptied(policies: Sequence[CedarPolicy]) -> Sequence[CedarPolicy]:
    """Let policies forget what they were asked."""
    for policy in policies:
        policy._decision.cache_clear()
    return policies


async def _chunks(text: str) -> AsyncIterator[ChatGenerationChunk]:
    for place in range(0, len(text), _CHUNK):
        yield ChatGenerationChunk(message=AIMessageChunk(content=text[place : place + _CHUNK]))
    yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last"))


def _vaults() -> Callable[[], Vault]:
    detector = build_detector()
    return lambda: Vault(detector, key=b"b" * 32)


def _scope(book: FactBook, vault: Vault) -> TurnScope:
    return TurnScope(
        _AGENT, vault, book, "conv", "request", known_ids=set(_ORDERS), claimed=frozenset(figures_of(QUESTION))
    )


async def _prepared(folder: Path, vault: Vault, tokens: Tokens) -> _Turn:
    """Look the orders up in the demo world, and write the answer that the offline model would."""
    store = SqliteStore.open(folder / "rewards.sqlite3")
    load_jsonl(DEMO_WORLD.read_text(encoding="utf-8").splitlines(), store)
    app = create_app(store=store, tokens=tokens, clock=FixedClock(DEMO_NOW), settings=RewardsSettings.model_construct())
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(base_url="http://rewards.bench/", transport=transport) as http:
        token = tokens.mint(_AGENT, audiences=(AUDIENCE_REWARDS,), ttl=_TTL)
        executions = [await RewardsClient(http).acting_with(token).execution(order) for order in _ORDERS]
    store.close()
    records = [from_execution(execution) for execution in executions]
    book = FactBook(phrases.zone_of("en-IN"))
    views = []
    for record in records[:2]:
        found = Lookup(orders=(record,), partial=False, sources=())
        projected = Projection(_AGENT.role, vault).lookup(found, found.orders)
        views.append(build_outcome(_TOOL, projected, book, as_of=DEMO_NOW).view)
    asked = understand(vault.admit(QUESTION), today=DEMO_NOW.date(), is_follow_up=False)
    told = compose(views[:1], asked, is_open_search=False, for_staff=True)
    contents = [view.model_dump_json(exclude_none=True, exclude_defaults=True) for view in (*views, views[0])]
    messages = [
        SystemMessage("Today is 2026-11-23. You explain cashback from the records that the tools give. " * 12),
        HumanMessage(vault.admit(QUESTION)),
        *(ToolMessage(content=content, name=_TOOL, tool_call_id="call-1") for content in contents),
    ]
    body_bytes = max(len(execution.model_dump_json()) for execution in executions)
    return _Turn(records, body_bytes, messages, _cut(told), book)


def _cut(told: str) -> str:
    """Take whole lines until the answer is as long as it should be."""
    lines: list[str] = []
    for line in told.splitlines():
        if sum(map(len, lines)) + len(line) > _ANSWER_CHARACTERS and lines:
            break
        lines.append(line)
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
