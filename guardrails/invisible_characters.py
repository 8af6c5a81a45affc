"""Characters that a reader does not see: they could hide content or reverse the reading direction."""

import re

_DEVANAGARI = "\u0900-\u097f"
# Controls, marks of direction, joiners, fillers, tags and variation selectors. Two joiners belong between letters of
# Devanagari, and one selector after a sign.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
    f"|(?<![{_DEVANAGARI}])[\u200c\u200d]|[\u200c\u200d](?![{_DEVANAGARI}])|\ufe0f(?=\ufe0f)"
)


def without_unseen(text: str) -> str:
    """Return the text without characters that are not seen."""
    return text if text.isascii() and text.isprintable() else UNSEEN.sub("", text)
