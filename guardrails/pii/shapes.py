"""The shapes of personal data in Indian support texts, and of what must be left alone, fused into one expression.

Shapes are tried in order at every position, and what one has taken no later one sees: so the shapes that protect stand
before those that would take a part of them. ``\\K`` ends a cue that is read but not masked. The text is folded (ASCII
digits, dashes and spaces) and case is ignored unless a shape says otherwise.
"""

from dataclasses import dataclass

from guardrails.pii.kinds import PiiType

_CUE_JOIN = r"(?:[ ]?(?:id|no\.?|num|number|code|card|ref|is|hai|:|\#|=|-)){0,3}[ ]?"
_NOT_AFTER_WORD = r"(?<![A-Z0-9_])"
_NOT_BEFORE_WORD = r"(?![A-Z0-9_])"
# A letter or a digit may stand before a number only where the letters are a cue for a telephone.
_NUMBER_START = r"(?:(?<![A-Z0-9_])|(?<=(?<![A-Z])(?:ph|phone|mob|mobile|no|tel|cell|call|wa)))"
_FOUR = r"[A-Z0-9]{4}"
# Four characters that are no word: capitals or with a digit among them.
_CODE_FOUR = rf"(?:(?-i:{_FOUR})|(?=[A-Z]{{0,3}}[0-9]){_FOUR})"
_MAIL_NAME = r"[A-Z0-9][A-Z0-9._%+'-]{0,63}"
_MAIL_HOST = r"[A-Z0-9-]{1,63}(?:\.[A-Z0-9-]{1,63}){0,4}\.[A-Z]{2,24}"
_SPOKEN_DOT = r"(?:[ ]?\.[ ]?|[ ][(\[]?dot[)\]]?[ ])"
_SPOKEN_AT = r"(?:[ ][(\[]?at[)\]]?[ ]|[ ]?[(\[]at[)\]][ ]?|[ ]@[ ]?|@[ ])"
_BANKS = (
    "AIRP|ALLA|ANDB|AUBL|BARB|BDBL|BKID|CBIN|CITI|CIUB|CNRB|CORP|CSBK|DBSS|DCBL|DEUT|DLXB|ESFB|FDRL|FINO|HDFC|HSBC|IBKL"
    "|ICIC|IDFB|IDIB|INDB|IOBA|IPOS|JAKA|JIOP|JSFB|KARB|KKBK|KVBL|MAHB|NSPB|ORBC|PSIB|PUNB|PYTM|RATN|SBIN|SCBL|SIBL"
    "|SRCB|SVCB|SYNB|TMBL|UBIN|UCBA|UJVN|USFB|UTBI|UTIB|UTKS|VIJB|YESB"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """One alternative. ``type`` is None for what is protected; ``is_number`` runs are read digit group by group."""

    pattern: str
    type: PiiType | None = None
    is_number: bool = False


SHAPES: tuple[Shape, ...] = (
    # Our own marks.
    Shape(r"\[\[f[0-9]+\]\]"),
    Shape(r"<[A-Z_]{2,20}_[0-9]+>"),
    # Amounts, also those of ten digits.
    Shape(r"(?:₹|\bRs\.?|\bINR)[ ]?[0-9][0-9,]*(?:\.[0-9]+)?"),
    # Addresses.
    Shape(rf"(?<![A-Z0-9._%+-]){_MAIL_NAME}@{_MAIL_HOST}{_NOT_BEFORE_WORD}", PiiType.EMAIL),
    Shape(
        rf"(?<![A-Z0-9._%+-])[A-Z0-9][A-Z0-9_+-]{{1,40}}(?:{_SPOKEN_DOT}[A-Z0-9_-]{{1,40}}){{0,2}}{_SPOKEN_AT}"
        rf"[A-Z0-9-]{{2,40}}(?:{_SPOKEN_DOT}[A-Z0-9-]{{1,40}})?{_SPOKEN_DOT}(?:com|in|org|net|co|edu|gov)"
        rf"{_NOT_BEFORE_WORD}",
        PiiType.EMAIL,
    ),
    Shape(
        r"(?<![A-Z0-9._%+-])(?=[0-9]{0,63}[A-Z]|[0-9]{5})[A-Z0-9][A-Z0-9._-]{1,63}@(?!(?:each|per|rate)\b)"
        r"[A-Z][A-Z0-9]{2,31}(?![A-Z0-9_.-]*[A-Z0-9])",
        PiiType.UPI,
    ),
    # Identity and bank numbers with letters.
    Shape(
        rf"{_NOT_AFTER_WORD}[A-Z]{{3}}[ABCFGHJLPT][A-Z][0-9]{{4}}[A-Z]{_NOT_BEFORE_WORD}",
        PiiType.PAN,
    ),
    Shape(rf"{_NOT_AFTER_WORD}(?:{_BANKS})0[A-Z0-9]{{6}}{_NOT_BEFORE_WORD}", PiiType.IFSC),
    Shape(rf"\bifsc\b{_CUE_JOIN}\K[A-Z]{{4}}0[A-Z0-9]{{6}}{_NOT_BEFORE_WORD}", PiiType.IFSC),
    # Gift cards: by their prefix, or by a cue before a code.
    Shape(rf"{_NOT_AFTER_WORD}GC(?:-{_FOUR}){{2,4}}{_NOT_BEFORE_WORD}", PiiType.GIFT_CARD),
    Shape(
        rf"{_NOT_AFTER_WORD}GC[ -]{{0,2}}(?=[A-Z0-9 -]{{0,24}}[0-9]){_CODE_FOUR}(?:[ -]{{0,2}}{_CODE_FOUR}){{1,3}}"
        rf"{_NOT_BEFORE_WORD}",
        PiiType.GIFT_CARD,
    ),
    Shape(
        rf"(?:\bgift[ -]?(?:cards?|codes?)|\bvoucher|\bclaim code|\bgc|गिफ्ट कार्ड){_CUE_JOIN}\K"
        rf"(?=[A-Z0-9 -]{{0,20}}[0-9])"
        rf"(?:{_CODE_FOUR}(?:[ -]?{_CODE_FOUR}){{3}}|{_FOUR}-[A-Z0-9]{{6}}-[A-Z0-9]{{4,5}}|[A-Z0-9]{{14,20}})"
        rf"{_NOT_BEFORE_WORD}",
        PiiType.GIFT_CARD,
    ),
    # Numbers that only their cue tells from any other number.
    Shape(
        rf"(?:\baad?ha?ar|\badhaar|\buidai|आधार){_CUE_JOIN}\K[0-9]{{4}}[ -]?[0-9]{{4}}[ -]?[0-9]{{4}}(?![0-9])",
        PiiType.AADHAAR,
    ),
    Shape(rf"(?:\ba/c|\bacc(?:oun)?t|\bbank account|खाता){_CUE_JOIN}\K[0-9]{{9,18}}(?![0-9])", PiiType.BANK_ACCOUNT),
    Shape(rf"\b(?:utr|rrn){_CUE_JOIN}\K(?=[A-Z]{{0,6}}[0-9])[A-Z0-9]{{12,22}}{_NOT_BEFORE_WORD}", PiiType.UTR),
    # Numbers that are no personal data: named ones, our identifiers, toll-free lines.
    Shape(
        r"\b(?:order|tracking|awb|invoice|shipment|consignment|txn|transaction)"
        r"(?:[ ](?:id|no\.?|num|number|code|ref))?(?:[ ]?[:#=]|[ ]is)?[ ]?"
        r"[A-Z]{0,4}[0-9][A-Z0-9-]{5,40}(?![A-Z0-9-]|[ ][0-9])"
    ),
    Shape(
        r"(?<![A-Z0-9])"
        r"(?-i:(?!(?:PH|PHONE|MOB|MOBILE|TEL|CELL|CALL|WA|WHATSAPP|NO|AADHAAR|AADHAR|CARD|PAN|UPI|UID|ACCT)-)"
        r"[A-Z]{2}[A-Z0-9]{0,20}(?:-[A-Z0-9]{1,24}){1,4})(?![A-Z0-9])"
    ),
    Shape(r"(?<![0-9+])1[ -]?800[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])"),
    # Everything else that is made of digits.
    Shape(rf"{_NUMBER_START}[+(]{{0,2}}[0-9](?:(?:[ \-()]{{1,2}}|\.)?[0-9]){{8,}}{_NOT_BEFORE_WORD}", is_number=True),
)

# A text that holds none of these holds none of the shapes: most sentences are let through by this look alone.
POSSIBLE = r"[0-9@]|[ (\[]at[)\] ]"
