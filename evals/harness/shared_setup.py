"""Setup done once per process, not once per task: it is the same for every task, and a third of a task's cost.

It holds nothing of a task. What a request needs of its service is in the application (``app.state``), and every task
has a separate application.
"""

from functools import cache
from pathlib import Path

from fastapi import FastAPI
from starlette.routing import BaseRoute

from guardrails.authorization.cedar import CedarPolicy
from statements.approved_texts import ApprovedTexts, load_knowledge

_KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
_ROUTES: dict[str, list[BaseRoute]] = {}


def with_shared_routes(name: str, app: FastAPI) -> FastAPI:
    """Return the application with the routes of the first application of this name.

    FastAPI resolves the parameters of a route at its first request, again for each application.
    """
    app.router.routes = _ROUTES.setdefault(name, app.router.routes)
    return app


@cache
def parsed_policies() -> CedarPolicy:
    """Read, check and parse the policy files."""
    return CedarPolicy()


@cache
def approved_texts() -> ApprovedTexts:
    """Return the approved texts that the demo ships: the product is judged with them."""
    return load_knowledge(_KNOWLEDGE)
