"""Whatever the document allows, and much that it forbids: no server error, and no answer but the announced ones."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.identity.tokens import SCOPE_ADMIN, SCOPE_INGEST, SCOPE_READ, Principal, Role
from rewards.app import create_app
from rewards.demo import DEMO_WORLD, STORY_ORDER
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import CLOCK, TOKENS, bearer

pytestmark = pytest.mark.slow

ANYTHING = frozenset({SCOPE_READ, SCOPE_INGEST, SCOPE_ADMIN})
HEADERS = bearer(Principal(role=Role.SERVICE, subject="schema", scopes=ANYTHING), ttl_s=3600)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [
    ("GET", "/promotion-executions/{brf}"),
    ("GET", "/promotion-executions/{brf}/cashback"),
    ("GET", "/promotion-executions/{brf}/issuances"),
    ("GET", "/customers/{customerId}/promotion-executions"),
    ("GET", "/gift-cards/{gcId}/issuances"),
    ("POST", "/concession-events"),
    ("POST", "/concession-events/batch"),
    ("GET", "/admin/backfill"),
    ("POST", "/admin/backfill"),
]
WITHOUT_PARAMETERS = [("GET", "/health/live"), ("GET", "/health/ready"), ("GET", "/metrics")]
WINDOW: dict[str, object] = {"from": "2026-10-01T00:00:00Z", "to": "2026-12-01T00:00:00+05:30"}
QUERIES: dict[str, list[dict[str, object]]] = {
    "/customers/{customerId}/promotion-executions": [
        WINDOW,
        WINDOW | {"limit": 1, "order": "desc"},
        WINDOW | {"timeField": "issued", "status": "ISSUED"},
        WINDOW | {"version": 2},
        WINDOW | {"version": 2, "include": "issuances", "timeField": "reserved"},
    ],
    "/promotion-executions/{brf}": [{"version": 1}, {"version": 2}, {"version": 2, "include": "conflicts"}],
    "/promotion-executions/{brf}/issuances": [{}, {"limit": 1}, WINDOW],
}
KNOWN = {"brf": STORY_ORDER, "customerId": "CUST-1001", "gcId": "GC-7F3K-9Q2M-1111"}


@pytest.fixture(scope="module")
def app() -> Iterator[FastAPI]:
    with TemporaryDirectory() as folder:
        store = SqliteStore.open(Path(folder) / "rewards.sqlite3")
        load_jsonl(DEMO_WORLD, store)
        yield create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings())
        store.close()


@pytest.fixture(scope="module")
def document(app: FastAPI) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def test_no_operation_is_left_untried(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    announced = {(method.upper(), path) for path, operations in paths.items() for method in operations}
    assert announced == {
        *OPERATIONS,
        *WITHOUT_PARAMETERS,
        ("GET", "/promotion-executions/{brf}/events-stream"),
    }  # which has no end


@pytest.mark.parametrize(("method", "path"), [*OPERATIONS, *WITHOUT_PARAMETERS])
@seed(20261123)
@settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_operation_keeps_the_document(document: BaseSchema, data: st.DataObject, method: str, path: str) -> None:
    case = data.draw(document[path][method].as_strategy())
    if data.draw(st.booleans()):  # what is made up leads to nothing but 400s and 404s
        case.path_parameters = {name: KNOWN[name] for name in case.path_parameters or ()}
        case.query = data.draw(st.sampled_from(QUERIES.get(path, [{}])))
    case.call_and_validate(headers=HEADERS, checks=CHECKS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@seed(20261123)
@settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_operation_bears_what_the_document_forbids(
    document: BaseSchema, data: st.DataObject, method: str, path: str
) -> None:
    case = data.draw(document[path][method].as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))
    case.call_and_validate(headers=HEADERS, checks=CHECKS)
