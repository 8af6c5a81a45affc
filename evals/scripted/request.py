"""What a request for a chat completion gives a model: the only thing that the scripted model knows."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from agent.offline.brief import Brief
from rewards.identity import Role
from tools.result import ModelView

_TODAY = re.compile(r"Today is (?P<day>\d{4}-\d\d-\d\d)\b.*? of (?P<zone>[A-Za-z_]+(?:/[A-Za-z_]+)*)")
_CASE = re.compile(r"about customer (?P<customer>[\w-]+)")
_RECENT = re.compile(r"Spoken of before in this conversation: order (?P<orders>[^\n]+?)\.?\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """The question of the turn, what was looked up for it so far, and the setting that the instructions tell."""

    question: str
    views: tuple[ModelView, ...]
    brief: Brief

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "ModelRequest":
        """Read the body of a request; ValueError when it lacks what every request has to tell."""
        messages = body["messages"]
        last = max(place for place, message in enumerate(messages) if message["role"] == "user")
        results = [message for message in messages[last:] if message["role"] == "tool"]
        return cls(
            question=_text(messages[last]),
            views=tuple(ModelView.model_validate_json(_text(result)) for result in results),
            brief=_brief(_text(messages[0]), body.get("tools", [])),
        )


def _brief(instructions: str, tools: list[Any]) -> Brief:
    today = _TODAY.search(instructions)
    if today is None:
        raise ValueError("the instructions do not tell the day and whose days are meant")
    zone = ZoneInfo(today["zone"])
    case, recent = _CASE.search(instructions), _RECENT.search(instructions)
    # Only the schema that the staff is given lets a customer be named.
    is_staff = "customerId" in json.dumps(tools)
    return Brief(
        now=datetime.combine(date.fromisoformat(today["day"]), time(12), tzinfo=zone),
        zone=zone,
        role=Role.SUPPORT_AGENT if is_staff else Role.CUSTOMER,
        customer_id=case["customer"] if case else None if is_staff else "the one who asks",
        case_id=None,
        recent_orders=tuple(recent["orders"].split(", ")) if recent else (),
    )


def _text(message: Mapping[str, Any]) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
