"""The access matrices name every route of both services, with each principal and each state of a token."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from evals.harness.task import Task
from evals.harness.task_files import TASKS, load_task
from evals.harness.world import load_world
from evals.steps.state_steps import AdvanceStep, Service
from evals.steps.step import NOBODY, RequestStep, Step, StreamStep
from evals.steps.step_services import StepServices

pytestmark = pytest.mark.slow

MATRICES: dict[Service, Task] = {
    "chat": load_task(TASKS / "access" / "chat-access-matrix.yaml"),
    "rewards": load_task(TASKS / "access" / "rewards-access-matrix.yaml"),
}
PUBLIC = {"/health/live", "/health/ready", "/metrics"}  # need no token
LATE = "late"  # the principal whose token expires
OTHER_AUDIENCE, EXPIRED = "a token for the other service", "an expired token"


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[Service, dict[str, Any]]:
    """The OpenAPI documents of both services, as they run for a task."""
    task = MATRICES["chat"]

    async def read() -> dict[Service, dict[str, Any]]:
        services = StepServices(task, load_world(task.world), tmp_path_factory.mktemp("matrix") / "files", model={})
        async with services.running():
            return {service: services.app(service).openapi() for service in MATRICES}  # type: ignore[attr-defined]

    return asyncio.run(read())


def operations_of(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(method.upper(), path) for path, methods in document["paths"].items() for method in methods]


def rows_of(task: Task, method: str, path: str) -> Iterator[tuple[Step, bool]]:
    """Yield the steps that ask a route, and whether the tokens of ``late`` have expired by then."""
    pattern = re.compile(re.sub(r"\{\w+\}", r"[^/]+", path))
    last = max(place for place, step in enumerate(task.steps) if isinstance(step, AdvanceStep))
    for place, step in enumerate(task.steps):
        target = getattr(step, "request", None) or getattr(step, "stream", None)
        if target is None:
            continue
        verb, _, asked = target.partition(" ")
        if verb == method and pattern.fullmatch(asked.partition("?")[0]):
            yield step, place > last


def callers_of(step: Step, *, has_expired: bool) -> Iterator[str]:
    assert isinstance(step, RequestStep | StreamStep)
    token_for = step.token_for if isinstance(step, RequestStep) else None
    if token_for not in (None, step.service):
        yield OTHER_AUDIENCE
        return
    for name in (step.as_each if isinstance(step, RequestStep) else ()) or (step.actor or "",):
        yield EXPIRED if has_expired and name == LATE else name


def missing_callers(task: Task, method: str, path: str) -> set[str]:
    """Return those who do not ask this route in the matrix."""
    asked = {
        caller
        for step, has_expired in rows_of(task, method, path)
        for caller in callers_of(step, has_expired=has_expired)
    }
    tokens = {LATE} if path in PUBLIC else {OTHER_AUDIENCE, EXPIRED}
    return {NOBODY, *tokens, *task.principals.keys() - {LATE}} - asked


@pytest.mark.parametrize("service", ["chat", "rewards"])
def test_every_route_is_asked_by_everybody(service: Service, documents: dict[Service, dict[str, Any]]) -> None:
    operations = operations_of(documents[service])

    missing = {
        f"{method} {path}": callers
        for method, path in operations
        if (callers := missing_callers(MATRICES[service], method, path))
    }

    assert missing == {}
    assert len(operations) > 10


@pytest.mark.parametrize("service", ["chat", "rewards"])
def test_a_new_route_has_no_row(service: Service) -> None:
    task = MATRICES[service]

    assert missing_callers(task, "GET", "/v1/new-route") >= {NOBODY, OTHER_AUDIENCE, EXPIRED, *task.principals} - {LATE}


def test_a_row_counts_for_those_who_ask_it_alone() -> None:
    steps = tuple(step for step in MATRICES["rewards"].steps if getattr(step, "name", None) != "no-order")
    task = MATRICES["rewards"].model_copy(update={"steps": steps})

    assert missing_callers(task, "GET", "/promotion-executions/{brf}") == set()
    without_writer = tuple(
        step
        for step in steps
        if "writer" not in getattr(step, "as_each", ()) or "cashback" not in getattr(step, "request", "")
    )
    changed = task.model_copy(update={"steps": without_writer})
    assert missing_callers(changed, "GET", "/promotion-executions/{brf}/cashback") == {
        "writer",
        "admin",
        "other-customer",
        "foreign-customer",
        "person-with-scopes",
    }
