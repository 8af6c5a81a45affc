"""The edge: replaces references by values and tokens by what the viewer's role may see. Nothing upstream has either.

Offsets of figures are Unicode code points of the text that the viewer gets.
"""

from bisect import bisect_right
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

from agent.turn_events import (
    Answer,
    AnswerCompleted,
    AnswerDelta,
    FactsFound,
    FactSpan,
    NextStep,
    OrderChoice,
    StatementSpan,
    ToolStarted,
    TurnEvent,
)
from core.contract import MALFORMED_ROW, SourceReport, SourceStatus, WireModel
from core.identity.tokens import Principal, Role
from guardrails.pii import PiiType
from guardrails.pii.vault import Vault
from tools.cards import REFERENCE, CashbackCard, Fact, FactKind, InstallmentCard, Label

_Shown = TypeVar("_Shown", bound=WireModel)
# Placeholders for values that no viewer needs.
_NAMES = {Label.PROMOTION_NAME, Label.ITEM_TITLE}
_QUOTES = ("“", "”")  # around a name from the records: it is somebody else's text, whatever it says
_HIDDEN = {PiiType.PHONE: "[phone number]", PiiType.EMAIL: "[e-mail address]", PiiType.NAME: "[name]"}


async def render_events(
    events: AsyncGenerator[TurnEvent], principal: Principal, vault: Vault
) -> AsyncGenerator[TurnEvent]:
    """Return the events of a turn as this viewer may see them."""
    edge, facts = Edge(principal, vault), dict[str, Fact]()
    async with aclosing(events):
        async for event in events:
            yield edge.event(event, facts)


