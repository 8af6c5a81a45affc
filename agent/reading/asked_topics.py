"""The topics of a question: everything that it asks about the record."""

from collections.abc import Callable

from agent.reading.question_words import SENTENCE_ENDS, QuestionWords
from language.concepts import Concept
from language.vocabulary import TimeRole
from statements.topics import Topic

C, T = Concept, Topic
# Concepts that ask for one topic regardless of what else the question contains.
_PLAIN = {
    C.FAILED: T.FAILURE,
    C.CANCELLED: T.CANCELLATION,
    C.EXCESS: T.EXCESS,
    C.DUPLICATE: T.DUPLICATE,
    C.REVERSED: T.REVERSAL,
    C.SOURCE: T.SOURCES,
    C.CONFLICT: T.CONFLICT,
    C.TO_TELL: T.NEXT_STEP,
    C.NEXT_STEP: T.NEXT_STEP,
    C.DRAFT: T.DRAFT,
    C.LARGEST: T.LARGEST,
    C.COMPARE: T.COMPARE,
    C.FEELINGS: T.FEELINGS,
    C.COMPLETE: T.COMPLETE,
}
# Topics that accompany a question and ask for nothing in the record themselves.
ASIDE = frozenset({T.FEELINGS, T.CLAIM, T.NEXT_STEP, T.DRAFT})
_OF_ITEM = frozenset({T.POSITION, T.PROMISED, T.GRANTED, T.REMAINING, T.COMPLETE, T.WHEN_CAME, T.WHEN_NEXT, T.WHY})
_LONGEST_ABOUT_ITEM = 12  # words
_NEAR = 3  # words between "how many" and what is counted
_ISSUED_THINGS = (C.GRANTED, C.GIFT_CARD, C.INSTALLMENT, C.POINTS, C.CASHBACK)
_EVENTS = (C.REVERSED, C.FAILED, C.SCRATCHED, C.COMPLETE, C.SHIPMENT, C.DELIVERED, C.CANCELLED, C.RETURNED)
_COUNTED = {
    C.INSTALLMENT: T.INSTALLMENTS,
    C.GIFT_CARD: T.GIFT_CARDS,
    C.CARD: T.GIFT_CARDS,
    C.ITEM: T.ITEMS,
    C.SHIPMENT: T.INSTALLMENTS,
    C.SCRATCH_CARD: T.SCRATCH_CARD,
    C.ORDERS: T.LIST_ORDERS,
    C.ORDER: T.LIST_ORDERS,
    C.PROMOTION: T.PROMOTION,
    C.FAILED: T.INSTALLMENTS,  # "how many attempts did it take"
}
_STATES = (C.REMAINING, C.COMPLETE, C.FAILED, C.CANCELLED, C.WITHHELD)


_ASKS_SUM = (C.HOW_MUCH, C.TOTAL, C.WHICH, C.STATUS, C.SHORT, C.ONLY)
_CLAUSE = 8  # words before and after a verb within which a "not" belongs to it
_CLAUSE_ENDS = SENTENCE_ENDS | {","}


def find_topics(
    words: QuestionWords, *, is_yes_no: bool, has_claims: bool, names_item: bool, dates_issue: bool
) -> frozenset[Topic]:
    """Return the topics of a question; none for the whole story.

    ``dates_issue``: it names days on which cashback was issued.
    """
    found = {topic for concept, topic in _PLAIN.items() if words.has(concept)}
    for rule in _RULES:
        found |= rule(words)
    found -= _not_meant(words)
    found |= (
        find_claimed_sums(words, found) if has_claims else find_asked_sums(words, found - ASIDE, is_yes_no=is_yes_no)
    )
    if names_item and _is_about_item(words, found, has_claims=has_claims):
        found = (found - {T.POSITION}) | {T.ITEMS}
    if dates_issue:
        found.add(T.CAME_ON)
    if has_claims:
        found |= {T.CLAIM}
    if _calls_for_all(words, found, is_yes_no=is_yes_no, has_claims=has_claims):
        found |= {T.POSITION, T.WHY}
    if not found and words.has(C.SCRATCH_CARD):
        found.add(T.SCRATCH_CARD)
    return frozenset(found)


