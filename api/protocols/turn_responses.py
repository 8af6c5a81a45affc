"""The refusals of a route that answers with a stream of a turn, for the OpenAPI document."""

from typing import Any

from core.http.problem import Problem

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (401, 403, 404, 409, 413, 422, 429, 503)
}
