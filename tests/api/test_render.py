"""What the edge shows of an answer to a customer, and to nobody's customer."""

import pytest

from agent.events import FactsFound
from api.render import Edge
from guardrails.pii import Span
from guardrails.vault import Vault
from rewards.contract import SourceReport, SourceStatus
from rewards.identity import Principal, Role

CUSTOMER = Principal(role=Role.CUSTOMER, subject="CUST-1001", customer_id="CUST-1001")
AGENT = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-9001", customer_id="CUST-1001")


class _FindsNothing:
    def find(self, text: str) -> list[Span]:
        return []


def _report(source: str, status: str) -> SourceReport:
    return SourceReport(source=source, status=SourceStatus(status), latency_ms=12.5, code="concessionsTimeout")


def _shown(principal: Principal, *reports: SourceReport) -> list[SourceReport]:
    found = FactsFound(facts=[], cashback=[], installments=[], items=[], partial=True, sources=list(reports))
    event = Edge(principal, Vault(_FindsNothing())).event(found, {})
    assert isinstance(event, FactsFound)
    return event.sources


@pytest.mark.parametrize("status", ["timeout", "error", "circuitOpen"])
def test_a_customer_is_not_told_which_database_did_not_answer(status: str) -> None:
    reports = _report("ped", "ok"), _report("lineItems", status), _report("concessions", status)
    assert [(r.source, r.status, r.code, r.latency_ms) for r in _shown(CUSTOMER, *reports)] == [
        ("records", "error", None, 0.0)
    ]


def test_a_customer_of_whom_all_is_known_is_told_of_no_source() -> None:
    assert _shown(CUSTOMER, _report("ped", "ok"), _report("concessions", "empty")) == []


def test_staff_see_each_source() -> None:
    reports = [_report("ped", "ok"), _report("concessions", "timeout")]
    assert _shown(AGENT, *reports) == reports
