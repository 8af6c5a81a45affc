"""The timeouts of a model's provider."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelTimeouts:
    """How long a provider may take, in seconds."""

    connect_s: float = 2.0
    first_token_s: float = 12.0  # until the first content, tool call or reasoning, retries included
    between_tokens_s: float = 8.0  # without a byte, after the first token
    turn_s: float = 45.0  # all model calls of one turn together; it bounds the other timeouts as well
