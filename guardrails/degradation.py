"""Why another model, or none, answered a turn that the configured model was to answer: a closed set."""

from enum import StrEnum


class DegradedReason(StrEnum):
    SUBSTITUTE_MODEL = "substituteModel"  # the first provider did not begin to answer
    MODEL_TIMED_OUT = "modelTimedOut"
    MODEL_UNREACHABLE = "modelUnreachable"
    MODEL_THROTTLED = "modelThrottled"
    MODEL_REJECTED = "modelRejected"  # the provider refuses the request
    MODEL_SUSPENDED = "modelSuspended"  # the circuit breaker of every provider is open
    MODEL_CUT_SHORT = "modelCutShort"  # the answer reached the provider's limit
    MODEL_FAILED = "modelFailed"  # anything else that the model or its provider did wrong
    STEP_LIMIT = "stepLimit"
    BUDGET_SPENT = "budgetSpent"
    NOTHING_CHOSEN = "nothingChosen"  # the model answered, and named no statement of the menu


_OF_CAUSES = {
    "turnTimeUp": DegradedReason.MODEL_TIMED_OUT,
    "ProviderTimeout": DegradedReason.MODEL_TIMED_OUT,
    "ProviderUnreachable": DegradedReason.MODEL_UNREACHABLE,
    "ProviderThrottled": DegradedReason.MODEL_THROTTLED,
    "ProviderRejected": DegradedReason.MODEL_REJECTED,
    "ProvidersExhausted": DegradedReason.MODEL_SUSPENDED,
    "ProviderTruncated": DegradedReason.MODEL_CUT_SHORT,
    "cutShort": DegradedReason.MODEL_CUT_SHORT,
}


def degraded_reason(cause: str) -> DegradedReason:
    """Return the reason for the cause of a model's failure."""
    return _OF_CAUSES.get(cause, DegradedReason.MODEL_FAILED)
