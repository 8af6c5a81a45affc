"""A search lists exactly the orders of its window, in their order, page by page.

The answer states the window that was searched.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from evals.checks.ledger import was_altered
from evals.checks.world_state import allowed_values
from evals.harness.transcript import AskedTurn, RewardsRequest, SeenTurn
from evals.oracles.window_search import CREATED, Found, Window, search
from evals.oracles.wire import Json, answer_of, body_of
from evals.oracles.world_rows import Sources

_ANSWERED = {"ok", "empty", "stale"}
_FAILED = {"error", "timeout", "circuitOpen"}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    allowed = allowed_values(asked)
    searches = [request for request in seen.requests if request.path.startswith("/customers/")]
    if allowed is None or not searches:
        return
    answered = [request for request in searches if request.status == 200 and not was_altered(asked, request)]
    for _, pages in groupby(answered, key=_without_cursor):
        yield from page_problems(list(pages), allowed.state.world.orders)
    yield from _stated(asked, seen, searches)


def _without_cursor(request: RewardsRequest) -> tuple[str, ...]:
    return (request.path, *(f"{name}={value}" for name, value in sorted(request.query.items()) if name != "cursor"))


def page_problems(pages: Sequence[RewardsRequest], orders: Mapping[str, Sources]) -> Iterator[str]:
    """Yield what about the pages of one search, which follow each other, differs from the whole result."""
    query = pages[0].query
    window = Window(
        datetime.fromisoformat(query["from"]), datetime.fromisoformat(query["to"]), query.get("timeField", CREATED)
    )
    bodies = [body for page in pages if (body := body_of(page.body)) is not None]
    if len(bodies) < len(pages):
        yield f"a page of {pages[0]} is no JSON object"
        return
    silent = {report["source"] for body in bodies for report in body["sources"] if report["status"] not in _ANSWERED}
    seen_by_it = {name: sources.without(silent) for name, sources in orders.items()}
    expected = search(seen_by_it, pages[0].path.split("/")[2], window)
    if query.get("order") == "desc":
        expected.reverse()
    yield from _compared(pages[0], bodies, expected)


def _compared(request: RewardsRequest, bodies: Sequence[Json], expected: Sequence[Found]) -> Iterator[str]:
    listed = [order["businessReferenceId"] for body in bodies for order in body["data"]]
    certain = [each.order for each in expected if each.is_certain]
    possible = [each.order for each in expected]
    if len(set(listed)) < len(listed):
        yield f"{request} lists an order twice"
    if surplus := sorted(set(listed) - set(possible)):
        yield f"{request} lists {', '.join(surplus)}, which do not belong to the window"
    last = bodies[-1]
    has_all = not last["hasMore"]
    if has_all and (missing := sorted(set(certain) - set(listed))):
        yield f"{request} leaves out {', '.join(missing)}"
    if not surplus and [order for order in possible if order in listed] != listed:
        yield f"{request} lists its orders in another order: {', '.join(listed)}"
    if not has_all and not set(possible) - set(listed):
        yield f"{request} has more, and every order of the window is listed"
    if not has_all and certain[: len(listed)] != listed[: len(certain)] and certain == possible:
        yield f"{request} begins with other orders than the window"
    for body in bodies:
        yield from _of_page(request, body)


def _of_page(request: RewardsRequest, body: Json) -> Iterator[str]:
    if any(report["status"] in _FAILED for report in body["sources"]) and not body["partial"]:
        yield f"{request}: a source did not answer, and the page is not partial"
    if body["hasMore"] is not (body["nextCursor"] is not None):
        yield f"{request}: hasMore is {body['hasMore']}, and nextCursor does not fit it"
    if len(body["data"]) > int(request.query.get("limit", 1000)):
        yield f"{request} has more orders on a page than its limit"


def _stated(asked: AskedTurn, seen: SeenTurn, searches: Sequence[RewardsRequest]) -> Iterator[str]:
    """The window that the answer states is one that was searched, and its cards show orders that a lookup returned."""
    answer = answer_of(seen.wire)
    if answer is None:
        return
    zone = ZoneInfo(asked.task.zone)
    starts = {_day(request.query["from"], zone) for request in searches}
    # The last day inside: the end itself is outside.
    ends = {_day(request.query["to"], zone, before=timedelta(microseconds=1)) for request in searches}
    for label, days in (("windowFrom", starts), ("windowTo", ends)):
        for fact in answer["facts"]:
            if fact["label"] == label and _day(fact["value"], zone) not in days:
                yield f"{label} {fact['display']} is stated, and another window was searched"
    bodies = [body for request in seen.requests if (body := body_of(request.body)) is not None]
    returned = {order.get("businessReferenceId") for body in bodies for order in body.get("data", [body])}
    for card in answer["cashback"]:
        if card["businessReferenceId"] not in returned:
            yield f"the card of {card['businessReferenceId']} shows an order that no lookup returned"


def _day(written: str, zone: ZoneInfo, *, before: timedelta = timedelta()) -> str:
    return (datetime.fromisoformat(written) - before).astimezone(zone).date().isoformat()
