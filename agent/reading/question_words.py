"""A question as words with what they speak of, its ids and days taken out: what every reader of a question looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.reading.order_ids import IdKind, NamedIds, with_ids
from agent.reading.reading_context import ReadingContext
from language.amounts import Amount, amounts_of
from language.concepts import Concept
from language.date_pieces import Piece, pieces_of
from language.date_ranges import FoundDays, days_of
from language.tokenizer import Token, TokenKind, tokenise
from language.vocabulary import Mark, is_known, marks_of, vocabulary, words_of

_HELPING = frozenset({Concept.DEED_OBJECT, Concept.NO_DEED})
SENTENCE_ENDS = frozenset(".!?;।\n")


@dataclass(frozen=True)
class Words:
    """``words`` are the tokens' texts, mended; all places are places of tokens."""

    tokens: Sequence[Token]
    words: Sequence[str]
    ids: NamedIds
    pieces: Sequence[Piece]
    days: FoundDays
    marks: Sequence[Mark]

    @cached_property
    def concepts(self) -> frozenset[Concept]:
        return frozenset(mark.concept for mark in self.marks)

    @cached_property
    def amounts(self) -> Sequence[Amount]:
        phrases = (m for m in self.marks if m.last > m.first)  # "ek saath", "last 4 digits"
        said = frozenset(place for mark in phrases for place in range(mark.first, mark.last + 1))
        return amounts_of(self.tokens, self.words, taken=self.days.tokens | said)

    @cached_property
    def paid(self) -> frozenset[int]:
        """The places of amounts that have a currency."""
        amounts = (amount for amount in self.amounts if amount.has_currency)
        return frozenset(place for amount in amounts for place in range(amount.first, amount.last + 1))

    @cached_property
    def at(self) -> dict[int, frozenset[Concept]]:
        """What each token speaks of, by its place."""
        found: dict[int, set[Concept]] = {}
        for mark in self.marks:
            for place in range(mark.first, mark.last + 1):
                found.setdefault(place, set()).add(mark.concept)
        return {place: frozenset(concepts) for place, concepts in found.items()}

    @cached_property
    def strangers(self) -> dict[int, str]:
        """The words that no lexicon knows, by their places."""
        return {
            place: self.words[place]
            for place, token in enumerate(self.tokens)
            if token.kind is TokenKind.WORD
            and place not in self.days.tokens
            and place not in self.at  # of a phrase that is known: "reach her"
            and not is_known(self.words[place])
        }

    @cached_property
    def things(self) -> dict[int, str]:
        """The words for what people buy, in English, by their places."""
        table = vocabulary().things
        return {place: table[word] for place, word in enumerate(self.words) if word in table}

    @cached_property
    def piece_at(self) -> dict[int, Piece]:
        """The piece that each token belongs to, by its place."""
        return {place: piece for piece in self.pieces for place in range(piece.first, piece.last + 1)}

    @property
    def orders(self) -> tuple[int, ...]:
        return self.ids.places(IdKind.ORDER)

    def has(self, *concepts: Concept) -> bool:
        return any(concept in self.concepts for concept in concepts)

    def is_at(self, place: int, *concepts: Concept) -> bool:
        """Whether the token at a place speaks of one of these."""
        return not self.at.get(place, frozenset()).isdisjoint(concepts)

    def marks_for(self, *concepts: Concept) -> list[Mark]:
        return [mark for mark in self.marks if mark.concept in concepts]

    def is_filler(self, place: int) -> bool:
        """Whether a word has no meaning of its own beside those of the words around it: "the", "bhai"."""
        return self.word(place) in vocabulary().fillers and self.at.get(place, _HELPING) <= _HELPING

    def word(self, place: int) -> str:
        """Return the word at a place; nothing for a place that is not there."""
        return self.words[place] if 0 <= place < len(self.words) else ""


def words_in(text: str, setting: ReadingContext) -> Words:
    """Return a question cut into words."""
    ids = with_ids(text, tokenise(text), setting)
    words = words_of(ids.tokens)
    pieces = pieces_of(ids.tokens, words)
    days = days_of(pieces, setting.today)
    marks = marks_of(words, taken=days.tokens)
    return Words(ids.tokens, words, ids, pieces, days, marks)
