"""``POST /ag-ui`` as the AG-UI client sees it, unchanged, and what it does not show."""

from typing import Any

import pytest

from tests.api.protocols.conftest import QUESTION, Service
from tests.api.protocols.loopback import needs_node, run_client, served
from tests.harness import AGENT
from tests.story_order import ORDER

CALL = ["TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END", "TOOL_CALL_RESULT"]
TEXT = ["TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT"]
BEGUN = ["RUN_STARTED", "CUSTOM", *CALL, "CUSTOM", *TEXT]


@needs_node
async def test_the_client_of_the_protocol(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.fail_in("chat-that-fails", monkeypatch)
    async with served(service.app) as url:
        seen = await run_client("ag_ui_client.mjs", {"url": url, "token": service.token(), "question": QUESTION})

    _check_answers(seen, service)
    failing, unauthorised = seen["failing"], seen["unauthorised"]
    assert failing["events"] == [*BEGUN, "RUN_ERROR"]
    assert failing["error"]["code"] == "stepLimit"
    assert "rejected" not in failing["outcome"]  # the client resolves: an application has to listen for the error
    assert (unauthorised["failed"]["status"], unauthorised["outcome"]) == (401, {"rejected": "HTTP 401"})
    assert '"code":"tokenInvalid"' in unauthorised["failed"]["payload"]  # as text: it does not parse problem+json
    assert seen["state"] == {}


def _check_answers(seen: dict[str, Any], service: Service) -> None:
    first, second = seen["first"], seen["second"]
    assert first["events"] == [*BEGUN, "TEXT_MESSAGE_END", "CUSTOM", "RUN_FINISHED"]
    assert first["pending"] == []  # no call is left for the application to answer
    place = {"conversationId": service.world.conversations.id_of_thread(AGENT, "chat-of-a-client"), "turn": 1}
    assert first["custom"]["rewards.conversation"] == place
    assert second["custom"]["rewards.conversation"] == place | {"turn": 2}
    assert first["outcome"]["result"] == place | {"outcome": "answered", "degraded": False, "kept": True}
    facts, answer = first["custom"]["rewards.facts"], first["custom"]["rewards.answer"]
    shown = {fact["factId"]: fact["display"] for fact in facts["facts"]}
    assert [answer["text"][f["start"] : f["end"]] for f in answer["figures"]] == [
        shown[figure["factId"]] for figure in answer["figures"]
    ]
    assert [message["role"] for message in seen["messages"]] == ["user", "assistant", "tool", "assistant"] * 2
    assert seen["messages"][3]["content"] == answer["text"]
    assert seen["messages"][1]["toolCalls"][0]["function"]["arguments"] == f'{{"businessReferenceId": "{ORDER}"}}'
