"""The details of a benefit that answer a question, in addition to its position."""

from collections.abc import Iterable, Iterator

from agent.selecting import topic_plans
from agent.selecting.chosen_orders import named_items
from agent.selecting.selector import Selected, SelectionTask
from statements.kinds.approved_texts import applies_to
from statements.menu import Step
from statements.situation import BenefitScope
from statements.statement import Statement, TermSlot
from statements.topics import Topic
from tools.cards import Label

_SUMS = (Topic.PROMISED, Topic.GRANTED, Topic.REMAINING)
_BESIDE_AN_ITEM = {Topic.WHY, Topic.REVERSAL, Topic.FAILURE, Topic.CANCELLATION}
_ASKS_FOR_A_LIST = {Topic.INSTALLMENTS, Topic.WHEN_CAME, Topic.ITEMS, Topic.EXCESS, Topic.DUPLICATE}
_EXPLAINING = {Topic.WHY, Topic.FEELINGS}
_ASKING_WHY = {Topic.WHY, Topic.WHY_IN_PARTS, Topic.REVERSAL, Topic.FEELINGS}
_LISTS = ("installments.lines", "installments.only", "items.lines")
_WORDED_BY_A_DRAFT = {Topic.NEXT_STEP, Topic.FEELINGS}
_MAX_TEXTS = 3


class BenefitDetails:
    """The details in one answer, in the order of the plans.

    ``is_new``: no earlier turn explained some order of the answer.
    """

    def __init__(self, task: SelectionTask, topics: frozenset[Topic], *, is_new: bool) -> None:
        self._task = task
        self._menu = task.menu
        self._question = task.question
        self._topics = topics
        self._is_new = is_new

    def select(self, benefits: list[BenefitScope], *, needs_new: bool) -> Iterator[Selected]:
        """Yield the details of these benefits, without repeats of earlier turns where ``needs_new``."""
        for benefit in benefits:
            for why, statement in self._of_benefit(benefit):
                if not (needs_new and self._is_repeat(statement)):
                    yield Selected(statement, why)

    @property
    def matched_claims(self) -> list[str]:
        """The kinds on the menu that identify the amounts in the question."""
        return [kind for kind in topic_plans.CLAIMS if self._question.claims and self._menu.of(kind)]

    def _is_repeat(self, statement: Statement) -> bool:
        """Whether an earlier turn stated it and the question does not ask again, for a list in the case of a list."""
        if statement.statement_id not in self._task.earlier_statements or not self._topics:
            return False
        if statement.kind in _LISTS:
            return not self._topics & _ASKS_FOR_A_LIST
        return not (statement.answers & self._topics or self._explains_why_not(statement))

    def _explains_why_not(self, statement: Statement) -> bool:
        """Whether it says why no more will be issued, where that is the question: "will the other 50 still come?"."""
        return statement.kind.startswith("reason.") and self._question.is_yes_no and Topic.WHEN_NEXT in self._topics

    def _of_benefit(self, benefit: BenefitScope) -> Iterator[tuple[str, Statement]]:
        if cards := self._cards(benefit):
            yield from (("asked for: that gift card", statement) for statement in cards)
            return
        ordinal = self._question.installment
        if ordinal is not None and (chosen := self._installment(benefit, ordinal)):
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
        yield from self._asked_details(benefit)

    def _asked_details(self, benefit: BenefitScope) -> Iterator[tuple[str, Statement]]:
        """Yield what answers each topic. An approved text comes first where it explains why, else after the facts."""
        # Where a draft is offered, a text that suggests wording would be one answer too many.
        has_draft = Topic.DRAFT in self._topics
        texts = self._texts(self._topics - _WORDED_BY_A_DRAFT if has_draft else self._topics, benefit)
        causes = [each for each in texts if self._is_cause(each)]
        yield from ((s.why, s.statement) for s in (*causes, *self._needed(benefit)))
        if Topic.COUNT in self._topics:
            yield from (
                (s.why, s.statement) for s in self._task.follow(self._counted(), "asked for: how many", benefit=benefit)
            )
        for topic, steps in topic_plans.get_detail_plans(self._topics):
            if topic in self._topics:
                why = f"asked for: {topic.value}"
                if topic in (Topic.GIFT_CARDS, Topic.ONE_CARD_SHOWN) and self._are_lines_known(benefit):
                    steps = (*steps, "cards.count")
                yield from ((s.why, s.statement) for s in self._task.follow(steps, why, benefit=benefit))
        yield from ((s.why, s.statement) for s in texts if s not in causes)

    def _is_cause(self, selected: Selected) -> bool:
        slot = selected.statement.slots["text"]
        text = self._task.texts[slot.key] if isinstance(slot, TermSlot) else None
        return text is not None and bool(_EXPLAINING & set(text.answers)) and bool(self._topics & _ASKING_WHY)

    def _whole(self, benefit: BenefitScope) -> Iterator[tuple[str, Statement]]:
        """Yield the whole story of a benefit, without the issuances where an earlier turn explained the order."""
        if self._question.refusals:
            return
        is_known = not self._is_new and self._question.benefit is None
        steps = topic_plans.OPEN if is_known else topic_plans.WHOLE
        if is_known and self.matched_claims:
            steps = tuple(step for kind in self.matched_claims for step in topic_plans.OF_CLAIM.get(kind, ()))
        if not is_known:
            yield from ((s.why, s.statement) for s in self._texts({Topic.WHY}, benefit))
        yield from ((s.why, s.statement) for s in self._task.follow(steps, "the whole story", benefit=benefit))

    def _needed(self, benefit: BenefitScope) -> Iterator[Selected]:
        """Yield issuances and reversals where the remaining sum is unknown or cannot be understood without them."""
        is_unclear = Label.REVERSED in benefit.found.facts or Label.REMAINING not in benefit.found.facts
        if is_unclear and self._topics & {*_SUMS, Topic.COMPLETE, Topic.WHEN_NEXT}:
            yield from self._task.follow(topic_plans.ISSUANCES, "what remains is not clear without it", benefit=benefit)

    def _counted(self) -> tuple[Step, ...]:
        if Topic.GIFT_CARDS in self._topics:
            return (("cards.count", "cards.none"),)
        if Topic.ITEMS in self._topics:
            return ("items.open_count",)
        return (("installments.count", "installments.none"),)

    def _cards(self, benefit: BenefitScope) -> list[Statement]:
        """Return the installments on gift cards that the question names by their last digits."""
        ends = self._question.card_endings
        is_about_others = self._question.wants_other or bool(self._topics & {Topic.WHY, Topic.ONE_CARD_SHOWN})
        if not ends or is_about_others:
            return []
        named = {i.subject for i in benefit.installments if self._task.card_last_digits(i).endswith(ends)}
        return [s for s in self._menu.of("installment.one") if s.subject in named]

    def _installment(self, benefit: BenefitScope, ordinal: int) -> Statement | None:
        issued = benefit.issued
        index = ordinal - 1 if ordinal > 0 else ordinal
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
        return found[:_MAX_TEXTS]

    def _are_lines_known(self, benefit: BenefitScope) -> bool:
        lines = [each for kind in topic_plans.LISTED for each in self._menu.of(kind, benefit=benefit)]
        return not self._is_new and any(each.statement_id in self._task.earlier_statements for each in lines)
