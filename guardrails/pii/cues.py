"""What the words around a number say it is: read from the number outwards, past words without meaning for it."""

import re
from collections.abc import Set
from enum import Enum, auto

from guardrails.pii.lexicon import kinds_of, words

_REACH = 72  # code points looked at on one side
_TOKEN = re.compile(r"[a-z]+|[ऀ-ॣ॰-ॿ]+|[0-9]+|[^\sa-z0-9]|\n")
_MOST_TOKENS = 9


class Cue(Enum):
    """What a word says about the number beside it. OTHER is an identifier or a quantity, which is not personal data."""

    PHONE = auto()
    LANDLINE = auto()
    AADHAAR = auto()
    CARD = auto()
    ACCOUNT = auto()
    UTR = auto()
    GIFT_CARD = auto()
    PAN = auto()
    IFSC = auto()
    GSTIN = auto()
    VEHICLE = auto()
    OTHER = auto()


_CUES = {word: Cue[kind] for word, kind in kinds_of("cues").items()}
# An identifier, but not whose. The words of ``_OWNED`` name an identifier only together with one of these.
_ID_WORDS = words("id ids code ref")
_OWNED = words("customer cust user client seller buyer payment refund settlement merchant store device")
_CALLS = words("call calls msg sms message text")
_FILLERS = (
    words(
        "no nos num number numbers nbr nr is are was hai he h my the mera meri mere ka ki ke apna our his her their "
        "its sankhya kramank on at to of for refund credit payout cashback card cards details detail name a an also "
        "new old alternate registered valid linked yeh ye this नंबर नम्बर न नं संख्या है मेरा का की "
        ": = - _ # ( [ \" ' – पहचान क्रमांक"
    )
    | _ID_WORDS
)
_TOWARDS = words("to on at for pe par ko")
_STATES = words(": = is hai है -")
_NUMBERS = words("no number numbers id")
_ABBREVIATED = words("no nos mob ph tel acc ac inv ref num phn contact regn")
_BEFORE_A_DOT = _ABBREVIATED | _STATES | _NUMBERS
_BEFORE_A_LINE = _STATES | _NUMBERS | {".", "\n"}
_PASSED_OVER = _FILLERS | {"\n", "/"}
_OF_BANKS = words("upi imps neft rtgs bank npci bhim")
_BANKS = words(
    "bank hdfc icici sbi axis kotak pnb bob canara union idfc yes rbl indusind idbi federal baroda boi indian uco au "
    "citi hsbc postal saving savings current salary type बैंक एसबीआई एचडीएफसी"
)
_REFERENCES = words("ref reference txn transaction trans transfer रेफरेंस")
_UNITS = words(
    "range rupees rupee rupaye rupay rupiya rs inr lakh lakhs crore crores points coins km kg gm gb mb ml units pcs "
    "pieces percent users people % ₹ रुपये रुपए रु"
)
_CURRENCIES = words("₹ $ € £ rs inr usd re रु रुपये")
_JOINED_AFTER = words("is hai was are है = (")
_KEY_END = re.compile(r"(?:id|no|num|number|code|ref|minor)$")
_CARDS = {
    "gift": Cue.GIFT_CARD, "gc": Cue.GIFT_CARD, "गिफ्ट": Cue.GIFT_CARD, "pan": Cue.PAN, "पैन": Cue.PAN,
    "aadhaar": Cue.AADHAAR, "aadhar": Cue.AADHAAR, "adhaar": Cue.AADHAAR, "adhar": Cue.AADHAAR, "आधार": Cue.AADHAAR,
    "voter": Cue.OTHER, "sim": Cue.OTHER, "warranty": Cue.OTHER, "scratch": Cue.OTHER,
}  # fmt: skip


def cue_before(lower: str, start: int) -> Cue | None:
    """Return what the words directly before a place say about the number there; None when they say nothing."""
    nearby = _TOKEN.findall(lower[max(0, start - _REACH) : start])[-_MOST_TOKENS:]
    seen: set[str] = set()
    if not _BANKS.isdisjoint(nearby) and _is_account_of_bank(nearby):
        return Cue.ACCOUNT
    while nearby:
        word = nearby.pop()
        if word == ".":
            if not nearby or nearby[-1] not in _BEFORE_A_DOT:
                return None
            continue
        if word == "\n" and not seen and not (nearby and nearby[-1] in _BEFORE_A_LINE):
            return None
        cue = _cue_of_word(word, nearby, seen)
        if cue is Cue.OTHER:
            return _unless_about(nearby, seen)
        if cue is not None or word not in _PASSED_OVER:
            return cue
        seen.add(word)
    return None


def _is_account_of_bank(nearby: list[str]) -> bool:
    """Whether the words are those for an account with a bank's name after them: "a/c HDFC", "A/C no (SBI):"."""
    for at in range(len(nearby) - 1, -1, -1):
        word = nearby[at]
        if _CUES.get(word) is Cue.ACCOUNT or (word == "c" and nearby[max(0, at - 2) : at] == ["a", "/"]):
            return True
        if word not in _BANKS and word not in _FILLERS and word not in (")", "."):
            return False
    return False


