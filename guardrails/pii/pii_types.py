"""The types of personal data, spans of a text, and the interface of a detector."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PiiType(StrEnum):
    """A closed set; the value is the word in a token (``<PHONE_1>``), so it is letters and underscores only."""

    PHONE = "PHONE"
    EMAIL = "EMAIL"
    GIFT_CARD = "GIFT_CARD"
    UPI = "UPI"
    PAN = "PAN"
    AADHAAR = "AADHAAR"
    CARD = "CARD"
    IFSC = "IFSC"
    BANK_ACCOUNT = "BANK_ACCOUNT"
    UTR = "UTR"
    PASSPORT = "PASSPORT"
    VOTER = "VOTER"
    GSTIN = "GSTIN"
    VEHICLE = "VEHICLE"
    NAME = "NAME"
    OTP = "OTP"
    CVV = "CVV"
    DATE_OF_BIRTH = "DATE_OF_BIRTH"
    DRIVING_LICENCE = "DRIVING_LICENCE"
    VID = "VID"
    ABHA = "ABHA"
    UAN = "UAN"
    TAN = "TAN"
    CKYC = "CKYC"
    UPI_NUMBER = "UPI_NUMBER"
    RRN = "RRN"
    ADDRESS = "ADDRESS"


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]``, in Unicode code points of the original text."""

    start: int
    end: int
    type: PiiType


class PiiDetector(Protocol):
    """Finds personal data in any text."""

    def find(self, text: str) -> list[Span]:
        """Return the spans in order, none overlapping another.

        Raises:
            RedactionFailed: when the text could not be searched to its end.
        """
        ...
