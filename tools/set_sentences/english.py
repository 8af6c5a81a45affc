"""The set sentences in English: that nothing came on a day, and how records do not agree, which no word could prove."""

WINDOW_DAY = "on {first}"
WINDOW_DAYS = "from {first} to {last}"
NONE_ISSUED = "Nothing was issued {days} for order {order}; this is on record:"

# By the code of the conflict. Braces hold the tracker's word; what ranks before it stands in the position.
CONFLICTS = {
    "eligibleDiffers": (
        "The sources disagree on what was promised: the line item tracker has {trackedPromised}; the figure here is "
        "that of the promotion record (PED)."
    ),
    "issuedDiffers": (
        "The sources disagree on what was issued: the line item tracker has {trackedIssued}; the figure here is that "
        "of the Concessions database."
    ),
    "pedRowMissing": "The sources disagree: the promotion record (PED) does not hold this promise.",
    "itemClosedWithoutEvent": (
        "The sources disagree on an item: the line item tracker has it as closed, and no event says so; the figures "
        "here follow the events."
    ),
    "ownerDiffers": "A record of this order names another customer, and what belongs to this one is not certain.",
    "eventTypeUnknown": "An event on record is of a type that is not known here, and what it moves cannot be told.",
    "eventContentDiffers": "An event is on record with two contents; please have it checked.",
    "reversalWithoutIssuance": "A reversal is on record whose issuance is not known; it changes no figure here.",
    "reversalAboveIssuance": (
        "A reversal asks for more than was left of its issuance; only what was left counts as reversed."
    ),
    "currencyDiffers": "Amounts of two currencies are on record and are not added up; please have it checked.",
    "remainingBelowZero": "More was taken off than was promised; please have it checked.",
}
