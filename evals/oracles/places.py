"""Numbers that are no figures: which of several items or benefits is meant, in each language of the answers."""

import re

# An item whose name is not shown, by its place: "item 2 of 3".
ITEM_PLACES = (
    re.compile(r"\bitem (?P<place>\d+) of (?P<count>\d+)", re.IGNORECASE),
    re.compile(r"\b(?P<count>\d+) mein se item (?P<place>\d+)", re.IGNORECASE),
    re.compile(r"(?P<count>\d+) में से आइटम (?P<place>\d+)"),
)
# One of several benefits of a kind, by its place in the record: "Scratch card 2".
BENEFIT_PLACE = re.compile(
    r"(?:card|cashback|points|voucher|कार्ड|कैशबैक|पॉइंट्स|पॉइंट|ऑफ़र|offer|benefit) (?P<place>\d)\b(?![.,]\d)", re.IGNORECASE
)
