"""The reply drafts of a turn: one selection of statements, written in every language and in two lengths."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.answer_builder import AnswerBuilder, build_situation, get_catalogue
from agent.selecting.chosen_orders import ChosenOrders
from agent.selecting.reply_draft import DraftSelector, is_in_doubt, shorten
from agent.selecting.selector import Selected
from agent.turn_events import DraftLength, ReplyDraft
from guardrails.authorization.field_projection import as_customer
from language.message_catalogue import LANGUAGES
from statements.menu import Menu
from statements.realiser import realise
from statements.situation import Viewer


@dataclass(frozen=True, slots=True)
class ReplyDrafts:
    """The drafts of one turn. ``default`` is the full one in the customer's language, if there is anything to say.

    All variants are made of the same selection: a short one states the same as the full one, or less.
    """

    default: str | None = None
    variants: tuple[ReplyDraft, ...] = ()


NO_DRAFTS = ReplyDrafts()


def build_reply_drafts(answer: AnswerBuilder) -> ReplyDrafts:
    """Return replies that can be pasted to the customer; none when there is nothing to tell them.

    While a lookup fails there is a holding reply, whether or not something was found: the customer is waiting.
    """
    chosen = answer.chosen
    is_found = any(outcome.orders for outcome in chosen.outcomes)
    if chosen.needs_input or not (is_found or answer.situation.failed_lookups):
        return NO_DRAFTS
    shown = tuple(
        replace(o, orders=tuple(map(as_customer, o.orders)), window=None, has_more=False) for o in chosen.outcomes
    )
    situation = build_situation(ChosenOrders(shown), answer, viewer=Viewer.CUSTOMER)
    task = replace(answer.task, menu=Menu(situation, answer.ids), situation=situation)
    selected = DraftSelector(is_in_doubt(answer.situation)).select(task)
    if not selected:
        return NO_DRAFTS
    is_among_orders = len(situation.orders) > 1
    lengths = {DraftLength.FULL: selected, DraftLength.SHORT: shorten(selected, task)}

    def written(chosen: Sequence[Selected], language: str) -> str:
        catalogue = get_catalogue(language, answer.knowledge)
        statements = [each.statement for each in chosen]
        return realise(statements, catalogue, "customer", is_among_orders=is_among_orders).text

    variants = tuple(
        ReplyDraft(language=language, length=length, text=written(statements, language))
        for language in LANGUAGES
        for length, statements in lengths.items()
    )
    own = "hi" if answer.context.locale.startswith("hi") else answer.question.language
    default = next(each.text for each in variants if (each.language, each.length) == (own, DraftLength.FULL))
    return ReplyDrafts(default, variants)
