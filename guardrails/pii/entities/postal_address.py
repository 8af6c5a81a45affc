"""Postal addresses in India, by their cues: words for an address, a house, a road or a place, and the PIN code.

India Post: a PIN code has six digits, the first of which is not 0. An address begins after "address is", "deliver to"
and the like, at a house's number, or as far before a PIN code as its words go; it ends with the PIN code or before the
first word that belongs to no address. A PIN code alone, or a place alone, identifies nobody and is kept.
"""

import re
from dataclasses import dataclass

from guardrails.pii.ascii_fold import Folded
from guardrails.pii.lexicon import kinds_of, words
from guardrails.pii.pii_types import PiiType, Span

_KINDS = kinds_of("address_words")
_REACH = 200  # code points of one address
_LETTER = "a-zऀ-ॣ"
_FILLERS = (
    r"(?:[ :=\"'(,>-]|\n|(?:is|was|hai|he|now|line ?1|details|updated|old|new|on file|on record|in app|as|to|at|है)"
    r"(?![a-zऀ-ॣ0-9])){0,8}+"
)
_INTRODUCED = re.compile(
    rf"(?<![{_LETTER}0-9])(?:"
    r"(?:[a-z]{4,8}_)?(?:address|addr|add|pata)(?![a-z])|पता(?![ऀ-ॣ])"
    r"|(?:deliver(?:ed)?|ship(?:ped)?|send|sent|courier(?:ed)?|dispatch(?:ed)?)"
    r"(?: [a-z]{2,12}){0,3}? (?:to|at)(?![a-z])"
    r"|went to(?![a-z])"
    r"|(?:live|lives|living|stay|stays|staying|residing|reached|shifted|moved) (?:at|in|to|near)(?![a-z])"
    rf"|correct one(?![a-z])){_FILLERS}"
)
_HOUSE = re.compile(
    rf"(?<![{_LETTER}0-9])(?:(?P<bare>flat|house|plot|door|shop|villa|qtr|quarter|makan|मकान|फ्लैट|प्लॉट|क्वार्टर)"
    r"|h(?=[ .]{0,2}no)|hno|gali|galli|ward|गली|वार्ड)"
    r"(?P<number>[ .]{0,2}(?:number|num|nos|no|नंबर|नम्बर|नं)\.?)?[ :.#-]{0,3}(?=[a-z]?[ -]?[0-9])"
)
_PIN = re.compile(r"[1-9](?<![0-9a-z₹_/.].)(?<![0-9][ -].)[0-9]{2} ?[0-9]{3}(?![0-9a-z_/]|[-.,][0-9]| [0-9])")
_TOKEN = re.compile(rf"[{_LETTER}]+|[0-9]+|[^\s]|\n")
_PARTS = frozenset(",-/#()&'")
_ABBREVIATED = words("no h st rd opp apt apts dist tal tq po ps bldg nr c s w d extn vill नं")
_PIN_WORDS = words("pin pincode code पिन")
_HOUSE_NUMBER = re.compile(r"h[ .]{0,2}no")
# "main" is a road's only in these; in Hinglish it is "I" and "in".
_MAIN = re.compile(r"main (?:road|rd|street|market|bazaar|bazar|gate|chowk)(?![a-z])")
_AT_POST = re.compile(r"at ?[/.]? ?po(?:st)?(?![a-z])")
_ORDINALS = words("st nd rd th")
_PLACE_END = re.compile("..(?:nagar|puram|palya|halli|guda|ganj|vihar|pally|palli|नगर|पुरम|विहार)$")
_MOST_UNKNOWN = 4  # words of one part that no list knows: names of houses, places and people
_LONGEST_NUMBER = 5  # digits of a house or a road; six are a PIN code
_ORDER = re.compile(r"[0-9]{3}-[0-9]{7}")
_ANCHORS = (
    frozenset(word for word, kind in _KINDS.items() if kind in ("HOUSE", "LOCALITY")) - words("h main post")
) | words("address addr add pata पता lives live living stays stay staying residing deliver ship shipped")


def find_postal_addresses(text: Folded) -> list[Span]:
    """Return the addresses of a text, in order; two of them may overlap."""
    lower = text.lower
    if text.words.isdisjoint(_ANCHORS):
        return []
    spans: list[Span] = []
    read_to = 0
    for cue in _INTRODUCED.finditer(lower):
        if cue.start() < read_to:
            continue
        address = _read(lower, cue.end())
        read_to = address.end
        is_whole = address.has_number and address.has_pin and address.parts > 1
        if is_whole or (address.has_place and (address.has_number or address.has_pin)):
            spans.append(address.span)
    read_to = 0
    for house in _HOUSE.finditer(lower):
        if house.start() < read_to:  # a part of what was read before, and no better known than that
            continue
        address = _read(lower, house.start())
        read_to = address.end
        is_certain = house["bare"] is None or house["number"] is not None or address.parts > 1 or address.places > 1
        if address.has_pin or (address.has_place and address.has_number and is_certain):
            spans.append(address.span)
    ends = {span.end for span in spans}
    for pin in _PIN.finditer(lower):
        if pin.end() not in ends:
            spans += _read_back(lower, pin)
    return spans


