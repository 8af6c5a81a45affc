"""A recognizer for values that only the words beside them identify, declared by its cues and the pattern of a value.

To add a type: a member of ``PiiType``, a file beside this one that ends in ``RECOGNIZERS``, its module in
``guardrails/pii/cued_values.py``, and labelled texts in ``evals/pii``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from guardrails.pii.lexicon import words
from guardrails.pii.pii_types import PiiType, Span

_LETTER = "a-zऀ-ॣ"
_REACH = 64  # code points before a cue in which its value may stand
# What may stand between a cue and its value, in any order: "OTP no. is: ...", "मेरा VID नंबर है ...".
_SIGNS = r"[ _:=#\"'()\[\],.>→~|*\n-]"
_BETWEEN = (
    "is|are|was|numbers?|num|nos?|nbr|nmbr|ids?|code|hai|he|h|tha|ka|ki|ke|mera|meri|my|the|your|our|his|her|as|card"
    "|है|था|नंबर|नम्बर|संख्या|का|की|मेरा|मेरी|कोड|आईडी"
)
# A key of a record or a log has its noun joined: "ckycNumber".
_JOINED = r"(?:number|num|no|id|code)?"
# What shows that digits are no value: the rest of a longer number, an amount, or a unit.
_UNITS = (
    "digits?|digit|ank|minutes?|mins?|minute|seconds?|secs?|s|hours?|hrs?|days?|din|weeks?|months?|times?|baar|bar|attempts?"
    "|rs|inr|rupees?|rupaye|rupay|points?|pcs|items?|percent|mb|x|minat|ghante|अंकों?|मिनट|बार|रुपये|रुपए|दिन"
)
_END = rf"(?![{_LETTER}0-9_%₹]|[-/.,:@][0-9]|[ -](?:{_UNITS})(?![{_LETTER}]))"
_BEFORE = (
    r"(?:[ ,\"'()\]:=\n-]|(?:is|was|are|as|hai|he|hi|my|the|your|our|mera|meri|his|her|their|a|ye|yeh|card's|है|मेरा|मेरी)"
    rf"(?![{_LETTER}0-9]))"
)
_STATES = words("is was are as hai he है")
_STATED_AFTER = re.compile(rf" (?:hai|he|aaya|aya|mila|tha|है|आया|था)(?![{_LETTER}])")
# What the value is for, up to the word that states it: "OTP for the transfer of INR 2,000 is ...".
_PURPOSE = (
    r"(?: (?:for|of|to|given|at|sent|ending|on)(?: (?!(?:and|but|never|not|nahi|so|then|while|,)(?![a-z]))"
    r"[^ ,;!?\n]{1,24}){1,9}? (?:is|was|hai|are|:|=)(?![a-z])|)"
)
_ABOUT_THE_TYPE = re.compile(
    r" (?:limit|length|fees?|charges?|amount|error|screen|page|window|count|attempts?)(?![a-z])"
)
_WORD = re.compile(rf"[{_LETTER}]+")
# Too common to tell that a text may hold a cue.
_COMMON = words("number no num id code card bank security date one time of ka ki")


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
    # Whether a value, as written but in lower case, can be one; the pattern alone decides by default.
    is_valid: Callable[[str], bool] = _any_value
    # One word of each cue: a text without any of them is not searched.
    anchors: frozenset[str] = field(init=False)
    after: re.Pattern[str] = field(init=False)
    before: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        between = "|".join(filter(None, (self.between, _BETWEEN)))
        fillers = rf"(?:{_SIGNS}|(?:{between})(?![{_LETTER}0-9])){{0,16}}+"
        cues = "|".join(_flexible(cue) for cue in sorted(self.cues, key=len, reverse=True))
        set_ = partial(object.__setattr__, self)
        set_("anchors", frozenset(_anchors(self.cues)))
        set_(
            "after",
            re.compile(
                rf"(?<![{_LETTER}0-9])(?:{cues}){_JOINED}(?![{_LETTER}])(?P<rest>{_PURPOSE}{fillers}(?P<value>{self.value}){_END})?"
            ),
        )
        set_("before", re.compile(rf"(?<![{_LETTER}0-9./-])(?P<value>{self.value})(?P<between>{_BEFORE}{{1,10}}+)\Z"))

    def find(self, lower: str) -> Iterator[Span]:
        """Return the values in a text in lower case; spans of several cues may be the same."""
        for cue in self.after.finditer(lower):
            if cue["rest"] is not None:
                match: re.Match[str] | None = cue
            else:
                match = self._value_before(lower, cue)
            if match is not None and self.is_valid(match["value"]):
                yield Span(*match.span("value"), self.type)

    def _value_before(self, lower: str, cue: re.Match[str]) -> re.Match[str] | None:
        match = self.before.search(lower, max(0, cue.start() - _REACH), cue.start())
        if match is None or _ABOUT_THE_TYPE.match(lower, cue.end()):
            return None
        is_stated = (
            "(" in match["between"]
            or not _STATES.isdisjoint(_WORD.findall(match["between"]))
            or _STATED_AFTER.match(lower, cue.end())
        )
        return match if is_stated else None


def _flexible(cue: str) -> str:
    return "[ ._-]{0,2}".join(map(re.escape, cue.split(" ")))


def _anchors(cues: tuple[str, ...]) -> Iterator[str]:
    for cue in cues:
        parts = cue.split(" ")
        yield max((part for part in parts if part not in _COMMON), key=len, default=parts[0])
        joined = "".join(parts)
        yield from (joined + noun for noun in ("", "number", "num", "no", "id", "code"))