def _calls_for_all(words: QuestionWords, found: set[Topic], *, is_yes_no: bool, has_claims: bool) -> bool:
    """Whether the position and its reasons are needed beside the topics found: for a complaint, or for a reply."""
    if not found or found == {T.WHY} or (has_claims and (is_yes_no or words.has(C.CORRECT))):
        return False
    is_complaint = (
        has_claims and words.has(C.ONLY, C.ONLY_AFTERWARDS, C.PROMISED, C.WITHHELD) and not words.has(C.HOW_MUCH)
    )
    return is_complaint or not found - ASIDE - {T.WHY}


def _is_about_item(words: QuestionWords, found: set[Topic], *, has_claims: bool) -> bool:
    """Whether the words that may name an item are what the question is about, and not part of its background."""
    if words.has(C.ITEM, C.SHIPMENT):
        return True
    if has_claims or len(words.words) > _LONGEST_ABOUT_ITEM:
        return False
    return not found - ASIDE or (bool(words.product_words) and not found - ASIDE - _OF_ITEM)


def _not_meant(words: QuestionWords) -> set[Topic]:
    """Return the topics whose words mean something else in context: "called twice", "promised vs actual"."""
    wrong: set[Topic] = set()
    twice = words.matches_of(C.DUPLICATE)
    if twice and all(words.is_at(match.first - 1, C.CONTACTED) for match in twice):
        wrong.add(T.DUPLICATE)
    if words.has(C.COMPARE) and words.has(C.PROMISED) and words.has(C.GRANTED):
        wrong.add(T.COMPARE)
    if compares_orders(words):
        wrong.add(T.EXCESS)
    return wrong


def _why(words: QuestionWords) -> set[Topic]:
    if words.has(C.IN_PARTS) and words.has(C.WHY, C.INSTALLMENT, C.CASHBACK, C.HAPPENED, C.GRANTED, C.YES_NO):
        return {T.WHY_IN_PARTS}
    if words.has(C.WHY) or words.has(C.CAP):
        return {T.WHY}
    return set()


def _when(words: QuestionWords) -> set[Topic]:
    if words.has(C.DEADLINE) and words.has(C.SCRATCH_CARD, C.SCRATCHED, C.CARD, C.EXPIRY):
        return {T.EXPIRY}
    if words.has(C.TO_COME, C.TO_BE) and not words.has(C.EXPIRY, C.VALIDITY) and _asks_when_rest(words):
        return {T.WHEN_NEXT}
    if words.has(C.DEADLINE):
        if words.has(C.VALIDITY) and words.has(C.GIFT_CARD):
            return set()
        return {T.WHEN_NEXT} if words.has(C.REMAINING, C.CASHBACK, C.GRANTED) else {T.EXPIRY}
    if not words.has(C.WHEN):
        return set()
    if (
        words.has(C.CREATED)
        or _asks_since_when(words)
        or (words.has(C.ORDER) and not words.has(*_ISSUED_THINGS, *_EVENTS))
    ):
        return {T.CREATED}
    if words.has(C.REVERSED, C.FAILED, C.CANCELLED, C.EXPIRY, C.VALIDITY, C.SCRATCHED) and not words.has(C.GRANTED):
        return set()
    if words.has(C.WANTS, C.REMAINING, C.WITHHELD) and not words.has(C.GRANTED):
        return {T.WHEN_NEXT}
    return {T.WHEN_CAME}


def _asks_since_when(words: QuestionWords) -> bool:
    """Whether the question asks how long something has been so: "since when", "kab se baaki hai"."""
    for match in words.matches_of(C.WHEN):
        before, after = words.piece_at.get(match.first - 1), words.piece_at.get(match.last + 1)
        if before is not None and before.has(TimeRole.SINCE):
            return True
        if after is not None and after.has(TimeRole.FROM_AFTERWARDS):
            return True
    return False


def _asks_when_rest(words: QuestionWords) -> bool:
    """Whether the question asks when the rest will be issued: "when will", "kab aayega", "ETA"."""
    if words.has(C.WHEN, C.DEADLINE):
        return True
    if words.has(C.HOW_MUCH, C.HOW_MANY, C.WHERE):
        return False
    is_by_day = words.days.range is not None and words.has(C.REMAINING)  # "will the rest be in by Friday"
    return words.has(C.TO_COME) or is_by_day


