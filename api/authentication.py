"""Authenticates a request by its bearer token."""

from typing import Annotated

from fastapi import Depends, Request

from core.http.bearer import bearer_token
from core.identity.tokens import AUDIENCE_AGENT, Principal, TokenVerifier


async def principal_of(request: Request) -> Principal:
    """Return the principal that the request's bearer token proves.

    Raises:
        TokenError: ``tokenMissing``, ``tokenExpired`` or ``tokenInvalid``; ``identityUnavailable`` when the keys that
            verify it cannot be fetched.
    """
    tokens: TokenVerifier = request.app.state.tokens
    return await tokens.principal_of(bearer_token(request), audience=AUDIENCE_AGENT)


Caller = Annotated[Principal, Depends(principal_of)]
