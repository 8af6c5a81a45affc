"""What can go wrong between a turn and a language model.

ProviderError
├── ProviderUnreachable  no connection, or it ended before the first byte of an answer
├── ProviderSilent       it took too long: to connect, to the first token, or between two tokens
├── ProviderThrottled    429: it asks to be left alone for a while
├── ProviderFailed       5xx, or an error in the midst of the stream
├── ProviderCutOff       the stream ended before the answer did
├── ProviderRejected     another 4xx: asking again would change nothing
├── ProviderGarbled      what came is not the protocol
└── ProvidersExhausted   each of the providers is being left alone: none was asked

Messages hold a cause from a closed set and never a body: a body may quote the question.
"""

from typing import ClassVar

from guardrails.budget import NotAsked


class ProviderError(Exception):
    """Base of all failures of a provider."""

    cause: ClassVar[str] = "failed"
    counts: ClassVar[bool] = True  # towards leaving the provider alone
    retryable: ClassVar[bool] = False  # before anything of an answer was read

    def __init__(self, *, status: int | None = None, retry_after_s: float | None = None) -> None:
        super().__init__(self.cause)
        self.status = status
        self.retry_after_s = retry_after_s


class ProviderUnreachable(ProviderError):
    cause = "unreachable"
    retryable = True


class ProviderSilent(ProviderError):
    cause = "silent"


class ProviderThrottled(ProviderError):
    cause = "throttled"
    retryable = True


class ProviderFailed(ProviderError):
    cause = "serverError"
    retryable = True


class ProviderCutOff(ProviderError):
    cause = "cutOff"


class ProviderRejected(ProviderError):
    """A wrong key or model is a provider that cannot answer; a request that it finds too long is not its fault."""

    cause = "rejected"

    @property
    def is_ours(self) -> bool:
        return self.status in (400, 413, 422)


class ProviderGarbled(ProviderError):
    cause = "garbled"


class ProvidersExhausted(ProviderError, NotAsked):
    cause = "exhausted"
    counts = False


def error_for(status: int, *, retry_after_s: float | None = None) -> ProviderError:
    """Give the error of a status that is not 200."""
    if status == 429:
        return ProviderThrottled(status=status, retry_after_s=retry_after_s)
    kind = ProviderFailed if status >= 500 or status == 408 else ProviderRejected
    return kind(status=status, retry_after_s=retry_after_s)
