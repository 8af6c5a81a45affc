"""What the protocols for applications carry beside the text: facts with cards, and the finished answer."""

from typing import Any

from agent.turn_events import Answer, FactsFound

# These came with the facts, as they were found.
_SENT_BEFORE = {"facts", "cashback", "installments", "items", "sources"}


def facts_content(event: FactsFound) -> dict[str, Any]:
    """Return the facts and the cards of one lookup."""
    return event.model_dump(mode="json", exclude={"type"})


def answer_content(answer: Answer) -> dict[str, Any]:
    """Return a finished answer without its facts and cards. The spans are places of its ``text``."""
    return answer.model_dump(mode="json", exclude=_SENT_BEFORE)
