"""The shapes of personal data in Indian support texts, and of what must be left alone, fused into one expression.

Shapes are tried in order at every position, and what one has taken no later one sees: so the shapes that protect stand
before those that would take a part of them. Where a shape has a group ``value``, the rest of it is a cue that is read
but not masked. The text is folded (ASCII digits, dashes and spaces) and case is ignored unless a shape says otherwise.

Repetitions are bounded, or take what no later start reads again, so that the time of a search grows with the length of
the text and no faster: Python's own ``re`` is three times as fast here as the ``regex`` of Presidio's recognizers, but
it cannot be stopped.
"""

from dataclasses import dataclass

from guardrails.pii.kinds import PiiType

_WORD_START = r"(?<![A-Z0-9_])"
_AFTER_PHONE_CUE = "|".join(
    rf"(?<={cue})(?<![A-Z]{cue})" for cue in ("ph", "phone", "mob", "mobile", "no", "tel", "cell", "call", "wa")
)
_JOIN = r"(?:[ ]?(?:id|no\.?|num|number|code|card|ref|is|hai|:|\#|=|-)){0,3}[ ]?"
_END = r"(?![A-Z0-9_])"
_FOUR = r"[A-Z0-9]{4}"
# Four characters that are no word: capitals or with a digit among them.
_CODE_FOUR = rf"(?:(?-i:{_FOUR})|(?=[A-Z]{{0,3}}[0-9]){_FOUR})"
_CODES_FOUR = rf"{_CODE_FOUR}(?:[ -]{{0,2}}{_CODE_FOUR}){{1,3}}"
_NOT_IN_ADDRESS = r"(?<![.%+-])"
_HOST = r"[A-Z0-9-]{1,63}(?:\.[A-Z0-9-]{1,63}){0,4}\.[A-Z]{2,24}"
_SPOKEN_DOT = r"(?:[ ]?\.[ ]?|[ ][(\[]?dot[)\]]?[ ])"
_SPOKEN_AT = r"(?:[ ][(\[]?at[)\]]?[ ]|[ ]?[(\[]at[)\]][ ]?|[ ]@[ ]?|@[ ])"
_NAMED = r"(?:order|tracking|awb|invoice|shipment|consignment|txn|transaction)"
# Capitals and a dash begin an identifier of ours, unless the capitals are a cue for something personal.
_CUES = r"(?:PH|PHONE|MOB|MOBILE|TEL|CELL|CALL|WA|WHATSAPP|NO|AADHAAR|AADHAR|CARD|PAN|UPI|UID|ACCT)"


@dataclass(frozen=True, slots=True)
class Shape:
    """One alternative. ``type`` is None for what is protected; ``is_number`` runs are read digit group by group."""

    pattern: str
    type: PiiType | None = None
    is_number: bool = False


