"""Words that may name a line item or a promotion: nothing here knows their names, the look-up will."""

from collections.abc import Iterator

from agent.reading.question_words import Words
from agent.reading.reading_context import ReadingContext
from language.concepts import Concept
from language.days import Days
from language.festivals import festivals
from language.tokenizer import TokenKind
from language.vocabulary import TimeRole

C = Concept
_HEADS = (C.CASHBACK, C.PROMOTION, C.SALE_NAME)
_MOST_BEFORE = 3


def promotion_places(words: Words) -> tuple[int, ...]:
    """Return the tokens of a promotion's name: "Diwali cashback", "bank offer", "Scratch & Win", "lucky card"."""
    found: dict[int, None] = {}
    for mark in words.marks:
        if mark.concept in _HEADS or mark.concept is C.CARD:
            before = _names_before(words, mark.first, has_things=mark.concept in (C.PROMOTION, C.SALE_NAME))
            if before:
                found.update(dict.fromkeys([*reversed(before), *range(mark.first, mark.last + 1)]))
        elif mark.concept is C.SCRATCH_CARD and words.word(mark.last + 1) == "&" and words.word(mark.last + 2):
            found.update(dict.fromkeys((*range(mark.first, mark.last + 1), mark.last + 2)))
    return tuple(found)


def _names_before(words: Words, place: int, *, has_things: bool) -> list[int]:
    before: list[int] = []
    for back in range(place - 1, max(-1, place - 1 - _MOST_BEFORE), -1):
        if not _is_name(words, back) or (back in words.things and not has_things):
            break
        before.append(back)
    return before


def _is_name(words: Words, place: int) -> bool:
    if words.tokens[place].kind is not TokenKind.WORD:
        return False
    if place in words.strangers or place in words.things:
        return True
    return _festival_at(words, place) is not None or words.piece_at[place].name(TimeRole.UNIT) == "weekend"


def _festival_at(words: Words, place: int) -> str | None:
    piece = words.piece_at.get(place)
    return piece.name(TimeRole.FESTIVAL) if piece is not None else None


def promotion_days(words: Words, places: tuple[int, ...], setting: ReadingContext) -> Days | None:
    """Return the latest days of the festival that a promotion is named after."""
    for place in places:
        if (name := _festival_at(words, place)) is not None:
            years = (setting.today.year, setting.today.year - 1)
            seasons = (festivals()[name].season(year) for year in years)
            return next((days for days in seasons if days is not None and days.first <= setting.today), None)
    return None


def item_words(words: Words, promotion: tuple[int, ...]) -> tuple[str, ...]:
    """Return the words that may name a line item, in English where the lexicons know it."""
    return tuple(dict.fromkeys(_items(words, frozenset(promotion))))


def _items(words: Words, promotion: frozenset[int]) -> Iterator[str]:
    strangers = frozenset(words.strangers) - promotion
    for place, word in enumerate(words.words):
        if place in words.things:
            yield words.things[place]
        elif place in strangers and len(word) > 2:
            yield word.removesuffix("'s")
