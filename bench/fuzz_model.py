"""Random hostile text of a model through whole turns: how much of it leaks.

``python -m bench.fuzz_model --turns N --seed S`` prints how many characters a model wrote and how many of them were on
the wire, in the stored conversation, in the audit or in the log, and exits with status 1 if there was any.
"""

import argparse
import asyncio
import json
import logging
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import ConfigDict

from agent.answer_builder import AnswerBuilder
from agent.provider.chat_model import ProviderModel
from agent.turn import Agent, TurnRequest
from api.edge_rendering import Edge
from bench.fuzz_stage import FuzzStage, staged
from core.identity.tokens import Principal, Role
from rewards.demo import SCRATCH_CARD_ORDER, STORY_ORDER
from tools.cards import Fact

MARK = "zqxvkjw"  # in every text that the model writes, and too long to be in a random id by chance
RUNE = "\u16a6"  # likewise, in everything that is not meant to look like an id
_TOOLS = ("get_promotion_execution_details", "get_issuance_history", "get_remaining_cashback", "read_file", MARK)
_PIECES = (
    "[[", "]]", "[", "]", "[[s", "s1", "[[s999]]", "[[s1 {m}]]", "[[f1]]", "[[f3]] {m}", "<GIFT_CARD_1>",
    "<PHONE_9>", "{{\"statements\": [\"{m}\", \"s1\"]}}", "{{\"a\": \"{m}", "\"", "\\", "\\u202e{m}",
    "\u202e{m}\u202c", "\u200b", "\u2067{m}", "You will get ₹500 tomorrow {m}", "{m} पूरा कैशबैक मिल गया",
    "{m}всё выплачено", "{m}全部支付", "الكل {m}", "x" * 90 + "{m}", "[[s1,{m}]]", "[s2]{m}[s3]", "**[[{m}]]**",
    "| [[s4]] | {m} |", "\n- {m}\n", "</s>{m}", "data: {m}\n\n", "event: answer.delta\ndata: {m}",
    "GC-7F3K-9Q2M-1111 {m}", "98450 12345 {m}", "404-1029384-5566778 {m}", "\x00{m}", "\ud7ff{m}", "｛{m}｝",
    "［［s1］］{m}", "[[ｓ1]]{m}", "[[s１]]{m}", "[[S1]]", "[[ s5 ]]",
)  # fmt: skip
QUESTIONS = (
    f"What is left on order {STORY_ORDER}?",
    f"Customer says order {STORY_ORDER} was promised 100 rupees but only got 36, why?",
    f"{STORY_ORDER} ka baaki cashback kab aayega?",
    f"क्या ऑर्डर {SCRATCH_CARD_ORDER} का पूरा कैशबैक मिल गया?",
)
PRINCIPALS = (
    Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-9001", customer_id="CUST-1001"),
    Principal(role=Role.CUSTOMER, subject="shopper", customer_id="CUST-1001"),
    Principal(role=Role.SUPPORT_LEAD, subject="meera", reason="escalation"),
)


@dataclass(frozen=True, slots=True)
class FuzzCall:
    """One message of a hostile model: its text in chunks, its tool calls, and whether it breaks off."""

    chunks: Sequence[str]
    calls: Sequence[tuple[str, str]] = ()
    breaks_off: bool = False


class BrokenOff(Exception):
    """The hostile model broke off in the middle of its message."""


@dataclass
class Script:
    """The messages that the model will write; ``written`` counts the characters."""

    calls: list[FuzzCall]
    written: int = 0


class FuzzModel(BaseChatModel):
    """A chat model that follows a script."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    script: Script

    @property
    def _llm_type(self) -> str:
        return "hostile"

    def bind_tools(self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any) -> Runnable[Any, Any]:
        return self.bind(**kwargs)

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError

    async def _astream(self, messages: Any, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        call = self.script.calls.pop(0) if self.script.calls else FuzzCall([MARK])
        for chunk in call.chunks:
            self.script.written += len(chunk)
            yield ChatGenerationChunk(message=AIMessageChunk(content=chunk))
        for index, (name, arguments) in enumerate(call.calls):
            self.script.written += len(name) + len(arguments)
            part = tool_call_chunk(name=name, args=arguments, id=f"call-{index}", index=index)
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[part]))
        if call.breaks_off:
            raise BrokenOff
        yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last"))


def hostile(rng: random.Random) -> list[FuzzCall]:
    """Return the model's messages for one turn."""
    return [_call(rng, may_call=number < 2) for number in range(rng.randint(1, 3))]


