"""The tiers: which model a task is run against."""

from enum import StrEnum


class Tier(StrEnum):
    """All tiers but ``live`` gate; ``live`` reports only."""

    OFFLINE = "offline"  # the product's own default
    SCRIPTED = "scripted"  # a scripted model behind the product's own ChatOpenAI client
    RECORDED = "recorded"  # a replay of what a model answered once
    LIVE = "live"  # any OpenAI-compatible server


GATING = (Tier.OFFLINE, Tier.SCRIPTED)
