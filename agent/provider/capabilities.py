"""Which request parameters a model server accepts, as learned so far. One per server for the life of the process."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from agent.provider.error_bodies import ESSENTIAL

# Two names for one parameter. The older one is tried first: a server that does not accept it says so, while servers
# that know only the older one silently ignore the newer, and then their output is unbounded.
OUTPUT_BOUNDS = ("max_tokens", "max_completion_tokens")
_OFTEN_REFUSED = ("stream_options", "response_format", "parallel_tool_calls", "temperature", *OUTPUT_BOUNDS)
_MAX_SEARCHES = 2


class Support(StrEnum):
    """Whether a server accepts a parameter. ``ACCEPTED``: it answered a request that contained it."""

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
        """Return whether the server accepts a request parameter."""
        if parameter in self._rejected:
            return Support.REJECTED
        return Support.ACCEPTED if parameter in self._accepted else Support.UNKNOWN

    @property
    def output_bound(self) -> str | None:
        """The parameter that bounds the output; None when the server accepts neither name."""
        return next((name for name in OUTPUT_BOUNDS if name not in self._rejected), None)

    def body(self, payload: Mapping[str, Any], *, without: Collection[str] = ()) -> dict[str, Any]:
        """Return the payload without rejected parameters and these, the output bound under its accepted name."""
        left_out = self._rejected.union(without)
        body = {name: value for name, value in payload.items() if name not in left_out}
        bound = get_output_bound(payload)
        for name in OUTPUT_BOUNDS:
            body.pop(name, None)
        right = next((name for name in OUTPUT_BOUNDS if name not in left_out), None)
        return body if bound is None or right is None else {**body, right: bound}

    def suspects(self, body: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the parameters that may have caused a refusal that names none, the likeliest first.

        Parameters that were accepted before are not suspected. After two searches that found nothing there are no
        suspects: the content is the cause.
        """
        if self._failed_searches >= _MAX_SEARCHES:
            return ()
        new = [name for name in body if name not in ESSENTIAL and name not in self._accepted]
        return tuple(sorted(new, key=_rank))

    def search_failed(self) -> None:
        """Record that no parameter was the cause."""
        self._failed_searches += 1

    def learn(self, *, accepted: Collection[str], rejected: Collection[str]) -> None:
        """Record the parameters of an answered request, and those that had to be left out of it."""
        self._accepted.update(accepted)
        self._rejected.update(rejected)
        self._accepted -= self._rejected


def get_output_bound(payload: Mapping[str, Any]) -> int | None:
    """Return the maximum number of tokens that a payload allows a completion; None without a limit."""
    return next((int(payload[name]) for name in OUTPUT_BOUNDS if payload.get(name) is not None), None)


def _rank(name: str) -> int:
    return _OFTEN_REFUSED.index(name) if name in _OFTEN_REFUSED else len(_OFTEN_REFUSED)
