"""Facts as a turn has them, made from the story order by the same way as in a turn, and named for use in sentences."""

from dataclasses import dataclass
from datetime import timedelta

from guardrails.projection import Projection
from guardrails.vault import Vault
from rewards.contract import Benefit, ExecutionV2, GiftCard, IssuanceStatus, Reason, Reversal
from rewards.identity import Role
from tests.harness import detector
from tests.story import FIRST_AT, NOW, SECOND_AT, benefit, cashback, execution, inr, issuance, item
from tools import phrases
from tools.facts import FactBook
from tools.outcome import build_outcome
from tools.record import Lookup, from_execution
from tools.result import Fact, Label, ToolOutcome, reference

_NUMBERED = {
    Label.INSTALLMENT: "amount",
    Label.ATTEMPTED: "amount",
    Label.RECORDED: "amount",
    Label.ISSUED_ON: "day",
    Label.ATTEMPTED_ON: "day",
    Label.RECORDED_ON: "day",
    Label.GIFT_CARD: "card",
    Label.ITEM_PROMISED: "item",
    Label.ITEM_TITLE: "title",
}


@dataclass(frozen=True)
class World:
    """``refs`` names the facts: ``granted``, ``amount1`` and ``day1`` of the first installment, ``item4`` ..."""

    outcome: ToolOutcome
    facts: dict[str, Fact]
    refs: dict[str, str]

    def fill(self, sentence: str) -> str:
        """Put the references in place of their names: "{granted} was granted"."""
        return sentence.format(**self.refs)


def world(*executions: ExecutionV2) -> World:
    """Look these orders up as a support agent would have them."""
    book = FactBook(phrases.zone_of("en-IN"))
    found = Lookup(orders=tuple(from_execution(e) for e in executions), partial=False, sources=())
    projected = Projection(Role.SUPPORT_AGENT, Vault(detector())).lookup(found, found.orders)
    outcome = build_outcome("get_promotion_execution_details", projected, book, as_of=executions[0].as_of)
    refs: dict[str, str] = {}
    for fact in book.facts.values():
        name = _NUMBERED.get(fact.label, fact.label.value)
        number = 1 + sum(key.rstrip("0123456789") == name for key in refs)
        refs[f"{name}{number}" if fact.label in _NUMBERED else name] = reference(fact.fact_id)
    return World(outcome, book.facts, refs)


def story() -> World:
    """100.00 promised, 36.00 granted in two installments, 64.00 remains for two items that have not shipped."""
    items = [
        item(1, "Steel bottle 750 ml", 1500, 1500, "SHP-1"),
        item(2, "Cotton bedsheet", 1200, 1200, "SHP-2"),
        item(3, "Notebook set", 900, 900, "SHP-2"),
        item(4, "Desk lamp 9 W", 3400, 0, None),
        item(5, "Yoga mat", 3000, 0, None),
    ]
    return world(execution(benefit=benefit(line_items=items)))


def complete() -> World:
    """100.00 promised and granted, in one installment."""
    done = benefit(
        cashback=cashback(eligible=10000, issued=10000, remaining=0),
        issuance_status=IssuanceStatus.ISSUED,
        reasons=[Reason.COMPLETE],
        issuances=[issuance("EV-1", 10000, "GC-7F3K-9Q2M-1111", SECOND_AT, "SHP-1")],
        line_items=[item(1, "Steel bottle", 10000, 10000, "SHP-1")],
    )
    return world(execution(benefit=done))


def failed() -> World:
    """120.00 promised, the one attempt failed."""
    return world(execution(benefit=failed_benefit()))


def failed_benefit() -> Benefit:
    attempt = issuance("EV-9", 12000, "GC-9999-9999-9999", SECOND_AT, "SHP-1")
    return benefit(
        cashback=cashback(eligible=12000, issued=0, remaining=12000),
        issuance_status=IssuanceStatus.FAILED,
        reasons=[Reason.ISSUANCE_FAILED],
        issuances=[attempt.model_copy(update={"status": "FAILED", "type": "ISSUE_FAILED", "gift_card_id": None})],
        line_items=[],
    )


def scratch_card() -> World:
    """50.00 promised by a scratch card that nobody has revealed."""
    return world(execution(benefit=scratch_card_benefit()))


def shipped_not_issued(shipment: str | None = "SHP-2") -> World:
    """90.00 promised, 20.00 granted: a lunch box of 30.00 has shipped, a pressure cooker of 40.00 has not."""
    lunch_box = item(2, "Lunch box", 3000, 0, shipment)
    items = [
        item(1, "Steel bottle", 2000, 2000, "SHP-1"),
        lunch_box.model_copy(update={"status": "SHIPPED", "reason": Reason.ISSUANCE_PENDING}),
        item(3, "Pressure cooker", 4000, 0, None),
    ]
    open_sum = benefit(
        cashback=cashback(eligible=9000, issued=2000, remaining=7000),
        reasons=[Reason.AWAITING_SHIPMENT, Reason.ISSUANCE_PENDING],
        issuances=[issuance("EV-1", 2000, "GC-1111-2222-3333", FIRST_AT, "SHP-1")],
        line_items=items,
    )
    return world(execution(benefit=open_sum))


