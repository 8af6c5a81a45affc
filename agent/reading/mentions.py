"""What a question names: orders (by id, last digits or ordinal) and those it excludes, cards, promotions, items."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.reading.order_ids import IdKind
from agent.reading.question import ReadingContext
from agent.reading.question_words import QuestionWords
from core.errors import InvalidIdentifier
from core.ids import normalise_order_id
from language.concepts import Concept
from language.days import Days
from language.festivals import load_festivals
from language.tokenizer import TokenKind
from language.vocabulary import TimeRole

C = Concept
_CUES = (C.ORDER, C.ORDERS, C.REFERENCE)
_SIGNS_AFTER_CUE = frozenset(".:#'\"-(")
_TRAILING = frozenset(".,;:?!'\"-/)")
_SHORTEST_ENDING, _LONGEST_ENDING = 4, 10
_SHORTEST_ID = 4
_LONGEST_CHUNK = 40  # tokens
_BETWEEN = (C.NUMBER, C.VIA, C.YES_NO, C.ITEM_OF)  # what may be between "ending" and the digits
_SIGNS_BETWEEN = frozenset({"-", ":", "#", "."})
_REACH = 4
_FEW = 4  # tokens
_ENDING_SIGNS = frozenset({".", "…", "*", "x"})
_AFTERWARDS = C.EXCLUSION_AFTERWARDS
_AFTER_EXCLUDED = frozenset({",", ".", ";", "-", "(", "!", "?", "।"})


_HEADS = (C.CASHBACK, C.PROMOTION, C.SALE_NAME)
_MAX_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a question names. ``orders`` are canonical, in order of mention; ``endings`` are last digits of orders."""

    orders: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    card_endings: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    has_malformed: bool = False
    ordinal: int | None = None  # the first, second ... of the conversation's orders
    used_tokens: frozenset[int] = frozenset()  # positions of numbers that name an order or a card

    @property
    def names_order(self) -> bool:
        return bool(self.orders or self.endings)


def find_mentions(words: QuestionWords, context: ReadingContext) -> Mentions:
    """Return the orders, cards and customers that a question names."""
    named = [(position, words.words[position]) for position in words.orders]
    endings: list[str] = []
    cards: list[str] = []
    taken: set[int] = set()
    has_malformed = False
    for position, digits in _numbers(words):
        if (order := _by_part(words, context, position, digits)) is not None:
            named.append((position, order))
        elif _is_of_card(words, position):
            cards.append(digits)
        elif _is_ending(words, position, digits):
            endings.append(digits)
        else:
            continue
        taken.add(position)
    for position, chunk in _cued(words, taken):
        if chunk.isdecimal() and len(chunk) < 9:
            endings.append(chunk)
        else:
            try:
                named.append((position, normalise_order_id(chunk)))
            except InvalidIdentifier:
                has_malformed = True
        taken.add(position)
    named.sort()
    excluded = _excluded(words, frozenset(position for position, _ in named))
    orders = tuple(dict.fromkeys(order for position, order in named if position not in excluded))
    return Mentions(
        orders=orders,
        excluded=tuple(dict.fromkeys(o for position, o in named if position in excluded and o not in orders)),
        endings=tuple(dict.fromkeys(endings)),
        card_endings=tuple(dict.fromkeys(cards)),
        customers=tuple(dict.fromkeys(words.words[p] for p in words.ids.positions(IdKind.CUSTOMER))),
        has_malformed=has_malformed,
        ordinal=_ordinal(words),
        used_tokens=frozenset(taken),
    )


def _numbers(words: QuestionWords) -> Iterator[tuple[int, str]]:
    """Yield the plain numbers of three to ten digits that are not part of a date or of a longer number."""
    for position, token in enumerate(words.tokens):
        if token.kind is not TokenKind.NUMBER or not 3 <= len(token.text) <= _LONGEST_ENDING:
            continue
        if position in words.days.tokens or _is_part_of_longer(words, position):
            continue
        yield position, token.text


def _is_part_of_longer(words: QuestionWords, position: int) -> bool:
    """Whether a sign joins a number to a currency, a percent sign or more digits: "₹500", "36%", "1,00,000"."""
    if words.word(position - 1) in ("₹", "#") or words.word(position + 1) in ("%", "₹", "/"):
        return True
    if words.word(position + 1) not in (",", "-", ".") or position + 2 >= len(words.tokens):
        return False
    is_glued = words.tokens[position + 2].follows(words.tokens[position + 1]) and words.tokens[position + 1].follows(
        words.tokens[position]
    )
    return is_glued and words.tokens[position + 2].kind is TokenKind.NUMBER


