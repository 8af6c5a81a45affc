"""Gift card fields in the formats of old writers."""

import re

_GIFT_CARD_SEPARATORS = re.compile(r"[,;|\s]+")


def split_gift_cards(raw: str | None) -> list[str]:
    """Return the gift cards in a scalar or delimited field, as old writers wrote it."""
    if not raw:
        return []
    if _GIFT_CARD_SEPARATORS.search(raw) is None:
        return [raw]  # as most fields are
    return [part for part in _GIFT_CARD_SEPARATORS.split(raw) if part]
