"""Numbers made of digits alone: which are telephones, cards, Aadhaar numbers, accounts or references of transfers."""

import re

from guardrails.pii import checksums
from guardrails.pii.ascii_fold import Folded
from guardrails.pii.cues import Cue, cue_after, cue_before, cue_of_key, is_after_order, is_amount, is_near_phone
from guardrails.pii.digit_runs import RUN, DigitRun, DigitWindow
from guardrails.pii.lexicon import words
from guardrails.pii.pii_types import PiiType, Span

_MOST_GROUPS = 19  # of one number: a card digit by digit
_FEWEST_DIGITS, _MOST_DIGITS = 9, 22  # of any number here: an account number, a reference of a transfer
# An order of a marketplace: by far the most frequent run, and never any of the others.
_ORDER = re.compile(r"[0-9]{3}-[0-9]{7}-[0-9]{7}")
_ORDER_WRITTEN = (3, 7, 7)  # an order whatever the words around it: "the gift cards of 404 1029384 5566778"
_ORDER_SIZES = {_ORDER_WRITTEN, (17,), (10, 7), (3, 14)}
# How people group the ten digits of a mobile number where nothing else says that it is one.
_MOBILE_SIZES = {
    (10,), (5, 5), (3, 3, 4), (4, 3, 3), (3, 4, 3), (4, 6), (6, 4), (2, 4, 4), (4, 2, 4), (4, 4, 2), (2, 2, 2, 2, 2),
    (2, 2, 6), (2, 6, 2), (6, 2, 2), (2, 3, 5), (5, 3, 2), (5, 2, 3), (3, 2, 5), (2, 8), (5, 1, 4),
}  # fmt: skip
# A dot separates only where it cannot be a decimal point.
_DOTTED_SIZES = {(5, 5), (3, 3, 4), (2, 2, 2, 2, 2), (4, 3, 3), (3, 4, 3), (2, 4, 4), (2, 3, 3, 2)}
_CARD_SIZES = {
    (4, 4, 4, 4),
    (4, 6, 5),
    (4, 6, 4),
    (4, 4, 4, 4, 3),
    (8, 8),
    (4, 4, 8),
    (4, 8, 4),
    (8, 4, 4),
    (4, 4, 4, 1),
}
_AADHAAR_SIZES = {(12,), (4, 4, 4), (4, 8), (8, 4), (6, 6)}
_BY_CUE = {
    Cue.ACCOUNT: (PiiType.BANK_ACCOUNT, range(9, 19)),
    Cue.UTR: (PiiType.UTR, range(10, 23)),
    Cue.AADHAAR: (PiiType.AADHAAR, (12,)),
    Cue.GIFT_CARD: (PiiType.GIFT_CARD, range(14, 21)),
}
# Letters or words that may be joined to a telephone number; any others make it a part of some identifier.
_LEADS = words(
    "ph phone phn mob mobile no num number nos tel cell call wa whatsapp contact sms m t p to at on is hai he pe "
    "text aadhaar aadhar adhaar card pan uid acct ac account upi fax mo fon fone"
)
_TRAILS = words("is hai he ko pe par pr se ka ki ke or and please pls call me my number no mobile")
_IDENTIFIERS = words(
    "ord order oid brf cust customer case shp shipment inv invoice promo promotion ben ev evt li item sku txn awb "
    "trk track tracking ref ticket id gc sr req batch pnr bill"
)
_LEAD = re.compile(r"([a-z0-9_./]*?)([a-z]*)([-_/=:#.]?)$")
_TELEPHONE = re.compile(r"tel(?<![a-z]tel)(?!l)")  # begins a word, and is not "tell"
_LOCAL_LANDLINE = re.compile(r"(?<![0-9.\-/])[2-6][0-9]{2,3}[ -]?[0-9]{4}(?![0-9]|[ .-]?[0-9])")
# After a number: the next part of an amount or of an identifier, the host of an address, the end of a file's name.
_TAIL = re.compile(
    r",[0-9]{2,3}(?![0-9])|-[a-z]{0,3}[0-9]|-[a-z]{1,2}(?![a-z])|@[a-z]|%"
    r"|\.(?:jpe?g|png|pdf|csv|txt|xlsx?|html)"
)
_SPEAKS_OF_PHONES = re.compile(r"wa\.me|tel|ph|mob|call|contact")
_TOLL_FREE = ("1800", "1860", "1900")


def find_numbers(text: Folded) -> list[Span]:
    """Return the personal numbers of a text, in order."""
    spans: list[Span] = []
    for match in RUN.finditer(text.lower):
        if _ORDER.fullmatch(text.lower, *match.span()):
            continue
        run = DigitRun.of(text.lower, *match.span())
        spans += _Reading(text, run).spans()
    if "landline" in text.lower or "लैंडलाइन" in text.lower or _TELEPHONE.search(text.lower):
        spans += _local_landlines(text.lower)
    return spans


