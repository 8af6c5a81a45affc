"""The question among the messages that a client sends. Everything else in them is the client's and is not used.

A client resends the conversation as it has kept it: system messages, answers, results of tools. Whoever holds the
client could have written any of it, so only the last user message counts, and the conversation is the one stored here.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from api.turn_start import question_text
from core.http.problem import ApiProblem

_TEXT = {"text", "input_text"}
_MEDIA = {"image", "image_url", "input_image", "audio", "input_audio", "video", "document", "file", "input_file"}


class ClientMessage(BaseModel):
    """One message, of whatever kind. Its text is in ``content`` or in ``parts``."""

    model_config = ConfigDict(extra="ignore")

    role: str
    content: Any = None
    parts: Any = None


def last_question(messages: Sequence[ClientMessage]) -> str:
    """Return the question of the last user message.

    Raises:
        ApiProblem: see ``last_user_text`` and ``question_text``.
    """
    return question_text(last_user_text(messages))


def last_user_text(messages: Sequence[ClientMessage]) -> str:
    """Return the text of the last user message, of any length.

    Raises:
        ApiProblem: ``invalidRequest`` without a user message, or when it is not one; ``contentUnsupported`` when it
            holds an image, a file or sound.
    """
    message = next((each for each in reversed(messages) if each.role == "user"), None)
    if message is None:
        raise ApiProblem("invalidRequest")
    return _text_of(message.parts if message.content is None else message.content)


def _text_of(content: object) -> str:
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise ApiProblem("invalidRequest")
    texts = []
    for part in content:
        kind, text = (part.get("type"), part.get("text")) if isinstance(part, dict) else (None, None)
        if kind in _MEDIA:
            raise ApiProblem("contentUnsupported")
        if kind in _TEXT and isinstance(text, str):
            texts.append(text)
    return "\n".join(texts)
