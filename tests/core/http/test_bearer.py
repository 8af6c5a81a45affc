"""One bearer token, in one header."""

import pytest
from starlette.requests import HTTPConnection

from core.errors import TokenError
from core.http.bearer import bearer_token


def _with(*values: bytes) -> HTTPConnection:
    return HTTPConnection({"type": "http", "headers": [(b"authorization", value) for value in values]})


@pytest.mark.parametrize("value", [b"Bearer a.b.c", b"bearer a.b.c", b"BEARER  a.b.c "])
def test_the_token_is_returned(value: bytes) -> None:
    assert bearer_token(_with(value)) == "a.b.c"


@pytest.mark.parametrize("values", [(), (b"",), (b"Basic YTpi",), (b"Bearer",), (b"Bearer  ",), (b"a.b.c",)])
def test_without_a_bearer_token_it_is_missing(values: tuple[bytes, ...]) -> None:
    with pytest.raises(TokenError, match="tokenMissing"):
        bearer_token(_with(*values))


@pytest.mark.parametrize("values", [(b"Bearer a", b"Bearer b"), (b"Bearer a", b"Bearer a"), (b"Basic x", b"Bearer a")])
def test_two_headers_are_refused(values: tuple[bytes, ...]) -> None:
    with pytest.raises(TokenError, match="tokenInvalid"):
        bearer_token(_with(*values))
