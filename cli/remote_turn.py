"""A turn of a running chat service, read from its event stream."""

import json
from collections.abc import AsyncGenerator

import httpx
from pydantic import TypeAdapter, ValidationError

from agent.turn_events import TurnEvent
from cli.errors import UsageError

_EVENT: TypeAdapter[TurnEvent] = TypeAdapter(TurnEvent)
_TIMEOUT = httpx.Timeout(60.0, connect=3.0)


async def remote_turn(url: str, token: str, message: str) -> AsyncGenerator[TurnEvent]:
    """Ask the chat service at ``url`` and yield the events of the turn.

    Raises:
        UsageError: if it cannot be reached, refuses the request, or is not a chat service.
    """
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    try:
        async with (
            httpx.AsyncClient(base_url=url, headers=headers, timeout=_TIMEOUT) as client,
            client.stream("POST", "/v1/chat", json={"message": message}) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise UsageError(_refusal(response.status_code, await response.aread()))
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    yield _EVENT.validate_json(line.removeprefix("data: "))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UsageError("the service cannot be reached; is it running at the address given with --url?") from error
    except ValidationError as error:
        raise UsageError("the server at the address given with --url is not the chat service") from error


def _refusal(status: int, body: bytes) -> str:
    try:
        problem = json.loads(body)
        return f"{problem['title'].rstrip('.')} ({problem['code']}, request {problem['requestId']})"
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"the service answered with status {status}"
