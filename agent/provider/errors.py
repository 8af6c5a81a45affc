"""Failures of a language model's provider.

ProviderError
├── ProviderUnreachable    no connection, or it ended before the first byte of an answer
├── ProviderTimeout        it took too long: to connect, to the first token, or between two tokens
├── ProviderThrottled      429: too many requests
├── ProviderFailed         5xx, or an error within the stream
├── ProviderTruncated      the stream ended before the answer did
├── ProviderRejected       another 4xx: a retry would not help
├── ProviderProtocolError  the response does not follow the protocol
└── ProvidersExhausted     the circuit breaker of every provider is open: none was asked

Messages hold a cause from a closed set and never a body, which may quote the question. Only the code and the parameter
that a body names are used.
"""

from typing import ClassVar

from agent.provider.error_bodies import ServerRefusal
from guardrails.token_budget import NotAsked

_NO_BODY = ServerRefusal()


class ProviderError(Exception):
    """Base of all failures of a provider."""

    cause: ClassVar[str] = "failed"
    counts: ClassVar[bool] = True  # towards opening its circuit breaker
    retryable: ClassVar[bool] = False  # as long as nothing of an answer was read

    def __init__(
        self, *, status: int | None = None, retry_after_s: float | None = None, refusal: ServerRefusal = _NO_BODY
    ) -> None:
        super().__init__(self.cause)
        self.status = status
        self.retry_after_s = retry_after_s
        self.provider_code = refusal.code
        self.parameter = refusal.parameter  # was sent and could be left out


class ProviderUnreachable(ProviderError):
    cause = "unreachable"
    retryable = True


class ProviderTimeout(ProviderError):
    cause = "silent"


class ProviderThrottled(ProviderError):
    cause = "throttled"
    retryable = True


class ProviderFailed(ProviderError):
    cause = "serverError"
    retryable = True


class ProviderTruncated(ProviderError):
    cause = "cutOff"


class ProviderRejected(ProviderError):
    """Another 4xx. A wrong key or model is a failing provider; a request that it finds too long is not."""

    cause = "rejected"

    @property
    def is_request_error(self) -> bool:
        return self.status in (400, 413, 422)


class ProviderProtocolError(ProviderError):
    cause = "garbled"


class ProvidersExhausted(ProviderError, NotAsked):
    cause = "exhausted"
    counts = False


def build_error(status: int, *, retry_after_s: float | None = None, refusal: ServerRefusal = _NO_BODY) -> ProviderError:
    """Return the error for a status other than 200."""
    kind: type[ProviderError] = ProviderRejected
    if status == 429:
        kind = ProviderThrottled
    elif status >= 500 or status == 408:
        kind = ProviderFailed
    return kind(status=status, retry_after_s=retry_after_s, refusal=refusal)
