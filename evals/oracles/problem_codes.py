"""The problems of both services by code, written out from the documents: the status, and whether a retry may help."""

from collections.abc import Mapping
from types import MappingProxyType

Meaning = tuple[int, bool]  # the status, and whether the same request may succeed later


def _table(rows: Mapping[Meaning, str]) -> Mapping[str, Meaning]:
    return MappingProxyType({code: meaning for meaning, codes in rows.items() for code in codes.split()})


_OF_REWARDS = _table(
    {
        (400, False): (
            "unsupportedVersion invalidIdentifier invalidParameter windowRequired invalidTime offsetRequired"
            " emptyWindow windowTooLong invalidCursor requestRefused"
        ),
        (401, False): "tokenMissing tokenInvalid tokenExpired",
        (403, False): "scopeMissing",
        (404, False): "notFound",
        (405, False): "methodNotAllowed",
        (409, False): "eventConflict",
        (409, True): "backfillRunning",
        (413, False): "bodyTooLarge",
        (422, False): "invalidEvent invalidBody",
        (429, True): "rateLimited",
        (500, False): "internal",
        (503, False): "malformedRow storeRefused",
        (503, True): (
            "ownershipUnproven identityUnavailable sourceUnavailable answerLate tooManyStreams storeUnavailable"
        ),
    }
)
_OF_CHAT = _table(
    {
        (
            400,
            False,
        ): "cursorInvalid invalidIdentifier invalidTime offsetRequired emptyWindow windowTooLong requestFailed",
        (401, False): "tokenMissing tokenInvalid tokenExpired",
        (403, False): "caseMismatch notAllowed originNotAllowed",
        (404, False): "notFound conversationNotFound",
        (405, False): "methodNotAllowed",
        (406, False): "notAcceptable",
        (409, False): "turnNotLast",
        (409, True): "turnInProgress",
        (413, False): "tooLarge",
        (415, False): "mediaTypeUnsupported",
        (422, False): "invalidRequest contentUnsupported customerMissing reasonRequired",
        (429, False): "conversationFull",
        (429, True): "rateLimited",
        (499, False): "clientClosedRequest",
        (500, False): "guardFault",
        (500, True): "internalError",
        (503, False): "guardrail rewardsRejected notAuthorised contractViolation lookupFailed",
        (503, True): (
            "turnFailed stepLimit modelUnavailable conversationsUnavailable notReady identityUnavailable"
            " policyUnavailable auditUnavailable redactionFailed rewardsUnavailable rewardsTimeout rewardsThrottled"
        ),
    }
)
MEANINGS: Mapping[str, Mapping[str, Meaning]] = MappingProxyType({"rewards": _OF_REWARDS, "chat": _OF_CHAT})
REALMS: Mapping[str, str] = MappingProxyType({"rewards": "rewards", "chat": "rewards-agent"})
