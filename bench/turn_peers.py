"""The same turn in other frameworks, without what the product adds: token, guards, facts, SSE, store and audit.

``python -m bench.turn_peers NAME STUB_PORT MODE`` reads lines with a number of turns, runs them one after another, and
answers each line with the CPU seconds and, for each turn, the seconds to the first sentence.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib import import_module
from typing import Any

import httpx

from core.garbage_collection import collect_rarely

QUESTION = "What was promised on 404-1029384-5566778 and 404-1029384-5566779?"
_PROMPT = "You explain cashback. Look orders up before you answer."
_SENTENCE = re.compile(r"[.!?](?=\s)")
Texts = Callable[[], AsyncIterator[str]]
LookUp = Callable[[str], Awaitable[str]]


def create_agent_texts(url: str, look_up: LookUp) -> Texts:
    """Return a turn with LangChain's agent loop, written as in its documentation."""
    chat = import_module("langchain_openai").ChatOpenAI(model="stub", base_url=url, api_key="none")

    async def get_promotion_execution_details(businessReferenceId: str) -> str:  # noqa: N803
        """Look an order up."""
        return await look_up(businessReferenceId)

    agent = import_module("langchain.agents").create_agent(
        chat, [get_promotion_execution_details], system_prompt=_PROMPT
    )

    async def texts() -> AsyncIterator[str]:
        asked = {"messages": [{"role": "user", "content": QUESTION}]}
        async for message, _ in agent.astream(asked, stream_mode="messages"):
            if message.type == "AIMessageChunk" and message.text:
                yield message.text

    return texts


def openai_agents_texts(url: str, look_up: LookUp) -> Texts:
    agents: Any = import_module("agents")
    agents.set_tracing_disabled(True)
    client = import_module("openai").AsyncOpenAI(base_url=url, api_key="none")
    model = agents.OpenAIChatCompletionsModel(model="stub", openai_client=client)

    async def get_promotion_execution_details(businessReferenceId: str) -> str:  # noqa: N803
        """Look an order up."""
        return await look_up(businessReferenceId)

    agent = agents.Agent(
        name="bench",
        instructions=_PROMPT,
        model=model,
        tools=[agents.function_tool(get_promotion_execution_details)],
    )

    async def texts() -> AsyncIterator[str]:
        async for event in agents.Runner.run_streamed(agent, QUESTION).stream_events():
            if event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
                yield event.data.delta

    return texts


def pydantic_ai_texts(url: str, look_up: LookUp) -> Texts:
    openai_models: Any = import_module("pydantic_ai.models.openai")
    provider = import_module("pydantic_ai.providers.openai").OpenAIProvider(base_url=url, api_key="none")
    agent = import_module("pydantic_ai").Agent(
        openai_models.OpenAIChatModel("stub", provider=provider), instructions=_PROMPT
    )

    async def get_promotion_execution_details(businessReferenceId: str) -> str:  # noqa: N803
        """Look an order up."""
        return await look_up(businessReferenceId)

    agent.tool_plain(get_promotion_execution_details)

    async def texts() -> AsyncIterator[str]:
        async with agent.run_stream(QUESTION) as result:
            async for text in result.stream_text(delta=True, debounce_by=None):
                yield text

    return texts


def raw_texts(url: str, look_up: LookUp) -> Texts:
    """Return a turn with a loop over plain httpx: the lower bound."""
    client = httpx.AsyncClient(timeout=30)

    async def texts() -> AsyncIterator[str]:
        messages: list[dict[str, Any]] = [
            {"role": "system", "content": _PROMPT},
            {"role": "user", "content": QUESTION},
        ]
        while True:
            calls: list[dict[str, Any]] = []
            body = {"model": "stub", "messages": messages, "stream": True}
            async with client.stream("POST", f"{url}/chat/completions", json=body) as response:
                async for line in response.aiter_lines():
                    if not line.startswith("data: {"):
                        continue
                    delta = json.loads(line[6:])["choices"][0]["delta"]
                    calls += delta.get("tool_calls", ())
                    if delta.get("content"):
                        yield delta["content"]
            if not calls:
                return
            orders = [json.loads(call["function"]["arguments"])["businessReferenceId"] for call in calls]
            results = await asyncio.gather(*map(look_up, orders))
            messages.append({"role": "assistant", "content": None, "tool_calls": calls})
            messages += [
                {"role": "tool", "tool_call_id": call["id"], "content": result}
                for call, result in zip(calls, results, strict=True)
            ]

    return texts


PEERS: dict[str, Callable[[str, LookUp], Texts]] = {
    "create_agent": create_agent_texts,
    "openai-agents": openai_agents_texts,
    "pydantic-ai": pydantic_ai_texts,
    "raw httpx": raw_texts,
}


async def _turn(texts: Texts) -> float:
    """Run one turn and return the seconds to its first whole sentence."""
    started, first, said = time.perf_counter(), 0.0, ""
    async for text in texts():
        said += text
        if not first and _SENTENCE.search(said):
            first = time.perf_counter() - started
    if len(said) < 100:
        raise RuntimeError("the turn did not end with an answer")
    return first


async def _main(name: str, stub: int, mode: str) -> None:
    base = f"http://127.0.0.1:{stub}"
    rewards = httpx.AsyncClient(base_url=base)

    async def look_up(order: str) -> str:
        return (await rewards.get(f"/promotion-executions/{order}?version=2")).text

    texts = PEERS[name](f"{base}/{mode}/v1", look_up)
    await _turn(texts)
    collect_rarely()
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        before = time.process_time()
        first = [await _turn(texts) for _ in range(int(line))]
        print(json.dumps({"cpu_s": time.process_time() - before, "first_s": first}), flush=True)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=import_module("uvloop").new_event_loop) as runner:
        runner.run(_main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
