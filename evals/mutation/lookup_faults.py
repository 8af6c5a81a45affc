"""Faults of lookups: which orders are looked up, how a search is limited, and what is reused of an earlier one."""

from dataclasses import replace
from typing import Any

from evals.mutation.patching import fault_at
from evals.mutation.replacements import giving, giving_later
from tools.cards import ToolStatus

_DETAILS = "tools.promotion_execution:get_promotion_execution_details"


def _kept_by_promotion(original: Any) -> Any:
    """Cache the benefits of a promotion, whatever order they were found for."""
    found: dict[Any, Any] = {}

    def faulty(execution: Any, **kwargs: Any) -> Any:
        order = original(execution, **kwargs)
        key = (order.customer_id, tuple((b.promotion_id, b.benefit_id) for b in order.benefits))
        return replace(order, benefits=found.setdefault(key, order.benefits))

    return faulty


def _failures_kept(original: Any) -> Any:
    """Cache a failed lookup for the whole conversation."""
    answered: dict[str, Any] = {}

    async def faulty(self: Any, call: Any) -> Any:
        key = f"{self.scope.conversation_id} {call.key}"
        if key not in answered:
            events = await original(self, call)
            if self.scope.outcomes[-1].status is ToolStatus.UNAVAILABLE:
                answered[key] = (events, self.scope.outcomes[-1])
            return events
        events, outcome = answered[key]
        self.scope.outcomes.append(outcome)
        return events

    return faulty


def _without_end(original: Any) -> Any:
    """Search from the first day on, without an end."""

    async def faulty(self: Any, path: str, query: Any, model: Any) -> Any:
        return await original(self, path, {name: value for name, value in query.items() if name != "to"}, model)

    return faulty


def _oldest_first(original: Any) -> Any:
    async def faulty(self: Any, path: str, query: Any, model: Any) -> Any:
        asked = {**query, "order": "asc"} if "order" in query else query
        return await original(self, path, asked, model)

    return faulty


def _dated_only(_: Any) -> Any:
    async def undated(self: Any, customer_id: str, *, updated_from: Any) -> list[str]:
        return []

    return undated


FAULTS = (
    fault_at(
        "second-order-not-looked-up",
        "Of two orders in a question one is looked up.",
        "agent.turn:plan_lookups",
        giving(lambda planned: planned[:1]),
        ("amounts", "requests", "says"),
        "several-orders",
    ),
    fault_at(
        "window-without-end",
        "A search goes beyond the last day of the question.",
        "tools.rewards_client:RewardsApi._get",
        _without_end,
        ("requests", "amounts"),
        "window",
    ),
    fault_at(
        "oldest-order-first",
        "A search returns a customer's oldest orders first.",
        "tools.rewards_client:RewardsApi._get",
        _oldest_first,
        ("requests", "amounts", "giftCards"),
        "window",
        "pages",
        "ambiguous",
        "several-orders",
    ),
    fault_at(
        "undated-orders-not-found",
        "A search reads the index of creation times only.",
        "rewards.sources.ped:StoredPed.undated",
        _dated_only,
        ("amounts", "giftCards", "outcome"),
        "window",
        "legacy",
    ),
    fault_at(
        "lookup-known-by-its-tool",
        "A second lookup with a tool gets the answer of the first, whatever it asks for.",
        "agent.lookups:LookupCall.key",
        lambda _: lambda call: call.name,
        ("amounts", "requests", "says"),
        "several-orders",
        "looks-further",
    ),
    fault_at(
        "failure-kept",
        "A failed lookup is not repeated in its conversation.",
        "agent.lookups:Lookups.run",
        _failures_kept,
        ("outcome", "amounts"),
        "http",
        "conversation",
    ),
    fault_at(
        "kept-by-promotion",
        "The benefits of a promotion are reused for the customer's next order with it.",
        "tools.promotion_execution:from_execution",
        _kept_by_promotion,
        ("amounts",),
        "several-orders",
        "conversation",
    ),
    fault_at(
        "more-is-not-said",
        "The answer does not say that there are more orders than it shows.",
        _DETAILS,
        giving_later(lambda lookup: replace(lookup, has_more=False)),
        ("says",),
        "window",
        "pages",
    ),
)
