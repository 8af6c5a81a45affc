"""Find the figures in a rendered text independently of the product: amounts, days, ends of card numbers, numbers.

It does not use statements or facts. Names from the records are in quotation marks and count as one figure each.
"""

import re
from collections import Counter

_NAME = r"“[^“”]*”"
_AMOUNT = r"-?(?:[₹$€£]|[A-Z]{3} )[0-9]+(?:,[0-9]{2,3})*(?:\.[0-9]+)?"
_DAY = r"[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4}"
_CARD = r"•••• [0-9A-Z]{4}"
_FIGURE = re.compile(f"{_NAME}|{_AMOUNT}|{_DAY}|{_CARD}|[0-9]+")


def figures_in(text: str, identifiers: list[str]) -> Counter[str]:
    """Return the figures in a text with their counts; ``identifiers`` are removed first."""
    for identifier in sorted(identifiers, key=len, reverse=True):
        text = re.sub(rf"(?<![0-9A-Za-z-]){re.escape(identifier)}(?![0-9A-Za-z-])", " ", text)
    return Counter(match.group().strip("“”") for match in _FIGURE.finditer(text))
