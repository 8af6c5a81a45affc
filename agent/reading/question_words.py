"""A question as words with what they speak of, its ids and days taken out: what every reader of a question looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.reading.order_ids import IdKind, TokensWithIds, merge_ids
from agent.reading.question import ReadingContext
from language.amount_parser import Amount, parse_amounts
from language.concepts import Concept
from language.date_parser import ParsedDays, parse_days
from language.date_text import DatePiece, split_date_pieces
from language.tokenizer import Token, TokenKind, tokenise
from language.vocabulary import ConceptMatch, correct_words, find_concepts, get_vocabulary, is_known_word

_HELPING = frozenset({Concept.ACTION_OBJECT, Concept.ACTION_QUESTION})
SENTENCE_ENDS = frozenset(".!?;।\n")


@dataclass(frozen=True)
class QuestionWords:
    """``words`` are the tokens' texts, mended; all places are places of tokens."""

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
        said = frozenset(place for match in phrases for place in range(match.first, match.last + 1))
        return parse_amounts(self.tokens, self.words, taken=self.days.tokens | said)

    @cached_property
    def paid(self) -> frozenset[int]:
        """The places of amounts that have a currency."""
        amounts = (amount for amount in self.amounts if amount.has_currency)
        return frozenset(place for amount in amounts for place in range(amount.first, amount.last + 1))

    @cached_property
    def at(self) -> dict[int, frozenset[Concept]]:
        """What each token speaks of, by its place."""
        found: dict[int, set[Concept]] = {}
        for match in self.concept_matches:
            for place in range(match.first, match.last + 1):
                found.setdefault(place, set()).add(match.concept)
        return {place: frozenset(concepts) for place, concepts in found.items()}

    @cached_property
    def unknown_words(self) -> dict[int, str]:
        """The words that no lexicon knows, by their places."""
        return {
            place: self.words[place]
            for place, token in enumerate(self.tokens)
            if token.kind is TokenKind.WORD
            and place not in self.days.tokens
            and place not in self.at  # of a phrase that is known: "reach her"
            and not is_known_word(self.words[place])
        }

    @cached_property
    def product_words(self) -> dict[int, str]:
        """The words for what people buy, in English, by their places."""
        table = get_vocabulary().products
        return {place: table[word] for place, word in enumerate(self.words) if word in table}

    @cached_property
    def piece_at(self) -> dict[int, DatePiece]:
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

    def matches_of(self, *concepts: Concept) -> list[ConceptMatch]:
        return [match for match in self.concept_matches if match.concept in concepts]

    def is_filler(self, place: int) -> bool:
        """Whether a word has no meaning of its own beside those of the words around it: "the", "bhai"."""
        return self.word(place) in get_vocabulary().fillers and self.at.get(place, _HELPING) <= _HELPING

    def word(self, place: int) -> str:
        """Return the word at a place; nothing for a place that is not there."""
        return self.words[place] if 0 <= place < len(self.words) else ""


def split_question(text: str, context: ReadingContext) -> QuestionWords:
    """Return a question cut into words."""
    ids = merge_ids(text, tokenise(text), context)
    words = correct_words(ids.tokens)
    pieces = split_date_pieces(ids.tokens, words)
    days = parse_days(pieces, context.today)
    concept_matches = find_concepts(words, taken=days.tokens)
    return QuestionWords(ids.tokens, words, ids, pieces, days, concept_matches)
