"""The pattern of digits said one by one, in English and in Hindi in either script."""

from guardrails.pii.spoken_numbers import DIGIT_WORDS


def spoken(fewest: int, most: int) -> str:
    """Return an expression for this many digits in words, ``most`` included."""
    digit = f"(?:{'|'.join(sorted(DIGIT_WORDS, key=len, reverse=True))})(?![a-zऀ-ॣ])"
    return rf"{digit}(?:[ ,-]{{1,2}}{digit}){{{fewest - 1},{most - 1}}}+"
