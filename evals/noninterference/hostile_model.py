"""The hostile model as LangChain meets one, writing down all that it is sent."""

import hashlib
import json
import sys
from collections.abc import AsyncIterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable
from pydantic import SkipValidation

from agent.provider.breaker import Breaker, BreakerLimits
from agent.provider.chat_model import ProviderModel
from evals.noninterference.attacker import Attacker, Move
from guardrails.streaming_model import StreamingModel


class HostileDown(Exception):
    """What the hostile model raises when it plays a provider that has failed."""


class Mind:
    """The attacker of the running turn, and all that its model was sent."""

    def __init__(self) -> None:
        self.attacker: Attacker | None = None
        self.received: list[str] = []

    def answer(self, messages: list[BaseMessage], tools: Any) -> Move:
        seen = "\n".join(_written(message) for message in messages)
        if self.attacker is None:
            return Move(fails=True)
        # Tools are described alike all the time: their digest is enough to see a difference.
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
    """Return the model as the agent takes one, and one that is never left alone.

    A breaker opens for seconds of the clock on the wall, which would decide by chance in which of two worlds an
    episode still falls into its pause. That a provider in trouble answers nobody for a while is meant for everybody.
    """
    never = Breaker(BreakerLimits(failures=sys.maxsize))
    return ProviderModel(HostileModel(mind=mind), "hostile-1", (HostileDown,), breaker=never)


def _written(message: BaseMessage) -> str:
    return message.model_dump_json(exclude={"id"})  # which is made up anew by every run
