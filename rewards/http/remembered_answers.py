"""The 304s of requests that were answered a moment ago, for callers who ask the same again and again.

Most of what a cached answer costs is to verify the token, to route the request and to authorise it. All three depend on
the request's bytes, the clock and the rows of the order. So while the token is valid and the cached snapshot has the
same version, the result is the same, and the caller who holds the tag gets a 304 without them.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

from core.clock import Clock
from core.http.access_log import note_caller_kind
from core.http.entity_tags import is_match
from core.identity.tokens import Principal
from core.rate_limits import RateLimits, TooManyRequests
from rewards.http.rate_limits import count_request
from rewards.order_reader import OrderReader

_MAX_ANSWERS = 10_000  # of about 1 KB
_KEPT_S = 60.0  # then the token is verified again: the keys of its issuer may have changed
_METHODS = ("GET", "HEAD")
RawHeaders = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """An answer that a caller got, and until when they would get it again without a change of the order."""

    tag: str
    business_reference_id: str
    version: str
    caller: Principal
    token_expires_at: datetime
    route: object  # for logs and metrics
    headers: RawHeaders  # of the 304


class RememberedAnswers:
    """The latest answers with a tag, by request. Tokens are kept as digests only."""

    def __init__(self) -> None:
        self._answers: OrderedDict[bytes, tuple[float, RememberedAnswer]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: bytes) -> RememberedAnswer | None:
        since_s, answer = self._answers.get(key, (0.0, None))
        if answer is not None and monotonic() - since_s >= _KEPT_S:
            del self._answers[key]
            return None
        return answer

    def add(self, key: bytes, answer: RememberedAnswer) -> None:
        self._answers[key] = (monotonic(), answer)
        self._answers.move_to_end(key)
        if len(self._answers) > _MAX_ANSWERS:
            self._answers.popitem(last=False)


class RepeatedRequests:
    """Answers a repeated request with a 304 if it still is the answer, and passes on all others."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        remembered: RememberedAnswers,
        orders: OrderReader,
        clock: Clock,
        limits: RateLimits | None,
    ) -> None:
        self._app = app
        self._limits = limits
        self._remembered = remembered
        self._orders = orders
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._current_answer(scope)
        if answer is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = answer.route
        note_caller_kind(scope, answer.caller.role.value)
        await send({"type": "http.response.start", "status": 304, "headers": list(answer.headers)})
        await send({"type": "http.response.body", "body": b""})

    async def _current_answer(self, scope: Scope) -> RememberedAnswer | None:
        if scope["type"] != "http" or scope["method"] not in _METHODS:
            return None
        held = held_tags(scope)
        if not held or (key := answer_key(scope)) is None or (answer := self._remembered.get(key)) is None:
            return None
        if self._clock.now() >= answer.token_expires_at:
            return None
        if not is_match(answer.tag, held):
            return None
        cached = await self._orders.cached(answer.business_reference_id)
        if cached is None or not cached.snapshot.is_version_at_hand or cached.snapshot.version != answer.version:
            return None
        try:
            await count_request(self._limits, answer.caller, scope)
        except TooManyRequests:
            return None  # the routes refuse it too, with a problem
        return answer


def held_tags(scope: Scope) -> list[str]:
    """Return the values of ``If-None-Match``."""
    return [value.decode("latin-1") for name, value in scope["headers"] if name == b"if-none-match"]


def answer_key(scope: Scope) -> bytes | None:
    """Return the key of a request: what is asked, and with which token. None without one token."""
    tokens = [value for name, value in scope["headers"] if name == b"authorization"]
    if len(tokens) != 1:
        return None
    return sha256(b"\0".join((scope["path"].encode(), scope["query_string"], tokens[0]))).digest()
