"""Whole sentences that are known word for word, with what proves each: for languages that cannot be read freely.

Nothing is read out of such a sentence: it is the one in the table or it is not, its figures are facts of the labels
that the table has in their places, and its proof holds. Every other sentence takes the way of all sentences.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache

from guardrails.grounding.evidence import Evidence, date_of, records_of, scope_of
from guardrails.grounding.grounds import Grounds
from guardrails.grounding.reversals import were_taken_back
from guardrails.grounding.verdict import Verdict
from guardrails.stream import SentenceGate
from rewards.contract import Reason
from tools.result import Fact, Label
from tools.set_sentences import english
from tools.set_sentences.fixed import SetSentences
from tools.set_sentences.hindi import HINDI
from tools.set_sentences.hinglish import HINGLISH

Proof = Callable[[Evidence], bool]
_SLOT = re.compile(r"\{(\w+)\}")
_ORDER = r"(?P<order>[A-Za-z0-9][\w.:@+-]{3,79})"


@dataclass(frozen=True, slots=True)
class _Known:
    pattern: re.Pattern[str]
    labels: Mapping[str, Label]  # of the groups of the pattern
    proof: Proof


def known_sentence(sentence: str, grounds: Grounds) -> Verdict | None:
    """Accept a sentence of the table; None for one that is not in it, or that the facts do not prove."""
    text = sentence.strip().removeprefix("- ")
    if (proof := _whole().get(text)) is not None:
        return Verdict.accept(sentence, ()) if proof(grounds.about(frozenset())) else None
    for known in _with_figures():
        if match := known.pattern.fullmatch(text):
            used = _facts_of(match, known, grounds.facts)
            if used is not None and _is_proven(match, known, used, grounds):
                return Verdict.accept(sentence, tuple(fact.fact_id for fact in used))
    return None


def _facts_of(match: re.Match[str], known: _Known, facts: Mapping[str, Fact]) -> list[Fact] | None:
    """Give the facts in a sentence's places; None where one is of another label, or they are not of one issuance."""
    used: list[Fact] = []
    for group, label in known.labels.items():
        fact = facts.get(match[group])
        if fact is None or fact.label is not label:
            return None
        used.append(fact)
    is_one = len({scope_of(fact) for fact in used}) <= 1
    shared = set.intersection(*(records_of(fact) for fact in used)) if len(used) > 1 else {("", "")}
    return used if is_one and shared else None


def _is_proven(match: re.Match[str], known: _Known, used: list[Fact], grounds: Grounds) -> bool:
    orders = frozenset[str]()
    if "order" in known.pattern.groupindex:
        orders = frozenset({match["order"]})
        if not orders <= {*grounds.known_ids, *(fact.business_reference_id for fact in grounds.facts.values())}:
            return False
    evidence = grounds.about(orders)
    claims = [fact for fact in used if fact.label is Label.CLAIMED]
    recorded = [fact.value for fact in evidence.facts if fact.label is not Label.CLAIMED]
    if any(claim.value in recorded for claim in claims):
        return False  # what the user said does stand in the record
    days = [fact for fact in used if fact.label is Label.REVERSED_ON]
    amounts = [fact for fact in used if fact.label is Label.REVERSED]
    if days and not were_taken_back(amounts, days, evidence):
        return False
    return all(evidence.is_about(fact) and evidence.is_current(fact) for fact in used) and known.proof(evidence)


def _always(_evidence: Evidence) -> bool:
    return True


def _gives_reason(reason: Reason) -> Proof:
    return lambda evidence: evidence.has_reason(reason)


@cache
def _whole() -> Mapping[str, Proof]:
    """Give the sentences without figures."""
    found: dict[str, Proof] = {}
    for language in (HINDI, HINGLISH):
        for text, proof in _texts(language):
            gate = SentenceGate()
            found |= {part.strip(): proof for part in [*gate.feed(text), *gate.close()]}
    return found


def _texts(language: SetSentences) -> Iterator[tuple[str, Proof]]:
    for field in fields(language.fixed):
        yield getattr(language.fixed, field.name), _always
    for reason, text in language.reasons.items():
        is_to_reveal = reason is Reason.SCRATCH_CARD_UNREVEALED
        yield text, Evidence.awaits_reveal if is_to_reveal else _gives_reason(reason)
    yield language.unrevealed, _gives_reason(Reason.SCRATCH_CARD_UNREVEALED)
    for source in (*language.sources.values(), language.one_source):
        yield language.source_missing.format(source=source), _always
    for label, text in language.unknown.items():
        yield text, _is_without(label)
    yield language.as_they_ship, _gives_reason(Reason.AWAITING_SHIPMENT)
    yield language.older_records, _is_recorded
    yield language.unproven, _is_recorded
    yield language.older_amounts, _is_recorded
    for courtesy in (language.hello, language.sorry, language.patience):
        yield courtesy, _always


@cache
def _with_figures() -> tuple[_Known, ...]:
    shapes = (english.WINDOW_DAY, english.WINDOW_DAYS)
    known = [*_none_issued(english.NONE_ISSUED, shapes), *_conflicts(english.CONFLICTS)]
    return (*known, *(known for language in (HINDI, HINGLISH) for known in _deeds(language)))


