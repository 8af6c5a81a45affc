"""A statement to be checked against the rows (amounts, instants, cards, days, benefits), and the table of rules."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from core.money import Money
from evals.menu_oracle.fold import Amount, BenefitTruth, Truth, instant, is_malformed
from evals.menu_oracle.staging import CUSTOMER_VIEW, Staged
from evals.menu_oracle.worlds import NAME_WITH_AMOUNT, ZONE, Days, Row
from guardrails.pii import PiiType
from statements.statement import FactSlot, IdSlot, ListSlot, Slot, Slots, Statement, TermSlot


@dataclass(frozen=True)
class CheckedStatement:
    """A statement, with the world in which it has to be true."""

    truth: Truth
    staged: Staged
    statement: Statement

    @property
    def slots(self) -> Slots:
        return self.statement.slots

    @property
    def benefit(self) -> BenefitTruth:
        own = self.statement.subject
        return self.truth.benefit(own.order, own.promotion_id, own.benefit_id)

    @property
    def of_order(self) -> list[BenefitTruth]:
        return self.truth.orders[self.statement.subject.order]

    @property
    def is_named_right(self) -> bool:
        """Whether the order, the type and the promotion that the sentence names are those of its subject."""
        order = self.slots.get("order")
        if isinstance(order, IdSlot) and self.statement.subject.order not in ("", order.text):
            return False
        return not self.statement.subject.benefit_id or "of" not in self.slots or self.named_benefit is self.benefit

    @property
    def named_benefit(self) -> BenefitTruth | None:
        """The one benefit that ``of`` names by type, promotion and number among similar ones."""
        of, order = self.slots.get("of"), self.slots.get("order")
        if not isinstance(of, ListSlot) or not isinstance(order, IdSlot):
            return None
        named = of.parts[0].slots
        promotion = value(named["promotion"]) if "promotion" in named else None
        alike = [
            benefit
            for benefit in self.truth.orders[order.text]
            if named["benefit"] == TermSlot(f"benefit.{benefit.type}", "benefit.OTHER")
            and promotion == self.promotion_of(benefit)
        ]
        place = int(str(value(named["number"]))) - 1 if "number" in named else 0
        return alike[place] if place < len(alike) and ("number" in named or len(alike) == 1) else None

    def promotion_of(self, benefit: BenefitTruth) -> str | None:
        """Return a promotion's name, if it may be shown: from the benefit's own record, or another of the promotion."""
        rows = () if "ped" in self.truth.world.down else self.truth.world.ped
        known = [r for r in rows if r["businessReferenceId"] == benefit.order and not is_malformed(r)]
        own = sorted((r for r in known if r["promotionId"] == benefit.key[0]), key=lambda r: str(r["benefitId"]))
        name = next((str(r["promotionName"]) for r in own if r.get("promotionName")), None)
        return None if name == NAME_WITH_AMOUNT else name

    def amount(self, name: str) -> Amount | None:
        slot = self.slots.get(name)
        return None if slot is None else amount(slot)

    def is_amount(self, name: str, minor: int | None, currency: str) -> bool:
        """Whether a slot holds exactly this sum of money."""
        return minor is not None and self.amount(name) == (minor, currency)

    def number(self, name: str) -> int:
        found = value(self.slots[name])
        if not isinstance(found, int):
            raise TypeError(f"{name} is no number")
        return found

    def at(self, name: str, slots: Slots | None = None) -> datetime | None:
        """Return the instant behind a day in a slot, None without that slot."""
        slot = (self.slots if slots is None else slots).get(name)
        return None if slot is None else instant(value(slot))

    def token(self, card: object) -> str | None:
        """Return the token of a gift card from the rows in this conversation."""
        return self.staged.vault.token_of(str(card), PiiType.GIFT_CARD)

    def is_card(self, slot: Slot | None, row: Row) -> bool:
        """Whether a slot, if present, is the gift card of a row."""
        return slot is None or (bool(row.get("gcId")) and value(slot) == self.token(row["gcId"]))

    def is_window(self, days: Days) -> bool:
        """Whether the days in a sentence are these."""
        first, last = self.at("day") or self.at("first"), self.at("day") or self.at("last")
        return bool(first and last) and (day(first), day(last)) == (days.first, days.last)

    @property
    def for_customer(self) -> bool:
        return self.staged.role is CUSTOMER_VIEW


def day(at: datetime | None) -> object:
    """Return the day of an instant, in the locale."""
    return at.astimezone(ZONE).date() if at else None


def value(slot: Slot) -> Money | int | str:
    match slot:
        case FactSlot(value=found):
            return found
        case IdSlot(text=text):
            return text
        case TermSlot(key=key):
            return key
    raise TypeError("a list has no value")


def amount(slot: Slot) -> Amount:
    found = value(slot)
    if not isinstance(found, Money):
        raise TypeError("no amount")
    return found.amount_minor, found.currency


def parts(slot: Slot | None) -> list[Slots]:
    return [part.slots for part in slot.parts] if isinstance(slot, ListSlot) else []


def texts(slot: Slot | None, name: str) -> list[str]:
    return [str(value(slots[name])) for slots in parts(slot)]


Rule = Callable[[CheckedStatement], bool]


class Table:
    """Rules by kind."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}

    def rule(self, *kinds: str) -> Callable[[Rule], Rule]:
        def add(rule: Rule) -> Rule:
            for kind in kinds:
                if kind in self.rules:
                    raise ValueError(f"two rules for {kind}")
                self.rules[kind] = rule
            return rule

        return add


def same(left: Iterable[object], right: Iterable[object]) -> bool:
    return sorted(map(str, left)) == sorted(map(str, right))
