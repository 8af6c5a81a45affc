"""What the body of a server's refusal says: its code, and which parameter it does not take. Never its text.

The text may quote the question. It is searched for the names of our own parameters, and then it is gone.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Without these there is no request.
ESSENTIAL = frozenset({"model", "messages", "stream", "tools"})
_ALIASES = {"json_schema": "response_format", "include_usage": "stream_options"}
_CODE = re.compile(r"[A-Za-z][A-Za-z_.-]{0,47}")
_NAME = re.compile(r"[a-z]+(?:_[a-z]+)*")
# The prompt is too long: no parameter is to blame, though the message may name the bound of the output.
_TOO_LONG = re.compile(r"context[ _](?:length|size|window)")


@dataclass(frozen=True, slots=True)
class ServerRefusal:
    """Why a server refused. ``parameter`` is one that was sent and that the request can do without."""

    code: str | None = None
    parameter: str | None = None


def parse_refusal(body: bytes, *, sent: Collection[str]) -> ServerRefusal:
    """Return what the body of an answer with an error's status says."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return ServerRefusal()
    return find_refusal(parsed, sent=sent)


def find_refusal(parsed: Any, *, sent: Collection[str]) -> ServerRefusal:
    """Return what a parsed body says."""
    if isinstance(parsed, list) and parsed:
        parsed = parsed[0]
    if not isinstance(parsed, Mapping):
        return ServerRefusal()
    error = parsed.get("error")
    told: Mapping[str, Any] = error if isinstance(error, Mapping) else parsed
    optional = frozenset(sent) - ESSENTIAL
    return ServerRefusal(code=_code(told), parameter=next(_named(told, error, optional), None))


def _code(told: Mapping[str, Any]) -> str | None:
    """Return the code as long as it looks like one: a word, or a status."""
    given = (told.get("code"), told.get("type"))
    words = (code for code in given if isinstance(code, str) and _CODE.fullmatch(code))
    numbers = (str(code) for code in given if isinstance(code, int) and 100 <= code <= 599)
    return next(words, None) or next(numbers, None)


def _named(told: Mapping[str, Any], error: Any, optional: frozenset[str]) -> Iterator[str]:
    """Yield the optional parameters that are named, the surest first."""
    texts = [text for text in (told.get("message"), told.get("detail"), error) if isinstance(text, str)]
    code = told.get("code")
    if any(_TOO_LONG.search(text.casefold()) for text in (*texts, code if isinstance(code, str) else "")):
        return
    parameter = told.get("param")
    if isinstance(parameter, str):
        yield from _names_in(parameter, optional)
    yield from _located(told.get("detail"), optional)
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