def _by_part(words: QuestionWords, context: ReadingContext, position: int, digits: str) -> str | None:
    """Return the conversation's order whose number begins or ends with digits: "404 wala", "404 nahi, 171"."""
    discussed = dict.fromkeys((*context.listed_orders, *context.recent_orders, *context.earlier_orders))
    fits = [o for o in discussed if o.startswith(digits + "-") or (_digits(o).endswith(digits) and len(digits) > 3)]
    if len(fits) != 1:
        return None
    is_cued = words.is_at(position + 1, C.THE_ONE, C.NEGATION, *_CUES) or words.is_at(position - 1, C.EXCLUSION, *_CUES)
    return fits[0] if is_cued or _says_little_else(words) else None


def _says_little_else(words: QuestionWords) -> bool:
    word_positions = (position for position, token in enumerate(words.tokens[:_FEW]) if token.kind is TokenKind.WORD)
    return len(words.tokens) <= _FEW and all(words.is_at(position, C.CONTINUATION) for position in word_positions)


def _digits(order: str) -> str:
    return "".join(c for c in order if c.isdecimal())


def _is_of_card(words: QuestionWords, position: int) -> bool:
    """Whether a number is the last digits of a gift card: "gc ending 1111", "card 2222"."""
    if len(words.tokens[position].text) != 4 or position in words.currency_positions:
        return False
    if _is_before_card(words, position):
        return True
    for back in range(position - 1, max(-1, position - _REACH - 1), -1):
        if words.is_at(back, C.GIFT_CARD, C.CARD):
            return True
        if not (words.is_at(back, C.ENDING) or words.is_at(back, C.NUMBER) or words.word(back) in ".-:#"):
            return False
    return False


def _is_before_card(words: QuestionWords, position: int) -> bool:
    """Whether a number belongs to a card that is mentioned after it: "2222 wala card", "is 2222 the right card"."""
    is_named = words.is_at(position + 1, C.THE_ONE) or words.has(C.CORRECT)
    ahead = range(position + 1, position + _REACH)
    return is_named and any(words.is_at(index, C.GIFT_CARD, C.CARD) for index in ahead)


def _is_ending(words: QuestionWords, position: int, digits: str) -> bool:
    if len(digits) < _SHORTEST_ENDING:
        return False
    if words.is_at(position + 1, C.THE_ONE, C.ENDING) and len(digits) <= 8:
        return True
    before = words.word(position - 1)
    if before in _ENDING_SIGNS or (before and set(before) == {"x"}):
        is_glued = words.tokens[position].follows(words.tokens[position - 1])
        return is_glued and (before != "." or words.word(position - 2) == ".")
    for back in range(position - 1, max(-1, position - _REACH), -1):
        if words.is_at(back, C.ENDING):
            return True
        if not (words.is_filler(back) or words.is_at(back, *_BETWEEN) or words.word(back) in _SIGNS_BETWEEN):
            return False
    return False


def _cued(words: QuestionWords, taken: set[int]) -> Iterator[tuple[int, str]]:
    """Yield what follows "order" and the like and may be an id: it contains a digit and is not a date."""
    position = 0
    while position < len(words.tokens):
        is_cue = words.is_at(position, *_CUES)
        start = _after_cue(words, position) if is_cue else None
        position += 1
        if start is None or start in taken or start in words.days.tokens or words.tokens[start].kind is TokenKind.ID:
            continue
        end = _chunk_end(words, start)
        chunk = "".join(token.text for token in words.tokens[start:end])
        is_plain = chunk.isdecimal() and (len(chunk) < _SHORTEST_ID or (chunk.startswith("20") and len(chunk) == 4))
        if len(chunk) < _SHORTEST_ID or is_plain or not any(c.isdecimal() for c in chunk) or _is_amount(words, start):
            continue
        if words.days.tokens.isdisjoint(range(start, end)) and taken.isdisjoint(range(start, end)):
            yield start, chunk.upper() if _has_signs(words, start, end) else chunk
            position = end


def _has_signs(words: QuestionWords, start: int, end: int) -> bool:
    return end > start + 1


def _is_amount(words: QuestionWords, start: int) -> bool:
    return start in words.currency_positions


def _after_cue(words: QuestionWords, position: int) -> int | None:
    """Return the position after a cue and its "no.", ":" or "#"; None where no word or number follows."""
    position += 1
    for _ in range(_REACH):
        if words.word(position) in _SIGNS_AFTER_CUE or words.is_at(position, C.NUMBER, C.REFERENCE):
            position += 1
    return (
        position
        if position < len(words.tokens) and words.tokens[position].kind in (TokenKind.NUMBER, TokenKind.WORD)
        else None
    )


