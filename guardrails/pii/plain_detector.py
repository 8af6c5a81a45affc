"""The searches by themselves: the detector of a process that has no site model to add to them."""

from guardrails.errors import RedactionFailed
from guardrails.pii.detection import find_all
from guardrails.pii.pii_types import Span


class PlainDetector:
    """Finds what Presidio's engine finds around the same searches (`tests/guardrails/pii/test_presidio_engine.py`)."""

    def find(self, text: str) -> list[Span]:
        """Return the spans in order, none overlapping another.

        Raises:
            RedactionFailed: when the text is too long to be searched in bounded time, or the search failed.
        """
        spans = self._spans(text)
        if spans is None:
            raise RedactionFailed("the text cannot be searched")
        return spans

    def _spans(self, text: str) -> list[Span] | None:
        """Return None when the search failed. Its error is not raised again, for it may hold the text."""
        try:
            return find_all(text)
        except Exception:  # noqa: BLE001
            return None
