"""Whatever the rewards API answers a step about an order is what the rows prove that are in the databases by then.

Only answers that were read from the databases for the request: what is cached may be older, which is what the tasks
about caches expect.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from evals.checks.ledger import ANSWERED, history_problems, order_problems, position_problems
from evals.checks.windows import page_problems
from evals.checks.world_state import AllowedValues, WorldState
from evals.harness.injected_faults import Fault, SourceFault, SourceFaultKind
from evals.harness.transcript import RewardsRequest
from evals.oracles import sections
from evals.oracles.wire import Json
from evals.steps.seen_step import SeenStep
from evals.steps.step_rows import StepRows

_ORDER = re.compile(r"(/v2)?/promotion-executions/([^/]+)(/cashback|/issuances)?")
_SEARCH = re.compile(r"/customers/[^/]+/promotion-executions")
_FILTERS = {"status", "cursor"}  # of a search: what is listed is a part of the window
_UNREAD = re.compile(r"cache;desc=(hit|stale)")
# A row that is spoilt on its way out of the database proves something else than the row in the world.
_SPOILT = {SourceFaultKind.MALFORMED_ROW, SourceFaultKind.GARBAGE}


class ProvenAnswers:
    """Compares answers with the rows, whose oracle is kept until the rows change."""

    def __init__(self) -> None:
        self._state: WorldState | None = None

    def problems(self, seen: SeenStep, written: StepRows, faults: Sequence[Fault], now: datetime) -> Iterator[str]:
        """Yield one line for each thing in an answer of the rewards API that the rows do not prove."""
        rows = written.rows
        is_spoilt = any(isinstance(fault, SourceFault) and fault.kind in _SPOILT for fault in faults)
        is_answer = (seen.service, seen.method, seen.status) == ("rewards", "GET", 200) and isinstance(seen.json, dict)
        if is_spoilt or not is_answer or _UNREAD.match((seen.headers or {}).get("server-timing", "")):
            return
        if written.may_be_repaired and any(source["status"] not in ANSWERED for source in seen.json.get("sources", ())):
            return  # without the events PED's rows prove more than those of the world
        if self._state is None or self._state.rows is not rows:
            self._state = WorldState(rows)
        yield from _differences(seen, AllowedValues(self._state, [frozenset()], frozenset()), now)


def _differences(seen: SeenStep, allowed: AllowedValues, now: datetime) -> Iterator[str]:
    url = urlsplit(seen.url)
    query = dict(parse_qsl(url.query.replace("+", "%2B"), keep_blank_values=True))
    body: Json = seen.json
    is_whole = "include" not in query and (query.get("version") == "2" or url.path.startswith("/v2/"))
    if found := _ORDER.fullmatch(url.path):
        if found[3] == "/issuances":
            yield from history_problems(body["data"], found[2], allowed)
        elif found[3] == "/cashback" and "promotionId" not in query:
            yield from position_problems(body, allowed, now)
        elif found[3] is None and is_whole:
            yield from order_problems(body, allowed, now)
        elif found[3] is None and "include" in query and body.get("apiVersion"):
            yield from sections.problems(body, _included(query))
    elif _SEARCH.fullmatch(url.path) and query.get("version") == "2":
        yield from _page(seen, url.path, query, allowed)
        for order in body["data"]:
            yield from order_problems(order, allowed, now) if is_whole else sections.problems(order, _included(query))


def _included(query: Mapping[str, str]) -> list[str]:
    return [name.strip(" +") for name in query["include"].split(",") if name.strip(" +")]


def _page(seen: SeenStep, path: str, query: Mapping[str, str], allowed: AllowedValues) -> Iterator[str]:
    """Judge a first page. Whether an order with several owners is listed depends on who asks: then it is not judged."""
    orders = allowed.state.world.orders
    of_several = any(len(sources.owners) > 1 for sources in orders.values())
    if of_several or _FILTERS & query.keys():
        return
    ends = {name: query[name].replace(" ", "+") for name in ("from", "to")}  # as the API reads a plus
    request = RewardsRequest(seen.method, path, {**query, **ends}, None, None, seen.status, seen.text)
    yield from page_problems([request], orders)
