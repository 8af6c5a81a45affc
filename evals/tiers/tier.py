"""Which model a task is run against."""

from enum import StrEnum


class Tier(StrEnum):
    """All but ``live`` decide whether the agent may ship; ``live`` tells, and never decides."""

    OFFLINE = "offline"  # the product's own default
    SCRIPTED = "scripted"  # a scripted model behind the product's own ChatOpenAI client
    RECORDED = "recorded"  # what a model answered once, played again
    LIVE = "live"  # any OpenAI-compatible server


GATING = (Tier.OFFLINE, Tier.SCRIPTED)
