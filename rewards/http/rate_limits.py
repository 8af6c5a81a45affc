"""The rate limits of the routes, per caller: one rate for reading, and one for writing."""

from starlette.types import Scope

from core.http.rate_limit_headers import note_usage
from core.identity.tokens import Principal
from core.rate_limits import RateLimits


async def count_request(limits: RateLimits | None, caller: Principal, scope: Scope) -> None:
    """Count a request of a caller whose token was verified, or refuse it.

    Raises:
        TooManyRequests: when the caller has none left.
    """
    if limits is None:
        return
    purpose = "write" if scope["method"] == "POST" else "read"
    try:
        await limits.admit(caller, purpose)
    finally:
        note_usage(scope, await limits.usage(caller, purpose))
