"""The check of one sentence: every figure a fact that its words fit, every claim proven, no digit besides."""

import re
from collections.abc import Collection, Iterable, Mapping

from guardrails.grounding.causes import check_agreement, check_causes
from guardrails.grounding.claim_check import ClaimCheck
from guardrails.grounding.evidence import Evidence
from guardrails.grounding.figure_check import FigureCheck
from guardrails.grounding.figures import Figure, FigureKind, Mention, mentions_in
from guardrails.grounding.grounds import Grounds
from guardrails.grounding.items import ItemCheck
from guardrails.grounding.lexicon import Word, words_in
from guardrails.grounding.markup import check_markup
from guardrails.grounding.pairs import check_pairs
from guardrails.grounding.protected import OPENING_QUOTES
from guardrails.grounding.reversals import check_reversals
from guardrails.grounding.segments import Segment, breaks_in, segments_of
from guardrails.grounding.set_sentences import known_sentence
from guardrails.grounding.silence import check_silence
from guardrails.grounding.statements import Statements
from guardrails.grounding.timeline import Timeline
from guardrails.grounding.verdict import GroundingCode, Rejected, Verdict
from guardrails.grounding.words import check_words
from guardrails.pii.fold import fold
from guardrails.unseen import UNSEEN
from guardrails.vault import TOKEN
from tools.result import REFERENCE, Fact, FactKind, Label, reference

# Invisible characters or combining marks within Latin words, and the scripts whose letters pass for Latin ones.
_UNREADABLE = re.compile(
    "[A-Za-z][\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+[A-Za-z]|[A-Za-z][\u0300-\u036f]|[\u0370-\u058f\u13a0-\u13ff]"
)
_WHOLE = re.compile(rf"{REFERENCE.pattern}|{TOKEN.pattern}")
_MASK = "\u25ae"  # no letter, no digit, no space: it joins no words


def check_sentence(
    sentence: str,
    facts: Mapping[str, Fact],
    *,
    known_ids: Collection[str] = (),
    claimed: Collection[Figure] = (),
    silent: Collection[str] | None = None,
) -> Verdict:
    """Do what ``check_against`` does, for a sentence by itself."""
    return check_against(Grounds(facts, known_ids), sentence, claimed=claimed, silent=silent)


def check_against(
    grounds: Grounds, sentence: str, *, claimed: Collection[Figure] = (), silent: Collection[str] | None = None
) -> Verdict:
    """Give the sentence with a reference for every figure, or the code for which it may not go out.

    ``claimed`` are the figures of the user's own words (``figures_of``): they may be told as what the user said, and as
    nothing else. ``silent`` are the sources that did not answer, None where that is not looked at. White space around
    the sentence is kept.
    """
    try:
        if silent is not None:
            check_silence(fold(sentence), silent)
    except Rejected as rejected:
        return Verdict.reject(rejected.code)
    if (known := known_sentence(sentence, grounds)) is not None:
        return known
    try:
        return _checked(sentence, grounds, frozenset(claimed))
    except Rejected as rejected:
        return Verdict.reject(rejected.code)


def _checked(sentence: str, grounds: Grounds, claimed: frozenset[Figure]) -> Verdict:
    text = fold(sentence)
    identifiers = grounds.identifiers
    names = identifiers.names_in(text)
    named = (*identifiers.identifiers_in(text), *names)
    nameless = _masked(text, named)
    shown = _masked(sentence, named)
    if UNSEEN.search(shown) or (not shown.isascii() and _UNREADABLE.search(shown)):
        raise Rejected(GroundingCode.UNREADABLE)
    mentions = mentions_in(text, protected=named)
    wordy = _masked(nameless, ((mention.start, mention.end) for mention in mentions))
    check_markup(_masked(nameless, (match.span() for match in _WHOLE.finditer(nameless))))
    evidence = grounds.about(identifiers.orders_in(text))

    figures = FigureCheck(text, grounds.facts, evidence, claimed=claimed, names_items=bool(names))
    figures.resolve(mentions)
    words = words_in(nameless, breaks=breaks_in(text))
    segments = segments_of(text, mentions, words, is_money=figures.is_money)
    for segment in segments:
        figures.check(segment)
    found = {mention: figures.found[mention] for mention in mentions if mention in figures.found}
    told = found | {_named(span, fact): fact for span, fact in names.items()}
    _check_relations(text, segments, words, told, evidence)
    _check_statements(wordy, mentions, words, found, evidence)
    return Verdict.accept(_rendered(sentence, found, names), tuple(dict.fromkeys(f.fact_id for f in found.values())))


def _check_relations(
    text: str, segments: list[Segment], words: list[Word], told: Mapping[Mention, Fact], evidence: Evidence
) -> None:
    """Hold the facts of a sentence against each other: each may be right, and be told of another."""
    check_pairs(told, evidence)
    check_reversals(text, told, evidence)
    ItemCheck(text, told, words, evidence).run()
    timeline = Timeline(evidence)
    timeline.check_places(text, told)
    for segment in segments:
        timeline.check_totals(text, segment, told)


def _check_statements(
    text: str, mentions: list[Mention], words: list[Word], found: Mapping[Mention, Fact], evidence: Evidence
) -> None:
    """Hold against the facts what the words state by themselves; figures and names are masked in the text."""
    # A day alone does not say how much: "it was issued on 8 Nov" still claims all of it.
    telling = [m.start for m in mentions if m.figure.kind is not FigureKind.DATE and not _is_date(found.get(m))]
    said = Statements(text, telling)
    claimed_spans = ClaimCheck(said, evidence).run()
    figure_spans = [(said.negation_before(w.start), w.end) for w in words if said.has_figure(w.start)]
    check_causes(said, claimed_spans, [m.start for m, fact in found.items() if fact.kind is FactKind.REASON])
    check_agreement(said, proves=bool(claimed_spans or found), tells_a_claim=_tells_a_claim(mentions, found))
    check_words(
        text,
        read=[*claimed_spans, *figure_spans],
        states_nothing=lambda start, end: (
            said.is_question() or said.is_conditional(start) or said.is_hedged(start, end) or said.is_reported(start)
        ),
    )


def _named(span: tuple[int, int], fact: Fact) -> Mention:
    return Mention(*span, Figure(FigureKind.REFERENCE, fact.fact_id))


def _tells_a_claim(mentions: list[Mention], found: Mapping[Mention, Fact]) -> bool:
    """Tell whether a figure of the sentence is only what the user says."""
    return any(
        found[m].label is Label.CLAIMED if m in found else m.figure.kind in (FigureKind.MONEY, FigureKind.NUMBER)
        for m in mentions
    )


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


def _rendered(sentence: str, found: Mapping[Mention, Fact], names: Iterable[tuple[int, int]]) -> str:
    """Put references for the figures, and quotation marks around what is a name: it may be a sentence itself."""
    changes = {(mention.start, mention.end): reference(fact.fact_id) for mention, fact in found.items()}
    for start, end in names:
        if sentence[start - 1 : start] not in OPENING_QUOTES:
            changes.setdefault((start, end), f"“{sentence[start:end]}”")
    parts: list[str] = []
    position = 0
    for (start, end), shown in sorted(changes.items()):
        if start >= position:
            parts += sentence[position:start], shown
            position = end
    return "".join([*parts, sentence[position:]])
