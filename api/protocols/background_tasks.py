"""The prompts that chat front ends send on their own, beside the questions of their users: for a title, tags, ...

They reach the same address as questions do. Answering them as questions would look orders up and store turns that
nobody asked. They are recognised by the texts that Open WebUI and LibreChat send unless they are configured otherwise,
and are answered with fixed words, and with the first order id in them as marketplace orders are written.
"""

import json
import re

from agent.reading.question import ORDER_ID_PATTERNS

_TASK = "### Task:"
_HISTORY = "<chat_history>"
_KEY = re.compile(r"### Output:\s[^{]{0,400}\{\s*\"(title|tags|follow_ups|queries|text|prompt)\"")
_ORDER = re.compile(rf"(?<![\w-])(?:{'|'.join(ORDER_ID_PATTERNS)})(?![\w-])")
_LIBRE_CHAT_TITLES = (
    "Provide a concise, 5-word-or-less title for the conversation",
    "Please generate a concise title (max 40 characters) for a conversation that starts with",
)
_LIBRE_CHAT_STRUCTURED = ("Analyze this conversation and provide:", "concise title in the detected language")


def background_answer(prompt: str) -> str | None:
    """Return the answer to a front end's own prompt, None for a question of its user."""
    start = prompt.lstrip()
    if start.startswith(_LIBRE_CHAT_TITLES):
        return _title(prompt)
    if start.startswith(_LIBRE_CHAT_STRUCTURED[0]) and _LIBRE_CHAT_STRUCTURED[1] in start:
        return json.dumps({"language": "English", "title": _title(prompt)})
    if not start.startswith(_TASK) or _HISTORY not in start:
        return None
    asked = _KEY.search(start)
    if asked is None:
        return None
    key = asked[1]
    answers: dict[str, object] = {"title": _title(prompt), "tags": ["Cashback"], "follow_ups": [], "queries": []}
    return json.dumps({key: answers.get(key, "")})


def _title(prompt: str) -> str:
    order = _ORDER.search(prompt)
    return f"Cashback {order[0]}" if order else "Cashback"