class _Reading:
    """Reads one run from left to right; the longest number that begins at a group wins."""

    def __init__(self, text: Folded, run: DigitRun) -> None:
        self._text = text
        self._run = run
        self._count = len(run.starts)
        start = run.start_of(0)
        self._cue = cue_before(text.lower, start)
        if self._cue is None and text.lower[start - 1 : start] in ("=", ":", '"'):
            self._cue = cue_of_key(text.lower, start)
        self._after = cue_after(text.lower, run.ends[-1])
        self._near: bool | None = None
        if self._cue is Cue.OTHER and self._is_mobile_of_order():
            self._cue = None

    def spans(self) -> list[Span]:
        spans: list[Span] = []
        first, count = self._first_free(), self._last_free()
        while first < count:
            last, found = self._longest_from(first, count)
            if found is not None:
                spans.append(Span(self._run.start_of(first), self._run.ends[last - 1], found))
            first = last
        return spans

    def _first_free(self) -> int:
        """Return the first group that is not part of an identifier, an amount or a toll-free number."""
        run, lower = self._run, self._text.lower
        start = run.start_of(0)
        if is_amount(lower, start) or (self._cue is Cue.OTHER and not run.has_plus(0)):
            return self._next_whole(1)
        # Of a key in a log: "wa_id=91...", "e164=+91...".
        is_value = (self._cue is Cue.PHONE or run.has_plus(0)) and lower[start - 1 : start] in ("=", ":")
        if not is_value and _is_led(self._text, start):
            return self._next_whole(1) if self._count > 1 else self._count
        if run.window(0, min(2, self._count)).digits.startswith(_TOLL_FREE):
            return self._next_whole(1)
        return 0

    def _is_mobile_of_order(self) -> bool:
        """Whether a mobile number follows "order" directly: no order here has ten such digits."""
        run = self._run
        if not is_after_order(self._text.lower, run.start_of(0)):
            return False
        windows = [run.window(0, last) for last in range(1, min(3, self._count) + 1) if run.stands_alone(0, last)]
        return any(
            checksums.is_mobile(checksums.without_prefix(window.digits)) and window.sizes[-1] in (5, 10, 11, 12)
            for window in windows
        )

    def _next_whole(self, first: int) -> int:
        """Return the next group that is a number by itself, after those that may continue one that is not personal."""
        run = self._run
        for group in range(first, self._count):
            digits = self._text.lower[run.starts[group] : run.ends[group]]
            apart = self._text.lower[run.ends[group - 1] : run.starts[group]]
            if apart not in ("-", ".") and (checksums.is_mobile(digits) or run.has_plus(group)):
                return group
        return self._count

    def _last_free(self) -> int:
        """Return how many groups are free: the last is left out if letters, a unit or decimals are joined to it."""
        end = self._run.ends[-1]
        after = self._text.lower[end : end + 12]
        letters = re.match(r"[a-z_]*", after)
        trail = letters.group() if letters else ""
        is_free = not trail or (trail in _TRAILS and after[len(trail) : len(trail) + 1] not in set("0123456789-_"))
        if not is_free or _TAIL.match(after):
            return self._count - 1
        is_named = self._text.text[end : end + 1] == "-" and self._text.text[end + 1 : end + 2].isupper()
        return self._count - 1 if is_named else self._count

    def _longest_from(self, first: int, count: int) -> tuple[int, PiiType | None]:
        """Return the group after the number that begins here, and the number's type, or None if it is not personal."""
        run = self._run
        for last in range(min(count, first + _MOST_GROUPS), first, -1):
            size = run.size(first, last)
            if size < _FEWEST_DIGITS:
                break
            if size > _MOST_DIGITS or not run.stands_alone(first, last):
                continue
            window = run.window(first, last)
            if window.sizes in _ORDER_SIZES and (self._cue not in _BY_CUE or window.sizes == _ORDER_WRITTEN):
                return last, None
            found = self._kind_of(window, first, last)
            if found is not None:
                return last, found
        if first == 0 and run.window(0, min(3, count)).is_date:
            return min(3, count), None
        return first + 1, None

    def _kind_of(self, window: DigitWindow, first: int, last: int) -> PiiType | None:
        size = len(window.digits)
        after = self._after if last == self._count else None
        if after is Cue.OTHER:
            return None
        cue = self._cue if first == 0 else None
        by_cue = _BY_CUE.get(cue or after or Cue.OTHER)
        if by_cue is not None and size in by_cue[1]:
            return by_cue[0]
        if self._run.has_plus(first):
            return PiiType.PHONE if 10 <= size <= 14 else None
        return self._by_shape(window, cue or after)

    def _by_shape(self, window: DigitWindow, cue: Cue | None) -> PiiType | None:
        digits = window.digits
        if window.is_date and cue is None:
            return None
        if cue is Cue.CARD and len(digits) == 16 and checksums.has_card_brand(digits):
            return PiiType.CARD  # a mistyped digit makes it no less of a card
        is_cued = cue in (Cue.PHONE, Cue.LANDLINE)
        if len(digits) == 12 and not digits.startswith("91") and self._is_aadhaar(window, is_cued=is_cued):
            return PiiType.AADHAAR
        if self._is_phone(window, is_cued=is_cued):
            return PiiType.PHONE
        if self._is_aadhaar(window, is_cued=is_cued):
            return PiiType.AADHAAR
        grouped = window.is_spelled or len(window.sizes) == 1 or window.sizes in _CARD_SIZES or cue is Cue.CARD
        return PiiType.CARD if grouped and not window.is_dotted and checksums.is_card(digits) else None

    def _is_aadhaar(self, window: DigitWindow, *, is_cued: bool) -> bool:
        grouped = window.sizes in _AADHAAR_SIZES or window.is_spelled
        return grouped and not is_cued and not window.is_dotted and checksums.is_aadhaar(window.digits)

    def _is_phone(self, window: DigitWindow, *, is_cued: bool) -> bool:
        digits = window.digits
        mobile = checksums.without_prefix(digits)
        if checksums.is_mobile(mobile):
            if mobile != digits and len(window.sizes) == 3 and window.sizes == (4, 4, 4):
                return is_cued  # grouped as an Aadhaar number is
            return self._is_grouped(window, mobile, is_cued=is_cued)
        if is_cued and len(digits) == 10 and digits[0] in "23456789" and len(set(digits)) > 1:
            return True
        if digits[0] != "0" or len(digits) != 11 or digits[1] in "0":
            return False
        return is_cued or (2 <= len(window.sizes) <= 3 and 3 <= window.sizes[0] <= 5 and not window.is_dotted)

    def _is_grouped(self, window: DigitWindow, mobile: str, *, is_cued: bool) -> bool:
        """Whether the digits of a mobile number are written as one number, not as a list of small ones."""
        if is_cued or window.is_spelled:
            return True
        sizes = window.sizes
        if mobile != window.digits:
            prefix = len(window.digits) - 10
            sizes = sizes[1:] if sizes[0] <= prefix else (sizes[0] - prefix, *sizes[1:])
        if window.is_network_address:
            return False
        if window.is_dotted:
            return sizes in _DOTTED_SIZES and window.is_even
        if sizes in _MOBILE_SIZES:
            return len(sizes) == 1 or not window.is_round or self._is_near_phone
        if min(sizes) < 2:  # a list of small numbers, unless the line speaks of telephones
            return max(sizes) > 2 and self._is_near_phone
        return window.separators == {"-"} or mobile != window.digits or self._is_near_phone or self._has_line_to_itself

    @property
    def _is_near_phone(self) -> bool:
        if self._near is None:
            run = self._run
            self._near = is_near_phone(self._text.lower, run.start_of(0), run.ends[-1])
        return self._near

    @property
    def _has_line_to_itself(self) -> bool:
        lower, run = self._text.lower, self._run
        before = lower[max(0, run.start_of(0) - 80) : run.start_of(0)].rpartition("\n")[2]
        after = lower[run.ends[-1] : run.ends[-1] + 80].partition("\n")[0]
        return not before.strip() and not after.strip(" .")


