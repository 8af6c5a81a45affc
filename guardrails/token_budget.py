"""Counts what a provider's model takes, so that a turn can stop asking it."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_core.outputs import ChatGenerationChunk

_CHARACTERS_PER_TOKEN = 4  # where the provider does not count, or counts nothing
_MOST = 10_000_000  # of one call; a provider that says more is not believed


class NotAsked(Exception):
    """Raised by a model that called no provider: no tokens were used."""


@dataclass(slots=True)
class TokenBudget:
    """The tokens of one turn."""

    most: int = 30_000
    input_tokens: int = 0
    output_tokens: int = 0

    @property
    def is_spent(self) -> bool:
        return self.input_tokens + self.output_tokens >= self.most

    def spend(self, input_tokens: int, output_tokens: int) -> None:
        self.input_tokens += min(max(input_tokens, 0), _MOST)
        self.output_tokens += min(max(output_tokens, 0), _MOST)


async def counted(
    stream: "AsyncIterator[ChatGenerationChunk]", prompt: "Sequence[BaseMessage]", budget: TokenBudget
) -> "AsyncGenerator[ChatGenerationChunk]":
    """Pass a model's chunks on, and count the call when it ends, however it ends.

    As in LangChain, the usage of a chunk is what it adds to that of the chunks before it.
    """
    from langchain_core.messages import AIMessage  # a process without a model has a budget and no LangChain

    usage: tuple[int, int] | None = None
    characters = 0
    was_asked = True
    try:
        async with aclosing(cast("AsyncGenerator[ChatGenerationChunk]", stream)) as chunks:
            async for chunk in chunks:
                characters += len(chunk.text)
                message = chunk.message
                if isinstance(message, AIMessage) and message.usage_metadata:
                    before_input, before_output = usage or (0, 0)
                    usage = (
                        before_input + message.usage_metadata["input_tokens"],
                        before_output + message.usage_metadata["output_tokens"],
                    )
                yield chunk
    except NotAsked:
        was_asked = False
        raise
    finally:
        if usage is None or not all(usage):
            asked = sum(len(message.text) for message in prompt)
            usage = 1 + asked // _CHARACTERS_PER_TOKEN, 1 + characters // _CHARACTERS_PER_TOKEN
        if was_asked:
            budget.spend(*usage)
