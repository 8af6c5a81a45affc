"""``POST /ai-sdk`` as the transport and the chat of the AI SDK see it, unchanged."""

from typing import Any

import pytest

from tests.api.protocols.conftest import QUESTION, Service
from tests.api.protocols.loopback import needs_node, run_client, served
from tests.harness import AGENT
from tests.story_order import ORDER

PARTS = ["step-start", "dynamic-tool", "data-facts", "text", "data-answer"]


@needs_node
async def test_the_client_of_the_protocol(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.fail_in("chat-that-fails", monkeypatch)
    async with served(service.app) as url:
        seen = await run_client("ai_sdk_client.mjs", {"url": url, "token": service.token(), "question": QUESTION})

    _check_answers(seen["chat"], service)
    failing, unauthorised = seen["failing"], seen["unauthorised"]
    assert (failing["status"], failing["error"]) == ("error", "The question took more steps than a turn may have.")
    assert failing["data"] == ["data-facts", "data-failure"]
    assert unauthorised["status"] == "error"
    assert '"code":"tokenInvalid"' in unauthorised["error"]
    assert [part["type"] for part in seen["read"]["parts"]] == PARTS


def _check_answers(chat: dict[str, Any], service: Service) -> None:
    assert (chat["status"], chat["error"]) == ("ready", None)
    assert chat["finishes"] == [{"finishReason": "stop", "isError": False}] * 2
    _, first, _, second = chat["messages"]
    key = service.world.conversations.id_of_thread(AGENT, "chat-of-a-client")
    metadata = {"conversationId": key, "turn": 1, "outcome": "answered", "degraded": False, "kept": True}
    assert (first["id"], first["metadata"]) == (f"{key}/1", metadata)
    assert second["metadata"]["turn"] == 2
    assert [part["type"] for part in first["parts"]] == PARTS
    _, call, facts, text, answer = first["parts"]
    assert (call["state"], call["input"]) == ("output-available", {"businessReferenceId": ORDER})
    assert (call["output"], call["providerExecuted"]) == ({"status": "ok"}, True)
    assert text["text"] == answer["data"]["text"]
    shown = {fact["factId"]: fact["display"] for fact in facts["data"]["facts"]}
    figures = answer["data"]["figures"]
    assert [text["text"][f["start"] : f["end"]] for f in figures] == [shown[figure["factId"]] for figure in figures]
