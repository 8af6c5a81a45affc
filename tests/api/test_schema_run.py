"""Whatever the document of the chat service allows, and much that it forbids: no 5xx, and announced answers only."""

import asyncio
from argparse import Namespace
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.schemas import BaseSchema

from api.app import create_app
from cli.demo_stack import build_demo
from core.identity.tokens import AUDIENCE_AGENT, Principal
from rewards.demo import DEMO_NOW
from tests.docs.documents import ROOT
from tests.harness import AGENT, LEAD, SHOPPER
from tests.story_order import CUSTOMER, ORDER

CONFIG = schemathesis.Config.from_path(ROOT / "schemathesis.toml")  # as for the command; all checks are on
ENDLESS = "followOrder"
PRINCIPALS = (AGENT, LEAD, SHOPPER)
MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
KNOWN = {"brf": ORDER, "customer_id": CUSTOMER, "gift_card_id": "GC-7F3K-9Q2M-1111", "model": "rewards-agent"}
WINDOW = {"from": "2026-10-01T00:00:00Z", "to": "2026-12-01T00:00:00+05:30"}


async def _nothing() -> None:
    return


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[BaseSchema, dict[str, str]]]:
    """The document, and a header for each role. The service is that of the demo, over its records."""
    with TemporaryDirectory() as folder:
        stack = build_demo(Namespace(data=Path(folder), now=DEMO_NOW, fail=None))
        app = create_app(
            agent=stack.service.agent,
            tokens=stack.tokens,
            on_close=_nothing,  # schemathesis runs the lifespan more than once
            readiness=stack.service.readiness,
            audit_log=stack.service.audit_log,
        )

        def bearer(principal: Principal) -> str:
            return "Bearer " + stack.tokens.mint(principal, audiences=(AUDIENCE_AGENT,), ttl=timedelta(hours=1))

        yield (
            schemathesis.openapi.from_asgi("/openapi.json", app, config=CONFIG),
            {principal.role.value: bearer(principal) for principal in PRINCIPALS},
        )
        asyncio.run(stack.aclose())


def operations(document: BaseSchema) -> list[Any]:
    found = [result.ok() for result in document.get_all_operations() if isinstance(result, Ok)]
    return [operation for operation in found if operation.definition.raw["operationId"] != ENDLESS]


def call(service: tuple[BaseSchema, dict[str, str]], data: st.DataObject, mode: schemathesis.GenerationMode) -> None:
    document, headers = service
    operation = data.draw(st.sampled_from(operations(document)))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    if mode is schemathesis.GenerationMode.POSITIVE and data.draw(
        st.booleans()
    ):  # what is made up leads to little but 404s
        case.path_parameters = {name: KNOWN.get(name, "conv_unknown") for name in case.path_parameters or ()}
        if "customer_id" in case.path_parameters:
            case.query = dict(WINDOW)
    role = data.draw(st.sampled_from(sorted(headers)))
    case.call_and_validate(headers={"Authorization": headers[role]})


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@seed(20261123)
@settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_service_keeps_its_document(
    service: tuple[BaseSchema, dict[str, str]], data: st.DataObject, mode: schemathesis.GenerationMode
) -> None:
    call(service, data, mode)


@pytest.mark.nightly
@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=400, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_service_keeps_its_document_for_long(
    service: tuple[BaseSchema, dict[str, str]], data: st.DataObject, mode: schemathesis.GenerationMode
) -> None:
    call(service, data, mode)