@dataclass(frozen=True, slots=True)
class Edge:
    """Shows one conversation to one viewer."""

    principal: Principal
    vault: Vault

    def event(self, event: TurnEvent, facts: dict[str, Fact]) -> TurnEvent:
        """Render an event; ``facts`` collects what has been found so far."""
        match event:
            case FactsFound():
                facts.update((fact.fact_id, fact) for fact in event.facts)
                return FactsFound(
                    facts=self._facts(event.facts),
                    cashback=self._cashback(event.cashback),
                    installments=[self._installment(card) for card in event.installments],
                    items=[_changed(item, {"title": self._restored(item.title)}) for item in event.items],
                    partial=event.partial,
                    sources=self.sources(event.sources),
                )
            case AnswerDelta():
                return AnswerDelta(text=self.text(event.text, facts)[0])
            case AnswerCompleted():
                return AnswerCompleted(answer=self.answer(event.answer))
            case ToolStarted():
                shown = {name: self.restore(value) for name, value in event.arguments.items()}
                return event.model_copy(update={"arguments": shown})
            case _:
                return event

    def answer(self, answer: Answer) -> Answer:
        """Render a whole answer."""
        facts = {fact.fact_id: fact for fact in answer.facts}
        text, figures, shifts = self._rendered(answer.text, facts)
        staff = self.principal.role is not Role.CUSTOMER
        draft = self.text(answer.reply_draft, facts)[0] if answer.reply_draft and staff else None
        drafts = answer.reply_drafts if staff else []
        return answer.model_copy(
            update={
                "text": text,
                "figures": figures,
                "statements": [_moved(span, shifts) for span in answer.statements],
                "facts": self._facts(answer.facts),
                "cashback": self._cashback(answer.cashback),
                "installments": [self._installment(card) for card in answer.installments],
                "items": [_changed(item, {"title": self._restored(item.title)}) for item in answer.items],
                "sources": self.sources(answer.sources),
                "choices": [self._choice(choice) for choice in answer.choices],
                "reply_draft": draft,
                "reply_drafts": [_changed(each, {"text": self.text(each.text, facts)[0]}) for each in drafts],
                "next_step": self._next_step(answer.next_step, facts) if answer.next_step and staff else None,
                "usage": answer.usage if staff else None,
                "prompt": answer.prompt if staff else None,
                "knowledge": answer.knowledge if staff else None,
                "degraded_reason": answer.degraded_reason if staff else None,
            }
        )

    def _next_step(self, step: NextStep, facts: dict[str, Fact]) -> NextStep:
        return _changed(step, {"text": self.text(step.text, facts)[0], "note": self.text(step.note, facts)[0]})

    def text(self, guarded: str, facts: dict[str, Fact]) -> tuple[str, list[FactSpan]]:
        """Return the text with its references replaced by values, and the position of each."""
        text, figures, _ = self._rendered(guarded, facts)
        return text, figures

    def _rendered(self, guarded: str, facts: dict[str, Fact]) -> tuple[str, list[FactSpan], "_Shifts"]:
        parts: list[str] = []
        figures: list[FactSpan] = []
        shifts = _Shifts()
        length = position = 0
        for match in REFERENCE.finditer(guarded):
            fact = facts.get(match[1])
            opening, closing = _QUOTES if fact and fact.label in _NAMES else ("", "")
            before = self.restore(guarded[position : match.start()])
            shown = self.restore(fact.display) if fact else ""
            parts += [before, opening, shown, closing]
            start = length + len(before) + len(opening)
            length = start + len(shown) + len(closing)
            position = match.end()
            shifts.note(position, length)
            if fact:
                figures.append(FactSpan(start=start, end=start + len(shown), fact_id=fact.fact_id))
        parts.append(self.restore(guarded[position:]))
        return "".join(parts), figures, shifts

    def restore(self, text: str) -> str:
        """Return the text with each token replaced by what this viewer may see."""
        return self.vault.restore(text, _shown)

    def _restored(self, text: str | None) -> str | None:
        return None if text is None else self.restore(text)

    def _facts(self, facts: list[Fact]) -> list[Fact]:
        customer = self.principal.role is Role.CUSTOMER
        return [self._fact(fact) for fact in facts if not (customer and fact.audience == "staff")]

    def _fact(self, fact: Fact) -> Fact:
        update: dict[str, object] = {"display": self.restore(fact.display)}
        if fact.kind in (FactKind.GIFT_CARD, FactKind.TEXT):
            update["value"] = self.restore(str(fact.value))
        if self.principal.role is Role.CUSTOMER:
            update["sources"] = []  # our record numbers are internal
        return _changed(fact, update)

    def sources(self, reports: list[SourceReport]) -> list[SourceReport]:
        """Return the reports for this viewer: a customer sees that something is missing, not from which database."""
        if self.principal.role is not Role.CUSTOMER:
            return reports
        incomplete = {
            SourceStatus.STALE if report.status is SourceStatus.STALE else SourceStatus.ERROR
            for report in reports
            if report.status not in (SourceStatus.OK, SourceStatus.EMPTY) or report.code == MALFORMED_ROW
        }
        return [SourceReport(source="records", status=status, latency_ms=0.0) for status in sorted(incomplete)]

    def _choice(self, choice: OrderChoice) -> OrderChoice:
        return _changed(choice, {"promotion": self._restored(choice.promotion)})

    def _cashback(self, cards: list[CashbackCard]) -> list[CashbackCard]:
        return [_changed(card, {"promotion_name": self._restored(card.promotion_name)}) for card in cards]

    def _installment(self, card: InstallmentCard) -> InstallmentCard:
        return _changed(card, {"gift_card": self._restored(card.gift_card)})


def _changed(shown: _Shown, update: dict[str, object]) -> _Shown:
    """Return it with these values: unchanged when it has them already, which is nearly always so and costs no copy."""
    if all(getattr(shown, name) == value for name, value in update.items()):
        return shown
    return shown.model_copy(update=update)


class _Shifts:
    """How far the positions of a guarded text move when its references are replaced by values."""

    def __init__(self) -> None:
        self._guarded = [0]
        self._shown = [0]

    def note(self, guarded: int, shown: int) -> None:
        """Record that what follows the position ``guarded`` is shown at ``shown``."""
        self._guarded.append(guarded)
        self._shown.append(shown)

    def place(self, guarded: int) -> int:
        """Return where a position of the guarded text is shown. It must not lie within a reference."""
        known = bisect_right(self._guarded, guarded) - 1
        return self._shown[known] + guarded - self._guarded[known]


def _moved(span: StatementSpan, shifts: _Shifts) -> StatementSpan:
    return span.model_copy(update={"start": shifts.place(span.start), "end": shifts.place(span.end)})


def _shown(pii_type: PiiType, last_four: str) -> str:
    """Return a gift card by its last four characters, and everything else by its kind only."""
    if pii_type is PiiType.GIFT_CARD:
        return f"•••• {last_four}"
    return _HIDDEN.get(pii_type, "[hidden]")
