"""The problem types of the rewards API, and which error is which of them."""

from fastapi import FastAPI
from starlette.requests import ClientDisconnect

from core.errors import InvalidIdentifier, InvalidWindow
from core.http.problem import ApiProblem, FrameworkCodes, Problems, ProblemType
from core.rate_limits import TooManyRequests
from rewards.errors import InvalidEvent, StoreUnavailable, Unanswered
from rewards.store_failures import REFUSALS, StoreFailures

PROBLEM_TYPES = {
    "unsupportedVersion": ProblemType(400, "The version is not supported; use 1 or 2."),
    "invalidIdentifier": ProblemType(400, "An identifier is malformed."),
    "invalidParameter": ProblemType(400, "A parameter is missing or out of range."),
    "windowRequired": ProblemType(400, "A search needs both ends of a time window: from and to."),
    "invalidTime": ProblemType(400, "A time is not valid ISO 8601."),
    "offsetRequired": ProblemType(400, "A time has no UTC offset."),
    "emptyWindow": ProblemType(400, "The end of the window is not after its start."),
    "windowTooLong": ProblemType(400, "The window is longer than 366 days."),
    "invalidCursor": ProblemType(400, "The cursor is not valid for this search and caller."),
    "tokenMissing": ProblemType(401, "A bearer token is required."),
    "tokenInvalid": ProblemType(401, "The token is not valid."),
    "tokenExpired": ProblemType(401, "The token has expired."),
    "scopeMissing": ProblemType(403, "The token lacks the scope that this operation requires."),
    "notFound": ProblemType(404, "Nothing was found."),
    "methodNotAllowed": ProblemType(405, "The method is not allowed here."),
    "eventConflict": ProblemType(409, "An event with this id and other content already exists."),
    "backfillRunning": ProblemType(409, "A backfill is already running.", retryable=True),
    "bodyTooLarge": ProblemType(413, "The request body is too large."),
    "invalidEvent": ProblemType(422, "The event does not conform to the contract."),
    "invalidBody": ProblemType(422, "The request body is invalid."),
    "rateLimited": ProblemType(429, "Too many requests; try again later.", retryable=True),
    "requestRefused": ProblemType(400, "The request is invalid."),
    "internal": ProblemType(500, "An internal error occurred."),
    "ownershipUnproven": ProblemType(
        503, "The owner could not be established because a source did not respond.", retryable=True
    ),
    "identityUnavailable": ProblemType(503, "Tokens cannot be verified at the moment.", retryable=True),
    "sourceUnavailable": ProblemType(503, "A source that the response needs did not respond.", retryable=True),
    "answerLate": ProblemType(503, "The answer could not be derived by the deadline.", retryable=True),
    "tooManyStreams": ProblemType(503, "The maximum number of streams is open.", retryable=True),
    "storeUnavailable": ProblemType(503, "The store is unavailable.", retryable=True),
    "malformedRow": ProblemType(503, "A stored row that the response needs is malformed."),
    "storeRefused": ProblemType(503, "The store refused the request."),
}
_FRAMEWORK = FrameworkCodes(
    invalid="invalidParameter",
    unexpected="internal",
    refused="requestRefused",
    by_status={404: "notFound", 405: "methodNotAllowed"},
)
_PROBLEMS = Problems(PROBLEM_TYPES, realm="rewards")


def install(app: FastAPI, *, failures: StoreFailures) -> None:
    """Answer every exception of the app with a problem, and record those of the store."""

    def store_unavailable(error: StoreUnavailable) -> ApiProblem:
        failures.record(error)
        return ApiProblem("storeRefused" if error.code in REFUSALS else "storeUnavailable")

    _PROBLEMS.install(
        app,
        _FRAMEWORK,
        {
            Unanswered: lambda error: ApiProblem(error.code),
            InvalidEvent: lambda error: ApiProblem(error.code, fields=error.fields),
            InvalidWindow: lambda error: ApiProblem(error.code),
            InvalidIdentifier: lambda _: ApiProblem("invalidIdentifier"),
            StoreUnavailable: store_unavailable,
            TooManyRequests: lambda error: ApiProblem("rateLimited", headers={"Retry-After": str(error.retry_after_s)}),
            # The caller left before the body was complete: nobody reads this, and nothing is wrong here.
            ClientDisconnect: lambda _: ApiProblem("requestRefused"),
        },
    )
