"""Failures of the rewards API, as a tool sees them.

RewardsError
├── RewardsUnavailable
│   ├── RewardsTimeout
│   └── RewardsThrottled
├── RewardsRejected
│   ├── RewardsInvalid
│   ├── RewardsUnauthorised
│   └── RewardsNotFound
└── ContractViolation
"""

from typing import ClassVar


class RewardsError(Exception):
    """Base of all failures of a lookup. It carries a code from a closed set, never a body or an identifier."""

    public_code: ClassVar[str] = "lookupFailed"
    retryable: ClassVar[bool] = False

    def __init_subclass__(cls, *, code: str) -> None:
        cls.public_code = code

    def __init__(self, *, status_code: int | None = None, request_id: str | None = None) -> None:
        super().__init__(self.public_code)
        self.status_code = status_code
        self.request_id = request_id


class RewardsUnavailable(RewardsError, code="rewardsUnavailable"):
    """The API failed or could not be reached; a retry may succeed."""

    retryable = True


class RewardsTimeout(RewardsUnavailable, code="rewardsTimeout"):
    """The API did not answer in time."""


class RewardsThrottled(RewardsUnavailable, code="rewardsThrottled"):
    """The API received too many requests."""


class RewardsRejected(RewardsError, code="rewardsRejected"):
    """The API refused the request; a retry will not succeed."""


class RewardsInvalid(RewardsRejected, code="invalidRequest"):
    """The request is not valid."""


class RewardsUnauthorised(RewardsRejected, code="notAuthorised"):
    """The token was refused."""


class RewardsNotFound(RewardsRejected, code="notFound"):
    """The resource is missing or not allowed; callers cannot tell which."""


class ContractViolation(RewardsError, code="contractViolation"):
    """The response does not follow the contract."""
