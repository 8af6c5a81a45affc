"""The sensitive values of one conversation, and the tokens that stand for them everywhere but at the edge."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from guardrails.pii import PiiDetector, PiiType, Span
from guardrails.pii.known_values import KnownValues, identity_of

TOKEN = re.compile(rf"<({'|'.join(PiiType)})_([1-9][0-9]{{0,5}})>")
# Wider than a token: what a model or a person could take for one (other case, spaces, full-width signs).
_TOKEN_LIKE = re.compile(
    rf"[<＜]\s*(?P<word>(?:{'|'.join(kind.replace('_', '[_ ]') for kind in PiiType)})[_ ]\d{{1,6}})\s*[>＞]",
    re.IGNORECASE,
)
_NONE: Mapping[str, "VaultEntry"] = MappingProxyType({})


class VaultEntry(BaseModel):
    """What is kept of the value behind a token: enough to recognise it and to show its end, but not the value.

    ``digest`` is keyed and of the value's normal form; ``last_four`` is empty for all but gift cards.
    """

    model_config = ConfigDict(frozen=True)

    type: PiiType
    digest: str
    last_four: str = ""


class Vault:
    """Swaps values for tokens and back, for one conversation and never for two.

    The values themselves are known only to the vault that met them and end with it; what ``export`` gives holds none.
    Every way in raises ``RedactionFailed`` when the detector cannot search the text: then there is no text to go on
    with.
    """

    def __init__(
        self, detector: PiiDetector, *, entries: Mapping[str, VaultEntry] = _NONE, key: bytes | None = None
    ) -> None:
        """``entries`` are those of the conversation's earlier turns, made under the same ``key``.

        Without a key the digests are good for this vault only.
        """
        self._detector = detector
        self._key = secrets.token_bytes(32) if key is None else key
        self._entries = dict(entries)
        self._known = KnownValues()
        self._tokens: dict[tuple[PiiType, str], str] = {}
        self._counts: dict[PiiType, int] = {}
        for token, entry in self._entries.items():
            if (match := TOKEN.fullmatch(token)) is None or match[1] != entry.type:
                raise ValueError("an entry's key is not a token of its type")
            self._counts[entry.type] = max(self._counts.get(entry.type, 0), int(match[2]))
            self._tokens[(entry.type, entry.digest)] = token

    def token_for(self, value: str, type: PiiType) -> str:
        """Return the token of a value: the same for every way of writing it, for the whole conversation."""
        digest = self._digest(value, type)
        self._known.add(value, type)
        if token := self._tokens.get((type, digest)):
            return token
        self._counts[type] = self._counts.get(type, 0) + 1
        token = f"<{type.value}_{self._counts[type]}>"
        last_four = identity_of(value, type)[-4:] if type is PiiType.GIFT_CARD else ""
        self._entries[token] = VaultEntry(type=type, digest=digest, last_four=last_four)
        self._tokens[(type, digest)] = token
        return token

    def token_of(self, value: str, type: PiiType) -> str | None:
        """Return the token that a value has already; None when this conversation has not met it."""
        return self._tokens.get((type, self._digest(value, type)))

    def remember(self, values: Iterable[tuple[str, PiiType]]) -> None:
        """Add the values of a record, so that they are found however they are spaced or cased."""
        for value, kind in values:
            self.token_for(value, kind)

    def admit(self, text: str) -> str:
        """Tokenize what a person typed. No token in it can be genuine, so whatever looks like one is made harmless."""
        return self._swapped(_TOKEN_LIKE.sub(_disarmed, text))

    def tokenize(self, text: str) -> str:
        """Replace every detected or known value by its token. Tokens of this vault pass, forged ones do not."""
        return self._swapped(self._without_forgeries(text))

    def sweep(self, text: str) -> str:
        """Tokenize what a model says or is sent, as ``tokenize`` does for what a person or a record says."""
        return self.tokenize(text)

    def restore(self, text: str, show: Callable[[PiiType, str], str]) -> str:
        """Replace each token by what ``show`` returns for its type and last four.

        Only the edge, which knows the viewer, may do so.
        """

        def shown(match: re.Match[str]) -> str:
            entry = self._entries.get(match.group())
            return match.group() if entry is None else show(entry.type, entry.last_four)

        return TOKEN.sub(shown, text)

    def export(self) -> dict[str, VaultEntry]:
        """Return all entries by token, for the conversation's store; a new vault takes them as ``entries``."""
        return dict(self._entries)

    def _digest(self, value: str, kind: PiiType) -> str:
        return hmac.new(self._key, identity_of(value, kind).encode(), hashlib.sha256).hexdigest()[:32]

    def _without_forgeries(self, text: str) -> str:
        def checked(match: re.Match[str]) -> str:
            return match.group() if match.group() in self._entries else _disarmed(match)

        return _TOKEN_LIKE.sub(checked, text)

    def _swapped(self, text: str) -> str:
        # A replaced value may leave another standing alone beside it, and a new value may be known further on.
        while (swapped := self._swapped_once(text)) != text:
            text = swapped
        return text

    def _swapped_once(self, text: str) -> str:
        tokens = [match.span() for match in TOKEN.finditer(text)]
        spans = _merged([*self._known.find(text), *self._detector.find(text)])
        spans = [span for span in spans if not any(span.start < end and start < span.end for start, end in tokens)]
        parts: list[str] = []
        position = 0
        for span in spans:
            parts += text[position : span.start], self.token_for(text[span.start : span.end], span.type)
            position = span.end
        return "".join([*parts, text[position:]])


def _disarmed(match: re.Match[str]) -> str:
    return f"‹{match['word']}›"


def _merged(spans: list[Span]) -> list[Span]:
    """Return the spans in order; overlapping ones become one, of the type of the earliest and longest."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Span(last.start, max(last.end, span.end), last.type)
        else:
            merged.append(span)
    return merged