def _is_led(text: Folded, start: int) -> bool:
    """Whether what is joined to a number on its left makes it a part of an identifier."""
    if not start or not (text.lower[start - 1].isalnum() or text.lower[start - 1] in "-_/=:#.,"):
        return False
    before = text.lower[max(0, start - 40) : start]
    if before[-1] == "#":
        return True
    if before[-1] == ",":
        return before[-2:-1].isdigit() and not re.search(r"[0-9]{7},$", before)
    if not before[-1].isascii():
        return False
    joined = _LEAD.search(before)
    if joined is None or not (joined[1] or joined[2]):
        return False
    rest, word, sign = joined.groups()
    if sign == ":":
        return False
    if sign == "/":
        return not (_SPEAKS_OF_PHONES.search(rest + word) or rest[-7:].isdigit())
    if word in _LEADS:
        return bool(re.search("[0-9]", rest)) and rest[-1:].isdigit()
    if not sign:
        return True
    is_shouted = bool(word) and text.text[start - 1 - len(word) : start - 1].isupper()
    is_numbered = bool(word) and rest[-1:].isdigit()
    return sign != "." and (is_shouted or is_numbered or word in _IDENTIFIERS or len(word) <= 3)


def _local_landlines(lower: str) -> list[Span]:
    """Return local landline numbers: seven or eight digits, identified only by the word before them."""
    return [
        Span(*match.span(), PiiType.PHONE)
        for match in _LOCAL_LANDLINE.finditer(lower)
        if cue_before(lower, match.start()) is Cue.LANDLINE
    ]