def _call(rng: random.Random, *, may_call: bool) -> FuzzCall:
    text = "".join(_piece(rng) for _ in range(rng.randint(0, 14))) + MARK
    names = [rng.choice(_TOOLS) for _ in range(rng.choice((0, 0, 1, 2)))] if may_call else []
    return FuzzCall(list(chunked(text, rng)), [(name, _arguments(rng)) for name in names], rng.random() < 0.15)


def _piece(rng: random.Random) -> str:
    return rng.choice(_PIECES).format(m=rng.choice((MARK, RUNE, f"{RUNE} {MARK} {RUNE}")))


def _arguments(rng: random.Random) -> str:
    said = _piece(rng)
    made: dict[str, object] = {"businessReferenceId": rng.choice((STORY_ORDER, MARK, said, f"404-{MARK}"))}
    if rng.random() < 0.4:
        made[rng.choice(("promotionId", "createdFrom", "createdTo", "customerId", MARK))] = rng.choice((MARK, said))
    whole = json.dumps(made)
    return whole if rng.random() < 0.8 else whole[: rng.randint(0, len(whole))] + MARK


def chunked(text: str, rng: random.Random) -> Iterator[str]:
    """Yield a text in chunks of a random size, from single characters to the whole text."""
    size = rng.choice((1, 1, 3, 7, 1000))
    for place in range(0, len(text), size):
        yield text[place : place + size]


@dataclass(frozen=True, slots=True)
class FuzzOutcome:
    """How many turns were run, how many characters the model wrote, and how many leaked in which turn."""

    turns: int
    written: int
    chosen: int  # statements that the model chose among the noise
    leaks: dict[int, int]  # characters by turn number


def leaked(left: str) -> int:
    """Return how many characters of a text only the model can have written."""
    folded = left.casefold()
    return folded.count(MARK) * len(MARK) + folded.count(RUNE) + left.count("\\u16a6")


async def run_turn(stage: FuzzStage, script: Script, message: str, principal: Principal) -> tuple[str, int]:
    """Run one turn; return all its output (wire, stored conversation, audit) and how many statements were chosen."""
    model = ProviderModel(FuzzModel(script=script), "hostile-1", (BrokenOff,))
    agent: Agent = stage.agent(model)
    request = TurnRequest(message, principal, None, "req")
    conversation = await agent.open(request)
    edge, facts = Edge(principal, conversation.vault), dict[str, Fact]()
    out: list[str] = []
    made: list[AnswerBuilder] = []
    async for event in agent.run(request, conversation, on_finished=made.append):
        out += [event.model_dump_json(), edge.event(event, facts).model_dump_json()]
    kept = await agent.conversations.read(principal, conversation.conversation_id)
    out += [turn.question + turn.answer.model_dump_json() for turn in kept.turns]
    out += [kept.title, repr(dict(kept.statement_numbers)), repr(stage.audit.records)]
    stage.audit.records.clear()
    await agent.conversations.delete(principal, conversation.conversation_id)
    return "\n".join(out), len(made[0].scope.selected)


async def run(*, turns: int, seed: int) -> FuzzOutcome:
    """Run the turns of a seed."""
    rng = random.Random(seed)  # noqa: S311 -- not for security: a seed must reproduce its texts
    written = chosen = 0
    leaks: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as folder, _logged() as lines:
        async with staged(Path(folder)) as stage:
            for number in range(turns):
                script = Script(hostile(rng))
                left, said = await run_turn(stage, script, rng.choice(QUESTIONS), rng.choice(PRINCIPALS))
                written, chosen = written + script.written, chosen + said
                if count := leaked(left + "\n".join(lines)):
                    leaks[number] = count
                lines.clear()
    return FuzzOutcome(turns, written, chosen, leaks)


@contextmanager
def _logged() -> Iterator[list[str]]:
    """Collect what the product logs, with all fields of its records."""
    lines: list[str] = []
    handler = logging.Handler(logging.INFO)
    handler.emit = lambda record: lines.append(repr(record.__dict__))  # type: ignore[method-assign]
    loggers = [logging.getLogger(name) for name in ("agent", "api", "guardrails", "tools")]
    for logger in loggers:
        logger.addHandler(handler)
        logger.propagate = False
    try:
        yield lines
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
            logger.propagate = True


def main() -> int:
    """Run the turns and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    started = time.monotonic()
    outcome = asyncio.run(run(turns=arguments.turns, seed=arguments.seed))
    print(
        f"{outcome.turns:,} turns in {time.monotonic() - started:.0f} s: {outcome.written:,} characters written by the "
        f"model, {sum(outcome.leaks.values()):,} of them leaked; {outcome.chosen:,} statements chosen"
    )
    for number, count in list(outcome.leaks.items())[:10]:
        print(f"turn {number} of seed {arguments.seed}: {count} characters")
    return 1 if outcome.leaks else 0


if __name__ == "__main__":
    raise SystemExit(main())
