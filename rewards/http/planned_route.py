"""A route whose parameters and dependencies are solved by a plan that is made once.

FastAPI walks the tree of dependencies anew for every request, which costs more than all else that a cached answer
needs. The plan has the same parameters, validators and order, so that the document and the answers stay as they are.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from inspect import iscoroutinefunction, signature
from typing import Any, Protocol
from urllib.parse import parse_qsl

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

_FAILED = object()
_ABSENT = object()
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PlannedRoute(APIRoute):
    """Plans the endpoints that make their own ``Response``; all others are FastAPI's as ever."""

    def get_route_handler(self) -> _Handler:
        if signature(self.endpoint, eval_str=True).return_annotation is not Response:
            return super().get_route_handler()
        plan = _Plan(self.dependant)

        async def handle(request: Request) -> Response:
            response: Response = await plan.run(request)
            return response

        return handle


class _Field(Protocol):
    """What is used of FastAPI's own parameter fields."""

    name: str
    alias: str

    def validate(self, value: Any, values: dict[str, Any], *, loc: tuple[str, ...]) -> tuple[Any, list[Any]]: ...


@dataclass(frozen=True, slots=True)
class _Parameter:
    field: _Field
    default: object  # _ABSENT where it is required

    def read(self, given: Mapping[str, Any]) -> Any:
        text = given.get(self.field.alias)
        if text is None:
            return _FAILED if self.default is _ABSENT else self.default
        value, errors = self.field.validate(text, {}, loc=())
        return _FAILED if errors else value


@dataclass(frozen=True, slots=True)
class _Step:
    """One call: what it takes by name, and where each comes from."""

    call: Callable[..., Awaitable[Any]]
    earlier: tuple[tuple[str, int], ...]  # the steps whose answers it takes; its own dependencies, named or not
    path: tuple[_Parameter, ...]
    query: tuple[_Parameter, ...]
    request_names: tuple[str, ...]

    def arguments(self, request: Request, query: Mapping[str, str], answers: list[Any]) -> dict[str, Any] | None:
        """Return the arguments, None when one is missing or wrong."""
        found = {name: answers[step] for name, step in self.earlier}
        for parameter in self.path:
            found[parameter.field.name] = parameter.read(request.path_params)
        for parameter in self.query:
            found[parameter.field.name] = parameter.read(query)
        if any(value is _FAILED for value in found.values()):
            return None
        found.pop("", None)  # of a dependency without a name only the success counts
        for name in self.request_names:
            found[name] = request
        return found


class _Plan:
    """The steps of an endpoint, dependencies first, each once."""

    def __init__(self, dependant: Dependant) -> None:
        self._steps: list[_Step] = []
        self._place(dependant, {})

    async def run(self, request: Request) -> Any:
        """Make all calls in order; the answer of the last one is the endpoint's.

        Raises:
            RequestValidationError: when a parameter is missing or wrong, once every dependency that could be called
                was: who asks is established before what is asked.
        """
        query = dict(parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True))
        answers: list[Any] = []
        for step in self._steps:
            arguments = step.arguments(request, query, answers)
            answers.append(_FAILED if arguments is None else await step.call(**arguments))
        if answers[-1] is _FAILED:
            raise RequestValidationError([])
        return answers[-1]

    def _place(self, node: Dependant, placed: dict[Any, int]) -> int:
        """Put a node behind its dependencies and give its place."""
        if node.call in placed:
            return placed[node.call]
        earlier = tuple((below.name or "", self._place(below, placed)) for below in node.dependencies)
        self._steps.append(
            _Step(
                call=_plannable(node),
                earlier=earlier,
                path=tuple(map(_parameter, node.path_params)),
                query=tuple(map(_parameter, node.query_params)),
                request_names=tuple(filter(None, (node.request_param_name, node.http_connection_param_name))),
            )
        )
        placed[node.call] = len(self._steps) - 1
        return placed[node.call]


def _plannable(node: Dependant) -> Callable[..., Awaitable[Any]]:
    """Return the call of a node. One that needs what no plan does ends the start of the service, not a request."""
    call = node.call
    is_simple = not any(
        (
            node.header_params,
            node.cookie_params,
            node.body_params,
            node.response_param_name,
            node.background_tasks_param_name,
            node.security_scopes_param_name,
        )
    )
    target = call if iscoroutinefunction(call) else getattr(call, "__call__", None)  # noqa: B004  (its kind is asked)
    if call is None or not is_simple or not iscoroutinefunction(target):
        raise TypeError(f"{call!r} cannot be planned")
    return call


def _parameter(field: Any) -> _Parameter:
    info = field.field_info
    default = _ABSENT if info.is_required() else info.get_default(call_default_factory=True)
    if not isinstance(default, str | int | float | None) and default is not _ABSENT:
        raise TypeError("a default that can change cannot be planned")
    return _Parameter(field, default)
