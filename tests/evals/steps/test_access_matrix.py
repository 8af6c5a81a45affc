"""The access matrix names every route of both services for every one of its actors."""

import re
from pathlib import Path
from typing import Any

import pytest

from evals.harness.task import Task
from evals.harness.task_files import load_tasks, select
from evals.harness.world import load_world
from evals.steps.step import NOBODY, RequestStep, Service, StreamStep
from evals.steps.step_services import StepServices

MATRIX = select(load_tasks(), tags=["access-matrix"])
OPEN = {"/health/live", "/health/ready", "/metrics", "/openapi.json"}  # to anybody
# The one actor of a route that `request` cannot ask without an end is in a `stream` step.
TASK_OF: dict[Service, str] = {"chat": "access-chat-service", "rewards": "access-rewards-api"}


def asked(task: Task, service: Service) -> set[tuple[str, str, str | None]]:
    """Return the method, path and actor of each request of a task."""
    found: set[tuple[str, str, str | None]] = set()
    for step in task.steps:
        if isinstance(step, RequestStep | StreamStep) and step.service == service:
            method, _, target = (step.request if isinstance(step, RequestStep) else step.stream).partition(" ")
            each = step.as_each if isinstance(step, RequestStep) else ()
            found |= {(method, target.partition("?")[0], actor) for actor in each or (step.actor,)}
    return found


def routes(app: Any) -> list[tuple[str, str]]:
    """Return the method and the path of each documented route that wants a token."""
    paths = app.openapi()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods if path not in OPEN]


def fits(path: str, template: str) -> bool:
    return re.fullmatch(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template)), path) is not None


@pytest.mark.parametrize("service", ["chat", "rewards"])
async def test_it_names_every_route_for_every_actor(service: Service, tmp_path: Path) -> None:
    tasks = {task.id: task for task in MATRIX}
    task = tasks[TASK_OF[service]]
    services = StepServices(task, load_world(task.world), tmp_path, model={})
    async with services.running():
        expected = routes(services.app(service))

    named = asked(task, service)
    without = asked(tasks["access-without-a-token"], service)
    missing = [
        f"{method} {template} as {actor}"
        for method, template in expected
        for actor in task.principals
        if not any(m == method and who == actor and fits(path, template) for m, path, who in named)
    ]
    missing += [
        f"{method} {template} as {NOBODY}"
        for method, template in expected
        if not any(m == method and who == NOBODY and fits(path, template) for m, path, who in without)
    ]
    assert len(expected) > 8
    assert missing == []
