"""What a guard raises when it refuses something.

GuardrailError
├── Denied             the principal may not do this; looks like "does not exist" from outside
├── PolicyUnavailable  no decision could be made, so the answer is no
│   └── PolicyInvalid  the policy files are not what they should be: the service does not start
├── AuditUnavailable   what was decided cannot be recorded, so it must not happen
├── RedactionFailed    personal data could not be looked for, so the text may not go on
└── GuardFault         a guard broke: a fault in our code, and nothing goes on that it should have looked at

Only ``public_code`` (and what ``PolicyInvalid`` says at start) may be shown, logged or sent; the message never echoes
the text that was guarded.
"""

from typing import ClassVar


class GuardrailError(Exception):
    """A guard refused something."""

    public_code: ClassVar[str] = "guardrail"
    retryable: ClassVar[bool] = False


class Denied(GuardrailError):
    """The principal may not see or do what was asked. Its code is that of a missing record, on purpose."""

    public_code = "notFound"


class PolicyUnavailable(GuardrailError):
    """The policy could not be evaluated: denied until it can."""

    public_code = "policyUnavailable"
    retryable = True


class PolicyInvalid(PolicyUnavailable):
    """The policy files cannot be used. The message says why, for whoever starts the service."""


class AuditUnavailable(GuardrailError):
    """The audit log cannot be written, so nothing that would have to be in it may happen."""

    public_code = "auditUnavailable"
    retryable = True


class RedactionFailed(GuardrailError):
    """The search for personal data failed or could not start."""

    public_code = "redactionFailed"
    retryable = True


class GuardFault(GuardrailError):
    """A guard broke. ``guard`` says which; asking again would break it again."""

    public_code = "guardFault"

    def __init__(self, guard: str) -> None:
        super().__init__(guard)
        self.guard = guard


class ModelMisbehaved(Exception):
    """A model's output cannot be used; ``cause`` is from a closed set. Not a guard's refusal: the turn goes on."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause
