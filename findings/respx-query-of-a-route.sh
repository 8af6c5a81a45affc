#!/bin/sh
# Expected: a mocked route with a query matches the same requests, whether the query is in the URL or given as params.
# Observed (respx 0.23.1): in the URL it matches exactly; as params= it matches every request that has at least these
# parameters. A double that should answer only "?customerId=C1" also answers "?customerId=C1&includeClosed=true", so a
# test does not notice a client that asks for more than it should.
# Consequence: write params__eq= (or the query in the URL) where a double stands for an authorisation boundary.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'respx==0.23.1' 'httpx==0.28.1'
"$folder/venv/bin/python" - <<'PY'
import httpx
import respx


def status(pattern: dict, url: str) -> str:
    router = respx.MockRouter(assert_all_called=False)
    router.get(**pattern).respond(200)
    client = httpx.Client(transport=httpx.MockTransport(router.handler))
    try:
        return str(client.get(url).status_code)
    except respx.models.AllMockedAssertionError:
        return "not mocked"


ADDRESS, MORE = "https://rewards.test/orders", "https://rewards.test/orders?customerId=C1&includeClosed=true"
seen = {
    "params": status({"url": ADDRESS, "params": {"customerId": "C1"}}, MORE),
    "params__eq": status({"url": ADDRESS, "params__eq": {"customerId": "C1"}}, MORE),
    "in the URL": status({"url": f"{ADDRESS}?customerId=C1"}, MORE),
}
print(seen)
assert seen == {"params": "200", "params__eq": "not mocked", "in the URL": "not mocked"}, seen
PY
