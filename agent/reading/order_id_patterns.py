"""Patterns of order ids as a site writes them in its settings: a part of regular expressions that is quick."""

import re

_CLASS = r"\\d|\\w|[A-Za-z0-9_.:@#=|/-]|\\[.\-/|]|\[[A-Za-z0-9._:@#=|/-]{1,40}\]"
_PIECE = re.compile(rf"(?:{_CLASS})(?P<count>\?|\{{\d{{1,2}}(?:,\d{{1,2}})?\}})?")
_MAX_VARIABLE = 3  # pieces that may match a different number of characters: more could take long to fail
_VARIABLE = re.compile(r"\?|\{(\d+),(?!\1\})")


class PatternInvalid(ValueError):
    """A pattern cannot be used for order ids; the message says why."""


def require_order_pattern(pattern: str) -> None:
    """Accept characters, classes, ``\\d``, ``\\w``, ``?``, ``{n}`` and ``{n,m}``: no groups, no ``*`` or ``+``.

    Raises:
        PatternInvalid: the pattern holds anything else, or too many pieces of open length.
    """
    position = variable = 0
    while position < len(pattern):
        piece = _PIECE.match(pattern, position)
        if piece is None or piece.end() == position:
            raise PatternInvalid("an order pattern holds characters, classes, \\d, \\w, ?, {n} and {n,m} only")
        variable += bool(_VARIABLE.match(piece["count"] or ""))
        position = piece.end()
    if variable > _MAX_VARIABLE:
        raise PatternInvalid(f"an order pattern holds at most {_MAX_VARIABLE} pieces of open length")
    re.compile(pattern)
