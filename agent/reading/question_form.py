"""How a question asks: by yes or no, for a short answer, for which benefit or installment, in which language."""

from agent.reading.question import BenefitChoice
from agent.reading.question_words import SENTENCE_ENDS, QuestionWords
from language.concepts import Concept
from language.tokenizer import TokenKind
from language.vocabulary import TimeRole, get_vocabulary

C = Concept
_LONGEST_CLAUSE = 20  # words
_MANY_PLACES = 3  # words between "second" and what it counts
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
    return any(words.is_at(place, *_STATES) for place in range(start, end))


def _ends_clause(words: QuestionWords, place: int) -> bool:
    """Whether nothing of the clause comes at a place or after it but "so far"."""
    while words.is_at(place, C.SO_FAR):
        place += 1
    return place >= len(words.tokens) or words.tokens[place].kind in (TokenKind.PUNCTUATION, TokenKind.ID)


def _asks_more(words: QuestionWords, place: int) -> bool:
    """Whether the rest of a clause asks why, when or how much: "kya pending hai aur kyu"."""
    for index in range(place, min(len(words.tokens), place + _LONGEST_CLAUSE)):
        if words.word(index) in SENTENCE_ENDS:
            return False
        if words.is_at(index, *_QUESTIONS) or (index == place and words.is_at(index, C.STATUS)):
            return True
    return False


def _has_subject(words: QuestionWords, place: int) -> bool:
    """Whether an order's number and "is" ask: "404-... is it paid"; "171-... has two offers" tells."""
    return "?" in words.words[place:] or words.is_at(place, *_SUBJECTS)


def _begins_clause(words: QuestionWords, place: int) -> bool:
    """Whether only greetings, names, ids and signs stand before a word in its clause."""
    for back in range(place - 1, max(-1, place - 1 - _LONGEST_CLAUSE), -1):
        kind = words.tokens[back].kind
        if kind is TokenKind.ID:
            return _has_subject(words, place + 1)
        if kind is TokenKind.PUNCTUATION:
            return True
        if words.is_at(back, *_QUESTIONS) or not words.is_at(back, *_BEFORE_QUESTION):
            return False
    return True


def is_short(words: QuestionWords) -> bool:
    """Whether a short answer is asked for: "just tell me how much", "in one line"; "got only 36" is none."""
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


def benefit_in(words: QuestionWords) -> BenefitChoice | None:
    """Return the benefit that is meant: "the second scratch card", "the instant cashback", "dusra offer"."""
    for concept, benefit_type in _TYPES.items():
        if words.has(concept):
            return BenefitChoice(benefit_type, place_of(words, concept))
    if words.has(C.SCRATCHED) and not words.has(C.GIFT_CARD):
        return BenefitChoice("SCRATCH_CARD", place_of(words, C.CARD) or place_of(words, C.THE_ONE))
    place = place_of(words, C.PROMOTION)
    if place is None and words.has(C.PROMOTION):
        offers = words.matches_of(C.PROMOTION)
        place = 2 if any(words.is_at(match.first - 1, C.OTHER) for match in offers) else None
    return BenefitChoice(None, place) if place is not None else None


def installment_in(words: QuestionWords) -> int | None:
    """Return the installment that is meant, 1-based, -1 for the last: "gc for second inst", "1st GC"."""
    for concept in (C.INSTALLMENT, C.GIFT_CARD, C.CARD):
        if (place := place_of(words, concept)) is not None:
            return place
    return None


def place_of(words: QuestionWords, concept: Concept) -> int | None:
    """Return the "second" that stands before what is meant; nothing else may be counted between."""
    for match in words.matches_of(concept):
        for place in range(match.first - 1, match.first - 1 - _MANY_PLACES, -1):
            piece = words.piece_at.get(place)
            if piece is None or place in words.days.tokens or words.is_at(place, *_ORDINAL_OF, C.ORDER, C.THE_ONE):
                break
            found = piece.value(TimeRole.ORDINAL)
            if found is not None:
                return found
            if words.is_at(place, C.LATEST):
                return -1
    return None


def is_last_one(words: QuestionWords) -> bool:
    """Whether it is "the last one" that came, and not "the last order"."""
    concepts = get_vocabulary().concepts
    is_one = any(C.THE_ONE in concepts.get(words.word(match.last), ()) for match in words.matches_of(C.LATEST))
    return is_one and words.has(C.GRANTED, C.WHEN)


def place_alone(words: QuestionWords) -> int | None:
    """Return the place that a follow-up names by itself: "and the second one?"."""
    for piece in words.pieces:
        place = piece.value(TimeRole.ORDINAL)
        if place is not None and piece.first not in words.days.tokens:
            return place
    return None