def _expiry(words: QuestionWords) -> set[Topic]:
    if words.has(C.VALIDITY) and words.has(C.GIFT_CARD) and not words.has(C.SCRATCH_CARD):
        return {T.VALIDITY}
    if words.has(C.VALIDITY) and words.has(C.CARD) and not words.has(C.SCRATCH_CARD):
        return {T.VALIDITY, T.EXPIRY}
    return {T.EXPIRY} if words.has(C.EXPIRY, C.VALIDITY) else set()


def _counts(words: QuestionWords) -> set[Topic]:
    if not words.has(C.HOW_MANY):
        return set()
    counted = {
        topic
        for match in words.matches_of(C.HOW_MANY)
        for concept, topic in _COUNTED.items()
        if any(words.is_at(position, concept) for position in range(match.last + 1, match.last + 1 + _NEAR))
    }
    return {T.COUNT} | counted if counted else set()


def _cards(words: QuestionWords) -> set[Topic]:
    is_about_others = words.has(C.OTHER) and words.has(C.GIFT_CARD, C.CARD) and not words.has(C.SCRATCH_CARD)
    if words.has(C.ONE_SHOWN) or is_about_others:
        return {T.ONE_CARD_SHOWN, T.GIFT_CARDS}
    if words.has(C.VALIDITY):
        return set()
    has_card = words.has(C.GIFT_CARD) or (
        words.has(C.CARD) and not words.has(C.SCRATCH_CARD, C.EXPIRY, C.SCRATCHED, C.DEADLINE)
    )
    return {T.GIFT_CARDS} if has_card else set()


def _scratch(words: QuestionWords) -> set[Topic]:
    return {T.SCRATCH_CARD} if words.has(C.SCRATCHED) and not words.has(C.DEADLINE, C.EXPIRY) else set()


def _parts(words: QuestionWords) -> set[Topic]:
    found: set[Topic] = set()
    if words.has(C.BREAKUP):
        found |= {T.REMAINING, T.ITEMS} if words.has(C.REMAINING) else {T.POSITION, T.INSTALLMENTS, T.SUM}
    if words.has(C.LARGEST) and not words.has(C.ORDER, C.ORDERS, C.ALL_ORDERS):
        found.add(T.INSTALLMENTS)  # of one order, the list shows the largest
    if words.has(C.INSTALLMENT) and not words.has(C.IN_PARTS):
        found.add(T.INSTALLMENTS)
    if words.has(C.ITEM, C.SHIPMENT) and words.has(C.COMPLETE, C.WHICH, C.REMAINING, C.HOW_MUCH, C.HOW_MANY, C.STATUS):
        found.add(T.ITEMS)
        if words.has(C.WHICH) and (words.has(C.REMAINING) or (words.has(C.SHIPMENT) and words.has(C.NEGATION))):
            found.add(T.REMAINING)  # only the open ones, and not all of them
    if words.has(C.PROMOTION) and words.has(C.WHICH) and not words.has(C.GRANTED, C.REMAINING):
        found.add(T.PROMOTION)
    if words.has(C.RETURNED) and not words.has(C.TO_TELL):
        found.add(T.REVERSAL)
    return found


def asks_which_need_action(words: QuestionWords) -> bool:
    """Whether the question asks which orders have a problem."""
    # "What has happened to order 404-...?" names the order.
    is_problem = words.has(C.HAPPENED) and words.has(C.WHICH) and words.has(C.ORDER, C.ORDERS) and not words.orders
    return words.has(C.NEEDS_ACTION) or is_problem


def asks_for_orders(words: QuestionWords) -> bool:
    """Whether the question asks for orders without naming days: "list pending orders", "his last 5 orders"."""
    counts = any(words.is_at(match.last + 1, C.ORDER, C.ORDERS) for match in words.matches_of(C.HOW_MANY))
    is_plural = words.has(C.ORDERS) and words.days.range is None and not words.has(C.BOTH, C.COMPARE)
    return not words.orders and (counts or is_plural or _asks_for_order_in_a_state(words))


def _asks_for_order_in_a_state(words: QuestionWords) -> bool:
    """Whether the question asks which order is complete, stuck or failed, so that a list of all orders answers it."""
    is_asked = any(words.is_at(match.first - 1, C.WHICH) for match in words.matches_of(C.ORDER))
    return is_asked and words.days.range is None and words.has(*_STATES) and not words.has(C.BOTH, C.LARGEST)


