"""The notifications of one order's changes, out of the live stream of the rewards API. Its positions are not used.

A notification means that the order may have changed; what it is now has to be looked up, as everything has.
"""

from collections.abc import AsyncGenerator

import httpx

from tools.errors import RewardsTimeout, RewardsUnavailable

TIMEOUT = httpx.Timeout(5.0, connect=1.0, read=40.0)  # the API sends a keep-alive every 15 s
_EXPIRED = '"tokenExpired"'


async def change_ids(response: httpx.Response) -> AsyncGenerator[str]:
    """Yield the id of each position of the stream, the first of which comes at once; end when the token has expired.

    Raises:
        RewardsTimeout: nothing arrived in time.
        RewardsUnavailable: the stream ended for any other reason.
    """
    name = event_id = data = ""
    try:
        async for line in response.aiter_lines():
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "id":
                event_id = value
            elif field == "data":
                data = value
            elif not line and name == "position":
                yield event_id
                name = event_id = data = ""
            elif not line and name == "end" and _EXPIRED in data:
                return
    except httpx.TimeoutException as error:
        raise RewardsTimeout from error
    except httpx.HTTPError as error:
        raise RewardsUnavailable from error
    raise RewardsUnavailable
