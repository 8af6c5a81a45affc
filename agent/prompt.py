"""The instructions of the model: data in ``prompts/``, one variant for staff and one for customers."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from agent.offline.brief import Brief
from rewards.identity import Role


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt and the digest that names its version."""

    text: str
    digest: str


@cache
def load_prompt(*, customer: bool) -> Prompt:
    """Read the variant for customers or for staff."""
    name = "customer.md" if customer else "staff.md"
    text = files("agent").joinpath("prompts", name).read_text(encoding="utf-8")
    return Prompt(text=text, digest=hashlib.sha256(text.encode()).hexdigest()[:12])


def instructions(brief: Brief) -> str:
    """Give the prompt for one turn, with its setting in the last lines."""
    setting = [f"Today is {brief.today.isoformat()}, {brief.today:%A}; days are those of {brief.zone}."]
    if brief.role is not Role.CUSTOMER and brief.customer_id:
        setting.append(f"The case is about customer {brief.customer_id}; leave customerId out to search their orders.")
    if brief.recent_orders:
        setting.append(f"Spoken of before in this conversation: order {', '.join(brief.recent_orders)}.")
    return load_prompt(customer=brief.role is Role.CUSTOMER).text + "\n" + "\n".join(setting) + "\n"