_SPOKEN_MAIL = Shape(
    rf"{_NOT_IN_ADDRESS}[A-Z0-9][A-Z0-9_+-]{{1,40}}(?:{_SPOKEN_DOT}[A-Z0-9_-]{{1,40}}){{0,2}}{_SPOKEN_AT}"
    rf"[A-Z0-9-]{{2,40}}(?:{_SPOKEN_DOT}[A-Z0-9-]{{1,40}})?{_SPOKEN_DOT}(?:com|in|org|net|co|edu|gov){_END}",
    PiiType.EMAIL,
)
# Begin with a sign of their own: our marks, and amounts.
_MARKS: tuple[Shape, ...] = (
    Shape(r"\[\[f[0-9]{1,9}\]\]"),
    Shape(r"<[A-Z_]{2,20}_[0-9]{1,9}>"),
    Shape(r"₹[ ]?[0-9][0-9,]{0,20}(?:\.[0-9]{1,4})?"),
)
# Words with a digit or an at sign in them.
_TOKENS: tuple[Shape, ...] = (
    Shape(rf"{_NOT_IN_ADDRESS}[A-Z0-9][A-Z0-9._%+'-]{{0,63}}@{_HOST}{_END}", PiiType.EMAIL),
    Shape(
        rf"{_NOT_IN_ADDRESS}(?=[0-9]{{0,63}}[A-Z]|[0-9]{{5}})[A-Z0-9][A-Z0-9._-]{{1,63}}@(?!(?:each|per|rate)\b)"
        rf"[A-Z][A-Z0-9]{{2,31}}(?![A-Z0-9_.-]{{0,64}}[A-Z0-9])",
        PiiType.UPI,
    ),
    Shape(rf"[A-Z]{{3}}[ABCFGHJLPT][A-Z][0-9]{{4}}[A-Z]{_END}", PiiType.PAN),
    Shape(rf"[A-Z]{{4}}0[A-Z0-9]{{6}}{_END}", PiiType.IFSC),
    Shape(rf"GC(?:-[A-Z0-9]{{2,16}}){{2,6}}{_END}", PiiType.GIFT_CARD),
    Shape(rf"GC[ -]{{0,2}}{_CODES_FOUR}{_END}", PiiType.GIFT_CARD),
    # Our identifiers are no personal data, nor are those of machines, nor toll-free lines.
    Shape(r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}(?![A-Z0-9])"),
    Shape(rf"(?-i:(?!{_CUES}-)[A-Z]{{2}}[A-Z0-9]{{0,20}}(?:-[A-Z0-9]{{1,24}}){{1,4}})(?![A-Z0-9])"),
    Shape(r"1[ -]?800[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])"),
)
# Words that tell what the number after them is.
_CUED: tuple[Shape, ...] = (
    Shape(r"(?:Rs\.?|INR)[ ]?[0-9][0-9,]{0,20}(?:\.[0-9]{1,4})?"),
    Shape(rf"GC[ -]{{0,2}}(?=[A-Z0-9 -]{{0,24}}[0-9]){_CODES_FOUR}{_END}", PiiType.GIFT_CARD),
    Shape(
        rf"(?:gift[ -]?(?:cards?|codes?)|voucher|claim code|gc|गिफ्ट कार्ड){_JOIN}(?P<value>(?=[A-Z0-9 -]{{0,20}}[0-9])"
        rf"(?:{_CODE_FOUR}(?:[ -]?{_CODE_FOUR}){{3}}|{_FOUR}-[A-Z0-9]{{6}}-[A-Z0-9]{{4,5}}|[A-Z0-9]{{14,20}})){_END}",
        PiiType.GIFT_CARD,
    ),
    Shape(
        rf"(?:aad?ha?ar|adhaar|uidai|आधार){_JOIN}(?P<value>[0-9]{{4}}[ -]?[0-9]{{4}}[ -]?[0-9]{{4}})(?![0-9])",
        PiiType.AADHAAR,
    ),
    Shape(rf"(?:a/c|acc(?:oun)?t|खाता){_JOIN}(?P<value>[0-9]{{9,18}})(?![0-9])", PiiType.BANK_ACCOUNT),
    Shape(rf"(?:utr|rrn){_JOIN}(?P<value>(?=[A-Z]{{0,6}}[0-9])[A-Z0-9]{{12,22}}){_END}", PiiType.UTR),
    Shape(
        rf"{_NAMED}(?:[ ](?:id|no\.?|num|number|code|ref))?(?:[ ]?[:#=]|[ ]is)?[ ]?"
        r"[A-Z]{0,4}[0-9][A-Z0-9-]{5,40}(?![A-Z0-9-]|[ ][0-9])"
    ),
)
# Everything else that is made of digits. A letter may stand before it only where letters are a cue for a telephone.
_NUMBERS: tuple[Shape, ...] = (
    Shape(
        rf"(?:{_WORD_START}|{_AFTER_PHONE_CUE})"
        rf"[+(]{{0,2}}[0-9](?:(?:[ \-()]{{1,2}}|\.)?[0-9]){{8,}}{_END}",
        is_number=True,
    ),
)
_GROUPS = (
    (r"(?=[\[<₹])", _MARKS),
    (rf"(?=[A-Z0-9]){_WORD_START}(?=[A-Z0-9._%+'-]{{0,80}}[0-9@])", _TOKENS),
    (rf"(?=[ACGIORSTUVआखग]){_WORD_START}(?=[^0-9]{{2,40}}[0-9])", _CUED),
    (r"(?=[+(0-9])", _NUMBERS),
)

SHAPES: tuple[Shape, ...] = (_SPOKEN_MAIL, *_MARKS, *_TOKENS, *_CUED, *_NUMBERS)
# A text that holds none of these holds none of the shapes: most sentences are let through by this look alone.
POSSIBLE = r"[0-9@]|[ (\[]at[)\] ]"
# Without one of these there is no address in words, whose shape is the slowest of all.
SPOKEN = r"[ (\[]at[)\] ]|[ ]@|@[ ]"


def fused(*, with_spoken: bool) -> str:
    """Give all shapes as one expression, whose group ``s<n>`` is the n-th of ``SHAPES`` and ``v<n>`` its value.

    Each kind of beginning is looked at once, so that within a word nothing is tried.
    """
    number = 1
    parts = [rf"(?P<s0>(?<![A-Z0-9_]){_SPOKEN_MAIL.pattern})"] if with_spoken else []
    for beginning, shapes in _GROUPS:
        alternatives = "|".join(
            f"(?P<s{i}>{shape.pattern.replace('?P<value>', f'?P<v{i}>')})"
            for i, shape in enumerate(shapes, start=number)
        )
        parts.append(f"{beginning}(?:{alternatives})")
        number += len(shapes)
    return "|".join(parts)
