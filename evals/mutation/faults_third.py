"""Faults of all rooms, written after the suite and without a look at its tasks, to see how much it notices by now."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from agent.provider.errors import ProviderCutOff, ProviderUnreachable
from agent.turn_events import Usage
from core.contract import Reason
from core.money import Money
from evals.mutation.patching import Fault, PatchPoint
from evals.mutation.replacements import always, giving
from rewards.sources.base import CustomerRows

_POSITION = ("eligible", "issued", "reversed", "granted", "pending", "cancelled", "expired", "remaining", "over_issued")


def _still_unrevealed(_: Any) -> Any:
    """Go by the type of a card and by what came of it, whether or not it was scratched."""

    def unrevealed(evidence: Any) -> bool:
        is_card = evidence.ped is not None and evidence.ped.benefit_type == "SCRATCH_CARD"
        return is_card and not evidence.log.issued and not evidence.is_issued_elsewhere

    return unrevealed


def _known_addends(original: Any) -> Any:
    """Add up what is known, and forget that something was not."""

    def total(currency: str, positions: list[Any]) -> Any:
        sums = {
            name: Money(
                amount_minor=sum(known.amount_minor for each in positions if (known := getattr(each, name))),
                currency=currency,
            )
            for name in _POSITION
        }
        return original(currency, positions).model_copy(update=sums)

    return total


def _oldest_first(original: Any) -> Any:
    async def faulty(self: Any, path: str, query: Any, model: Any) -> Any:
        asked = {**query, "order": "asc"} if "order" in query else query
        return await original(self, path, asked, model)

    return faulty


def _dated_only(_: Any) -> Any:
    async def undated(self: Any, customer_id: str, *, updated_from: Any) -> CustomerRows:
        return CustomerRows((), 0)

    return undated


def _without_what_was_taken_back(original: Any) -> Any:
    def faulty(self: Any, issuance: Any, benefit: Any, subject: Any) -> Any:
        shown = original(self, issuance, benefit, subject)
        self.installments[-1] = self.installments[-1].model_copy(update={"reversed": None})
        return shown

    return faulty


def _with_totals(original: Any) -> Any:
    def faulty(self: Any, order: Any) -> Any:
        return replace(original(self, order), totals=tuple(self._cashback(total) for total in order.totals))

    return faulty


def _in_bytes(rendered: tuple[str, list[Any], Any]) -> tuple[str, list[Any], Any]:
    text, figures, shifts = rendered

    def at(place: int) -> int:
        return len(text[:place].encode())

    moved = [figure.model_copy(update={"start": at(figure.start), "end": at(figure.end)}) for figure in figures]
    return text, moved, shifts


def _ended_is_whole(original: Any) -> Any:
    def close(self: Any) -> Any:
        try:
            return original(self)
        except ProviderCutOff:
            return []

    return close


def _broken_is_ended(original: Any) -> Any:
    async def read(self: Any) -> bytes:
        try:
            data: bytes = await original(self)
        except ProviderUnreachable:
            return b""
        return data

    return read


def _first_id(original: Any) -> Any:
    async def frames(events: Any) -> AsyncGenerator[bytes]:
        async with aclosing(original(events)) as found:
            first: bytes | None = None
            async for frame in found:
                head, _, tail = frame.partition(b"\nid: ")
                own, _, rest = tail.partition(b"\n")
                first = first or own
                yield head + b"\nid: " + first + b"\n" + rest

    return frames


def _fault(name: str, why: str, at: str, change: Any, caught_by: tuple[str, ...], *tags: str) -> Fault:
    return Fault(name, why, (PatchPoint(at, change),), caught_by, frozenset(tags))


FAULTS = (
    _fault(
        "retry-leaves-the-failure-open",
        "A failed attempt is told as open although a later one made it good.",
        "rewards.ledger.open_failures:_OpenFailures.close",
        always(None),
        ("reasons", "amounts"),
        "failure",
        "pending",
    ),
    _fault(
        "why-of-a-cancellation-lost",
        "What the writer of an event says of why is thrown away.",
        "rewards.ledger.reasons:_named_reason",
        always(None),
        ("reasons",),
        "cap",
        "cancelled",
        "return",
    ),
    _fault(
        "revealed-card-still-hidden",
        "A card that was scratched, and of which nothing came yet, is told as not scratched.",
        "rewards.ledger.reasons:is_unrevealed",
        _still_unrevealed,
        ("reasons",),
        "scratch-card",
        "pending",
    ),
    _fault(
        "unknown-addend-left-out",
        "A total is what is known of it.",
        "rewards.ledger.position:_total",
        _known_addends,
        ("amounts", "notStated", "honesty"),
        "partial",
        "several-promotions",
        "legacy",
    ),
    _fault(
        "oldest-order-first",
        "A search gives a customer's oldest orders first.",
        "tools.rewards_client:RewardsApi._get",
        _oldest_first,
        ("requests", "amounts", "giftCards"),
        "window",
        "pages",
        "ambiguous",
        "several-orders",
    ),
    _fault(
        "undated-orders-not-found",
        "A search asks the index of creation times and nothing else.",
        "rewards.sources.ped:StoredPed.undated",
        _dated_only,
        ("amounts", "giftCards", "outcome"),
        "window",
        "legacy",
    ),
    _fault(
        "gap-kept-in-the-cache",
        "What was read while a database was down is kept as if it were all there is.",
        "rewards.cache.snapshot:Snapshot.is_whole",
        always(value=True),
        ("outcome", "amounts"),
        "partial",
        "conversation",
    ),
    _fault(
        "granted-from-one-record",
        "Whatever was granted is said to follow from the first installment.",
        "tools.facts:event_sources",
        giving(lambda sources: sources[:1]),
        ("records",),
        "multi-shipment",
        "story",
    ),
    _fault(
        "attempts-counted-as-installments",
        "The count of installments has those that failed and those taken back in it.",
        "tools.fact_builder:granted_installments",
        lambda _: lambda benefit: [issuance for issuance in benefit.issuances if issuance.event_id],
        ("records", "cards", "says"),
        "failure",
        "reversal",
    ),
    _fault(
        "taken-back-not-on-the-card",
        "The card of an installment does not show that something of it was taken back.",
        "tools.fact_builder:_Builder._installment",
        _without_what_was_taken_back,
        ("cards",),
        "reversal",
    ),
    _fault(
        "lookup-known-by-its-tool",
        "A second lookup with a tool is given the answer of the first, whatever it asks.",
        "agent.lookups:LookupCall.key",
        lambda _: lambda call: call.name,
        ("amounts", "requests", "says"),
        "several-orders",
        "looks-further",
    ),
    _fault(
        "first-one-is-the-last",
        "The orders of an answer are remembered the wrong way round.",
        "agent.conversations.conversation:Conversation.listed_orders",
        giving(lambda orders: orders[::-1]),
        ("amounts", "requests"),
        "conversation",
        "ambiguous",
        "several-orders",
    ),
    _fault(
        "earlier-turns-not-sent",
        "A model is not told what was asked and answered before.",
        "agent.provider.chat_history:history",
        always([]),
        ("memory",),
        "conversation",
    ),
    _fault(
        "expired-told-as-still-good",
        "Of a card that has expired it is said when it expires.",
        "statements.kinds.scratch_cards:may_be_scratched",
        lambda _: lambda benefit: benefit.has(Reason.SCRATCH_CARD_UNREVEALED),
        ("says", "mustNotSay"),
        "expiry",
        "scratch-card",
    ),
    _fault(
        "total-with-a-hidden-card",
        "A customer is told a total that has the worth of their unrevealed card in it.",
        "guardrails.authorization.field_projection:Projection._order",
        _with_totals,
        ("amounts", "notStated", "canaries"),
        "scratch-card",
    ),
    _fault(
        "vault-not-kept",
        "The tokens of a conversation are forgotten after each turn.",
        "guardrails.pii.vault:Vault.export",
        always({}),
        ("retold",),
        "conversation",
        "gift-cards",
    ),
    _fault(
        "offsets-in-bytes",
        "Where a figure stands is counted in bytes.",
        "api.edge_rendering:Edge._rendered",
        giving(_in_bytes),
        ("grounding",),
        "single-shipment",
    ),
    _fault(
        "customer-named-in-the-audit",
        "The audit log names a customer as it names the staff.",
        "guardrails.tool_gateway:account_of",
        lambda _: lambda principal, hashed: principal.subject,
        ("audit", "canaries"),
        "customer",
    ),
    _fault(
        "usage-starts-over",
        "What a conversation took of a provider is what its last turn took.",
        "agent.finished_answer:spent_in",
        always(Usage(input_tokens=0, output_tokens=0)),
        ("usage",),
        "conversation",
    ),
    _fault(
        "facts-event-says-whole",
        "The event of facts does not say that something is missing.",
        "agent.lookups:_facts",
        giving(lambda event: event.model_copy(update={"partial": False})),
        ("stream", "honesty"),
        "partial",
    ),
    _fault(
        "one-id-for-all-events",
        "All events of a stream have one id: a client that comes back cannot say what it has read.",
        "api.routes.chat:_frames",
        _first_id,
        ("stream",),
        "single-shipment",
        "multi-shipment",
    ),
    Fault(
        "cut-off-taken-for-the-end",
        "A provider's stream that breaks off is taken for a whole answer.",
        (
            PatchPoint("agent.provider.chunk_reader:ChunkReader.close", _ended_is_whole),
            PatchPoint("agent.provider.chat_completions:ChatCompletionStream._read", _broken_is_ended),
        ),
        ("budgets",),
        frozenset({"breaks-off"}),
    ),
)
