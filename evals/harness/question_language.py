"""The language in which a question is asked, by its letters and a few words: it must not depend on the product."""

import re
from enum import StrEnum

# Words that stand in nearly every Hinglish question and in no English one.
_HINGLISH = re.compile(
    r"\b(?:aur|baa?ki|bhai|chahiye|dusre|hain?|hu[ai]|iska|k[aei]|kab|kahan|kisi|kitn[ae]|kyun?|kya|mein|mer[ae]|mil[ai]|"
    r"milega|nahi|pe|uska|wal[ae]|w?oh?|yeh)\b"
)


class QuestionLanguage(StrEnum):
    ENGLISH = "english"
    HINGLISH = "hinglish"
    HINDI = "hindi"
    OTHER = "other"


def language_of(question: str) -> QuestionLanguage:
    letters = [letter for letter in question if letter.isalpha()]
    if any("\u0900" <= letter <= "\u097f" for letter in letters):
        return QuestionLanguage.HINDI
    if any(not letter.isascii() for letter in letters):
        return QuestionLanguage.OTHER
    is_hinglish = len(_HINGLISH.findall(question.lower())) > 1
    return QuestionLanguage.HINGLISH if is_hinglish else QuestionLanguage.ENGLISH
