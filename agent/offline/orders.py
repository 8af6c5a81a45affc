"""Which orders a question names: by number, by the last digits, by their place, or as "the other one"."""

import re
from dataclasses import dataclass
from datetime import date

from agent.offline.dates import find_days
from rewards.ids import InvalidIdentifier, normalise

_JOIN = r"[\s._/-]{0,2}"
_MARKETPLACE = re.compile(rf"(?<![\w-])(\d{{3}}){_JOIN}(\d{{7}}){_JOIN}(\d{{7}})(?![\w-])")
_CUE = r"(?:orders?|ordr|ord|odr|oder|transactions?|txns?|trxn?|brf|reference|ref|ऑर्डर|आर्डर)(?!\w)"
_NAMED = r"(?:\s+(?:id|no|num|number|ref)(?!\w))?\s*[.:#'\"]*\s*"
# After a cue, or by itself where it has the dashes of an order number, be it a digit short.
_CUED = re.compile(
    rf"(?<!\w){_CUE}{_NAMED}(?P<id>(?=[\w./'\"-]*\d)[A-Za-z0-9][\w./'\"-]{{3,}})"
    r"|(?<![\w-])(?P<bare>\d{3}-\d{5,9}-\d{4,9})(?![\w-])",
    re.IGNORECASE,
)
_ANY_DAY = date(2026, 12, 31)
_ENDING = re.compile(
    r"(?:\b(?:ending|ends|end)(?:\s+(?:with|in|by|on|digits?))?|\blast\s+(?:\w+\s+)?digits?(?:\s+(?:is|are|of))?|\blast\s+(?:four|4)"
    r"|(?:\b(?:aakhri|akhri)|आखिरी|अंतिम)\s+(?:\w+\s+)?(?:digits?|ank|अंक)(?:\s+(?:hai|hain|है|हैं))?"
    r"|(?<![a-z])x{2,}|\.{2,}|…|\*{2,}|\bending\s+no)\s*[-:#.]*\s*(?P<digits>\d{4,10})(?![\d-])"
    r"|(?<![\w-])(?P<before>\d{4,8})\s+(?:wala|wale|waala|वाला|वाले|pe\s+khatam|ending)(?!\w)",
    re.IGNORECASE,
)
_PLACE = r"(?P<place>first|1st|pehla|pehle|pahla|pahle|पहला|पहले|second|2nd|third|3rd|teesra|tisra|तीसरा|तीसरे)\s+"
_ONE = r"(?:one|wala|wale|waala|waale|wali|वाला|वाले|वाली)"
_ORDER_BY_PLACE = re.compile(rf"{_PLACE}(?:{_ONE}\s+)?(?:order|ord|txn|transaction|ऑर्डर)(?!\w)", re.IGNORECASE)
_ONE_BY_PLACE = re.compile(rf"(?<!\w){_PLACE}(?:{_ONE}(?!\w)|$)|^\W*(?P<number>[1-9])\W*$", re.IGNORECASE)
_PLACES = {
    **dict.fromkeys(("first", "1st", "pehla", "pehle", "pahla", "pahle", "पहला", "पहले"), 1),
    **dict.fromkeys(("second", "2nd"), 2),
    **dict.fromkeys(("third", "3rd", "teesra", "tisra", "तीसरा", "तीसरे"), 3),
}
_SHORTEST_ID = 9  # digits: a shorter number is the end of one
_OF_A_CARD = re.compile(r"\b(?:gc|cards?|voucher)\s*(?:no|number)?\s*$|कार्ड\s*$", re.IGNORECASE)
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class OrderMentions:
    """``orders`` are canonical, in order of mention; ``endings`` are the digits that a number ends with."""

    orders: tuple[str, ...]
    endings: tuple[str, ...]
    has_malformed: bool
    place: int | None  # the first, second ... of those spoken of
    rest: str  # the text without the numbers


def find_orders(text: str) -> OrderMentions:
    """Find the orders in a folded text."""
    orders = ["-".join(match.groups()) for match in _MARKETPLACE.finditer(text)]
    rest = _MARKETPLACE.sub(" ", text)
    endings = []
    for match in _ENDING.finditer(rest):
        if not _OF_A_CARD.search(rest[: match.start()]):
            endings.append(match["digits"] or match["before"])
    rest = _ENDING.sub(" order ", rest) if endings else rest
    malformed = False
    kept: list[str] = []
    position = 0
    for match in _CUED.finditer(rest):
        name = (match["id"] or match["bare"]).rstrip(".'\"-/")
        if match["id"] and _is_day(name):
            continue
        kept += [rest[position : match.start()], " order "]
        position = match.end()
        if name.isdecimal() and len(name) < _SHORTEST_ID:
            endings.append(name)
            continue
        try:
            orders.append(normalise(name))
        except InvalidIdentifier:
            malformed = True
    rest = "".join([*kept, rest[position:]])
    return OrderMentions(tuple(dict.fromkeys(orders)), tuple(dict.fromkeys(endings)), malformed, _place(rest), rest)


def _is_day(name: str) -> bool:
    return _YEAR.fullmatch(name) is not None or find_days(name, _ANY_DAY) is not None


def _place(text: str) -> int | None:
    if match := _ORDER_BY_PLACE.search(text):
        return _PLACES[match["place"].lower()]
    if match := _ONE_BY_PLACE.search(text):
        return int(match["number"]) if match["number"] else _PLACES[match["place"].lower()]
    return None
