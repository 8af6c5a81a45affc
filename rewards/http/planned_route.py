"""A route whose parameters and dependencies are resolved by a plan that is made once.

FastAPI walks the tree of dependencies anew for every request, which takes almost as long as all else that a cached
answer needs (docs/adr/0032-planned-route.md has the figures). The plan is made from the signatures, and validates with
the same parameter declarations in the same order, so that the document and the answers stay as they are.
"""

import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from inspect import Parameter, iscoroutinefunction, signature
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from urllib.parse import parse_qsl

from fastapi import Request, Response, params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.requests import HTTPConnection

_FAILED = object()
_SCALARS = {str, int, float, bool, type(None)}
_PATH_NAME = re.compile(r"{(\w+)")
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PlannedRoute(APIRoute):
    """Plans the endpoints that make their own ``Response``; all others are handled by FastAPI."""

    def get_route_handler(self) -> _Handler:
        if signature(self.endpoint, eval_str=True).return_annotation is not Response:
            return super().get_route_handler()
        plan = _Plan(self.endpoint, path_names=frozenset(_PATH_NAME.findall(self.path)))

        async def handle(request: Request) -> Response:
            response: Response = await plan.run(request)
            return response

        return handle


@dataclass(frozen=True, slots=True)
class _Input:
    """A parameter that is read from the path or the query."""

    name: str
    alias: str
    default: object  # Parameter.empty where it is required
    adapter: TypeAdapter[Any]

    def read(self, given: Mapping[str, Any]) -> Any:
        text = given.get(self.alias)
        if text is None:
            return _FAILED if self.default is Parameter.empty else self.default
        try:
            return self.adapter.validate_python(text)
        except ValidationError:
            return _FAILED


@dataclass(frozen=True, slots=True)
class _Step:
    """One call, and where each of its arguments comes from."""

    call: Callable[..., Awaitable[Any]]
    earlier: tuple[tuple[str, int], ...]  # names of arguments, and the steps whose results they are
    path: tuple[_Input, ...]
    query: tuple[_Input, ...]
    request_names: tuple[str, ...]

    def arguments(
        self, request: Request, query: Mapping[str, str], results: list[Any], wrong: list[str]
    ) -> dict[str, Any] | None:
        """Return the arguments, None when one is missing or wrong; the names of such parameters go into ``wrong``."""
        found = {name: results[step] for name, step in self.earlier}
        for parameter in self.path:
            found[parameter.name] = parameter.read(request.path_params)
        for parameter in self.query:
            found[parameter.name] = parameter.read(query)
        if any(value is _FAILED for value in found.values()):
            wrong += [one.alias for one in (*self.path, *self.query) if found[one.name] is _FAILED]
            return None
        for name in self.request_names:
            found[name] = request
        return found


class _Plan:
    """The steps of an endpoint, dependencies first, each once."""

    def __init__(self, endpoint: Callable[..., Any], *, path_names: frozenset[str]) -> None:
        self._path_names = path_names
        self._steps: list[_Step] = []
        self._add(endpoint, {})

    async def run(self, request: Request) -> Any:
        """Make all calls in order, and return the result of the last one, which is the endpoint's.

        Raises:
            RequestValidationError: when a parameter is missing or wrong, once every dependency that could be called
                was: who asks is established before what is asked.
        """
        query = dict(parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True))
        results: list[Any] = []
        wrong: list[str] = []
        for step in self._steps:
            arguments = step.arguments(request, query, results, wrong)
            results.append(_FAILED if arguments is None else await step.call(**arguments))
        if results[-1] is _FAILED:
            raise RequestValidationError([{"loc": ("query", name)} for name in wrong])
        return results[-1]

    def _add(self, call: Callable[..., Any], added: dict[Any, int]) -> int:
        """Add a call behind its dependencies, and return the number of its step."""
        if call in added:
            return added[call]
        target = call if iscoroutinefunction(call) else getattr(call, "__call__", None)  # noqa: B004  (its kind is asked)
        if not iscoroutinefunction(target):
            raise TypeError(f"{call!r} cannot be planned")
        earlier: list[tuple[str, int]] = []
        inputs: dict[type[params.Param], list[_Input]] = {params.Path: [], params.Query: []}
        request_names: list[str] = []
        for parameter in signature(call, eval_str=True).parameters.values():
            declared, annotation = _declaration(parameter, is_path=parameter.name in self._path_names)
            if declared is None:
                request_names.append(parameter.name)
            elif isinstance(declared, params.Depends):
                earlier.append((parameter.name, self._add(declared.dependency or annotation, added)))
            else:
                inputs[type(declared)].append(_input(parameter, declared, annotation))
        path, query = tuple(inputs[params.Path]), tuple(inputs[params.Query])
        self._steps.append(_Step(call, tuple(earlier), path, query, tuple(request_names)))
        added[call] = len(self._steps) - 1
        return added[call]


def _declaration(parameter: Parameter, *, is_path: bool) -> tuple[params.Depends | params.Param | None, Any]:
    """Return how a parameter is declared, None for the request itself, and its type.

    Raises:
        TypeError: for what no plan does, such as headers and bodies. That ends the start of the service, not a request.
    """
    annotation = parameter.annotation
    if isinstance(annotation, type) and issubclass(annotation, HTTPConnection):
        return None, annotation
    found: list[Any] = [params.Path() if is_path else params.Query()]
    if get_origin(annotation) is Annotated:
        annotation, *metadata = get_args(annotation)
        found = metadata or found
    declared = found[0]
    if len(found) > 1 or type(declared) not in (params.Depends, params.Path, params.Query):
        raise TypeError(f"the parameter {parameter.name} cannot be planned")
    kinds = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    if not isinstance(declared, params.Depends) and not _SCALARS.issuperset(kinds):
        raise TypeError(f"the parameter {parameter.name} cannot be planned")
    return declared, annotation


def _input(parameter: Parameter, declared: params.Param, annotation: Any) -> _Input:
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[annotation, declared])
    return _Input(parameter.name, declared.alias or parameter.name, parameter.default, adapter)
