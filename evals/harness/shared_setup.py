"""What is worked out once a process, and not once a task: it is the same for every task, and a third of what one costs.

Nothing of a task is in it. What a request needs of the service hangs on its application (``app.state``), of which every
task has its own.
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
    """Return the application the routes of the first one of its kind.

    FastAPI works out the parameters of a route at its first request, for each application anew.
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
