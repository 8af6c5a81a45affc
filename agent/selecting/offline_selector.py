"""The selector that needs no model: the topics of the question decide which statements are used, in which order."""

from collections.abc import Iterable, Iterator

from agent.reading.question import Question
from agent.selecting import topic_plans
from agent.selecting.benefit_details import BenefitDetails
from agent.selecting.chosen_orders import choose_benefits
from agent.selecting.selector import Selected, SelectionTask
from statements.kinds.orders import MAX_BENEFIT_LINES
from statements.situation import BenefitScope, OrderScope
from statements.statement import Statement
from statements.topics import Topic

_FIRST = (
    "courtesy.sympathy",
    "approved.language",
    "refusal.write",
    "refusal.personal_data",
    "refusal.off_topic",
    "handoff",
    "lead.worklist",
)
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
_ONE_LINE = {Topic.CREATED, Topic.PROMOTION, Topic.SOURCES, Topic.VALIDITY}
_CAUSES = {Topic.FAILURE, Topic.REVERSAL, Topic.CANCELLATION, Topic.EXCESS, Topic.DUPLICATE, Topic.EXPIRY}
_WITH_POSITION = {Topic.POSITION, Topic.COMPLETE}
# Asked in a later turn, these topics need only these sums, and not the whole position again.
_SUMS_TO_TELL = {Topic.DRAFT: [Topic.GRANTED, Topic.REMAINING], Topic.NEXT_STEP: [Topic.GRANTED]}
# These do not ask for sums: their answer comes first, and the position after it.
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
# With one of these topics, the topics in ``_KNOWN_STORY`` are not repeated where an earlier turn explained the order.
_WITHOUT_STORY = {Topic.NEXT_STEP, Topic.FEELINGS, Topic.DRAFT, Topic.SUM}
_KNOWN_STORY = {Topic.POSITION, Topic.WHY, Topic.INSTALLMENTS}
_OF_DAYS = {Topic.CAME_ON, Topic.WHEN_CAME, Topic.GRANTED}


class OfflineSelector:
    """Selects by the topics of the question. It has no state."""

    def select(self, task: SelectionTask) -> list[Selected]:
        """Return the statements that answer the question, each once; never nothing where the menu offers anything."""
        selection = _Selection(task)
        return self._each_once(selection.all()) or self._each_once(selection.fallback())

    @staticmethod
    def _each_once(selected: Iterable[Selected]) -> list[Selected]:
        """Return the statements without repeats and without those that another one covers or contradicts."""
        unique = list({each.statement.statement_id: each for each in selected}.values())
        kept: list[Selected] = []
        for place, each in enumerate(unique):
            others = [other.statement for other in (*kept, *unique[place + 1 :])]
            if not any(_covers(other, each.statement) or _contradicts(each.statement, other) for other in others):
                kept.append(each)
        return kept


def _contradicts(none: Statement, other: Statement) -> bool:
    """Whether one states that there is none of something, and the other that the same order has some."""
    found = topic_plans.NONE_OF.get(none.kind, ())
    return other.kind.startswith(tuple(found)) and bool(found) and none.subject.order == other.subject.order


def _covers(one: Statement, other: Statement) -> bool:
    return other.kind in topic_plans.COVERS.get(one.kind, ()) and one.subject.benefit == other.subject.benefit


def get_answer_topics(question: Question) -> frozenset[Topic]:
    """Return the topics to answer: none, for the whole story, where sums are claimed ("promised 100, got 36")."""
    topics = question.topics
    if Topic.CLAIM in topics and topics <= _OF_A_CLAIM and question.claims:
        return frozenset()
    if topics & _CAUSES:
        topics -= {Topic.WHY}
    if {Topic.COMPLETE, Topic.CREATED} <= topics:  # "when was it complete?"
        return (topics - {Topic.CREATED}) | {Topic.WHEN_CAME}
    return topics


def get_asked_orders(task: SelectionTask) -> list[OrderScope]:
    """Return the orders that the question names, or all where it names none: a model may have looked up others."""
    orders = list(task.situation.orders)
    return [order for order in orders if order.order_id in task.question.orders] or orders


