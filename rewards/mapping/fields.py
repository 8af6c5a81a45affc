"""The fields of the rows of each database, and what kind of value each of them has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FieldKind(StrEnum):
    """The kind of a field's value, which decides the forms that a mapping may declare for it."""

    ID = "id"
    TEXT = "text"
    WORD = "word"
    FLAG = "flag"
    CURRENCY = "currency"
    MONEY = "money"
    TIME = "time"
    CARD = "card"
    CARDS = "cards"


class Unreadable(ValueError):
    """A stored value does not have the form that the mapping declares."""


class Contradiction(ValueError):
    """Parts of a mapping contradict each other. ``place`` is where in the file, as far as it is known."""

    def __init__(self, message: str, *place: str) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A value that the mapping does not understand, as stored. Every row model refuses it, whatever the field."""

    stored: object = field(repr=False)  # a value of a row is not written to a log


_BENEFIT: Mapping[str, FieldKind] = {
    "businessReferenceId": FieldKind.ID,
    "promotionId": FieldKind.ID,
    "benefitId": FieldKind.ID,
    "currency": FieldKind.CURRENCY,
    "gcId": FieldKind.CARD,
}
PED_FIELDS: Mapping[str, FieldKind] = {
    **_BENEFIT,
    "customerId": FieldKind.ID,
    "promotionName": FieldKind.TEXT,
    "benefitType": FieldKind.WORD,
    "eligibleMinor": FieldKind.MONEY,
    "benefitIssuanceStatus": FieldKind.WORD,
    "benefitIssuanceTime": FieldKind.TIME,
    "lastUpdatedTime": FieldKind.TIME,
    "createdAt": FieldKind.TIME,
    "createdAtSource": FieldKind.WORD,
    "reservedAt": FieldKind.TIME,
    "reservedAtSource": FieldKind.WORD,
    "expiresAt": FieldKind.TIME,
    "revealedAt": FieldKind.TIME,
    "gcIds": FieldKind.CARDS,
    "memo": FieldKind.TEXT,
}
LINE_ITEM_FIELDS: Mapping[str, FieldKind] = {
    **_BENEFIT,
    "lineItemId": FieldKind.ID,
    "shipmentId": FieldKind.ID,
    "title": FieldKind.TEXT,
    "eligibleMinor": FieldKind.MONEY,
    "issuedMinor": FieldKind.MONEY,
    "status": FieldKind.WORD,
    "shippedAt": FieldKind.TIME,
    "updatedAt": FieldKind.TIME,
}
CONCESSION_FIELDS: Mapping[str, FieldKind] = {
    **_BENEFIT,
    "customerId": FieldKind.ID,
    "eventId": FieldKind.ID,
    "type": FieldKind.WORD,
    "amountMinor": FieldKind.MONEY,
    "eventTime": FieldKind.TIME,
    "recordedAt": FieldKind.TIME,
    "shipmentId": FieldKind.ID,
    "lineItemId": FieldKind.ID,
    "reversesEventId": FieldKind.ID,
    "reinstates": FieldKind.FLAG,
    "reasonCode": FieldKind.WORD,
    "memo": FieldKind.TEXT,
}
