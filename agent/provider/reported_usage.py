"""The tokens that a server reports in a stream, as what each chunk adds.

Some servers report once at the end, some a running total with every chunk. LangChain adds up the usage of the chunks
that it merges, which would count the prompt once for each chunk.
"""

from collections.abc import Mapping

Counts = Mapping[str, int]  # by the names of the protocol: prompt_tokens, completion_tokens, total_tokens


class ReportedUsage:
    """The reports of one stream. The largest counts: a smaller one at the end takes nothing back."""

    def __init__(self) -> None:
        self._counted: dict[str, int] = {}

    def increment(self, report: Counts) -> Counts | None:
        """Return what a report adds to those before it; None if that is nothing."""
        added = {
            name: count - self._counted.get(name, 0)
            for name, count in report.items()
            if count > self._counted.get(name, 0)
        }
        for name, count in added.items():
            self._counted[name] = self._counted.get(name, 0) + count
        return added or None


def sum_counts(first: Counts | None, second: Counts | None) -> Counts | None:
    """Return the sum of two increments, each of which may be missing."""
    if first is None or second is None:
        return first or second
    return {name: first.get(name, 0) + second.get(name, 0) for name in first.keys() | second.keys()}
