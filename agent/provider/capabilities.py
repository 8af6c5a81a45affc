"""What a model server takes, as far as it has shown. One for a server, for as long as the process lives."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from agent.provider.error_bodies import ESSENTIAL

# Two names of one thing. The older is tried first: who does not take it says so, while servers that know only the older
# silently ignore the newer, and then nothing bounds them.
OUTPUT_BOUNDS = ("max_tokens", "max_completion_tokens")
_MAX_REFUSED_FIRST = ("stream_options", "response_format", "parallel_tool_calls", "temperature", *OUTPUT_BOUNDS)
_MAX_SEARCHES = 2


class Support(StrEnum):
    """Whether a server takes a parameter. ``ACCEPTED``: it answered a request that had it."""

    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Capabilities:
    """Which parameters a server has accepted and rejected so far."""

    def __init__(self) -> None:
        self._accepted: set[str] = set()
        self._rejected: set[str] = set()
        self._failed_searches = 0

    def support(self, parameter: str) -> Support:
        """Return whether the server takes a parameter of a request."""
        if parameter in self._rejected:
            return Support.REJECTED
        return Support.ACCEPTED if parameter in self._accepted else Support.UNKNOWN

    @property
    def output_bound(self) -> str | None:
        """The name that bounds the output; None when the server takes neither."""
        return next((name for name in OUTPUT_BOUNDS if name not in self._rejected), None)

    def body(self, payload: Mapping[str, Any], *, without: Collection[str] = ()) -> dict[str, Any]:
        """Return the payload with what the server takes, ``without`` these; the output's bound under its right name."""
        left_out = self._rejected.union(without)
        body = {name: value for name, value in payload.items() if name not in left_out}
        bound = bound_of(payload)
        for name in OUTPUT_BOUNDS:
            body.pop(name, None)
        right = next((name for name in OUTPUT_BOUNDS if name not in left_out), None)
        return body if bound is None or right is None else {**body, right: bound}

    def suspects(self, body: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what may be the cause of a refusal that names none, the likeliest first.

        What was accepted before is no suspect. After two searches that found nothing there are none: it is the content.
        """
        if self._failed_searches >= _MAX_SEARCHES:
            return ()
        new = [name for name in body if name not in ESSENTIAL and name not in self._accepted]
        return tuple(sorted(new, key=_rank))

    def search_failed(self) -> None:
        """Note that no parameter was to blame."""
        self._failed_searches += 1

    def learn(self, *, accepted: Collection[str], rejected: Collection[str]) -> None:
        """Note what a request that was answered had, and what had to be left out for it."""
        self._accepted.update(accepted)
        self._rejected.update(rejected)
        self._accepted -= self._rejected


def bound_of(payload: Mapping[str, Any]) -> int | None:
    """Return how many tokens a completion may have by this payload."""
    return next((int(payload[name]) for name in OUTPUT_BOUNDS if payload.get(name) is not None), None)


def _rank(name: str) -> int:
    return _MAX_REFUSED_FIRST.index(name) if name in _MAX_REFUSED_FIRST else len(_MAX_REFUSED_FIRST)
