"""A question as words with their concepts, its ids and days recognised: the input of everything that reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from agent.reading.order_ids import IdKind, TokensWithIds, merge_ids
from agent.reading.question import ReadingContext
from language.amount_parser import Amount, parse_amounts
from language.concepts import Concept
from language.date_parser import ParsedDays, parse_days
from language.date_text import DatePiece, split_date_pieces
from language.tokenizer import Token, TokenKind, tokenize
from language.vocabulary import ConceptMatch, correct_words, find_concepts, get_vocabulary, is_known_word

_WEAK_CONCEPTS = frozenset({Concept.ACTION_OBJECT, Concept.ACTION_QUESTION})
SENTENCE_ENDS = frozenset(".!?;।\n")
# A statement with no other concepts than these says nothing about a record: "My screen is slow."
_OF_AN_ASIDE = frozenset(
    {
        *(Concept.ACTION_OBJECT, Concept.ACTION_QUESTION, Concept.YES_NO, Concept.PRONOUN, Concept.TO_BE, Concept.VIA),
        *(Concept.NEGATION, Concept.EXCLUSION, Concept.OR_NOT, Concept.ONLY, Concept.ITEM_OF, Concept.PERSONAL),
        *(Concept.ACKNOWLEDGED, Concept.CONTINUATION, Concept.SO_FAR, Concept.ENDING),
    }
)
_SHORTEST_ASIDE = 3  # words: "Kettle! How much is left?" names an item


@dataclass(frozen=True)
class QuestionWords:
    """A tokenized question. ``words`` are the texts of the tokens, typos corrected; positions are token positions."""

    tokens: Sequence[Token]
    words: Sequence[str]
    ids: TokensWithIds
    pieces: Sequence[DatePiece]
    days: ParsedDays
    concept_matches: Sequence[ConceptMatch]

    @cached_property
    def concepts(self) -> frozenset[Concept]:
        return frozenset(match.concept for match in self.concept_matches)

    @cached_property
    def amounts(self) -> Sequence[Amount]:
        phrases = (m for m in self.concept_matches if m.last > m.first)  # "ek saath", "last 4 digits"
        in_phrases = frozenset(position for match in phrases for position in range(match.first, match.last + 1))
        return parse_amounts(self.tokens, self.words, taken=self.days.tokens | in_phrases)

    @cached_property
    def currency_positions(self) -> frozenset[int]:
        """The positions of amounts that have a currency."""
        amounts = (amount for amount in self.amounts if amount.has_currency)
        return frozenset(position for amount in amounts for position in range(amount.first, amount.last + 1))

    @cached_property
    def concepts_at(self) -> dict[int, frozenset[Concept]]:
        """The concepts of each token, by position."""
        found: dict[int, set[Concept]] = {}
        for match in self.concept_matches:
            for position in range(match.first, match.last + 1):
                found.setdefault(position, set()).add(match.concept)
        return {position: frozenset(concepts) for position, concepts in found.items()}

    @cached_property
    def unknown_words(self) -> dict[int, str]:
        """The words that no lexicon has, by position, except in sentences beside the question."""
        return {
            position: self.words[position]
            for position, token in enumerate(self.tokens)
            if token.kind is TokenKind.WORD
            and position not in self.days.tokens
            and position not in self.concepts_at  # part of a known phrase: "reach her"
            and position not in self.aside_positions
            and not is_known_word(self.words[position])
        }

    @cached_property
    def aside_positions(self) -> frozenset[int]:
        """The positions of statements that say nothing about a record, beside a sentence that does."""
        sentences = self._sentences
        asides = [positions for positions in sentences if self._is_aside(positions)]
        is_beside = len(asides) < len(sentences)
        return frozenset(position for positions in asides for position in positions) if is_beside else frozenset()

    @property
    def _sentences(self) -> list[range]:
        ends = [position + 1 for position, word in enumerate(self.words) if word in SENTENCE_ENDS]
        bounds = dict.fromkeys((0, *ends, len(self.words)))
        return [range(first, end) for first, end in pairwise(bounds)]

    def _is_aside(self, positions: range) -> bool:
        if self.word(positions[-1]) == "?" or any(self._is_of_record(position) for position in positions):
            return False
        return sum(self.tokens[position].kind is TokenKind.WORD for position in positions) >= _SHORTEST_ASIDE

    def _is_of_record(self, position: int) -> bool:
        if self.tokens[position].kind in (TokenKind.ID, TokenKind.NUMBER) or position in self.days.tokens:
            return True
        is_named = position in self.product_words or position in self.currency_positions
        return is_named or not self.concepts_at.get(position, _OF_AN_ASIDE) <= _OF_AN_ASIDE

    @cached_property
    def product_words(self) -> dict[int, str]:
        """The words for products, in English, by position."""
        table = get_vocabulary().products
        return {position: table[word] for position, word in enumerate(self.words) if word in table}

    @cached_property
    def piece_at(self) -> dict[int, DatePiece]:
        """The piece that contains each token, by position."""
        return {position: piece for piece in self.pieces for position in range(piece.first, piece.last + 1)}

    @property
    def orders(self) -> tuple[int, ...]:
        return self.ids.positions(IdKind.ORDER)

    def has(self, *concepts: Concept) -> bool:
        return not self.concepts.isdisjoint(concepts)

    def is_at(self, position: int, *concepts: Concept) -> bool:
        """Whether the token at a position has one of these concepts."""
        return not self.concepts_at.get(position, frozenset()).isdisjoint(concepts)

    def matches_of(self, *concepts: Concept) -> list[ConceptMatch]:
        return [match for match in self.concept_matches if match.concept in concepts]

    def is_filler(self, position: int) -> bool:
        """Whether a word adds no meaning to the words around it: "the", "bhai"."""
        return (
            self.word(position) in get_vocabulary().fillers
            and self.concepts_at.get(position, _WEAK_CONCEPTS) <= _WEAK_CONCEPTS
        )

    def word(self, position: int) -> str:
        """Return the word at a position; an empty string outside the question."""
        return self.words[position] if 0 <= position < len(self.words) else ""


def split_question(text: str, context: ReadingContext) -> QuestionWords:
    """Return a question split into words, with its ids, days and concepts recognised."""
    ids = merge_ids(text, tokenize(text), context)
    words = correct_words(ids.tokens)
    pieces = split_date_pieces(ids.tokens, words)
    days = parse_days(pieces, context.today)
    concept_matches = find_concepts(words, taken=days.tokens)
    return QuestionWords(ids.tokens, words, ids, pieces, days, concept_matches)
