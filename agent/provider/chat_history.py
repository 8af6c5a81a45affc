"""What a model is given of the turns before: the latest, as many as fit, with the figures written out."""

from collections.abc import Iterable

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from agent.conversations.conversation import Turn
from tools.cards import REFERENCE

MOST_TOKENS = 1500


def build_history(turns: Iterable[Turn], *, most_tokens: int = MOST_TOKENS) -> list[BaseMessage]:
    """Return the last turns that fit into ``most_tokens``, oldest first; a turn is given whole or not at all.

    The orders spoken of are not lost with the older turns: the instructions name them, and what is known of the ones at
    hand is looked up anew in every turn.
    """
    kept: list[list[BaseMessage]] = []
    left = most_tokens
    for turn in reversed(list(turns)):
        messages = _messages(turn)
        left -= sum(estimate_tokens(message.text) for message in messages)
        if left < 0:
            break
        kept.append(messages)
    return [message for messages in reversed(kept) for message in messages]


def estimate_tokens(text: str) -> int:
    """Estimate how many tokens a text is, rather too many: four Latin letters to one, one and a half of the others."""
    plain = sum(character.isascii() for character in text)
    return plain // 4 + (len(text) - plain) * 2 // 3 + 4


def _messages(turn: Turn) -> list[BaseMessage]:
    """Return an earlier turn with its figures written out: their ids are of no use in a new turn."""
    shown = {fact.fact_id: fact.display for fact in turn.answer.facts}
    text = REFERENCE.sub(lambda match: shown.get(match[1], ""), turn.answer.text)
    return [HumanMessage(turn.question), AIMessage(text)]
