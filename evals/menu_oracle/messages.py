"""When statements about the turn itself are true: its message, its searches, the sources that did not answer."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from core.contract import Reason
from evals.menu_oracle.checked_statement import CheckedStatement, Table, parts, same, texts, value
from evals.menu_oracle.conflicts import ROUGH
from evals.menu_oracle.conflicts import table as conflicts
from evals.menu_oracle.fold import BenefitTruth
from evals.menu_oracle.reasons import duplicates, is_open, open_failures
from statements.asked_details import DialogueAct
from statements.statement import Subject

table = Table()
_ACTS = {
    "refusal.write": DialogueAct.WRITE,
    "refusal.personal_data": DialogueAct.PERSONAL_DATA,
    "refusal.off_topic": DialogueAct.OFF_TOPIC,
    "handoff": DialogueAct.HANDOFF,
    "lead.worklist": DialogueAct.WORKLIST,
    "ask.malformed_order": DialogueAct.MALFORMED_ORDER,
    "ask.impossible_day": DialogueAct.IMPOSSIBLE_DAY,
    "ask.order": DialogueAct.NO_ORDER,
    "ask.customer": DialogueAct.NO_CUSTOMER,
    "ask.order_unknown": DialogueAct.ORDER_UNKNOWN,
    "courtesy.greeting": DialogueAct.GREETING,
    "courtesy.hello": DialogueAct.GREETING,
    "courtesy.thanks": DialogueAct.THANKS,
    "courtesy.sympathy": DialogueAct.UPSET,
}


@table.rule(*_ACTS)
def _act(checked: CheckedStatement) -> bool:
    return _ACTS[checked.statement.kind] in checked.truth.world.turn.acts


@table.rule("draft.offered")
def _draft(checked: CheckedStatement) -> bool:
    """There is something to tell the customer, and nothing to clarify first."""
    turn = checked.truth.world.turn
    return not checked.for_customer and bool(checked.truth.benefits) and not turn.is_open and _is_known(checked)


def _is_known(checked: CheckedStatement) -> bool:
    return DialogueAct.ORDER_UNKNOWN not in checked.truth.world.turn.acts


@table.rule("courtesy.anything_else", "ask.again")
def _always(checked: CheckedStatement) -> bool:
    return True


@table.rule("draft.hello", "draft.sorry", "draft.patience", "draft.holding", "draft.regards")
def _of_a_draft(checked: CheckedStatement) -> bool:
    return checked.for_customer


# -- searches


@table.rule("search.found")
def _found(checked: CheckedStatement) -> bool:
    window = checked.truth.world.turn.window
    return window is not None and checked.is_window(window) and bool(checked.truth.orders)


@table.rule("search.none")
def _none_found(checked: CheckedStatement) -> bool:
    window = checked.truth.world.turn.window
    is_none = window is not None and checked.is_window(window) and not checked.truth.orders
    return is_none and "ped" not in checked.truth.world.down


@table.rule("search.none_known")
def _none_known(checked: CheckedStatement) -> bool:
    window = checked.truth.world.turn.window
    return (
        window is not None and checked.is_window(window) and bool(checked.truth.world.down) and not checked.truth.orders
    )


@table.rule("search.more")
def _more(checked: CheckedStatement) -> bool:
    return checked.truth.world.turn.has_more


@table.rule("search.older_order")
def _older(checked: CheckedStatement) -> bool:
    return checked.truth.world.turn.window is not None and not checked.truth.orders


@table.rule("search.undated")
def _undated(checked: CheckedStatement) -> bool:
    """The day of a benefit is not recorded, and no other benefit was created on the searched days."""
    window = checked.truth.world.turn.window
    known = [benefit.created_at for benefit in checked.of_order]
    return window is not None and None in known and not any(at in window for at in known if at)


@table.rule("lookup.not_found")
def _not_found(checked: CheckedStatement) -> bool:
    turn = checked.truth.world.turn
    named = texts(checked.slots["orders"], "order")
    return (
        bool(named)
        and not set(named) & set(checked.truth.orders)
        and set(named) <= {*turn.missing, *checked.truth.world.orders}
    )


@table.rule("lookup.nothing_found")
def _nothing_found(checked: CheckedStatement) -> bool:
    return not checked.truth.orders


@table.rule("lookup.invalid")
def _invalid(checked: CheckedStatement) -> bool:
    return checked.truth.world.turn.is_invalid


@table.rule("lookup.limit")
def _limit(checked: CheckedStatement) -> bool:
    return texts(checked.slots["orders"], "order") == list(checked.truth.world.turn.not_looked_up)


# -- unknown


def _is_failed(checked: CheckedStatement) -> bool:
    """Whether a lookup failed: as the turn says, or because a source that may have the order did not answer."""
    world = checked.truth.world
    is_search_down = world.turn.window is not None and "ped" in world.down
    is_nothing = world.turn.window is None and bool(world.down) and bool(set(world.orders) - set(checked.truth.orders))
    return world.turn.has_failed_lookup or is_search_down or is_nothing


@table.rule("unknown.source")
def _silent(checked: CheckedStatement) -> bool:
    named = [str(value(slots["name"])) for slots in parts(checked.slots["sources"])]
    down = ["source.records"] if checked.for_customer else [f"source.{name}" for name in checked.truth.world.down]
    return bool(checked.truth.world.down) and same(named, down)


@table.rule("unknown.records")
def _nothing_read(checked: CheckedStatement) -> bool:
    return _is_failed(checked) and not checked.truth.orders


@table.rule("unknown.records_of_some")
def _some_not_read(checked: CheckedStatement) -> bool:
    return _is_failed(checked) and bool(checked.truth.orders)


@table.rule("unknown.next_day")
def _no_day(checked: CheckedStatement) -> bool:
    """Something may still be issued for the order, as far as this viewer may know."""
    is_told = [b.remaining for b in checked.of_order if not (checked.for_customer and b.is_withheld_from_customer)]
    return len(is_told) < len(checked.of_order) or any(remaining != {0} for remaining in is_told)


@table.rule("unknown.history_cut")
def _cut(checked: CheckedStatement) -> bool:
    return checked.truth.world.turn.has_more and checked.truth.world.turn.window is None


@table.rule("order.without_cashback")
def _no_cashback(checked: CheckedStatement) -> bool:
    return not checked.of_order and not checked.truth.world.down


@table.rule("cards.validity_unknown")
def _no_validity(checked: CheckedStatement) -> bool:
    return True  # no record in the design has it


@table.rule("next.try_later")
def _try_later(checked: CheckedStatement) -> bool:
    return bool(checked.truth.world.down) or _is_failed(checked)


# -- what needs action

_NOT_DECIDED = {"conflict.none", "conflict.other"}


def _is_conflict(checked: CheckedStatement, benefit: BenefitTruth, *, leaving_out: Iterable[str] = ()) -> bool:
    """Whether the records of a benefit disagree, by one of the rules about conflicts."""
    subject = Subject(benefit.order, *benefit.key)
    own = CheckedStatement(checked.truth, checked.staged, replace(checked.statement, subject=subject, slots={}))
    left_out = {*_NOT_DECIDED, *leaving_out}
    return any(rule(own) for name, rule in conflicts.rules.items() if name not in left_out)


def _needs_action(checked: CheckedStatement, benefit: BenefitTruth) -> bool:
    """Whether something failed, is in excess, or the records disagree, as far as the rows prove it."""
    is_failed = bool(benefit.of_type("ISSUE_FAILED")) or any(row["status"] == "FAILED" for row in benefit.rows)
    is_amiss = bool(benefit.over_issued) or bool(duplicates(benefit)) or not benefit.is_summable
    return is_failed or is_amiss or bool(benefit.unproven_ending) or _is_conflict(checked, benefit)


@table.rule("orders.need_action")
def _need_action(checked: CheckedStatement) -> bool:
    named = texts(checked.slots["lines"], "order")
    return bool(named) and all(any(_needs_action(checked, b) for b in checked.truth.orders[order]) for order in named)


@table.rule("orders.need_no_action")
def _need_no_action(checked: CheckedStatement) -> bool:
    rough = (*ROUGH, "conflict.remainingDiffers")  # they only decide whether there may be a conflict
    amiss = [
        benefit
        for benefit in checked.truth.benefits
        if benefit.excess
        or (is_open(benefit) and open_failures(benefit))
        or _is_conflict(checked, benefit, leaving_out=rough)
    ]
    return not amiss and not checked.truth.world.down


# -- approved texts


@table.rule("approved.text")
def _approved(checked: CheckedStatement) -> bool:
    key = str(value(checked.slots["text"])).removeprefix("approved.")
    text = next(t for t in checked.staged.situation.knowledge.texts if t.id == key)
    if text.audience not in ("all", "customer" if checked.for_customer else "staff"):
        return False
    return any(
        (not text.benefit_types or benefit.type in text.benefit_types)
        and (not text.reasons or any(_REASONS[reason](benefit) for reason in text.reasons))
        for benefit in checked.truth.benefits
    )


@table.rule("approved.language")
def _other_language(checked: CheckedStatement) -> bool:
    return checked.for_customer and checked.truth.world.turn.other_language == "ta"


def _waits(benefit: BenefitTruth) -> bool:
    waiting = any(row["status"] == "PENDING" and benefit.left_of(row) != 0 for row in benefit.rows)
    return waiting and benefit.remaining != {0}


# For the approved texts of the tests.
_REASONS: dict[Reason, Callable[[BenefitTruth], bool]] = {
    Reason.AWAITING_SHIPMENT: _waits,
    Reason.SCRATCH_CARD_UNREVEALED: lambda benefit: benefit.is_unrevealed,
}
