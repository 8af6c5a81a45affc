"""Process a world with the product's own code: sources and fold of the rewards API, record, projection, facts, menu."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from api.edge_rendering import Edge
from core.contract import ExecutionV2, SourceName
from core.identity.tokens import Principal, Role
from core.money import Money
from core.windows import TimeField, Window
from evals.menu_oracle.worlds import CUSTOMER, ZONE, Days, Row, Turn, World
from guardrails.authorization.field_projection import Projection, as_customer
from guardrails.pii import Span
from guardrails.pii.vault import Vault
from language.message_catalogue import Reader, load_catalogue
from rewards.auth.ownership import require_visible
from rewards.errors import NotFound, OwnershipUnproven, SourceUnavailable
from rewards.order_views import Stamp, execution_v2
from rewards.sources.base import Sources
from rewards.sources.failing import with_failure
from rewards.sources.gathering import Deadline, gather_order
from rewards.sources.standard import standard_sources
from rewards.stores.base import Rows
from rewards.stores.order_places import OrderPlace, PlaceIndex, PlacePage, PlaceQuery
from rewards.window_query import WindowQuery
from rewards.window_search import search
from rewards.window_views import V2View
from statements.approved_texts import NO_KNOWLEDGE, ApprovedTexts
from statements.asked_details import AskedDetails
from statements.menu import Menu
from statements.realiser import Realiser
from statements.situation import Situation, Viewer
from statements.statement import Statement, StatementIds, statement_key
from tools.cards import Label, ToolStatus
from tools.fact_builder import build_outcome
from tools.facts import FactBook
from tools.order_record import LookupResult, from_execution
from tools.tool_outcome import ToolOutcome

TOOL = "get_promotion_execution_details"
STAFF, CUSTOMER_VIEW = Role.SUPPORT_LEAD, Role.CUSTOMER
_LEAD = Principal(subject="lead", role=Role.SUPPORT_LEAD, reason="a check")
_PRINCIPALS = {STAFF: _LEAD, CUSTOMER_VIEW: Principal(subject="u", role=Role.CUSTOMER, customer_id=CUSTOMER)}
_DAY_MS = 86_400_000  # from the import of this module on, and a whole run of the tests may take long
_NO_LIMIT = Deadline.within(deadline_ms=_DAY_MS, source_timeout_ms=_DAY_MS)


class _Reader:
    """The rows of a world, with the read interface of a store."""

    is_immediate = True

    def __init__(self, world: World) -> None:
        self._world = world

    async def ped_of_order(self, business_reference_id: str) -> Rows:
        return _of(self._world.ped, business_reference_id)

    async def line_items_of_order(self, business_reference_id: str) -> Rows:
        return _of(self._world.items, business_reference_id)

    async def events_of_order(self, business_reference_id: str) -> Rows:
        return _of(self._world.events, business_reference_id)

    async def ped_owner_of_order(self, business_reference_id: str) -> Rows:
        return [{"customerId": row["customerId"]} for row in _of(self._world.ped, business_reference_id)[:1]]

    async def event_owner_of_order(self, business_reference_id: str) -> Rows:
        return [{"customerId": row["customerId"]} for row in _of(self._world.events, business_reference_id)[:1]]

    async def events_of_gift_card(self, gift_card_id: str) -> Rows:
        return [row for row in self._world.events if row.get("gcId") == gift_card_id]

    async def order_places(self, query: PlaceQuery) -> PlacePage | None:
        if query.index is not PlaceIndex.CREATED:
            return None
        own = [row for row in self._world.ped if row["customerId"] == query.customer_id and "createdAt" in row]
        found = {OrderPlace(datetime.fromisoformat(row["createdAt"]), row["businessReferenceId"]) for row in own}
        return PlacePage(
            tuple(sorted((place for place in found if place.at in query.window), reverse=query.is_descending))
        )

    async def undated_orders(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        own = [row for row in self._world.ped if row["customerId"] == customer_id and "createdAt" not in row]
        return list({row["businessReferenceId"]: None for row in own})


class _NoDetector:
    def find(self, text: str) -> list[Span]:
        return []


@dataclass(frozen=True)
class Staged:
    """One viewer's turn over a world, and its menu."""

    world: World
    role: Role
    situation: Situation
    vault: Vault
    ids: StatementIds

    @cached_property
    def menu(self) -> Menu:
        return Menu(self.situation, self.ids)

    @property
    def reader(self) -> Reader:
        return "customer" if self.role is CUSTOMER_VIEW else "staff"

    @property
    def edge(self) -> Edge:
        return Edge(_PRINCIPALS[self.role], self.vault)

    def keys(self) -> dict[str, str]:
        """Return the kind of every proposition on the menu, by its key."""
        return {statement_key(s.kind, s.subject, s.slots): s.kind for s in self.menu.statements}

    def text(self, statements: Iterable[Statement], language: str = "en") -> str:
        """Return the text as the viewer reads it."""
        catalogue = load_catalogue(language).with_terms(self.situation.knowledge.terms(language))
        realiser = Realiser(catalogue, self.reader)
        for statement in statements:
            realiser.append(statement)
        return self.edge.text(realiser.text, self.situation.book.facts)[0]

    def shown(self, fact_id: str) -> str:
        """Return a fact as the viewer reads it."""
        return self.edge.restore(self.situation.book.facts[fact_id].display)


