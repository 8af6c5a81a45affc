"""Which orders a question names: by id, by the last digits, by their place; and which it rules out."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.reading.order_ids import IdKind
from agent.reading.question_words import Words
from agent.reading.reading_context import ReadingContext
from core.errors import InvalidIdentifier
from core.ids import normalise_order_id
from language.concepts import Concept
from language.tokenizer import TokenKind
from language.vocabulary import TimeRole

C = Concept
_CUES = (C.ORDER, C.ORDERS, C.REFERENCE)
_SIGNS_AFTER_CUE = frozenset(".:#'\"-(")
_TRAILING = frozenset(".,;:?!'\"-/)")
_SHORTEST_ENDING, _LONGEST_ENDING = 4, 10
_SHORTEST_ID = 4
_LONGEST_CHUNK = 40  # tokens
_BETWEEN = (C.NUMBER, C.VIA, C.YES_NO, C.ITEM_OF)  # what may stand between "ending" and the digits
_SIGNS_BETWEEN = frozenset({"-", ":", "#", "."})
_REACH = 4
_FEW = 4  # tokens
_ENDING_SIGNS = frozenset({".", "…", "*", "x"})
_AFTERWARDS = C.EXCLUSION_AFTERWARDS
_AFTER_EXCLUDED = frozenset({",", ".", ";", "-", "(", "!", "?", "।"})


@dataclass(frozen=True, slots=True)
class Mentions:
    """``orders`` are canonical, in order of mention; ``endings`` are digits that a number ends with."""

    orders: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    card_endings: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    has_malformed: bool = False
    place: int | None = None  # the first, second ... of those spoken of
    taken: frozenset[int] = frozenset()  # tokens of numbers that name an order or a card

    @property
    def names_order(self) -> bool:
        return bool(self.orders or self.endings)


def mentions_in(words: Words, setting: ReadingContext) -> Mentions:
    """Return the orders, cards and customers that a question names."""
    named = [(place, words.words[place]) for place in words.orders]
    endings: list[str] = []
    cards: list[str] = []
    taken: set[int] = set()
    has_malformed = False
    for place, digits in _numbers(words):
        if (order := _by_part(words, setting, place, digits)) is not None:
            named.append((place, order))
        elif _is_of_card(words, place):
            cards.append(digits)
        elif _is_ending(words, place, digits):
            endings.append(digits)
        else:
            continue
        taken.add(place)
    for place, chunk in _cued(words, taken):
        if chunk.isdecimal() and len(chunk) < 9:
            endings.append(chunk)
        else:
            try:
                named.append((place, normalise_order_id(chunk)))
            except InvalidIdentifier:
                has_malformed = True
        taken.add(place)
    named.sort()
    excluded = _excluded(words, frozenset(place for place, _ in named))
    orders = tuple(dict.fromkeys(order for place, order in named if place not in excluded))
    return Mentions(
        orders=orders,
        excluded=tuple(dict.fromkeys(o for place, o in named if place in excluded and o not in orders)),
        endings=tuple(dict.fromkeys(endings)),
        card_endings=tuple(dict.fromkeys(cards)),
        customers=tuple(dict.fromkeys(words.words[p] for p in words.ids.places(IdKind.CUSTOMER))),
        has_malformed=has_malformed,
        place=_place(words),
        taken=frozenset(taken),
    )


def _numbers(words: Words) -> Iterator[tuple[int, str]]:
    """Yield the bare numbers of three to ten digits that are no part of a day or of a longer number."""
    for place, token in enumerate(words.tokens):
        if token.kind is not TokenKind.NUMBER or not 3 <= len(token.text) <= _LONGEST_ENDING:
            continue
        if place in words.days.tokens or _is_in_a_longer(words, place):
            continue
        yield place, token.text


def _is_in_a_longer(words: Words, place: int) -> bool:
    """Whether a sign ties a number to a currency, a share or further digits: "₹500", "36%", "1,00,000", "200-300"."""
    if words.word(place - 1) in ("₹", "#") or words.word(place + 1) in ("%", "₹", "/"):
        return True
    if words.word(place + 1) not in (",", "-", ".") or place + 2 >= len(words.tokens):
        return False
    is_glued = words.tokens[place + 2].follows(words.tokens[place + 1]) and words.tokens[place + 1].follows(
        words.tokens[place]
    )
    return is_glued and words.tokens[place + 2].kind is TokenKind.NUMBER


def _by_part(words: Words, setting: ReadingContext, place: int, digits: str) -> str | None:
    """Return the order spoken of whose number begins or ends with digits: "404 wala", "404 nahi, 171"."""
    spoken = dict.fromkeys((*setting.listed_orders, *setting.recent_orders, *setting.earlier_orders))
    fits = [o for o in spoken if o.startswith(digits + "-") or (_digits(o).endswith(digits) and len(digits) > 3)]
    if len(fits) != 1:
        return None
    is_cued = words.is_at(place + 1, C.THE_ONE, C.NEGATION, *_CUES) or words.is_at(place - 1, C.EXCLUSION, *_CUES)
    return fits[0] if is_cued or _says_little_else(words) else None


def _says_little_else(words: Words) -> bool:
    spoken = (place for place, token in enumerate(words.tokens[:_FEW]) if token.kind is TokenKind.WORD)
    return len(words.tokens) <= _FEW and all(words.is_at(place, C.GOES_ON) for place in spoken)


def _digits(order: str) -> str:
    return "".join(c for c in order if c.isdecimal())


def _is_of_card(words: Words, place: int) -> bool:
    """Whether a number is the end of a gift card's: "gc ending 1111", "card 2222"."""
    if len(words.tokens[place].text) != 4 or place in words.paid:
        return False
    if _is_before_card(words, place):
        return True
    for back in range(place - 1, max(-1, place - _REACH - 1), -1):
        if words.is_at(back, C.GIFT_CARD, C.CARD):
            return True
        if not (words.is_at(back, C.ENDING) or words.is_at(back, C.NUMBER) or words.word(back) in ".-:#"):
            return False
    return False


