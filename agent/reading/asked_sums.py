"""Which of the sums are asked for: what was promised, what came, what remains."""

from agent.reading.question_words import SENTENCE_ENDS, Words
from language.concepts import Concept
from statements.topics import Topic

C, T = Concept, Topic
_ASKS_SUM = (C.HOW_MUCH, C.TOTAL, C.WHICH, C.STATUS, C.SHORT, C.ONLY)
_CLAUSE = 8  # words before and after a verb in which a "not" belongs to it
_CLAUSE_ENDS = SENTENCE_ENDS | {","}


def compares_orders(words: Words) -> bool:
    """Whether "more" is of two orders: "404-... aur 171-... me se kisme zyada mila"."""
    is_of_several = len(words.orders) > 1 or words.has(C.BOTH)
    return words.has(C.EXCESS) and is_of_several and not words.has(C.PROMISED, C.YES_NO)


def sums_claimed(words: Words, found: set[Topic]) -> set[Topic]:
    """Return the sums that are asked for beside a claim: "got only 36" and "where is the rest" ask for all of it."""
    if not words.has(C.HOW_MUCH) or found & {T.WHY}:
        return set()
    sums = {C.PROMISED: T.PROMISED, C.GRANTED: T.GRANTED, C.REMAINING: T.REMAINING}
    return {topic for concept, topic in sums.items() if words.has(concept)}


def _is_denied(words: Words) -> bool:
    """Whether it is said that nothing came, or asked when it did; a "not" of another clause is of something else."""
    return words.has(C.WHEN) or all(_has_negation(words, mark.first, mark.last) for mark in words.marks_for(C.GRANTED))


def _has_negation(words: Words, first: int, last: int) -> bool:
    for step, start in ((-1, first - 1), (1, last + 1)):
        for place in range(start, start + step * _CLAUSE, step):
            if not 0 <= place < len(words.words) or words.word(place) in _CLAUSE_ENDS:
                break
            if words.is_at(place, C.NEGATION):
                return True
    return False


def sums_asked(words: Words, others: set[Topic], *, is_yes_no: bool) -> set[Topic]:
    """Return the sums that are asked for; ``others`` are the topics that are asked for as well.

    "Did it come?" asks whether all came; a statement ("the cashback did not come") calls for the whole story.
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
