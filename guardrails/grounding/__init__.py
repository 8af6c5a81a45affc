"""Holds the sentences of an answer against the facts that were looked up."""

from guardrails.grounding.check import check_against, check_sentence
from guardrails.grounding.figures import Figure, figures_of
from guardrails.grounding.grounds import Grounds
from guardrails.grounding.verdict import GroundingCode, Verdict

__all__ = ["Figure", "GroundingCode", "Grounds", "Verdict", "check_against", "check_sentence", "figures_of"]
