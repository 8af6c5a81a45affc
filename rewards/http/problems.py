"""Every error of the API as RFC 9457 problem details, from one table. Nothing of the request is echoed."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from core.errors import InvalidIdentifier, InvalidWindow, TokenError
from core.http.problem import Problem
from rewards.errors import StoreUnavailable, Unanswered
from rewards.http.exchange import NO_STORE, REQUEST_ID_HEADER, request_id_of

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """What one code means to the caller. ``retryable``: the same request may succeed later."""

    status: int
    title: str
    retryable: bool = False


KINDS = {
    "unsupportedVersion": ProblemType(400, "This version is not served; ask for 1 or 2."),
    "invalidIdentifier": ProblemType(400, "An identifier is malformed."),
    "invalidParameter": ProblemType(400, "A parameter is missing or out of bounds."),
    "windowRequired": ProblemType(400, "A search needs both ends of a window: from and to."),
    "invalidTime": ProblemType(400, "A time is not ISO 8601."),
    "offsetRequired": ProblemType(400, "A time has no offset from UTC."),
    "emptyWindow": ProblemType(400, "The window's end is not after its start."),
    "windowTooLong": ProblemType(400, "The window is longer than 366 days."),
    "invalidCursor": ProblemType(400, "The cursor is not valid for this search and caller."),
    "tokenMissing": ProblemType(401, "A bearer token is needed."),
    "tokenInvalid": ProblemType(401, "The token is not valid here."),
    "tokenExpired": ProblemType(401, "The token has expired."),
    "scopeMissing": ProblemType(403, "The token lacks the scope for this operation."),
    "notFound": ProblemType(404, "Nothing was found."),
    "methodNotAllowed": ProblemType(405, "This path does not know that method."),
    "eventConflict": ProblemType(409, "The event id is known with other content."),
    "backfillRunning": ProblemType(409, "A backfill is under way already.", retryable=True),
    "bodyTooLarge": ProblemType(413, "The body is too large."),
    "invalidEvent": ProblemType(422, "The event does not keep the contract."),
    "invalidBody": ProblemType(422, "The body is not what this operation takes."),
    "requestRefused": ProblemType(400, "The request was refused."),
    "internal": ProblemType(500, "Something went wrong here."),
    "ownershipUnproven": ProblemType(
        503, "Whose this is could not be established; a source did not answer.", retryable=True
    ),
    "identityUnavailable": ProblemType(503, "Tokens cannot be verified just now.", retryable=True),
    "sourceUnavailable": ProblemType(503, "A source that this answer needs did not answer.", retryable=True),
    "tooManyStreams": ProblemType(503, "As many streams are open as this service bears.", retryable=True),
    "storeUnavailable": ProblemType(503, "The store cannot be used.", retryable=True),
}
_HTTP_CODES = {HTTPStatus.NOT_FOUND: "notFound", HTTPStatus.METHOD_NOT_ALLOWED: "methodNotAllowed"}
_CHALLENGES = {
    "tokenMissing": 'Bearer realm="rewards"',
    "tokenInvalid": 'Bearer realm="rewards", error="invalid_token"',
    "tokenExpired": 'Bearer realm="rewards", error="invalid_token"',
}


class ApiProblem(Exception):
    """A route's own refusal, by its code in ``KINDS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def problem_response(request: Request, code: str, *, headers: dict[str, str] | None = None) -> Response:
    """Return the answer for a code of ``KINDS``."""
    kind = KINDS[code]
    request_id = request_id_of(request)
    problem = Problem(title=kind.title, status=kind.status, code=code, request_id=request_id, retryable=kind.retryable)
    sent = {**NO_STORE, REQUEST_ID_HEADER: request_id, **(headers or {})}
    if challenge := _CHALLENGES.get(code):
        sent["WWW-Authenticate"] = challenge
    return Response(problem.model_dump_json(), status_code=kind.status, headers=sent, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every exception of the app with a problem."""
    app.add_exception_handler(ApiProblem, _coded)
    app.add_exception_handler(Unanswered, _coded)
    app.add_exception_handler(TokenError, _coded)
    app.add_exception_handler(InvalidWindow, _coded)
    app.add_exception_handler(InvalidIdentifier, _invalid_identifier)
    app.add_exception_handler(RequestValidationError, _invalid_parameter)
    app.add_exception_handler(StoreUnavailable, _store_unavailable)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _internal)


async def _coded(request: Request, error: Exception) -> Response:
    code = getattr(error, "code", "internal")
    return problem_response(request, code)


async def _invalid_identifier(request: Request, _: Exception) -> Response:
    return problem_response(request, "invalidIdentifier")


async def _invalid_parameter(request: Request, _: Exception) -> Response:
    return problem_response(request, "invalidParameter")


async def _store_unavailable(request: Request, _: Exception) -> Response:
    return problem_response(request, "storeUnavailable")


async def _gone(request: Request, _: Exception) -> Response:
    """The caller left before the body was whole: nobody reads this, and nothing is wrong here."""
    return problem_response(request, "requestRefused")


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    headers = dict(getattr(error, "headers", None) or {})  # Allow, for one
    return problem_response(request, _HTTP_CODES.get(HTTPStatus(status), "requestRefused"), headers=headers)


async def _internal(request: Request, _: Exception) -> Response:
    return problem_response(request, "internal")