class _Selection:
    """One selection in progress."""

    def __init__(self, task: SelectionTask) -> None:
        self._task = task
        self._menu = task.menu
        self._question = task.question
        self._orders = get_asked_orders(task)
        self._topics = get_answer_topics(task.question)
        if not self._is_new and self._topics & _WITHOUT_STORY:
            self._topics -= _KNOWN_STORY
        self._details = BenefitDetails(task, self._topics, is_new=self._is_new)

    def all(self) -> Iterator[Selected]:
        yield from self._task.follow(_FIRST, "what the message asks for beside the record")
        asking = self._task.follow(_ASKING, "it is not clear what is meant")
        if asking:
            yield from self._task.follow(("courtesy.hello",), "the message greets")
            yield from asking
            return
        if not self._task.situation.outcomes:
            if not any(self._menu.of(kind) for kind in _FIRST[1:]):
                yield from self._task.follow(_WITHOUT_RECORDS, "nothing was looked up")[:1]
            return
        yield from self._task.follow(_NOT_FOUND, "a lookup found nothing that may be shown")
        if Topic.DRAFT in self._topics:
            yield from self._task.follow(("draft.offered",), "asked for: a text for the customer")
        yield from self._searches()
        yield from self._claims()
        yield from self._over_several()
        yield from self._records()
        yield from self._task.follow(_LAST, "it has to be said")

    def fallback(self) -> Iterator[Selected]:
        """Yield the position of what was found, for a question that nothing on the menu answers."""
        for order in self._orders:
            for benefit in choose_benefits(order, self._question)[:MAX_BENEFIT_LINES]:
                yield from self._lead_of(benefit, is_only_benefit=benefit.is_only_benefit)
        yield from self._task.follow((*_WITHOUT_RECORDS, "ask.again"), "nothing else answers")[:1]

    def _searches(self) -> Iterator[Selected]:
        if self._task.situation.orders:
            if self._task.situation.asked.days is None:
                yield from self._task.follow(("search.found",), "the searched days are always stated")
            return
        if not self._task.situation.orders:
            for kind in _SEARCHES:
                yield from self._task.follow((kind,), "the search found nothing")[:1]

    def _over_several(self) -> Iterator[Selected]:
        """Yield what is asked about all orders: a list, sums, the largest, a comparison."""
        for topic, steps in topic_plans.OF_TURN.items():
            if topic not in self._topics:
                continue
            if topic is Topic.LARGEST:
                asked = [topic_plans.LARGEST[t] for t in _SUMS if t in self._topics] or [
                    topic_plans.LARGEST[Topic.REMAINING]
                ]
                yield from self._task.follow(asked, f"asked for: {topic.value}")
            yield from self._task.follow(steps, f"asked for: {topic.value}")

    @property
    def _is_over_several(self) -> bool:
        return len(self._task.situation.orders) > 1 and bool(self._topics & set(topic_plans.OF_TURN))

    def _records(self) -> Iterator[Selected]:
        if self._is_over_several:
            return
        for order in self._orders:
            yield from self._order(order)

    # -- one order

    def _order(self, order: OrderScope) -> Iterator[Selected]:
        yield from self._task.follow(("order.without_cashback",), "the order has no cashback", order=order)
        benefits = choose_benefits(order, self._question)
        is_part = len(benefits) < len(order.benefits)
        benefits = benefits[:MAX_BENEFIT_LINES]
        yield from self._days(order)
        for topic, steps in topic_plans.OF_ORDER.items():
            if topic in self._topics and topic is not Topic.CAME_ON:
                yield from self._task.follow(steps, f"asked for: {topic.value}", order=order)
        yield from self._lead(order, benefits, is_part=is_part)
        yield from self._task.follow(("search.undated",), "its day is not recorded", order=order)
        if Topic.WHEN_CAME in self._topics and not any(benefit.issued for benefit in benefits):
            yield from self._task.follow(
                topic_plans.OF_ORDER[Topic.WHEN_NEXT], "nothing has been issued yet", order=order
            )

    def _days(self, order: OrderScope) -> Iterator[Selected]:
        if self._task.situation.asked.days is not None:
            yield from self._task.follow(
                topic_plans.OF_ORDER[Topic.CAME_ON], "asked for: what was issued on these days", order=order
            )

    @property
    def _is_new(self) -> bool:
        """Whether no earlier turn explained some order of this answer."""
        return any(order.order_id not in self._task.explained_orders for order in self._orders)

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
                    yield from self._details.select(benefits, needs_new=True)
                return
            # An unknown sum has no total: what is known of each benefit answers, although it may have been said before.
            yield from self._position(order, benefits, is_part=is_part, asks_again=not self._is_new)
            return
        yield from self._position(order, benefits, is_part=is_part)

    def _short(
        self, order: OrderScope, benefits: list[BenefitScope], sums: list[Topic], *, is_part: bool
    ) -> Iterator[Selected]:
        """Yield one sentence per sum that is asked for; nothing where one of them is unknown."""
        wanted: list[Selected] = []
        for topic in sums:
            of_benefit, of_order = topic_plans.SHORT[topic]
            why = f"asked for: {topic.value}"
            if len(order.benefits) > 1 and not is_part:
                found = self._task.follow((of_order,), why, order=order)
            else:
                found = [s for benefit in benefits for s in self._task.follow((of_benefit,), why, benefit=benefit)]
            if not found:
                return
            wanted += found
        yield from wanted

    def _position(
        self, order: OrderScope, benefits: list[BenefitScope], *, is_part: bool, asks_again: bool = False
    ) -> Iterator[Selected]:
        """Yield the position where the question calls for it, and what answers the rest of the question."""
        is_only_benefit = len(order.benefits) == 1
        is_chosen = is_part and (self._question.benefit is not None or bool(self._question.promotion_words))
        needs_new = not self._is_new and not is_chosen
        details = {b.subject: list(self._details.select([b], needs_new=needs_new)) for b in benefits}
        is_left_open = not any(details.values()) and bool(self._topics & (_WITHOUT_STORY - {Topic.DRAFT}))
        with_position = self._wants_position or is_left_open or asks_again
        for topic in () if self._is_new or with_position else [t for t in _SUMS_TO_TELL if t in self._topics]:
            yield from self._short(order, benefits, _SUMS_TO_TELL[topic], is_part=is_part)
        of_all = list(self._of_all(order)) if with_position and not is_only_benefit and not is_part else []
        if self._answers_first and any(details.values()):
            yield from (each for found in details.values() for each in found)
            if with_position:
                yield from of_all or (s for b in benefits for s in self._lead_of(b, is_only_benefit=is_only_benefit))
            return
        yield from of_all
        yield from self._task.follow(("order.benefit_count",), "not all of its benefits are listed", order=order)
        is_by_days = self._task.situation.asked.days is not None and self._topics <= _OF_DAYS
        if of_all and (is_by_days or (self._question.is_short and not self._topics)):
            return
        for benefit in benefits:
            if with_position:
                yield from self._lead_of(benefit, is_only_benefit=is_only_benefit)
            if not self._question.is_short:
                yield from details[benefit.subject]

    def _of_all(self, order: OrderScope) -> Iterator[Selected]:
        steps = topic_plans.ORDER_YES_NO if Topic.COMPLETE in self._topics else topic_plans.TOTAL
        yield from self._task.follow(steps, "the position of the whole order", order=order)

    @property
    def _answers_first(self) -> bool:
        if self._question.is_short:
            return False
        return bool(self._topics & _DIRECT) and not self._topics & {*_SUMS, *_WITH_POSITION, Topic.NEXT_STEP}

    @property
    def _wants_position(self) -> bool:
        if not self._is_new:
            return (not self._topics and not self._details.matched_claims) or bool(self._topics & _WITH_POSITION)
        is_one_of_several = Topic.PROMOTION in self._topics and any(
            len(order.benefits) > 1 for order in self._task.situation.orders
        )
        return is_one_of_several or not (self._topics and self._topics <= _ONE_LINE)

    def _lead_of(self, benefit: BenefitScope, *, is_only_benefit: bool) -> Iterator[Selected]:
        if Topic.COMPLETE in self._topics and is_only_benefit:
            answered = self._task.follow(topic_plans.YES_NO, "asked for: whether that is all", benefit=benefit)
            if answered:
                yield from answered
                return
        steps = topic_plans.POSITION if is_only_benefit else topic_plans.AMONG_OTHERS
        yield from self._task.follow(steps, "the position comes first", benefit=benefit)

    def _claims(self) -> Iterator[Selected]:
        is_claimed_again = Topic.CLAIM in self._question.topics and not self._is_new
        if not self._is_new and not self._topics:
            yield from self._task.follow(self._details.matched_claims, "an amount of the question")
        elif is_claimed_again or Topic.CLAIM in self._topics or self._question.is_yes_no:
            yield from self._task.follow(("claim.is_item", "claim.is_installment"), "an amount of the question")
        yield from self._task.follow(("claim.not_on_record",), "an amount of the question")
