"""What a message asks for and cannot be given: deeds, and personal data."""

from agent.reading.question_words import SENTENCE_ENDS, Words
from language.concepts import Concept
from language.tokenizer import TokenKind

C = Concept
_BEFORE = 4  # words before a deed that may make it a question
_ASKED_WITHIN = 8
_MONEY_AFTER = (C.REMAINING, C.CASHBACK, C.HOW_MUCH, C.GIFT_CARD, C.TOTAL)
_TOLD = (C.STATUS, C.BREAKUP, C.HISTORY, C.SUMMARY, C.WHEN, C.SOURCE, C.DRAFT, C.WHY, C.TO_TELL)


def asks_for_a_deed(words: Words) -> bool:
    """Whether a question asks that something be issued, changed or sent."""
    return any(_is_deed(words, mark.first, mark.last) for mark in words.marks_for(C.DEED))


def _is_deed(words: Words, first: int, last: int) -> bool:
    if _is_asked_about(words, first):
        return False
    after = last + 1
    if words.is_at(after, C.DO_IT) or words.is_at(last, C.DO_IT):
        return not _is_told(words, first)
    if words.is_filler(after) and words.is_at(after + 1, C.DO_IT):
        return True
    if words.is_at(first, C.HAND_OVER):
        return _hands_over_money(words, after)
    return words.is_at(after, C.DEED_OBJECT) or _is_sum(words, after)


def _is_told(words: Words, place: int) -> bool:
    """Whether a word for what can be told stands before "de do": "status de do"."""
    return any(words.is_at(back, *_TOLD) for back in range(place - 3, place))


def _hands_over_money(words: Words, place: int) -> bool:
    """Whether money is what is to be given: "give him the rest", "send it", and not "send me the details"."""
    if words.is_at(place, C.PRONOUN):
        return not words.is_at(place + 1, C.STATUS, C.HISTORY, C.DRAFT)
    for _ in range(3):
        if words.is_at(place, *_MONEY_AFTER) and not words.is_at(place + 1, C.STATUS, C.HISTORY, C.BREAKUP, C.WHEN):
            return True
        if _is_sum(words, place):
            return True
        if not words.is_at(place, C.DEED_OBJECT, C.CUSTOMER):
            return False
        place += 1
    return False


def _is_sum(words: Words, place: int) -> bool:
    return place in words.paid or (place < len(words.tokens) and words.tokens[place].kind is TokenKind.NUMBER)


def _is_asked_about(words: Words, place: int) -> bool:
    """Whether words before a deed ask what happened: "did they pay him", "why did you not credit it"."""
    for back in range(place - 1, max(-1, place - 1 - _BEFORE), -1):
        if words.word(back) in SENTENCE_ENDS or words.word(back) == ",":
            return False
        if words.is_at(back, C.NO_DEED):
            return True
    return False


def asks_for_personal_data(words: Words) -> bool:
    """Whether a customer's name, address or numbers are asked for, or a whole gift-card number."""
    return any(_is_asked_for(words, mark.first, mark.last) for mark in words.marks_for(C.PERSONAL))


def _is_asked_for(words: Words, first: int, last: int) -> bool:
    if words.is_at(first - 1, C.VIA) and not words.is_at(last + 1, C.ASK):
        return False
    whose = last + 1
    while words.is_at(whose, C.ITEM_OF) or (whose > last + 1 and words.word(whose) == "the"):
        whose += 1
    if whose > last + 1 and words.is_at(whose, C.CUSTOMER):
        return True
    if last > first and not words.is_at(first, C.ASK):
        return not _is_forbidden(words, first)
    if words.is_at(last + 1, C.ASK, C.DO_IT) or words.is_at(last + 2, C.ASK):
        return True
    for back in range(first - 1, max(-1, first - 1 - _ASKED_WITHIN), -1):
        if words.word(back) in SENTENCE_ENDS:
            return False
        if words.is_at(back, C.ASK):
            return True
    return words.is_at(first - 1, C.CUSTOMER) and words.is_at(last + 1, C.WHICH)


def _is_forbidden(words: Words, place: int) -> bool:
    """Whether it is said that a thing is not to be told: "customer name mat batao"."""
    return words.is_at(place + 2, C.NEGATION)
