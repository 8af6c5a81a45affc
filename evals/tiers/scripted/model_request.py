"""The content of a chat completion request, which is all that the scripted model knows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ENTRY = re.compile(r"^(?P<id>s\d+) \((?P<answers>[^)]*)\): (?P<text>.*)$")
_PREFETCHED = "call_prefetch"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One statement of the menu, as the model sees it."""

    statement_id: str
    answers: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """The question of the turn and the menu; ``own_calls`` counts the lookups that the model requested itself."""

    question: str
    menu: tuple[MenuEntry, ...]
    own_calls: int

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "ModelRequest":
        """Return the content of a request's body.

        Raises:
            ValueError: if it lacks something that every request must have.
        """
        messages = body["messages"]
        if messages[0]["role"] != "system" or "[[s" not in _text(messages[0]):
            raise ValueError("the instructions do not say how statements are referred to")
        last = max(place for place, message in enumerate(messages) if message["role"] == "user")
        results = [message for message in messages[last:] if message["role"] == "tool"]
        menu = tuple(_entry(line) for result in results for line in _text(result).splitlines() if _ENTRY.match(line))
        own = sum(not result["tool_call_id"].startswith(_PREFETCHED) for result in results)
        return cls(question=_text(messages[last]), menu=menu, own_calls=own)


def _entry(line: str) -> MenuEntry:
    match = _ENTRY.match(line)
    assert match is not None
    return MenuEntry(match["id"], frozenset(match["answers"].split(", ")), match["text"])


def _text(message: Mapping[str, Any]) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content or ())