def _deeds(language: SetSentences) -> Iterator[_Known]:
    """Give the sentences with figures, or of an order. A window's own days prove that it was searched."""
    yield _known(language.no_cashback, _has_no_promise)
    for heading in (language.about_order, language.issued_heading, language.other_days):
        yield _known(heading, _always)
    first, last = f"{{{Label.WINDOW_FROM}}}", f"{{{Label.WINDOW_TO}}}"
    for shape in (language.window_day, language.window_days):
        days = shape.format(first=first, last=last)
        yield from (_known(text.format(days=days), _always) for text in (language.created, language.none_created))
    for shape in (language.bare_day, language.bare_days):
        yield _known(language.none_of_days.format(days=shape.format(first=first, last=last)), _always)
    yield from _conflicts(language.conflicts)
    yield from _none_issued(language.none_issued, (language.window_day, language.window_days))
    for amount in ("", language.of_amount.format(amount=f"{{{Label.ATTEMPTED}}}")):
        for on in ("", _on(language, Label.ATTEMPTED_ON)):
            yield _known(language.failed.format(of_amount=amount, on=on), _has_failed)
    for on in ("", _on(language, Label.REVERSED_ON)):
        yield _known(language.all_reversed.format(on=on).strip(), Evidence.has_whole_reversal)
        yield _known(language.part_reversed.format(amount=f"{{{Label.REVERSED}}}", on=on).strip(), _always)
    yield _known(language.cancelled.format(amount=f"{{{Label.CANCELLED}}}"), _always)
    yield _known(language.expired.format(amount=f"{{{Label.EXPIRED}}}"), _always)
    yield _known(language.revealed.format(day=f"{{{Label.REVEALED_ON}}}").removeprefix("- "), _always)
    yield _known(language.claim_unknown.format(amount=f"{{{Label.CLAIMED}}}"), _always)
    yield _known(language.created_on.format(day=f"{{{Label.CREATED_ON}}}"), _always)
    yield _known(language.promotion_is.format(name=f"{{{Label.PROMOTION_NAME}}}"), _always)
    expiry = f"{{{Label.EXPIRES_ON}}}"
    yield _known(language.expired_on.format(day=expiry), _gives_reason(Reason.EXPIRED))
    yield _known(language.expires_on.format(day=expiry), lambda e: not e.has_reason(Reason.EXPIRED))


def _conflicts(texts: Mapping[str, str]) -> Iterator[_Known]:
    for code, text in texts.items():
        yield _known(text, _holds_conflict(code))


def _holds_conflict(code: str) -> Proof:
    return lambda evidence: evidence.has_conflict(code)


def _none_issued(text: str, shapes: tuple[str, ...]) -> Iterator[_Known]:
    """Give the sentence that nothing came on the days that were asked for, of one day and of several."""
    for shape in shapes:
        days = shape.format(first=f"{{{Label.ASKED_FROM}}}", last=f"{{{Label.ASKED_TO}}}")
        yield _known(text.format(days=days, order="{order}"), _has_issued_nothing_then)


def _on(language: SetSentences, label: Label) -> str:
    return language.on.format(day=f"{{{label}}}")


def _is_without(label: Label) -> Proof:
    """Give the proof of "how much ... is not known": some position lacks the figure."""
    return lambda evidence: len(evidence.labelled(Label.STATUS)) > len(evidence.labelled(label))


def _has_issued_nothing_then(evidence: Evidence) -> bool:
    """Tell whether all that was issued is known, and none of it on the days that were asked for."""
    is_known = evidence.labelled(Label.STATUS) and not _is_without(Label.GRANTED)(evidence)
    if not is_known or evidence.has_reason(Reason.SOURCE_UNAVAILABLE):
        return False
    asked = [day for fact in evidence.labelled(Label.ASKED_FROM, Label.ASKED_TO) if (day := date_of(fact))]
    issued = [date_of(fact) for fact in evidence.labelled(Label.ISSUED_ON, Label.RECORDED_ON)]
    return bool(asked) and not any(day is None or min(asked) <= day <= max(asked) for day in issued)


def _is_recorded(evidence: Evidence) -> bool:
    return bool(evidence.labelled(Label.RECORDED, Label.RECORDED_ON) or evidence.labelled(Label.GIFT_CARD))


def _has_no_promise(evidence: Evidence) -> bool:
    return not any(evidence.amounts(Label.PROMISED))


def _has_failed(evidence: Evidence) -> bool:
    return evidence.has_reason(Reason.ISSUANCE_FAILED) or bool(evidence.labelled(Label.ATTEMPTED))


def _known(text: str, proof: Proof) -> _Known:
    labels = {name: Label(name) for name in _SLOT.findall(text) if name != "order"}
    parts = _SLOT.split(text)
    pattern = "".join(
        re.escape(part) if i % 2 == 0 else (_ORDER if part == "order" else rf"\[\[(?P<{part}>f\d+)\]\]")
        for i, part in enumerate(parts)
    )
    return _Known(re.compile(pattern), labels, proof)
