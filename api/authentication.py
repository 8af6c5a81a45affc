"""Authenticates a request by its bearer token."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials

from core.http.bearer import bearer_token
from core.http.openapi import bearer_scheme
from core.identity.tokens import AUDIENCE_AGENT, Principal, TokenVerifier

_Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer_scheme(AUDIENCE_AGENT))]


async def principal_of(request: Request, _: _Credentials) -> Principal:
    """Return the principal that the request's bearer token proves.

    Raises:
        TokenError: ``tokenMissing``, ``tokenExpired`` or ``tokenInvalid``; ``identityUnavailable`` when the keys that
            verify it cannot be fetched.
    """
    tokens: TokenVerifier = request.app.state.tokens
    return await tokens.principal_of(bearer_token(request), audience=AUDIENCE_AGENT)


Caller = Annotated[Principal, Depends(principal_of)]
