"""Faults of detail: a sign, a day, an order, a role, a sentence: written after the suite, to see what it had missed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from agent.turn_events import AnswerDelta
from core.contract import Reason
from core.currencies import EXPONENTS
from core.identity.tokens import AUDIENCE_REWARDS
from evals.mutation.patching import Fault, PatchPoint
from evals.mutation.replacements import always, constant, giving, giving_later
from language.dates import read_numeric
from language.days import DayRange
from tools.cards import FactSource, Label, ToolStatus
from tools.facts import FactSubject

_DETAILS = "tools.promotion_execution:get_promotion_execution_details"


def _whole_units(original: Any) -> Any:
    """Show 12.50 as 13.00."""

    def shown(money: Any) -> Any:
        if money.currency != "INR":
            return original(money)
        return original(money.model_copy(update={"amount_minor": (money.amount_minor + 50) // 100 * 100}))

    return shown


def _end_as_last_day(_: Any) -> Any:
    def window(self: Any, window: Any, as_of: Any) -> Any:
        source = [FactSource(source="user", record_id="question")]
        return {
            label: self.date(label, instant, FactSubject("", as_of), source)
            for label, instant in ((Label.WINDOW_FROM, window.start), (Label.WINDOW_TO, window.end))
        }

    return window


def _swapped_benefits(order: Any) -> Any:
    """Tell the position of each of two benefits under the other's name."""
    if len(order.benefits) != 2:
        return order
    one, other = order.benefits
    swapped = (replace(one, cashback=other.cashback), replace(other, cashback=one.cashback))
    return replace(order, benefits=swapped)


def _swapped_orders(lookup: Any) -> Any:
    """Tell what belongs to the first order of a list under the second, and the other way round."""
    if len(lookup.orders) < 2:
        return lookup
    one, other, *rest = lookup.orders
    return replace(lookup, orders=(replace(one, benefits=other.benefits), replace(other, benefits=one.benefits), *rest))


def _kept_by_promotion(original: Any) -> Any:
    """Keep what was found of a promotion, whatever order it was found for."""
    found: dict[Any, Any] = {}

    def faulty(execution: Any, **kwargs: Any) -> Any:
        order = original(execution, **kwargs)
        key = (order.customer_id, tuple((b.promotion_id, b.benefit_id) for b in order.benefits))
        return replace(order, benefits=found.setdefault(key, order.benefits))

    return faulty


def _failures_kept(original: Any) -> Any:
    """Keep for a conversation that something could not be looked up."""
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


def _without_records(original: Any) -> Any:
    """Take two facts for one when their values are the same."""

    def faulty(self: Any, kind: Any, label: Any, value: Any, shown: Any, subject: Any, sources: Any, *rest: Any) -> Any:
        return original(self, kind, label, value, shown, subject, [FactSource(source="ledger", record_id="any")], *rest)

    return faulty


def _month_first(original: Any) -> Any:
    """Read 5/10 as the tenth of May."""

    def faulty(text: Any, place: int) -> Any:
        found = read_numeric(text, place)
        if found is None or found.range.first is None or found.range.first.day > 12:
            return found
        day = found.range.first
        other = day.replace(month=day.day, day=day.month)
        return replace(found, range=DayRange(other, other))

    return tuple(faulty if reader is read_numeric else reader for reader in original)


def _as_promised(_: Any) -> Any:
    def claimed(self: Any, value: Any, as_of: Any) -> Any:
        source = [FactSource(source="ped", record_id="question")]
        return self.money(Label.PROMISED, value, FactSubject("", as_of), source)

    return claimed


def _always_complete(reasons: Any) -> Any:
    """Call everything complete of which nothing remains, whatever became of it."""
    return [Reason.COMPLETE] if reasons and not set(reasons) & _OPEN else reasons


_OPEN = {Reason.AWAITING_SHIPMENT, Reason.ISSUANCE_PENDING, Reason.ISSUANCE_FAILED, Reason.SOURCE_UNAVAILABLE}


