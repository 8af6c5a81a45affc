"""RFC 9457 problem details, the one form of an error of both services.

A service has a table of its problem types by code, and says which exception means which code. Nothing of a request is
ever echoed.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.contract import WireModel
from core.errors import TokenError
from core.http.request_id import REQUEST_ID_HEADER, request_id_of
from core.http.response_headers import API_HEADERS

MEDIA_TYPE = "application/problem+json"
_PARAMETERS = ("query", "path", "header")  # places of what the routes declare


class Problem(WireModel):
    """The body of a problem response. ``fields`` is there only if some are wrong: their names, never their values."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    request_id: str
    retryable: bool
    fields: list[str] = Field(default_factory=list)


class UnreadyProblem(Problem):
    """The body of a problem of readiness: ``missing`` has a code for each part that cannot be used."""

    missing: list[str]


@dataclass(frozen=True, slots=True)
class ProblemType:
    """What one code means to the caller. ``retryable``: the same request may succeed later."""

    status: int
    title: str
    retryable: bool = False


class ApiProblem(Exception):
    """A refusal, by its code in the service's table.

    ``headers`` are sent with it, ``fields`` are names of the service's own contract, and ``missing`` makes it an
    ``UnreadyProblem``.
    """

    def __init__(
        self,
        code: str,
        *,
        headers: Mapping[str, str] | None = None,
        fields: Sequence[str] = (),
        missing: Sequence[str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.headers = headers
        self.fields = fields
        self.missing = missing


@dataclass(frozen=True, slots=True)
class FrameworkCodes:
    """The codes of a service for what the framework itself refuses."""

    invalid: str  # parameters or a body that do not validate
    unexpected: str  # an exception that nothing else answers
    refused: str  # any other HTTP status
    by_status: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class ErrorForm:
    """How the errors of some paths are written, where a protocol has its own form of them."""

    write: Callable[[Problem], str]
    headers: Callable[[Problem], Mapping[str, str]]
    media_type: str = "application/json"


# Each is called with an exception of the class that it stands for.
Translations = Mapping[type[Exception], Callable[[Any], ApiProblem]]
_Handler = Callable[[Request, Exception], Awaitable[Response]]


class Problems:
    """The problem responses of one service."""

    def __init__(
        self, types: Mapping[str, ProblemType], *, realm: str, forms: Mapping[str, ErrorForm] | None = None
    ) -> None:
        """``realm`` names the service in the challenge of a 401 (RFC 6750, section 3).

        ``forms`` are those of protocols, by path: each is for the path and for everything below it.
        """
        self._types = types
        self._realm = realm
        self._forms = forms or {}

    def response(self, request: Request, problem: ApiProblem) -> Response:
        """Return the response for a problem of the table."""
        code, kind = problem.code, self._types[problem.code]
        request_id = request_id_of(request)
        body = Problem(
            title=kind.title,
            status=kind.status,
            code=code,
            request_id=request_id,
            retryable=kind.retryable,
            fields=list(problem.fields),
        )
        if problem.missing is not None:
            body = UnreadyProblem(**body.model_dump(by_alias=False), missing=list(problem.missing))
        sent = {**API_HEADERS, REQUEST_ID_HEADER: request_id, **(problem.headers or {})}
        if kind.status == 401:
            error = "" if code == "tokenMissing" else ', error="invalid_token"'
            sent["WWW-Authenticate"] = f'Bearer realm="{self._realm}"{error}'
        if (form := self._form_of(request)) is not None:
            sent |= form.headers(body)
            return Response(form.write(body), status_code=kind.status, headers=sent, media_type=form.media_type)
        text = body.model_dump_json(exclude=None if problem.fields else {"fields"})
        return Response(text, status_code=kind.status, headers=sent, media_type=MEDIA_TYPE)

    def _form_of(self, request: Request) -> ErrorForm | None:
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        return next((form for at, form in self._forms.items() if path == at or path.startswith(f"{at}/")), None)

    def install(self, app: Starlette, codes: FrameworkCodes, translations: Translations) -> None:
        """Register handlers that answer every exception of the app, and the framework's, with a problem."""

        def refused(error: HTTPException) -> ApiProblem:
            return ApiProblem(codes.by_status.get(error.status_code, codes.refused), headers=error.headers)

        framework: Translations = {
            ApiProblem: lambda error: error,
            TokenError: lambda error: ApiProblem(error.code),
            RequestValidationError: lambda error: ApiProblem(codes.invalid, fields=_wrong_parameters(error)),
            HTTPException: refused,
            Exception: lambda _: ApiProblem(codes.unexpected),
        }
        for error_class, translate in {**framework, **translations}.items():
            app.add_exception_handler(error_class, self._handler(translate))

    def _handler(self, translate: Callable[[Any], ApiProblem]) -> _Handler:
        async def handle(request: Request, error: Exception) -> Response:
            return self.response(request, translate(error))

        return handle


def _wrong_parameters(error: RequestValidationError) -> list[str]:
    """Return the names of the wrong parameters. Those of a body may be made up by the caller, so they are left out."""
    places = [place["loc"] for place in error.errors()]
    return sorted({str(place[1]) for place in places if place[0] in _PARAMETERS and len(place) > 1})
