"""The bearer token of a request."""

from starlette.requests import HTTPConnection

from core.errors import TokenError


def bearer_token(connection: HTTPConnection) -> str:
    """Return the token of the ``Authorization`` header.

    Raises:
        TokenError: ``tokenMissing`` without a bearer token; ``tokenInvalid`` for more than one header, of which a proxy
            and a service could each read another.
    """
    given = connection.headers.getlist("authorization")
    if len(given) > 1:
        raise TokenError("tokenInvalid")
    scheme, _, token = "".join(given).partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenError("tokenMissing")
    return token.strip()