def _cue_of_word(word: str, earlier: list[str], seen: Set[str]) -> Cue | None:
    """Return what one word says; ``earlier`` are the words before it, ``seen`` those between it and the number."""
    if word in ("card", "cards", "कार्ड"):
        named = next((_CARDS[word] for word in reversed(earlier[-2:]) if word in _CARDS), None)
        return named or Cue.CARD
    if word in _REFERENCES:
        return Cue.UTR if _OF_BANKS.intersection(earlier[-3:]) else Cue.OTHER
    if word in ("ref", "id") and _OF_BANKS.intersection(earlier[-1:]):
        return Cue.UTR if word == "ref" else None
    if word == "code" and earlier and _CUES.get(earlier[-1]) is Cue.IFSC:
        return Cue.IFSC
    if word == "code" and earlier and earlier[-1] in ("gift", "claim", "voucher"):
        return Cue.GIFT_CARD
    if word in _CALLS and "id" in seen:  # the id of a call or a message, not of its recipient
        return Cue.OTHER
    if word in _OWNED:
        return Cue.OTHER if seen & (_ID_WORDS | {"#"}) else None
    if word == "c" and earlier[-2:] == ["a", "/"]:
        return Cue.ACCOUNT
    return _CUES.get(word) or _of_key(word)


def _of_key(word: str) -> Cue | None:
    """Read the key of a record in one word: "orderid", "mobileno", "eligibleminor"."""
    stem = _KEY_END.sub("", word)
    if stem == word:
        return None
    return Cue.OTHER if stem in _OWNED or word.endswith("minor") else _CUES.get(stem)


def _unless_about(earlier: list[str], seen: set[str]) -> Cue | None:
    """Return the cue of a number that follows an order's word: after "mobile for this order:" it is a telephone."""
    if seen & _TOWARDS:
        return None  # "send the order to ..." names whom, not which
    if seen & _STATES and not seen & (_ID_WORDS | {"no", "number", "#"}):
        for word in reversed(earlier):
            if _CUES.get(word) in (Cue.PHONE, Cue.ACCOUNT, Cue.AADHAAR):
                return _CUES[word]
            if word.isdigit() or word in {"\n", ".", "।", ",", ";"}:
                break
    return Cue.OTHER


_BARE_ORDER = re.compile(r"(?:(?<![a-z])(?:orders?|ord)|ऑर्डर|आर्डर) {1,3}$")


def is_after_order(lower: str, start: int) -> bool:
    """Whether the word "order" itself stands directly before a place; a telephone may follow it as well as an id."""
    return _BARE_ORDER.search(lower[max(0, start - 12) : start]) is not None


def cue_after(lower: str, end: int) -> Cue | None:
    """Return what the words after a place say: a unit directly, any other cue only after "is" or a bracket."""
    nearby = _TOKEN.findall(lower[end : end + _REACH])[:_MOST_TOKENS]
    if nearby and (nearby[0] in _UNITS or nearby[:2] == ["/", "-"]):
        return Cue.OTHER
    if not nearby or nearby[0] not in _JOINED_AFTER:
        return None
    earlier: list[str] = []
    for word in nearby[1:]:
        cue = _cue_of_word(word, earlier, _ID_WORDS.intersection(nearby))
        if cue is not None and word not in ("id",):
            return cue
        if word not in _FILLERS or word == "no":  # "is no telephone" is not "is telephone no"
            return None
        earlier.append(word)
    return None


_KEY = re.compile(r"(?<![a-z0-9])(?P<key>[a-z][a-z_.-]{0,40}?)[0-9]{0,3}[\"']?[=:] ?[\"']?$")


def cue_of_key(lower: str, start: int) -> Cue | None:
    """Return what the numbered key of a record or a log says about its value: "phone2=..."."""
    key = _KEY.search(lower, max(0, start - _REACH), start)
    parts = re.split("[_.-]", key["key"]) if key else []
    return next((cue for part in reversed(parts) if (cue := _CUES.get(part) or _of_key(part))), None)


def is_amount(lower: str, start: int) -> bool:
    """Whether the sign or name of a currency stands directly before a place."""
    nearby = _TOKEN.findall(lower[max(0, start - 8) : start].rstrip(" ."))
    return bool(nearby) and nearby[-1] in _CURRENCIES


_NEAR = re.compile(
    r"(?<![a-z])(?:phone|ph|mobile|mob|cell|contact|call|called|calling|ring|dial|reach|whatsapp|sms|text|message|msg"
    r"|number|numbers|no|tel|landline)(?![a-z])|फोन|फ़ोन|मोबाइल|मोबाईल|नंबर|नम्बर|कॉल|संपर्क|व्हाट्स"
)


def is_near_phone(lower: str, start: int, end: int) -> bool:
    """Whether the line speaks of telephones close to a place, before or after it."""
    before = lower[max(0, start - 48) : start].rpartition("\n")[2]
    after = lower[end : end + 32].partition("\n")[0]
    return _NEAR.search(before) is not None or _NEAR.search(after) is not None
