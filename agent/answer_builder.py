"""Build the answer of one turn: the menu, the statements selected from it, and the text that they make."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from agent.reading.question import Intent, Question, ReadingContext, RefusedRequest
from agent.selecting.chosen_orders import ChosenOrders, choose_orders, is_search_by_issue
from agent.selecting.completion import complete_selection, get_opening, get_required
from agent.selecting.offline_selector import OfflineSelector
from agent.selecting.relevance import is_relevant
from agent.selecting.selector import Selected, SelectionTask, Selector
from agent.turn_events import AnswerDelta, FactsFound, TurnEvent
from core.identity.tokens import Role
from core.windows import Window
from guardrails.turn_scope import TurnScope
from language.message_catalogue import Catalogue, Reader, load_catalogue
from statements.approved_texts import ApprovedTexts
from statements.asked_details import AskedDetails, DialogueAct
from statements.menu import Menu
from statements.realiser import Realiser
from statements.situation import Situation, Viewer
from statements.statement import Statement, StatementIds
from statements.topics import Topic
from tools.cards import REFERENCE, Fact, Label

MAX_ORDERS = 5  # looked up for one question
_OFFLINE: Selector = OfflineSelector()
_ASKED_DAYS: frozenset[Label] = frozenset({Label.ASKED_FROM, Label.ASKED_TO})


@dataclass(frozen=True, slots=True)
class EarlierTurns:
    """What earlier turns of the conversation stated: the ids of their statements, and the orders they were about."""

    statements: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()


@dataclass
class AnswerBuilder:
    """The answer of one turn while it is being built.

    The ``add_`` methods return the text that they append; it can be sent at once.
    """

    scope: TurnScope
    context: ReadingContext
    question: Question
    ids: StatementIds
    earlier_turns: EarlierTurns
    knowledge: ApprovedTexts
    selected: list[Selected] = field(default_factory=list)  # so far, each with its reason
    _menu: Menu | None = None
    _chosen: ChosenOrders | None = None
    _situation: Situation | None = None
    _listed: set[str] = field(default_factory=set)  # ids that the model has been shown
    _sent_facts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.reader: Reader = "customer" if self.context.role is Role.CUSTOMER else "staff"
        self.realiser = Realiser(get_catalogue(self.question.language, self.knowledge), self.reader)

    # -- the menu

    def rebuild_menu(self) -> None:
        """Rebuild the menu after a lookup."""
        self._chosen = choose_orders(self.scope.outcomes, self.question, self.context, last_digits=self._last_digits)
        self._situation = build_situation(self._chosen, self)
        self._menu = Menu(self._situation, self.ids)
        self.realiser.is_among_orders = len(self._situation.orders) > 1

    @property
    def menu(self) -> Menu:
        if self._menu is None:
            self.rebuild_menu()
        assert self._menu is not None  # noqa: S101 - ``rebuild_menu`` has built it
        return self._menu

    @property
    def chosen(self) -> ChosenOrders:
        _ = self.menu
        assert self._chosen is not None  # noqa: S101
        return self._chosen

    @property
    def situation(self) -> Situation:
        _ = self.menu
        assert self._situation is not None  # noqa: S101
        return self._situation

    @property
    def task(self) -> SelectionTask:
        texts = {f"approved.{text.id}": text for text in self.knowledge.texts}
        return SelectionTask(
            menu=self.menu,
            situation=self.situation,
            question=self.question,
            earlier_statements=self.earlier_turns.statements,
            explained_orders=self.earlier_turns.orders,
            texts=texts,
            last_digits=self._last_digits,
        )

    def _last_digits(self, token: str) -> str:
        return self.scope.vault.restore(token, lambda _, last_four: last_four)

    def menu_lines(self) -> list[str]:
        """Return the statements that the model has not seen yet: id, topics, and the sentence with its values."""
        lines = []
        for statement in self.menu.statements:
            if statement.statement_id not in self._listed:
                self._listed.add(statement.statement_id)
                lines.append(self._line(statement))
        return lines

    def render_sentence(self, statement: Statement) -> str:
        """Return the sentence of a statement on its own, on one line, with references to facts."""
        alone = Realiser(self.realiser.catalogue, self.reader, self.realiser.is_among_orders)
        alone.append(statement)
        return alone.text.replace("\n", " ")

    def _line(self, statement: Statement) -> str:
        facts = self.scope.facts
        shown = REFERENCE.sub(lambda match: facts[match[1]].display, self.render_sentence(statement))
        answers = ", ".join(sorted(statement.answers)) or "message"
        return f"{statement.statement_id} ({answers}): {shown}"

    # -- the text

    def add_chosen(self, statement_ids: Iterable[str]) -> str:
        """Add statements that the model chose; an id that is not on the menu, or says nothing new, adds nothing."""
        task, chosen = self.task, list[Selected]()
        for statement in filter(None, map(self.menu.by_id.get, statement_ids)):
            if is_relevant(task, [*self.selected, *chosen], statement):
                chosen.append(Selected(statement, "the model chose it"))
        before = get_opening(self.task) if chosen and not self.selected else []
        return self._add([*before, *chosen])

    def add_missing(self) -> str:
        """Add the required statements that are missing, and the answer where the model's selection gives none."""
        return self._add(complete_selection(self.task, self.selected, is_cut_short=self.scope.has_model_failed))

    def add_offline_answer(self) -> str:
        """Add the whole answer as the offline selector chooses it."""
        selected = _OFFLINE.select(self.task)
        return self._add([*selected, *get_required(self.task, selected)])

    def _add(self, selected: Iterable[Selected]) -> str:
        added = ""
        if order := self._understood_order:
            self.realiser.mark_as_named(order)
        for each in selected:
            added += self.realiser.append(each.statement)
            self.selected.append(each)
        return added

    @property
    def _understood_order(self) -> str | None:
        """The one order that this conversation is about, unless the question names it again: it need not be named."""
        found = {order.order_id for order in self.situation.orders}
        is_the_only_one = len(found) == 1 and found == self.earlier_turns.orders
        return next(iter(found)) if is_the_only_one and not self.question.orders and not self.realiser.text else None

    def text_events(self, text: str) -> Iterator[TurnEvent]:
        """Yield the events for a piece of text that was added: first the facts that it mentions, then the text."""
        if not text:
            return
        if fresh := self.take_unsent_facts():
            yield FactsFound(facts=fresh, cashback=[], installments=[], items=[], partial=False, sources=[])
        yield AnswerDelta(text=text)

    def take_unsent_facts(self) -> list[Fact]:
        """Return the facts that were not sent yet: those derived by statements (sums, differences, counts)."""
        sent = self._sent_facts | {fact.fact_id for outcome in self.scope.outcomes for fact in outcome.facts}
        fresh = [fact for fact_id, fact in self.scope.facts.items() if fact_id not in sent]
        self._sent_facts |= {fact.fact_id for fact in fresh}
        return fresh