def _recorded_as_allowed(original: Any) -> Any:
    def faulty(self: Any, name: str, finished: Any, scope: Any) -> Any:
        return original(self, name, replace(finished, decision=replace(finished.decision, allowed=True)), scope)

    return faulty


def _as_nobody_special(original: Any) -> Any:
    """Ask without the case or the reason that the question came with."""

    def faulty(self: Any, principal: Any, **kwargs: Any) -> Any:
        if kwargs["audiences"] == (AUDIENCE_REWARDS,):
            principal = principal.model_copy(update={"case_id": None})
        return original(self, principal, **kwargs)

    return faulty


def _last_words_lost(original: Any) -> Any:
    """Lose what comes last of a text on its way to the client."""

    async def faulty(*args: Any) -> Any:
        held: Any = None
        async for event in original(*args):
            if not isinstance(event, AnswerDelta):
                yield event
            elif held is not None:
                yield held
            held = event if isinstance(event, AnswerDelta) else held

    return faulty


def _fault(name: str, why: str, at: str, change: Any, caught_by: tuple[str, ...], *tags: str) -> Fault:
    return Fault(name, why, (PatchPoint(at, change),), caught_by, frozenset(tags))


FAULTS = (
    _fault(
        "rounded-to-whole-units",
        "Paise are rounded away.",
        "tools.facts:display",
        _whole_units,
        ("amounts",),
        "reversal",
        "currency",
    ),
    _fault(
        "claw-back-with-the-wrong-sign",
        "What was taken back is added to what was granted.",
        "rewards.ledger.tally:Tally.granted",
        lambda _: lambda self: self.issued + self.reversed,
        ("amounts",),
        "reversal",
    ),
    _fault(
        "end-told-as-last-day",
        "The day after the last one is told as the last of a search.",
        "tools.facts:FactBook.window",
        _end_as_last_day,
        ("dates",),
        "window",
    ),
    _fault(
        "benefits-swapped",
        "The position of one benefit is told under the name of the other.",
        "tools.promotion_execution:from_execution",
        giving(_swapped_benefits),
        ("amounts",),
        "several-promotions",
        "currency",
    ),
    _fault(
        "orders-swapped",
        "What belongs to one order of a list is told under the next.",
        _DETAILS,
        giving_later(_swapped_orders),
        ("amounts", "dates"),
        "window",
        "several-orders",
    ),
    _fault(
        "kept-by-promotion",
        "What was found of a promotion is told of the customer's next order with it.",
        "tools.promotion_execution:from_execution",
        _kept_by_promotion,
        ("amounts",),
        "several-orders",
        "conversation",
    ),
    _fault(
        "internal-reasons-to-customers",
        "A customer is told how our records disagree.",
        "guardrails.authorization.field_projection:_INTERNAL_REASONS",
        constant(frozenset()),
        ("audience", "reasons"),
        "customer",
        "over-issue",
    ),
    _fault(
        "failure-kept",
        "What could not be looked up once is not looked up again in its conversation.",
        "agent.lookups:Lookups.run",
        _failures_kept,
        ("outcome", "amounts"),
        "http",
        "conversation",
    ),
    Fault(
        "month-before-day",
        "A day written in numbers is read as in America.",
        (
            PatchPoint("language.date_ranges:_AT_NUMBERS", _month_first),
            PatchPoint("language.date_ranges:_DAY_READERS", _month_first),
        ),
        ("requests", "dates"),
        frozenset({"window"}),
    ),
    _fault(
        "degraded-unsaid",
        "An answer that another model finished is told as the configured one's.",
        "agent.turn:answer_of",
        giving(lambda answer: answer.model_copy(update={"degraded": False})),
        ("outcome",),
        "model-text",
        "breaks-off",
    ),
    _fault(
        "equal-installments-as-one",
        "Two installments of the same sum on the same day are one.",
        "tools.facts:FactBook._add",
        _without_records,
        ("amounts", "dates"),
        "multi-shipment",
        "duplicate",
        "conflict",
    ),
    _fault(
        "complete-when-nothing-remains",
        "What was cancelled, expired or taken back is told as complete.",
        "rewards.ledger.fold:build_reasons",
        giving(_always_complete),
        ("reasons",),
        "expiry",
        "cancelled",
        "reversal",
    ),
    _fault(
        "more-is-not-said",
        "That there are more orders than are shown is not said.",
        _DETAILS,
        giving_later(lambda lookup: replace(lookup, has_more=False)),
        ("says",),
        "window",
        "pages",
    ),
    _fault(
        "claim-as-promise",
        "What a customer says is taken for what was promised.",
        "tools.facts:FactBook.claimed",
        _as_promised,
        ("amounts",),
        "claim",
    ),
    _fault(
        "earlier-order-forgotten",
        "A conversation does not know what it has spoken of.",
        "agent.conversations.conversation:Conversation.recent_orders",
        always(()),
        ("outcome",),
        "conversation",
    ),
    Fault(
        "hidden-card-in-the-draft",
        "What may be pasted to a customer tells what their unrevealed card is worth.",
        (
            PatchPoint("agent.finished_answer:as_customer", lambda _: lambda order: order),
            PatchPoint("statements.situation:BenefitScope.is_withheld", always(value=False)),
        ),
        ("draft",),
        frozenset({"scratch-card"}),
    ),
    _fault(
        "every-currency-has-hundredths",
        "Yen and dinars are written with two decimals.",
        "core.currencies:EXPONENTS",
        constant(dict.fromkeys(EXPONENTS, 2)),
        ("amounts", "says"),
        "currency",
    ),
    _fault(
        "rupees-in-thousands",
        "Rupees are grouped as dollars are.",
        "core.money:_indian_groups",
        lambda _: lambda whole: f"{int(whole):,}",
        ("says",),
        "currency",
        "edges",
    ),
    _fault(
        "remaining-below-zero",
        "What was issued too much is told as a debt of the customer.",
        "rewards.ledger.fold:build_position",
        giving(lambda p: replace(p, remaining=-p.over_issued) if p.over_issued else p),
        ("amounts",),
        "over-issue",
    ),
    _fault(
        "items-by-what-they-got",
        "An item is told with what it got as what it was promised.",
        "tools.fact_builder:item_facts",
        lambda original: (
            lambda item, book, subject: original(
                item.model_copy(update={"eligible": item.issued or item.eligible}), book, subject
            )
        ),
        ("amounts",),
        "multi-shipment",
    ),
    _fault(
        "denials-recorded-as-allowed",
        "The audit log says of every lookup that it was allowed.",
        "guardrails.tool_gateway:ToolGateway._record",
        _recorded_as_allowed,
        ("audit",),
        "access",
    ),
    _fault(
        "asked-without-the-case",
        "The rewards API is asked without the case that a question belongs to.",
        "core.identity.tokens:Tokens.mint",
        _as_nobody_special,
        ("access",),
        "single-shipment",
    ),
    _fault(
        "last-words-lost",
        "The last piece of a text never reaches the client.",
        "api.routes.chat:rendered",
        _last_words_lost,
        ("stream",),
        "single-shipment",
    ),
    _fault(
        "reversed-on-as-issued-on",
        "The day of a reversal is told as that of the issuance.",
        "tools.fact_builder:installment_facts",
        lambda original: (
            lambda issuance, book, subject: original(
                issuance.model_copy(update={"issued_at": issuance.reversed_at or issuance.issued_at}), book, subject
            )
        ),
        ("dates",),
        "reversal",
    ),
    _fault(
        "day-before",
        "Every day is shown as the one before it.",
        "tools.wording:day",
        lambda original: lambda instant, zone: original(instant - timedelta(days=1), zone),
        ("dates",),
        "multi-shipment",
        "reversal",
    ),
)
