"""Whether a lead asks over customers: that is no lookup of this service, and the answer says where to look."""

from dataclasses import replace

from agent.reading.mentions import Mentions
from agent.reading.question import Intent, Question, ReadingContext, RefusedRequest
from agent.reading.question_words import QuestionWords
from core.identity.tokens import Role
from language.concepts import Concept

C = Concept
# What the worklist lists: failures, duplicates, over-issues, conflicts, expired cards.
_LISTED = (C.FAILED, C.DUPLICATE, C.EXCESS, C.CONFLICT, C.EXPIRY, C.NEEDS_ACTION)


def with_worklist(words: QuestionWords, mentions: Mentions, read: Question, context: ReadingContext) -> Question:
    """Return the question with ``wants_worklist`` where a lead asks for what the worklist lists.

    With customers in the plural, or for a lead without a case, the question is about nobody in particular. A period or
    a word such as "show" alone may also be about the customer of the case, so that is looked up as well.
    """
    is_named = mentions.names_order or mentions.has_malformed or bool(mentions.customers or mentions.excluded)
    if context.role is not Role.SUPPORT_LEAD or is_named or not words.has(*_LISTED):
        return read
    is_over_customers = words.has(C.CUSTOMERS) or (context.customer_id is None and not read.is_follow_up)
    if not is_over_customers and (read.is_follow_up or not (read.days or words.has(C.ASK))):
        return read
    refusals = tuple(refusal for refusal in read.refusals if refusal is not RefusedRequest.OFF_TOPIC)
    return replace(
        read,
        intent=Intent.EXPLAIN,
        refusals=refusals,
        wants_worklist=True,
        is_over_customers=is_over_customers,
    )
