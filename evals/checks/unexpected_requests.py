"""Every request goes to a path of the rewards API that the suite serves; any other request fails the task."""

from collections.abc import Iterator

from evals.harness.transcript import AskedTurn, SeenTurn


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    for request in seen.unexpected_requests:
        yield f"an unexpected request: {request}"