def stage(
    world: World, role: Role = STAFF, *, ids: StatementIds | None = None, knowledge: ApprovedTexts = NO_KNOWLEDGE
) -> Staged:
    """Look up everything that the world's turn asks for, and return the resulting situation of this viewer."""
    vault = Vault(_NoDetector(), key=b"of the tests")
    book = FactBook(ZONE)
    asked = _asked(world.turn, world, book)
    projection = Projection(role, vault)
    outcomes = []
    for lookup, status in asyncio.run(_lookups(world, _PRINCIPALS[role])):
        if status is not None:
            outcomes.append(ToolOutcome(tool=TOOL, status=status))
        else:
            outcomes.append(build_outcome(TOOL, projection.lookup(lookup, lookup.orders), book, as_of=world.now))
    viewer = Viewer.CUSTOMER if role is CUSTOMER_VIEW else Viewer.STAFF
    situation = Situation(tuple(outcomes), book, world.now, ZONE, viewer, asked, knowledge)
    return Staged(world, role, situation, vault, ids or StatementIds())


def as_draft(staged: Staged) -> Staged:
    """Return the customer's view of what the staff was shown, as the reply draft takes it."""
    situation = staged.situation
    outcomes = tuple(replace(o, orders=tuple(map(as_customer, o.orders))) for o in situation.outcomes)
    of_customer = replace(situation, outcomes=outcomes, viewer=Viewer.CUSTOMER)
    return Staged(staged.world, CUSTOMER_VIEW, of_customer, staged.vault, StatementIds())


def sources_of(world: World) -> Sources:
    """Return the sources over the world's rows; those that are down fail."""
    sources = standard_sources(_Reader(world))
    for name in sorted(world.down):
        sources = with_failure(sources, SourceName(name))
    return sources


def executions_of(world: World) -> list[ExecutionV2]:
    """Return the orders of a world as the rewards API answers them, without those of which it can read nothing."""

    async def gathered() -> list[ExecutionV2]:
        found = [await gather_order(tuple(sources_of(world)), order, _NO_LIMIT) for order in world.orders]
        return [execution_v2(each, Stamp(request_id="r", as_of=world.now)) for each in found]

    return [execution for execution in asyncio.run(gathered()) if execution.promotions]


async def _lookups(world: World, principal: Principal) -> list[tuple[LookupResult, ToolStatus | None]]:
    turn = world.turn
    if turn.window:
        found = [await _search(world, turn.window, principal)]
    else:
        found = [await _order(world, order, principal) for order in world.orders]
    found += [_without(ToolStatus.NOT_FOUND) for _ in turn.missing]
    found += [_without(ToolStatus.UNAVAILABLE)] if turn.has_failed_lookup else []
    return found + ([_without(ToolStatus.INVALID)] if turn.is_invalid else [])


async def _order(world: World, order: str, principal: Principal) -> tuple[LookupResult, ToolStatus | None]:
    gathered = await gather_order(tuple(sources_of(world)), order, _NO_LIMIT)
    try:
        require_visible(principal, gathered.evidence)
    except NotFound:
        return _without(ToolStatus.NOT_FOUND)
    except (OwnershipUnproven, SourceUnavailable):
        return _without(ToolStatus.UNAVAILABLE)
    record = from_execution(execution_v2(gathered, Stamp(request_id="r", as_of=world.now)))
    return LookupResult((record,), record.partial, record.sources, has_more=world.turn.has_more), None


async def _search(world: World, days: Days, principal: Principal) -> tuple[LookupResult, ToolStatus | None]:
    window = Window(start=days.start, end=days.end)
    query = WindowQuery(CUSTOMER, window, TimeField.CREATED, None, is_descending=True, limit=10)
    try:
        found = await search(query, sources_of(world), principal, _NO_LIMIT, V2View(Stamp("r", world.now)))
    except SourceUnavailable:
        return _without(ToolStatus.UNAVAILABLE)
    records = tuple(from_execution(execution) for execution in found.executions)
    has_more = found.following is not None or world.turn.has_more
    return LookupResult(records, found.partial, tuple(found.sources), window, has_more), None


def _without(status: ToolStatus) -> tuple[LookupResult, ToolStatus | None]:
    return LookupResult((), partial=False, sources=()), status


def _asked(turn: Turn, world: World, book: FactBook) -> AskedDetails:
    claims = [
        book.add_claim(Money(amount_minor=minor, currency=currency), world.now) for minor, currency in turn.claims
    ]
    window = Window(start=turn.days.start, end=turn.days.end) if turn.days else None
    if window:
        book.add_asked_days(window, world.now)
    day_labels = (Label.ASKED_FROM, Label.ASKED_TO)
    return AskedDetails(
        acts=turn.acts,
        claims=tuple(claims),
        days=window,
        day_facts={fact.label: fact_id for fact_id, fact in book.facts.items() if fact.label in day_labels},
        item_words=turn.item_words,
        other_language=turn.other_language,
        orders=(*world.orders, *turn.missing) if not turn.window else (),
        not_looked_up=turn.not_looked_up,
        candidates=world.orders if turn.is_open else (),
    )


def _of(rows: Sequence[Row], order: str) -> Rows:
    return [row for row in rows if row["businessReferenceId"] == order]
