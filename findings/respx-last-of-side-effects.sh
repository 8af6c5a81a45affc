#!/bin/sh
# Expected: when a list of mocked responses is used up, the mock reports it (its own assertion), or repeats the last one.
# Observed (respx 0.23.1): the next request raises a bare StopIteration, and an async client RuntimeError("... raised
# StopIteration"). Neither is an httpx error and neither is an AssertionError, so code that retries once more than the
# test expects fails with a message that names neither the route nor the request; a broad handler around the client
# takes it for a bug in the program.
# Consequence: end the list with a response that repeats (itertools.chain([...], itertools.repeat(last))).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'respx==0.23.1' 'httpx==0.28.1'
"$folder/venv/bin/python" - <<'PY'
import asyncio

import httpx
import respx


def router() -> respx.MockRouter:
    made = respx.MockRouter(assert_all_called=False)
    made.get("https://rewards.test/orders").mock(side_effect=[httpx.Response(503), httpx.Response(200)])
    return made


def sync() -> list[str]:
    client = httpx.Client(transport=httpx.MockTransport(router().handler))
    return [outcome(lambda: client.get("https://rewards.test/orders")) for _ in range(3)]


def outcome(ask) -> str:
    try:
        return str(ask().status_code)
    except Exception as error:
        return type(error).__name__


async def asynchronous() -> list[str]:
    client, results = httpx.AsyncClient(transport=httpx.MockTransport(router().async_handler)), []
    for _ in range(3):
        try:
            results.append(str((await client.get("https://rewards.test/orders")).status_code))
        except Exception as error:
            results.append(type(error).__name__)
    return results


plain, awaited = sync(), asyncio.run(asynchronous())
print("sync", plain, "| async", awaited)
assert plain == ["503", "200", "StopIteration"], plain
assert awaited[:2] == ["503", "200"] and awaited[2] == "RuntimeError", awaited
PY
