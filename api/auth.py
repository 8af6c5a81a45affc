"""From the bearer token of a request to a principal."""

from typing import Annotated

from fastapi import Depends, Request

from rewards.identity import AUDIENCE_AGENT, Principal, TokenError, Tokens

_LONGEST_TOKEN = 4096


def principal_of(request: Request) -> Principal:
    """Verify the request's bearer token.

    Raises:
        TokenError: ``tokenMissing``, ``tokenExpired`` or ``tokenInvalid``.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenError("tokenMissing")
    if len(token) > _LONGEST_TOKEN:
        raise TokenError("tokenInvalid")
    tokens: Tokens = request.app.state.tokens
    return tokens.verify(token.strip(), audience=AUDIENCE_AGENT)


Caller = Annotated[Principal, Depends(principal_of)]
