"""The hostile model as a LangChain chat model that records everything it is sent."""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable
from pydantic import SkipValidation

from agent.provider.chat_model import ProviderModel
from core.circuit_breaker import CircuitBreaker, CircuitRules
from evals.noninterference.attacker import Attacker, Move
from guardrails.streaming_model import StreamingModel


class HostileDown(Exception):
    """Raised by the hostile model when it plays a failed provider."""


class Mind:
    """The attacker of the current turn, and everything its model was sent."""

    def __init__(self) -> None:
        self.attacker: Attacker | None = None
        self.received: list[str] = []

    def answer(self, messages: list[BaseMessage], tools: Any) -> Move:
        seen = "\n".join(_written(message) for message in messages)
        if self.attacker is None:
            return Move(fails=True)
        # The tool descriptions are always the same: a digest is enough to notice a difference.
        self.received.append(f"{seen}\ntools {hashlib.sha256(json.dumps(tools).encode()).hexdigest()}")
        return self.attacker.move(seen)


class HostileModel(StreamingModel):
    """Plays the attacker's moves."""

    mind: SkipValidation[Mind]

    @property
    def _llm_type(self) -> str:
        return "hostile"

    def bind_tools(self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any) -> Runnable[Any, Any]:
        return self.bind(tools=list(tools), **kwargs)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        move = self.mind.answer(messages, kwargs.get("tools"))
        for piece in move.pieces:
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        for index, (name, arguments) in enumerate(move.calls):
            chunk = tool_call_chunk(name=name, args=arguments, id=f"call-{index}", index=index)
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[chunk]))
        if move.fails:
            raise HostileDown
        if not move.breaks_off:
            yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last"))


def hostile_provider(mind: Mind) -> ProviderModel:
    """Return the model in the form that the agent expects, with a circuit breaker that never opens.

    A breaker opens for seconds of wall-clock time, so chance would decide in which of the two worlds an episode falls
    into its pause. An open breaker affects every caller alike by design, so it is no leak.
    """
    never = CircuitBreaker(CircuitRules())
    return ProviderModel(HostileModel(mind=mind), "hostile-1", (HostileDown,), breaker=never)


def _written(message: BaseMessage) -> str:
    return message.model_dump_json(exclude={"id"})  # generated for every run
