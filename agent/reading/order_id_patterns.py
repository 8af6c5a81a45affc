"""Validate the order id patterns in a site's settings: a subset of regular expressions that matches in linear time."""

import re

_CLASS = r"\\d|\\w|[A-Za-z0-9_.:@#=|/-]|\\[.\-/|]|\[[A-Za-z0-9._:@#=|/-]{1,40}\]"
_PIECE = re.compile(rf"(?:{_CLASS})(?P<count>\?|\{{\d{{1,2}}(?:,\d{{1,2}})?\}})?")
_MAX_VARIABLE = 3  # pieces of variable length: more could make a failing match slow
_VARIABLE = re.compile(r"\?|\{(\d+),(?!\1\})")


class PatternInvalid(ValueError):
    """A pattern cannot be used for order ids; the message says why."""


def validate_order_pattern(pattern: str) -> None:
    """Check that a pattern has only characters, classes, ``\\d``, ``\\w``, ``?``, ``{n}`` and ``{n,m}``.

    Raises:
        PatternInvalid: it holds anything else, such as groups, ``*`` or ``+``, or too many pieces of variable length.
    """
    position = variable = 0
    while position < len(pattern):
        piece = _PIECE.match(pattern, position)
        if piece is None or piece.end() == position:
            raise PatternInvalid("an order pattern holds characters, classes, \\d, \\w, ?, {n} and {n,m} only")
        variable += bool(_VARIABLE.match(piece["count"] or ""))
        position = piece.end()
    if variable > _MAX_VARIABLE:
        raise PatternInvalid(f"an order pattern holds at most {_MAX_VARIABLE} pieces of variable length")
    re.compile(pattern)
