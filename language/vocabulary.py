"""The words of all ready languages in one table, since people mix languages within a sentence.

A question is matched against the longest phrases in the table, each with its concepts (``Concept``) and its roles in a
date (``TimeRole``).
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from language.concepts import Concept
from language.lexicon import LONGEST_PHRASE, Lexicon, load_ready_lexicons
from language.spelling import SpellingCorrector
from language.tokenizer import Token, TokenKind


class TimeRole(StrEnum):
    """The role of a word in a date. Roles with a number or a name have it as their value."""

    MONTH = "months"  # 1 to 12
    WEEKDAY = "weekdays"  # 1 is Monday
    RELATIVE = "relative"  # days from today
    UNIT = "units"  # "day", "week" ...
    ORDINAL = "ordinals"  # 1-based, -1 is the last
    PART = "parts"  # "start", "middle", "end"
    FESTIVAL = "festivals"
    AMBIGUOUS = "ambiguous"  # a name that is also another word: "may", "sat"
    THIS = "this"
    PREVIOUS = "previous"
    NEXT = "next"
    AGO = "ago"
    BEFORE = "before"
    BEFORE_AFTERWARDS = "beforeAfterwards"  # follows the day: "1 October se pehle"
    AFTER = "after"
    AFTERWARDS = "afterwards"
    SINCE = "since"
    ONWARDS = "onwards"
    TILL = "till"
    TILL_AFTERWARDS = "tillAfterwards"
    JOIN = "join"
    BETWEEN = "between"
    OF = "of"
    OF_AFTERWARDS = "ofAfterwards"
    ON = "onDay"
    ON_AFTERWARDS = "onDayAfterwards"
    FROM_AFTERWARDS = "fromAfterwards"  # "26 September se kitna mila"
    DATE_MARK = "dateMark"
    SO_FAR = "soFar"
    FESTIVE = "festive"
    THE_DAY = "theDay"
    ARTICLE = "articles"
    FUTURE = "future"


Roles = Mapping[TimeRole, int | str]
_ADPOSITIONS = ("of", "onDay")


@dataclass(frozen=True, slots=True)
class ConceptMatch:
    """One concept and its tokens, both ends inclusive."""

    concept: Concept
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of several languages. Phrases are words separated by single spaces."""

    concepts: Mapping[str, tuple[Concept, ...]]
    roles: Mapping[str, Roles]
    products: Mapping[str, str]  # a word or phrase for a product -> its English name
    cardinals: Mapping[str, int]
    scales: Mapping[str, int]
    fractions: Mapping[str, str]
    joiners: frozenset[str]
    currencies: Mapping[str, str]
    minor: frozenset[str]
    money: Mapping[str, frozenset[str]]  # phrases beside an amount, by section
    asked_languages: Mapping[str, str]
    fillers: frozenset[str]
    known: frozenset[str]  # words that need no typo correction
    meaning: frozenset[str]  # words that have a meaning on their own
    beginnings: frozenset[str]  # first words of longer phrases
    speller: SpellingCorrector


@cache
def get_vocabulary() -> Vocabulary:
    """Return the vocabulary of all ready languages, built once."""
    return build_vocabulary(load_ready_lexicons())


