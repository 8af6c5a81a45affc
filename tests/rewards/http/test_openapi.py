"""Whatever the document allows, and much that it forbids: no server error, and no answer but the announced ones."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis.schemas import BaseSchema

from core.contract import ExecutionV1
from core.event_contract import BatchReceipts, EventReceipt
from core.http.problem import Problem
from core.identity.tokens import SCOPE_ADMIN, SCOPE_INGEST, SCOPE_READ, Principal, Role
from rewards.app import create_app
from rewards.demo import DEMO_WORLD, STORY_ORDER
from rewards.http.openapi_examples import BODIES, PROBLEM, RESPONSES
from rewards.http.problems import PROBLEM_TYPES
from rewards.ingest.event_ingest import parse_event
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.stores.sqlite_store import SqliteStore
from tests.docs.documents import ROOT
from tests.rewards.conftest import CLOCK, TOKENS, bearer

pytestmark = pytest.mark.slow

ANYTHING = frozenset({SCOPE_READ, SCOPE_INGEST, SCOPE_ADMIN})
HEADERS = bearer(Principal(role=Role.SERVICE, subject="schema", scopes=ANYTHING), ttl_s=3600)
CONFIG = schemathesis.Config.from_path(ROOT / "schemathesis.toml")  # as for the command; all checks are on
OPERATIONS = [
    ("GET", "/promotion-executions/{brf}"),
    ("GET", "/promotion-executions/{brf}/cashback"),
    ("GET", "/promotion-executions/{brf}/issuances"),
    ("GET", "/customers/{customerId}/promotion-executions"),
    ("GET", "/gift-cards/{gcId}/issuances"),
    ("GET", "/worklist"),
    ("POST", "/concession-events"),
    ("POST", "/concession-events/batch"),
    ("GET", "/admin/backfill"),
    ("POST", "/admin/backfill"),
    ("DELETE", "/admin/backfill"),
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
    return schemathesis.openapi.from_asgi("/openapi.json", app, config=CONFIG)


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
    case.call_and_validate(headers=HEADERS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@seed(20261123)
@settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_operation_bears_what_the_document_forbids(
    document: BaseSchema, data: st.DataObject, method: str, path: str
) -> None:
    case = data.draw(document[path][method].as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))
    case.call_and_validate(headers=HEADERS)


def test_operations_have_short_ids_and_a_scheme(app: FastAPI) -> None:
    document = app.openapi()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids)
    assert {"getExecution", "getCashback", "getIssuances", "findExecutions", "postEvent", "postEvents"} <= set(ids)
    open_ids = {operation["operationId"] for operation in operations if "security" not in operation}
    assert open_ids == {"live", "ready", "metrics"}
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"


def test_parameters_are_never_null_and_a_search_needs_its_window(app: FastAPI) -> None:
    document = app.openapi()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    parameters = [parameter for operation in operations for parameter in operation.get("parameters", ())]
    query = [parameter["schema"] for parameter in parameters if parameter["in"] == "query"]
    assert query
    assert not [schema for schema in query if "anyOf" in schema]
    search = document["paths"]["/customers/{customerId}/promotion-executions"]["get"]["parameters"]
    required = {parameter["name"] for parameter in search if parameter["required"]}
    assert required == {"customerId", "from", "to"}


def test_every_code_and_limit_is_in_the_document(app: FastAPI) -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert set(schemas["Problem"]["properties"]["code"]["enum"]) == set(PROBLEM_TYPES)
    assert "INR" in schemas["ConcessionEvent"]["properties"]["currency"]["enum"]
    assert schemas["ConcessionEvent"]["properties"]["amountMinor"]["maximum"] == 10**15
    assert not [name for name in schemas if name.startswith("Page_")]


def test_examples_are_valid(app: FastAPI) -> None:
    for example in (*BODIES["postEvent"].values(), {"value": BODIES["postEvents"]["batch"]["value"]["events"][0]}):
        assert parse_event(example["value"]).business_reference_id == STORY_ORDER
    promotions = ExecutionV1.model_validate(RESPONSES["getExecution"]["v1"]["value"]).promotions
    receipts = BatchReceipts.model_validate(RESPONSES["postEvents"]["receipts"]["value"]).receipts
    replayed = EventReceipt.model_validate(RESPONSES["postEvent"]["replayed"]["value"])
    problem = Problem.model_validate(PROBLEM)
    assert (len(promotions), [receipt.index for receipt in receipts], replayed.outcome) == (1, [0, 1], "replayed")
    assert problem.title == PROBLEM_TYPES[problem.code].title