def _is_before_card(words: Words, place: int) -> bool:
    """Whether a number is a card's that is said after it: "2222 wala card", "is 2222 the right card"."""
    is_named = words.is_at(place + 1, C.THE_ONE) or words.has(C.CORRECT)
    ahead = range(place + 1, place + _REACH)
    return is_named and any(words.is_at(index, C.GIFT_CARD, C.CARD) for index in ahead)


def _is_ending(words: Words, place: int, digits: str) -> bool:
    if len(digits) < _SHORTEST_ENDING:
        return False
    if words.is_at(place + 1, C.THE_ONE, C.ENDING) and len(digits) <= 8:
        return True
    before = words.word(place - 1)
    if before in _ENDING_SIGNS or (before and set(before) == {"x"}):
        is_glued = words.tokens[place].follows(words.tokens[place - 1])
        return is_glued and (before != "." or words.word(place - 2) == ".")
    for back in range(place - 1, max(-1, place - _REACH), -1):
        if words.is_at(back, C.ENDING):
            return True
        if not (words.is_filler(back) or words.is_at(back, *_BETWEEN) or words.word(back) in _SIGNS_BETWEEN):
            return False
    return False


def _cued(words: Words, taken: set[int]) -> Iterator[tuple[int, str]]:
    """Yield what stands after "order" and the like and may be an id: it has a digit and is no day."""
    place = 0
    while place < len(words.tokens):
        is_cue = words.is_at(place, *_CUES)
        start = _after_cue(words, place) if is_cue else None
        place += 1
        if start is None or start in taken or start in words.days.tokens or words.tokens[start].kind is TokenKind.ID:
            continue
        end = _chunk_end(words, start)
        chunk = "".join(token.text for token in words.tokens[start:end])
        is_plain = chunk.isdecimal() and (len(chunk) < _SHORTEST_ID or (chunk.startswith("20") and len(chunk) == 4))
        if len(chunk) < _SHORTEST_ID or is_plain or not any(c.isdecimal() for c in chunk) or _is_amount(words, start):
            continue
        if words.days.tokens.isdisjoint(range(start, end)) and taken.isdisjoint(range(start, end)):
            yield start, chunk.upper() if _has_signs(words, start, end) else chunk
            place = end


