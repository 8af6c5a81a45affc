"""A recognizer for values that only the words beside them identify, declared by its cues and the pattern of a value.

To add a type: a member of ``PiiType``, a file beside this one that ends in ``RECOGNIZERS``, its module in
``guardrails/pii/cued_values.py``, and labelled texts in ``evals/pii``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from guardrails.pii.lexicon import kinds_of, words
from guardrails.pii.pii_types import PiiType, Span

_LETTER = "a-zऀ-ॣ"
_WORD = re.compile(rf"[{_LETTER}]+")
_WORD_ENDS = rf"(?![{_LETTER}])"
# What may stand between a cue and its value, in any order: "OTP no. is: ...", "मेरा VID नंबर है ...".
_SIGNS = r"[ _/:=#\"'()\[\],.>→~|*\n-]"
_BETWEEN = (
    "[0-9]{1,2}[ -]?digits?|is|are|was|numbers?|num|nos?|nbr|nmbr|ids?|code|hai|he|h|tha|ka|ki|ke|mera|meri|my|the"
    "|your|our|his|her|as|card|है|था|नंबर|नम्बर|संख्या|का|की|मेरा|मेरी|कोड|आईडी"
)
# A key of a record or a log has its noun joined: "ckycNumber".
_JOINED = r"(?:number|num|no|id|code)?"
# What shows that digits are not a value: the rest of a longer number, an amount, or a unit.
_UNITS = (
    "digits?|ank|minutes?|mins?|seconds?|secs?|s|hours?|hrs?|days?|din|weeks?|months?|times?|baar|bar|attempts?"
    "|rs|inr|rupees?|rupaye|rupay|points?|pcs|items?|percent|mb|x|minat|ghante|अंकों?|मिनट|बार|रुपये|रुपए|दिन"
)
_END = rf"(?![{_LETTER}0-9_%₹]|[-/.,:@][0-9]|[ -](?:{_UNITS}){_WORD_ENDS})"
# Words after which a number does not belong to the cue: words for other numbers or amounts, and negations.
_OTHER_SUBJECTS = (kinds_of("cues").keys() - words("code gc sms msg call called calling contact")) | words(
    "and but never not nahi nahin so then while error without cashback pin above below upto limit minimum maximum than"
)
_OTHER_WORD = rf"[ ,/(:?]{{1,2}}(?!(?:{'|'.join(sorted(_OTHER_SUBJECTS))}){_WORD_ENDS})[{_LETTER}']{{1,20}}[).]?"
# What a value is for, up to the word or sign that states it: "OTP for the transfer of INR 2,000 is ...".
_PURPOSE = (
    r"(?: (?:for|of|to|given|at|sent|ending|on)(?: (?!(?:and|but|never|not|nahi|so|then|while|,)(?![a-z]))"
    r"(?:[^ ,;!?\n]|,(?=[0-9])){1,24}){1,9}? ?(?:is|was|hai|are|:|=)(?![a-z])"
    rf"|(?:{_OTHER_WORD}){{1,4}}? ?(?:is|was|hai|bataya|batayi|bola|:|=)(?![a-z])|)"
)
# After a value: it was given to somebody, or entered.
PASSED_ON = (
    "de di|de diya|de dia|bata di|bata diya|bata dia|bataya|batayi|daal diya|daal di|dal diya|dal di|dala|daala"
    "|likh diya|share kiya|share kar|bola|dene ke|dalne ke|daalne ke|dalne par|daalne par|dalne se|daalne se"
)
# Between a value and the cue after it: "4821 is my OTP", "4821, the OTP", "4821 (OTP)", "4821 OTP aaya".
_REACH_BACK = 64  # code points
_BACK = (
    r"(?:[ ,\"'()\]:=\n-]|(?:is|was|are|as|hai|he|hi|my|the|your|our|mera|meri|his|her|their|a|ye|yeh|card's|है|मेरा|मेरी)"
    rf"(?![{_LETTER}0-9]))"
)
_STATES = words("is was are as hai he है")
_STATED_AFTER = re.compile(rf" (?:hai|he|aaya|aya|mila|tha|for|dene|dalne|daalne|diya|dala|daala|है|आया|था){_WORD_ENDS}")
_APPOSED = re.compile(r",? ?\(|, ?(?:the|my|mera|meri|your|his|her) ")
_ABOUT_THE_TYPE = re.compile(
    r" (?:limit|length|fees?|charges?|amount|error|screen|page|window|count|attempts?)(?![a-z])"
)
_SHORTEST_LISTED = 6  # code points of a value that another may follow; after a shorter one there may be an amount
# Too common to show that a text may hold a cue.
_COMMON = words("number no num id code card bank security date one time of ka ki from given by account transaction")


def _any_value(_written: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class CueRecognizer:
    """Finds values of one type after, or as "... is my OTP" before, one of its cues."""

    type: PiiType
    # In lower case. A space stands for a space, a dot, a dash, an underscore or nothing.
    cues: tuple[str, ...]
    # A regular expression over text in lower case, with ASCII digits.
    value: str
    # Further words that may stand between a cue and a value, as alternatives of a regular expression.
    between: str = ""
    # How many words of any other kind may stand between; more than 0 only where a value's pattern is unlike an amount.
    reach: int = 0
    # Whether a value, as written but in lower case, can be one; the pattern alone decides by default.
    is_valid: Callable[[str], bool] = _any_value
    # One word of each cue: a text without any of them is not searched.
    anchors: frozenset[str] = field(init=False)
    after: re.Pattern[str] = field(init=False)
    before: re.Pattern[str] = field(init=False)
    more: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        between = "|".join(filter(None, (self.between, _BETWEEN)))
        fillers = rf"(?:{_SIGNS}|(?:{between})(?![{_LETTER}0-9])){{0,16}}+"
        gap = rf"(?:{_PURPOSE}|(?:{_OTHER_WORD}){{0,{self.reach}}}?)" if self.reach else _PURPOSE
        cue = "|".join(_flexible(cue) for cue in sorted(self.cues, key=len, reverse=True))
        value = f"(?P<value>{self.value})"
        after = rf"(?<![{_LETTER}0-9])(?:{cue}){_JOINED}{_WORD_ENDS}(?P<rest>{gap}{fillers}{value}{_END})?"
        before = rf"(?<![{_LETTER}0-9./-]){value}(?P<between>{_BACK}{{1,10}}+)\Z"
        more = rf"(?: ?[,/&] ?| (?:and|or|aur|ya|to|not|nahi) ){value}{_END}"
        object.__setattr__(self, "anchors", frozenset(_anchors(self.cues)))
        object.__setattr__(self, "after", re.compile(after))
        object.__setattr__(self, "before", re.compile(before))
        object.__setattr__(self, "more", re.compile(more))

    def find(self, lower: str) -> Iterator[Span]:
        """Return the values in a text in lower case; spans of several cues may be the same."""
        for cue in self.after.finditer(lower):
            match: re.Match[str] | None = cue if cue["rest"] is not None else self._value_before(lower, cue)
            while match is not None and self.is_valid(match["value"]):
                yield Span(*match.span("value"), self.type)
                is_listed = len(match["value"]) >= _SHORTEST_LISTED
                match = self.more.match(lower, match.end("value")) if is_listed else None

    def _value_before(self, lower: str, cue: re.Match[str]) -> re.Match[str] | None:
        match = self.before.search(lower, max(0, cue.start() - _REACH_BACK), cue.start())
        if match is None or _ABOUT_THE_TYPE.match(lower, cue.end()):
            return None
        between = match["between"]
        is_stated = (
            _APPOSED.match(between) is not None
            or not _STATES.isdisjoint(_WORD.findall(between))
            or _STATED_AFTER.match(lower, cue.end()) is not None
        )
        return match if is_stated else None


def _flexible(cue: str) -> str:
    """Return a cue as an expression in which its words may be written together or apart."""
    return "[ ._-]{0,2}".join(map(re.escape, cue.split(" "))) + ("(?![0-9])" if cue[-1].isdigit() else "")


def _anchors(cues: tuple[str, ...]) -> Iterator[str]:
    """Return for each cue its longest word that is not a common one, and its words in one."""
    for cue in cues:
        parts = cue.split(" ")
        yield max((part for part in parts if part not in _COMMON), key=len, default=parts[0])
        joined = "".join(parts)
        yield from (joined + noun for noun in ("", "number", "num", "no", "id", "code"))
