"""A chat model that follows the script of a test, and fails the test on an additional call."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable

from agent.provider.chat_model import ProviderModel
from guardrails.streaming_model import StreamingModel

_MENU_LINE = re.compile(r"^(s\d+) \(([^)\n]*)\): (.*)$", re.MULTILINE)


class ProviderDown(Exception):
    """The error that a scripted provider raises."""


@dataclass(frozen=True)
class Cite:
    """A reference to the first statement of the menu whose line contains these words."""

    words: str


@dataclass
class Step:
    """The response to one call of the model: text in chunks or tool calls, then possibly a failure or silence."""

    text: Sequence[str | Cite] = ()
    calls: Sequence[tuple[str, str]] = ()  # name, arguments as JSON
    fails: bool = False
    is_cut_off: bool = False
    hangs: bool = False
    waits: Callable[[], Awaitable[None]] | None = None  # awaited after the text


@dataclass
class Script:
    """The remaining steps, and every message list that the model received."""

    steps: list[Step]
    seen: list[list[BaseMessage]] = field(default_factory=list)

    @property
    def seen_text(self) -> str:
        return "\n".join(repr(message) for messages in self.seen for message in messages)


class ScriptedModel(StreamingModel):
    script: Script

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any) -> Runnable[Any, Any]:
        return self.bind(tools=list(tools), **kwargs)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        self.script.seen.append(messages)
        assert self.script.steps, "the script has ended"
        step = self.script.steps.pop(0)
        for piece in step.text:
            text = piece if isinstance(piece, str) else reference_in(messages_text(messages), piece.words)
            yield ChatGenerationChunk(message=AIMessageChunk(content=text))
        for index, (name, arguments) in enumerate(step.calls):
            chunk = tool_call_chunk(name=name, args=arguments, id=f"call-{index}", index=index)
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[chunk]))
        if step.waits is not None:
            await step.waits()
        if step.hangs:
            await asyncio.Event().wait()
        if step.fails:
            raise ProviderDown
        if not step.is_cut_off:
            yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last"))


def scripted(*steps: Step) -> tuple[ProviderModel, Script]:
    """Return a provider that follows these steps, and the script, which records what it received."""
    script = Script(list(steps))
    return ProviderModel(ScriptedModel(script=script), "scripted-1", (ProviderDown,)), script


def messages_text(messages: Sequence[BaseMessage]) -> str:
    """Return the content of all messages, one per line."""
    return "\n".join(str(message.content) for message in messages)


def reference_in(given: str, words: str) -> str:
    """Return the reference to the first statement of the menu in a text whose line contains these words."""
    for match in _MENU_LINE.finditer(given):
        if words in match[0]:
            return f"[[{match[1]}]]"
    raise AssertionError(f"no statement on the menu says {words!r}")


def menu_in(given: str) -> list[str]:
    """Return the ids of all statements of the menu in a text."""
    return [match[1] for match in _MENU_LINE.finditer(given)]
