"""Errors as RFC 9457 problem details: what the status means, a code, and never an echo of the request."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from agent.errors import AgentError, ConversationFull, ConversationsUnavailable, ConversationUnknown, TurnInProgress
from api.rate_limits import TooManyRequests
from core.errors import IdentityUnavailable, TokenError
from core.http.problem import Problem
from guardrails.errors import Denied, GuardrailError
from tools.errors import RewardsError

_TITLES = {
    400: "The request makes no sense.",
    401: "A valid token is required.",
    403: "This is not allowed.",
    404: "There is nothing here.",
    405: "This method is not supported here.",
    409: "Another turn of this conversation is still running.",
    413: "The request is too large.",
    415: "The content type is not supported.",
    422: "The request does not have the expected form.",
    500: "Something went wrong on our side.",
    429: "Too many requests, or too many turns of one conversation.",
    503: "The service cannot answer just now.",
}
_CODES = {401: "tokenInvalid", 404: "notFound", 405: "methodNotAllowed", 413: "tooLarge", 422: "invalidRequest"}
_AGENT_STATUS: dict[type[AgentError], int] = {
    ConversationUnknown: 404,
    TurnInProgress: 409,
    ConversationFull: 429,
    ConversationsUnavailable: 503,
}


class ProblemError(Exception):
    """An error that a route answers with; mapped to a problem in one place."""

    def __init__(self, status: int, code: str, *, retryable: bool = False) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retryable = retryable


def problem(request: Request, status: int, code: str, *, retryable: bool = False) -> Response:
    """Build the answer for an error."""
    body = Problem(
        title=_TITLES.get(status, "The request failed."),
        status=status,
        code=code,
        request_id=getattr(request.state, "request_id", ""),
        retryable=retryable,
    )
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body.model_dump(), status, headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Answer every error of the app as a problem, the framework's own included."""

    @app.exception_handler(ProblemError)
    async def _problem(request: Request, error: ProblemError) -> Response:
        return problem(request, error.status, error.code, retryable=error.retryable)

    @app.exception_handler(TokenError)
    async def _token(request: Request, error: TokenError) -> Response:
        if isinstance(error, IdentityUnavailable):  # the token may be good: nobody is told to get another
            return problem(request, 503, error.code, retryable=True)
        return problem(request, 401, error.code)

    @app.exception_handler(AgentError)
    async def _agent(request: Request, error: AgentError) -> Response:
        return problem(request, _AGENT_STATUS.get(type(error), 503), error.public_code, retryable=error.retryable)

    _install_refusals(app)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, _: RequestValidationError) -> Response:
        return problem(request, 422, "invalidRequest")

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        return problem(request, error.status_code, _CODES.get(error.status_code, "requestFailed"))

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, _: Exception) -> Response:
        return problem(request, 500, "internalError", retryable=True)


def _install_refusals(app: FastAPI) -> None:
    """Answer what a guard, a limit or the rewards API holds back."""

    @app.exception_handler(GuardrailError)
    async def _guard(request: Request, error: GuardrailError) -> Response:
        if isinstance(error, Denied):
            return problem(request, 403, "notAllowed")
        return problem(request, 503, error.public_code, retryable=error.retryable)

    @app.exception_handler(TooManyRequests)
    async def _too_many(request: Request, error: TooManyRequests) -> Response:
        response = problem(request, 429, "rateLimited", retryable=True)
        response.headers["Retry-After"] = str(error.retry_after_s)
        return response

    @app.exception_handler(RewardsError)
    async def _rewards(request: Request, error: RewardsError) -> Response:
        return problem(request, 503, error.public_code, retryable=error.retryable)
