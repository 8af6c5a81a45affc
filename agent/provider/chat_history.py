"""The earlier turns that a model sees: the latest ones, as many as fit, with the figures written out."""

from collections.abc import Iterable

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from agent.conversations.conversation import Turn
from tools.cards import REFERENCE

MAX_TOKENS = 1500


def build_history(turns: Iterable[Turn], *, max_tokens: int = MAX_TOKENS) -> list[BaseMessage]:
    """Return the last turns that fit into ``max_tokens``, oldest first; a turn is included whole or not at all.

    The orders of older turns are not lost: the instructions name them, and the orders in question are looked up again
    in every turn.
    """
    kept: list[list[BaseMessage]] = []
    left = max_tokens
    for turn in reversed(list(turns)):
        messages = _messages(turn)
        left -= sum(estimate_tokens(message.text) for message in messages)
        if left < 0:
            break
        kept.append(messages)
    return [message for messages in reversed(kept) for message in messages]


def estimate_tokens(text: str) -> int:
    """Return an estimate, rather too high, of the tokens of a text: 4 ASCII characters per token, 1.5 of the others."""
    plain = sum(character.isascii() for character in text)
    return plain // 4 + (len(text) - plain) * 2 // 3 + 4


def _messages(turn: Turn) -> list[BaseMessage]:
    """Return an earlier turn with its figures written out: fact ids mean nothing in a new turn."""
    shown = {fact.fact_id: fact.display for fact in turn.answer.facts}
    text = REFERENCE.sub(lambda match: shown.get(match[1], ""), turn.answer.text)
    return [HumanMessage(turn.question), AIMessage(text)]
