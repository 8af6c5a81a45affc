"""Checks what a sentence states without a figure."""

import re
from itertools import chain

from guardrails.grounding.claims import CLAIMS, CONDITIONAL, Claim, Proof, is_held_back
from guardrails.grounding.evidence import Evidence
from guardrails.grounding.future import ACTION, FUTURE
from guardrails.grounding.lexicon import CONDITION, GIVEN_WORDS, ISSUED_WORDS
from guardrails.grounding.search import Search
from guardrails.grounding.statements import Statements
from guardrails.grounding.verdict import GroundingCode, Rejected
from rewards.contract import Reason

_IS = r"(?:is|are|was|were|has|have|had|been|got|gets?)"
_PROCESS = Search(
    rf"\b(?:is|are|gets?)\s+(?:then\s+|being\s+)?(?:{ISSUED_WORDS}|granted)\s+(?:in\s+(?:\w+\s+)?instal?lments?,?\s+)?{CONDITION}(?P<condition>[^.;]*)",
)
_PROCESS_FRONTED = Search(
    rf"\b{CONDITION}(?P<condition>[^.;,]*),\s+(?P<subject>(?:\w+\s+){{1,6}}?)(?:is|are|gets?)\s+(?:{ISSUED_WORDS}|granted)\b"
    r"(?!\s+(?:on|in|by|within)\b)",
)
_ASKED = re.compile(r"\W*(?:when|whether|how\s+soon)\b", re.IGNORECASE)
_PROCESS_HINDI = Search(
    r"(?P<condition>(?:ship|reveal|scratch|शिप|स्क्रैच)\s+(?:hone|होने|hote|होते)\s+(?:par|ke\s+baad|पर|के\s+बाद|hain|hai|hi|हैं|है|ही))"
    r",?\s+(?:hi\s+|ही\s+)?(?:[^\W\d]+\s+){0,2}?"
    r"(?:issue\s+kiya|di[ya]+|दिया|mil)\s+(?:jata|jaata|jati|जाता|जाती|ta)\b",
)
_GIVEN_PLAINLY = Search(
    rf"\b{_IS}\s+(?:(?:already|also|now|since|just|successfully|partly|partially|been)\s+){{0,3}}(?:{ISSUED_WORDS}|granted|received)\b"
    rf"|\b(?:you|customer|they)\s+(?:have\s+|has\s+)?(?:already\s+)?(?:received|got)\b|\bstatus\s*[:=-]\s*(?:\w+\s+)?(?:paid|issued|complete\w*|credited|granted)\b|\bmil\s+(?:gay[aei]|chuk[aei])\b|मिल\s+(?:गय[ाी]|गए|चुक[ाीे])"
    r"|^\W*(?:(?:the|your)\s+)?(?:cash\s?back|amount|money|rest|balance|it)\s+(?:already\s+)?(?:received|credited|issued|paid|granted)\b"
    r"|\baa\s+(?:gay[aei]|chuk[aei])\b|(?:जमा|दे)\s+(?:हो|कर|दिया|दी)|\b(?:jama)\s+(?:ho|kar)\b|\b(?:has|have)\s+(?:arrived|come)\b",
)
_NOT_GIVEN = Search(
    rf"(?:\bnot|n['’]t)\s+(?:yet\s+|been\s+){{0,2}}(?:{ISSUED_WORDS}|granted|received)\b|\byet\s+to\s+be\s+(?:{ISSUED_WORDS})\b",
)
_DUE = Search(
    r"\b(?:is|are|remains?|still)\s+(?:still\s+|yet\s+)?(?:due|outstanding|owed|pending|unpaid|left|missing|reserved|to\s+(?:be\s+(?:issued|paid|credited|granted)|come))\b"
    r"(?!\s+(?:to|from|by)\b)|\bremains\b(?!\s+(?:with|in)\b)|\byet\s+to\s+be\s+issued\b",
)
_DAY = Search(
    r"(?<!as of )\b(?:yesterday|today|this\s+morning|"
    r"last\s+(?:night|week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|[\w-]+\s+(?:days?|weeks?|hours?|months?)\s+ago|kal|aaj)\b",
)
_PARTLY = re.compile(
    r"\b(?:part|parts|both|partly|partially|some|so\s+far|until\s+now|first|last|second|one|an?\s+(?:instal?lment|attempt|part)|"
    r"instal?lments?|more|recorded|shown)\b",
    re.IGNORECASE,
)
_SHIPS = re.compile(r"\b(?:ship|dispatch)|शिप", re.IGNORECASE)
_REVEALS = re.compile(r"\b(?:reveal|scratch)|स्क्रैच", re.IGNORECASE)
_PARTICULAR = re.compile(r"\b(?:rest|remaining|balance|it|its|this|that)\b", re.IGNORECASE)
_DEED = re.compile(rf"\b{GIVEN_WORDS}\b|\brevers|\bcancel|\breveal", re.IGNORECASE)


_PRESUPPOSES = re.compile(r"\b(?:why|when|that)\b[^.;,]{0,40}$", re.IGNORECASE)
_PROCESSES = (_PROCESS, _PROCESS_FRONTED, _PROCESS_HINDI)


