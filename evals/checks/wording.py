"""Searches a text for a phrase or a pattern, ignoring case, line breaks and repeated spaces."""

import re

from evals.harness.expectations import Regex, Saying


def says(text: str, saying: Saying) -> bool:
    plain = " ".join(text.split())
    if isinstance(saying, Regex):
        return re.search(saying.regex, plain, re.IGNORECASE) is not None
    return " ".join(saying.split()).casefold() in plain.casefold()


def quoted(saying: Saying) -> str:
    return f"/{saying.regex}/" if isinstance(saying, Regex) else repr(saying)