def _over_orders(words: QuestionWords) -> set[Topic]:
    found = {T.NEEDS_ACTION} if asks_which_need_action(words) else set()
    if words.has(C.ALL_ORDERS) or (words.has(C.ORDERS, C.CASE) and words.has(C.SUMMARY)):
        found.add(T.TOTALS if words.has(C.TOTAL, C.HOW_MUCH) else T.LIST_ORDERS)
    elif words.has(C.TOTAL) and words.has(C.ORDERS, C.BOTH):
        found.add(T.TOTALS)
    elif asks_for_orders(words):
        found.add(T.LIST_ORDERS)
    if words.has(C.LARGEST, C.COMPARE) or T.NEEDS_ACTION in found:
        found.discard(T.LIST_ORDERS)
    if compares_orders(words):
        found |= {T.LARGEST, T.LIST_ORDERS}
    return found


_RULES: tuple[Callable[[QuestionWords], set[Topic]], ...] = (
    *(_why, _when, _expiry, _counts, _cards, _scratch, _parts, _over_orders),
)


def compares_orders(words: QuestionWords) -> bool:
    """Whether "more" compares two orders: "404-... aur 171-... me se kisme zyada mila"."""
    is_of_several = len(words.orders) > 1 or words.has(C.BOTH)
    return words.has(C.EXCESS) and is_of_several and not words.has(C.PROMISED, C.YES_NO)


def find_claimed_sums(words: QuestionWords, found: set[Topic]) -> set[Topic]:
    """Return the sums that are asked for beside a claim; none, for the whole story, without "how much"."""
    if not words.has(C.HOW_MUCH) or found & {T.WHY}:
        return set()
    sums = {C.PROMISED: T.PROMISED, C.GRANTED: T.GRANTED, C.REMAINING: T.REMAINING}
    return {topic for concept, topic in sums.items() if words.has(concept)}


def _is_denied(words: QuestionWords) -> bool:
    """Whether the question denies that something was issued, or asks when; a "not" must be in the same clause."""
    return words.has(C.WHEN) or all(
        _has_negation(words, match.first, match.last) for match in words.matches_of(C.GRANTED)
    )


def _has_negation(words: QuestionWords, first: int, last: int) -> bool:
    for step, start in ((-1, first - 1), (1, last + 1)):
        for position in range(start, start + step * _CLAUSE, step):
            if not 0 <= position < len(words.words) or words.word(position) in _CLAUSE_ENDS:
                break
            if words.is_at(position, C.NEGATION):
                return True
    return False


def find_asked_sums(words: QuestionWords, others: set[Topic], *, is_yes_no: bool) -> set[Topic]:
    """Return the sums that are asked for; ``others`` are the other topics of the question.

    "Did it come?" asks whether everything was issued; a complaint ("it did not come") asks for the whole story.
    """
    sums: set[Topic] = set()
    if words.has(C.COMPARE) and words.has(C.PROMISED):
        sums |= {T.PROMISED, T.GRANTED}  # "promised vs actual"
    if words.has(C.WITHHELD) and not words.has(C.WHY):
        sums |= {T.REMAINING} if words.has(C.HOW_MUCH) else {T.POSITION, T.WHY}
    if compares_orders(words) and not words.has(C.REMAINING):
        sums.add(T.GRANTED)
    if words.has(C.PROMISED) and (words.has(*_ASKS_SUM) or is_yes_no):
        sums.add(T.PROMISED)
    if words.has(C.REMAINING) and (words.has(C.HOW_MUCH) or not others & {T.ITEMS, T.WHEN_NEXT, T.WHY, T.EXPIRY}):
        sums.add(T.REMAINING)
    if words.has(C.GRANTED) and words.has(C.HOW_MUCH, C.TOTAL, C.ONLY, C.SHORT) and not _is_denied(words):
        sums.add(T.GRANTED)
    if not sums and words.has(C.TOTAL, C.HOW_MUCH) and not others:
        sums.add(T.POSITION)
    if words.has(C.GRANTED) and is_yes_no and not sums and not others:
        sums |= {T.GRANTED, T.COMPLETE}
    return sums
