"""The turn makes no more calls than its task allows, and never more than any turn may make."""

from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn

MAX_MODEL_CALLS = 6  # the limit of a turn, and one call to end it


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    budgets = asked.turn.expect.budgets
    model_calls, tool_calls = len(seen.model_requests), len(seen.audit)
    most = MAX_MODEL_CALLS if budgets.model_calls is None else budgets.model_calls
    if model_calls > most:
        yield f"{model_calls} model calls, at most {most} are allowed"
    if budgets.requests is not None and len(seen.requests) > budgets.requests:
        yield f"{len(seen.requests)} requests to the rewards API, at most {budgets.requests} are allowed"
    if budgets.tool_calls is not None and tool_calls > budgets.tool_calls:
        yield f"{tool_calls} tool calls, at most {budgets.tool_calls} are allowed"
