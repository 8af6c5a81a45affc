"""The responses of a route that answers with a turn, for the OpenAPI document."""

from typing import Any

from core.http.problem import Problem

_STATUSES = (401, 403, 404, 409, 413, 422, 429, 503)
EVENT_STREAM = "text/event-stream"
_STREAM = {"description": "The events of the turn.", "content": {EVENT_STREAM: {"schema": {"type": "string"}}}}
STREAM_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: _STREAM,
    **{status: {"model": Problem} for status in _STATUSES},
}