def build_vocabulary(lexicons: Sequence[Lexicon]) -> Vocabulary:
    """Return one vocabulary of these languages."""
    concepts: dict[str, tuple[Concept, ...]] = {}
    for lexicon in lexicons:
        for concept, forms in lexicon.concepts.items():
            for phrase in forms:
                if concept not in concepts.get(phrase, ()):
                    concepts[phrase] = (*concepts.get(phrase, ()), concept)
    roles = _roles(lexicons)
    products = _flat(lexicons, "products")
    numbers = [(key, form) for lexicon in lexicons for key, forms in lexicon.numbers.items() for form in forms]
    money = [(key, form) for lexicon in lexicons for key, forms in lexicon.money.items() for form in forms]
    currencies = {form: key.partition(".")[2] for key, form in money if key.startswith("currencies.")}
    asked_languages = {form: tag for lex in lexicons for tag, forms in lex.asked_languages.items() for form in forms}
    others = (*(form for _, form in numbers), *(form for _, form in money), *asked_languages)
    phrases = [*concepts, *roles, *products, *others]
    single = frozenset(word for phrase in phrases for word in phrase.split())
    fillers = frozenset().union(*(lexicon.fillers for lexicon in lexicons))
    correctable = frozenset(
        word for phrase in [*concepts, *_correctable_times(roles), *products] for word in phrase.split()
    )
    return Vocabulary(
        concepts=concepts,
        roles=roles,
        products=products,
        cardinals={form: int(key.partition(".")[2]) for key, form in numbers if key.startswith("cardinals.")},
        scales={form: int(key.partition(".")[2]) for key, form in numbers if key.startswith("scales.")},
        fractions={form: key.partition(".")[2] for key, form in numbers if key.startswith("fractions.")},
        joiners=frozenset(form for key, form in numbers if key == "joiners"),
        currencies=currencies,
        minor=frozenset(form for key, form in money if key == "minor"),
        money={key: frozenset(form for found, form in money if found == key) for key in dict(money)},
        asked_languages=asked_languages,
        fillers=fillers,
        known=single.union(fillers, *(lexicon.common for lexicon in lexicons)),
        meaning=frozenset(phrase for phrase in phrases if " " not in phrase) | fillers,
        beginnings=frozenset(phrase.partition(" ")[0] for phrase in phrases if " " in phrase),
        speller=SpellingCorrector(correctable),
    )


def _roles(lexicons: Sequence[Lexicon]) -> dict[str, dict[TimeRole, int | str]]:
    roles: dict[str, dict[TimeRole, int | str]] = {}
    for lexicon in lexicons:
        for key, forms in lexicon.time.items():
            section, _, value = key.partition(".")
            if lexicon.has_postpositions and section in _ADPOSITIONS:
                section += "Afterwards"
            for form in forms:
                roles.setdefault(form, {})[TimeRole(section)] = int(value) if _is_number(value) else value
        for name, forms in lexicon.festivals.items():
            for form in forms:
                roles.setdefault(form, {})[TimeRole.FESTIVAL] = name
    return roles


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def _flat(lexicons: Sequence[Lexicon], section: str) -> dict[str, str]:
    return {form: key for lexicon in lexicons for key, forms in getattr(lexicon, section).items() for form in forms}


def _correctable_times(roles: Mapping[str, Roles]) -> Iterator[str]:
    named = (TimeRole.MONTH, TimeRole.WEEKDAY, TimeRole.RELATIVE, TimeRole.FESTIVAL, TimeRole.UNIT)
    return (phrase for phrase, found in roles.items() if any(role in found for role in named))


def correct_words(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the text of each token, with typos corrected."""
    return tuple(_correct(token.text) if token.kind is TokenKind.WORD else token.text for token in tokens)


def is_known_word(word: str) -> bool:
    """Whether a word has a meaning on its own in one of the languages."""
    return word in get_vocabulary().meaning or _bare(word) in get_vocabulary().meaning


@lru_cache(maxsize=4096)
def _correct(word: str) -> str:
    known = get_vocabulary().known
    if word in known or _bare(word) in known:
        return word if word in known else _bare(word)
    return get_vocabulary().speller.correct(word) or word


def _bare(word: str) -> str:
    """Return a word without the ending of an English genitive."""
    return word.removesuffix("'s")


def match_phrase(words: Sequence[str], position: int, table: Container[str]) -> int:
    """Return the number of words in the longest phrase of the table at a position; 0 for none."""
    if words[position] in get_vocabulary().beginnings:
        for length in range(min(LONGEST_PHRASE, len(words) - position), 1, -1):
            if " ".join(words[position : position + length]) in table:
                return length
    return 1 if words[position] in table else 0


def find_concepts(words: Sequence[str], *, taken: frozenset[int] = frozenset()) -> tuple[ConceptMatch, ...]:
    """Return the concepts in a question, in order; ``taken`` tokens mean something else (a date, an id)."""
    table = get_vocabulary().concepts
    matches: list[ConceptMatch] = []
    position = 0
    while position < len(words):
        length = 0 if position in taken else match_phrase(words, position, table)
        if length and taken.isdisjoint(range(position, position + length)):
            phrase = " ".join(words[position : position + length])
            matches += [ConceptMatch(concept, position, position + length - 1) for concept in table[phrase]]
        position += length or 1
    return tuple(matches)
