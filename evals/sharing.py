"""What is worked out once a process, and not once a task: it is the same for every task, and a third of what one costs.

Nothing of a task is in it. What a request needs of the service hangs on its application (``app.state``), of which every
task has its own.
"""

from functools import cache

from fastapi import FastAPI
from starlette.routing import BaseRoute

from guardrails.cedar import CedarPolicy

_ROUTES: dict[str, list[BaseRoute]] = {}


def with_shared_routes(name: str, app: FastAPI) -> FastAPI:
    """Give the application the routes of the first one of its kind.

    FastAPI works out the parameters of a route at its first request, for each application anew.
    """
    app.router.routes = _ROUTES.setdefault(name, app.router.routes)
    return app


@cache
def parsed_policies() -> CedarPolicy:
    """Read, check and parse the policy files."""
    return CedarPolicy()
