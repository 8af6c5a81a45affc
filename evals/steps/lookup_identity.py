"""With whose token the chat service asks the rewards API in a step: the caller's own, no wider, and for a minute."""

from collections.abc import Iterator
from datetime import timedelta

from evals.steps.actor import Actor
from evals.steps.seen_step import SeenStep

_LONGEST = timedelta(seconds=60)
_OF_NOBODY = "/health/"  # asked without a token
_SAME = ("role", "subject", "case_id", "customer_id", "reason", "scopes")


def identity_problems(seen: SeenStep, actor: Actor) -> Iterator[str]:
    """Yield what about the identity of a lookup is not the caller's."""
    expected = actor.principal()
    for request in seen.requests:
        if request.path.startswith(_OF_NOBODY):
            continue
        bearer = request.bearer
        if bearer is None:
            yield f"{request} has no token of the chat service"
            continue
        differing = [name for name in _SAME if getattr(bearer, name) != getattr(expected, name)]
        if differing:
            yield f"{request} is made with another {' and '.join(differing)}"
        if request.token_ttl is None or request.token_ttl > _LONGEST:
            yield f"{request} has a token for {request.token_ttl}"
