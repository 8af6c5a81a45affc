"""The form of a question: whether it wants yes or no or a short answer, and which benefit or installment it means."""

from agent.reading.question import BenefitChoice
from agent.reading.question_words import SENTENCE_ENDS, QuestionWords
from language.concepts import Concept
from language.tokenizer import TokenKind
from language.vocabulary import TimeRole, get_vocabulary

C = Concept
_LONGEST_CLAUSE = 20  # words
_MAX_BETWEEN_ORDINAL = 3  # words between "second" and what it counts
_QUESTIONS = (C.WHY, C.WHEN, C.WHERE, C.WHICH, C.HOW_MUCH, C.HOW_MANY, C.HAPPENED)
_STATES = (C.CORRECT, C.GRANTED, C.COMPLETE, C.EXPIRY, C.FAILED, C.REVERSED, C.DUPLICATE)
_SUBJECTS = (C.PRONOUN, C.CUSTOMER, C.CASHBACK, C.SCRATCH_CARD, C.GIFT_CARD, C.YES_NO, C.ITEM, C.COMPLETE)
_BEFORE_QUESTION = (
    *(C.GREETING, C.CONTINUATION, C.CUSTOMER, C.ORDER, C.ACKNOWLEDGED, C.ASK, C.ITEM_OF, C.STATUS, C.THANKS),
)
_SHORT_ASK = (C.HOW_MUCH, C.STATUS, C.PROMISED, C.REMAINING, C.TOTAL)
_ORDINAL_OF = (C.SCRATCH_CARD, C.INSTALLMENT, C.GIFT_CARD, C.CARD, C.PROMOTION, C.INSTANT, C.POINTS)
_TYPES = {
    C.SCRATCH_CARD: "SCRATCH_CARD",
    C.INSTANT: "INSTANT_CASHBACK",
    C.POINTS: "POINTS",
}


def is_yes_no(words: QuestionWords) -> bool:
    """Whether a question is answered by yes or no: "is it paid?", "kya mila", "aaya ya nahi"."""
    if any(_ends_clause(words, match.last + 1) for match in words.matches_of(C.OR_NOT)) and not words.has(C.HAPPENED):
        return True
    if any(
        _begins_clause(words, match.first) and not _asks_more(words, match.last + 1)
        for match in words.matches_of(C.YES_NO)
    ):
        return True
    if "?" not in words.words or words.has(*_QUESTIONS, C.DEADLINE, C.HOW_MUCH):
        return False
    end = len(words.words) - 1 - words.words[::-1].index("?")
    start = next((i + 1 for i in range(end - 1, -1, -1) if words.word(i) in SENTENCE_ENDS), 0)
    return any(words.is_at(position, *_STATES) for position in range(start, end))


def _ends_clause(words: QuestionWords, position: int) -> bool:
    """Whether the clause ends at a position, apart from "so far"."""
    while words.is_at(position, C.SO_FAR):
        position += 1
    return position >= len(words.tokens) or words.tokens[position].kind in (TokenKind.PUNCTUATION, TokenKind.ID)


def _asks_more(words: QuestionWords, position: int) -> bool:
    """Whether the rest of a clause asks why, when or how much: "kya pending hai aur kyu"."""
    for index in range(position, min(len(words.tokens), position + _LONGEST_CLAUSE)):
        if words.word(index) in SENTENCE_ENDS:
            return False
        if words.is_at(index, *_QUESTIONS) or (index == position and words.is_at(index, C.STATUS)):
            return True
    return False


def _has_subject(words: QuestionWords, position: int) -> bool:
    """Whether an order number followed by a verb asks ("404-... is it paid") or states ("171-... has two offers")."""
    return "?" in words.words[position:] or words.is_at(position, *_SUBJECTS)


def _begins_clause(words: QuestionWords, position: int) -> bool:
    """Whether only greetings, names, ids and punctuation precede a word in its clause."""
    for back in range(position - 1, max(-1, position - 1 - _LONGEST_CLAUSE), -1):
        kind = words.tokens[back].kind
        if kind is TokenKind.ID:
            return _has_subject(words, position + 1)
        if kind is TokenKind.PUNCTUATION:
            return True
        if words.is_at(back, *_QUESTIONS) or not words.is_at(back, *_BEFORE_QUESTION):
            return False
    return True


def is_short(words: QuestionWords) -> bool:
    """Whether a short answer is asked for: "just tell me how much", "in one line", but not "got only 36"."""
    if words.has(C.SHORT):
        return True
    for match in words.matches_of(C.ONLY):
        after = match.last + 1
        while words.is_at(after, C.ITEM_OF, C.PRONOUN) or words.is_filler(after):
            after += 1
        if words.is_at(after, *_SHORT_ASK) and not words.is_at(after, C.GRANTED):
            return True
        if words.is_at(match.first - 1, C.HOW_MUCH, C.TOTAL, C.REMAINING) and _ends_clause(words, match.last + 1):
            return True
    return False


def find_benefit(words: QuestionWords) -> BenefitChoice | None:
    """Return the benefit that is meant: "the second scratch card", "the instant cashback", "dusra offer"."""
    for concept, benefit_type in _TYPES.items():
        if words.has(concept):
            return BenefitChoice(benefit_type, ordinal_before(words, concept))
    if words.has(C.SCRATCHED) and not words.has(C.GIFT_CARD):
        return BenefitChoice("SCRATCH_CARD", ordinal_before(words, C.CARD) or ordinal_before(words, C.THE_ONE))
    ordinal = ordinal_before(words, C.PROMOTION)
    if ordinal is None and words.has(C.PROMOTION):
        offers = words.matches_of(C.PROMOTION)
        ordinal = 2 if any(words.is_at(match.first - 1, C.OTHER) for match in offers) else None
    return BenefitChoice(None, ordinal) if ordinal is not None else None


def find_installment(words: QuestionWords) -> int | None:
    """Return the installment that is meant, 1-based, -1 for the last: "gc for second inst", "1st GC"."""
    for concept in (C.INSTALLMENT, C.GIFT_CARD, C.CARD):
        if (ordinal := ordinal_before(words, concept)) is not None:
            return ordinal
    return None


def ordinal_before(words: QuestionWords, concept: Concept) -> int | None:
    """Return the ordinal ("second") before a concept, with nothing else in between that it could count; else None."""
    for match in words.matches_of(concept):
        for position in range(match.first - 1, match.first - 1 - _MAX_BETWEEN_ORDINAL, -1):
            piece = words.piece_at.get(position)
            if (
                piece is None
                or position in words.days.tokens
                or words.is_at(position, *_ORDINAL_OF, C.ORDER, C.THE_ONE)
            ):
                break
            found = piece.value(TimeRole.ORDINAL)
            if found is not None:
                return found
            if words.is_at(position, C.LATEST):
                return -1
    return None


def is_last_one(words: QuestionWords) -> bool:
    """Whether "the last one" is the last issuance, and not the last order."""
    concepts = get_vocabulary().concepts
    is_one = any(C.THE_ONE in concepts.get(words.word(match.last), ()) for match in words.matches_of(C.LATEST))
    return is_one and words.has(C.GRANTED, C.WHEN)


def ordinal_alone(words: QuestionWords) -> int | None:
    """Return the ordinal that a follow-up names alone: "and the second one?"."""
    for piece in words.pieces:
        ordinal = piece.value(TimeRole.ORDINAL)
        if ordinal is not None and piece.first not in words.days.tokens:
            return ordinal
    return None
