"""The summary of a case: the recent orders of its customer, looked up page by page through the tool gateway."""

from dataclasses import replace
from datetime import datetime, timedelta

from agent.reading.question import Question
from api.edge_rendering import Edge
from api.records.case_orders import add_up, describe_order
from api.records.case_view import CaseSummary, CaseWindow
from api.records.record_reader import RecordReader
from api.records.statement_lines import statement_lines
from core.contract import SourceReport, SourceStatus
from core.http.problem import ApiProblem
from core.identity.tokens import Principal
from core.windows import Window
from guardrails.turn_scope import TurnScope
from language.days import Days
from statements.topics import Topic
from tools import wording
from tools.cards import ToolStatus
from tools.record_lookups import LIST_ORDERS
from tools.tool_outcome import ToolOutcome

RECENT_DAYS = 180  # before today; as far back as a question that names no day is looked up
_PAGE = 50
_MAX_PAGES = 4  # a page may be empty and still not be the last
_IN_FULL = (SourceStatus.OK, SourceStatus.EMPTY, SourceStatus.NOT_REQUESTED)
_TYPED = frozenset({"orders.lines", "search.found"})  # the summary has the orders and the window as values


async def summarise_case(reader: RecordReader, principal: Principal, now: datetime) -> CaseSummary:
    """Return the summary of the case, or of the customer's own orders.

    Raises:
        ApiProblem: ``customerMissing`` when the token names no customer; the code of a first lookup that failed.
        GuardrailError: a guard could not do its work.
    """
    if principal.customer_id is None:
        raise ApiProblem("customerMissing")
    zone = wording.get_zone(principal.locale)
    today = now.astimezone(zone).date()
    start, end = Days(today - timedelta(days=RECENT_DAYS), today).to_instants(zone)
    window = Window(start=start, end=end)
    scope = reader.new_scope()
    found = await _look_up(reader, scope, principal.customer_id, window)
    edge = Edge(principal, scope.vault)
    records = [order.record for order in found.orders]
    orders = [describe_order(record, edge, now) for record in records]
    language = "hi" if principal.locale.startswith("hi") else "en"
    return CaseSummary(
        window=CaseWindow(start=window.start, end=window.end),
        orders=orders,
        totals=add_up(records, is_complete=not (found.has_more or found.partial)),
        open=[order.business_reference_id for order in orders if order.is_open],
        unknown=[order.business_reference_id for order in orders if order.is_open is None],
        needs_action=[order.business_reference_id for order in orders if order.needs_action],
        lines=statement_lines(found, scope, edge, now, _asked(found, language), leave_out=_TYPED),
        language=language,
        has_more=found.has_more,
        partial=found.partial,
        sources=edge.sources(list(found.sources)),
        as_of=min((record.as_of for record in records), default=now),
    )


async def _look_up(reader: RecordReader, scope: TurnScope, customer_id: str, window: Window) -> ToolOutcome:
    """Return the pages of a search as one outcome. A page that cannot be read leaves the outcome partial."""
    pages: list[ToolOutcome] = []
    cursor: str | None = None
    is_cut_off = False
    while len(pages) < _MAX_PAGES:
        arguments = {"customerId": customer_id, "from": window.start, "to": window.end, "limit": _PAGE}
        try:
            pages.append(await reader.look_up(LIST_ORDERS, arguments | {"cursor": cursor}, scope))
        except ApiProblem:
            if not pages:
                raise
            is_cut_off = True
            break
        cursor = pages[-1].next_cursor
        if cursor is None:
            break
    orders = {order.order_id: order for page in pages for order in page.orders}
    return replace(
        pages[0],
        status=ToolStatus.OK if orders else ToolStatus.EMPTY,
        orders=tuple(orders.values()),
        has_more=pages[-1].has_more,
        partial=is_cut_off or any(page.partial for page in pages),
        sources=_merge_sources(pages),
    )


def _merge_sources(pages: list[ToolOutcome]) -> tuple[SourceReport, ...]:
    """Return one report for each source, which is one that is not in full if there is any."""
    merged: dict[str, SourceReport] = {}
    for report in (report for page in pages for report in page.sources):
        known = merged.get(report.source)
        if known is None or (known.status in _IN_FULL and report.status not in _IN_FULL):
            merged[report.source] = report
    return tuple(merged.values())


def _asked(found: ToolOutcome, language: str) -> Question:
    topics = {Topic.TOTALS, Topic.NEEDS_ACTION} if len(found.orders) > 1 else {Topic.POSITION}
    return Question(topics=frozenset(topics), wants_all_orders=True, language=language)