@lru_cache(maxsize=16)
def get_catalogue(language: str, knowledge: ApprovedTexts) -> Catalogue:
    """Return the message catalogue of a language, with the approved texts among its terms."""
    return load_catalogue(language).with_terms(knowledge.terms(language))


def build_situation(chosen: ChosenOrders, answer: AnswerBuilder, *, viewer: Viewer | None = None) -> Situation:
    """Return the situation over which the statements of a turn are proven."""
    context, scope = answer.context, answer.scope
    own = Viewer.CUSTOMER if context.role is Role.CUSTOMER else Viewer.STAFF
    return Situation(
        outcomes=chosen.outcomes,
        book=scope.book,
        now=context.now,
        zone=context.zone,
        viewer=viewer or own,
        asked=_build_asked_details(chosen, answer),
        knowledge=answer.knowledge,
        is_draft=viewer is not None,
    )


def _build_asked_details(chosen: ChosenOrders, answer: AnswerBuilder) -> AskedDetails:
    question, context, facts = answer.question, answer.context, answer.scope.facts
    labels: dict[Label, str] = {fact.label: fact_id for fact_id, fact in facts.items() if fact.label in _ASKED_DAYS}
    window = None
    is_by_issue = is_search_by_issue(chosen.outcomes) and not chosen.outcomes[0].orders
    if question.days and (question.are_days_of_issue or is_by_issue or Topic.CAME_ON in question.topics):
        start, end = question.days.to_instants(context.zone)
        window = Window(start=start, end=end)
    return AskedDetails(
        acts=_find_dialogue_acts(chosen, answer),
        claims=tuple(fact_id for fact_id, fact in facts.items() if fact.label is Label.CLAIMED),
        days=window,
        day_facts=labels,
        orders=question.orders,
        item_words=question.item_words,
        not_looked_up=question.orders[MAX_ORDERS:],
        other_language=question.other_language,
        candidates=chosen.candidates,
    )


def _find_dialogue_acts(chosen: ChosenOrders, answer: AnswerBuilder) -> frozenset[DialogueAct]:
    question = answer.question
    refusals = {
        RefusedRequest.WRITE: DialogueAct.WRITE,
        RefusedRequest.PERSONAL_DATA: DialogueAct.PERSONAL_DATA,
        RefusedRequest.OFF_TOPIC: DialogueAct.OFF_TOPIC,
    }
    acts = {refusals[refusal] for refusal in question.refusals}
    if question.wants_handoff or question.intent is Intent.HANDOFF:
        acts.add(DialogueAct.HANDOFF)
    if question.wants_worklist:
        acts.add(DialogueAct.WORKLIST)
    if Topic.FEELINGS in question.topics:
        acts.add(DialogueAct.UPSET)
    if question.has_greeting and chosen.needs_input:
        acts.add(DialogueAct.GREETING)
    if chosen.is_missing:
        acts.add(DialogueAct.ORDER_UNKNOWN)
    if not answer.scope.outcomes:
        acts |= _acts_without_lookup(question)
    return frozenset(acts)


def _acts_without_lookup(question: Question) -> set[DialogueAct]:
    """Return the reasons for which nothing was looked up."""
    if question.has_malformed_order:
        return {DialogueAct.MALFORMED_ORDER}
    if question.has_impossible_day:
        return {DialogueAct.IMPOSSIBLE_DAY}
    by_intent = {Intent.GREETING: DialogueAct.GREETING, Intent.THANKS: DialogueAct.THANKS}
    if question.intent in by_intent:
        return {by_intent[question.intent]}
    if question.refusals or question.wants_handoff or question.other_language or question.is_over_customers:
        return set()
    return {DialogueAct.NO_CUSTOMER if question.days else DialogueAct.NO_ORDER}
