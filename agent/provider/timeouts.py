"""How long a model may take: the one place for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelTimeouts:
    """How long a provider may take, in seconds."""

    connect_s: float = 2.0
    first_token_s: float = 12.0  # from the question to the first content, tool call or reasoning, retries included
    between_tokens_s: float = 8.0  # without a byte, once the first token has come
    turn_s: float = 45.0  # of all model calls of one turn together; it bounds the other times as well
