"""Parse the body of a server's refusal: its code, and the parameter that it does not accept. Never its text.

The text may quote the question. It is searched for the names of our request parameters and then discarded.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# A request cannot do without these.
ESSENTIAL = frozenset({"model", "messages", "stream", "tools"})
_ALIASES = {"json_schema": "response_format", "include_usage": "stream_options"}
_CODE = re.compile(r"[A-Za-z][A-Za-z_.-]{0,47}")
_NAME = re.compile(r"[a-z]+(?:_[a-z]+)*")
# The prompt is too long: no parameter is the cause, although the message may name the output bound.
_TOO_LONG = re.compile(r"context[ _](?:length|size|window)")


@dataclass(frozen=True, slots=True)
class ServerRefusal:
    """Why a server refused. ``parameter`` was sent, and the request can do without it."""

    code: str | None = None
    parameter: str | None = None


def parse_refusal(body: bytes, *, sent: Collection[str]) -> ServerRefusal:
    """Parse the body of a response with an error status."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return ServerRefusal()
    return find_refusal(parsed, sent=sent)


def find_refusal(parsed: Any, *, sent: Collection[str]) -> ServerRefusal:
    """Return the refusal that a parsed JSON body describes."""
    if isinstance(parsed, list) and parsed:
        parsed = parsed[0]
    if not isinstance(parsed, Mapping):
        return ServerRefusal()
    error = parsed.get("error")
    fields: Mapping[str, Any] = error if isinstance(error, Mapping) else parsed
    optional = frozenset(sent) - ESSENTIAL
    return ServerRefusal(code=_code(fields), parameter=next(_named(fields, error, optional), None))


def _code(fields: Mapping[str, Any]) -> str | None:
    """Return the code if it looks like one: a word, or an HTTP status."""
    candidates = (fields.get("code"), fields.get("type"))
    words = (code for code in candidates if isinstance(code, str) and _CODE.fullmatch(code))
    numbers = (str(code) for code in candidates if isinstance(code, int) and 100 <= code <= 599)
    return next(words, None) or next(numbers, None)


def _named(fields: Mapping[str, Any], error: Any, optional: frozenset[str]) -> Iterator[str]:
    """Yield the optional parameters that are named, the most certain first."""
    texts = [text for text in (fields.get("message"), fields.get("detail"), error) if isinstance(text, str)]
    code = fields.get("code")
    if any(_TOO_LONG.search(text.casefold()) for text in (*texts, code if isinstance(code, str) else "")):
        return
    parameter = fields.get("param")
    if isinstance(parameter, str):
        yield from _names_in(parameter, optional)
    yield from _located(fields.get("detail"), optional)
    for text in texts:
        yield from _names_in(text.casefold(), optional)


def _located(details: Any, optional: frozenset[str]) -> Iterator[str]:
    """Yield the parameters that a validation error points at."""
    for detail in details if isinstance(details, list) else []:
        location = detail.get("loc") if isinstance(detail, Mapping) else None
        for step in location if isinstance(location, list) else []:
            if step in optional:
                yield step


def _names_in(text: str, optional: frozenset[str]) -> Iterator[str]:
    for name in _NAME.findall(text):
        known = _ALIASES.get(name, name)
        if known in optional:
            yield known