def _has_signs(words: Words, start: int, end: int) -> bool:
    return end > start + 1


def _is_amount(words: Words, start: int) -> bool:
    return start in words.paid


def _after_cue(words: Words, place: int) -> int | None:
    """Return the place after a cue and its "no.", ":" or "#"."""
    place += 1
    for _ in range(_REACH):
        if words.word(place) in _SIGNS_AFTER_CUE or words.is_at(place, C.NUMBER, C.REFERENCE):
            place += 1
    return (
        place if place < len(words.tokens) and words.tokens[place].kind in (TokenKind.NUMBER, TokenKind.WORD) else None
    )


def _chunk_end(words: Words, start: int) -> int:
    """Return the place after the tokens that are glued to one, signs at their end left out."""
    end = start + 1
    while end < min(len(words.tokens), start + _LONGEST_CHUNK) and words.tokens[end].follows(words.tokens[end - 1]):
        end += 1
    while end > start + 1 and words.word(end - 1) in _TRAILING:
        end -= 1
    return end


def _excluded(words: Words, places: frozenset[int]) -> frozenset[int]:
    """Return the places of orders that are ruled out; none where nothing else is named."""
    found = frozenset(place for place in places if _is_excluded(words, place, places))
    is_left = len(found) < len(places) or words.has(C.OTHER)
    return found if is_left else frozenset()


def _is_excluded(words: Words, place: int, places: frozenset[int]) -> bool:
    before = place - 1
    while words.is_at(before, *_CUES) or words.is_filler(before) or words.is_at(before, C.VIA):
        before -= 1
    if words.is_at(before, C.EXCLUSION):
        return True
    after = place + 1
    while words.is_at(after, *_CUES) or (
        words.is_at(after, C.ITEM_OF) and not words.is_at(after, _AFTERWARDS, C.THE_ONE)
    ):
        after += 1
    if words.is_at(after, _AFTERWARDS):
        return True
    after += words.is_at(after, C.THE_ONE)
    following = after + 1
    while following - after <= 2 and following not in places and words.is_filler(following):
        following += 1
    if not words.is_at(after, C.NEGATION) or (following in places and words.is_at(after, C.EXCLUSION)):
        return False  # "171-... not 404-...": it belongs to the next
    is_end = following >= len(words.tokens) or words.word(following) in _AFTER_EXCLUDED
    return is_end or following in places or words.is_at(following, C.GOES_ON, C.ORDER)


def _place(words: Words) -> int | None:
    """Return the place by which an order is named: "the first one", "second order", "2"; "dusra" alone is "other"."""
    if len([t for t in words.tokens if t.kind in (TokenKind.WORD, TokenKind.NUMBER, TokenKind.ID)]) == 1:
        for token in words.tokens:
            if token.kind is TokenKind.NUMBER and len(token.text) == 1 and token.text != "0":
                return int(token.text)
    for index, piece in enumerate(words.pieces):
        which = piece.value(TimeRole.ORDINAL)
        is_other = which == 2 and words.is_at(piece.first, C.OTHER)  # "dusra"
        if which is None or which < 1 or piece.first in words.days.tokens or is_other:
            continue
        after = piece.last + 1
        if words.is_at(after, C.THE_ONE, C.ORDER) or (
            index == len(words.pieces) - 1 and not words.is_at(piece.first, C.CREATED)
        ):
            return which
    return None