def _chunk_end(words: QuestionWords, start: int) -> int:
    """Return the end (exclusive) of the tokens that directly follow one another, without trailing punctuation."""
    end = start + 1
    while end < min(len(words.tokens), start + _LONGEST_CHUNK) and words.tokens[end].follows(words.tokens[end - 1]):
        end += 1
    while end > start + 1 and words.word(end - 1) in _TRAILING:
        end -= 1
    return end


def _excluded(words: QuestionWords, positions: frozenset[int]) -> frozenset[int]:
    """Return the positions of orders that are excluded; none where no other order is mentioned."""
    found = frozenset(position for position in positions if _is_excluded(words, position, positions))
    is_left = len(found) < len(positions) or words.has(C.OTHER)
    return found if is_left else frozenset()


def _is_excluded(words: QuestionWords, position: int, positions: frozenset[int]) -> bool:
    before = position - 1
    while words.is_at(before, *_CUES) or words.is_filler(before) or words.is_at(before, C.VIA):
        before -= 1
    if words.is_at(before, C.EXCLUSION):
        return True
    after = position + 1
    while words.is_at(after, *_CUES) or (
        words.is_at(after, C.ITEM_OF) and not words.is_at(after, _AFTERWARDS, C.THE_ONE)
    ):
        after += 1
    if words.is_at(after, _AFTERWARDS):
        return True
    after += words.is_at(after, C.THE_ONE)
    following = after + 1
    while following - after <= 2 and following not in positions and words.is_filler(following):
        following += 1
    if not words.is_at(after, C.NEGATION) or (following in positions and words.is_at(after, C.EXCLUSION)):
        return False  # "171-... not 404-...": the "not" belongs to the next order
    is_end = following >= len(words.tokens) or words.word(following) in _AFTER_EXCLUDED
    return is_end or following in positions or words.is_at(following, C.CONTINUATION, C.ORDER)


def _ordinal(words: QuestionWords) -> int | None:
    """Return the ordinal that names an order: "the first one", "second order", "2"; "dusra" alone means "other"."""
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


def find_promotion_positions(words: QuestionWords) -> tuple[int, ...]:
    """Return the token positions of a promotion's name: "Diwali cashback", "bank offer", "Scratch & Win"."""
    found: dict[int, None] = {}
    for match in words.concept_matches:
        if match.concept in _HEADS or match.concept is C.CARD:
            before = _names_before(words, match.first, has_products=match.concept in (C.PROMOTION, C.SALE_NAME))
            if before:
                found.update(dict.fromkeys([*reversed(before), *range(match.first, match.last + 1)]))
        elif match.concept is C.SCRATCH_CARD and words.word(match.last + 1) == "&" and words.word(match.last + 2):
            found.update(dict.fromkeys((*range(match.first, match.last + 1), match.last + 2)))
    return tuple(found)


def _names_before(words: QuestionWords, position: int, *, has_products: bool) -> list[int]:
    before: list[int] = []
    for back in range(position - 1, max(-1, position - 1 - _MAX_BEFORE), -1):
        if not _is_name(words, back) or (back in words.product_words and not has_products):
            break
        before.append(back)
    return before


def _is_name(words: QuestionWords, position: int) -> bool:
    if words.tokens[position].kind is not TokenKind.WORD:
        return False
    if position in words.unknown_words or position in words.product_words:
        return True
    return _festival_at(words, position) is not None or words.piece_at[position].name(TimeRole.UNIT) == "weekend"


def _festival_at(words: QuestionWords, position: int) -> str | None:
    piece = words.piece_at.get(position)
    return piece.name(TimeRole.FESTIVAL) if piece is not None else None


def find_promotion_days(words: QuestionWords, positions: tuple[int, ...], context: ReadingContext) -> Days | None:
    """Return the latest days of the festival after which a promotion is named."""
    for position in positions:
        if (name := _festival_at(words, position)) is not None:
            years = (context.today.year, context.today.year - 1)
            seasons = (load_festivals()[name].season(year) for year in years)
            return next((days for days in seasons if days is not None and days.first <= context.today), None)
    return None


def find_item_words(words: QuestionWords, promotion: tuple[int, ...]) -> tuple[str, ...]:
    """Return the words that may name a line item, in English where a lexicon has the translation."""
    return tuple(dict.fromkeys(_items(words, frozenset(promotion))))


def _items(words: QuestionWords, promotion: frozenset[int]) -> Iterator[str]:
    unknown_words = frozenset(words.unknown_words) - promotion
    for position, word in enumerate(words.words):
        if position in words.product_words:
            yield words.product_words[position]
        elif position in unknown_words and len(word) > 2:
            yield word.removesuffix("'s")
