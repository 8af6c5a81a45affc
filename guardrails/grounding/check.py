"""The check of one sentence: every figure a fact that its words fit, every claim proven, no digit besides."""

import re
from collections.abc import Collection, Iterable, Mapping

from guardrails.grounding.claim_check import ClaimCheck
from guardrails.grounding.evidence import Evidence
from guardrails.grounding.figure_check import FigureCheck
from guardrails.grounding.figures import Figure, FigureKind, Mention, mentions_in
from guardrails.grounding.lexicon import words_in
from guardrails.grounding.pairs import check_pairs
from guardrails.grounding.protected import Identifiers
from guardrails.grounding.segments import breaks_in, segments_of
from guardrails.grounding.statements import Statements
from guardrails.grounding.verdict import GroundingCode, Rejected, Verdict
from guardrails.pii.fold import fold
from tools.result import Fact, FactKind, reference

_LINK = re.compile(r"\w+://|\bwww\.|\]\(|\b[\w-]+\.(?:com|in|net|org|io|co)\b(?:/|(?!\w))", re.IGNORECASE)
# Invisible characters or combining marks within Latin words, and the scripts whose letters pass for Latin ones.
_UNREADABLE = re.compile(
    "[A-Za-z][\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+[A-Za-z]|[A-Za-z][\u0300-\u036f]|[\u0370-\u058f\u13a0-\u13ff]"
)
_MASK = "\u25ae"  # no letter, no digit, no space: it joins no words


def check_sentence(
    sentence: str,
    facts: Mapping[str, Fact],
    *,
    known_ids: Collection[str] = (),
    claimed: Collection[Figure] = (),
) -> Verdict:
    """Give the sentence with a reference for every figure, or the code for which it may not go out.

    ``known_ids`` are identifiers that may be named besides those of the facts: orders that the user asked about, say.
    ``claimed`` are the figures of the user's own words (``figures_of``): they may be told as what the user said, and as
    nothing else. White space around the sentence is kept.
    """
    try:
        return _checked(sentence, facts, known_ids, frozenset(claimed))
    except Rejected as rejected:
        return Verdict.reject(rejected.code)


def _checked(
    sentence: str, facts: Mapping[str, Fact], known_ids: Collection[str], claimed: frozenset[Figure]
) -> Verdict:
    text = fold(sentence)
    identifiers = Identifiers(facts.values(), known_ids)
    named = identifiers.spans(text)
    nameless = _masked(text, named)
    if not sentence.isascii() and _UNREADABLE.search(_masked(sentence, named)):
        raise Rejected(GroundingCode.UNREADABLE)
    if _LINK.search(nameless):
        raise Rejected(GroundingCode.FOREIGN_LINK)
    mentions = mentions_in(text, protected=named)
    evidence = Evidence(facts.values(), identifiers.orders_in(text))

    figures = FigureCheck(text, facts, evidence, claimed=claimed, names_items=identifiers.has_names(text))
    figures.resolve(mentions)
    words = words_in(nameless, breaks=breaks_in(text))
    for segment in segments_of(text, mentions, words, is_money=figures.is_money):
        figures.check(segment)
    found = {mention: figures.found[mention] for mention in mentions if mention in figures.found}
    check_pairs(list(found.values()), evidence)

    places = [(mention.start, mention.end) for mention in mentions]
    # A day alone does not say how much: "it was issued on 8 Nov" still claims all of it.
    telling = [m.start for m in mentions if m.figure.kind is not FigureKind.DATE and not _is_date(found.get(m))]
    ClaimCheck(Statements(_masked(nameless, places), telling), evidence).run()
    return Verdict.accept(_rendered(sentence, found), tuple(dict.fromkeys(f.fact_id for f in found.values())))


def _is_date(fact: Fact | None) -> bool:
    return fact is not None and fact.kind is FactKind.DATE


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Hide names and figures, so that a product called "Fully Paid" claims nothing; the length is kept."""
    parts: list[str] = []
    position = 0
    for start, end in sorted(spans):
        if end > position:
            first = max(start, position)
            parts += text[position:first], _MASK * (end - first)
            position = end
    return "".join([*parts, text[position:]])


def _rendered(sentence: str, found: Mapping[Mention, Fact]) -> str:
    parts: list[str] = []
    position = 0
    for mention, fact in found.items():
        parts += sentence[position : mention.start], reference(fact.fact_id)
        position = mention.end
    return "".join([*parts, sentence[position:]])
