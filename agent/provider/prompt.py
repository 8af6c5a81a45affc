"""The model's instructions, from ``prompts/``: one variant for staff and one for customers."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from agent.reading.question import ReadingContext
from core.identity.tokens import Role


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt and the digest that identifies its version."""

    text: str
    digest: str


@cache
def load_prompt(*, customer: bool) -> Prompt:
    """Return the variant for customers or for staff, read once."""
    name = "customer.md" if customer else "staff.md"
    text = files("agent.provider").joinpath("prompts", name).read_text(encoding="utf-8")
    return Prompt(text=text, digest=hashlib.sha256(text.encode()).hexdigest()[:12])


def build_instructions(context: ReadingContext) -> str:
    """Return the prompt for one turn, with its context in the last lines."""
    lines = [f"Today is {context.today.isoformat()}, {context.today:%A}; days are those of {context.zone}."]
    if context.role is not Role.CUSTOMER and context.customer_id:
        lines.append(f"The case is about customer {context.customer_id}; leave customerId out to search their orders.")
    if context.recent_orders:
        lines.append(f"Spoken of before in this conversation: order {', '.join(context.recent_orders)}.")
    return load_prompt(customer=context.role is Role.CUSTOMER).text + "\n" + "\n".join(lines) + "\n"
