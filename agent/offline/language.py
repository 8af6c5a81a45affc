"""The language of a question, in which its answer is written."""

import re
from enum import StrEnum


class Language(StrEnum):
    ENGLISH = "en"
    HINGLISH = "hi-Latn"  # Hindi in Latin letters
    HINDI = "hi"


_DEVANAGARI = re.compile(r"[\u0904-\u0939\u0958-\u0961][\u0900-\u0963]*")
_LATIN = re.compile(r"[a-z]{2,}")
_WORDS = """
aaega aaj aapka aaya aaye aayega aayi abhi apna aur aya ayega baaki bacha bache baki bas bata bataiye batao bhai bol
bola bole btao de dekho dhanyavaad diya do dono doosra doosre dusra dusre dusri gaya gaye gya hafte hai hain hamara ho
hoon hua hue hui hun iska iske itna ji ka kab kaha kahan kal kar karna karo kaunsa kaunse kaunsi ke keval ki kitna
kitne kitni ko konsa konse krdo kro kya kyo kyon kyu kyun kyunki liya mahine mein mera mere meri mila mile milega
milegi mili mujhe nahi nahin nai namaskar namaste ne nhi paisa paise par parso pe pehla pehle pichla pichle poora pura
raha rahe rahi reh rha ruka rupaye se shukriya sirf tak tha thi unka unke uska uske vaada waala wada wala wale wali
wapas yaar
"""
_HINDI_WORDS = frozenset(_WORDS.split())
# Words that stand in English questions as well: they speak for Hindi only beside others.
_SHARED = frozenset({"do", "de", "par", "pe", "ho", "ne", "kar", "bas", "ji", "se", "ka", "ki", "ke", "ko", "tak"})
_MARKERS = _HINDI_WORDS - _SHARED
_PLAIN = "the is was were are what how why when where which did does do has have for of and any his her their this that"
_ENGLISH = frozenset(_PLAIN.split())


_WANTED = {
    Language.HINDI: re.compile(r"\b(?:in hindi|hindi (?:me|mein|main))\b|हिंदी में|हिन्दी में"),
    Language.ENGLISH: re.compile(r"\b(?:in english|english (?:me|mein))\b|अंग्रेजी में|अंग्रेज़ी में"),
}


def language_of(text: str) -> Language | None:
    """Give the language of a text; None where it holds too few words to tell ("404-1029384-5566778?", "ok")."""
    lowered = text.lower()
    for language, pattern in _WANTED.items():
        if pattern.search(lowered):
            return language
    hindi, latin = len(_DEVANAGARI.findall(lowered)), _LATIN.findall(lowered)
    if hindi and hindi * 2 >= len(latin):
        return Language.HINDI
    marked = sum(word in _MARKERS for word in latin)
    shared = sum(word in _HINDI_WORDS for word in latin)
    english = sum(word in _ENGLISH for word in latin)
    if marked and shared > english:
        return Language.HINGLISH
    return Language.ENGLISH if english or len(latin) > 1 else None