@dataclass(slots=True)
class _Address:
    """What has been read of one address."""

    start: int
    end: int
    parts: int = 1
    places: int = 0
    has_number: bool = False
    has_pin: bool = False
    unknown: int = 0
    # Before the last number, which a unit after it takes away again.
    before_number: tuple[int, bool] = (0, False)

    @property
    def has_place(self) -> bool:
        return self.places > 0

    @property
    def span(self) -> Span:
        return Span(self.start, self.end, PiiType.ADDRESS)


def _read(lower: str, start: int) -> _Address:
    """Read an address forward from its first word."""
    address = _Address(start, start)
    previous = ""
    for token in _TOKEN.finditer(lower, start, start + _REACH):
        if not _take(address, token, previous) or address.has_pin:
            break
        previous = token.group()
    return address


def _take(address: _Address, token: re.Match[str], previous: str) -> bool:
    """Whether a word, number or sign belongs to the address; if it does, take it."""
    word = token.group()
    if word[0].isdigit():
        return _take_number(address, token)
    if word[0].isalpha():
        return _take_word(address, token, previous)
    is_next_line = word == "\n" and _goes_on(token.string, token.end())
    if word == "," or is_next_line:
        address.parts, address.unknown = address.parts + 1, 0
    return is_next_line or _is_sign_of_address(word, previous)


def _take_number(address: _Address, token: re.Match[str]) -> bool:
    pin = _PIN.match(token.string, token.start())
    if pin is not None:
        address.end, address.has_pin = pin.end(), True
        return True
    if len(token.group()) > _LONGEST_NUMBER or _ORDER.match(token.string, token.start()):
        return False
    address.before_number = (address.end, address.has_number)
    address.end, address.has_number = token.end(), True
    return True


def _take_word(address: _Address, token: re.Match[str], previous: str) -> bool:
    word = token.group()
    kind = _KINDS.get(word)
    is_ordinal = previous.isdigit() and word in _ORDINALS and address.end == token.start()
    if kind == "UNIT" and previous.isdigit():
        address.end, address.has_number = address.before_number
        return False
    if word == "no" or word in _PIN_WORDS or is_ordinal or (word == "office" and previous == "post"):
        address.end = address.end if word in _PIN_WORDS else token.end()
        return True
    if word == "h" and not _HOUSE_NUMBER.match(token.string, token.start()):
        return False
    is_main = word == "main" and (previous in _ORDINALS or _MAIN.match(token.string, token.start()) is not None)
    if kind == "STOP" and not is_main and not _AT_POST.match(token.string, token.start()):
        return False
    if (kind == "LOCALITY" and word != "main") or is_main or _PLACE_END.search(word):
        address.places, address.unknown = address.places + 1, 0
    elif kind != "HOUSE":
        address.unknown += 1
        if address.unknown > _MOST_UNKNOWN:
            return False
    address.end = token.end()
    return True


def _is_sign_of_address(sign: str, previous: str) -> bool:
    if sign == ".":
        return previous in _ABBREVIATED or len(previous) == 1
    if sign == ":":
        return previous in _ABBREVIATED or previous in _PIN_WORDS
    return sign in _PARTS


def _goes_on(lower: str, start: int) -> bool:
    """Whether the next line of a form is a part of an address: a place or a PIN code, and no key."""
    line = lower[start : start + 80].partition("\n")[0]
    kinds = {_KINDS.get(word) for word in re.findall(rf"[{_LETTER}]+", line)}
    return ":" not in line and "=" not in line and ("LOCALITY" in kinds or _PIN.search(line) is not None)


def _read_back(lower: str, pin: re.Match[str]) -> list[Span]:
    """Read an address backward from its PIN code."""
    floor = max(0, pin.start() - _REACH)
    tokens = list(_TOKEN.finditer(lower, floor, pin.start()))
    start, places, parts, has_number = pin.start(), 0, 1, False
    while tokens:
        token = tokens.pop()
        word = token.group()
        before = tokens[-1].group() if tokens else ""
        if word[0].isdigit():
            if len(word) > _LONGEST_NUMBER:
                break
            has_number, start = True, token.start()
        elif word[0].isalpha():
            kind = _KINDS.get(word)
            if kind == "STOP" and word not in ("no", "main", *_PIN_WORDS) and not _AT_POST.match(lower, token.start()):
                break
            places += kind == "LOCALITY" or _PLACE_END.search(word) is not None
            start = start if word in _PIN_WORDS and not places else token.start()
        elif not _is_sign_of_address(word, before):
            break
        elif word == "#":
            start = token.start()
        parts += word == ","
    return [Span(start, pin.end(), PiiType.ADDRESS)] if places and (has_number or parts > 1) else []
