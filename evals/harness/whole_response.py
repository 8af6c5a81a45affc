"""An answer of a service in this process, read as a whole."""

import httpx

_OF_THE_ENCODED_BODY = ("content-encoding", "content-length")


async def whole_response(response: httpx.Response) -> httpx.Response:
    """Return the answer with its body, which is not compressed any more."""
    headers = {name: value for name, value in response.headers.items() if name not in _OF_THE_ENCODED_BODY}
    return httpx.Response(response.status_code, headers=headers, content=await response.aread())
