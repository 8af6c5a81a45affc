"""What the sentences of a turn are held against, prepared once for all of them."""

from collections.abc import Collection, Mapping

from guardrails.grounding.evidence import Evidence
from guardrails.grounding.protected import Identifiers
from tools.result import Fact

_MOST_KEPT = 16  # a model may name any number of orders


class Grounds:
    """The facts as they were when this was made: made anew when one is added."""

    def __init__(self, facts: Mapping[str, Fact], known_ids: Collection[str] = ()) -> None:
        """``known_ids`` are identifiers that may be named besides those of the facts: orders of the question, say."""
        self.facts = dict(facts)
        self.known_ids = frozenset(known_ids)
        self.identifiers = Identifiers(self.facts.values(), self.known_ids)
        self._evidence: dict[frozenset[str], Evidence] = {}

    def are_of(self, facts: Mapping[str, Fact], known_ids: Collection[str]) -> bool:
        """Tell whether nothing was added since. A fact that is there never changes, and none is taken away."""
        return len(facts) == len(self.facts) and self.known_ids == set(known_ids)

    def about(self, orders: frozenset[str]) -> Evidence:
        """Give the facts about these orders; all of them when there are none."""
        evidence = self._evidence.get(orders)
        if evidence is None:
            evidence = Evidence(self.facts.values(), orders)
            if len(self._evidence) < _MOST_KEPT:
                self._evidence[orders] = evidence
        return evidence
