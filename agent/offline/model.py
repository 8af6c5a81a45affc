"""The offline model: a chat model that reads the question and the results, plans the lookups and composes the answer.

It is the default where no provider is configured and the fallback where one fails. Like any model it sees only what the
seam gives it: messages, and the results of tools as JSON.
"""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, SkipValidation

from agent.offline.brief import Brief
from agent.offline.compose import compose_for
from agent.offline.plan import plan
from agent.offline.understand import Understanding, understand_in
from tools.result import ModelView

NAME = "offline"


class OfflineModel(BaseChatModel):
    """Deterministic: the same messages give the same answer."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    brief: SkipValidation[Brief]

    @property
    def _llm_type(self) -> str:
        return NAME

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Accept tools as every chat model does; which exist is known beforehand."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        merged = AIMessageChunk(content="")
        for chunk in self._chunks(messages):
            merged = merged + chunk
        return ChatResult(generations=[ChatGeneration(message=merged)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in self._chunks(messages):
            yield ChatGenerationChunk(message=chunk)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in self._chunks(messages):
            yield ChatGenerationChunk(message=chunk)

    def _chunks(self, messages: list[BaseMessage]) -> Iterator[AIMessageChunk]:
        question, views = _this_turn(messages)
        understanding = understand_in(question, self.brief)
        calls = [] if views is not None else plan(understanding, self.brief)
        for index, call in enumerate(calls):
            arguments = json.dumps(call.arguments)
            chunk = tool_call_chunk(name=call.name, args=arguments, id=f"offline-{index}", index=index)
            yield AIMessageChunk(content="", tool_call_chunks=[chunk])
        if not calls:
            for line in self._answer(views or [], understanding).splitlines(keepends=True):
                yield AIMessageChunk(content=line)
        yield AIMessageChunk(content="", chunk_position="last")

    def _answer(self, views: list[ModelView], understanding: Understanding) -> str:
        return compose_for(views, understanding, self.brief)


def _this_turn(messages: list[BaseMessage]) -> tuple[str, list[ModelView] | None]:
    """Give the last question and what was looked up for it since; None when nothing was looked up."""
    start = max((i for i, message in enumerate(messages) if isinstance(message, HumanMessage)), default=0)
    question = messages[start].text if messages else ""
    results = [message for message in messages[start:] if isinstance(message, ToolMessage)]
    views = [ModelView.model_validate_json(message.text) for message in results]
    return question, views or None
