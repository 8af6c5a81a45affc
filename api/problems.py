"""The problem types of the chat service, and which error is which of them."""

from fastapi import FastAPI, Request, Response

from agent.errors import AgentError
from api.cross_origin import cross_origin_headers
from api.protocols.openai_errors import OPENAI_FORM
from core.errors import InvalidIdentifier, InvalidWindow
from core.http.problem import ApiProblem, FrameworkCodes, Problems, ProblemType
from core.rate_limits import TooManyRequests
from guardrails.errors import Denied, GuardrailError
from tools.errors import RewardsError, RewardsInvalid

_BAD_TOKEN = "A valid bearer token is required."  # noqa: S105  (a sentence)
_UNAVAILABLE = "The service is unavailable at the moment."
PROBLEM_TYPES = {
    "cursorInvalid": ProblemType(400, "The cursor is not valid."),
    "invalidIdentifier": ProblemType(400, "An identifier is malformed."),
    "invalidTime": ProblemType(400, "A time is not valid ISO 8601."),
    "offsetRequired": ProblemType(400, "A time has no UTC offset."),
    "emptyWindow": ProblemType(400, "The end of the window is not after its start."),
    "windowTooLong": ProblemType(400, "The window is longer than 366 days."),
    "requestFailed": ProblemType(400, "The request is invalid."),
    "tokenMissing": ProblemType(401, _BAD_TOKEN),
    "tokenInvalid": ProblemType(401, _BAD_TOKEN),
    "tokenExpired": ProblemType(401, "The token has expired."),
    "caseMismatch": ProblemType(403, "The token is for another case."),
    "notAllowed": ProblemType(403, "The operation is not allowed."),
    "originNotAllowed": ProblemType(403, "Pages of this origin may not call the service."),
    "notFound": ProblemType(404, "Nothing was found."),
    "conversationNotFound": ProblemType(404, "The conversation was not found."),
    "methodNotAllowed": ProblemType(405, "The method is not allowed here."),
    "notAcceptable": ProblemType(406, "The response can only be JSON."),
    "turnInProgress": ProblemType(409, "Another turn of this conversation is still running.", retryable=True),
    "turnNotLast": ProblemType(409, "Only the last turn of a conversation can be replaced."),
    "tooLarge": ProblemType(413, "The request body is too large."),
    "mediaTypeUnsupported": ProblemType(415, "The request body must be JSON."),
    "invalidRequest": ProblemType(422, "The request is invalid."),
    "contentUnsupported": ProblemType(422, "Only text can be sent: no images, files or audio."),
    "customerMissing": ProblemType(422, "The token names no customer."),
    "reasonRequired": ProblemType(422, "A reason is required."),
    "conversationFull": ProblemType(429, "The conversation has reached its limit; start a new one."),
    "rateLimited": ProblemType(429, "Too many requests.", retryable=True),
    "clientClosedRequest": ProblemType(499, "The client closed the connection."),
    "guardFault": ProblemType(500, "A check of this service failed, so nothing was shown."),
    "internalError": ProblemType(500, "An internal error occurred.", retryable=True),
    # A turn that broke, and what it needed.
    "turnFailed": ProblemType(503, "The question could not be answered.", retryable=True),
    "stepLimit": ProblemType(503, "The question took more steps than a turn may have.", retryable=True),
    "modelUnavailable": ProblemType(503, "The language model is unavailable.", retryable=True),
    "conversationsUnavailable": ProblemType(503, "The conversations are unavailable.", retryable=True),
    "notReady": ProblemType(503, "The service is not ready.", retryable=True),
    "identityUnavailable": ProblemType(503, "Tokens cannot be verified at the moment.", retryable=True),
    "guardrail": ProblemType(503, _UNAVAILABLE),
    "policyUnavailable": ProblemType(503, "The access policy could not be evaluated.", retryable=True),
    "auditUnavailable": ProblemType(503, "The audit log cannot be written.", retryable=True),
    "redactionFailed": ProblemType(503, "Personal data could not be checked for.", retryable=True),
    "rewardsUnavailable": ProblemType(503, "The rewards API is unavailable.", retryable=True),
    "rewardsTimeout": ProblemType(503, "The rewards API did not respond in time.", retryable=True),
    "rewardsThrottled": ProblemType(503, "The rewards API is overloaded.", retryable=True),
    "rewardsRejected": ProblemType(503, "The rewards API rejected the request."),
    "notAuthorised": ProblemType(503, "The rewards API refused this service's token."),
    "contractViolation": ProblemType(503, "The rewards API sent an unexpected response."),
    "lookupFailed": ProblemType(503, "The lookup failed."),
}
_FRAMEWORK = FrameworkCodes(
    invalid="invalidRequest",
    unexpected="internalError",
    refused="requestFailed",
    by_status={401: "tokenInvalid", 404: "notFound", 405: "methodNotAllowed", 413: "tooLarge"},
)
_FORMS = {"/v1/chat/completions": OPENAI_FORM, "/v1/models": OPENAI_FORM}
_PROBLEMS = Problems(PROBLEM_TYPES, realm="rewards-agent", forms=_FORMS)


def problem_title(code: str) -> str:
    """Return the fixed sentence of a code."""
    return PROBLEM_TYPES[code].title


def install(app: FastAPI) -> None:
    """Answer every exception of the app with a problem."""
    _PROBLEMS.install(
        app,
        _FRAMEWORK,
        {
            AgentError: lambda error: ApiProblem(error.public_code),
            GuardrailError: lambda error: ApiProblem(error.public_code),
            Denied: lambda _: ApiProblem("notAllowed"),
            RewardsError: lambda error: ApiProblem(error.public_code),
            # This service's own request was wrong, not that of its caller.
            RewardsInvalid: lambda _: ApiProblem("rewardsRejected"),
            InvalidIdentifier: lambda _: ApiProblem("invalidIdentifier"),
            InvalidWindow: lambda error: ApiProblem(error.code),
            TooManyRequests: lambda error: ApiProblem("rateLimited", headers={"Retry-After": str(error.retry_after_s)}),
        },
    )
    app.add_exception_handler(Exception, _unexpected)


async def _unexpected(request: Request, _: Exception) -> Response:
    """Return the problem of a fault. It is sent past the middleware, so it gets the headers of CORS here."""
    response = _PROBLEMS.response(request, ApiProblem(_FRAMEWORK.unexpected))
    response.raw_headers.extend(cross_origin_headers(request.scope))
    return response