def card_of_ped_only() -> World:
    """The story, and a gift card that PED holds and no event names."""
    further = GiftCard(gift_card_id="GC-5555-6666-7777", issued_at=SECOND_AT, provenance="ped")
    return world(execution(benefit=benefit(gift_cards=[*benefit().gift_cards, further])))


def no_longer_due() -> World:
    """100.00 promised: 36.00 granted, 50.00 cancelled by the cap, 14.00 expired."""
    position = cashback(eligible=10000, issued=3600, remaining=0).model_copy(
        update={"cancelled": inr(5000), "expired": inr(1400)}
    )
    reasons = [Reason.CANCELLED, Reason.EXPIRED, Reason.CAP_REACHED]
    return world(execution(benefit=benefit(cashback=position, reasons=reasons, line_items=[])))


def scratch_card_past_its_day() -> World:
    """The same, and its day is over."""
    reasons = [Reason.SCRATCH_CARD_UNREVEALED, Reason.EXPIRED]
    return world(execution(benefit=scratch_card_benefit().model_copy(update={"reasons": reasons, "expires_at": NOW})))


def scratch_card_benefit() -> Benefit:
    return benefit(
        benefit_type="SCRATCH_CARD",
        cashback=cashback(eligible=5000, issued=0, remaining=5000),
        issuance_status=IssuanceStatus.PENDING,
        reasons=[Reason.SCRATCH_CARD_UNREVEALED],
        issuances=[],
        line_items=[],
    )


def returned() -> World:
    """80.00 promised and issued, 30.00 of it reversed after a return: 50.00 granted."""
    return world(execution(benefit=returned_benefit()))


def taken_back_twice() -> World:
    """100.00 issued on 8 Nov, of which 30.00 was taken back on 12 Nov and 20.00 on 13 Nov; 10.00 of another, whole."""
    position = cashback(eligible=11000, issued=11000, remaining=0).model_copy(
        update={"granted": inr(5000), "reversed": inr(6000)}
    )
    partly = issuance("EV-1", 10000, "GC-1111-2222-3333", FIRST_AT, "SHP-1").model_copy(
        update={
            "status": "PARTIALLY_REVERSED",
            "reversed_at": SECOND_AT + timedelta(days=1),
            "reversed_amount": inr(5000),
            "reversals": [
                Reversal(event_id="EV-3", amount=inr(3000), reversed_at=SECOND_AT),
                Reversal(event_id="EV-4", amount=inr(2000), reversed_at=SECOND_AT + timedelta(days=1)),
            ],
        }
    )
    whole = issuance("EV-2", 1000, "GC-1111-2222-4444", FIRST_AT, "SHP-2").model_copy(
        update={
            "status": "REVERSED",
            "reversed_at": SECOND_AT + timedelta(days=2),
            "reversed_amount": inr(1000),
            "reversals": [
                Reversal(event_id="EV-5", amount=inr(400), reversed_at=SECOND_AT + timedelta(days=1)),
                Reversal(event_id="EV-6", amount=inr(600), reversed_at=SECOND_AT + timedelta(days=2)),
            ],
        }
    )
    done = benefit(
        cashback=position,
        issuance_status=IssuanceStatus.ISSUED,
        reasons=[Reason.REVERSED],
        issuances=[partly, whole],
        line_items=[],
    )
    return world(execution(benefit=done))


def returned_benefit() -> Benefit:
    position = cashback(eligible=8000, issued=8000, remaining=0).model_copy(
        update={"granted": inr(5000), "reversed": inr(3000)}
    )
    kept = issuance("EV-1", 5000, "GC-1111-2222-3333", SECOND_AT, "SHP-1")
    taken_back = issuance("EV-2", 3000, "GC-1111-2222-3333", SECOND_AT, "SHP-1").model_copy(
        update={
            "status": "REVERSED",
            "reversed_at": SECOND_AT,
            "reversed_amount": inr(3000),
            "reversals": [Reversal(event_id="EV-3", amount=inr(3000), reversed_at=SECOND_AT)],
        }
    )
    return benefit(
        cashback=position,
        issuance_status=IssuanceStatus.ISSUED,
        reasons=[Reason.ITEM_RETURNED, Reason.REVERSED],
        issuances=[kept, taken_back],
        line_items=[],
    )
