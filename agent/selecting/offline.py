"""The selector that needs no model: what the question asks for decides which kinds are said, and in which order."""

from collections.abc import Iterable, Iterator

from agent.reading.question import Question
from agent.selecting import plans
from agent.selecting.benefits import chosen_benefits, named_items
from agent.selecting.selection import Selected, Task
from statements.kinds.approved import applies_to
from statements.situation import BenefitScope, OrderScope
from statements.slots import TermSlot
from statements.statement import Statement
from statements.topics import Topic
from tools.result import Label

_FIRST = ("courtesy.sympathy", "refusal.write", "refusal.personal_data", "refusal.off_topic", "handoff")
_ASKING = ("ask.malformed_order", "ask.impossible_day", "ask.which_order", "ask.order_unknown")
_WITHOUT_RECORDS = ("courtesy.thanks", "courtesy.greeting", "ask.customer", "ask.order")
_NOT_FOUND = ("lookup.nothing_found", "lookup.not_found", "lookup.invalid", "unknown.records")
_SEARCHES = ("search.none", "search.none_known", "search.older_order")
_LAST = (
    "lookup.limit",
    "search.more",
    "unknown.records_of_some",
    "unknown.source",
    "unknown.history_cut",
    "next.try_later",
)
_SUMS = (Topic.PROMISED, Topic.GRANTED, Topic.REMAINING)
_OF_A_CLAIM = {Topic.CLAIM, *_SUMS, Topic.POSITION, Topic.WHY, Topic.FEELINGS}
_ONE_LINE = {
    Topic.CREATED,
    Topic.PROMOTION,
    Topic.SOURCES,
    Topic.VALIDITY,
}
_CAUSES = {Topic.FAILURE, Topic.REVERSAL, Topic.CANCELLATION, Topic.EXCESS, Topic.DUPLICATE, Topic.EXPIRY}
_BESIDE_AN_ITEM = {Topic.WHY, Topic.REVERSAL, Topic.FAILURE, Topic.CANCELLATION}
_WITH_POSITION = {Topic.POSITION, Topic.COMPLETE}
# These ask for something else than the sums: what answers them comes first, and the position after it.
_DIRECT = {
    Topic.WHY_IN_PARTS,
    Topic.ONE_CARD_SHOWN,
    Topic.EXPIRY,
    Topic.REVERSAL,
    Topic.FAILURE,
    Topic.CANCELLATION,
    Topic.EXCESS,
    Topic.DUPLICATE,
    Topic.CONFLICT,
}
# What these ask for beside the story is not asked for again in an order that was told of before.
_IS_ENOUGH = {Topic.NEXT_STEP, Topic.FEELINGS, Topic.DRAFT, Topic.SUM}
_ALREADY_TOLD = {Topic.POSITION, Topic.WHY, Topic.INSTALLMENTS}
_FOR_A_DRAFT = {Topic.DRAFT, Topic.NEXT_STEP, Topic.FEELINGS}
_OF_DAYS = {Topic.CAME_ON, Topic.WHEN_CAME, Topic.GRANTED}
_ASKS_FOR_A_LIST = {Topic.INSTALLMENTS, Topic.WHEN_CAME, Topic.ITEMS, Topic.EXCESS, Topic.DUPLICATE}
_LISTS = ("installments.lines", "installments.only", "items.lines")
_MOST_TEXTS = 3


class OfflineSelector:
    """Selects for a question as it was read. It is the same for every turn."""

    def select(self, task: Task) -> list[Selected]:
        """Return the statements that answer, each once. It says something wherever something may be said."""
        answer = _Answer(task)
        return self._each_once(answer.all()) or self._each_once(answer.fallback())

    @staticmethod
    def _each_once(selected: Iterable[Selected]) -> list[Selected]:
        """Leave out repeats, and what another statement about the same benefit says as well."""
        unique = list({each.statement.statement_id: each for each in selected}.values())
        kept: list[Selected] = []
        for place, each in enumerate(unique):
            others = [other.statement for other in (*kept, *unique[place + 1 :])]
            if not any(_covers(other, each.statement) or _denies(each.statement, other) for other in others):
                kept.append(each)
        return kept


