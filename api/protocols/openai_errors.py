"""Errors in the form of the OpenAI API: our code, our fixed sentence, and the kind that its clients sort by."""

import json
from collections.abc import Mapping

from core.http.problem import ErrorForm, Problem

_KINDS = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def openai_error(code: str, *, status: int, title: str) -> dict[str, object]:
    """Return an error as a response or an event of a stream holds it."""
    kind = "server_error" if status >= 500 else _KINDS.get(status, "invalid_request_error")
    return {"error": {"message": title, "type": kind, "param": None, "code": code}}


def _write(problem: Problem) -> str:
    return json.dumps(openai_error(problem.code, status=problem.status, title=problem.title))


def _headers(problem: Problem) -> Mapping[str, str]:
    """Return what keeps the clients from repeating what cannot succeed: they repeat every 409, 429 and 5xx."""
    return {"X-Should-Retry": "true" if problem.retryable else "false"}


OPENAI_FORM = ErrorForm(_write, _headers)
