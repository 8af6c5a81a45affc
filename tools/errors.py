"""What can go wrong between a tool and the rewards API.

RewardsError
├── RewardsUnavailable      it may work later
│   ├── RewardsTimeout
│   └── RewardsThrottled
├── RewardsRejected         it will not work however often it is tried
│   ├── RewardsInvalid      the request makes no sense
│   ├── RewardsUnauthorised the token was refused
│   └── RewardsNotFound     missing or not allowed: the two are not told apart
└── ContractViolation       the answer is not what the contract says
"""


class RewardsError(Exception):
    """Base of all failures of a lookup. Carries a code from a closed set, never a body or an identifier."""

    public_code = "lookupFailed"
    retryable = False

    def __init__(self, *, status_code: int | None = None, request_id: str | None = None) -> None:
        super().__init__(self.public_code)
        self.status_code = status_code
        self.request_id = request_id


class RewardsUnavailable(RewardsError):
    public_code = "rewardsUnavailable"
    retryable = True


class RewardsTimeout(RewardsUnavailable):
    public_code = "rewardsTimeout"


class RewardsThrottled(RewardsUnavailable):
    public_code = "rewardsThrottled"


class RewardsRejected(RewardsError):
    public_code = "rewardsRejected"


class RewardsInvalid(RewardsRejected):
    public_code = "invalidRequest"


class RewardsUnauthorised(RewardsRejected):
    public_code = "notAuthorised"


class RewardsNotFound(RewardsRejected):
    public_code = "notFound"


class ContractViolation(RewardsError):
    public_code = "contractViolation"
