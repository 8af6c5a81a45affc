"""Which model a task is run against."""

from enum import StrEnum


class Tier(StrEnum):
    """``offline`` and ``scripted`` decide whether the agent may ship; ``live`` tells, and never decides."""

    OFFLINE = "offline"  # the product's own default
    SCRIPTED = "scripted"  # a scripted model behind the product's own ChatOpenAI client
    LIVE = "live"  # any OpenAI-compatible server, or what was recorded of one


GATING = (Tier.OFFLINE, Tier.SCRIPTED)