class ClaimCheck:
    """Checks the claims of one sentence against the facts."""

    def __init__(self, statements: Statements, evidence: Evidence) -> None:
        self._said = statements
        self._evidence = evidence
        self._taken: list[tuple[int, int]] = []
        self._wondered: list[tuple[int, int]] = []  # promises that are said not to be made

    def run(self) -> tuple[tuple[int, int], ...]:
        """Go through all claims, and give the places that were read, each with the "not" before it.

        Raises:
            Rejected: at the first that no fact proves.
        """
        if self._said.is_question():
            return ()
        self._refuse(ACTION, GroundingCode.UNSUPPORTED_ACTION)
        self._refuse(FUTURE, GroundingCode.FUTURE_PROMISE)
        self._processes()
        for claim in CLAIMS:
            self._claim(claim)
        self._plain_claims()
        self._relative_days()
        read = [*self._taken, *self._wondered]
        return tuple((self._said.negation_before(start), end) for start, end in read)

    def _refuse(self, pattern: Search, code: GroundingCode) -> None:
        for match in pattern.finditer(self._said.hay):
            # "When it will be issued is not known" wonders; "it will be issued, but when is not known" promises.
            is_asked = _ASKED.match(self._said.before(match.start())) is not None
            if not self._said.is_hedged(match.start(), match.end(), also_after=is_asked):
                raise Rejected(code)
            self._wondered.append(match.span())

    def _processes(self) -> None:
        """Hold "is issued as the items ship" to the reason that it names, where it is said of this cashback."""
        for match in chain.from_iterable(p.finditer(self._said.hay) for p in _PROCESSES):
            self._taken.append(match.span())
            if _SHIPS.search(match["condition"]):
                reason = Reason.AWAITING_SHIPMENT
            elif _REVEALS.search(match["condition"]):
                reason = Reason.SCRATCH_CARD_UNREVEALED
            else:
                raise Rejected(GroundingCode.UNSUPPORTED_CLAIM)
            before = self._said.before(match.start()) + match.groupdict().get("subject", "")
            is_particular = _PARTICULAR.search(before) or self._said.has_figure(match.start())
            if is_particular and not self._evidence.has_reason(reason):
                raise Rejected(GroundingCode.UNSUPPORTED_CLAIM)
            if reason is Reason.SCRATCH_CARD_UNREVEALED and self._is_too_late():
                raise Rejected(GroundingCode.UNSUPPORTED_CLAIM)

    def _is_too_late(self) -> bool:
        """Tell whether the day of every unrevealed card is over: nothing is known to be issued for one then."""
        return self._evidence.has_reason(Reason.SCRATCH_CARD_UNREVEALED) and not self._evidence.awaits_reveal()

    def _claim(self, claim: Claim) -> None:
        for match in claim.pattern.finditer(self._said.hay):
            if self._is_taken(match.span()):
                continue
            self._taken.append(match.span())
            if claim.unless_before is None or not claim.unless_before.search(self._said.before(match.start())):
                is_negated = self._said.is_negated(match.start())
                self._prove(match, claim.negated if is_negated else claim.holds)

    def _plain_claims(self) -> None:
        """Check "it was issued" and its like where they stand alone; with a figure, the figure was checked."""
        for match in _NOT_GIVEN.finditer(self._said.hay):
            if self._is_alone(match):
                self._prove(match, is_held_back)
        for match in _GIVEN_PLAINLY.finditer(self._said.hay):
            if self._is_alone(match) and not CONDITIONAL.search(self._said.before(match.start())):
                is_partial = _PARTLY.search(self._said.around(match.start()))
                proof = Evidence.has_given if is_partial else Evidence.is_settled
                self._prove(match, is_held_back if self._said.is_negated(match.start()) else proof)
        for match in _DUE.finditer(self._said.hay):
            if self._is_alone(match):
                self._prove(match, Evidence.is_open)

    def _relative_days(self) -> None:
        """Refuse "it was issued yesterday": days are told by their dates, which can be checked."""
        for match in _DAY.finditer(self._said.hay):
            if _DEED.search(self._said.around(match.start())):
                raise Rejected(GroundingCode.UNSUPPORTED_DATE)

    def _prove(self, match: re.Match[str], proof: Proof) -> None:
        said = self._said
        # Who does not know why it failed says that it failed.
        is_presupposed = _PRESUPPOSES.search(said.before(match.start())) is not None
        if said.is_reported(match.start()) or (not is_presupposed and said.is_hedged(match.start(), match.end())):
            return
        if not proof(self._evidence):
            raise Rejected(GroundingCode.UNSUPPORTED_CLAIM)

    def _is_alone(self, match: re.Match[str]) -> bool:
        if self._is_taken(match.span()) or self._said.has_figure(match.start()):
            return False
        self._taken.append(match.span())
        return True

    def _is_taken(self, span: tuple[int, int]) -> bool:
        return any(start < span[1] and span[0] < end for start, end in self._taken)