def _denies(none: Statement, other: Statement) -> bool:
    """Whether one says that there is nothing of a kind, and the other tells of some elsewhere in the same order."""
    found = plans.NONE_OF.get(none.kind, ())
    return other.kind.startswith(tuple(found)) and bool(found) and none.subject.order == other.subject.order


def _covers(one: Statement, other: Statement) -> bool:
    return other.kind in plans.COVERS.get(one.kind, ()) and one.subject.benefit == other.subject.benefit


def topics_of(question: Question) -> frozenset[Topic]:
    """Return what is asked for. A claim of sums ("promised 100, got 36") is answered by the whole story."""
    topics = question.topics
    if Topic.CLAIM in topics and topics <= _OF_A_CLAIM and question.claims:
        return frozenset()
    if topics & _CAUSES:
        topics -= {Topic.WHY}
    if {Topic.COMPLETE, Topic.CREATED} <= topics:  # "when was it complete?"
        return (topics - {Topic.CREATED}) | {Topic.WHEN_CAME}
    return topics


def asked_orders(task: Task) -> list[OrderScope]:
    """Return the orders that the question names where it names any: a model may have looked up others as well."""
    orders = list(task.situation.orders)
    return [order for order in orders if order.order_id in task.question.orders] or orders


class _Answer:
    """One answer in the making."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._menu = task.menu
        self._question = task.question
        self._orders = asked_orders(task)
        self._topics = topics_of(task.question)
        if not self._is_new and self._topics & _IS_ENOUGH:
            self._topics -= _ALREADY_TOLD

    def all(self) -> Iterator[Selected]:
        yield from self._kinds(_FIRST, "what the message asks for beside the record")
        asking = list(self._kinds(_ASKING, "it is not clear what is meant"))
        if asking:
            yield from self._kinds(("courtesy.hello",), "the message greets")
            yield from asking
            return
        if not self._task.situation.outcomes:
            if not any(self._menu.of(kind) for kind in _FIRST[1:]):
                yield from list(self._kinds(_WITHOUT_RECORDS, "nothing was looked up"))[:1]
            return
        yield from self._kinds(_NOT_FOUND, "a look-up found nothing that may be shown")
        if Topic.DRAFT in self._topics:
            yield from self._kinds(("draft.offered",), "asked for: a text for the customer")
        yield from self._searches()
        yield from self._claims()
        yield from self._over_several()
        is_shown_by_draft = Topic.DRAFT in self._topics and self._topics <= _FOR_A_DRAFT and not self._is_new
        if not is_shown_by_draft:
            yield from self._records()
        yield from self._kinds(_LAST, "it has to be said")

    def fallback(self) -> Iterator[Selected]:
        """Yield the position of what was found, for a question that nothing on the menu answers."""
        for order in self._orders:
            for benefit in chosen_benefits(order, self._question):
                yield from self._lead_of(benefit, is_alone=benefit.is_alone)
        yield from list(self._kinds((*_WITHOUT_RECORDS, "ask.again"), "nothing else answers"))[:1]

    def _kinds(self, kinds: Iterable[str], why: str, *, order: str | None = None) -> Iterator[Selected]:
        for kind in kinds:
            yield from (Selected(statement, why) for statement in self._menu.of(kind, order=order))

    def _searches(self) -> Iterator[Selected]:
        if self._task.situation.orders:
            if self._task.situation.asked.days is None:
                yield from self._kinds(("search.found",), "the searched days are always stated")
            return
        if not self._task.situation.orders:
            for kind in _SEARCHES:
                yield from list(self._kinds((kind,), "the search found nothing"))[:1]

    def _over_several(self) -> Iterator[Selected]:
        """Answer what is asked over all orders: a list, sums, the largest, a comparison."""
        for topic, steps in plans.OF_TURN.items():
            if topic not in self._topics:
                continue
            if topic is Topic.LARGEST:
                asked = [plans.LARGEST[t] for t in _SUMS if t in self._topics] or [plans.LARGEST[Topic.REMAINING]]
                yield from self._kinds(asked, f"asked for: {topic.value}")
            yield from self._steps(steps, f"asked for: {topic.value}")

    @property
    def _is_over_several(self) -> bool:
        return len(self._task.situation.orders) > 1 and bool(self._topics & set(plans.OF_TURN))

    def _records(self) -> Iterator[Selected]:
        if self._is_over_several:
            return
        for order in self._orders:
            yield from self._order(order)

    # -- one order

    def _order(self, order: OrderScope) -> Iterator[Selected]:
        yield from self._kinds(("order.without_cashback",), "the order has no cashback", order=order.order_id)
        benefits = chosen_benefits(order, self._question)
        is_part = len(benefits) < len(order.benefits)
        yield from self._days(order)
        for topic, steps in plans.OF_ORDER.items():
            if topic in self._topics and topic is not Topic.CAME_ON:
                yield from self._steps(steps, f"asked for: {topic.value}", order=order)
        yield from self._lead(order, benefits, is_part=is_part)
        yield from self._kinds(("search.undated",), "its day is not recorded", order=order.order_id)
        if Topic.WHEN_CAME in self._topics and not any(benefit.issued for benefit in benefits):
            yield from self._steps(plans.OF_ORDER[Topic.WHEN_NEXT], "nothing has come yet", order=order)

    def _days(self, order: OrderScope) -> Iterator[Selected]:
        if self._task.situation.asked.days is not None:
            yield from self._steps(plans.OF_ORDER[Topic.CAME_ON], "asked for: what came on these days", order=order)

    @property
    def _is_new(self) -> bool:
        """Whether some order of this answer was not told of before."""
        return any(order.order_id not in self._task.spoken_orders for order in self._orders)

    def _lead(self, order: OrderScope, benefits: list[BenefitScope], *, is_part: bool) -> Iterator[Selected]:
        sums = [topic for topic in _SUMS if topic in self._topics]
        if (
            (self._question.is_short or not self._is_new)
            and sums
            and self._topics <= {*_SUMS, Topic.POSITION, Topic.COUNT}
        ):
            short = list(self._short(order, benefits, sums, is_part=is_part))
            if short:
                yield from short
                if not self._question.is_short:
                    yield from self._details_of(benefits, needs_new=True)
                return
        yield from self._position(order, benefits, is_part=is_part)

    def _short(
        self, order: OrderScope, benefits: list[BenefitScope], sums: list[Topic], *, is_part: bool
    ) -> Iterator[Selected]:
        """Yield a sentence for each sum that is asked for; nothing where one of them is not known."""
        wanted: list[Selected] = []
        for topic in sums:
            of_benefit, of_order = plans.SHORT[topic]
            why = f"asked for: {topic.value}"
            if len(order.benefits) > 1 and not is_part:
                found = list(self._steps((of_order,), why, order=order))
            else:
                found = [s for benefit in benefits for s in self._steps((of_benefit,), why, benefit=benefit)]
            if not found:
                return
            wanted += found
        yield from wanted

    def _position(self, order: OrderScope, benefits: list[BenefitScope], *, is_part: bool) -> Iterator[Selected]:
        """Yield the position where it is called for, and what answers the rest of the question."""
        is_alone = len(order.benefits) == 1
        is_chosen = is_part and (self._question.benefit is not None or bool(self._question.promotion_words))
        needs_new = not self._is_new and not is_chosen
        details = {b.subject: list(self._details_of([b], needs_new=needs_new)) for b in benefits}
        is_left_open = not any(details.values()) and bool(self._topics & _IS_ENOUGH)
        with_position = self._wants_position or is_left_open
        of_all = list(self._of_all(order)) if with_position and not is_alone and not is_part else []
        if self._answers_first and any(details.values()):
            yield from (each for found in details.values() for each in found)
            if with_position:
                yield from of_all or (s for b in benefits for s in self._lead_of(b, is_alone=is_alone))
            return
        yield from of_all
        is_by_days = self._task.situation.asked.days is not None and self._topics <= _OF_DAYS
        if of_all and (is_by_days or (self._question.is_short and not self._topics)):
            return
        for benefit in benefits:
            if with_position:
                yield from self._lead_of(benefit, is_alone=is_alone)
            if not self._question.is_short:
                yield from details[benefit.subject]

    def _of_all(self, order: OrderScope) -> Iterator[Selected]:
        steps = plans.ORDER_YES_NO if Topic.COMPLETE in self._topics else plans.TOTAL
        yield from self._steps(steps, "the position of the whole order", order=order)

    @property
    def _answers_first(self) -> bool:
        if self._question.is_short:
            return False
        return bool(self._topics & _DIRECT) and not self._topics & {*_SUMS, *_WITH_POSITION, Topic.NEXT_STEP}

    @property
    def _wants_position(self) -> bool:
        if not self._is_new:
            return (not self._topics and not self._matched_claims) or bool(self._topics & _WITH_POSITION)
        is_one_of_several = Topic.PROMOTION in self._topics and any(
            len(order.benefits) > 1 for order in self._task.situation.orders
        )
        return is_one_of_several or not (self._topics and self._topics <= _ONE_LINE)

    def _lead_of(self, benefit: BenefitScope, *, is_alone: bool) -> Iterator[Selected]:
        if Topic.COMPLETE in self._topics and is_alone:
            answered = list(self._steps(plans.YES_NO, "asked for: whether that is all", benefit=benefit))
            if answered:
                yield from answered
                return
        steps = plans.POSITION if is_alone else plans.AMONG_OTHERS
        yield from self._steps(steps, "the position comes first", benefit=benefit)

    def _details_of(self, benefits: list[BenefitScope], *, needs_new: bool) -> Iterator[Selected]:
        for benefit in benefits:
            for why, statement in self._details(benefit):
                if not (needs_new and self._is_repeat(statement)):
                    yield Selected(statement, why)

    def _is_repeat(self, statement: Statement) -> bool:
        """Whether it was said before and is not asked for again; a list is, when a list is asked for."""
        if statement.statement_id not in self._task.said_before or not self._topics:
            return False
        if statement.kind in _LISTS:
            return not self._topics & _ASKS_FOR_A_LIST
        return not (statement.answers & self._topics or self._is_told_again(statement))

    def _is_told_again(self, statement: Statement) -> bool:
        """Whether it says why nothing more comes, where that is what is asked: "will the other 50 still come?"."""
        return statement.kind.startswith("reason.") and self._question.is_yes_no and Topic.WHEN_NEXT in self._topics

    def _details(self, benefit: BenefitScope) -> Iterator[tuple[str, Statement]]:
        if cards := self._cards(benefit):
            yield from (("asked for: that gift card", statement) for statement in cards)
            return
        place = self._question.installment
        if place is not None and (chosen := self._installment(benefit, place)):
            yield "asked for: that installment", chosen
            return
        if named := named_items(benefit, self._question, self._menu):
            for statement in named:
                yield "asked for: that item", statement
            if not self._topics & _BESIDE_AN_ITEM:
                return
        if not self._topics:
            yield from self._whole(benefit)
            return
        yield from ((s.why, s.statement) for s in self._texts(self._topics, benefit))
        yield from ((s.why, s.statement) for s in self._needed(benefit))
        if Topic.COUNT in self._topics:
            yield from (
                (s.why, s.statement) for s in self._steps(self._counted(), "asked for: how many", benefit=benefit)
            )
        for topic, steps in plans.details_of(self._topics):
            if topic in self._topics:
                why = f"asked for: {topic.value}"
                if topic in (Topic.GIFT_CARDS, Topic.ONE_CARD_SHOWN) and self._are_lines_told(benefit):
                    steps = (*steps, "cards.count")
                yield from ((s.why, s.statement) for s in self._steps(steps, why, benefit=benefit))

    def _whole(self, benefit: BenefitScope) -> Iterator[tuple[str, Statement]]:
        """Yield the whole story of a benefit; what came is not listed again in an order that was told of before."""
        if self._question.refusals:
            return
        is_told = not self._is_new and self._question.benefit is None
        steps = plans.OPEN if is_told else plans.WHOLE
        if is_told and self._matched_claims:
            steps = tuple(step for kind in self._matched_claims for step in plans.OF_CLAIM.get(kind, ()))
        if not is_told:
            yield from ((s.why, s.statement) for s in self._texts({Topic.WHY}, benefit))
        yield from ((s.why, s.statement) for s in self._steps(steps, "the whole story", benefit=benefit))

    def _needed(self, benefit: BenefitScope) -> Iterator[Selected]:
        """Yield what came and was taken back where what remains is not understood without it, or is not known."""
        is_unclear = Label.REVERSED in benefit.found.facts or Label.REMAINING not in benefit.found.facts
        if is_unclear and self._topics & {*_SUMS, Topic.COMPLETE, Topic.WHEN_NEXT}:
            yield from self._steps(plans.CAME, "what remains is not clear without it", benefit=benefit)

    def _counted(self) -> tuple[plans.Step, ...]:
        if Topic.GIFT_CARDS in self._topics:
            return (("cards.count", "cards.none"),)
        if Topic.ITEMS in self._topics:
            return ("items.open_count",)
        return (("installments.count", "installments.none"),)

    def _cards(self, benefit: BenefitScope) -> list[Statement]:
        """Return the installments on the gift cards that the question names by their last digits."""
        ends = self._question.card_endings
        is_about_others = self._question.wants_other or bool(self._topics & {Topic.WHY, Topic.ONE_CARD_SHOWN})
        if not ends or is_about_others:
            return []
        named = {i.subject for i in benefit.installments if self._task.card_end(i).endswith(ends)}
        return [s for s in self._menu.of("installment.one") if s.subject in named]

    def _installment(self, benefit: BenefitScope, place: int) -> Statement | None:
        issued = benefit.issued
        index = place - 1 if place > 0 else place
        if not issued or not -len(issued) <= index < len(issued):
            return None
        subject = issued[index].subject
        if len(issued) > 1 and index in (0, -1, len(issued) - 1):
            kind = "installments.first" if index == 0 else "installments.last"
            return next((s for s in self._menu.of(kind) if s.subject == benefit.subject), None)
        return next((s for s in self._menu.of("installment.one") if s.subject == subject), None)

    def _texts(self, topics: Iterable[Topic], benefit: BenefitScope) -> list[Selected]:
        """Return the approved texts on the menu that answer one of these topics and apply to the benefit."""
        wanted = set(topics)
        found: list[Selected] = []
        for statement in self._menu.of("approved.text"):
            slot = statement.slots["text"]
            text = self._task.texts.get(slot.key) if isinstance(slot, TermSlot) else None
            if text and wanted & set(text.answers) and applies_to(text, benefit):
                found.append(Selected(statement, f"approved text: {text.id}"))
        return found[:_MOST_TEXTS]

    def _are_lines_told(self, benefit: BenefitScope) -> bool:
        lines = [each for kind in plans.LISTED for each in self._of(kind, None, benefit)]
        return not self._is_new and any(each.statement_id in self._task.said_before for each in lines)

    @property
    def _matched_claims(self) -> list[str]:
        """The kinds that say what the amounts of the question are."""
        return [kind for kind in plans.CLAIMS if self._question.claims and self._menu.of(kind)]

    def _claims(self) -> Iterator[Selected]:
        is_claimed_again = Topic.CLAIM in self._question.topics and not self._is_new
        if not self._is_new and not self._topics:
            yield from self._kinds(self._matched_claims, "an amount of the question")
        elif is_claimed_again or Topic.CLAIM in self._topics or self._question.is_yes_no:
            yield from self._kinds(("claim.is_item", "claim.is_installment"), "an amount of the question")
        yield from self._kinds(("claim.not_on_record",), "an amount of the question")

    def _steps(
        self,
        steps: Iterable[plans.Step],
        why: str,
        *,
        order: OrderScope | None = None,
        benefit: BenefitScope | None = None,
    ) -> Iterator[Selected]:
        for step in steps:
            alternatives = (step,) if isinstance(step, str) else step
            for kind in alternatives:
                found = self._of(kind, order, benefit)
                yield from (Selected(statement, why) for statement in found)
                if found:
                    break

    def _of(self, kind: str, order: OrderScope | None, benefit: BenefitScope | None) -> tuple[Statement, ...]:
        statements = self._menu.of(kind)
        if benefit is not None:
            return tuple(s for s in statements if s.subject.benefit == benefit.subject.benefit)
        return statements if order is None else tuple(s for s in statements if s.subject.order == order.order_id)
