"""Changes that no check may notice: another correct way of doing something is not a fault."""

import asyncio
from datetime import timedelta
from typing import Any

from evals.mutation.patching import Fault, PatchPoint
from evals.mutation.replacements import constant, giving, giving_later

_BROAD = ("multi-shipment", "refusal", "zone")


def _later(original: Any) -> Any:
    async def delayed(*args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(0.002)
        return await original(*args, **kwargs)

    return delayed


def _backwards(values: Any) -> Any:
    return list(reversed(values))


def _variant(name: str, why: str, at: str, change: Any, *tags: str) -> Fault:
    return Fault(name, why, (PatchPoint(at, change),), (), frozenset(tags or _BROAD))


VARIANTS = (
    _variant("slower-lookups", "Every lookup takes a little longer.", "tools.rewards_client:RewardsApi._get", _later),
    _variant(
        "shorter-token",
        "The token of a turn is valid for half the time.",
        "guardrails.tool_gateway:TURN_TOKEN_TTL",
        constant(timedelta(seconds=30)),
    ),
    _variant(
        "smaller-pages",
        "A history comes in more and smaller pages.",
        "tools.issuance_history:_PAGE",
        constant(40),
        "history",
    ),
    _variant(
        "events-in-another-order",
        "The events of an order come in another order.",
        "rewards.stores.sqlite_store:SqliteStore.events_of_order",
        giving_later(lambda rows: tuple(reversed(rows))),
        "reversal",
        "multi-shipment",
    ),
    _variant(
        "rows-in-another-order",
        "The items of an order come in another order.",
        "rewards.stores.sqlite_store:SqliteStore.line_items_of_order",
        giving_later(lambda rows: tuple(reversed(rows))),
        "multi-shipment",
        "several-promotions",
    ),
    _variant(
        "events-told-twice",
        "The database returns every event twice.",
        "rewards.stores.sqlite_store:SqliteStore.events_of_order",
        giving_later(lambda rows: (*rows, *rows)),
        "reversal",
        "multi-shipment",
    ),
    _variant(
        "reasons-in-another-order",
        "The reasons of a benefit come in another order.",
        "rewards.ledger.fold:build_reasons",
        giving(_backwards),
    ),
    _variant(
        "conflicts-in-another-order",
        "The conflicts of a benefit come in another order.",
        "rewards.ledger.fold:build_conflicts",
        giving(_backwards),
        "conflict",
    ),
    _variant(
        "totals-built-anew",
        "The totals of an order are copies.",
        "rewards.ledger.fold:totals",
        giving(lambda totals: [total.model_copy() for total in totals]),
        "several-promotions",
        "currency",
    ),
    _variant(
        "other-instructions",
        "The instructions of the model have another line.",
        "agent.turn:build_instructions",
        giving(lambda text: f"Be brief.\n{text}"),
    ),
    _variant(
        "one-model-call-more",
        "A turn may make one more model call.",
        "agent.model_loop:MAX_MODEL_CALLS",
        constant(6),
    ),
    _variant(
        "search-one-by-one",
        "The orders of a search are read one by one.",
        "rewards.window_search:_CONCURRENT_ORDERS",
        constant(1),
        "window",
    ),
)
