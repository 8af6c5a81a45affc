"""What became of one sentence."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class GroundingCode(StrEnum):
    """Why a sentence may not go out: a closed set, fit for logs and metrics."""

    UNKNOWN_REFERENCE = "unknownReference"
    LABEL_MISMATCH = "labelMismatch"  # the words call the figure something that it is not, or nothing at all
    ORDER_MISMATCH = "orderMismatch"  # the figure belongs to another order than the one named
    STALE_FIGURE = "staleFigure"  # a later look-up found another value
    PAIR_MISMATCH = "pairMismatch"  # an installment with the day or the gift card of another
    ALTERED_FIGURE = "alteredFigure"  # "twice [[f3]]", "[[f3]] each"
    UNSUPPORTED_AMOUNT = "unsupportedAmount"
    UNSUPPORTED_DATE = "unsupportedDate"
    UNSUPPORTED_COUNT = "unsupportedCount"
    UNSUPPORTED_PERCENTAGE = "unsupportedPercentage"
    UNSUPPORTED_NUMBER = "unsupportedNumber"
    RAW_GIFT_CARD = "rawGiftCard"
    UNKNOWN_ID = "unknownId"
    UNSUPPORTED_CLAIM = "unsupportedClaim"
    UNSUPPORTED_ACTION = "unsupportedAction"  # "I have refunded it": nothing here can act
    FOREIGN_LINK = "foreignLink"  # an address: an answer needs none, and it could carry data out
    UNREADABLE = "unreadable"  # letters that look like others, or hide within words
    FUTURE_PROMISE = "futurePromise"
    RELATION_MISMATCH = "relationMismatch"  # an item, a day or a place in the order of events that is of another
    UNSUPPORTED_CAUSE = "unsupportedCause"  # "because ..." what no reason among the facts says
    UNSUPPORTED_AGREEMENT = "unsupportedAgreement"  # "yes", "that is right", of what nothing proves
    UNKNOWN_WORDS = "unknownWords"  # a word that no check can read


@dataclass(frozen=True, slots=True)
class Verdict:
    """``text`` has references in place of raw figures; it is empty when the sentence was not accepted."""

    text: str
    accepted: bool
    code: GroundingCode | None
    fact_ids: tuple[str, ...]

    @classmethod
    def accept(cls, text: str, fact_ids: tuple[str, ...]) -> Self:
        return cls(text=text, accepted=True, code=None, fact_ids=fact_ids)

    @classmethod
    def reject(cls, code: GroundingCode) -> Self:
        return cls(text="", accepted=False, code=code, fact_ids=())


class Rejected(Exception):
    """Ends the check of a sentence; it never leaves this package."""

    def __init__(self, code: GroundingCode) -> None:
        super().__init__(code)
        self.code = code
